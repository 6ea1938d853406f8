"""Names of drops: what series one belongs to, and folders that are free."""

from __future__ import annotations

import re
from pathlib import Path

from kehu_batch.copy_names import without_mark, without_version
from kehu_batch.numerals import read_numeral

#: A year, month, quarter or date in a name.
_DATE = re.compile(
    r"(?:19|20)?\d{2}年(?:度)?|(?:(?:\d{1,2}[-~至到])?\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?(?:\d{1,2}[日号])?"
    r"|(?<!\d)(?:19|20)\d{2}[-._/]?(?:1[0-2]|0?[1-9])(?:[-._/]\d{1,2}|\d{2})?(?!\d)|(?<!\d)(?:19|20)\d{2}(?!\d)"
    r"|第?[1-4一二三四]季度|(?<![A-Za-z])Q[1-4](?!\d)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年|[-._/]|(?:0[1-9]|1[0-2])(?:\d{2})?(?!\d)|(?!\d))")
_MONTH = re.compile(
    r"(?<![\d一二三四五六七八九十])(\d{1,2}|[一二三四五六七八九十]{1,2})月"
    r"|(?<!\d)(?:19|20)\d{2}[-._/]?(1[0-2]|0?[1-9])(?:[-._/]\d{1,2}|\d{2})?(?!\d)",
)
_QUARTER = re.compile(r"第?([1-4一二三四])季度|(?<![A-Za-z])Q([1-4])(?!\d)", re.IGNORECASE)
_EDGES = re.compile(r"^[\s_\-.·]+|[\s_\-.·]+$|[（(]\s*[)）]")
#: Characters that one system or another does not take in a name, and what hides or turns it.
_UNSAFE = re.compile('[<>:"/\\\\|?*\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?$", re.IGNORECASE)
_LONGEST = 60


def series_of(name: str) -> str:
    """Return the name that versions of one thing share.

    Example:
        >>> series_of("回访工作表_批注"), series_of("回访(2)"), series_of("回访 - 副本"), series_of("11月回访")
        ('回访工作表', '回访', '回访', '11月回访')
        >>> series_of("复件 (2) 回访"), series_of("副本回访"), series_of("回访（改）"), series_of("Copy of 回访"), series_of("副本")
        ('回访', '回访', '回访', '回访', '副本')
        >>> series_of("高新"), series_of("2023年终"), series_of("回访 新"), series_of("回访新版"), series_of("回访改")
        ('高新', '2023年终', '回访', '回访', '回访')
    """
    shown = name.strip()
    while True:
        shorter = without_version(without_mark(shown))
        if not shorter or shorter == shown:
            return shown
        shown = shorter


def undated(name: str) -> str:
    """Return the name that a department's drops of different months share: without month, year and date.

    Example:
        >>> undated("2023年11月客户回访"), undated("客户回访_2023-10"), undated("十月份回访(华东)"), undated("202311")
        ('客户回访', '客户回访', '回访(华东)', '')
    """
    return _EDGES.sub("", _DATE.sub("", name)).casefold()


def is_dated(name: str) -> bool:
    """Tell whether a name holds a month, year or date.

    Example:
        >>> is_dated("11月回访"), is_dated("回访 华东")
        (True, False)
    """
    return _DATE.search(name) is not None


def month_of(name: str) -> tuple[int, int]:
    """Return year and month that a name holds, 0 for what it does not say; a quarter counts as its first month.

    Example:
        >>> month_of("2023年11月客户回访"), month_of("十月份回访"), month_of("回访_202309"), month_of("2023Q4"), month_of("回访")
        ((2023, 11), (0, 10), (2023, 9), (2023, 10), (0, 0))
    """
    year, month, quarter = (pattern.search(name) for pattern in (_YEAR, _MONTH, _QUARTER))
    number = next(filter(None, month.groups()), "") if month else ""
    third = next(filter(None, quarter.groups()), "") if quarter else ""
    return int(year[1]) if year else 0, _value(number) or max(0, 3 * _value(third) - 2)


def _value(number: str) -> int:
    return int(number) if number.isdecimal() else read_numeral(number) or 0


def safe_name(name: str) -> str:
    """Return a name that every system takes for a folder.

    Example:
        >>> safe_name("a/b:c?. "), safe_name("CON"), safe_name("...")
        ('a_b_c_', '_CON', '未命名')
    """
    cleaned = _UNSAFE.sub("_", name).strip().rstrip(". ")[:_LONGEST].rstrip(". ")
    if not cleaned.strip("._ "):
        return "未命名"
    return f"_{cleaned}" if _RESERVED.match(cleaned) or cleaned.startswith((".", "~$")) else cleaned


def free_folder(parent: Path, name: str) -> Path:
    """Return a folder of that name under ``parent`` that does not exist, numbered where it does."""
    candidate, number = parent / name, 1
    while candidate.exists() or candidate.is_symlink():
        number += 1
        candidate = parent / f"{name}({number})"
    return candidate
