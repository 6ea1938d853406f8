"""The page beside a refused drop: what is wrong, and what to do about it, for someone who never saw a program."""

from __future__ import annotations

from collections.abc import Sequence

from kehu_batch.batch.pages.environment import render
from kehu_batch.errors import KehuError


def render_reason(name: str, files: Sequence[str], error: KehuError) -> str:
    """Return the page.

    Args:
        name: What the drop was called.
        files: Its files.
        error: Why it was refused.
    """
    steps = [part for part in error.action.split("；") if part] or ["请把本页内容告诉维护人员"]
    return render("reason.html", name=name, files=files, message=error.message, steps=steps, code=error.code)
