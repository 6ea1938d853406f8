"""The section 下月工作: how many customers each person is to call, with the files that say whom and why."""

from __future__ import annotations

from urllib.parse import quote

from kehu_batch.model.next_month import NextMonth
from kehu_batch.report.blocks import Cell, PageColumn, PageSection, TableBlock
from kehu_batch.wording.labels import NOBODY

_ID, _TITLE = "next-month", "下月工作"
_ORDER = (
    "逾期未回访的约定、不满且欠款逾期、下月到期的约定、本期没有回访的计划、按等级频率该联系的、未了的问题和投诉、"
    "其他流失预警、快到期的合同、生日和纪念日"
)


def build_next_month(figures: NextMonth | None) -> tuple[PageSection, ...]:
    """Return the section; none where no worksheet is written beside the page."""
    if figures is None:
        return ()
    if figures.untold:
        absent = f"{figures.untold}，看不出 {figures.month} 该回访谁。"
        return (PageSection(_ID, _TITLE, _TITLE, absent=absent),)
    table = TableBlock(
        f"{figures.month} 应回访 {figures.customers:,} 户",
        (PageColumn("负责人", "tag"), PageColumn("户数", "number"), PageColumn("文件")),
        (
            ("合计", f"{figures.customers:,}", _link(figures.worksheet)),
            *(_row(owner, count, figures) for owner, count in figures.by_owner.items()),
        )
        if figures.customers
        else (),
        subtitle=f"每户为何回访、该问什么见文件；先后次序：{_ORDER}" if figures.customers else "",
        total=len(figures.by_owner) + 1,
        name=_TITLE,
        empty="下月没有到期要回访的客户。",
        wide=True,
        id="list-next-month",
    )
    note = f"{figures.customers:,} 户"
    return (PageSection(_ID, _TITLE, _TITLE, note, (table,), count=f"{figures.customers:,}"),)


def _row(owner: str, count: int, figures: NextMonth) -> tuple[Cell | str, ...]:
    name = Cell(owner, tone="bad") if owner == NOBODY else owner
    return (name, f"{count:,}", _link(figures.lists.get(owner, figures.worksheet)))


def _link(file: str) -> Cell:
    return Cell(file, href=f"./{quote(file)}")
