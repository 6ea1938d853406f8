"""Reads one column of cells into typed values, with a finding for each cell that could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.folding import fold_text
from kehu_batch.model.findings.catalogue_stated import DATE_YEAR_TOLD
from kehu_batch.model.findings.catalogue_values import (
    AMOUNT_APPROXIMATE,
    AMOUNT_FOREIGN,
    AMOUNT_OWN_UNIT,
    AMOUNT_ROUNDED,
    AMOUNT_UNREADABLE,
    DATE_AMBIGUOUS,
    DATE_ORDER_TOLD,
    DATE_UNDETERMINABLE,
    DATE_UNREADABLE,
    ERROR_VALUE,
    ID_CLEANED,
    ID_PRECISION_LOST,
    ID_UNREADABLE,
    NUMBER_UNREADABLE,
)
from kehu_batch.model.findings.finding import FindingKind
from kehu_batch.model.findings.question import QuestionKind
from kehu_batch.model.tables.recognition import Region
from kehu_batch.normalisation.cells.collecting import Collector, say
from kehu_batch.normalisation.cells.distinct import (
    Codes,
    Distinct,
    find_distinct,
    map_distinct,
    read_distinct,
    read_distinct_pairs,
)
from kehu_batch.normalisation.cells.fields import CHOICE_FIELDS, CURRENCY_TABLES
from kehu_batch.normalisation.cells.raw import RawColumn, RawTable
from kehu_batch.normalisation.cells.shown_numbers import ShownNumber
from kehu_batch.normalisation.cells.text import is_blank_cell, is_error_value, is_none_answer
from kehu_batch.normalisation.dates.named_weekdays import report_weekdays
from kehu_batch.normalisation.dates.reading import DateProblem, DateReading, judge_order, read_date
from kehu_batch.normalisation.dates.shown_months import as_due, report_months
from kehu_batch.normalisation.dates.values import DateOrder
from kehu_batch.normalisation.identity.names import IdProblem, read_id
from kehu_batch.normalisation.money.amounts import AmountProblem, AmountReading
from kehu_batch.normalisation.money.column_units import doubt_unit, unit_of_region
from kehu_batch.normalisation.money.row_units import read_amounts_of_rows
from kehu_batch.normalisation.money.scales import FEN_PER_YUAN
from kehu_batch.normalisation.money.unseen import report_unseen
from kehu_batch.normalisation.statements.ticked import read_answer, read_choice
from kehu_batch.normalisation.tables.asking import ask_order, name_order, order_of
from kehu_batch.normalisation.tables.date_signs import (
    StatedYears,
    names_minguo,
    order_of_region,
    stated_years_of,
    with_minguo,
)
from kehu_batch.policy.cell_words import load_cell_words
from kehu_batch.policy.column_questions import column_key
from kehu_batch.records import dataclass
from kehu_batch.working_days import working_day_after

#: The finding that a problem is, and its message.
_Kind = tuple[FindingKind, str]

DATE_KINDS: Mapping[DateProblem, _Kind] = {
    DateProblem.NOT_A_DATE: (DATE_UNREADABLE, "{label}“{value}”不是有效的日期"),
    DateProblem.AMBIGUOUS_ORDER: (DATE_AMBIGUOUS, "{label}“{value}”分不清日和月的先后"),
    DateProblem.UNDETERMINABLE: (DATE_UNDETERMINABLE, "{label}“{value}”推不出确定的一天"),
    DateProblem.UNDETERMINABLE_YEAR: (DATE_UNDETERMINABLE, "{label}“{value}”没有写年份，推不出是哪一年"),
    DateProblem.BEYOND_CALENDAR: (
        DATE_UNDETERMINABLE,
        "{label}“{value}”要数到工作日历没有的年份，推不出是哪一天；请直接写日期",
    ),
    DateProblem.ERROR_VALUE: (ERROR_VALUE, "{label}是错误值“{value}”"),
}

AMOUNT_KINDS: Mapping[AmountProblem, _Kind] = {
    AmountProblem.NOT_AN_AMOUNT: (AMOUNT_UNREADABLE, "{label}“{value}”不是明确的金额"),
    AmountProblem.BAD_GROUPING: (AMOUNT_UNREADABLE, "{label}“{value}”的千分位逗号位置不对，可能少写了数字"),
    AmountProblem.OVERFLOW: (AMOUNT_UNREADABLE, "{label}“{value}”超出可处理的范围（10 万亿元）"),
    AmountProblem.APPROXIMATE: (AMOUNT_APPROXIMATE, "{label}“{value}”不是确切金额"),
    AmountProblem.ERROR_VALUE: (ERROR_VALUE, "{label}是错误值“{value}”"),
}

#: What becomes of a row whose event has no usable date, or whose document has no usable amount.
FATES: Mapping[tuple[str, str], str] = {
    ("callbacks", "called_on"): "，这一次回访不计入",
    ("followups", "followed_on"): "，这一条跟进不计入",
    ("orders", "ordered_on"): "，这一笔订单不计入",
    ("orders", "amount"): "，这一笔订单的金额按未知处理",
    ("complaints", "received_at"): "，这一条投诉不计入",
    ("invoices", "amount"): "，这一张单据不计入",
    ("receipts", "amount"): "，这一笔回款不计入",
    ("receipts", "received_on"): "，这一笔回款不计入",
}

_ID_KINDS: Mapping[IdProblem, _Kind] = {
    IdProblem.PRECISION_LOST: (ID_PRECISION_LOST, "{label}“{value}”超过 15 位，末位已丢失"),
    IdProblem.NOT_AN_ID: (ID_UNREADABLE, "{label}“{value}”不是编号"),
    IdProblem.ERROR_VALUE: (ERROR_VALUE, "{label}是错误值“{value}”"),
}


#: Every day of the calendar is one of this year's, and no day that is past can be.
_ANY_YEAR = date(2096, 1, 1)


@dataclass(frozen=True, slots=True)
class _ColumnSigns:
    """What is known of a region's column of dates: order, where serial numbers count from, months, and era."""

    order: DateOrder
    date1904: bool
    stated: StatedYears | None
    minguo: bool = False


