"""Whether 客户应收 holds what finance's balance sheets hold, and what of these was left out."""

from __future__ import annotations

from collections.abc import Iterator

from kehu_batch.annotation.donor.layout import Cell, Formula, Kind, ResultTable
from kehu_batch.annotation.drop import shown_file
from kehu_batch.annotation.sheets.context import Context
from kehu_batch.annotation.sheets.receivables.completeness import (
    check_below,
    lines_table,
    numbers_in,
    reasons_by_row,
    source_lines,
)
from kehu_batch.annotation.sheets.receivables.workpaper import PaperCheck
from kehu_batch.annotation.source_cells import Source
from kehu_batch.model.figures.finance.stated import StatedReceivables

_PAPER = "客户应收"


def balance_checks(context: Context) -> Iterator[PaperCheck]:
    """Yield checks that turn where a row of a balance sheet in this workbook is added, removed or changed."""
    for source in context.sources.balances if context.sources is not None else ():
        yield from _checks(source)


def _checks(source: Source) -> Iterator[PaperCheck]:
    region, name = source.region, source.region.sheet
    column = region.column_of("receivable_balance") or 0
    runs = list(_runs(region.data_rows.tolist()))
    spans = ",".join(source.span(column, *run) for run in runs)
    numbers = [number for run in runs for number in numbers_in(source, column, *run)]
    total = round(sum(numbers), 2)
    yield PaperCheck(
        f"完整性：{name} 应收余额 ＝ 读入时",
        Formula(f"ROUND(SUM({spans}),2)", total),
        total,
        "来源列各数据行之和（合计行除外，单位照表上）；改动一格即不符",
    )
    yield PaperCheck(
        f"完整性：{name} 行数 ＝ 读入时",
        Formula(f"COUNT({spans})", len(numbers)),
        len(numbers),
        "来源列的数字格数；插入或删去一行即不符",
        Kind.COUNT,
    )
    yield from check_below(source, column, runs[-1][1])


def _runs(rows: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of rows that follow one another: totals stand between them.

    Example:
        >>> list(_runs([4, 5, 7]))
        [(4, 5), (7, 7)]
    """
    first = rows[0]
    for row, following in zip(rows, [*rows[1:], 0], strict=True):
        if following != row + 1:
            yield first, row
            first = following


def balances_table(context: Context, figures: StatedReceivables) -> ResultTable:
    """Return where the list's rows come from: read, listed, and left out by reason with its money."""
    dataset, lines = context.drop.dataset, list[tuple[Cell, ...]]()
    frame = dataset.tables["balances"]
    money = frame.assign(amount=frame["receivable_balance"])
    for region in dataset.regions:
        if region.table != "balances":
            continue
        mine = money[(money["region"] == region.id).to_numpy()]
        held = figures.rows[(figures.rows["region"] == region.id).to_numpy()]
        why = reasons_by_row(context, "balances", region, str(figures.as_of))
        lines += source_lines(f"{shown_file(region.file)} {region.sheet}", _PAPER, mine, held, why)
    return lines_table(lines, figures.currency, foreign=bool(figures.foreign))
