"""One document on several lists: which of them counts (docs/rules.md, 1.12).

A list of open invoices of each month, orders exported twice: the newest list's row is the document's, the others do
not count. Instalments, parts of one list on several sheets and credit notes with their invoice's number all count.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from itertools import combinations

import pandas as pd

from kehu_batch.folding import fold_text
from kehu_batch.model.tables.dataset import EVENT_DATE
from kehu_batch.model.tables.document_states import COUNTERPART, DEAD
from kehu_batch.model.tables.recognition import Region
from kehu_batch.normalisation.lists.grouping import find_several, name_sides
from kehu_batch.normalisation.lists.list_days import Basis, ListDays
from kehu_batch.records import dataclass

#: The bank's day and the book's may be so far apart.
_NEAR = timedelta(days=3)
#: Bills of one contract are a month apart.
_MONTH = timedelta(days=28)
#: Rows that take part though they do not count: what the newest list calls void is void.
_TAKING_PART = frozenset({"", COUNTERPART, *DEAD.values()})


@dataclass(frozen=True, slots=True)
class Numbered:
    """How the records of a table are told apart.

    Args:
        number: The field with their number.
        part: The field that tells parts of one number; of invoices the instalment, else the day due.
        whole: Whether all parts of a number stand or fall together.
        word: What one is called.
    """

    number: str
    part: str
    whole: bool
    word: str


NUMBERED: Mapping[str, Numbered] = {
    "invoices": Numbered("invoice_no", "due_on", whole=False, word="单据"),
    "receipts": Numbered("receipt_no", "invoice_no", whole=False, word="回款"),
    "orders": Numbered("order_id", "product", whole=True, word="订单"),
}


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One row that has a number.

    Args:
        position: In the table.
        region: Its region's id.
        part: Which part of the number it is; empty where it says none.
        fen: Its amount; ``None`` where it is not known.
        received: 已收, else what 未收 leaves; ``None`` where neither is stated.
        day: Day of its event; ``None`` where it is not known.
        customer: Its customer; -1 where it names none.
        currency: Its currency; empty where it names none.
    """

    position: int
    region: int
    part: str
    fen: int | None
    received: int | None
    day: date | None
    customer: int
    currency: str


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """One document that stands on several lists.

    Args:
        lists: Its rows by list, the one that counts last.
        basis: What tells which is the newest.
    """

    lists: tuple[tuple[ListedRow, ...], ...]
    basis: Basis

    @property
    def counted(self) -> tuple[ListedRow, ...]:
        """Return the rows that count."""
        return self.lists[-1]

    @property
    def others(self) -> Iterator[tuple[ListedRow, ...]]:
        """Yield the rows that do not, a list each."""
        yield from self.lists[:-1]


@dataclass(frozen=True, slots=True)
class Listed:
    """What of a table stands on several lists.

    Args:
        records: Documents that do, each to be counted once.
        apart: Rows of one number on several lists that are not the same document, all of which count.
        shared: How many documents two lists have in common, by their regions' ids, ascending.
    """

    records: tuple[ListedDocument, ...]
    apart: tuple[tuple[ListedRow, ...], ...]
    shared: Mapping[tuple[int, int], int]


def find_listed(table: str, frame: pd.DataFrame, regions: Sequence[Region], days: ListDays) -> Listed:
    """Return which documents of a table stand on several of its lists.

    Args:
        table: ``invoices``, ``receipts`` or ``orders``.
        frame: Its rows with ``customer``.
        regions: Every region of the drop, by id.
        days: When the lists were made.
    """
    kind = NUMBERED[table]
    numbers = list(_of_one_number(table, frame, regions))
    anew = {pair for rows in numbers for pair in _numbered_anew(rows)}
    split = [alike for rows in numbers for alike in _split(rows, kind, anew)]
    strangers = anew - {pair for rows in split for pair in _agreeing(rows)}
    companies = [_companies(rows, strangers) for rows in split]
    found = [rows for parts in companies for rows in parts if len({row.region for row in rows}) > 1]
    shared = Counter(pair for rows in found for pair in _pairs(rows))
    records: list[ListedDocument] = []
    apart = [tuple(rows[-1] for rows in parts) for parts in companies if len(parts) > 1]
    for rows in found:
        units, rest = _units(rows, kind, shared)
        records += [_record(unit, days, kind) for unit in units]
        apart += [rest] if rest else []
    settled = {row.position for rows in split for row in rows}
    apart += [rest for rows in numbers for rest in _of_other_days(rows, shared, settled)]
    return Listed(tuple(records), tuple(apart), shared)


