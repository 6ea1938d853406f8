"""Aging buckets of a balance sheet: what each header says, and every cell under it (docs/rules.md, 10)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.folding import fold_header
from kehu_batch.model.figures.states import BucketClock, BucketKind, BucketUnit
from kehu_batch.model.findings.catalogue_receivables import (
    BALANCE_FROM_BUCKETS,
    BUCKET_UNREADABLE,
    BUCKETS_BROKEN,
)
from kehu_batch.model.findings.finding import Finding, FindingKind
from kehu_batch.model.findings.question import NO_ANSWERS, Answers, Matter, QuestionKind
from kehu_batch.model.location import Location
from kehu_batch.model.tables.dataset import empty_buckets
from kehu_batch.model.tables.recognition import ColumnMatch, Region
from kehu_batch.normalisation.cells.collecting import show_value
from kehu_batch.normalisation.cells.distinct import read_distinct
from kehu_batch.normalisation.cells.raw import RawColumn, RawTable
from kehu_batch.normalisation.money.amounts import read_amount
from kehu_batch.normalisation.money.column_units import unit_of_column
from kehu_batch.normalisation.money.scales import unit_of_header
from kehu_batch.normalisation.tables.columns import AMOUNT_KINDS
from kehu_batch.normalisation.tables.directions import PostingSide, read_direction
from kehu_batch.numerals import SPOKEN_TO_TEN, arabic_digits
from kehu_batch.policy.column_questions import (
    answered_clock,
    answered_unit,
    ask_buckets,
    buckets_key,
    unit_key,
)
from kehu_batch.records import dataclass, replace

_UNITS = {
    "天": BucketUnit.DAY,
    "日": BucketUnit.DAY,
    "": BucketUnit.DAY,
    "个月": BucketUnit.MONTH,
    "月": BucketUnit.MONTH,
    "年": BucketUnit.YEAR,
}
#: About how many days a unit has: only to bring buckets into their order.
_DAYS = {BucketUnit.DAY: 1, BucketUnit.MONTH: 30, BucketUnit.YEAR: 365}

_HAN = arabic_digits(SPOKEN_TO_TEN[:-1])
_NOT_DUE = re.compile(r"未到期|未逾期|信用期内|账期内")
_UNDATED = re.compile(r"到期日缺失|无到期日|到期日不明")
_DECORATION = re.compile(r"账龄|分布|区间|分段|逾期|超期|金额|余额|合计|应收|款|\(元\)|[()_:]")
_UNIT = "(天|日|个月|月|年)?"
_RANGE = re.compile(rf"(\d+){_UNIT}[-至到](\d+){_UNIT}(?:以内|内|含)?")
_ABOVE = re.compile(rf"(?P<sign>>=|>|≥|大于|超过)?(\d+){_UNIT}(?P<also>及)?(?P<word>以上)?(?P<closed>含)?")
_BELOW = re.compile(rf"(?P<sign><=|<|≤|小于)?(\d+){_UNIT}(?:及)?(?P<word>以内|以下|内)?(?:含)?")


@dataclass(frozen=True, slots=True)
class Bucket:
    """What a header says of its bucket.

    Args:
        kind: A range, 未到期 or 到期日缺失.
        unit: Days, months or years.
        low: The number it begins with; ``None`` where it has no lower end.
        upto: The number it ends with, included; ``None`` where it is open.
        above: Whether ``low`` itself is outside.
        subtotal: Whether the header says that it is a sum of others (合计).
    """

    kind: BucketKind
    unit: BucketUnit = BucketUnit.DAY
    low: int | None = None
    upto: int | None = None
    above: bool = False
    subtotal: bool = False


def read_bucket(header: str) -> Bucket | None:
    """Read a bucket's header; ``None`` where no bounds are recognised.

    Example:
        >>> range_of = lambda header: (found := read_bucket(header)) and (found.low, found.upto, found.above)
        >>> range_of("31～60天"), range_of("180天以上")
        ((31, 60, False), (180, None, True))
    """
    folded = fold_header(header)
    if _UNDATED.search(folded):
        return Bucket(BucketKind.UNDATED)
    if _NOT_DUE.search(folded):
        return Bucket(BucketKind.NOT_DUE)
    subtotal = "合计" in folded
    # A separator such as the one of 账龄0_30 stands between two numbers.
    core = _DECORATION.sub("", re.sub(r"(?<=\d)_(?=\d)", "-", folded)).translate(_HAN)
    match = _RANGE.fullmatch(core)
    if match:
        low, high = int(match[1]), int(match[3])
        unit = _UNITS[match[4] or match[2] or ""]
        return Bucket(BucketKind.RANGE, unit, low, high, subtotal=subtotal) if low < high else None
    match = _ABOVE.fullmatch(core)
    if match and (match["sign"] or match["word"]):
        closed = match["sign"] in {">=", "≥"} or bool(match["also"])
        return Bucket(BucketKind.RANGE, _UNITS[match[3] or ""], int(match[2]), None, not closed, subtotal)
    match = _BELOW.fullmatch(core)
    if match and (match["sign"] or match["word"]):
        less = match["sign"] in {"<", "小于"}
        return Bucket(BucketKind.RANGE, _UNITS[match[3] or ""], None, int(match[2]) - less, subtotal=subtotal)
    return None


@dataclass(frozen=True, slots=True)
class BucketColumn:
    """A bucket with its place on the sheet.

    Args:
        match: Its column, with the text that names the bucket as its header.
        bucket: What that text says.
        over: The number that it begins above, known from the others beside it.
    """

    match: ColumnMatch
    bucket: Bucket
    over: int | None = None


def read_buckets(
    balances: RawTable | None, answers: Answers = NO_ANSWERS
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Read the bucket columns of balance sheets.

    Args:
        balances: Their cells; ``None`` where there are none.
        answers: What was answered of the buckets of sheets without balances, and of the balances' unit.

    Returns:
        ``Dataset.balances_buckets`` with ``customer`` -1 throughout, and what could not be read.
    """
    cells = {(one.region.id, one.match.column): one.cells for one in (balances.many if balances else ())}
    parts: list[pd.DataFrame] = []
    findings: list[Finding] = []
    for region in balances.regions if balances else ():
        columns, broken = _understand(region)
        findings += broken
        findings += _ask_what_they_are(region, columns, answers)
        for column in columns:
            said = _Said(_clock(region, column, columns, answers), _unit(region, column.match, answers))
            part, wrong = _read_column(region, column, said, cells[region.id, column.match.column])
            parts.append(part)
            findings += wrong
    if not parts:
        return empty_buckets(), tuple(findings)
    return pd.concat(parts, ignore_index=True), tuple(findings)


