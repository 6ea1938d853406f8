"""分公司: what each branch delivered, those that delivered nothing first."""

from __future__ import annotations

from kehu_batch.annotation.donor.layout import Cell, Column, Formula, Kind, Part, ResultTable, Tone
from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.annotation.sheets.context import Context
from kehu_batch.model.figures.analysis import BranchFigures, SatisfactionGroup
from kehu_batch.model.figures.measure import PART, WHOLE
from kehu_batch.model.figures.measures import MEASURE_BY_CODE
from kehu_batch.wording.branches import (
    BRANCH_RULE,
    NO_CALLBACKS,
    are_compared,
    branch_sentence,
    silent_first,
)
from kehu_batch.wording.numbers import MISSING

_DELIVERED = {True: "已交", False: NO_CALLBACKS, None: "看不出"}


def applies(drop: ComputedDrop) -> bool:
    """Return whether there are branches to compare."""
    return are_compared(drop.analysis.branches)


def parts(context: Context) -> tuple[Part, ...]:
    """Return the parts of the sheet."""
    branches = context.drop.analysis.branches
    if branches is None:
        return ()
    listed = silent_first(branches)
    each = [one for _, one in listed]
    # Of a branch without a callback nothing is known of scores and issues: that is no 0.
    groups = [one.satisfaction if one.delivered else None for one in each]
    table = ResultTable(
        "branches",
        branch_sentence(branches),
        (
            Column("branch", "分公司/区域", [name for name, _ in listed], widest=30),
            Column(
                "delivered",
                "回访记录",
                [_DELIVERED[one.delivered] for one in each],
                tones={NO_CALLBACKS: Tone.BAD},
            ),
            Column("customers", "客户数", [one.customers for one in each], Kind.COUNT),
            Column("called", "回访数", [_called(one) for one in each], Kind.COUNT),
            Column("scored", "有评分", [None if one is None else one.scored for one in groups], Kind.COUNT),
            Column("satisfied", "满意数", [_satisfied(one) for one in groups], Kind.COUNT),
            Column("mean", "均分", [None if one is None else one.mean for one in groups], Kind.NUMBER),
            Column("csat", "满意率", [_csat(one) for one in groups], Kind.SHARE),
            Column("issues", "问题数", [one.issues if one.delivered else None for one in each], Kind.COUNT),
            Column("overdue", "逾期跟进", [one.overdue for one in each], Kind.COUNT),
        ),
        note=f"{BRANCH_RULE}。满意率为公式，其余为值。",
        filtered=True,
    )
    return (table,)


def _called(one: BranchFigures) -> int | None:
    return None if one.satisfaction is None else one.satisfaction.called


def _satisfied(group: SatisfactionGroup | None) -> int | None:
    return None if group is None else group.satisfied


def _csat(group: SatisfactionGroup | None) -> Cell:
    if group is None:
        return None
    rate = MEASURE_BY_CODE["satisfaction.csat"].live({PART: "F{row}", WHOLE: "E{row}"}, MISSING)
    return Formula(rate, MISSING if group.csat is None else group.csat)
