"""Aging buckets of a balance sheet: what each header says, and every cell under it (docs/rules.md, 10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.folding import fold_header
from kehu_batch.model.figures.states import BucketClock, BucketKind
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
from kehu_batch.normalisation.aging.headers import (
    BucketColumn,
    bucket_headers,
    find_break,
    may_be_months,
    part_clocks,
    place_buckets,
    read_bucket,
)
from kehu_batch.normalisation.cells.collecting import Collector, show_value
from kehu_batch.normalisation.cells.distinct import read_distinct
from kehu_batch.normalisation.cells.raw import RawColumn, RawTable
from kehu_batch.normalisation.money.amounts import read_amount
from kehu_batch.normalisation.money.column_units import unit_of_column
from kehu_batch.normalisation.money.scales import unit_of_header
from kehu_batch.normalisation.tables.columns import AMOUNT_KINDS
from kehu_batch.normalisation.tables.directions import PostingSide, read_direction
from kehu_batch.policy.column_questions import (
    answered_clock,
    answered_unit,
    are_part,
    ask_buckets,
    buckets_key,
    unit_key,
)
from kehu_batch.records import dataclass, replace


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


def sum_buckets(collector: Collector, frame: pd.DataFrame, regions: Sequence[Region]) -> pd.Series:
    """Return the sum of the buckets of each row whose sheet has no balance and is one of several, by position.

    A sheet whose buckets are not all that is owed, as somebody answered, has no sums.

    Args:
        collector: The balance sheets' cells and what was answered.
        frame: Their rows.
        regions: Them.
    """
    bare = {
        region.id
        for region in regions
        if region.column_of("receivable_balance") is None
        and not are_part(collector.answers, bucket_headers(region))
    }
    rows = frame[frame["region"].isin(bare)]
    if len(regions) < 2 or rows.empty:
        return pd.Series(dtype="Int64")
    buckets, _ = read_buckets(collector.raw, collector.answers)
    sums = buckets.groupby(["region", "source_row", "clock"])["amount"].sum(min_count=1)
    one = sums.groupby(level=["region", "source_row"]).last()
    return one.reindex(pd.MultiIndex.from_frame(rows[["region", "source_row"]])).set_axis(rows.index).dropna()


def without_unknown(buckets: pd.DataFrame, unknown: AbstractSet[tuple[int, int]]) -> pd.DataFrame:
    """Leave out the buckets of rows, by region and sheet row, that do not say what their customer owes."""
    if not unknown:
        return buckets
    places = zip(buckets["region"].tolist(), buckets["source_row"].tolist(), strict=True)
    return buckets[[place not in unknown for place in places]].reset_index(drop=True)


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
    if may_be_months(columns):
        stated = region.column_of("receivable_balance") is not None
        fate = "不参加分段" if stated else "按天计，各段之和仍是余额"
        message = f"分段“{show_value(columns[0].match.header)}”等没有写明是天、月还是年，{fate}"
        findings.append(_at_header(BUCKET_UNREADABLE, region, columns[0].match, message))
        columns = [] if stated else columns
    sound: list[BucketColumn] = []
    for part in part_clocks(columns):
        placed = place_buckets(part)
        problem = find_break(placed)
        if problem is None:
            sound += placed
        else:
            findings.append(_at_header(BUCKETS_BROKEN, region, problem[0], problem[1]))
    return sound, findings


def _at_header(kind: FindingKind, region: Region, match: ColumnMatch, message: str) -> Finding:
    place = Location(region.file, region.sheet, region.header_row, match.column)
    return Finding(kind, place, message, show_value(match.header), "balances", "buckets")


@dataclass(frozen=True, slots=True)
class _Said:
    """What its sheet, or an answer, says of a column: its clock and the fen in its unit."""

    clock: BucketClock
    unit: int


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
    stated = any(region.column_of(field) is not None for field in ("receivable_balance", "overdue_balance"))
    if not columns or stated or key in answers.given:
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
    if column.clock is not None:
        return column.clock
    split = any(other.bucket.kind != BucketKind.RANGE for other in columns)
    overdue = split or column.says_overdue or "逾期" in fold_header(region.title)
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
