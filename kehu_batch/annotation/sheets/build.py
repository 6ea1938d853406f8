"""Which result sheets a workbook takes, in the order of their tabs."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from kehu_batch.annotation import palette
from kehu_batch.annotation.donor.layout import Part, ResultSheet
from kehu_batch.annotation.drop import Drop
from kehu_batch.annotation.sheets import follow_ups, issues, overview, quality, run_info, satisfaction, tiers
from kehu_batch.annotation.sheets.context import Context

OVERVIEW = "月报摘要"
RUN_INFO = "运行信息"


@dataclass(frozen=True, slots=True)
class _Plan:
    """One kind of result sheet: its tab, its title and what makes its parts."""

    name: str
    title: str
    parts: Callable[[Context], tuple[Part, ...]]
    tab_color: str
    one_page: bool = False


_PLANS = (
    _Plan("月报摘要", "客户回访摘要", overview.parts, palette.INK, one_page=True),
    _Plan("客户分级", "客户分级", tiers.parts, palette.BLUE),
    _Plan("满意度", "满意度", satisfaction.parts, palette.BLUE),
    _Plan("问题分析", "问题与需求", issues.parts, palette.BLUE),
    _Plan("逾期跟进", "逾期跟进", follow_ups.parts, palette.BAD),
    _Plan("数据质量", "数据质量", quality.parts, palette.NEAR),
    _Plan(RUN_INFO, "运行信息", run_info.parts, palette.SECONDARY),
)


def build_sheets(drop: Drop, file: str, taken: Collection[str], *, host: bool) -> tuple[ResultSheet, ...]:
    """Return the result sheets of one workbook.

    Args:
        drop: The drop.
        file: The workbook that takes them.
        taken: Case-folded names of the sheets that stay in it.
        host: Whether it takes them all; else 运行信息 only.
    """
    plans = _PLANS if host else tuple(plan for plan in _PLANS if plan.name == RUN_INFO)
    names = {plan.name: _free_name(plan.name, taken) for plan in plans}
    context = Context(drop, file, names)
    return tuple(
        ResultSheet(
            name=names[plan.name],
            title=plan.title,
            scope=context.scope,
            parts=plan.parts(context),
            tab_color=plan.tab_color,
            one_page=plan.one_page,
        )
        for plan in plans
    )


def _free_name(name: str, taken: Collection[str]) -> str:
    """Return a tab name that the workbook has not: the user's own sheet of that name stays as it is.

    Formulas and links name our sheets, so the name must be settled before they are written.
    """
    candidate, number = name, 1
    while candidate.casefold() in taken:
        candidate = f"{name}（批注{number if number > 1 else ''}）"
        number += 1
    return candidate
