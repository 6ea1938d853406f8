"""Which tables could tell a figure: where none of them came it is not known (docs/rules.md, 12).

A figure that nobody can tell has no value and a reason that names what is missing; 0 and "none" are said only where a
table came that could have told otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import numpy.typing as npt

from kehu_batch.model.tables.dataset import Dataset

_NAMES: Mapping[str, str] = {
    "callbacks": "回访工作表",
    "followups": "跟进记录",
    "complaints": "投诉登记表",
    "orders": "订单明细",
    "ledger": "客户台账",
}


def why_untold(dataset: Dataset, *tables: str) -> str:
    """Return which tables are missing where none came of those that could tell a figure; ``""`` where one came."""
    if any(dataset.table(table) is not None for table in tables):
        return ""
    names = [_NAMES[table] for table in tables]
    return f"没有{'和'.join(filter(None, ('、'.join(names[:-1]), names[-1])))}"


def why_untold_beside(dataset: Dataset, tables: Collection[str], fields: Collection[str], words: str) -> str:
    """Return why neither a table nor a column of the ledger tells a figure; ``""`` where one of them came.

    Args:
        dataset: The drop.
        tables: Other tables that could tell it; may be none.
        fields: Columns of the ledger of which one could.
        words: Their names; a ledger that did not come is named instead.
    """
    if has_column(dataset, "ledger", fields):
        return ""
    if dataset.table("ledger") is None:
        return why_untold(dataset, *tables, "ledger")
    if not tables:
        return f"台账没有{words}"
    untold = why_untold(dataset, *tables)
    return untold and f"{untold}，台账也没有{words}"


def has_column(dataset: Dataset, table: str, fields: Collection[str]) -> bool:
    """Return whether a table of the drop came with one of the columns."""
    return any(regions_with(dataset, table, fields))


def regions_with(dataset: Dataset, table: str, fields: Collection[str]) -> npt.NDArray[np.bool_]:
    """Return by region's id whether it is a part of the table that has one of the columns."""
    return np.array(
        [
            region.table == table and any(region.column_of(field) is not None for field in fields)
            for region in dataset.regions
        ],
        dtype=np.bool_,
    )
