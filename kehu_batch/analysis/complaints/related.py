"""Complaints that belong together: repeats of one customer and type, and probable pairs with callback issues."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.days import to_days
from kehu_batch.analysis.base.locations import place_columns
from kehu_batch.analysis.base.snapshot import Mask, Snapshot
from kehu_batch.analysis.base.text_columns import same_text
from kehu_batch.analysis.complaints.register import Register, list_complaints
from kehu_batch.model.figures.states import UNCLASSIFIED


def list_repeats(snapshot: Snapshot, register: Register, chosen: Mask, within: int) -> pd.DataFrame:
    """List the chosen complaints that follow one of the same customer and type within so many days.

    Of several complaints of one day the later row repeats the earlier. A complaint without a type repeats none.
    """
    rows = pd.DataFrame(
        {
            "customer": register.customers,
            "type": register.rows["type"].array,
            "day": register.days("received_at"),
            "place": np.arange(len(register.rows)),
        }
    )
    rows = rows[_comparable(rows)].sort_values(["day", "place"], kind="stable")
    before = rows.groupby(["customer", "type"])[["day", "place"]].shift()
    rows = rows.assign(earlier=before["place"], days=(rows["day"] - before["day"]).dt.days)
    rows = rows[(rows["days"] <= within) & chosen[rows["place"]]].sort_values("place")
    everything = list_complaints(snapshot, register, np.ones(len(register.rows), dtype=np.bool_))
    found = everything.take(rows["place"].to_numpy(dtype=np.intp)).reset_index(drop=True)
    earlier = everything.take(rows["earlier"].to_numpy(dtype=np.intp))
    return found.assign(
        earlier_id=earlier["complaint_id"].array,
        earlier_file=earlier["file"].array,
        earlier_cell=earlier["cell"].array,
        days=rows["days"].to_numpy(dtype=np.int64),
    )


def _comparable(rows: pd.DataFrame) -> Mask:
    return ((rows["customer"] >= 0) & (rows["type"] != UNCLASSIFIED)).to_numpy()


def list_pairs(
    snapshot: Snapshot, register: Register, chosen: Mask, issues: pd.DataFrame, within: int
) -> pd.DataFrame:
    """List the chosen complaints with callback issues of the same customer and type at most so many days apart.

    Args:
        snapshot: The drop on its day.
        register: Its complaints.
        chosen: Those that are asked about.
        issues: ``CallbackStatements.issues``, of every month.
        within: Days apart, either way. One callback pairs with a complaint once, whatever it says of it twice.
    """
    calls = snapshot.rows("callbacks", "customer", "region", "source_row", "called_on")
    said = calls.loc[issues["callback"].to_numpy()].reset_index(drop=True)
    said = said.assign(
        callback=issues["callback"].array,
        type=issues["primary"].array,
        text=issues["text"].array,
        said_in=issues["field"].array,
        called=to_days(said["called_on"]),
    )
    said = said[_comparable(said)].drop_duplicates(["callback", "type"])
    listed = list_complaints(snapshot, register, chosen)
    listed = listed.assign(day=register.days("received_at")[chosen], order=np.arange(len(listed)))
    pairs = listed[_comparable(listed)].merge(
        said.rename(columns={"region": "call_region", "source_row": "call_row"}), on=["customer", "type"]
    )
    pairs = pairs.assign(days=(pairs["called"] - pairs["day"]).dt.days)
    pairs = pairs[pairs["days"].abs() <= within].sort_values(["order", "called"], kind="stable")
    pairs = pairs.reset_index(drop=True)
    regions, rows = (pairs[name].to_numpy(dtype=np.int64) for name in ("call_region", "call_row"))
    fields = pairs["said_in"].to_numpy(dtype=object) if len(pairs) else same_text("", 0)
    places = place_columns(snapshot.dataset, regions, rows, fields)
    found = pd.concat(
        [pairs, pd.DataFrame({"call_file": places["file"], "call_cell": places["cell"]})], axis=1
    )
    return found.drop(columns=["day", "order", "callback", "said_in", "called", "call_region", "call_row"])
