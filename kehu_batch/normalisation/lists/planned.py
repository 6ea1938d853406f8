"""A planned callback that another copy of its worksheet says to be made (docs/rules.md, 1.12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from kehu_batch.model.findings.catalogue_lists import CONTACT_TWICE
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.tables.dataset import EVENT_DATE
from kehu_batch.model.tables.list_versions import OTHER_ROW
from kehu_batch.normalisation.cells.raw import RawColumn
from kehu_batch.normalisation.lists.contacts import is_within, said_in_row, tell_contact
from kehu_batch.normalisation.lists.grouping import name_sides
from kehu_batch.normalisation.lists.list_days import ListDays
from kehu_batch.normalisation.lists.reporting import RowPlaces

_CALLS = "callbacks"
_DAY = EVENT_DATE[_CALLS]


def settle_planned(places: RowPlaces, columns: Mapping[str, RawColumn], days: ListDays) -> Iterator[Finding]:
    """Exclude each planned callback that another copy of its worksheet says to be made; the frame changes in place.

    Two lists are copies of one worksheet where they say the same month. Where neither says any, the one with the
    planned row needs another call of the month in which the call was made.

    Args:
        places: The rows of callbacks.
        columns: Their cells by field.
        days: When the lists were made.
    """
    frame = places.frame
    rows = frame[(frame["excluded"] == "") & (frame["customer"] >= 0)]
    rows = rows.assign(month=rows[_DAY].dt.to_period("M"), side=name_sides(rows, places.regions))
    planned, made = rows[rows[_DAY].isna()], rows[rows[_DAY].notna()]
    if planned.empty or made.empty:
        return
    months: dict[int, set[pd.Period]] = {}
    for region, month in zip(made["region"].tolist(), made["month"].tolist(), strict=True):
        months.setdefault(region, set()).add(month)
    made = made[made["customer"].isin(planned["customer"])]
    calls = dict(iter(made.groupby(["side", "customer"])))
    for row, plan in planned.iterrows():
        said = said_in_row(places, int(str(row)), columns)
        for other, call in calls.get((plan["side"], plan["customer"]), made[:0]).iterrows():
            if _are_copies(plan, call, months, days) and is_within(
                said, said_in_row(places, int(str(other)), columns)
            ):
                frame.loc[row, "excluded"] = OTHER_ROW[_CALLS]
                yield tell_contact(
                    places,
                    CONTACT_TWICE,
                    (int(str(row)), int(str(other))),
                    "这一行没有填写，{} 已经填了，只计那一行",
                )
                break


def _are_copies(
    plan: pd.Series, call: pd.Series, months: Mapping[int, set[pd.Period]], days: ListDays
) -> bool:
    one, other = int(plan["region"]), int(call["region"])
    if one == other:
        return False
    stated = days.stated.get(one), days.stated.get(other)
    if stated == (None, None):
        return call["month"] in months.get(one, set())
    return stated[0] == stated[1]
