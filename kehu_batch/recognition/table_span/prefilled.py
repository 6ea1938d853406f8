"""Rows at the end of a table that hold only what was filled in beforehand, for whoever would use them.

Templates have rows of numbers 1 to 100 with a usual way of calling and a formula that gives 0: nothing happened there,
and they are passed over like blank rows (docs/rules.md, 1.6).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from kehu_batch.recognition.cell_flags import Flags, RowsOf
from kehu_batch.recognition.table_span.body import BodyColumns, read_number

#: The reason that such rows are listed with.
PREFILLED = "只有预先填好的内容"
#: A single row may be one that somebody began.
_FEWEST = 2


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
