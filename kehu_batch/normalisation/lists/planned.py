"""A planned callback that another copy of its worksheet says to be made (docs/rules.md, 1.12)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations

import pandas as pd

from kehu_batch.model.findings.catalogue_lists import CONTACT_PERHAPS_TWICE, CONTACT_TWICE
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.tables.dataset import EVENT_DATE
from kehu_batch.model.tables.list_versions import OTHER_ROW
from kehu_batch.normalisation.cells.raw import RawColumn
from kehu_batch.normalisation.lists.contacts import (
    Cells,
    are_apart,
    are_like,
    is_within,
    said_in_row,
    tell_contact,
)
from kehu_batch.normalisation.lists.grouping import name_sides, several_groups
from kehu_batch.normalisation.lists.list_days import ListDays
from kehu_batch.normalisation.lists.reporting import RowPlaces

_CALLS = "callbacks"
_DAY = EVENT_DATE[_CALLS]
#: What a worksheet has in a row before anybody calls: another copy may lack it, but not say something else.
_PREPARED = frozenset(
    {"industry", "stated_tier", "last_deal_on", "deal_history", "method", "called_by", "notes"}
)


def settle_planned(places: RowPlaces, columns: Mapping[str, RawColumn], days: ListDays) -> Iterator[Finding]:
    """Exclude each planned callback that another copy of its worksheet says to be made; the frame changes in place.

    Two lists are copies of one worksheet where they say the same month, or the planned one that of the call and the
    other none. Where neither says any, the one with the planned row needs another call of the month in which the call
    was made.

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
    filled = made
    made = made[made["customer"].isin(planned["customer"])]
    calls = dict(iter(made.groupby(["side", "customer"])))
    copies: set[frozenset[int]] = set()
    for row, plan in planned.iterrows():
        said = said_in_row(places, int(str(row)), columns)
        for other, call in calls.get((plan["side"], plan["customer"]), made[:0]).iterrows():
            if _are_copies(plan, call, months, days) and _is_filled_in(
                said, said_in_row(places, int(str(other)), columns)
            ):
                frame.loc[row, "excluded"] = OTHER_ROW[_CALLS]
                copies.add(frozenset({int(plan["region"]), int(call["region"])}))
                yield tell_contact(
                    places,
                    CONTACT_TWICE,
                    (int(str(row)), int(str(other))),
                    "这一行没有填写，{} 已经填了，只计那一行",
                )
                break
    yield from _filled_twice(places, filled, columns, copies)


def _is_filled_in(planned: Cells, made: Cells) -> bool:
    """Whether a row says all that the planned one does, save what was prepared there and is blank here."""
    return is_within({k: text for k, text in planned.items() if k in made or k not in _PREPARED}, made)


def _filled_twice(
    places: RowPlaces,
    made: pd.DataFrame,
    columns: Mapping[str, RawColumn],
    copies: Collection[frozenset[int]],
) -> Iterator[Finding]:
    """Tell the rows that two people filled in two copies of one worksheet, each with another call of one day.

    Rows that differ in a cell or two are told as such already, and calls of two people or at two hours are two.
    """
    if not copies:
        return
    region = places.frame["region"]
    for group in several_groups(made, [made["side"], made["customer"], made[_DAY]]):
        for one, other in combinations(group.index.tolist(), 2):
            if frozenset({int(region[one]), int(region[other])}) not in copies:
                continue
            said = said_in_row(places, one, columns), said_in_row(places, other, columns)
            if not are_like(*said) and not are_apart(*said):
                yield tell_contact(
                    places,
                    CONTACT_PERHAPS_TWICE,
                    (other, one),
                    "这个客户{} 同一天也填了，内容不同，两行都计入",
                )


def _are_copies(
    plan: pd.Series, call: pd.Series, months: Mapping[int, set[pd.Period]], days: ListDays
) -> bool:
    one, other = int(plan["region"]), int(call["region"])
    if one == other:
        return False
    stated = days.stated.get(one), days.stated.get(other)
    if stated == (None, None):
        return call["month"] in months.get(one, set())
    if stated[0] is not None and stated[1] is None:
        return bool(call["month"] == pd.Period(stated[0], "M"))
    return stated[0] == stated[1]
