"""Money by aging bucket, of documents or of finance's balances: its rows, its sentence and its bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kehu_batch.report.charts import Plot, Slot, draw_columns
from kehu_batch.report.phrases import drawn_amounts, money_in
from kehu_batch.wording.buckets import lines_of
from kehu_batch.wording.numbers import MISSING, format_share

#: A bucket's label, its amount in the unit of all and its share.
BucketRow = tuple[str, str, str]


def bucket_rows(sums: Mapping[str, int], whole: int, unit: str) -> tuple[BucketRow, ...]:
    """Return the rows; shares are of ``whole``, in fen, and missing where that is no debt."""
    return tuple(
        (label, money_in(fen, unit), format_share(fen / whole) if whole > 0 else MISSING)
        for label, fen in sums.items()
    )


def list_buckets(rows: Sequence[BucketRow], unit: str) -> str:
    """Return all buckets with their amounts in a row of words."""
    return "，".join(f"{label} {amount} {unit}" for label, amount, _ in rows)


def draw_buckets(sums: Mapping[str, int], rows: Sequence[BucketRow], marks: Sequence[str], unit: str) -> Plot:
    """Return a bar for each bucket, with its colour class."""
    slots = [
        Slot(lines_of(label), (f"{label}：{amount} {unit}", f"占 {share}")) for label, amount, share in rows
    ]
    values, parts = drawn_amounts(sums.values(), unit)
    return draw_columns(slots, values, marks, parts=parts)
