"""Templates of a workspace's pages, drawn in the house style of the report."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import Any

from jinja2 import Environment

from kehu_batch.report.environment import make_environment
from kehu_batch.resources import templates_dir


def render(template: str, **values: Any) -> str:  # noqa: ANN401 - whatever the template asks for
    """Return a page: one file that needs no network, no script and no other file."""
    style = _asset("report.css") + _asset("workspace.css")
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return _environment().get_template(template).render(style=style, csp=policy, **values)


@cache
def _asset(name: str) -> str:
    """Return a template of the workspace's or the report's, its lines ended by a line feed."""
    folders = (templates_dir() / "workspace", templates_dir() / "report")
    path = next(folder / name for folder in folders if (folder / name).is_file())
    return path.read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return make_environment(_asset)
