"""Keeps the page's compiled templates where Python keeps this package's compiled modules.

Compiling them takes a tenth of a small drop's time. They are found and kept as a module's bytecode is, as far as that
folder can be written, and made anew wherever anything that they were made from differs.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache


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
        """Keep a compiled template, whole or not at all, wherever that folder can be written.

        That Python may be told to keep no bytecode of modules changes nothing here: an installer has compiled those
        all the same, and nobody compiles templates but us.
        """
        place = _place(bucket)
        part = place.with_suffix(f".{os.getpid()}")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                bucket.write_bytecode(file)
            part.replace(place)
        except OSError:
            with contextlib.suppress(OSError):
                part.unlink()


def _place(bucket: Bucket) -> Path:
    """Return the file of a template, named as the bytecode of a module of this package would be."""
    return Path(
        importlib.util.cache_from_source(str(Path(__file__).with_name(f"template_{bucket.key[:16]}.py")))
    )
