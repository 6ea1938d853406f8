"""回访完成率: callbacks made and callbacks planned but not made (docs/rules.md, 6)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.days import Days, is_dated, no_days, to_days
from kehu_batch.analysis.base.locations import name_customers, place_columns
from kehu_batch.analysis.base.period import in_period
from kehu_batch.analysis.base.snapshot import Mask, Positions, Snapshot
from kehu_batch.analysis.base.text_columns import choose_text, same_text
from kehu_batch.model.period import Period
from kehu_batch.records import dataclass

#: What became of a planned callback that was not made.
TRIED, NOT_TRIED = "未接通", "未回访"


@dataclass(frozen=True, slots=True)
class Completion:
    """Callbacks of the period.

    Args:
        made: Callbacks made.
        planned: Callbacks made or planned.
        not_called: One row a planned callback not made; see ``FollowUpFigures.not_called``.
    """

    made: int
    planned: int
    not_called: pd.DataFrame


def measure_completion(snapshot: Snapshot, period: Period, attempts: pd.DataFrame) -> Completion:
    """Count the callbacks made in the period and list those planned but not made.

    An attempt is neither made nor planned. A planned callback whose customer was only attempted is 未接通.

    Args:
        snapshot: The drop on its day.
        period: The period.
        attempts: ``FollowUpFigures.attempts``.
    """
    calls = snapshot.rows("callbacks", "customer", "called_on")
    of_period = calls[in_period(to_days(calls["called_on"]), period)]
    missed = snapshot.planned[_planned_in(snapshot, period)]
    tried = _tried_only(snapshot, missed, attempts, of_period["customer"])
    return Completion(len(of_period), len(of_period) + len(missed), _list_missed(snapshot, missed, tried))


def _tried_only(snapshot: Snapshot, missed: Positions, attempts: pd.DataFrame, called: pd.Series) -> Mask:
    """Return which planned callbacks were attempted, by their own row or another of the period, and never made."""
    if not len(missed):
        return np.zeros(0, dtype=np.bool_)
    planned = snapshot.planned_rows("customer", "attempt").loc[missed]
    customers = planned["customer"]
    tried = customers.isin(attempts["customer"]) & ~customers.isin(called) & (customers >= 0)
    only: Mask = (planned["attempt"].astype("bool") | tried).to_numpy(dtype=np.bool_)
    return only


def _planned_in(snapshot: Snapshot, period: Period) -> Mask:
    """Return which planned callbacks belong to the period.

    A row without its own date takes that of the nearest dated row above it on its sheet, else below it; on
    a sheet without any date it belongs to the period that is reported.
    """
    nearest = planned_days(snapshot)
    return in_period(nearest, period) | ~is_dated(nearest)


def planned_days(snapshot: Snapshot) -> Days:
    """Return the day of the dated row nearest to each planned callback; ``NaT`` on a sheet without any."""
    frame = snapshot.dataset.table("callbacks")
    if frame is None or not len(snapshot.planned):
        return no_days(len(snapshot.planned))
    by_region = frame.groupby("region")["called_on"]
    return to_days(by_region.ffill().fillna(by_region.bfill()).take(snapshot.planned))


def _list_missed(snapshot: Snapshot, missed: Positions, tried: Mask) -> pd.DataFrame:
    frame = snapshot.dataset.table("callbacks")
    callers = pd.Series(dtype="str")
    if frame is None:
        customers = regions = rows = np.empty(0, dtype=np.int64)
    else:
        callers = frame["called_by"].take(missed).astype("str")
        part = frame[["customer", "region", "source_row"]].take(missed)
        customers, regions, rows = (part[column].to_numpy(dtype=np.int64) for column in part.columns)
    return pd.DataFrame(
        {
            **name_customers(snapshot.dataset, customers),
            "called_by": callers.array,
            "state": pd.array(choose_text([tried], [TRIED], NOT_TRIED), dtype="str"),
            **place_columns(snapshot.dataset, regions, rows, same_text("called_on", len(rows))),
        }
    )
