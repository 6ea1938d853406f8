"""One customer's balance on several sheets or rows: never added where it may be one (docs/rules.md, 1.12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

import pandas as pd

from kehu_batch.folding import fold_text
from kehu_batch.model.findings.catalogue_lists import BALANCE_REPEATED, BALANCES_UNDATED, LISTED_TWICE
from kehu_batch.model.findings.finding import Finding, FindingKind
from kehu_batch.model.tables.list_versions import OTHER_ROW, UNDATED_SHEET
from kehu_batch.model.tables.recognition import Region
from kehu_batch.normalisation.lists.grouping import find_several, name_sides
from kehu_batch.normalisation.lists.reporting import RowPlaces
from kehu_batch.wording.numbers import format_yuan

#: What is settled; of sheets without it the sum of their buckets stands here meanwhile.
BALANCE = "receivable_balance"
#: So many customers with one balance on two sheets are no chance.
_SEVERAL = 2
#: Words of a header that speaks of all that a customer owes.
_OF_ALL = ("总", "合计", "累计", "共", "total")
_UNCLEAR_DAYS = "各行写的截止日或月份看不出是哪一天（如没有写年份）"
_NO_DAY = "各表没有注明截止日"
_CORRECTED = "两张表同一天、别的客户多半相同，像是一张表的两稿，看不出以哪张为准"


def settle_balances(places: RowPlaces) -> Iterator[Finding]:
    """Settle the balances that a customer has on several sheets without a day; the frame changes in place.

    Where they agree one counts. Where they do not, sheets that state their day go before those that do not; of those
    that do not, or that are two drafts of one day, nobody knows which is right, and the balance is unknown.
    """
    yield from _repeated(places)
    rows, keys = _rows_that_count(places)
    yield from _of_unclear_days(places, rows[rows["listed_on"].isna()], keys)
    rows, keys = find_several(*_rows_that_count(places))
    branches = _find_branches(rows, keys)
    for _, group in rows.groupby(keys, sort=False):
        undated = group[group["listed_on"].isna()]
        for day, same in group.groupby("listed_on", dropna=False):
            if len(set(same["region"].tolist())) > 1:
                yield from _of_one_day(places, same, None if pd.isna(day) else branches)
        if 0 < len(undated) < len(group):
            yield from _beside_dated(places, undated)


def _repeated(places: RowPlaces) -> Iterator[Finding]:
    """Settle a balance that a sheet repeats on each row of its customer, such as one for each instalment of a plan.

    That each customer with several rows owes the same on all of them is rare: what the header calls a total counts
    once, anything else is added and told.
    """
    rows, keys = _rows_that_count(places)
    for number in sorted(set(rows["region"].tolist())):
        mine = rows[rows["region"] == number]
        region = places.regions[number]
        if any(column.field == "buckets" for column in region.columns):
            continue
        kept = ["overdue_balance", "stated_on", "risk_grade"]
        groups = [group for _, group in mine.groupby([key[mine.index] for key in keys]) if len(group) > 1]
        if not groups or any(
            not group[BALANCE].iloc[0] or group[[BALANCE, *kept]].nunique(dropna=False).gt(1).any()
            for group in groups
        ):
            continue
        header = next(column.header for column in region.columns if column.field == BALANCE)
        once = any(word in fold_text(header) for word in _OF_ALL)
        for group in groups:
            yield _tell_repeated(places, group, header if once else "")
        if once:
            repeated = [row for group in groups for row in group.index[1:]]
            places.frame.loc[repeated, "excluded"] = OTHER_ROW["balances"]


def _tell_repeated(places: RowPlaces, rows: pd.DataFrame, total: str) -> Finding:
    """Tell of the rows of a customer; ``total`` is the header that calls their balance a total."""
    number = len(rows)
    value = format_yuan(int(rows[BALANCE].iloc[0]))
    why = f"表头“{total}”说的是总额，只计一次" if total else f"{number} 行相加计入"
    message = f"同一客户的 {number} 行余额都是 {value}，{why}"
    return _tell(places, int(rows.index[1]), message, BALANCE_REPEATED)


def _rows_that_count(places: RowPlaces) -> tuple[pd.DataFrame, list[pd.Series]]:
    """Return the rows of customers with a balance, and whose it is: side, customer and currency."""
    frame = places.frame
    rows = frame[(frame["excluded"] == "") & (frame["customer"] >= 0) & frame[BALANCE].notna()]
    return rows, [name_sides(rows, places.regions), rows["customer"], rows["currency"].fillna("")]


def _of_unclear_days(places: RowPlaces, rows: pd.DataFrame, keys: Sequence[pd.Series]) -> Iterator[Finding]:
    """Take as unknown what a customer owes on several days or months of which nobody can tell the order."""
    rows, mine = find_several(rows, keys, ("stated_on",))
    for _, group in rows.groupby(mine, sort=False):
        yield from _unknown(places, group, _UNCLEAR_DAYS)


def _find_branches(rows: pd.DataFrame, keys: Sequence[pd.Series]) -> frozenset[tuple[int, int]]:
    """Return the pairs of sheets of one stated day, ascending, that are added: they differ about customers.

    Two that agree about several, and no fewer than they differ about, are one list, before and after a correction:
    that customers owe two branches the same to the cent is rare.
    """
    dated = rows["listed_on"].notna()
    groups = rows[dated].groupby([*(key[dated] for key in keys), "listed_on", "region"])[BALANCE].sum()
    equal: Counter[tuple[int, int]] = Counter()
    differing: Counter[tuple[int, int]] = Counter()
    for _, sums in groups.groupby(level=list(range(len(keys) + 1)), sort=False):
        of_sheets = zip(sums.index.get_level_values(-1).tolist(), sums.tolist(), strict=True)
        for (one, fen), (other, fen2) in combinations(sorted(of_sheets), 2):
            if fen != fen2:
                differing[one, other] += 1
            elif fen:
                equal[one, other] += 1
    return frozenset(pair for pair, count in differing.items() if equal[pair] < max(count, _SEVERAL))


def _of_one_day(
    places: RowPlaces, rows: pd.DataFrame, branches: frozenset[tuple[int, int]] | None
) -> Iterator[Finding]:
    """Settle sheets of one day, or of none, where ``branches`` is ``None``."""
    by_sheet = {
        region: rows.index[rows["region"] == region].tolist()
        for region in sorted(set(rows["region"].tolist()))
    }
    sums = {region: int(rows[BALANCE][mine].sum()) for region, mine in by_sheet.items()}
    if any(
        sums[one] != sums[other] and (branches is None or (one, other) not in branches)
        for one, other in combinations(by_sheet, 2)
    ):
        yield from _unknown(places, rows, _NO_DAY if branches is None else _CORRECTED)
        return
    kept: list[int] = []
    for region in sorted(by_sheet, key=lambda region: (-_says(places.regions[region]), region)):
        alike = [
            one
            for one in kept
            if sums[one] == sums[region] and (min(one, region), max(one, region)) not in (branches or ())
        ]
        if not alike:
            kept.append(region)
            continue
        places.frame.loc[by_sheet[region], "excluded"] = OTHER_ROW["balances"]
        other = places.name(by_sheet[alike[0]][0], BALANCE)
        yield _tell(places, by_sheet[region][0], f"与{other} 是同一客户，余额相同，只计那一处", LISTED_TWICE)


def _says(region: Region) -> int:
    """Return how much a sheet says of each customer."""
    return len(region.columns)


def _unknown(places: RowPlaces, rows: pd.DataFrame, why: str) -> Iterator[Finding]:
    names = "、".join(
        f"{places.name(row, BALANCE)} 是 {format_yuan(int(rows[BALANCE][row]))}" for row in rows.index[:4]
    )
    found = [
        _tell(places, int(row), f"同一客户的余额{names}，{why}，不相加，按未知处理") for row in rows.index
    ]
    places.frame.loc[rows.index, [BALANCE, "overdue_balance"]] = pd.NA
    yield from found


def _beside_dated(places: RowPlaces, rows: pd.DataFrame) -> Iterator[Finding]:
    for row in rows.index:
        yield _tell(places, int(row), "同一客户另有注明截止日的余额表，这张没有注明，不计")
    places.frame.loc[rows.index, "excluded"] = UNDATED_SHEET


def _tell(places: RowPlaces, row: int, message: str, kind: FindingKind = BALANCES_UNDATED) -> Finding:
    value = format_yuan(int(places.frame[BALANCE].iloc[row]))
    return Finding(kind, places.of(row, BALANCE), message, value, "balances", BALANCE, places.customer(row))
