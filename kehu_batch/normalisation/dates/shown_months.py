"""Dates of which the cells show the month, or the year, only (docs/rules.md, 2.1): what happened in it, what is due."""

from __future__ import annotations

import numpy as np

from kehu_batch.model.findings.catalogue_looks import DATE_MONTH_SHOWN
from kehu_batch.normalisation.cells.collecting import Collector, say
from kehu_batch.normalisation.cells.distinct import Distinct
from kehu_batch.normalisation.cells.fields import DEADLINE_FIELDS
from kehu_batch.normalisation.cells.raw import RawColumn, RawTable
from kehu_batch.normalisation.cells.shown_numbers import ShownMonth, ShownYear


def as_due(raw: RawTable, field: str) -> RawColumn:
    """Return a column of dates, in one of deadlines with the text that is seen where no day is.

    What is due in a month may be due on any of its days, and has none.
    """
    cells = raw.columns[field]
    if field not in DEADLINE_FIELDS.get(raw.table, frozenset()):
        return cells
    return Distinct(cells.codes, [str(one) if isinstance(one, ShownMonth) else one for one in cells.results])


def report_months(collector: Collector, field: str) -> None:
    """Report what happened on dates that are shown without their day, and stand on the first, as the cells have it."""
    cells = as_due(collector.raw, field)
    kinds = cells.pick(type)
    for kind, what in (
        (ShownMonth, "只显示到月，按格内的 1 日计入"),
        (ShownYear, "只显示到年，按格内的 1 月 1 日计入"),
    ):
        collector.add(
            DATE_MONTH_SHOWN, field, np.flatnonzero(kinds == kind), say(f"{{label}}“{{value}}”{what}")
        )
