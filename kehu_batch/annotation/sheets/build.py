"""Which result sheets a workbook takes, in the order of their tabs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from itertools import chain, count
from typing import TYPE_CHECKING

from kehu_batch.annotation import palette
from kehu_batch.annotation.donor.layout import ResultSheet
from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.annotation.sheets import (
    complaints,
    follow_ups,
    issues,
    overview,
    quality,
    questions,
    run_info,
    satisfaction,
    tiers,
)
from kehu_batch.annotation.sheets.context import Context, SheetPlan
from kehu_batch.annotation.sheets.continued import Continued, continue_sheet, tell_continued
from kehu_batch.annotation.sheets.lean import headers_named, lean_parts
from kehu_batch.annotation.sheets.live_callbacks import LiveCallbacks
from kehu_batch.annotation.sheets.relations import branches, care, retention, scorecard
from kehu_batch.annotation.source_cells import SourceCells
from kehu_batch.model.period import PeriodKind
from kehu_batch.records import replace

if TYPE_CHECKING:
    from kehu_batch.annotation.sheets.receivable_rows import ReceivableRows

OVERVIEW = "月报摘要"
#: What it is called, after the page of the same period.
_OVERVIEW_TITLES = {
    PeriodKind.MONTH: OVERVIEW,
    PeriodKind.QUARTER: "季报摘要",
    PeriodKind.YEAR: "年报摘要",
    PeriodKind.ALL: "报告摘要",
}
RUN_INFO = "运行信息"

_SHEETS = (
    SheetPlan(OVERVIEW, overview.parts, palette.INK),
    SheetPlan(
        "待确认",
        questions.parts,
        palette.NEAR,
        applies=questions.applies,
        marker=questions.MARKER,
        printed_columns=lambda _: questions.SHOWN_COLUMNS,
        shown_columns=questions.SHOWN_COLUMNS,
    ),
    SheetPlan("客户分级", tiers.parts, palette.BLUE),
    SheetPlan("满意度", satisfaction.parts, palette.BLUE, landscape=False),
    SheetPlan("问题分析", issues.parts, palette.BLUE),
    SheetPlan("投诉", complaints.parts, palette.BAD, applies=complaints.applies),
    SheetPlan("逾期跟进", follow_ups.parts, palette.BAD),
    SheetPlan("留存预警", retention.parts, palette.BAD, applies=retention.applies),
    SheetPlan("关怀续约", care.parts, palette.BLUE, applies=care.applies),
    SheetPlan("分公司", branches.parts, palette.BLUE, applies=branches.applies),
    SheetPlan("人员绩效", scorecard.parts, palette.BLUE, applies=scorecard.applies),
)
_AFTER_PAPERS = (
    SheetPlan("数据质量", quality.parts, palette.NEAR),
    SheetPlan(RUN_INFO, run_info.parts, palette.SECONDARY),
)


def plans_of(drop: ComputedDrop) -> tuple[SheetPlan, ...]:
    """Return the kinds of result sheets that a drop may have, in the order of their tabs."""
    figures = drop.analysis
    owed = (figures.payment_risk, figures.stated, figures.cross_check)
    if all(one is None for one in owed) and not drop.dataset.explanations:
        return (*_SHEETS, *_AFTER_PAPERS)
    return every_plan()


def every_plan() -> tuple[SheetPlan, ...]:
    """Return all kinds of result sheets in the order of their tabs."""
    # Only here, as most drops say nothing of what is owed, and a third of a small one's time is imports.
    from kehu_batch.annotation.sheets.papers import CLOSING, PAPERS

    return (*_SHEETS, *PAPERS, *_AFTER_PAPERS, CLOSING)


def build_sheets(
    drop: ComputedDrop,
    file: str,
    taken: Collection[str],
    *,
    host: bool,
    callbacks: LiveCallbacks | None = None,
    sources: SourceCells | None = None,
) -> tuple[ResultSheet, ...]:
    """Return the result sheets of one workbook.

    Args:
        drop: The drop.
        file: The workbook that takes them.
        taken: Case-folded names of the sheets that stay in it.
        host: Whether it takes them all; else a brief 运行信息 only.
        callbacks: The workbook's callbacks for formulas; ``None`` where they are not all in it.
        sources: The workbook's invoices and receipts for formulas; ``None`` in a companion.
    """
    plans = tuple(plan for plan in plans_of(drop) if (host and plan.applies(drop)) or plan.name == RUN_INFO)
    titles = {OVERVIEW: _OVERVIEW_TITLES[drop.analysis.period.kind]}
    names = {plan.name: _free_name(titles.get(plan.name, plan.name), taken) for plan in plans}
    context = Context(drop, file, names, callbacks, _number_rows(drop) if host else None, sources)
    made = [plan.parts(context) if host else run_info.brief(context) for plan in plans]
    named = headers_named(part for parts in made for part in parts)
    sheets = [
        ResultSheet(
            name=names[plan.name],
            title=titles.get(plan.name, plan.name),
            scope=context.scope,
            # A paper keeps its form, whatever it holds: others fill it in and sign it.
            parts=parts if plan.marker else lean_parts(parts, named),
            tab_color=plan.tab_color,
            landscape=plan.landscape,
            marker=plan.marker,
            printed_columns=plan.printed_columns(context),
            shown_columns=plan.shown_columns,
            hidden=plan.hidden,
            legible=plan.legible,
            first_page=plan.first_page,
            page_head=plan.page_head(drop),
        )
        for plan, parts in zip(plans, made, strict=True)
    ]
    return _continue_all(sheets, taken) if host else tuple(sheets)


def _number_rows(drop: ComputedDrop) -> ReceivableRows | None:
    """Return the documents and receipts for formulas; ``None`` where the drop has none."""
    owed = drop.analysis.payment_risk
    if owed is None:
        return None
    from kehu_batch.annotation.sheets.receivable_rows import number_rows  # as with the papers

    return number_rows(owed, drop.analysis.period.first)


def _continue_all(sheets: Sequence[ResultSheet], taken: Collection[str]) -> tuple[ResultSheet, ...]:
    """Return the sheets, each followed by those that continue it, which the contents on the first one name."""
    used = {*taken, *(one.name.casefold() for one in sheets)}
    found: list[ResultSheet] = []
    contents: list[Continued] = []
    for sheet in sheets[1:]:
        first, *others = (sheet,) if sheet.hidden else continue_sheet(sheet, partial(_next_name, sheet, used))
        found += [first, *others]
        contents += [tell_continued(other, sheet.name) for other in others]
    overview_sheet = replace(sheets[0], parts=overview.add_to_contents(sheets[0].parts, contents))
    return (*continue_sheet(overview_sheet, partial(_next_name, overview_sheet, used)), *found)


def _next_name(sheet: ResultSheet, used: set[str], word: str) -> str:
    """Return a free name for a sheet that continues another, and take it."""
    name = _name_apart(sheet.name, word, used)
    used.add(name.casefold())
    return name


def _free_name(name: str, taken: Collection[str]) -> str:
    """Return a tab name that the workbook has not: the user's own sheet of that name stays as it is.

    Formulas and links name our sheets, so the name must be settled before they are written.
    """
    return _name_apart(name, "批注", taken) if name.casefold() in taken else name


def _name_apart(name: str, word: str, taken: Collection[str]) -> str:
    """Return a free name that says how a sheet differs from that of the name; from the second on it is numbered."""
    names = (f"{name}（{word}{number}）" for number in chain(("",), map(str, count(2))))
    return next(one for one in names if one.casefold() not in taken)