def read_dates(
    collector: Collector,
    field: str,
    references: npt.NDArray[Any] | None = None,
    *,
    timed: bool = False,
    annual: bool = False,
    term: bool = False,
) -> pd.Series:
    """Return a date column, ``datetime64[s]``.

    Args:
        collector: The table's cells, and where findings go.
        field: Field code.
        references: Dates that year-less and relative text is resolved against, one a row.
        timed: Whether the time of day is kept; midnight where none was written.
        annual: Whether only month and day matter: one written without its year is given the leap year 2096.
        term: Whether it is the end of a term: that of a range.
    """
    raw = collector.raw
    values = np.full(len(raw), np.datetime64("NaT", "s"), dtype="datetime64[s]")
    problems = np.zeros(len(raw), dtype=np.intp)
    for region, inside in zip(raw.regions, region_slices(raw), strict=True):
        cells = as_due(raw, field).within(inside)
        nearby = None if references is None else references[inside]
        in_1904 = region.id in raw.from_1904
        stated = None if nearby is not None else stated_years_of(raw.table, field, region)
        order = _order_of_column(collector, field, region, inside, nearby)
        values[inside], problems[inside] = _read_region_dates(
            cells,
            nearby,
            _ColumnSigns(order, in_1904, stated, names_minguo(header_of(region, field))),
            load_cell_words().undated.get(field, frozenset()),
            timed=timed,
            annual=annual,
            term=term,
        )
        if stated is not None and stated.used:
            said = f"{stated.stated.place}写的{stated.stated.label}"
            message = f"{collector.label(field)}里没有写年份的日期，按{said}读"
            collector.add_column(DATE_YEAR_TOLD, field, region, message)
    report_months(collector, field)
    _report(collector, field, problems, DATE_KINDS)
    report_weekdays(collector, field, values)
    _ask_orders(collector, field)
    return pd.Series(values)


def _ask_orders(collector: Collector, field: str) -> None:
    """Ask about the columns whose dates have no recognised order."""
    for region in collector.raw.regions:
        header = header_of(region, field)
        collector.ask(DATE_AMBIGUOUS, region, ask_order(column_key(region, field, header), header), field)


def _order_of_column(
    collector: Collector, field: str, region: Region, inside: slice, references: npt.NDArray[Any] | None
) -> DateOrder:
    """Return the order of day, month and short year in a region's column: as its cells show, as answered, by signs."""
    raw = collector.raw
    key = column_key(region, field, header_of(region, field))
    answered = order_of(collector.answer(QuestionKind.DATE_ORDER, key))
    judged = judge_order(raw.columns[field].within(inside).results)
    if judged is not DateOrder.UNKNOWN:
        return judged
    if answered is not None:
        return answered
    order, sign = order_of_region(raw, field, region, inside, references)
    if sign:
        message = f"{collector.label(field)}的日期按“{name_order(order)}”读，依据是{sign}"
        collector.add_column(DATE_ORDER_TOLD, field, region, message)
    return order


