"""Freed memory given back to the system: the C library keeps it for later, and what comes next stands on top of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache

#: Rows from which on it is worth its time.
_MANY_ROWS = 20_000


def release_memory(rows: int) -> None:
    """Give back what was freed, on Linux with glibc; elsewhere nothing happens.

    It takes some hundredths of a second where hundreds of megabytes were used, and is for between stages.

    Args:
        rows: Of what was worked on; where they are few, nothing is worth giving back.
    """
    trim = _trim() if rows >= _MANY_ROWS else None
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    if not sys.platform.startswith("linux"):
        return None
    import ctypes

    found: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return found
