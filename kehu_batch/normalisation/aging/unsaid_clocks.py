"""Buckets that stand alone and say not from when they count: what is overdue hangs on it (docs/rules.md, 12.5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from kehu_batch.model.figures.states import BucketClock, BucketUnit
from kehu_batch.model.findings.catalogue_finance import BUCKETS_CLOCK_UNSAID
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.findings.question import Answers, QuestionKind
from kehu_batch.model.location import Location
from kehu_batch.model.tables.recognition import Region
from kehu_batch.normalisation.aging.headers import bucket_headers
from kehu_batch.policy.column_questions import ask_clock, buckets_key
from kehu_batch.records import replace

#: Buckets by years are ages, by the rules of accounting.
_ASKED = {BucketUnit.DAY, BucketUnit.MONTH}


def ask_unsaid_clocks(
    buckets: pd.DataFrame, regions: Sequence[Region], answers: Answers
) -> Iterator[Finding]:
    """Yield a finding with its question for each sheet of balances whose buckets say not from when they count.

    Sheets that state what is overdue need no answer, and those without balances are asked about as a whole.

    Args:
        buckets: ``Dataset.balances_buckets``, of columns.
        regions: All regions of the drop, by id.
        answers: What was answered.
    """
    for number, rows in buckets.groupby("region", sort=True):
        region = regions[int(str(number))]
        headers = bucket_headers(region)
        said = (
            region.column_of("receivable_balance") is None or region.column_of("overdue_balance") is not None
        )
        if said or set(rows["clock"]) != {BucketClock.AGE} or _ASKED.isdisjoint(rows["unit"]):
            continue
        if (QuestionKind.BUCKETS, buckets_key(headers)) in answers.given:
            continue
        column = int(rows["column"].iloc[0])
        place = Location(region.file, region.sheet, region.header_row, column)
        told = Finding(
            BUCKETS_CLOCK_UNSAID, place, "账龄分段没有说明从哪天算起", headers[0], "balances", "buckets"
        )
        yield replace(told, question=ask_clock(headers))
