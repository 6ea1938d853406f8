"""One customer's balance on several sheets: never added where none says its day (docs/rules.md, 1.12)."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from kehu_batch.model.findings.catalogue_lists import BALANCES_UNDATED, LISTED_TWICE
from kehu_batch.model.findings.finding import Finding, FindingKind
from kehu_batch.model.tables.list_versions import OTHER_ROW, UNDATED_SHEET
from kehu_batch.model.tables.recognition import Region
from kehu_batch.normalisation.lists.reporting import RowPlaces
from kehu_batch.wording.numbers import format_yuan

_BALANCE = "receivable_balance"


def settle_balances(places: RowPlaces) -> Iterator[Finding]:
    """Settle the balances that a customer has on several sheets without a day; the frame changes in place.

    Where they agree one counts. Where they do not, sheets that state their day go before those that do not; of those
    that do not, nobody knows which is right, and the balance is unknown.
    """
    frame = places.frame
    rows = frame[(frame["excluded"] == "") & (frame["customer"] >= 0) & frame[_BALANCE].notna()]
    sides = rows["region"].map({region.id: region.side.value for region in places.regions})
    keys = [sides, rows["customer"], rows["currency"].fillna("")]
    several = rows["region"].groupby(keys).transform("nunique") > 1
    rows = rows[several]
    for _, group in rows.groupby([key[several] for key in keys], sort=False):
        undated = group[group["listed_on"].isna()]
        for day, same in group.groupby("listed_on", dropna=False):
            if len(set(same["region"].tolist())) > 1:
                yield from _of_one_day(places, same, dated=not pd.isna(day))
        if 0 < len(undated) < len(group):
            yield from _beside_dated(places, undated)


def _of_one_day(places: RowPlaces, rows: pd.DataFrame, *, dated: bool) -> Iterator[Finding]:
    """Settle sheets of one day, or of none."""
    by_sheet = {
        region: rows.index[rows["region"] == region].tolist()
        for region in sorted(set(rows["region"].tolist()))
    }
    sums = {region: int(rows[_BALANCE][mine].sum()) for region, mine in by_sheet.items()}
    if len(set(sums.values())) > 1:
        if not dated:
            yield from _unknown(places, rows)
        return
    kept = max(sums, key=lambda region: (_says(places.regions[region]), -region))
    for region, mine in by_sheet.items():
        if region == kept:
            continue
        places.frame.loc[mine, "excluded"] = OTHER_ROW["balances"]
        other = places.name(by_sheet[kept][0], _BALANCE)
        yield _tell(places, mine[0], f"与{other} 是同一客户，余额相同，只计那一处", LISTED_TWICE)


def _says(region: Region) -> int:
    """Return how much a sheet says of each customer."""
    return len(region.columns)


def _unknown(places: RowPlaces, rows: pd.DataFrame) -> Iterator[Finding]:
    names = "、".join(
        f"{places.name(row, _BALANCE)} 是 {format_yuan(int(rows[_BALANCE][row]))}" for row in rows.index[:4]
    )
    found = [
        _tell(places, int(row), f"同一客户的余额{names}，各表没有注明截止日，不相加，按未知处理")
        for row in rows.index
    ]
    places.frame.loc[rows.index, [_BALANCE, "overdue_balance"]] = pd.NA
    yield from found


def _beside_dated(places: RowPlaces, rows: pd.DataFrame) -> Iterator[Finding]:
    for row in rows.index:
        yield _tell(places, int(row), "同一客户另有注明截止日的余额表，这张没有注明，不计")
    places.frame.loc[rows.index, "excluded"] = UNDATED_SHEET


def _tell(places: RowPlaces, row: int, message: str, kind: FindingKind = BALANCES_UNDATED) -> Finding:
    value = format_yuan(int(places.frame[_BALANCE].iloc[row]))
    return Finding(kind, places.of(row, _BALANCE), message, value, "balances", _BALANCE, places.customer(row))