def name_customers(buckets: pd.DataFrame, balances: pd.DataFrame | None) -> pd.DataFrame:
    """Return the buckets with the customer of each row; what stands in credit is negative."""
    if balances is None or buckets.empty:
        return buckets
    rows = pd.MultiIndex.from_frame(balances[["region", "source_row"]])
    customers = pd.Series(balances["customer"].to_numpy(), index=rows)
    places = pd.MultiIndex.from_frame(buckets[["region", "source_row"]])
    named = buckets.assign(customer=customers.reindex(places).to_numpy(dtype=np.int64))
    if "direction" in balances:
        credit = balances["direction"].map(read_direction, na_action="ignore") == PostingSide.CREDIT
        in_credit = pd.Series(credit.to_numpy(dtype=bool), index=rows).reindex(places).to_numpy(dtype=bool)
        named["amount"] = named["amount"].where(~in_credit, -named["amount"])
    return named


def place_buckets(columns: Sequence[BucketColumn]) -> list[BucketColumn]:
    """Return buckets with what each begins above, those of them left out that are sums of others."""
    placed = [replace(column, over=_over(column.bucket, columns)) for column in columns]
    return _without_subtotals(placed)


def _understand(region: Region) -> tuple[list[BucketColumn], list[Finding]]:
    columns, findings = [], []
    for match in region.columns:
        if match.field != "buckets":
            continue
        bucket = read_bucket(match.header)
        if bucket is None:
            message = f"分段“{show_value(match.header)}”看不出起止天数"
            findings.append(_at_header(BUCKET_UNREADABLE, region, match, message))
        else:
            columns.append(BucketColumn(match, bucket))
    columns = place_buckets(columns)
    problem = find_break(columns)
    if problem is not None:
        findings.append(_at_header(BUCKETS_BROKEN, region, problem[0], problem[1]))
        return [], findings
    return columns, findings


