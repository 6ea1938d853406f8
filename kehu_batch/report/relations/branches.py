"""The section 分公司: what each branch delivered, those that delivered nothing first."""

from __future__ import annotations

from kehu_batch.model.figures.analysis import Analysis, BranchFigures
from kehu_batch.report.blocks import MAX_ROWS, Cell, PageColumn, PageSection, TableBlock
from kehu_batch.report.phrases import share_words
from kehu_batch.wording.branches import (
    BRANCH_RULE,
    BRANCHES,
    NO_CALLBACKS,
    are_compared,
    branch_sentence,
    silent_branches,
    silent_first,
)
from kehu_batch.wording.numbers import MISSING, format_number

_ID = "branches"
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


def build_branches(analysis: Analysis, *, sheet: str) -> tuple[PageSection, ...]:
    """Return the section; none where the ledger names fewer than two branches."""
    branches = analysis.branches
    if branches is None or not are_compared(branches):
        return ()
    table = TableBlock(
        branch_sentence(branches),
        _COLUMNS,
        tuple(_row(name, one) for name, one in silent_first(branches)[:MAX_ROWS]),
        BRANCH_RULE,
        attention=bool(silent_branches(branches)),
        total=len(branches),
        sheet=f"{sheet}“{BRANCHES}”",
        name=BRANCHES,
        tools=len(branches) > 10,
        wide=True,
        id=LIST,
    )
    note = f"{len(branches):,} 个分公司/区域"
    return (PageSection(_ID, BRANCHES, BRANCHES, note, (table,), count=f"{len(branches):,}"),)


def _row(name: str, one: BranchFigures) -> tuple[Cell | str, ...]:
    group, late = one.satisfaction, MISSING if one.overdue is None else f"{one.overdue:,}"
    called = MISSING if group is None else f"{group.called:,}"
    if one.delivered is False:
        return (
            name, f"{one.customers:,}", Cell(NO_CALLBACKS, sort="0", tone="bad"), MISSING, MISSING, MISSING,
            MISSING, late,
        )  # fmt: skip
    return (
        name,
        f"{one.customers:,}",
        called,
        MISSING if group is None else f"{group.scored:,}",
        format_number(None if group is None else group.mean, 2),
        MISSING if group is None or not group.scored else share_words(group.satisfied, group.scored),
        MISSING if one.issues is None else f"{one.issues:,}",
        late,
    )
