"""Whose rows are, and where they stand: customer, file, field and cell of many rows at once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.snapshot import Codes, Positions
from kehu_batch.analysis.base.text_columns import choose_text
from kehu_batch.cells import column_letter
from kehu_batch.model.tables.dataset import Dataset

#: Fields whose cell may be another field's: the first that the region has.
_ALTERNATIVES: Mapping[str, tuple[str, ...]] = {
    "customer": ("customer_id", "customer_name"),
    "plan": ("plan", "plan_due_on", "plan_content", "plan_owner"),
}

Fields = npt.NDArray[np.object_]


def name_customers(dataset: Dataset, customers: Codes) -> dict[str, object]:
    """Return the columns ``customer``, ``customer_id`` and ``customer_name``; missing names for -1."""
    known = dataset.customers
    return {
        "customer": customers,
        "customer_id": known["customer_id"].array.take(customers, allow_fill=True),
        "customer_name": known["customer_name"].array.take(customers, allow_fill=True),
    }


def place_columns(dataset: Dataset, regions: Codes, rows: Codes, fields: Fields) -> dict[str, object]:
    """Return the columns that say where rows stand.

    Args:
        dataset: The drop.
        regions: Region id of each row; -1 where there is no place.
        rows: 1-based sheet row.
        fields: Field code; ``customer`` and ``plan`` mean whichever column the region has for it.

    Returns:
        ``region`` and ``source_row`` int64, ``field``, ``file``, and ``cell`` as ``sheet!A1``, missing
        where the region has no such column.
    """
    codes, names = pd.factorize(fields)
    pairs, position = np.unique((regions + 1) * len(names) + codes, return_inverse=True)
    found = [
        _find_column(dataset, int(pair) // len(names) - 1, str(names[int(pair) % len(names)]))
        for pair in pairs
    ]
    prefixes = np.array([prefix for _, prefix in found], dtype=object)[position]
    cells = [
        None if prefix is None else f"{prefix}{row}"
        for prefix, row in zip(prefixes, rows.tolist(), strict=True)
    ]
    files = np.array([*(region.file for region in dataset.regions), None], dtype=object)
    return {
        "region": regions,
        "source_row": rows,
        "field": pd.array(np.array([field for field, _ in found], dtype=object)[position], dtype="str"),
        "file": pd.array(files[regions], dtype="str"),
        "cell": pd.array(np.array(cells, dtype=object), dtype="str"),
    }


def _find_column(dataset: Dataset, region_id: int, field: str) -> tuple[str, str | None]:
    """Return the field that stands for ``field`` in a region, and the start of its cells' addresses."""
    if region_id < 0:
        return field, None
    region = dataset.regions[region_id]
    for candidate in _ALTERNATIVES.get(field, (field,)):
        column = region.column_of(candidate)
        if column is not None:
            return candidate, f"{region.sheet}!{column_letter(column)}"
    return field, None


def first_mentions(dataset: Dataset) -> tuple[Codes, Codes]:
    """Return region id and sheet row of the first row that names each customer, the ledger's before all others."""
    count = len(dataset.customers)
    regions, rows = np.full(count, -1, dtype=np.int64), np.zeros(count, dtype=np.int64)
    tables = [table for table in dataset.tables if table != "ledger"]
    for table in reversed(tables):
        frame = dataset.tables[table]
        customers = frame["customer"].to_numpy(dtype=np.int64)
        named = np.flatnonzero(customers >= 0)[::-1]
        regions[customers[named]] = frame["region"].to_numpy(dtype=np.int64)[named]
        rows[customers[named]] = frame["source_row"].to_numpy(dtype=np.int64)[named]
    _overwrite(dataset, "ledger", dataset.customers["ledger_row"].to_numpy(dtype=np.intp), regions, rows)
    return regions, rows


def _overwrite(dataset: Dataset, table: str, positions: Positions, regions: Codes, rows: Codes) -> None:
    """Set the place of each customer that has a position in the table."""
    frame = dataset.table(table)
    if frame is None:
        return
    known = np.flatnonzero(positions >= 0)
    regions[known] = frame["region"].to_numpy(dtype=np.int64)[positions[known]]
    rows[known] = frame["source_row"].to_numpy(dtype=np.int64)[positions[known]]


def stated_tier_places(
    dataset: Dataset, callback_rows: Positions, from_ledger: npt.NDArray[np.bool_]
) -> dict[str, object]:
    """Return for each customer the place of its stated tier, else of the customer itself.

    Args:
        dataset: The drop.
        callback_rows: Position of the callback that states a tier; -1 where none.
        from_ledger: Whether the ledger states it.
    """
    regions, rows = first_mentions(dataset)
    ledger_rows = dataset.customers["ledger_row"].to_numpy(dtype=np.intp)
    _overwrite(dataset, "callbacks", callback_rows, regions, rows)
    _overwrite(dataset, "ledger", np.where(from_ledger, ledger_rows, -1), regions, rows)
    stated = from_ledger | (callback_rows >= 0)
    return place_columns(dataset, regions, rows, choose_text([stated], ["stated_tier"], "customer"))