def _read_region_dates(
    cells: RawColumn,
    references: npt.NDArray[Any] | None,
    signs: _ColumnSigns,
    undated: frozenset[str],
    *,
    timed: bool,
    annual: bool,
    term: bool,
) -> tuple[npt.NDArray[np.datetime64], Codes]:
    def read(cell: object, reference: Any = None) -> DateReading:  # noqa: ANN401  (a date or None)
        found = read_date(
            with_minguo(cell) if signs.minguo else cell,
            reference=reference,
            order=signs.order,
            date1904=signs.date1904,
            working_day_after=working_day_after,
            # What is due in a range is due at its end, and a term ends there; what happened in one has no day.
            ranges=term or (references is not None and not timed),
        )
        if timed and found.relative and found.value is not None:
            # 2天后 does not say when something was done.
            return DateReading(problem=DateProblem.UNDETERMINABLE)
        if undated and found.problem is not None and fold_text(str(cell)) in undated:
            return DateReading(problem=DateProblem.BLANK)
        if annual and found.problem is DateProblem.UNDETERMINABLE_YEAR:
            return read_date(cell, reference=_ANY_YEAR, order=signs.order, date1904=signs.date1904)
        return found if signs.stated is None else signs.stated.read(cell, found)

    readings = (
        read_distinct(cells, read)
        if references is None
        else read_distinct_pairs(cells, references, read, lambda cell: isinstance(cell, str))
    )

    def moment(reading: DateReading) -> np.datetime64:
        if reading.value is None:
            return np.datetime64("NaT", "s")
        clock = reading.time if timed and reading.time is not None else time()
        return np.datetime64(datetime.combine(reading.value, clock), "s")

    return readings.pick(moment, "datetime64[s]"), _number_problems(readings, DATE_KINDS)


def read_amounts(collector: Collector, field: str) -> pd.Series:
    """Return a money column, ``Int64`` fen; the unit in the header scales every value that names none itself."""
    raw = collector.raw
    fen = np.zeros(len(raw), dtype=np.int64)
    missing = np.ones(len(raw), dtype=bool)
    problems = np.zeros(len(raw), dtype=np.intp)
    foreign, own, unnamed = (np.zeros(len(raw), dtype=bool) for _ in range(3))
    for region, inside in zip(raw.regions, region_slices(raw), strict=True):
        words = None if raw.units is None or region.unit_column is None else raw.units.within(inside)
        unit, answered = unit_of_region(collector, (field, header_of(region, field)), region, words)
        if unit is None:
            continue
        words = None if answered else words
        readings = read_amounts_of_rows(raw.columns[field].within(inside), words, unit, (raw.table, field))
        if not answered:
            doubt_unit(collector, (field, header_of(region, field)), region, readings, unit)
        if words is not None:
            message = f"{collector.label(field)}按每一行“单位”列写的单位换算"
            collector.add_column(AMOUNT_OWN_UNIT, field, region, message)
        fen[inside] = readings.pick(_fen_or_zero, np.int64)
        missing[inside] = readings.pick(lambda reading: reading.fen is None, bool)
        problems[inside] = _number_problems(readings, AMOUNT_KINDS)
        foreign[inside] = readings.pick(
            lambda reading: reading.currency not in {None, collector.currency}, bool
        )
        own[inside] = readings.pick(lambda reading: reading.own_unit, bool)
        unnamed[inside] = unit == FEN_PER_YUAN and words is None
        _report_rounding(collector, field, inside, readings)
    _report(collector, field, problems, AMOUNT_KINDS)
    report_unseen(collector, field, unnamed)
    if own.any():
        collector.add(
            AMOUNT_OWN_UNIT, field, np.flatnonzero(own), say("{label}“{value}”自带单位，按它自己的单位换算")
        )
    if raw.table in CURRENCY_TABLES:
        foreign[:] = False
    if foreign.any():
        collector.add(AMOUNT_FOREIGN, field, np.flatnonzero(foreign), say("{label}“{value}”是外币"))
    return pd.Series(pd.arrays.IntegerArray(fen, missing | foreign))


def _report_rounding(
    collector: Collector, field: str, inside: slice, readings: Distinct[AmountReading]
) -> None:
    """Report the amounts of a region that were rounded to the fen, as one finding with the sum of what that moved."""
    moved = readings.pick(lambda reading: reading.moved != 0, bool)
    rows = np.flatnonzero(moved)
    if not len(rows):
        return
    total = sum((readings[row].moved for row in rows.tolist()), Decimal(0)) / FEN_PER_YUAN
    collector.add_together(
        AMOUNT_ROUNDED,
        field,
        rows + inside.start,
        f"{collector.label(field)}有 {len(rows)} 格细于一分，已四舍五入到分，合计变动 {total:+.4f} 元",
    )


