"""Rows at the end of a table that hold only what was filled in beforehand, or what is said of the table.

Under the last call stand ``好帮手公司客服部（盖章）`` and ``2023年12月1日``, in the column of names: nobody's call is planned.
Templates have rows of numbers 1 to 100 with a usual way of calling and a formula that gives 0: nothing happened there,
and they are passed over like blank rows (docs/rules.md, 1.6).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from kehu_batch.folding import fold_text
from kehu_batch.model.tables.recognition import NOTE
from kehu_batch.model.tables.source import CellValue
from kehu_batch.recognition.cell_flags import Flags, RowsOf, is_filled
from kehu_batch.recognition.legend_words import is_legend
from kehu_batch.recognition.table_span.body import TOTAL, BodyColumns
from kehu_batch.recognition.table_span.plain_numbers import CENT, read_number
from kehu_batch.recognition.table_span.row_words import is_count, is_figure

#: The reason that such rows are listed with.
PREFILLED = "只有预先填好的内容"
#: A single row may be one that somebody began.
_FEWEST = 2
#: More rows without a number may be customers that somebody added.
_MOST_REMARKS = 3
#: What may be said of the table and is no customer's name: a department, a seal, a sentence.
_LIKE_A_REMARK = re.compile(
    r".*(?:部|部门|科|室|组|处|章|签名|签字|谢谢)(?:[（(].*[)）])?|.*[（(](?:盖章|公章|签[字名章])[)）]|.*[，；：。！].*"
)
#: What is no name wherever it stands: a day, something in brackets, and marks alone.
_NO_NAME = re.compile(r"(?:\d{4}|[〇零一二三四五六七八九十]{4})[年./-].*|\(.*\)|[^\w]*")


def mark_legends(body: RowsOf, columns: BodyColumns, marks: dict[int, str]) -> None:
    """Mark rows of one cell that says what colours mean: ``标黄的为重点客户`` below a table is nobody's name."""
    for offset in np.flatnonzero(body.count(columns.all) == 1).tolist():
        text = next(value for column in columns.all if is_filled(value := body[offset][column]))
        if offset not in marks and isinstance(text, str) and is_legend(text):
            marks[offset] = NOTE


def mark_prefilled(body: RowsOf, columns: BodyColumns, marks: dict[int, str], merged: Sequence[int]) -> None:
    """Mark the rows behind the last one with an id, a name or a day, where none of them says anything of its own.

    Each of their columns holds 0, or one value that rows above hold as well; money is never filled in beforehand.

    Args:
        body: Rows under the header.
        columns: Columns by what they say.
        marks: Reasons by position; changed in place.
        merged: Positions of rows whose id, name or day is merged down from a row above.
    """
    unmarked = np.ones(len(body), dtype=bool)
    unmarked[list(marks)] = False
    keyed = body.count(columns.keys) > 0
    keyed[list(merged)] = True
    keyed &= unmarked
    if not keyed.any():
        return
    behind = unmarked.copy()
    behind[: int(np.flatnonzero(keyed)[-1]) + 1] = False
    if int(behind.sum()) >= _FEWEST and all(
        _is_default(body, column, behind, keyed, money=column in columns.amounts)
        for column in columns.understood
    ):
        marks.update(dict.fromkeys(np.flatnonzero(behind).tolist(), PREFILLED))


def mark_remarks(body: RowsOf, columns: BodyColumns, marks: dict[int, str], merged: Sequence[int]) -> None:
    """Mark as notes the last rows that hold one cell where names are, and no name: each other row has its number.

    Args:
        body: Rows under the header.
        columns: Columns by what they say.
        marks: Reasons by position; changed in place.
        merged: Positions of rows that have a cell merged down from a row above.
    """
    counts, names = body.count(columns.all), [one for one in columns.identity if one not in columns.ids]
    alone: list[tuple[int, str]] = []
    others = np.ones(len(body), dtype=bool)
    others[list(marks)] = False
    for offset in np.flatnonzero(others)[::-1].tolist():
        cell = next(
            (str(body[offset][column]).strip() for column in names if body.filled(column)[offset]), ""
        )
        if counts[offset] != 1 or not cell or offset in merged:
            break
        alone.append((offset, cell))
        others[offset] = False
    if not alone or others.sum() < _FEWEST:
        return
    numbered = any(body.filled(column)[others].all() for column in columns.serials)
    for offset, cell in alone:
        told = numbered and len(alone) <= _MOST_REMARKS and _LIKE_A_REMARK.fullmatch(cell)
        if told or _is_no_name(cell):
            marks[offset] = NOTE


def mark_figures(body: RowsOf, columns: BodyColumns, marks: dict[int, str]) -> None:
    """Mark the last row as a total where it holds nothing but what its columns come to: a mean, a sum, a count.

    Args:
        body: Rows under the header.
        columns: Columns by what they say.
        marks: Reasons by position; changed in place.
    """
    last = next((offset for offset in reversed(range(len(body))) if offset not in marks), 0)
    filled = [column for column in columns.all if is_filled(body[last][column])] if last else []
    if not filled or not set(filled).isdisjoint(columns.keys):
        return
    above = [offset for offset in range(last) if offset not in marks]
    if all(_comes_to(body.cells(column), last, above) for column in filled):
        marks[last] = TOTAL


def _comes_to(cells: Sequence[CellValue], last: int, above: Sequence[int]) -> bool:
    """Whether a number is the sum, the mean or the number of those above it."""
    said = read_number(cells[last])
    numbers = [number for row in above if (number := read_number(cells[row])) is not None]
    if said is None or len(numbers) < _FEWEST:
        return False
    told = sum(numbers), sum(numbers) / len(numbers), len(numbers)
    return any(abs(said - number) < CENT for number in told)


def _is_no_name(text: str) -> bool:
    return is_count(text) or is_figure(text) or _NO_NAME.fullmatch(fold_text(text)) is not None


def _is_default(body: RowsOf, column: int, behind: Flags, keyed: Flags, *, money: bool) -> bool:
    """Whether a column says nothing of its own in some rows: nothing at all, 0, or one value that others hold too."""
    told = set(_told(body, column, behind))
    return not told or (not money and len(told) == 1 and told <= set(_told(body, column, keyed)))


def _told(body: RowsOf, column: int, among: Flags) -> Iterator[int]:
    """Yield the distinct values of a column but for 0, each by its number in the column."""
    filled = among & body.filled(column)
    if filled.any():
        yield from (
            number for number, value in body.present(column, filled).items() if read_number(value) != 0
        )
