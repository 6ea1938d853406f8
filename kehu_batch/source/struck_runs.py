"""Parts of a cell's text that are struck out: what every reader marks, and how the marks are settled.

A reader joins all runs of a text, so that a struck 5000 with 6000 behind it would be 50006000. It puts marks round the
runs instead, and once a sheet is read they are taken out, with what is struck between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

import numpy as np

from kehu_batch.model.tables.cell_grid import CellColumn, CellGrid
from kehu_batch.model.tables.source import Sheet
from kehu_batch.records import replace

#: What stands round a struck run: no characters of any text.
OPEN, CLOSE = "\ufdd0", "\ufdd1"
#: Round a run without a look of its own beside one that has: it is struck out where the cell is.
OPEN_PLAIN, CLOSE_PLAIN = "\ufdd2", "\ufdd3"
_STRUCK = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")
_PLAIN = re.compile(f"{OPEN_PLAIN}([^{CLOSE_PLAIN}]*){CLOSE_PLAIN}")

_Cells = AbstractSet[tuple[int, int]]


def struck(text: str) -> str:
    """Return a text with marks that strike it out."""
    return f"{OPEN}{text}{CLOSE}" if text else ""


def with_struck_runs(text: str, runs: Sequence[tuple[int, int]], striking: AbstractSet[int]) -> str:
    """Return a text with marks round what is struck out in it, and round what goes before its first run.

    Args:
        text: The text.
        runs: Where each run begins, in units of UTF-16, and its font.
        striking: Fonts that strike out.
    """
    if not striking or not runs:
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    ends = [*(first for first, _ in runs[1:]), len(units) // 2]
    pieces = [
        units[2 * first : 2 * end].decode("utf-16-le", "replace")
        for (first, _), end in zip(runs, ends, strict=True)
    ]
    before = units[: 2 * runs[0][0]].decode("utf-16-le", "replace")
    marked = (
        struck(piece) if font in striking else piece for (_, font), piece in zip(runs, pieces, strict=True)
    )
    return "".join((f"{OPEN_PLAIN}{before}{CLOSE_PLAIN}" if before else "", *marked))


def is_struck_throughout(text: str) -> bool:
    """Whether nothing of a marked text is left."""
    return OPEN in text and not _STRUCK.sub("", text).strip()


def without_marks(text: str) -> str:
    """Return a text with all that is struck out in it."""
    return _STRUCK.sub(r"\1", text) if OPEN in text else text


def settle_struck_runs(sheet: Sheet) -> Sheet:
    """Return a sheet without its struck runs, which is told of the cells that had such."""
    rows, parts, whole = without_struck(CellGrid.of(sheet.rows), sheet.struck)
    if rows is sheet.rows:
        return sheet
    return replace(sheet, rows=rows, struck_parts=sheet.struck_parts | parts, struck=whole)


def without_struck(
    grid: CellGrid, cells: _Cells = frozenset()
) -> tuple[CellGrid, frozenset[tuple[int, int]], frozenset[tuple[int, int]]]:
    """Return a sheet's cells without their struck runs, and which cells had such runs.

    A text of which all is struck out stays.

    Args:
        grid: The cells as they were read, with marks.
        cells: Those whose own look strikes them out, as 1-based row and 0-based column.

    Returns:
        The cells; those that lost a part, and those struck out from end to end: by their runs, or by their own look
        where no run says otherwise.
    """
    parts: set[tuple[int, int]] = set()
    whole: set[tuple[int, int]] = set(cells)
    columns = list(grid.columns)
    for place, column in enumerate(grid.columns):
        values = column.values.tolist()
        marked = [
            number for number, value in enumerate(values) if isinstance(value, str) and _is_marked(value)
        ]
        if not marked:
            continue
        codes = column.codes.copy()
        for number in marked:
            at = np.flatnonzero(column.codes == number).tolist()
            by_look = [row for row in at if (row + 1, place) in cells]
            _settle(values, number, [row for row in at if (row + 1, place) not in cells], place, parts, whole)
            if by_look:
                values.append(_PLAIN.sub(lambda run: struck(run[1]), column.values[number]))
                codes[by_look] = len(values) - 1
                _settle(values, len(values) - 1, by_look, place, parts, whole)
        columns[place] = _levelled(codes, values)
    if all(one is other for one, other in zip(columns, grid.columns, strict=True)):
        return grid, frozenset(parts), frozenset(whole)
    return CellGrid(columns, len(grid)), frozenset(parts), frozenset(whole)


def _is_marked(text: str) -> bool:
    return OPEN in text or OPEN_PLAIN in text


def _settle(
    values: list[object],
    number: int,
    rows: Iterable[int],
    place: int,
    parts: set[tuple[int, int]],
    whole: set[tuple[int, int]],
) -> None:
    """Put a value without its marks in its place, and take note of the cells that lost a part or are struck."""
    text = _PLAIN.sub(r"\1", str(values[number]))
    left = _STRUCK.sub("", text)
    cells = {(row + 1, place) for row in rows}
    if left == text:
        whole -= cells
    elif left.strip():
        parts |= cells
        whole -= cells
    else:
        whole |= cells
    values[number] = left if left.strip() else _STRUCK.sub(r"\1", text)


def _levelled(codes: np.ndarray, values: Iterable[object]) -> CellColumn:
    """Return a column with other values, each held once."""
    places: dict[tuple[type, object], int] = {}
    moved = [places.setdefault((type(value), value), len(places)) for value in values]
    kept = np.empty(len(places), dtype=object)
    kept[:] = [key[1] for key in places]
    return CellColumn(np.array(moved, dtype=np.int32)[codes], kept)
