"""The section 分公司: what each branch delivered, those that delivered nothing first."""

from __future__ import annotations

from collections.abc import Mapping

from kehu_batch.model.figures.analysis import Analysis, BranchFigures
from kehu_batch.report.blocks import Cell, PageColumn, PageSection, TableBlock, join_words
from kehu_batch.report.phrases import share_words
from kehu_batch.wording.numbers import MISSING, format_number

_ID, _TITLE = "branches", "分公司"
LIST = "list-branches"
_COLUMNS = (
    PageColumn("分公司/区域", "tag"),
    PageColumn("客户", "number", phone=False),
    PageColumn("回访", "number"),
    PageColumn("有评分", "number", phone=False),
    PageColumn("均分", "number"),
    PageColumn("满意率", "number"),
    PageColumn("问题", "number"),
    PageColumn("逾期跟进", "number"),
)


def build_branches(analysis: Analysis) -> tuple[PageSection, ...]:
    """Return the section; none where the ledger names fewer than two branches."""
    branches = analysis.branches or {}
    if len(branches) < 2:
        return ()
    silent = silent_branches(branches)
    title = (
        f"{len(silent):,} 个没有回访记录：{join_words(silent)}"
        if silent
        else f"{len(branches):,} 个都有回访记录"
    )
    if all(one.satisfaction is None for one in branches.values()):
        title = "没有回访工作表，看不出谁没有交表"
    rows = sorted(branches.items(), key=lambda item: item[0] not in silent)
    table = TableBlock(
        title,
        _COLUMNS,
        tuple(_row(name, one) for name, one in rows),
        "按客户台账的“分公司/区域”；台账没有写的客户不在其中",
        attention=bool(silent),
        total=len(branches),
        name=_TITLE,
        tools=len(branches) > 10,
        wide=True,
        id=LIST,
    )
    note = f"{len(branches):,} 个分公司/区域"
    return (PageSection(_ID, _TITLE, _TITLE, note, (table,), count=f"{len(branches):,}"),)


def silent_branches(branches: Mapping[str, BranchFigures]) -> tuple[str, ...]:
    """Return the branches without a callback in the period, where there is a table of callbacks."""
    return tuple(
        name for name, one in branches.items() if one.satisfaction is not None and not one.satisfaction.called
    )


def _row(name: str, one: BranchFigures) -> tuple[Cell | str, ...]:
    group = one.satisfaction
    called = MISSING if group is None else f"{group.called:,}"
    if group is not None and not group.called:
        return (
            name, f"{one.customers:,}", Cell("没有记录", sort="0", tone="bad"), MISSING, MISSING, MISSING,
            MISSING, f"{one.overdue:,}",
        )  # fmt: skip
    return (
        name,
        f"{one.customers:,}",
        called,
        MISSING if group is None else f"{group.scored:,}",
        format_number(None if group is None else group.mean, 2),
        MISSING if group is None or not group.scored else share_words(group.satisfied, group.scored),
        MISSING if one.issues is None else f"{one.issues:,}",
        f"{one.overdue:,}",
    )
