"""Where one row holds the headers of several tables side by side, and where a blank column is only a space."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby, takewhile

from kehu_batch.folding import fold_header
from kehu_batch.model.tables.source import CellValue
from kehu_batch.numerals import ONE_TO_TEN
from kehu_batch.recognition.cell_flags import filled_cells

#: Rows under a header that are looked at to tell whether two runs of columns go together.
LOOKED_AT = 500
#: Fewer rows say nothing of how far two runs go together.
_LEAST_ROWS = 4
#: So great a part of a legend's cells is filled at least.
_FILLED = 0.7

Run = dict[int, str]

#: What counts the calls that stand side by side in one row: 第1次, 二次, 第三周, 11月, 中旬.
_COUNTED = (
    rf"(?=[\d{ONE_TO_TEN}第首初末上中下])(?:\d{{4}}年)?(?:[\d{ONE_TO_TEN}]{{1,2}}月份?)?"
    rf"(?:第?[\d{ONE_TO_TEN}]{{1,2}}[次周轮回]|[首初末]次|[上中下]旬)?"
)
_GROUP_OF_CALL = re.compile(rf"({_COUNTED})(?:电话|客户)?(?:回访|跟进|沟通|联系|拜访)?(?:记录|情况)?")
_COUNTED_HEADER = re.compile(rf"({_COUNTED})(.+)")
_NUMBERED_HEADER = re.compile(rf"([^()]+?)\(?([1-9]|1\d|[{ONE_TO_TEN}])\)?")


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


def calls_side_by_side(texts: Mapping[int, str], over: Callable[[int], str]) -> tuple[Run, list[Run]] | None:
    """Return the columns of a row's customer and those of each of its calls; ``None`` where it has one call.

    The calls are counted, in the name of their group (``第1次回访`` over 日期 and 满意度) or in each header
    (``第1次回访日期``, ``回访日期1``), and have the same columns. Groups that nothing counts, such as 计划 and 实际,
    are no calls.

    Args:
        texts: Header texts by column.
        over: Returns the name of the group over a column; empty where there is none.
    """
    counted = {column: _count_of(text, over(column)) for column, text in texts.items()}
    runs = [
        (count, {column: counted[column][1] for column in columns})
        for count, columns in groupby(sorted(counted), lambda column: counted[column][0])
    ]
    calls = [run for count, run in runs if count]
    counts = [count for count, _ in runs if count]
    alike = {tuple(run.values()) for run in calls}
    if len(alike) != 1 or len(set(counts)) < len(counts) or len(calls[0]) < 2:
        return None
    return {column: text for column, text in texts.items() if not counted[column][0]}, calls


def without_count(text: str) -> str:
    """Return a header without what counts its call (``9月满意度``); empty where nothing does."""
    count, header = _count_of(text, "")
    return header if count else ""


def _count_of(text: str, group: str) -> tuple[str, str]:
    """Return what counts a column's call, and its header without that; nothing and the header of any other."""
    folded = fold_header(text)
    if (named := _GROUP_OF_CALL.fullmatch(fold_header(group))) and named[1]:
        return named[1], folded.removeprefix(named[1])
    if (own := _COUNTED_HEADER.fullmatch(folded)) and own[1]:
        return own[1], own[2]
    if numbered := _NUMBERED_HEADER.fullmatch(folded):
        return numbered[2], numbered[1]
    return "", text
