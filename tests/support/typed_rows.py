"""Typed tables of rows given by field, without a file: what normalisation alone makes of cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.model.tables.recognition import ColumnMatch, Recognition, Region, Side
from kehu_batch.model.tables.source import FileFormat, Sheet, SheetState, Workbook
from kehu_batch.normalisation.normalise import normalise
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.vocabulary import load_vocabulary

FILE = "表.xlsx"


def read_rows(
    table: str,
    rows: Sequence[Mapping[str, Any]],
    headers: Mapping[str, str] | None = None,
    side: Side = Side.OPS,
) -> Dataset:
    """Return the typed drop of one sheet with one table.

    Args:
        table: Table code.
        rows: Cells by field code; a field that no row has is no column.
        headers: Header texts by field, where not the usual ones.
        side: Whose table it is.
    """
    vocabulary = load_vocabulary()
    fields = list(dict.fromkeys(field for row in rows for field in row))
    shown = [(headers or {}).get(field, vocabulary.field_label(table, field)) for field in fields]
    grid = [shown, *([row.get(field, "") for field in fields] for row in rows)]
    sheet = Sheet(FILE, table, SheetState.VISIBLE, grid)
    book = Workbook(Path(FILE), FILE, FileFormat.XLSX, "0" * 64, (sheet,))
    columns = tuple(
        ColumnMatch(field, place, header, "表头")
        for place, (field, header) in enumerate(zip(fields, shown, strict=True))
    )
    region = Region(
        id=0,
        table=table,
        side=side,
        file=FILE,
        sheet=table,
        header_first_row=1,
        header_row=1,
        first_column=0,
        last_column=len(fields) - 1,
        data_rows=np.arange(2, len(rows) + 2, dtype=np.int64),
        columns=columns,
    )
    return normalise([book], Recognition((region,)), load_policy().policy, vocabulary)


def read_row(table: str, cells: Mapping[str, Any]) -> pd.DataFrame:
    """Return the typed frame of a table with one row."""
    frame = read_rows(table, [cells]).table(table)
    assert frame is not None
    return frame
