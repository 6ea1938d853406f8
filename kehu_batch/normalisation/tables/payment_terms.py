"""Payment terms (账期): when an invoice without a due date falls due (docs/rules.md, 10)."""

from __future__ import annotations

import re
from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from kehu_batch.folding import fold_text, split_header_unit
from kehu_batch.model.findings.catalogue_receivables import TERMS_UNREADABLE
from kehu_batch.model.tables.payment_terms import TermsStart
from kehu_batch.normalisation.cells.collecting import Collector
from kehu_batch.normalisation.cells.distinct import Objects, read_distinct
from kehu_batch.normalisation.cells.text import cell_text, is_none_answer
from kehu_batch.normalisation.dates.reading import read_date
from kehu_batch.normalisation.tables.columns import header_of, region_slices
from kehu_batch.numerals import NUMERAL_CHARACTERS, read_numeral
from kehu_batch.records import dataclass

#: Tables that have terms.
TERMS_TABLES = frozenset({"ledger", "invoices"})

_LONGEST_DAYS, _LONGEST_MONTHS, _LAST_DAY = 1000, 36, 31

_NUMBER = rf"(?P<count>\d{{1,4}}(?:\.0+)?|[{NUMERAL_CHARACTERS}]{{1,5}})"
_AT_ONCE = re.compile(
    r"(?:货|票|款|验收)?到(?:货)?(?:即)?付款|货到付清|款[到清]发货|先款后货|预付(?:款|全款)?|现结|现款(?:现货|结算)?|现金|(?:见票)?即付|即期|cod"
)
_SPAN = re.compile(
    r"(?:账期|信用期|付款期|收到发票后|(?:票到|收票|到票|货到|到货)后?|[票货]后|收货后|开票后|(?:开票|收货|到货|验收)之?日起?|发票之?(?:日|后)?起?|net|净|n/?)*:?"
    r"(?:(?P<month_end>月结|月底|月末|当月结|eom)[后(]?)?\+?"
    rf"{_NUMBER}(?:个)?(?P<unit>自然日|日历天|天|日|days?|d|个月|月|年)?(?P<after>月结|账期|信用期|内|以内|付款|付清|结清|结|到期)*"
)
_MONTH_END = re.compile(
    r"(?:当月|本月|每月)?(?:月结|月底|月末|底|末)(?:结|结清|付款|付清)?|当月(?:结清?|付清|付款|内付款)|eom"
)
_QUARTER_END = re.compile(
    rf"(?:按|每)?(?:季结|季度?(?:底|末)(?:结|付款)?|季度结算?)\+?(?:{_NUMBER}(?:天|日)?)?"
)
_NEXT_MONTH = re.compile(
    rf"(?:月结)?(?:(?:当月|本月)开票,?|开票后?|票到)?(?:次|下个?)月的?(?:{_NUMBER}(?:日|号)|(?P<last>月?底|月?末))(?:前|以前|之前)?(?:付款|付清|结清|结|付)?"
)
#: How it is paid says nothing of when: 月结30天电汇, T/T 30天. A bill (承兑) has a term of its own.
_TRANSFER = "电汇|银行转账|对公转账|转账|支票"
_MEANS = re.compile(
    rf"^(?:{_TRANSFER}|t/t|o/a|oa|tt)[,:;(]?(?=.)|[,;(]?(?:{_TRANSFER})$|[,;(]?(?:{_TRANSFER})(?=\)$)"
)
#: What is said of terms behind them: (节假日顺延), (2024年起,原45天). And a code before them: Z030 发票日起30天.
_ASIDE = re.compile(r"\([^()]*(?:起|执行|顺延)[^()]*\)$")
_CODE = re.compile(r"^[a-z]{1,2}\d{2,3}[-:]?(?=[^\d])")
#: Half a year, alone: 半年结 is settled twice a year, as 季结 four times.
_HALF_YEAR = re.compile(rf"(?<![\d{NUMERAL_CHARACTERS}])半年(?!结)")
_BARE, _MONTHS = re.compile(r"\d{1,2}(?:\.0+)?"), frozenset({"月", "个月", "月数", "months", "month"})
#: A discount for paying early changes nothing of when the whole falls due: 2/10, N/30.
_DISCOUNT = re.compile(r"(?:\d+(?:\.\d+)?%?/\d+[,、;.]?)+(?P<rest>(?:n|net)[/ ]?\d+)(?:天|日|days?)?")
#: 20日 alone may be twenty days or the twentieth; so may 月结25日. 30日 and 20日内 are days.
_DAY_OF_MONTH = re.compile(rf"(?:(?:月结|月底|月末)[后(]?)?{_NUMBER}日(?:付款|付清|结清|结)?")
_LAST_DAY_OF_ALL = 28


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """When an invoice falls due.

    Args:
        start: What they count from; month and quarter are those of issue.
        months: Calendar months after it.
        days: Days after those; for ``next_month_day`` the day of the next month.
    """

    start: TermsStart
    months: int = 0
    days: int = 0


def read_terms(text: str) -> PaymentTerms | None:
    """Read payment terms; ``None`` where they do not say a certain day.

    Example:
        >>> for text in ("30", "月结30天", "货到付款", "月结", "次月10日", "2/10,N/30"):
        ...     terms = read_terms(text)
        ...     print(text, terms.start, terms.months, terms.days)
        30 issue 0 30
        月结30天 month_end 0 30
        货到付款 issue 0 0
        月结 month_end 0 0
        次月10日 next_month_day 0 10
        2/10,N/30 issue 0 30
        >>> read_terms("另议") is None
        True
    """
    whole = fold_text(text)
    plain = _ASIDE.sub("", whole)
    ways = dict.fromkeys((whole, plain, _CODE.sub("", plain)))
    return next((terms for way in ways if (terms := _read_whole(way)) is not None), None)