def _of_one_number(table: str, frame: pd.DataFrame, regions: Sequence[Region]) -> Iterator[list[ListedRow]]:
    """Yield the rows of each number of one side that stands on several lists."""
    kind = NUMBERED[table]
    if frame[kind.number].isna().all() or frame["region"].nunique() < 2:
        return
    negative = (frame["amount"] < 0).fillna(value=False).astype(bool)
    keys = [name_sides(frame, regions), frame[kind.number], negative]
    taking = frame["excluded"].isin(_TAKING_PART) & frame[kind.number].notna()
    chosen, keys = find_several(frame[taking], keys)
    if chosen.empty:
        return
    codes = chosen.groupby(keys, sort=False).ngroup()
    groups: dict[int, list[ListedRow]] = defaultdict(list)
    for code, row in zip(codes.tolist(), _rows(table, chosen), strict=True):
        groups[code].append(row)
    yield from groups.values()


def _rows(table: str, rows: pd.DataFrame) -> Iterator[ListedRow]:
    currencies = rows["currency"].fillna("") if "currency" in rows else pd.Series("", index=rows.index)
    for position, region, part, fen, paid, day, customer, currency in zip(
        rows.index.tolist(),
        rows["region"].tolist(),
        _parts(table, rows),
        rows["amount"].astype(object).tolist(),
        _received(table, rows).astype(object).tolist(),
        rows[EVENT_DATE[table]].dt.date.tolist(),
        rows["customer"].tolist(),
        currencies.tolist(),
        strict=True,
    ):
        known = None if pd.isna(day) else day
        yield ListedRow(position, region, part, _known(fen), _known(paid), known, customer, currency)


def _known(fen: object) -> int | None:
    return None if pd.isna(fen) else int(fen)  # type: ignore[call-overload]


def _parts(table: str, rows: pd.DataFrame) -> list[str]:
    if table == "invoices":
        due = rows["due_on"].dt.strftime("%Y-%m-%d")
        instalment = "#" + rows["instalment_key"]
        return instalment.fillna(due).fillna("").tolist()
    return [fold_text(text) for text in rows[NUMBERED[table].part].fillna("")]


def _received(table: str, rows: pd.DataFrame) -> pd.Series:
    if table != "invoices":
        return pd.Series(pd.NA, index=rows.index, dtype="Int64")
    return rows["paid"].fillna(rows["amount"] - rows["open_amount"])


