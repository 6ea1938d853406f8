"""Whether the workpapers hold what the source tables hold: counts and sums of each by formula, and what was left out.

A row added, removed or changed at the source turns a check, whichever list is sorted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from kehu_batch.annotation.donor.layout import Cell, Column, Formula, Kind, ResultTable
from kehu_batch.annotation.drop import shown_file
from kehu_batch.annotation.sheets.context import Context
from kehu_batch.annotation.sheets.receivable_rows import ReceivableRows
from kehu_batch.annotation.sheets.receivables.workpaper import CHANGED, PaperCheck, unit_sentence
from kehu_batch.annotation.source_cells import Source
from kehu_batch.cells import parse_ref
from kehu_batch.model.tables.dataset import AFTER_AS_OF
from kehu_batch.model.tables.recognition import Region

_PAPERS = {"invoices": ("inv", "应收底稿"), "receipts": ("rec", "回款底稿")}
#: Columns of money beside the amount that no formula takes over.
_READ_ONCE = (
    ("paid", "已收金额"),
    ("open_amount", "未收金额"),
    ("credit_amount", "贷方金额"),
    ("applied", "核销金额"),
    ("settled", "已核销金额"),
    ("unsettled", "未核销金额"),
)
#: Of a row that counts, and whose document is none of the list.
_OTHERWISE = "不在这一份底稿里"
#: Of sums over a whole column of a source, which are compared and tell no amount.
_FOREIGN = "外币的按原币的数加在一起，只供核对。"


def source_checks(context: Context, rows: ReceivableRows) -> Iterator[PaperCheck]:
    """Yield the checks of every source table in this workbook against its workpaper."""
    if context.sources is None or not rows.live:
        return
    for table, (key, paper) in _PAPERS.items():
        frame = rows.documents if table == "invoices" else rows.receipts
        if frame.empty or not context.sources.usable(frame):
            continue
        for source in context.sources.of_table(table):
            yield from _checks(source, frame[(frame["region"] == source.region.id).to_numpy()], key, paper)


def _checks(source: Source, frame: pd.DataFrame, key: str, paper: str) -> Iterator[PaperCheck]:
    region = source.region
    column = region.column_of("amount") or 0
    first, last = int(region.data_rows[0]), int(region.data_rows[-1])
    span, name = source.span(column), f"{region.sheet}"
    listed = frame.drop_duplicates("source_row")
    inside = numbers_in(source, column, first, last)
    # Amounts written as text are counted, and cannot be added by a formula.
    texts = filled_in(source, column, first, last) > len(inside)
    count_of = "COUNTA" if texts else "COUNT"
    times = "" if source.scale == 1 else f"*{source.scale}"
    total = round(sum(inside) * source.scale, 2)
    count = filled_in(source, column, first, last) if texts else len(inside)
    rest = round(total - int(frame["amount_fen"].sum()) / 100, 2)
    where = f"{{{key}.source}},{region.id + 1}"
    held = f"ROUND(SUMIFS({{{key}.amount}},{where})+{rest:.2f},2)"
    if inside:
        yield PaperCheck(
            f"完整性：{name} 金额 ＝ {paper} + 另计",
            Formula(f"ROUND(SUM({span}){times},2)", total),
            Formula(held, total),
            f"来源列合计；另计 {rest:,.2f} 元：未列入的（见“来源与完整性”）减去写成文字的金额",
        )
    several = len(frame) - len(listed)
    missing = count - len(listed)
    yield PaperCheck(
        f"完整性：{name} 笔数 ＝ {paper} + 另计",
        Formula(f"{count_of}({span})", count),
        Formula(f'COUNTIFS({where},{{{key}.at}},">0")-{several}+{missing}', count),
        f"来源列的{'非空' if texts else '数字'}格数；删去或插入一行即不符",
        Kind.COUNT,
    )
    if texts:
        yield _texts_check(name, paper, f'COUNTIFS({where},{{{key}.basis}},"{CHANGED}")')
    yield from _paid_checks(source, first, last)
    yield from check_below(source, column, last)


def _paid_checks(source: Source, first: int, last: int) -> Iterator[PaperCheck]:
    """Yield checks of the columns that figures rest on and do not follow: what was paid, is left, or was settled."""
    for field, label in _READ_ONCE:
        column = source.region.column_of(field)
        if column is not None and (inside := numbers_in(source, column, first, last)):
            total = round(sum(inside), 2)
            yield PaperCheck(
                f"完整性：{source.region.sheet} {label} ＝ 读入时",
                Formula(f"ROUND(SUM({source.span(column)}),2)", total),
                total,
                "来源列之和（单位照表上）；改动一格即不符",
            )


def _texts_check(name: str, paper: str, changed: str) -> PaperCheck:
    about = f"{paper} “金额取数”里已改动的行数"
    return PaperCheck(f"完整性：{name} 写成文字的金额没有改动", Formula(changed, 0), 0, about, Kind.COUNT)


def check_below(source: Source, column: int, last: int) -> Iterator[PaperCheck]:
    """Yield the check that turns where something is written under a table, whose last row is ``last``."""
    if source.end <= last:
        return
    below = filled_in(source, column, last + 1, source.end)
    yield PaperCheck(
        f"完整性：{source.region.sheet} 表下没有新增",
        Formula(f"COUNTA({source.span(column, last + 1, source.end)})", below),
        below,
        "表下各行的非空格数与本次运行相同",
        Kind.COUNT,
    )


def numbers_in(source: Source, column: int, first: int, last: int) -> list[float]:
    """Return the numbers of a sheet column from one row to another, as a formula counts them."""
    rows = source.rows[first - 1 : last]
    cells = [row[column] if column < len(row) else None for row in rows]
    return [float(cell) for cell in cells if isinstance(cell, int | float) and not isinstance(cell, bool)]


def filled_in(source: Source, column: int, first: int, last: int) -> int:
    """Return how many cells of a sheet column hold something, as a formula counts them."""
    rows = source.rows[first - 1 : last]
    return sum(column < len(row) and row[column] is not None and row[column] != "" for row in rows)


def source_table(context: Context, rows: ReceivableRows) -> ResultTable:
    """Return where the workpapers' rows come from: read, listed, and left out by reason with its money."""
    lines: list[tuple[Cell, ...]] = []
    for table, (_, paper) in _PAPERS.items():
        frame = context.drop.dataset.table(table)
        if frame is None:
            continue
        listed = rows.documents if table == "invoices" else rows.receipts
        for region in context.drop.dataset.regions:
            if region.table == table and region.side is rows.figures.side:
                mine = frame[(frame["region"] == region.id).to_numpy()]
                held = listed[(listed["region"] == region.id).to_numpy()]
                place = f"{shown_file(region.file)} {region.sheet}"
                why = reasons_by_row(context, table, region, str(rows.figures.as_of))
                lines += source_lines(place, paper, mine, held, why)
    return lines_table(lines, rows.figures.currency, foreign=len(rows.figures.currencies) > 1)