def _fen_or_zero(reading: AmountReading) -> int:
    return reading.fen if reading.fen is not None else 0


def header_of(region: Region, field: str) -> str:
    """Return the header text of a field in a region; ``""`` where it has no such column."""
    return next((match.header for match in region.columns if match.field == field), "")


def read_ids(collector: Collector, field: str) -> pd.Series:
    """Return an id column as text with its zeros; what is no id, or has lost its last digits, is missing."""
    readings = read_distinct(collector.raw.columns[field], read_id)
    _report(collector, field, _number_problems(readings, _ID_KINDS), _ID_KINDS)
    cleaned = np.flatnonzero(readings.pick(lambda reading: reading.cleaned, bool))
    for region in collector.raw.regions:
        rows = cleaned[collector.raw.region[cleaned] == region.id]
        if len(rows):
            message = f"{collector.label(field)}有 {len(rows)} 格带着看不见的字符或前导撇号，已去掉"
            collector.add_together(ID_CLEANED, field, rows, message)
    return readings.texts(lambda reading: reading.text)


def read_texts(collector: Collector, field: str) -> pd.Series:
    """Return a text column; blank cells, error values and answers of a lone dash or slash are missing."""
    cells = find_distinct(collector.raw.columns[field])
    errors = cells.pick(is_error_value, bool)
    if errors.any():
        collector.add(
            ERROR_VALUE, field, np.flatnonzero(errors), lambda label, value: f"{label}是错误值“{value}”"
        )
    return cells.texts(partial(read_choice if field in CHOICE_FIELDS else read_answer, field))


def report_errors(collector: Collector, field: str) -> None:
    """Report the error values of a column whose text is taken apart elsewhere; they then read as blank."""
    cells = collector.raw.columns[field]
    errors = np.flatnonzero(find_distinct(cells).pick(is_error_value, bool))
    if len(errors):
        collector.add(ERROR_VALUE, field, errors, lambda label, value: f"{label}是错误值“{value}”")
        collector.raw.columns[field] = cells.having(errors, "")


def read_numbers(collector: Collector, field: str, low: float, high: float) -> pd.Series:
    """Return a number column, ``float64``; what is no whole number from ``low`` to ``high`` is a finding."""
    cells = collector.raw.columns[field]
    values = map_distinct(cells, partial(_number, high)).astype(np.float64)
    blank = map_distinct(cells, lambda cell: is_blank_cell(cell) or is_none_answer(cell)).astype(bool)
    # Of eleven answers, none lies between two others.
    wrong = ~blank & ~((values >= low) & (values <= high) & (values == np.floor(values)))
    if wrong.any():
        collector.add(
            NUMBER_UNREADABLE,
            field,
            np.flatnonzero(wrong),
            lambda label, value: f"{label}“{value}”不是 {low:g}–{high:g} 的整数，按没有回答计",
        )
    return pd.Series(np.where(wrong, np.nan, values))


def to_text(values: npt.NDArray[Any]) -> pd.Series:
    """Return an array of ``str`` and ``None`` as a text column."""
    return pd.Series(values, dtype="str")


def _number(whole: float, cell: object) -> float:
    if isinstance(cell, ShownNumber) and (cell.shown.instead or cell.shown.percent):
        cell = cell.text
    # 9/10 names the scale that the column has anyhow.
    text = str(cell).strip().removesuffix(f"/{whole:g}").removesuffix("分")
    try:
        # 90% is nine tenths of the highest answer.
        return round(float(text[:-1]) * whole / 100, 9) if text.endswith(("%", "％")) else float(text)
    except ValueError:
        return np.nan


def region_slices(raw: RawTable) -> list[slice]:
    """Return the rows of each region; they stand together."""
    ends = np.cumsum([len(region.data_rows) for region in raw.regions]).tolist()
    return [slice(end - len(region.data_rows), end) for region, end in zip(raw.regions, ends, strict=True)]


def _number_problems(readings: Distinct[Any], kinds: Mapping[Any, _Kind]) -> Codes:
    """Return the number from 1 of each row's problem among those that are findings; 0 where there is none."""
    numbers = {problem: number for number, problem in enumerate(sorted(kinds), start=1)}
    return readings.pick(lambda reading: numbers.get(reading.problem, 0), np.intp)


def _report(collector: Collector, field: str, problems: Codes, kinds: Mapping[Any, _Kind]) -> None:
    for number, problem in enumerate(sorted(kinds), start=1):
        rows = np.flatnonzero(problems == number)
        if len(rows):
            kind, template = kinds[problem]
            collector.add(kind, field, rows, say(template + FATES.get((collector.raw.table, field), "")))
