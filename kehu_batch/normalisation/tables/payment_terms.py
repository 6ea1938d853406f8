"""Payment terms (账期): when an invoice without a due date falls due (docs/rules.md, 10)."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kehu_batch.folding import fold_text
from kehu_batch.model.findings.catalogue_receivables import TERMS_UNREADABLE
from kehu_batch.normalisation.cells.collecting import Collector
from kehu_batch.normalisation.cells.distinct import find_distinct, read_distinct
from kehu_batch.normalisation.cells.numerals import NUMERAL_CHARACTERS, read_numeral
from kehu_batch.normalisation.cells.text import is_blank_cell, is_none_answer
from kehu_batch.normalisation.tables.columns import cell_text

#: Counted from the date of issue, or from the end of its month.
FROM_ISSUE, FROM_MONTH_END = "issue", "month_end"

_LONGEST_DAYS, _LONGEST_MONTHS = 1000, 36

_NUMBER = rf"(?P<count>\d{{1,4}}(?:\.0+)?|[{NUMERAL_CHARACTERS}]{{1,5}})"
_AT_ONCE = re.compile(
    r"(?:货|票|款|验收)?到(?:货)?(?:即)?付款|货到付清|款到发货|先款后货|预付(?:款|全款)?|现结|现款(?:现货|结算)?|现金|即付|即期|cod"
)
_SPAN = re.compile(
    r"(?:账期|信用期|付款期|票到|开票后|发票(?:日|后)?|货到|验收后|net|n/)*:?(?P<month_end>月结|月底|月末|当月结|eom)?\+?"
    rf"{_NUMBER}(?:个)?(?P<unit>自然日|日历天|天|日|days?|d|个月|月)?(?P<after>月结|账期|内|以内|付款|付清|结清|结|到期)*"
)
_MONTH_END = re.compile(r"月结|当月结|月底结|月末结|eom")


@dataclass(frozen=True, slots=True)
class Terms:
    """When an invoice falls due.

    Args:
        start: ``issue`` or ``month_end`` (of the month of issue).
        months: Calendar months after it.
        days: Days after those.
    """

    start: str
    months: int = 0
    days: int = 0


def read_terms(text: str) -> Terms | None:
    """Read payment terms; ``None`` where they do not say a certain day.

    Example:
        >>> read_terms("30"), read_terms("月结30天")
        (Terms(start='issue', months=0, days=30), Terms(start='month_end', months=0, days=30))
        >>> read_terms("货到付款"), read_terms("月结"), read_terms("另议")
        (Terms(start='issue', months=0, days=0), Terms(start='month_end', months=0, days=0), None)
    """
    folded = fold_text(text).strip("().,;")
    if _AT_ONCE.fullmatch(folded):
        return Terms(FROM_ISSUE)
    if _MONTH_END.fullmatch(folded):
        return Terms(FROM_MONTH_END)
    match = _SPAN.fullmatch(folded)
    if match is None:
        return None
    count = int(float(match["count"])) if match["count"][0].isdigit() else read_numeral(match["count"])
    if count is None:
        return None
    start = FROM_MONTH_END if match["month_end"] or "月结" in folded else FROM_ISSUE
    if match["unit"] in {"个月", "月"}:
        return Terms(start, months=count) if count <= _LONGEST_MONTHS else None
    return Terms(start, days=count) if count <= _LONGEST_DAYS else None


def add_terms(collector: Collector, ledger: pd.DataFrame) -> None:
    """Add ``credit_start`` (``issue``, ``month_end``), ``credit_months`` and ``credit_days`` to the ledger.

    All three are missing where the terms are blank or cannot be read; the latter is a finding.
    """
    cells = collector.raw.columns.get("payment_terms", find_distinct([""] * len(ledger)))
    readings = read_distinct(cells, _read_cell)
    missing = readings.pick(lambda terms: terms is None, bool)
    ledger["credit_start"] = readings.texts(lambda terms: terms.start if terms else None)
    months = readings.pick(lambda terms: terms.months if terms else 0, np.int64)
    days = readings.pick(lambda terms: terms.days if terms else 0, np.int64)
    ledger["credit_months"] = pd.arrays.IntegerArray(months, missing.copy())
    ledger["credit_days"] = pd.arrays.IntegerArray(days, missing.copy())
    blank = read_distinct(cells, lambda cell: is_blank_cell(cell) or is_none_answer(cell)).pick(bool, bool)
    wrong = np.flatnonzero(missing & ~blank)
    if len(wrong):
        collector.add(
            TERMS_UNREADABLE, "payment_terms", wrong, lambda label, value: f"{label}“{value}”推不出到期日"
        )


def _read_cell(cell: object) -> Terms | None:
    text = cell_text(cell)
    return None if text is None else read_terms(text)
