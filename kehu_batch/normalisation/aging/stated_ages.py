"""Ages that stand as a text beside each balance (``1-30天``, ``1年以上``): the buckets of a sheet (docs/rules.md, 10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from kehu_batch.folding import fold_header
from kehu_batch.model.figures.states import BucketClock, BucketKind
from kehu_batch.model.findings.catalogue_receivables import AGE_UNREADABLE, BUCKETS_BROKEN
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.location import Location
from kehu_batch.model.tables.recognition import ColumnMatch, Region
from kehu_batch.normalisation.aging.headers import (
    BucketColumn,
    bucket_ends,
    find_break,
    place_buckets,
    read_bucket,
)
from kehu_batch.normalisation.cells.collecting import show_value
from kehu_batch.records import replace

_OVERDUE = ("逾期", "超期")
#: Texts that a finding repeats.
_NAMED = 5


def read_stated_ages(
    balances: pd.DataFrame | None, regions: Sequence[Region]
) -> tuple[list[pd.DataFrame], list[Finding]]:
    """Return the buckets that texts beside the balances name, a frame a sheet, and what of them could not be read.

    Each row's balance lies in the bucket of its text, and nothing of it in the others. Sheets that have columns of
    buckets are left to them.

    Args:
        balances: The typed frame with its customers; ``None`` where there is none.
        regions: All regions of the drop, by id.
    """
    frames: list[pd.DataFrame] = []
    findings: list[Finding] = []
    if balances is None or "stated_age" not in balances or balances["stated_age"].isna().all():
        return frames, findings
    for number, rows in balances.groupby("region", sort=True):
        region = regions[int(str(number))]
        match = next((one for one in region.columns if one.field == "stated_age"), None)
        if match is None or any(one.field == "buckets" for one in region.columns):
            continue
        columns, told = _understand(region, match, rows)
        findings += told
        clock = _clock(region, columns)
        read = {text: read_bucket(text) for text in rows["stated_age"].dropna().unique()}
        named = rows["stated_age"].map(read)
        frames += [_bucket_of(column, clock, rows, named) for column in columns]
    return frames, findings


def _understand(
    region: Region, match: ColumnMatch, rows: pd.DataFrame
) -> tuple[list[BucketColumn], list[Finding]]:
    """Return the buckets in their order, and the findings about texts that name none or contradict each other."""
    aged = rows[rows["stated_age"].notna() & rows["receivable_balance"].notna()]
    read = {text: read_bucket(text) for text in aged["stated_age"].unique().tolist()}
    known = [
        BucketColumn(replace(match, header=text), bucket)
        for text, bucket in read.items()
        if bucket is not None
    ]
    unread = aged[aged["stated_age"].map(read.get).isna()]
    told = list(_tell_unread(region, match, unread))
    columns = place_buckets(_distinct(known))
    problem = find_break(columns, gaps=False)
    if problem is None:
        return sorted(columns, key=bucket_ends), told
    place = Location(region.file, region.sheet, region.header_row, match.column)
    told.append(Finding(BUCKETS_BROKEN, place, problem[1], problem[0].header, "balances", "stated_age"))
    return [], told


def _distinct(columns: Sequence[BucketColumn]) -> list[BucketColumn]:
    """Return each bucket once, whatever its texts: ``1-30天`` and ``1～30天`` are one."""
    first: dict[object, BucketColumn] = {}
    for column in columns:
        first.setdefault(column.bucket, column)
    return list(first.values())


def _tell_unread(region: Region, match: ColumnMatch, rows: pd.DataFrame) -> Iterator[Finding]:
    if rows.empty:
        return
    texts = list(dict.fromkeys(rows["stated_age"].tolist()))
    named = "、".join(f"“{show_value(text)}”" for text in texts[:_NAMED])
    more = "等" if len(texts) > _NAMED else ""
    yield Finding(
        AGE_UNREADABLE,
        Location(region.file, region.sheet, int(rows["source_row"].iloc[0]), match.column),
        f"账龄{named}{more}看不出起止天数，{len(rows)} 行的余额不分段",
        show_value(texts[0]),
        "balances",
        "stated_age",
        count=len(rows),
    )


def _clock(region: Region, columns: Sequence[BucketColumn]) -> BucketClock:
    """Return what the texts count: days overdue where the sheet says so or has 未到期, else the age."""
    texts = [region.title, *(column.match.header for column in columns)]
    texts += [one.header for one in region.columns if one.field == "stated_age"]
    split = any(column.bucket.kind != BucketKind.RANGE for column in columns)
    says = any(word in fold_header(text) for text in texts for word in _OVERDUE)
    return BucketClock.OVERDUE if split or says else BucketClock.AGE


def _bucket_of(
    column: BucketColumn, clock: BucketClock, rows: pd.DataFrame, named: pd.Series
) -> pd.DataFrame:
    """Return one bucket of a sheet as ``Dataset.balances_buckets`` has it; ``named`` is each row's bucket."""
    bucket, size = column.bucket, len(rows)
    unknown = named.isna() | rows["receivable_balance"].isna()
    amount = rows["receivable_balance"].where(named == bucket, 0).mask(unknown, pd.NA)
    return pd.DataFrame(
        {
            "region": rows["region"].to_numpy(),
            "source_row": rows["source_row"].to_numpy(),
            "customer": rows["customer"].to_numpy(),
            "column": column.match.column,
            "header": pd.array([" ".join(column.match.header.split())] * size, dtype="str"),
            "clock": pd.array([clock] * size, dtype="str"),
            "kind": pd.array([bucket.kind] * size, dtype="str"),
            "unit": pd.array([bucket.unit] * size, dtype="str"),
            "over": pd.array([column.over] * size, dtype="Int64"),
            "upto": pd.array([bucket.upto] * size, dtype="Int64"),
            "amount": amount.astype("Int64").array,
        }
    )
