"""References to sheets inside formulas."""

from __future__ import annotations

import re
from collections.abc import Mapping

_REFERENCE = re.compile(
    r"""
    (?P<text>"(?:[^"]|"")*")                      # a string: passed over
    |(?P<quoted>'(?:[^']|'')+')!                  # 'a sheet'!
    |(?P<bare>(?<![\w.\]])[^\W\d][\w.]*)!         # Sheet!
    """,
    re.VERBOSE,
)
_PLAIN = re.compile(r"[^\W\d][\w.]*\Z")
#: What a formula would take for a cell, a row, a column or a truth value.
_CELL_LIKE = re.compile(r"(?i:[a-z]{1,3}\d+|r\d*(c\d*)?|c\d*|true|false)\Z")


def quote_sheet(name: str) -> str:
    """Return a sheet's name as it stands before ``!``.

    Example:
        >>> quote_sheet("逾期跟进"), quote_sheet("it's (2)")
        ('逾期跟进', "'it''s (2)'")
        >>> quote_sheet("A1"), quote_sheet("true"), quote_sheet("NA")
        ("'A1'", "'true'", 'NA')
    """
    if _PLAIN.match(name) and not _CELL_LIKE.match(name):
        return name
    return "'" + name.replace("'", "''") + "'"


def _sheet_of(match: re.Match[str]) -> str:
    if match["quoted"]:
        return match["quoted"][1:-1].replace("''", "'")
    return match["bare"] or ""


def rename_sheets(formula: str, names: Mapping[str, str]) -> str:
    """Return a formula with its references to sheets renamed.

    Args:
        formula: A formula or reference, without markup.
        names: Old names in lower case to new names.

    Example:
        >>> rename_sheets("SUM(甲!A1:A3)", {"甲": "甲(2)"})
        "SUM('甲(2)'!A1:A3)"
    """

    def replace(match: re.Match[str]) -> str:
        new = names.get(_sheet_of(match).lower())
        return match[0] if new is None else quote_sheet(new) + "!"

    return _REFERENCE.sub(replace, formula)


def sheets_in(formula: str) -> set[str]:
    """Return the names, in lower case, of the sheets that a formula refers to.

    Example:
        >>> sorted(sheets_in("'My Sheet'!A1+Other!B2"))
        ['my sheet', 'other']
    """
    return {_sheet_of(match).lower() for match in _REFERENCE.finditer(formula) if not match["text"]}