def _at_header(kind: FindingKind, region: Region, match: ColumnMatch, message: str) -> Finding:
    place = Location(region.file, region.sheet, region.header_row, match.column)
    return Finding(kind, place, message, show_value(match.header), "balances", "buckets")


def _over(bucket: Bucket, columns: Sequence[BucketColumn]) -> int | None:
    """Return the number that a bucket begins above: ``31-60天`` above 30, ``1-2年`` above 1."""
    if bucket.kind != BucketKind.RANGE:
        return None
    has_not_due = any(column.bucket.kind == BucketKind.NOT_DUE for column in columns)
    if bucket.low is None or bucket.low == 0:
        # Beside 未到期 the first bucket begins with the first day late.
        return 0 if has_not_due else None
    if bucket.above:
        return bucket.low
    ends = {column.bucket.upto for column in columns if column.bucket.unit == bucket.unit}
    if bucket.low in ends or (bucket.unit == BucketUnit.YEAR and bucket.low - 1 not in ends):
        return bucket.low
    return bucket.low - 1


def _without_subtotals(columns: list[BucketColumn]) -> list[BucketColumn]:
    """Leave out columns that say 合计 and hold other buckets."""

    def holds_others(column: BucketColumn) -> bool:
        start, end = bucket_ends(column)
        inner = [
            bucket_ends(other)
            for other in columns
            if other is not column and other.bucket.kind == BucketKind.RANGE
        ]
        return any(start <= low and high <= end for low, high in inner)

    return [column for column in columns if not (column.bucket.subtotal and holds_others(column))]


def bucket_ends(column: BucketColumn) -> tuple[float, float]:
    """Return about how many days a bucket lies above, and up to how many it goes."""
    days, bucket = _DAYS[column.bucket.unit], column.bucket
    start = -np.inf if column.over is None else column.over * days
    return start, np.inf if bucket.upto is None else bucket.upto * days


def find_break(columns: Sequence[BucketColumn], *, gaps: bool = True) -> tuple[ColumnMatch, str] | None:
    """Return the first range that overlaps the one before it, or leaves a gap where ``gaps`` matter."""
    ordered = sorted(
        (column for column in columns if column.bucket.kind == BucketKind.RANGE), key=bucket_ends
    )
    for before, after in pairwise(ordered):
        end, start = bucket_ends(before)[1], bucket_ends(after)[0]
        if start < end or (gaps and start > end):
            word = "重叠" if start < end else "之间有缺口"
            names = f"“{show_value(before.match.header)}”与“{show_value(after.match.header)}”"
            return after.match, f"分段{names}{word}"
    return None


@dataclass(frozen=True, slots=True)
class _Said:
    """What its sheet, or an answer, says of a column: its clock and the fen in its unit."""

    clock: BucketClock
    unit: int


def bucket_headers(region: Region) -> tuple[str, ...]:
    """Return the headers of the buckets of a sheet that has no column of balances; none where it has one."""
    if region.column_of("receivable_balance") is not None:
        return ()
    return tuple(match.header for match in region.columns if match.field == "buckets")


def bucket_matters(balances: RawTable | None) -> frozenset[Matter]:
    """Return what can be asked of the buckets of a drop."""
    named = (bucket_headers(region) for region in (balances.regions if balances else ()))
    return frozenset((QuestionKind.BUCKETS, buckets_key(headers)) for headers in named if headers)


