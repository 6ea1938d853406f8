"""A sheet of xlsxwriter's that writes plain cells in one go."""

from __future__ import annotations

import re
from functools import cache
from inspect import unwrap
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from kehu_batch.sheet_writing.formula_sheet import FormulaSheet

#: What keeps a text from being written as it stands: markup, controls, what reads as one of them, space around it.
_NOT_PLAIN = re.compile(r'[\x00-\x1f"&<>\ufffe\uffff]|_x|^\s|\s$')

_column_letters = cache(xl_col_to_name)


class PlainCellSheet(FormulaSheet):
    """A worksheet whose plain cells are written as xlsxwriter would write them, by one call for each.

    xlsxwriter looks at each attribute of a cell, and four times at each text, for what has to be escaped. Rows and
    columns are numbers: nothing looks first whether a cell is named as ``A1``.
    """

    write_string = unwrap(Worksheet.write_string)
    write_number = unwrap(Worksheet.write_number)
    write_blank = unwrap(Worksheet.write_blank)
    write_formula = unwrap(Worksheet.write_formula)

    def _write_cell(self, row: int, col: int, cell: Any) -> None:  # noqa: ANN401 - xlsxwriter has no types
        rest = _plainly(cell, inline=self.constant_memory) if cell.format else None
        if rest is None:
            super()._write_cell(row, col, cell)
        else:
            look = cell.format._get_xf_index()  # noqa: SLF001 - xlsxwriter numbers looks as their cells are written
            self.fh.write(f'<c r="{_column_letters(col)}{row + 1}" s="{look}"{rest}')


def _plainly(cell: Any, *, inline: bool) -> str | None:  # noqa: ANN401
    """Return the markup of a cell behind its look; ``None`` where it is not plain.

    Args:
        cell: A value as xlsxwriter keeps it: a named tuple.
        inline: Whether its text stands in the cell, not in the workbook's table of texts.
    """
    kind = type(cell).__name__
    if kind == "String":
        if not inline:
            return f' t="s"><v>{cell.string}</v></c>'
        if _NOT_PLAIN.search(cell.string) is None:
            return f' t="inlineStr"><is><t>{cell.string}</t></is></c>'
    elif kind in ("Number", "Datetime"):
        return f"><v>{cell.number:.16G}</v></c>"
    elif kind == "Blank":
        return "/>"
    elif kind == "Formula":
        return _formula(cell.formula, cell.value)
    return None


def _formula(formula: str, value: object) -> str | None:
    if type(value) in (int, float):
        return f"><f>{_escaped(formula)}</f><v>{value}</v></c>"
    if isinstance(value, str) and value and not value.startswith("#"):  # not the name of an error
        return f' t="str"><f>{_escaped(formula)}</f><v>{_escaped(value)}</v></c>'
    return None


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
