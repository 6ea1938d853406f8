"""Where one row holds the headers of several tables side by side, and where a blank column is only a space."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile

from kehu_batch.folding import fold_header
from kehu_batch.model.tables.source import CellValue
from kehu_batch.recognition.cell_flags import filled_cells

#: Rows under a header that are looked at to tell whether two runs of columns go together.
LOOKED_AT = 500
#: Fewer rows say nothing of how far two runs go together.
_LEAST_ROWS = 4
#: So great a part of a legend's cells is filled at least.
_FILLED = 0.7

Run = dict[int, str]


def runs_of(texts: Mapping[int, str]) -> list[Run]:
    """Split a header at columns without text."""
    runs: list[Run] = []
    previous = -2
    for column in sorted(texts):
        if column != previous + 1:
            runs.append({})
        runs[-1][column] = texts[column]
        previous = column
    return runs


def runs_said_again(texts: Mapping[int, str], rows: Sequence[Sequence[CellValue]]) -> list[Run]:
    """Split a header where its first text is said again over cells of another kind: two tables without a gap.

    Args:
        texts: Header texts by column.
        rows: Rows under the header; where they hold the same twice, as a looked-up id, it is one table.
    """
    first, *further = sorted(texts)
    said = fold_header(texts[first])
    cuts = [
        column
        for column in further
        if fold_header(texts[column]) == said and any(row[column] != row[first] for row in rows[:LOOKED_AT])
    ]
    starts, ends = [first, *cuts], [*cuts, max(texts) + 1]
    return [
        {column: text for column, text in texts.items() if start <= column < end}
        for start, end in zip(starts, ends, strict=True)
    ]


def stands_apart(rows: Sequence[Sequence[CellValue]], main: Iterable[int], run: Iterable[int]) -> bool:
    """Whether the cells under a run of columns are something beside the table, such as a legend.

    They are a block right under the header with nothing below it, which goes on below the table's rows or ends
    well before them.

    Args:
        rows: Rows under the header.
        main: Columns of the table.
        run: Columns behind a blank one; a single column is always a part of the table.
    """
    main, run = tuple(main), tuple(run)
    if len(run) < 2:
        return False
    looked_at = rows[:LOOKED_AT]
    of_main = [filled_cells(row, main) > 0 for row in looked_at]
    of_run = [filled_cells(row, run) for row in looked_at]
    block = len(list(takewhile(bool, of_run)))
    if not block or any(of_run[block:]) or sum(of_run) < block * len(run) * _FILLED:
        return False
    beyond = not all(of_main[:block])
    return beyond or (sum(of_main) >= _LEAST_ROWS and block * 2 <= sum(of_main))
