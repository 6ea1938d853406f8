"""Money by aging bucket, of documents or of finance's balances: its rows, its sentence and its bars."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from kehu_batch.report.charts import Plot, Slot, draw_columns
from kehu_batch.report.phrases import drawn_amounts, money_in
from kehu_batch.report.scales import APART, NARROWEST, ROOMY, touching
from kehu_batch.wording.buckets import bucket_name, lines_of
from kehu_batch.wording.numbers import MISSING, format_share

#: Where a span of days may be broken: before its unit, and where that is not enough behind its first end, too.
_SPAN_UNIT = re.compile(r"\d+[^-~～—至到]*[-~～—至到]+\d+|.+")
_SPAN_PARTS = re.compile(r"\d+[^-~～—至到]*[-~～—至到]+(?=\d)|.+")
#: Pixels between two spans that stay whole.
_CLOSE = 2.0

#: Colours of buckets past due and of ages, from the youngest.
LATE_MARKS = ("a1", "a2", "a3", "a4", "a5")
AGE_MARKS = ("a0", *LATE_MARKS)

#: A bucket's label, its amount in the unit of all and its share.
BucketRow = tuple[str, str, str]


def label_lines(labels: Sequence[str]) -> list[tuple[str, ...]]:
    """Return buckets' labels in lines; where they would touch on a phone, spans are broken.

    Before their unit first, and behind their first end where numbers alone would touch.

    Example:
        >>> label_lines(["未到期", "逾期1-30天"])
        [('未到期',), ('逾期', '1-30天')]
        >>> label_lines(["未到期", *(f"{first}-{first + 29}天" for first in range(301, 481, 30))])[:2]
        [('未到期',), ('301-', '330天')]
    """
    lines = [lines_of(label) for label in labels]
    if not _any_touching(lines):
        return lines
    by_unit = _broken(lines, _SPAN_UNIT)
    return by_unit if not _any_touching(by_unit, _CLOSE) else _broken(lines, _SPAN_PARTS)


def roomy_lines(labels: Sequence[str]) -> list[tuple[str, ...]]:
    """Return buckets' labels where the chart is not narrow, whole if they fit; nothing where they are as on a phone.

    Example:
        >>> roomy_lines(["未到期", "1-30天", "31-60天", "61-90天", "91-180天", "180天以上", "到期日缺失"])[3:6]
        [('61-90天',), ('91-180天',), ('180天', '以上')]
        >>> roomy_lines(["未到期", "逾期1-30天"]), roomy_lines(["未到期", "1-30天"])
        ([('未到期',), ('逾期1-30天',)], [])
    """
    close = label_lines(labels)
    whole: list[tuple[str, ...]] = [(bucket_name(label),) for label in labels]
    for lines in (whole, [lines_of(label) for label in labels]):
        if lines == close:
            break
        if not _any_touching(lines, width=ROOMY):
            return lines
    return []


def _any_touching(lines: Sequence[tuple[str, ...]], apart: float = APART, width: float = NARROWEST) -> bool:
    rows = zip_longest(*lines, fillvalue="")
    return any(touching(row, apart=apart, width=width) for row in rows)


def _broken(lines: Sequence[tuple[str, ...]], parts: re.Pattern[str]) -> list[tuple[str, ...]]:
    return [tuple(part for line in each for part in parts.findall(line)) or each for each in lines]


def bucket_rows(sums: Mapping[str, int], whole: int, unit: str) -> tuple[BucketRow, ...]:
    """Return the rows; shares are of ``whole``, in fen, and missing where that is no debt.

    What a header in two rows puts before each bucket is left out, as the title leaves it out.
    """
    return tuple(
        (bucket_name(label), money_in(fen, unit), format_share(fen / whole) if whole > 0 else MISSING)
        for label, fen in sums.items()
    )


def list_buckets(rows: Sequence[BucketRow], unit: str) -> str:
    """Return all buckets with their amounts in a row of words."""
    return "，".join(f"{label} {amount} {unit}" for label, amount, _ in rows)


def draw_buckets(sums: Mapping[str, int], rows: Sequence[BucketRow], marks: Sequence[str], unit: str) -> Plot:
    """Return a bar for each bucket, with its colour class."""
    labels = list(sums)
    close = label_lines(labels)
    slots = [
        Slot(lines, (f"{label}：{amount} {unit}", f"占 {share}"), roomy=roomy)
        for lines, roomy, (label, amount, share) in zip(
            close, roomy_lines(labels) or [()] * len(close), rows, strict=True
        )
    ]
    values, parts = drawn_amounts(sums.values(), unit)
    return draw_columns(slots, values, marks, parts=parts)