def _read_whole(whole: str) -> PaymentTerms | None:
    """Read folded terms with nothing said of them beside how they are paid."""
    folded = _MEANS.sub("", whole.strip("().,;")).strip("().,;:") or whole
    folded = _HALF_YEAR.sub("6个月", folded)
    if _AT_ONCE.fullmatch(folded):
        return PaymentTerms(TermsStart.ISSUE)
    if _MONTH_END.fullmatch(folded):
        return PaymentTerms(TermsStart.MONTH_END)
    if found := _QUARTER_END.fullmatch(folded):
        days = _count(found) if found["count"] else 0
        return (
            None if days is None or days > _LONGEST_DAYS else PaymentTerms(TermsStart.QUARTER_END, days=days)
        )
    if found := _NEXT_MONTH.fullmatch(folded):
        day = 31 if found["last"] else _count(found)
        return PaymentTerms(TermsStart.NEXT_MONTH_DAY, days=day) if day and day <= _LAST_DAY else None
    if found := _DISCOUNT.fullmatch(folded):
        folded = found["rest"]
    return _read_span(folded)


def _count(match: re.Match[str]) -> int | None:
    text = match["count"]
    return int(float(text)) if text[0].isdigit() else read_numeral(text)


def _read_span(folded: str) -> PaymentTerms | None:
    """Read a number of days or months, from the date of issue or the end of its month."""
    match = _SPAN.fullmatch(folded)
    if match is None:
        return None
    count = _count(match)
    if count is None or (count <= _LAST_DAY_OF_ALL and _DAY_OF_MONTH.fullmatch(folded)):
        return None
    start = TermsStart.MONTH_END if match["month_end"] or "月结" in folded else TermsStart.ISSUE
    if match["unit"] == "年":
        count *= 12
    if match["unit"] in {"个月", "月", "年"}:
        return PaymentTerms(start, months=count) if count <= _LONGEST_MONTHS else None
    return PaymentTerms(start, days=count) if count <= _LONGEST_DAYS else None


def add_terms(collector: Collector, frame: pd.DataFrame) -> None:
    """Add ``credit_start`` (see ``PaymentTerms``), ``credit_months`` and ``credit_days`` to a ledger or to invoices.

    All three are missing where the terms are blank, or are a day: that is the due date of invoices. Where they cannot
    be read ``credit_start`` is empty, which is a finding unless the row states its due date.

    Args:
        collector: The table's cells, and where findings go.
        frame: The table; invoices with their ``due_on``.
    """
    start, months, days = _read_columns(collector, len(frame))
    if "due_on" in frame:
        _take_days_due(collector, frame, start)
    missing = pd.isna(months)
    frame["credit_start"] = pd.Series(start, dtype="str")
    frame["credit_months"] = pd.Series(months, dtype="Int64")
    frame["credit_days"] = pd.Series(days, dtype="Int64")
    wrong = missing & ~pd.isna(start)
    if "due_on" in frame:
        wrong &= frame["due_on"].isna().to_numpy(dtype=bool)
    if wrong.any():
        collector.add(
            TERMS_UNREADABLE,
            "payment_terms",
            np.flatnonzero(wrong),
            lambda label, value: f"{label}“{value}”推不出到期日",
        )


def _take_days_due(collector: Collector, frame: pd.DataFrame, start: Objects) -> None:
    """Take a day that stands under the terms (``付款期限`` ``2023-10-02``) for the due date of a row without one."""
    terms = collector.raw.columns.get("payment_terms")
    unread = (start == TermsStart.UNREADABLE.value) & frame["due_on"].isna().to_numpy(dtype=bool)
    if terms is None or not unread.any():
        return
    due = read_distinct(terms, _read_day).expand()
    dated = unread & ~pd.isna(due)
    start[dated] = None
    frame.loc[dated, "due_on"] = due[dated].astype("datetime64[s]")


def _read_day(cell: object) -> date | None:
    """Return the day that terms are, with its year; ``None`` where they are anything else."""
    reading = read_date(cell, reference=None, ranges=False)
    return reading.value if reading.had_year else None


def _read_columns(collector: Collector, size: int) -> tuple[Objects, Objects, Objects]:
    """Return where the terms of each row count from, their months and their days, ``None`` where there are none."""
    raw = collector.raw
    start, months, days = (np.full(size, None, dtype=object) for _ in range(3))
    if "payment_terms" not in raw.columns:
        return start, months, days
    for region, inside in zip(raw.regions, region_slices(raw), strict=True):
        unit = split_header_unit(header_of(region, "payment_terms"))[1]
        readings = read_distinct(raw.columns["payment_terms"].within(inside), partial(_read_cell, unit=unit))
        start[inside] = readings.pick(lambda terms: None if terms is None else terms.start.value)
        months[inside] = readings.pick(lambda terms: terms.months if terms and terms.start else None)
        days[inside] = readings.pick(lambda terms: terms.days if terms and terms.start else None)
    return start, months, days


def _read_cell(cell: object, unit: str) -> PaymentTerms | None:
    """Return the terms of a cell; those that cannot be read count from nothing, and blank cells have none.

    A bare number is of the header's unit: 3 under ``账期(月)`` is three months.
    """
    text = cell_text(cell)
    if text is None or is_none_answer(text):
        return None
    if unit in _MONTHS and _BARE.fullmatch(text):
        text = f"{text}个月"
    return read_terms(text) or PaymentTerms(TermsStart.UNREADABLE)
