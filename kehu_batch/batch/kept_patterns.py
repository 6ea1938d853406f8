"""Compiled regular expressions, kept beside this package's bytecode.

Python keeps the bytecode of modules, but compiles their regular expressions anew in every process: some 350, ours
and the libraries', took 0.13 s of the 1.5 s of processor time of two rows, and now take 0.01. What the compiler of
:mod:`re` hands to its engine is kept. It is handed to the engine again, which examines it as ever, and is then found
in the cache of :mod:`re` as if it had just been compiled.

This rests on the inside of :mod:`re`, for which there is no other door. So a file is of use to one build of Python and
one version of this program, each pattern is kept only where it comes back equal, and wherever anything is not as
expected, patterns are compiled as ever. Kept is what imports compile and what the program makes of its own data:
nothing of what a drop says.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import marshal
import os
import re
import sys
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kehu_batch import __version__
from kehu_batch.kept_files import place_beside

#: Kind of text, pattern and flags, as the cache of ``re`` has them.
Key = tuple[type, str | bytes, int]

#: What the engine is given; the code of what is kept as bytes, four a number, which are read in half the time.
Handed = tuple[Any, ...]

#: More than so many are not all in use any more. The cache of ``re`` drops its oldest beyond 512, but no more than one
#: for each that it compiles itself.
_MOST = 2_000

#: So few new ones are not worth a file; some libraries' patterns differ in each process, as they are made of a set.
_FEW = 8


def recall_patterns() -> frozenset[Key]:
    """Put what is kept into the cache of ``re``; return what that now holds."""
    cache, make = _cache(), _engine().compile
    with contextlib.suppress(Exception):
        for pattern, flags, (text, told, code, *groups) in _read():
            cache.setdefault(
                (type(pattern), pattern, flags), make(text, told, array("I", code).tolist(), *groups)
            )
    return frozenset(cache)


def keep_patterns(known: frozenset[Key], compile_more: Callable[[], Iterator[None]]) -> None:
    """Keep what was compiled since, where that is much, whole or not at all.

    Args:
        known: What :func:`recall_patterns` returned.
        compile_more: Compiles what else is worth keeping, in steps of some hundred patterns.
    """
    if len(_cache().keys() - known) <= _FEW:
        return
    place = _place()
    part = place.with_suffix(f".{os.getpid()}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(b"")  # what cannot be kept need not be compiled
        found = dict(_cache())
        for _ in compile_more():
            found |= _cache()
        handed = (_hand(*key[1:], compiled) for key, compiled in found.items() if key not in known)
        new = [one for one in handed if one is not None]
        kept = [*_read(), *new]
        content = marshal.dumps(kept if len(kept) <= _MOST else new)
        part.write_bytes(hashlib.sha256(content).digest() + content)
        part.replace(place)
    except Exception:  # noqa: BLE001 - nothing is lost but time
        with contextlib.suppress(OSError):
            part.unlink()


def _cache() -> dict[Key, re.Pattern[Any]]:
    found: dict[Key, re.Pattern[Any]] = getattr(re, "_cache", {})
    return found


def _engine() -> Any:  # noqa: ANN401 - a module without types
    return importlib.import_module("_sre")


def _hand(
    pattern: str | bytes, flags: int, compiled: re.Pattern[Any]
) -> tuple[str | bytes, int, Handed] | None:
    """Return what the compiler of ``re`` hands to the engine for a pattern; ``None`` where it does not come back."""
    parser, compiler = (importlib.import_module(f"re.{name}") for name in ("_parser", "_compiler"))
    parsed = parser.parse(pattern, flags)
    state = parsed.state
    names: list[str | None] = [None] * state.groups
    for name, number in state.groupdict.items():
        names[number] = name
    code = list(map(int, compiler._code(parsed, flags)))  # noqa: SLF001 - see above
    handed = (pattern, int(flags | state.flags), code, state.groups - 1, dict(state.groupdict), tuple(names))
    same = _engine().compile(*handed)
    equal = same == compiled and (same.groups, same.groupindex) == (compiled.groups, compiled.groupindex)
    kept = (*handed[:2], array("I", code).tobytes(), *handed[3:])
    return (pattern, int(flags), kept) if equal else None


def _read() -> list[tuple[str | bytes, int, Handed]]:
    try:
        content = _place().read_bytes()
    except OSError:
        return []
    digest, content = content[:32], content[32:]
    if hashlib.sha256(content).digest() != digest:
        return []
    found: list[tuple[str | bytes, int, Handed]] = marshal.loads(content)  # noqa: S302 - as Python reads bytecode
    return found


def _place() -> Path:
    made_by = f"{__version__} {sys.version} {_engine().MAGIC}"
    return place_beside(__file__, f"patterns_{hashlib.sha256(made_by.encode()).hexdigest()[:16]}")
