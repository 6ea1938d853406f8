"""Closings that earlier runs kept, read from the hidden sheet 期末余额 of annotated workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from kehu_batch.model.tables.closing import AS_OF, BALANCE_COLUMNS, KEPT, ROW_COLUMNS, SIDE, Closing
from kehu_batch.model.tables.frames import FEN, FrameColumn, typed_frame
from kehu_batch.normalisation.cells.raw import Rows, SheetCells, is_ours
from kehu_batch.policy.own_sheets import KEPT_ROWS, SIDES

_SIDES = {word: side for side, word in SIDES.items()}
_TABLES = {"kept": (KEPT,), "net_fen": BALANCE_COLUMNS, "amount_fen": ROW_COLUMNS}

#: Records of one closing by the column that identifies its table.
_Found = dict[str, list[tuple[str | int, ...]]]


def read_closings(sheets: Iterable[SheetCells]) -> tuple[Closing, ...]:
    """Return the closings that stand on sheets of ours; one that cannot be read is left out.

    Args:
        sheets: The drop's, hidden ones included.
    """
    found: list[Closing] = []
    for sheet in sheets:
        if is_ours(sheet.rows):
            found += _closings(_collect(sheet.rows), sheet.file)
    return tuple(found)


def _collect(rows: Rows) -> Mapping[tuple[date, str], _Found]:
    found: dict[tuple[date, str], _Found] = {}
    columns: dict[str, int] = {}
    table = ""
    for row in rows:
        header = _header(row)
        if header:
            columns = header
            table = next(name for name in _TABLES if name in header)
            continue
        day = _day(row[columns["as_of"]]) if columns else None
        if day is None:
            columns = {}
            continue
        record = tuple(_value(column, row[columns[column.name]]) for column in _TABLES[table])
        side = _SIDES.get(str(row[columns["side"]]), "")
        found.setdefault((day, side), {name: [] for name in _TABLES})[table].append(record)
    return found


def _header(row: Sequence[object]) -> dict[str, int]:
    """Return the columns of one of the tables' headers; empty for another row."""
    known = (AS_OF, SIDE, *(column for columns in _TABLES.values() for column in columns))
    names = {column.meaning: column.name for column in known}
    found = {names[cell]: at for at, cell in enumerate(row) if isinstance(cell, str) and cell in names}
    whole = any(
        found.keys() >= {"as_of", "side", *(column.name for column in columns)}
        for columns in _TABLES.values()
    )
    return found if whole else {}


def _closings(found: Mapping[tuple[date, str], _Found], source: str) -> Iterator[Closing]:
    for (day, side), tables in found.items():
        if not tables["kept"]:
            continue
        rows = typed_frame(ROW_COLUMNS, tables["amount_fen"])
        kept = tables["kept"] == [(KEPT_ROWS[True],)]
        yield Closing(
            day, side, typed_frame(BALANCE_COLUMNS, tables["net_fen"]), rows if kept else None, source
        )


def _value(column: FrameColumn, cell: object) -> str | int:
    if column.unit == FEN:
        return _fen(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.date().isoformat() if isinstance(cell, datetime) else str(cell)


def _fen(cell: object) -> int:
    """Return yuan as fen; 0 for what is no number, which the sums of the closing then tell."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return 0
    return int((Decimal(repr(cell)) * 100).to_integral_value(ROUND_HALF_UP))


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    try:
        return date.fromisoformat(str(cell))
    except ValueError:
        return None
