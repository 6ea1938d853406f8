"""A sheet of xlsxwriter's that takes a formula of well-known functions as it stands."""

from __future__ import annotations

import re

from xlsxwriter.worksheet import Worksheet

#: Functions that files have always named as people do; newer ones are stored under a name with a prefix.
_LONG_KNOWN = (
    "ABS|AND|COLUMNS|COUNT|COUNTA|COUNTBLANK|COUNTIFS?|DATE|DAY|EDATE|EOMONTH|EXACT|FIND|IF|IFERROR|INDEX|INT|ISBLANK"
    "|ISNUMBER|ISTEXT|LARGE|LEFT|LEN|MATCH|MAX|MEDIAN|MID|MIN|MONTH|N|NOT|OR|RIGHT|ROUND|ROWS?|SMALL|SUBSTITUTE"
    "|SUM|SUMIFS?|SUMPRODUCT|TEXT|TODAY|TRIM|VALUE|YEAR"
)
#: A call of any other.
_OTHER = re.compile(rf"(?<![A-Z0-9_.])(?!(?:{_LONG_KNOWN})\()[A-Z0-9_.]+\(")


class FormulaSheet(Worksheet):  # type: ignore[misc] # xlsxwriter has no types
    """A worksheet that looks for newer functions only in formulas that may hold one.

    xlsxwriter looks for 30 of them in every formula and for 120 more in every rule, each by a pattern of its own.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: FBT001, FBT002
        """Return a formula as it is stored, without its ``=``."""
        if formula.startswith("{") or _OTHER.search(formula):
            prepared: str = super()._prepare_formula(formula, expand_future_functions)
            return prepared
        return formula.removeprefix("=")
