"""Read sheets with calamine, and put in what it leaves out."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from kehu_batch.cells import column_index
from kehu_batch.errors import KehuError
from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.tables.cell_grid import CellColumn, CellGrid, GridBuilder
from kehu_batch.model.tables.shown import PLAIN, Shown, ShownColumn, shown_columns
from kehu_batch.model.tables.source import CellValue, MergedRange, Sheet, SheetState
from kehu_batch.source import refusals
from kehu_batch.source.extent import check_extent, check_sheet_count, check_total
from kehu_batch.source.formats.shown_forms import CellForm
from kehu_batch.source.struck_runs import without_struck
from kehu_batch.source.xlsx.cell_pictures import without_pictures
from kehu_batch.source.xlsx.hiding_rules import cells_hidden_by_rules
from kehu_batch.source.xlsx.sheet_facts import SheetFacts
from kehu_batch.source.xlsx.symbol_fonts import with_symbols

_T = TypeVar("_T")
#: A list of pairs, as the reader's enumeration does not hash.
_STATES = (
    (SheetVisibleEnum.Visible, SheetState.VISIBLE),
    (SheetVisibleEnum.Hidden, SheetState.HIDDEN),
    (SheetVisibleEnum.VeryHidden, SheetState.VERY_HIDDEN),
)


def read_sheets(
    data: bytes, facts: Mapping[str, SheetFacts], file: str, limits: ReadLimits, *, marked: bool = False
) -> tuple[Sheet, ...]:
    """Read every worksheet with true addresses.

    Args:
        data: The file, with nothing in it that the reader would stumble over.
        facts: What it will not tell, by sheet name.
        file: File name.
        limits: Bounds on sheets, rows, columns and cells.
        marked: Whether what is struck out in texts is marked.

    Raises:
        InputRejected: ``encrypted``, ``damaged`` or ``too_large``.
    """
    with _guarded(lambda: CalamineWorkbook.from_filelike(io.BytesIO(data)), file) as workbook:
        listed = [entry for entry in workbook.sheets_metadata if entry.typ == SheetTypeEnum.WorkSheet]
        check_sheet_count(len(listed), file, limits)
        if len({entry.name for entry in listed}) < len(listed):
            # The reader finds a sheet by its name alone, and would give the first one twice.
            raise refusals.damaged(file, "有两张工作表同名")
        sheets: list[Sheet] = []
        for entry in listed:
            sheets.append(_read_sheet(workbook, entry, facts.get(entry.name), file, limits, marked=marked))
            check_total(sheets, file, limits)
        return tuple(sheets)


def _read_sheet(
    workbook: CalamineWorkbook,
    metadata: SheetMetadata,
    facts: SheetFacts | None,
    file: str,
    limits: ReadLimits,
    *,
    marked: bool,
) -> Sheet:
    source = _guarded(lambda: workbook.get_sheet_by_name(metadata.name), file)
    if source.end is not None:
        check_extent(source.end[0] + 1, source.end[1], metadata.name, file, limits)
    facts = facts or SheetFacts()
    rows = _guarded(lambda: _read_rows(source, facts), file)
    rows, pictures = without_pictures(rows) if facts.pictures else (rows, frozenset())
    rows = with_symbols(rows, facts.symbols) if facts.symbols else rows
    struck = frozenset(facts.struck)
    rows, parts, struck = without_struck(rows, struck) if marked else (rows, frozenset(), struck)
    return Sheet(
        file=file,
        name=metadata.name,
        state=next(state for visible, state in _STATES if visible == metadata.visible),
        rows=rows,
        merged=_merged(source),
        totals_rows=facts.totals_rows,
        far_cells=facts.far_cells,
        hidden_rows=frozenset(row for row in facts.hidden_rows if row <= len(rows)),
        hidden_columns=frozenset(column for column in facts.hidden_columns if column < rows.width),
        uncached=frozenset(facts.uncached | pictures),
        blanks=frozenset(facts.blanks),
        struck=struck,
        struck_parts=parts,
        unseen=_unseen(rows, facts),
        boxes=facts.boxes,
        aside=tuple(dict.fromkeys(facts.aside_texts)),
        notes=facts.notes,
        shown=_shown_beside(rows, facts),
    )


def _unseen(rows: CellGrid, facts: SheetFacts) -> frozenset[tuple[int, int]]:
    by_rules = cells_hidden_by_rules(b"".join(facts.rules), facts.hiding, rows) if facts.rules else set()
    return frozenset(facts.unseen | by_rules)


def _read_rows(source: CalamineSheet, facts: SheetFacts) -> CellGrid:
    """Return the cells, with what they show where the reader gives something else."""
    if source.start is None or source.end is None:
        return CellGrid.of([])
    builder = GridBuilder(source.end[1] + 1)
    rows: Iterable[list[CellValue]] = source.iter_rows()
    if source.start[1]:
        # Blank rows above the first cell are given, blank columns before it are not.
        margin: list[CellValue] = [""] * source.start[1]
        rows = (margin + row for row in rows)
    builder.extend(_as_shown(rows, facts.shown) if facts.shown else rows)
    return builder.finish().trimmed()


def _as_shown(
    rows: Iterable[list[CellValue]], shown: Mapping[tuple[int, int], str]
) -> Iterator[list[CellValue]]:
    by_row: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for (number, column), text in shown.items():
        by_row[number].append((column, text))
    for number, row in enumerate(rows, start=1):
        for column, text in by_row.get(number, ()):
            if column < len(row):
                row[column] = text
        yield row


def _shown_beside(rows: CellGrid, facts: SheetFacts) -> Mapping[int, ShownColumn]:
    """Return what cells show beyond their values, by column."""
    parts: list[tuple[int, npt.NDArray[np.intp], Shown]] = []
    for (letters, style), found in facts.styled.items():
        column = column_index(letters.decode())
        if column < rows.width:
            places = np.array(found).astype(np.intp) - 1
            cells = rows.columns[column]
            form, places = facts.forms[style], places[places < len(rows)]
            if form.texts != PLAIN and facts.shown:
                # What is an id, or an error, has all in it that is seen.
                places = np.array(
                    [place for place in places.tolist() if (place + 1, column) not in facts.shown], np.intp
                )
            parts += [(column, mine, shown) for mine, shown in _of_cells(cells, places, form)]
    return shown_columns(parts, len(rows))


def _of_cells(
    cells: CellColumn, places: npt.NDArray[np.intp], form: CellForm
) -> Iterator[tuple[npt.NDArray[np.intp], Shown]]:
    """Yield what some of a column's cells show beyond their values, each with its rows."""
    values, codes = cells.values.tolist(), cells.codes[places]
    if form.always is not None:
        numbers = np.array([type(value) in {float, int} for value in values], dtype=bool)
        yield places[numbers[codes]], form.always
        return
    alike: defaultdict[Shown, list[int]] = defaultdict(list)
    for code in np.unique(codes).tolist():
        alike[form.of(values[code])].append(code)
    for shown, of_values in alike.items():
        is_so = np.zeros(len(values), dtype=bool)
        is_so[of_values] = True
        yield places[is_so[codes]], shown


def _merged(source: CalamineSheet) -> tuple[MergedRange, ...]:
    ranges = source.merged_cell_ranges or []
    return tuple(
        MergedRange(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in sorted(ranges)
    )


def _guarded(read: Callable[[], _T], file: str) -> _T:
    """Call the reader; whatever it raises, a panic of its native code included, becomes a refusal."""
    try:
        return read()
    except PasswordError as error:
        raise refusals.encrypted(file) from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise refusals.damaged(file) from error
    except BaseException as error:
        # The panic's class cannot be imported, and derives from BaseException.
        if isinstance(error, KehuError) or type(error).__name__ != "PanicException":
            raise
        raise refusals.damaged(file) from error
