"""Advances that are set off later: the row that says so is no money of its own (docs/rules.md, 10.6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from kehu_batch.model.findings.catalogue_lists import ADVANCE_SET_OFF, ADVANCE_TOO_SMALL
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.tables.dataset import no_applications
from kehu_batch.model.tables.list_versions import APPLICATION_COLUMNS, SET_OFF
from kehu_batch.normalisation.lists.grouping import name_sides
from kehu_batch.normalisation.lists.reporting import RowPlaces
from kehu_batch.wording.joining import name_lines
from kehu_batch.wording.numbers import format_yuan


def settle_set_offs(places: RowPlaces, applied: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Return what rows such as 预收冲抵 apply of receipts without a document, as ``Dataset.applications``.

    Such a row is excluded where its customer's earlier receipts that name no document have as much left; where they
    have less it counts as money, and that is told; where there are none the advance is of another drop, and the row
    counts. A customer with rows of both signs has the advance taken off in the list itself.

    Args:
        places: The receipts, their customers known and lists settled; the frame changes in place.
        applied: What lists of settlements apply already.
    """
    frame = places.frame
    rows = frame[
        (frame["excluded"] == "")
        & (frame["customer"] >= 0)
        & frame["received_on"].notna()
        & frame["amount"].notna()
    ]
    setting = pd.Series(_are_set_off(places, rows), index=rows.index)
    if not setting.any():
        return no_applications(), []
    rows = rows.assign(
        setting=setting,
        free=~setting
        & rows["invoice_no"].isna()
        & (rows["amount"] > 0)
        & ~rows.index.isin(applied["receipt"]),
        side=name_sides(rows, places.regions),
        money=rows["currency"].fillna(""),
    )
    found: list[tuple[int, int, str, int]] = []
    told: list[Finding] = []
    for _, mine in rows.groupby(["side", "customer", "money"], sort=False):
        if mine["setting"].any() and not (mine["amount"][mine["setting"]] < 0).any():
            told += _settle_account(places, mine.sort_values("received_on", kind="stable"), found)
    table = pd.DataFrame(sorted(found), columns=list(APPLICATION_COLUMNS)).astype(dict(APPLICATION_COLUMNS))
    return table, told


def _are_set_off(places: RowPlaces, rows: pd.DataFrame) -> Sequence[bool]:
    said = {region.id: frozenset(region.set_off_rows) for region in places.regions if region.set_off_rows}
    lines = zip(rows["region"].tolist(), rows["source_row"].tolist(), strict=True)
    return [region in said and line in said[region] for region, line in lines]


def _settle_account(
    places: RowPlaces, mine: pd.DataFrame, found: list[tuple[int, int, str, int]]
) -> Iterator[Finding]:
    """Take what is set off from an account's earlier receipts, the oldest first; yield what is told of it."""
    free = mine[mine["free"]]
    left = free["amount"].to_numpy(dtype=np.int64).copy()
    taken: list[int] = []
    lines = mine[mine["setting"]]
    columns = (lines[name].tolist() for name in ("received_on", "amount", "invoice_no"))
    for row, day, fen, document in zip(lines.index.tolist(), *columns, strict=True):
        earlier = (free["received_on"] <= day).to_numpy(dtype=bool)
        rest = int(left[earlier].sum())
        if rest < fen:
            if rest:
                yield _too_small(places, row, fen, rest)
            continue
        wanted = fen
        for place in np.flatnonzero(earlier & (left > 0)).tolist():
            part = min(wanted, int(left[place]))
            left[place] -= part
            wanted -= part
            if part and pd.notna(document):
                found.append((int(free.index[place]), row, str(document), part))
        taken.append(row)
    if taken:
        places.frame.loc[taken, "excluded"] = SET_OFF
        yield _set_off(places, taken, int(mine["amount"].loc[taken].sum()))


def _set_off(places: RowPlaces, rows: list[int], fen: int) -> Finding:
    lines = name_lines(places.line(row) for row in rows)
    message = (
        f"{lines}写着用预收冲抵，共 {format_yuan(fen)} {_unit(places, rows[0])}："
        "从这个客户没有写单据号的回款里冲，不另计为回款"
    )
    place, customer = places.of(rows[0], "amount"), places.customer(rows[0])
    return Finding(
        ADVANCE_SET_OFF, place, message, format_yuan(fen), "receipts", "amount", customer, count=len(rows)
    )


def _too_small(places: RowPlaces, row: int, fen: int, rest: int) -> Finding:
    message = (
        f"这一行写着用预收冲抵 {format_yuan(fen)} {_unit(places, row)}，"
        f"这个客户在此以前没有写单据号的回款只有 {format_yuan(rest)}：两处都计入"
    )
    place, customer = places.of(row, "amount"), places.customer(row)
    return Finding(ADVANCE_TOO_SMALL, place, message, format_yuan(fen), "receipts", "amount", customer)


def _unit(places: RowPlaces, row: int) -> str:
    currency = places.frame["currency"].iloc[row]
    return "元" if pd.isna(currency) or not currency else str(currency)
