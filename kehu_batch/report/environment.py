"""How templates of pages are read, the report's and the workspace's alike.

The report's compiled templates are kept where Python keeps this package's compiled modules:
compiling them takes a tenth of a small drop's time. They are made anew wherever anything that they were made from
differs.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from pathlib import Path

import jinja2
from jinja2 import Environment, FunctionLoader, StrictUndefined
from jinja2.bccache import Bucket, BytecodeCache

from kehu_batch.kept_files import keep_file, place_beside
from kehu_batch.report.user_text import plain, show

#: Light colours by mark class; the page's style has the same names and the dark theme's values.
FILLS = {
    "s1": "#1f5fbf",
    "s2": "#0f7f6d",
    "s3": "#8a6400",
    "mut": "#a7b0bd",
    "cum": "#b5500c",
    "good": "#0b6e85",
    "near": "#8a5a00",
    "bad": "#a8123a",
    "low": "#f0c183",
    "medium": "#c4631b",
    "high": "#842a0a",
    "a0": "#dde5f0",
    "a1": "#f0c183",
    "a2": "#e39a50",
    "a3": "#c4631b",
    "a4": "#842a0a",
    "a5": "#4a1204",
    "v5": "#0b6e85",
    "v4": "#7fb9c4",
    "v3": "#dcdfe4",
    "v2": "#eda8b3",
    "v1": "#a8123a",
}


class TemplateBytecode(BytecodeCache):
    """Compiled templates as files beside this package's own bytecode.

    Args:
        seed: Whatever besides a template's text and Jinja's version decides what it is compiled to.
    """

    def __init__(self, seed: bytes) -> None:
        self._seed = jinja2.__version__.encode() + seed

    def get_source_checksum(self, source: str) -> str:
        """Return by what a kept template is told to be the one asked for."""
        return hashlib.sha256(self._seed + source.encode("utf-8")).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket with what is kept; leave it empty where nothing, or nothing usable, is."""
        with contextlib.suppress(OSError, EOFError, ValueError, TypeError), _place(bucket).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template."""
        keep_file(_place(bucket), bucket.bytecode_to_string())


def _place(bucket: Bucket) -> Path:
    return place_beside(__file__, f"template_{bucket.key[:16]}")


def make_environment(
    load: Callable[[str], str],
    *,
    keep_trailing_newline: bool = False,
    bytecode_cache: BytecodeCache | None = None,
) -> Environment:
    """Return an environment in which values are escaped and an unknown name is an error.

    Args:
        load: Returns a template by its name.
        keep_trailing_newline: Whether a template's last line feed is kept.
        bytecode_cache: Keeps compiled templates; without it they are compiled once a process.
    """
    env = Environment(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=keep_trailing_newline,
        auto_reload=False,
        finalize=show,
        bytecode_cache=bytecode_cache,
    )
    env.globals["fills"] = FILLS
    env.filters["plain"] = plain
    return env
