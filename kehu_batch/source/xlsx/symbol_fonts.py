"""Ticks and boxes of fonts whose letters are pictures: what a cell shows of ``ü`` in Wingdings is ✓."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from kehu_batch.model.tables.cell_grid import CellColumn, CellGrid
from kehu_batch.model.tables.source import CellValue

#: What letters of these fonts show; all others are pictures that say nothing here.
_SIGNS: Mapping[str, Mapping[str, str]] = {
    "wingdings": {
        "\xfc": "✓",
        "\xfb": "✗",
        "\xfe": "☑",
        "\xfd": "☒",
        "\xa8": "☐",
        "o": "☐",
        "q": "☐",
        "l": "●",
        "\xa1": "○",
        "n": "■",
        "\xab": "★",
    },
    "wingdings 2": {
        "P": "✓",
        "O": "✗",
        "R": "☑",
        "S": "☒",
        "T": "☒",
        "Q": "☒",
        "\xa3": "☐",
        "*": "☐",
        "\x98": "●",
    },
    "webdings": {"a": "✓", "r": "✗", "c": "☐", "g": "■", "n": "●"},
}
#: Where the letters of such fonts stand among the characters for private use.
_PRIVATE = 0xF000
_TABLES: Mapping[str, Mapping[int, str]] = {
    font: {code: sign for letter, sign in signs.items() for code in (ord(letter), ord(letter) + _PRIVATE)}
    for font, signs in _SIGNS.items()
}


def symbol_font(name: str) -> str | None:
    """Return the name of a font as it is known here; ``None`` for one of ordinary letters."""
    known = name.strip().lower()
    return known if known in _TABLES else None


def show_symbols(text: str, font: str) -> str:
    r"""Return what a text shows in one of these fonts.

    Example:
        >>> show_symbols("\xfc", "wingdings"), show_symbols("R", "wingdings 2"), show_symbols("\uf0fe", "wingdings")
        ('✓', '☑', '☑')
    """
    return text.translate(_TABLES[font])


def with_symbols(grid: CellGrid, cells: Mapping[tuple[int, int], str]) -> CellGrid:
    """Return a sheet's cells with what those in such fonts show.

    Args:
        grid: The cells.
        cells: Font by 1-based row and 0-based column.
    """
    fonts: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for (row, column), font in cells.items():
        if column < grid.width and row <= len(grid):
            fonts[column][row - 1] = font
    columns = list(grid.columns)
    for place, of_column in fonts.items():
        columns[place] = _shown(columns[place], of_column)
    return CellGrid(columns, len(grid))


def _shown(column: CellColumn, fonts: Mapping[int, str]) -> CellColumn:
    codes = column.codes.copy()
    values: list[CellValue] = column.values.tolist()
    places = {value: place for place, value in enumerate(values) if isinstance(value, str)}
    for row, font in fonts.items():
        value = values[int(codes[row])]
        if isinstance(value, str) and value:
            shown = show_symbols(value, font)
            if shown not in places:
                places[shown] = len(values)
                values.append(shown)
            codes[row] = places[shown]
    return CellColumn(codes, _objects(values))


def _objects(values: Iterable[CellValue]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    held = list(values)
    found = np.empty(len(held), dtype=object)
    found[:] = held
    return found
