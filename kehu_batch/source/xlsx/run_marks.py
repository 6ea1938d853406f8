"""Parts of a cell's text that its look takes back or sets apart: struck out, or raised behind a number.

The reader joins all runs of a text, so that a struck 5000 with 6000 behind it would be 50006000. Runs are marked in the
copy that the reader is given, and the marks are taken out of what it gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from kehu_batch.model.tables.cell_grid import CellColumn, CellGrid
from kehu_batch.source.xlsx.symbol_fonts import show_symbols, symbol_font

#: What stands round a struck run in the marked copy: no characters of any text.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_STRUCK = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
_RUN = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)r>((?:(?!</\1r>).)*+)</\1r>", re.DOTALL)
_TEXT = re.compile(rb"(<(?:[A-Za-z_][\w.-]*:)?t\b[^>]*(?<!/)>)([^<]*)(</)")
_STRIKE = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?strike(?:\s+val=[\"'](?:1|true|on)[\"'])?\s*/?>")
_RAISED = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?vertAlign\s+val=[\"']superscript[\"']")
_FONT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?rFont\s+val=[\"']([^\"']*)[\"']")
#: The element with the looks of a run; few sheets have any.
_LOOKS = b"rPr"
_SIGNS = (b"strike", b"superscript", b"ingdings", b"ebdings")


def has_marked_runs(markup: bytes) -> bool:
    """Whether a piece of markup may hold a run that is struck out or raised, or in a font of pictures."""
    # Each sign has this letter, which most sheets lack, and one byte is searched for ten times as fast as more.
    return b"i" in markup and _LOOKS in markup and any(sign in markup for sign in _SIGNS)


def mark_runs(content: bytes) -> bytes:
    """Return a part in which struck runs stand between marks, and what is raised behind a digit behind ``^``.

    What is raised behind a letter (the 2 of m²) stays as it is. Ticks and boxes of fonts of pictures are put in.
    """
    done: list[bytes] = []
    place, last = 0, b""
    for run in _RUN.finditer(content):
        if run.start() != place:
            last = b""
        done.append(content[place : run.start()])
        place = run.end()
        text = b"".join(found[2] for found in _TEXT.finditer(run[2]))
        done.append(_marked(run[0], run[2], raised_on=last))
        last = text[-1:] or last
    return b"".join((*done, content[place:]))


def _marked(run: bytes, body: bytes, *, raised_on: bytes) -> bytes:
    named = _FONT.search(body)
    font = symbol_font(named[1].decode("utf-8", "replace")) if named else None
    if font is not None:
        run = _TEXT.sub(
            lambda text: text[1] + show_symbols(text[2].decode("utf-8", "replace"), font).encode() + text[3],
            run,
        )
    if _STRIKE.search(body):
        opened, closed = _OPEN.encode(), _CLOSE.encode()
    elif raised_on.isdigit() and _RAISED.search(body):
        opened, closed = b"^", b""
    else:
        return run
    return _TEXT.sub(lambda text: text[1] + opened + text[2] + closed + text[3], run)


def without_struck(grid: CellGrid) -> tuple[CellGrid, frozenset[tuple[int, int]], frozenset[tuple[int, int]]]:
    """Return a sheet's cells without their struck runs, and which cells had such runs.

    A text of which all is struck out stays.

    Returns:
        The cells; those that lost a part, and those struck out from end to end, as 1-based row and 0-based column.
    """
    parts: set[tuple[int, int]] = set()
    whole: set[tuple[int, int]] = set()
    columns: list[CellColumn] = []
    for place, column in enumerate(grid.columns):
        values = column.values.tolist()
        marked = [number for number, value in enumerate(values) if isinstance(value, str) and _OPEN in value]
        if not marked:
            columns.append(column)
            continue
        for number in marked:
            left = _STRUCK.sub("", values[number])
            cells = {(row + 1, place) for row in np.flatnonzero(column.codes == number).tolist()}
            (parts if left.strip() else whole).update(cells)
            values[number] = left if left.strip() else _STRUCK.sub(r"\1", values[number])
        columns.append(_levelled(column, values))
    return CellGrid(columns, len(grid)), frozenset(parts), frozenset(whole)


def _levelled(column: CellColumn, values: Iterable[object]) -> CellColumn:
    """Return a column with other values, each held once."""
    places: dict[tuple[type, object], int] = {}
    moved = [places.setdefault((type(value), value), len(places)) for value in values]
    kept = np.empty(len(places), dtype=object)
    kept[:] = [key[1] for key in places]
    return CellColumn(np.array(moved, dtype=np.int32)[column.codes], kept)
