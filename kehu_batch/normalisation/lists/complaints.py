"""One complaint on several rows: registered, and later its state (docs/rules.md, 1.12)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from kehu_batch.folding import fold_document_number, fold_text
from kehu_batch.model.findings.catalogue_lists import LISTED_TWICE, NUMBER_SHARED
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.tables.list_versions import OTHER_ROW
from kehu_batch.normalisation.lists.grouping import name_sides, several_groups
from kehu_batch.normalisation.lists.list_days import Basis, ListDays
from kehu_batch.normalisation.lists.reporting import RowPlaces

_NUMBER = "complaint_id"
#: When each stage of a complaint was done.
_STAGES = ("responded_at", "planned_at", "resolved_at", "confirmed_at")


def settle_complaints(places: RowPlaces, days: ListDays) -> Iterator[Finding]:
    """Exclude all rows of a complaint but its last state, with findings; the frame changes in place.

    One complaint is one number of one customer that was received on one day. Its last state stands on the list
    of the newest day that is stated, else in the row that knows the newest stage, else in the last row.
    """
    frame = places.frame
    rows = frame[(frame["excluded"] == "") & frame[_NUMBER].notna()]
    numbers = rows[_NUMBER].map(fold_document_number)
    rows = rows[numbers.duplicated(keep=False)]
    sides = name_sides(rows, places.regions)
    for _, group in rows.groupby([sides, numbers.loc[rows.index]], sort=False):
        if len(group) < 2:
            continue
        yield from _unlike(places, group)
        received = group["received_at"].dt.normalize()
        for _, same in group.groupby([group["customer"], received], sort=False, dropna=False):
            if len(same) > 1:
                yield from _settle(places, same, days)
    yield from _without_numbers(places, days)


def _without_numbers(places: RowPlaces, days: ListDays) -> Iterator[Finding]:
    """Settle complaints without numbers that several lists have: one customer, day and text."""
    frame = places.frame
    rows = frame[(frame["excluded"] == "") & frame[_NUMBER].isna() & frame["content"].notna()]
    rows = rows[(rows["customer"] >= 0) & rows["received_at"].notna()]
    sides, received = name_sides(rows, places.regions), rows["received_at"].dt.normalize()
    for same in several_groups(rows, [sides, rows["customer"], received, rows["content"].map(fold_text)]):
        # Two equal rows of one list are two complaints.
        if not same["region"].duplicated().any():
            yield from _settle(places, same, days)


def _settle(places: RowPlaces, rows: pd.DataFrame, days: ListDays) -> Iterator[Finding]:
    ranks, basis = days.order(sorted(set(rows["region"].tolist())))
    # The newest complaint of a list says little of when others were last looked at.
    dated = basis is Basis.DAY
    newest = rows[list(_STAGES)].max(axis=1)
    told = rows[list(_STAGES)].notna().sum(axis=1)

    def rank(row: int) -> tuple[int, float, int, int]:
        when = newest[row]
        moment = -np.inf if pd.isna(when) else when.timestamp()
        return ranks[rows["region"][row]] if dated else 0, moment, told[row], row

    *others, last = sorted(rows.index.tolist(), key=rank)
    places.frame.loc[others, "excluded"] = OTHER_ROW["complaints"]
    known = pd.notna(rows[_NUMBER][last])
    number, field = (str(rows[_NUMBER][last]), _NUMBER) if known else ("", "received_at")
    for row in others:
        which = f"投诉“{number}”" if known else "同一客户同一天同样内容的投诉"
        where = f"在{places.name(last, field)} 还有一行，以那一行的情况为准"
        message = f"{which}{where}{_other_state(rows, row, last)}，只计一件"
        place = places.of(row, field)
        yield Finding(LISTED_TWICE, place, message, number, places.table, field, places.customer(row))


def _other_state(rows: pd.DataFrame, row: int, last: int) -> str:
    """Say what state is not followed, where the two rows state different ones."""
    states = rows["status"]
    if pd.isna(states[row]) or fold_text(states[row]) == fold_text(
        "" if pd.isna(states[last]) else states[last]
    ):
        return ""
    told = f"“{states[last]}”" if pd.notna(states[last]) else "空白"
    return f"（状态是{told}，不是这一行的“{states[row]}”）"


def _unlike(places: RowPlaces, rows: pd.DataFrame) -> Iterator[Finding]:
    """Yield where one number is of several customers or days."""
    keys = pd.DataFrame({"customer": rows["customer"], "day": rows["received_at"].dt.normalize()})
    firsts: list[int] = [int(row) for row in keys.drop_duplicates().index.tolist()]
    if len(firsts) < 2:
        return
    *before, last = firsts
    number = str(rows[_NUMBER].loc[last])
    why = "客户" if len(set(rows["customer"].loc[firsts].tolist())) > 1 else "投诉时间"
    others = "、".join(places.name(row, _NUMBER) for row in before[:3])
    message = f"投诉编号“{number}”在{others} 也有，{why}不同，按不同的投诉都计入"
    yield Finding(
        NUMBER_SHARED,
        places.of(last, _NUMBER),
        message,
        number,
        places.table,
        _NUMBER,
        places.customer(last),
    )
