"""Issues that come back: repeats of one customer and type, and what keeps coming over two years."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.calendar_months import window_opening
from kehu_batch.analysis.base.days import to_days
from kehu_batch.analysis.base.locations import name_customers
from kehu_batch.analysis.base.period import in_period
from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.issues.labels import UNCLASSIFIED
from kehu_batch.analysis.issues.measure import call_places
from kehu_batch.model.period import Period


def list_repeats(snapshot: Snapshot, found: pd.DataFrame, period: Period, within: int) -> pd.DataFrame:
    """List the period's issues that an earlier callback of the customer has, of one type and within so many days.

    Args:
        snapshot: The drop on its day.
        found: Issues of every month with ``callback``, ``customer``, ``primary``, ``text``, ``field``, ``day`` and
            their place.
        period: The period.
        within: Days.
    """
    calls = _once_a_call(found)
    before = calls.groupby(["customer", "primary"])[["day", "region", "source_row", "field"]].shift()
    calls = calls.assign(days=(calls["day"] - before["day"]).dt.days, earlier=before["day"])
    repeated = (calls["days"] <= within).to_numpy() & in_period(to_days(calls["day"]), period)
    rows, earlier = calls[repeated], before[repeated]
    places = call_places(snapshot, rows, rows["field"].to_numpy(dtype=object))
    old = call_places(snapshot, earlier, earlier["field"].to_numpy(dtype=object))
    return pd.DataFrame(
        {
            **name_customers(snapshot.dataset, rows["customer"].to_numpy(dtype=np.int64)),
            "type": rows["primary"].array,
            "text": rows["text"].array,
            "called_on": rows["day"].array,
            "earlier_on": rows["earlier"].array,
            "days": rows["days"].to_numpy(dtype=np.int64),
            "earlier_file": old["file"],
            "earlier_cell": old["cell"],
            "file": places["file"],
            "cell": places["cell"],
        }
    )


def _once_a_call(found: pd.DataFrame) -> pd.DataFrame:
    """Return issues with a customer and a type, each type once a callback, by day."""
    known = found[((found["customer"] >= 0) & (found["primary"] != UNCLASSIFIED)).to_numpy()]
    once = known.drop_duplicates(["callback", "primary"])
    return once.sort_values(["day", "callback"], kind="stable").reset_index(drop=True)


def count_window(snapshot: Snapshot, found: pd.DataFrame, months: int) -> pd.DataFrame:
    """Count the issues of the last months by type; see ``IssueDetails.two_years``."""
    recent = found[(found["day"] > window_opening(snapshot.as_of, months)).to_numpy()]
    groups = recent.groupby("primary", sort=False)
    known = recent[recent["customer"] >= 0].groupby("primary", sort=False)["customer"].nunique()
    table = pd.DataFrame(
        {
            "count": groups.size(),
            "customers": known.reindex(groups.size().index).fillna(0).astype("int64"),
            "first_on": groups["day"].min(),
            "last_on": groups["day"].max(),
        }
    )
    table = table.rename_axis("type").reset_index()
    return table.sort_values("count", ascending=False, kind="stable").reset_index(drop=True)


def list_clusters(snapshot: Snapshot, found: pd.DataFrame, months: int, least: int) -> pd.DataFrame:
    """List customers at whom a type keeps coming back in the last months; see ``IssueDetails.clusters``."""
    calls = _once_a_call(found[(found["day"] > window_opening(snapshot.as_of, months)).to_numpy()])
    groups = calls.groupby(["customer", "primary"], sort=False)
    calls = calls.assign(
        calls=groups["day"].transform("size"),
        first=groups["day"].transform("min"),
    )
    last = calls.drop_duplicates(["customer", "primary"], keep="last")
    rows = last[(last["calls"] >= least).to_numpy()].sort_values("calls", ascending=False, kind="stable")
    places = call_places(snapshot, rows, rows["field"].to_numpy(dtype=object))
    return pd.DataFrame(
        {
            **name_customers(snapshot.dataset, rows["customer"].to_numpy(dtype=np.int64)),
            "type": rows["primary"].array,
            "calls": rows["calls"].to_numpy(dtype=np.int64),
            "first_on": rows["first"].array,
            "last_on": rows["day"].array,
            "file": places["file"],
            "cell": places["cell"],
        }
    )
