"""Freed memory given back to the system: the C library keeps it for later, and what comes next stands on top of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache


def release_memory() -> None:
    """Give back what was freed, on Linux with glibc; elsewhere nothing happens.

    It takes some hundredths of a second where hundreds of megabytes were used, and is for large drops, between stages.
    """
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    if not sys.platform.startswith("linux"):
        return None
    import ctypes

    found: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return found
