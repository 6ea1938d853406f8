"""The rows of a table as markup.

A page of many customers has some 20,000 cells, and each that a template writes costs it three calls of macros. Here
they are written as one text, and what a column says again and again is written once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup, escape

from kehu_batch.report.blocks import Cell, PageColumn
from kehu_batch.report.user_text import plain, show

#: Letters of a text that is folded in its cell.
_FOLDED = 240


def table_rows(
    columns: Sequence[PageColumn],
    rows: Sequence[Sequence[Cell | str]],
    draw: Callable[[Cell], str],
) -> Markup:
    r"""Return the rows of a table's body, a line each.

    Args:
        columns: The table's columns, as many as each row has cells.
        rows: What stands in them.
        draw: Returns the small drawing of a cell that has a bar.

    Example:
        >>> str(table_rows([PageColumn("客户")], [("甲&乙",)], str))
        '<tr><td>甲&amp;乙</td></tr>\n'
    """
    written = [_Texts(column) for column in columns]
    draws = [draw] * len(columns)
    lines = (f"<tr>{''.join(map(_write, written, row, draws))}</tr>\n" for row in rows)
    return Markup("".join(lines))  # noqa: S704 - each text was escaped as its cell was written


class _Texts(dict[str, str]):
    """A column's cells of plain text, each distinct one written once."""

    def __init__(self, column: PageColumn) -> None:
        self.column = column

    def __missing__(self, text: str) -> str:
        shown = escape(show(text))
        if len(text) > _FOLDED:
            shown = Markup('<div class="fold" tabindex="0">{}</div>').format(shown)
        self[text] = made = f"<td{_marked(self.column, text)}>{shown}</td>"
        return made


def _write(texts: _Texts, cell: Cell | str, draw: Callable[[Cell], str]) -> str:
    if isinstance(cell, str):
        return texts[cell]
    key = f' data-v="{escape(plain(cell.sort))}"' if cell.sort else ""
    return f"<td{_marked(texts.column, cell.text)}{key}>{_inner(cell, draw)}</td>"


def _marked(column: PageColumn, text: str) -> str:
    marks = column.marks(text)
    return f' class="{marks}"' if marks else ""


def _inner(cell: Cell, draw: Callable[[Cell], str]) -> str:
    """Return what stands in a cell that is more than its text."""
    if cell.stack or cell.bullet:
        return draw(cell)
    text = escape(show(cell.text))
    if cell.aside:
        return f'<span class="aside">{escape(show(cell.aside))} </span>{text}'
    if cell.href:
        return f'<a href="{escape(plain(cell.href))}">{text}</a>'
    return f'<span class="{cell.tone}">{text}</span>' if cell.tone else text
