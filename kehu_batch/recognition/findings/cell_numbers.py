"""Numbers of a column as it is recognised, before anything is typed."""

from __future__ import annotations

from collections.abc import Iterator

from kehu_batch.model.tables.recognition import Region
from kehu_batch.model.tables.source import CellValue, Sheet


def numbers_of(sheet: Sheet, region: Region, column: int) -> Iterator[float | None]:
    """Yield the number of each data row of a column, written as a text or not; ``None`` where there is none."""
    cells = sheet.column(column)
    known: dict[int, float | None] = {}
    for code in cells.codes[region.data_rows - 1].tolist():
        if code not in known:
            known[code] = _number(cells.values[code])
        yield known[code]


def _number(value: CellValue) -> float | None:
    if isinstance(value, str):
        try:
            return float(value.replace(",", "").strip())
        except ValueError:
            return None
    return float(value) if isinstance(value, int | float) else None
