"""What the headers of aging buckets say, and how the buckets of one sheet stand to each other (docs/rules.md, 10)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from kehu_batch.folding import fold_header, split_header_unit
from kehu_batch.model.figures.states import BucketClock, BucketKind, BucketUnit
from kehu_batch.model.tables.recognition import ColumnMatch, Region
from kehu_batch.normalisation.cells.collecting import show_value
from kehu_batch.normalisation.money.scales import unit_of_header
from kehu_batch.numerals import SPOKEN_TO_TEN, arabic_digits
from kehu_batch.records import dataclass, replace

_UNITS = {
    "days": BucketUnit.DAY,
    "day": BucketUnit.DAY,
    "天": BucketUnit.DAY,
    "日": BucketUnit.DAY,
    "": BucketUnit.DAY,
    "个月": BucketUnit.MONTH,
    "月": BucketUnit.MONTH,
    "年": BucketUnit.YEAR,
}
#: About how many days a unit has: only to bring buckets into their order.
_DAYS = {BucketUnit.DAY: 1.0, BucketUnit.MONTH: 365.25 / 12, BucketUnit.YEAR: 365.25}
#: Ends in different units that lie no further apart than this share of them meet: 360天 and 1年, 90天 and 3个月.
_NEAR = 0.02
#: Months and days of a year, for a range whose ends are in different units.
_OF_YEAR = {BucketUnit.MONTH: 12, BucketUnit.DAY: 365}

#: Days end with no less; months, which have a twelfth among them, with no more.
_DAYS_OF_MONTH, _MOST_MONTHS = 30, 60

_HAN = arabic_digits(SPOKEN_TO_TEN[:-1])
_NOT_DUE = re.compile(r"未到期|未逾期|未超期|信用期内|账期内|current|notdue")
_UNDATED = re.compile(r"到期日缺失|无到期日|到期日不明")
#: ``1年以内(含1年)`` says what ``以内`` says.
_INCLUDED = re.compile(r"\(?含(?:\d+(?:天|日|个月|月|年))\)?")
_HALF = (("1年半", "18个月"), ("半年", "6个月"))
_DECORATION = re.compile(r"账龄|分布|区间|分段|逾期|超期|金额|余额|合计|应收|款|\(元\)|\s|[()_:]")
_UNIT = "(天|日|days?|个月|月|年)?"
_RANGE = re.compile(rf"(\d+){_UNIT}[-至到](\d+){_UNIT}(?:以内|内|含)?")
_ABOVE = re.compile(
    rf"(?P<sign>>=|>|≥|大于|超过|over|above)?(\d+){_UNIT}(?P<also>及)?(?P<word>以上|\+)?(?P<closed>含)?"
)
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
        bare: Whether it names no unit.
    """

    kind: BucketKind
    unit: BucketUnit = BucketUnit.DAY
    low: int | None = None
    upto: int | None = None
    above: bool = False
    subtotal: bool = False
    bare: bool = False


def read_bucket(header: str) -> Bucket | None:
    """Read a bucket's header; ``None`` where no bounds are recognised.

    Example:
        >>> range_of = lambda header: (found := read_bucket(header)) and (found.low, found.upto, found.above)
        >>> range_of("31～60天"), range_of("180天以上")
        ((31, 60, False), (180, None, True))
    """
    folded = fold_header(header)
    if unit_of_header(header) is not None:
        folded = split_header_unit(header)[0]
    if _UNDATED.search(folded):
        return Bucket(BucketKind.UNDATED)
    if _NOT_DUE.search(folded):
        return Bucket(BucketKind.NOT_DUE)
    subtotal = "合计" in folded
    # A separator such as the one of 账龄0_30 stands between two numbers.
    core = _INCLUDED.sub("", re.sub(r"(?<=\d)_(?=\d)", "-", folded).translate(_HAN))
    core = _DECORATION.sub("", core)
    for words, months in _HALF:
        core = core.replace(words, months)
    match = _RANGE.fullmatch(core)
    if match:
        return _range(match, subtotal=subtotal)
    match = _ABOVE.fullmatch(core)
    if match and (match["sign"] or match["word"]):
        closed = match["sign"] in {">=", "≥"} or bool(match["also"])
        unit = match[3] or ""
        return Bucket(BucketKind.RANGE, _UNITS[unit], int(match[2]), None, not closed, subtotal, not unit)
    match = _BELOW.fullmatch(core)
    if match and (match["sign"] or match["word"]):
        less = match["sign"] in {"<", "小于"}
        unit = match[3] or ""
        upto = int(match[2]) - less
        return Bucket(BucketKind.RANGE, _UNITS[unit], None, upto, subtotal=subtotal, bare=not unit)
    return None


