"""Which findings belong to a period: those that stand in no row dated outside it (docs/rules.md, 4)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kehu_batch.analysis.base.days import is_dated, to_days
from kehu_batch.analysis.base.period import in_period
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.period import Period
from kehu_batch.model.tables.dataset import EVENT_DATE, Dataset

_Row = tuple[str, str, int]


def findings_of_period(dataset: Dataset, findings: Sequence[Finding], period: Period) -> tuple[Finding, ...]:
    """Return the findings that do not stand in a row dated outside the period.

    What stands in a row without a date, in a table of no events (a ledger), at a header or nowhere belongs to every
    period.
    """
    places = {place for finding in findings if (place := _place(finding)) is not None}
    elsewhere = _rows_outside(dataset, places, period)
    return tuple(finding for finding in findings if _place(finding) not in elsewhere)


def _place(finding: Finding) -> _Row | None:
    found = finding.location
    return (found.file, found.sheet, found.row) if found is not None and found.row > 0 else None


def _rows_outside(dataset: Dataset, places: set[_Row], period: Period) -> set[_Row]:
    """Return which of the places are rows of events dated outside the period."""
    numbers = np.array(sorted({row for _, _, row in places}), dtype=np.int64)
    found: set[_Row] = set()
    for table, frame in dataset.tables.items():
        if table not in EVENT_DATE:
            continue
        days = to_days(frame[EVENT_DATE[table]])
        outside = is_dated(days) & ~in_period(days, period)
        part = frame.loc[outside & frame["source_row"].isin(numbers).to_numpy(), ["region", "source_row"]]
        for region, row in zip(part["region"].tolist(), part["source_row"].tolist(), strict=True):
            area = dataset.regions[region]
            found.add((area.file, area.sheet, row))
    return found & places