def _numbered_anew(rows: Sequence[ListedRow]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of lists, ascending, that give a number to other customers and sums: each counts from 1."""
    customers: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        customers[row.region].add(row.customer)
    sums = _sums(rows)
    for one, other in combinations(sorted(customers), 2):
        if not customers[one] & customers[other] and sums[one] != sums[other]:
            yield one, other


def _list_pairs(rows: Sequence[ListedRow]) -> list[tuple[int, int]]:
    """Return the pairs of lists, ascending, on which rows stand."""
    return list(combinations(sorted({row.region for row in rows}), 2))


def _companies(rows: Sequence[ListedRow], strangers: AbstractSet[tuple[int, int]]) -> list[list[ListedRow]]:
    """Return rows of one number by whose they are: lists that are strangers, and have no list between, are apart."""
    parts: list[set[int]] = []
    for region in sorted({row.region for row in rows}):
        near = [part for part in parts if any((other, region) not in strangers for other in part)]
        parts = [part for part in parts if part not in near] + [{region}.union(*near)]
    return [[row for row in rows if row.region in part] for part in sorted(parts, key=min)]


def _agreeing(rows: Sequence[ListedRow]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of lists that give a document the same sum, or one that cannot be read.

    Two lists that give a number to other customers, and agree about none, are those of two companies, which both count
    from 1: what one customer has on both of them is two documents.
    """
    sums = _sums(rows)
    unread = {row.region for row in rows if row.fen is None}
    for one, other in _list_pairs(rows):
        if sums[one] == sums[other] or unread & {one, other}:
            yield one, other


def _of_other_days(
    rows: Sequence[ListedRow], shared: Mapping[tuple[int, int], int], settled: AbstractSet[int]
) -> Iterator[tuple[ListedRow, ...]]:
    """Yield rows of one customer and amount that lists of the same documents give other days, less than a month apart.

    Rows whose positions are among ``settled`` are of documents already.
    """
    alike: dict[tuple[int, str, int | None], list[ListedRow]] = defaultdict(list)
    for row in rows:
        if row.position in settled:
            continue
        alike[row.customer, row.currency, row.fen].append(row)
    for group in alike.values():
        regions, days = sorted({row.region for row in group}), {row.day for row in group if row.day}
        single = len(group) == len(regions) == len(days) > 1
        if single and max(days) - min(days) < _MONTH and all(map(shared.get, combinations(regions, 2))):
            yield tuple(group)


def _split(
    rows: Sequence[ListedRow], kind: Numbered, anew: AbstractSet[tuple[int, int]]
) -> Iterator[list[ListedRow]]:
    """Yield the rows of a number that may be of one document, on several lists.

    They are of one currency (one that names none is of any), one customer, and one day or part: a number that stands
    for a contract has a bill each month. A receipt's number is the bank's: where all lists give it the same sum on
    about the same day, it is one, whoever is said to have paid, save on lists that are numbered ``anew``.
    """
    coins = {row.currency for row in rows} - {""}
    days = [row.day for row in rows if row.day is not None]
    near = bool(days) and max(days) - min(days) <= _NEAR
    near = near and anew.isdisjoint(combinations(sorted({row.region for row in rows}), 2))
    if kind.number == "receipt_no" and len(coins) < 2 and near and len(set(_sums(rows).values())) == 1:
        yield list(rows)
        return
    groups: dict[tuple[str, int], list[ListedRow]] = defaultdict(list)
    for row in rows:
        groups[row.currency if len(coins) > 1 else "", row.customer].append(row)
    for group in groups.values():
        for alike in _of_one_day(group, by_part=kind.part == "due_on"):
            if len({row.region for row in alike}) > 1:
                yield alike


def _of_one_day(rows: Sequence[ListedRow], *, by_part: bool) -> list[list[ListedRow]]:
    """Part rows by their days; those of one part are of one document whatever their days."""
    if len({row.day for row in rows}) == 1 or any(
        row.day is None and not (by_part and row.part) for row in rows
    ):
        return [list(rows)]
    found: list[tuple[set[object], list[ListedRow]]] = []
    for row in rows:
        keys: set[object] = {key for key in (row.day, row.part if by_part else None) if key}
        mine = [row]
        for one in [one for one in found if one[0] & keys]:
            keys |= one[0]
            mine = [*one[1], *mine]
            found.remove(one)
        found.append((keys, mine))
    return [mine for _, mine in found]


def _sums(rows: Iterable[ListedRow]) -> dict[int, int]:
    """Return the sum of each list's rows."""
    sums: dict[int, int] = defaultdict(int)
    for row in rows:
        sums[row.region] += row.fen or 0
    return sums


def _pairs(rows: Sequence[ListedRow]) -> set[tuple[int, int]]:
    """Return the pairs of lists that have a part of a number in common."""
    lists: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        lists[row.part].add(row.region)
    return {pair for regions in lists.values() for pair in combinations(sorted(regions), 2)}


def _units(
    rows: Sequence[ListedRow], kind: Numbered, shared: Mapping[tuple[int, int], int]
) -> tuple[list[tuple[ListedRow, ...]], tuple[ListedRow, ...]]:
    """Return the documents of a number that stand on several lists, and rows that are documents of their own."""
    pairs = list(combinations(sorted({row.region for row in rows}), 2))
    met = [pair for pair in pairs if shared.get(pair)]
    if any(not row.part for row in rows) or (kind.whole and met):
        return [tuple(rows)], ()
    by_part: dict[str, list[ListedRow]] = defaultdict(list)
    for row in rows:
        by_part[row.part].append(row)
    units = [tuple(unit) for unit in by_part.values() if len({row.region for row in unit}) > 1]
    rest = [row for unit in by_part.values() if len({row.region for row in unit}) == 1 for row in unit]
    if len({row.region for row in rest}) < 2:
        return units, ()
    # A due date that was put off, or what was to be paid at once and is now in parts; instalments say their number.
    single = not units and len(rest) == len({row.region for row in rest})
    moved = met and (single or len(set(_sums(rest).values())) == 1)
    if moved and not any(row.part.startswith("#") for row in rest):
        return [*units, tuple(rest)], ()
    # Instalments that say their number are no surprise.
    return units, () if all(row.part.startswith("#") for row in rest) else tuple(rest)


def _record(rows: Sequence[ListedRow], days: ListDays, kind: Numbered) -> ListedDocument:
    lists: dict[int, list[ListedRow]] = defaultdict(list)
    for row in rows:
        lists[row.region].append(row)
    ranks, basis = days.order(list(lists))
    if basis is None:
        ranks, basis = _rank_by_rows(lists)
    if kind.number == "receipt_no" and len(set(_sums(rows).values())) == 1:
        # A bank's line says less than the same money by invoice or by payer.
        details = {region: (sum(bool(row.part) for row in mine), len(mine)) for region, mine in lists.items()}
        if len(set(details.values())) > 1:
            order = sorted(lists, key=lambda region: (*details[region], ranks[region]))
            return ListedDocument(tuple(tuple(lists[region]) for region in order), Basis.DETAIL)
    # An amount that cannot be read says nothing.
    told = {region: any(row.fen is not None for row in mine) for region, mine in lists.items()}
    order = sorted(lists, key=lambda region: (told[region], ranks[region]))
    basis = basis if len(set(told.values())) == 1 else Basis.LEGIBLE
    return ListedDocument(tuple(tuple(lists[region]) for region in order), basis)


def _rank_by_rows(lists: Mapping[int, Sequence[ListedRow]]) -> tuple[dict[int, int], Basis]:
    received = {region: sum(row.received or 0 for row in rows) for region, rows in lists.items()}
    if len(set(received.values())) == len(received):
        ranked = sorted(lists, key=received.__getitem__)
        return {region: rank for rank, region in enumerate(ranked)}, Basis.RECEIVED
    return {region: rank for rank, region in enumerate(sorted(lists))}, Basis.PLACE