def _range(match: re.Match[str], *, subtotal: bool) -> Bucket | None:
    """Return the bucket between two numbers, those of a range over two units in the smaller one."""
    low, high = int(match[1]), int(match[3])
    unit = _UNITS[match[4] or match[2] or ""]
    first = _UNITS[match[2] or match[4] or ""]
    if first != unit:
        if unit != BucketUnit.YEAR:
            return None
        high, unit = high * _OF_YEAR[first], first
    bare = not (match[2] or match[4])
    return Bucket(BucketKind.RANGE, unit, low, high, subtotal=subtotal, bare=bare) if low < high else None


@dataclass(frozen=True, slots=True)
class BucketColumn:
    """A bucket with its place on the sheet.

    Args:
        match: Its column, with the text that names the bucket as its header.
        bucket: What that text says.
        over: The number that it begins above, known from the others beside it.
        clock: What its header alone says beside others of the other clock; ``None`` where the sheet says it.
    """

    match: ColumnMatch
    bucket: Bucket
    over: int | None = None
    clock: BucketClock | None = None

    @property
    def says_overdue(self) -> bool:
        """Return whether the header itself counts from the due date."""
        header = fold_header(self.match.header)
        return "逾期" in header or "超期" in header


def may_be_months(columns: Sequence[BucketColumn]) -> bool:
    """Whether buckets without a unit may be of months or years: 0-3, 4-6, 7-12; and no days: 1-7, 8-15, 16-30."""
    ranges = [column.bucket for column in columns if column.bucket.kind == BucketKind.RANGE]
    bounds = {end for bucket in ranges for end in (bucket.low, bucket.upto) if end is not None}
    if not bounds or not all(bucket.bare for bucket in ranges):
        return False
    return max(bounds) < _DAYS_OF_MONTH or (
        _OF_YEAR[BucketUnit.MONTH] in bounds and max(bounds) <= _MOST_MONTHS
    )


def part_clocks(columns: Sequence[BucketColumn]) -> list[list[BucketColumn]]:
    """Return the buckets of a sheet by clock, ages last: one list, unless some say 账龄 beside others that say 逾期."""
    ages = [
        column
        for column in columns
        if column.bucket.kind == BucketKind.RANGE
        and "账龄" in fold_header(column.match.header)
        and not column.says_overdue
    ]
    late = any(column.says_overdue and column.bucket.kind == BucketKind.RANGE for column in columns)
    if not ages or not late:
        return [list(columns)]
    rest = [column for column in columns if column not in ages]
    return [rest, [replace(column, clock=BucketClock.AGE) for column in ages]]


def place_buckets(columns: Sequence[BucketColumn]) -> list[BucketColumn]:
    """Return buckets with what each begins above, those of them left out that are sums of others."""
    placed = [replace(column, over=_over(column.bucket, columns)) for column in columns]
    return _without_subtotals(placed)


def _over(bucket: Bucket, columns: Sequence[BucketColumn]) -> int | None:
    """Return the number that a bucket begins above: ``31-60天`` above 30, ``1-2年`` above 1."""
    if bucket.kind != BucketKind.RANGE:
        return None
    has_not_due = any(column.bucket.kind == BucketKind.NOT_DUE for column in columns)
    if bucket.low is None or bucket.low == 0:
        # Beside 未到期 the first bucket begins with the first day late.
        return 0 if has_not_due else None
    ends = {column.bucket.upto for column in columns if column.bucket.unit == bucket.unit}
    if bucket.above:
        # 121天以上 behind 91-120天 holds the 121st day; behind 91-121天, or alone, it begins above it.
        return bucket.low - (bucket.low not in ends and bucket.low - 1 in ends)
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
        if before.bucket.unit != after.bucket.unit and abs(start - end) <= _NEAR * end:
            continue
        if start < end or (gaps and start > end):
            word = "重叠" if start < end else "之间有缺口"
            names = f"“{show_value(before.match.header)}”与“{show_value(after.match.header)}”"
            return after.match, f"分段{names}{word}"
    return None


def bucket_headers(region: Region) -> tuple[str, ...]:
    """Return the headers of the buckets of a sheet."""
    return tuple(match.header for match in region.columns if match.field == "buckets")