def lines_table(lines: Sequence[tuple[Cell, ...]], currency: str, *, foreign: bool) -> ResultTable:
    """Return lines of ``source_lines`` as a table.

    Args:
        lines: Its rows.
        currency: The policy's own.
        foreign: Whether rows in other currencies are among what was read.
    """
    names = ("place", "step", "amount", "count")
    columns = list(zip(*lines, strict=True)) if lines else [()] * len(names)
    heads = (("来源", Kind.TEXT), ("项目", Kind.TEXT), ("金额", Kind.MONEY), ("笔数", Kind.COUNT))
    return ResultTable(
        "sources",
        "来源与完整性（值；同一工作簿内的来源另有公式核对，见“核对”）",
        tuple(
            Column(name, head, list(cells), kind, widest=16, tight=True)
            for name, (head, kind), cells in zip(names, heads, columns, strict=True)
        ),
        note=f"{unit_sentence(currency)}{_FOREIGN if foreign else ''}读入 ＝ 列入底稿 + 未列入（各按原因）。",
    )


def source_lines(
    place: str, paper: str, frame: pd.DataFrame, listed: pd.DataFrame, why: Mapping[int, str]
) -> Iterator[tuple[Cell, ...]]:
    """Yield what of a table was read, listed, and left out by reason; ``amount`` is its money.

    Args:
        place: File and sheet.
        paper: The list.
        frame: Rows of the table.
        listed: Those on the list.
        why: Why rows do not count, by sheet row.
    """
    own = frame["source_row"].isin(listed["source_row"].tolist())
    yield (place, "读入", _sum(frame), len(frame))
    yield (place, f"列入{paper}", _sum(frame[own]), int(own.sum()))
    left = frame[~own]
    for reason, rows in left.groupby(left["source_row"].map(why).fillna(_OTHERWISE), sort=True):
        yield (place, f"未列入：{reason}", _sum(rows), len(rows))


def reasons_by_row(context: Context, table: str, region: Region, as_of: str) -> dict[int, str]:
    """Return why rows of a region do not count, by sheet row."""
    found: dict[int, str] = {}
    for row in context.drop.analysis.accounts[table].listed:
        sheet, _, area = row.cell.rpartition("!")
        if (row.file, sheet) == (region.file, region.sheet):
            first = parse_ref(area.partition(":")[0])[0]
            reason = f"{AFTER_AS_OF} {as_of}" if row.reason == AFTER_AS_OF else row.reason
            found |= dict.fromkeys(range(first, first + row.rows), reason)
    return found


def _sum(frame: pd.DataFrame) -> float:
    return int(frame["amount"].fillna(0).sum()) / 100
