"""A column that names each row's unit of money: ``1.2 | 万元`` in one row, ``500 | 元`` in the next."""

from __future__ import annotations

from collections.abc import Sequence

from kehu_batch.folding import fold_header, fold_text
from kehu_batch.model.tables.recognition import UnknownColumn
from kehu_batch.model.tables.source import Sheet
from kehu_batch.policy.vocabulary import Vocabulary

_ENDS = ("单位", "unit")


def find_unit_column(
    sheet: Sheet, unknown: Sequence[UnknownColumn], rows: Sequence[int], vocabulary: Vocabulary
) -> int | None:
    """Return the 0-based column whose header says 单位 and whose cells are all units of money; None where none is.

    A 单位 that counts pieces or names a company is another thing, and two such columns leave open which amount
    each belongs to.

    Args:
        sheet: The table's sheet.
        unknown: Its columns that are no field of the vocabulary.
        rows: 1-based rows of its data.
        vocabulary: Knows the units.
    """
    found = [
        column.column
        for column in unknown
        if fold_header(column.header).endswith(_ENDS)
        and (words := _words(sheet, column.column, rows))
        and words <= vocabulary.words.money_units
    ]
    return found[0] if len(found) == 1 else None


def without_unit_column(
    sheet: Sheet, unknown: Sequence[UnknownColumn], rows: Sequence[int], vocabulary: Vocabulary
) -> tuple[tuple[UnknownColumn, ...], int | None]:
    """Return the columns that stay unknown, and the column of units; see ``find_unit_column``."""
    units = find_unit_column(sheet, unknown, rows, vocabulary)
    return tuple(column for column in unknown if column.column != units), units


def _words(sheet: Sheet, column: int, rows: Sequence[int]) -> set[str]:
    cells = (sheet.rows[row - 1][column] for row in rows if column < len(sheet.rows[row - 1]))
    return {fold_text(str(cell)).removeprefix("人民币") for cell in set(cells) if cell != ""}