def _ask_what_they_are(
    region: Region, columns: Sequence[BucketColumn], answers: Answers
) -> Iterator[Finding]:
    """Yield the finding of a sheet whose balances are taken from its buckets, with the question."""
    headers = bucket_headers(region)
    key = (QuestionKind.BUCKETS, buckets_key(headers))
    if not headers or not columns or region.column_of("overdue_balance") is not None or key in answers.given:
        return
    message = f"这张表没有应收余额一列，把 {len(columns)} 段的和作余额"
    told = _at_header(BALANCE_FROM_BUCKETS, region, columns[0].match, message)
    yield replace(told, question=ask_buckets(headers))


def _unit(region: Region, match: ColumnMatch, answers: Answers) -> int:
    """Return the fen in a bucket's unit: its own, else that which was answered for the balances beside it."""
    balance = next((one for one in region.columns if one.field == "receivable_balance"), None)
    if balance is None or unit_of_header(match.header) is not None:
        return unit_of_column(match)
    return answered_unit(answers, unit_key(region, balance.field)) or unit_of_column(match)


def _clock(
    region: Region, column: BucketColumn, columns: Sequence[BucketColumn], answers: Answers
) -> BucketClock:
    """Return the clock of a column: as answered; a sheet with 未到期 or 逾期 counts days overdue, any other the age."""
    answered = answered_clock(answers, bucket_headers(region))
    if answered is not None:
        return answered
    header = fold_header(column.match.header)
    split = any(other.bucket.kind != BucketKind.RANGE for other in columns)
    overdue = split or "逾期" in header or "超期" in header or "逾期" in fold_header(region.title)
    return BucketClock.OVERDUE if overdue else BucketClock.AGE


def _read_column(
    region: Region, column: BucketColumn, said: _Said, cells: RawColumn
) -> tuple[pd.DataFrame, Iterator[Finding]]:
    match, bucket = column.match, column.bucket
    cells = cells.having(np.flatnonzero(_under_merges(region, match.column)), "")
    readings = read_distinct(cells, lambda cell: read_amount(cell, unit_fen=said.unit))
    missing = readings.pick(lambda reading: reading.fen is None, bool)
    fen = readings.pick(lambda reading: reading.fen or 0, np.int64)
    size = len(cells)
    values: Mapping[str, object] = {
        "region": np.full(size, region.id, dtype=np.int64),
        "source_row": region.data_rows.astype(np.int64),
        "customer": np.full(size, -1, dtype=np.int64),
        "column": np.full(size, match.column, dtype=np.int64),
        "header": pd.array([" ".join(match.header.split())] * size, dtype="str"),
        "clock": pd.array([said.clock] * size, dtype="str"),
        "kind": pd.array([bucket.kind] * size, dtype="str"),
        "unit": pd.array([bucket.unit] * size, dtype="str"),
        "over": pd.array([column.over] * size, dtype="Int64"),
        "upto": pd.array([bucket.upto] * size, dtype="Int64"),
        "amount": pd.arrays.IntegerArray(fen, missing),
    }
    problems = readings.pick(lambda reading: reading.problem)
    return pd.DataFrame(values), _find_unreadable(region, match, cells.expand().tolist(), problems)


def _under_merges(region: Region, column: int) -> npt.NDArray[np.bool_]:
    """Return which data rows have a cell under a merge: the block's money counts in its first row only."""
    under = np.zeros(len(region.data_rows), dtype=bool)
    for area in region.merged:
        if area.first_column <= column <= area.last_column:
            first, last = np.searchsorted(region.data_rows, (area.first_row, area.last_row + 1))
            under[first + (column == area.first_column) : last] = True
    return under


def _find_unreadable(
    region: Region, match: ColumnMatch, cells: Sequence[object], problems: np.ndarray
) -> Iterator[Finding]:
    for row, cell, problem in zip(region.data_rows.tolist(), cells, problems, strict=True):
        if problem not in AMOUNT_KINDS:
            continue
        shown = show_value(cell)
        place = Location(region.file, region.sheet, row, match.column)
        kind, template = AMOUNT_KINDS[problem]
        message = template.format(label=show_value(match.header), value=shown)
        yield Finding(kind, place, message, shown, "balances", "buckets")
