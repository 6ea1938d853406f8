"""Rows of one table that several lists have: grouped within a side, as ops' and finance's lists never meet here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from kehu_batch.model.tables.recognition import Region


def name_sides(rows: pd.DataFrame, regions: Sequence[Region]) -> pd.Series:
    """Return the side of each row, by name.

    Args:
        rows: Rows with ``region``.
        regions: Every region of the drop.
    """
    return rows["region"].map({region.id: region.side.value for region in regions})


def find_several(
    rows: pd.DataFrame,
    keys: Sequence[pd.Series],
    differing: Sequence[str] = ("region",),
    *,
    dropna: bool = True,
) -> tuple[pd.DataFrame, list[pd.Series]]:
    """Return the rows whose group has several values in each of some columns, with their keys.

    Args:
        rows: Rows of a table.
        keys: What makes a group, of at least these rows.
        differing: Columns; a group on several lists has several regions.
        dropna: Whether a row with a missing key is in no group.
    """
    mine = [key.loc[rows.index] for key in keys]
    if dropna:
        # Rows of which each lacks a key make no group at all, of which pandas takes none.
        whole = pd.concat(mine, axis=1).notna().all(axis=1).to_numpy(dtype=bool)
        rows, mine = rows[whole], [key[whole] for key in mine]
    if rows.empty:
        return rows, mine
    counts = rows.groupby(mine, dropna=dropna)[list(differing)].transform("nunique")
    several = counts.gt(1).all(axis=1)
    return rows[several], [key[several] for key in mine]


def several_groups(
    rows: pd.DataFrame,
    keys: Sequence[pd.Series],
    differing: Sequence[str] = ("region",),
    *,
    dropna: bool = True,
) -> Iterator[pd.DataFrame]:
    """Yield those groups one by one, the first row's first; see ``find_several``."""
    found, mine = find_several(rows, keys, differing, dropna=dropna)
    for _, group in found.groupby(mine, sort=False, dropna=dropna):
        yield group
