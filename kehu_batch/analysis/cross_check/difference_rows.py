"""Rows of differences with the cells of both sides, in the order in which they are listed."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.snapshot import Codes, Positions, Snapshot
from kehu_batch.analysis.cross_check.customers import MatchedCustomers
from kehu_batch.analysis.cross_check.kinds import KIND_LABELS
from kehu_batch.analysis.cross_check.levels import Level
from kehu_batch.analysis.cross_check.lists import list_differences
from kehu_batch.analysis.receivables.position import Position
from kehu_batch.analysis.receivables.rows import place_rows

#: A file and a cell.
Place = tuple[str, str]
#: Most cells that a customer's difference names on ops' side.
_MOST_CELLS = 20


def customer_differences(
    at: Snapshot,
    position: Position,
    matched: MatchedCustomers,
    level: Level,
    table: pd.DataFrame,
    told: Positions,
) -> pd.DataFrame:
    """Return the differences of customers, in one currency.

    Args:
        at: The drop as of the cut-off.
        position: Ops' position then.
        matched: Both sides.
        level: The same, compared.
        table: Its rows: ``list_customer_pairs``.
        told: Customers whose difference is told otherwise.
    """
    count = len(level.kinds)
    numbers = table["customer"].to_numpy() % count
    chosen = (level.kinds[numbers] != "") & ~np.isin(numbers, told)
    pairs = table[chosen]
    kinds = level.kinds[numbers[chosen]].tolist()
    wanted = pairs["customer"].to_numpy()
    ops = _ops_cells(at, position, wanted, set(pairs["currency"]))
    finance: dict[int, list[Place]] = {}
    if matched.balances is not None:
        rows = matched.balances[matched.balances["customer"].isin(wanted)]
        places = cells_of(at, "balances", rows.index.to_numpy(dtype=np.intp), "receivable_balance")
        finance = _gather(rows["customer"].to_numpy(), places)
    of_sides = [[tuple(cells.get(one, ())) for one in wanted.tolist()] for cells in (ops, finance)]
    return sort_differences(list_differences("customer", pairs, kinds, (of_sides[0], of_sides[1])))


def _ops_cells(
    at: Snapshot, position: Position, customers: Codes, currencies: set[str]
) -> dict[int, list[Place]]:
    """Return the cells of the open documents of customers in some currencies."""
    documents, state = position.documents, position.state
    codes = [code for code, name in enumerate(documents.currency_names) if name in currencies]
    rows = np.flatnonzero(
        (state.opened != 0) & np.isin(documents.currencies, codes) & np.isin(documents.customers, customers)
    )
    cells = _gather(documents.customers[rows], cells_of(at, "invoices", documents.rows[rows], "amount"))
    return {customer: listed[:_MOST_CELLS] for customer, listed in cells.items()}


def cells_of(snapshot: Snapshot, table: str, rows: Positions, field: str) -> list[Place]:
    """Return file and cell of a field for rows of a table."""
    places = pd.DataFrame(place_rows(snapshot.dataset, table, rows, field))
    return list(zip(places["file"].astype("str"), places["cell"].fillna("").astype("str"), strict=True))


def _gather(customers: Codes, places: Iterable[Place]) -> dict[int, list[Place]]:
    cells: dict[int, list[Place]] = {}
    for customer, place in zip(customers.tolist(), places, strict=True):
        if place[1]:
            cells.setdefault(customer, []).append(place)
    return cells


def sort_differences(differences: pd.DataFrame) -> pd.DataFrame:
    """Order differences by kind and then by size."""
    kinds = differences["kind"].map({kind: place for place, kind in enumerate(KIND_LABELS)})
    # Where one side could not be read, the other tells how much is at stake.
    sides = differences[["ops_fen", "finance_fen"]].fillna(0).abs().max(axis=1)
    sizes = differences["difference_fen"].abs().fillna(sides).to_numpy(dtype=np.int64)
    order = np.lexsort((-sizes, kinds.to_numpy()))
    return differences.take(order).reset_index(drop=True)
