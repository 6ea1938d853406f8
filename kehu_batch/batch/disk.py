"""Telling a disk that is full, or a quota that is used up, from other errors."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator

from kehu_batch.errors import OutputError

#: Of POSIX; Windows' codes for a full disk and a full quota are mapped to them by Python, or are told by number.
_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
_FULL_ON_WINDOWS = {39, 112, 1295}


def is_full(error: BaseException) -> bool:
    """Tell whether an error, or one that it came from, says that there is no room left."""
    return any(_says_full(each) for each in _chain(error))


def _says_full(error: BaseException) -> bool:
    if isinstance(error, sqlite3.OperationalError):
        return error.sqlite_errorcode == sqlite3.SQLITE_FULL
    if not isinstance(error, OSError):
        return False
    return error.errno in _FULL or getattr(error, "winerror", None) in _FULL_ON_WINDOWS


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


def output_full(place: str) -> OutputError:
    """Say that there was no room for what was to be written; nothing is delivered then."""
    return OutputError(
        f"磁盘已满（或配额用尽），写不下结果：{place}；本次没有输出任何结果",
        action="请清理磁盘空间，或用 -o 换到别的磁盘后重新运行",
        code="disk_full",
    )
