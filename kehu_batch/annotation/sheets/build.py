"""Which result sheets a workbook takes, in the order of their tabs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from itertools import chain, count

from kehu_batch.annotation import palette
from kehu_batch.annotation.donor.layout import Part, ResultSheet
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
from kehu_batch.annotation.sheets.context import Context
from kehu_batch.annotation.sheets.continued import Continued, continue_sheet, tell_continued
from kehu_batch.annotation.sheets.cross_check import lists
from kehu_batch.annotation.sheets.cross_check import sheet as cross_check
from kehu_batch.annotation.sheets.lean import headers_named, lean_parts
from kehu_batch.annotation.sheets.live_callbacks import LiveCallbacks
from kehu_batch.annotation.sheets.receivable_rows import number_rows
from kehu_batch.annotation.sheets.receivables import closings, forms, payment_risk
from kehu_batch.annotation.sheets.receivables.customers import FIRST_PAGE
from kehu_batch.annotation.sheets.receivables.lists import DOCUMENT_COLUMNS
from kehu_batch.annotation.sheets.receivables.payment_advice import PRINTED_COLUMNS as ADVICE_COLUMNS
from kehu_batch.annotation.sheets.receivables.workpaper import KEEPING_MARKER, MARKER
from kehu_batch.annotation.sheets.relations import branches, care, retention, scorecard
from kehu_batch.annotation.source_cells import SourceCells
from kehu_batch.model.period import PeriodKind
from kehu_batch.records import dataclass, replace

OVERVIEW = "月报摘要"
#: What it is called, after the page of the same period.
_OVERVIEW_TITLES = {
    PeriodKind.MONTH: OVERVIEW,
    PeriodKind.QUARTER: "季报摘要",
    PeriodKind.YEAR: "年报摘要",
    PeriodKind.ALL: "报告摘要",
}
RUN_INFO = "运行信息"


@dataclass(frozen=True, slots=True)
class _Plan:
    """One kind of result sheet: its tab and title, what makes its parts and which drops have it."""

    name: str
    parts: Callable[[Context], tuple[Part, ...]]
    tab_color: str
    landscape: bool = True
    applies: Callable[[ComputedDrop], bool] = lambda _: True
    marker: str = ""
    printed: Callable[[Context], int] = lambda _: 0
    shown: int = 0
    hidden: bool = False
    paper: str = ""
    first_page: int = 0


_PLANS = (
    _Plan(OVERVIEW, overview.parts, palette.INK),
    _Plan(
        "待确认",
        questions.parts,
        palette.NEAR,
        applies=questions.applies,
        marker=questions.MARKER,
        printed=lambda _: questions.SHOWN_COLUMNS,
        shown=questions.SHOWN_COLUMNS,
    ),
    _Plan("客户分级", tiers.parts, palette.BLUE),
    _Plan("满意度", satisfaction.parts, palette.BLUE, landscape=False),
    _Plan("问题分析", issues.parts, palette.BLUE),
    _Plan("投诉", complaints.parts, palette.BAD, applies=complaints.applies),
    _Plan("逾期跟进", follow_ups.parts, palette.BAD),
    _Plan("留存预警", retention.parts, palette.BAD, applies=retention.applies),
    _Plan("关怀续约", care.parts, palette.BLUE, applies=care.applies),
    _Plan("分公司", branches.parts, palette.BLUE, applies=branches.applies),
    _Plan("人员绩效", scorecard.parts, palette.BLUE, applies=scorecard.applies),
    _Plan(
        "回款风险",
        payment_risk.parts,
        palette.CUMULATIVE,
        applies=payment_risk.is_known,
        marker=MARKER,
        paper=forms.RISK,
        printed=lambda _: ADVICE_COLUMNS,
    ),
    _Plan(
        "客户应收",
        payment_risk.customers,
        palette.CUMULATIVE,
        applies=payment_risk.is_known,
        marker=MARKER,
        paper=forms.CUSTOMERS,
        printed=payment_risk.printed_customers,
        first_page=FIRST_PAGE,
    ),
    _Plan(
        "应收底稿",
        payment_risk.documents,
        palette.CUMULATIVE,
        applies=payment_risk.applies,
        marker=MARKER,
        paper=forms.DOCUMENTS,
        printed=lambda _: DOCUMENT_COLUMNS,
    ),
    _Plan(
        "回款底稿",
        payment_risk.receipts,
        palette.CUMULATIVE,
        applies=payment_risk.applies,
        marker=MARKER,
        paper=forms.RECEIPTS,
        printed=payment_risk.printed_receipts,
    ),
    _Plan(
        "对账",
        cross_check.parts,
        palette.CUMULATIVE,
        applies=cross_check.applies,
        marker=KEEPING_MARKER,
        paper=forms.CROSS_CHECK,
        printed=cross_check.printed,
    ),
    _Plan(
        "逐户对账",
        cross_check.customers,
        palette.CUMULATIVE,
        applies=cross_check.compares,
        marker=MARKER,
        paper=forms.CUSTOMERS_COMPARED,
        printed=lambda _: lists.PRINTED_CUSTOMERS,
    ),
    _Plan(
        "逐单对账",
        cross_check.documents,
        palette.CUMULATIVE,
        applies=cross_check.compares_documents,
        marker=MARKER,
        paper=forms.DOCUMENTS_COMPARED,
        printed=lambda _: lists.PRINTED_DOCUMENTS,
    ),
    _Plan("数据质量", quality.parts, palette.NEAR),
    _Plan(RUN_INFO, run_info.parts, palette.SECONDARY),
    _Plan(
        closings.SHEET,
        closings.closing_parts,
        palette.SECONDARY,
        applies=payment_risk.applies,
        marker=closings.MARKER,
        hidden=True,
    ),
)


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
    plans = tuple(plan for plan in _PLANS if (host and plan.applies(drop)) or plan.name == RUN_INFO)
    titles = {OVERVIEW: _OVERVIEW_TITLES[drop.analysis.period.kind]}
    names = {plan.name: _free_name(titles.get(plan.name, plan.name), taken) for plan in plans}
    owed = drop.analysis.payment_risk
    receivables = number_rows(owed, drop.analysis.period.first) if host and owed is not None else None
    context = Context(drop, file, names, callbacks, receivables, sources)
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
            printed_columns=plan.printed(context),
            shown_columns=plan.shown,
            hidden=plan.hidden,
            legible=bool(plan.paper),
            first_page=plan.first_page,
            page_head=forms.page_head(drop, plan.paper),
        )
        for plan, parts in zip(plans, made, strict=True)
    ]
    return _continue_all(sheets, taken) if host else tuple(sheets)


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
    names = (f"{sheet.name}（{word}{number}）" for number in chain(("",), map(str, count(2))))
    name = next(name for name in names if name.casefold() not in used)
    used.add(name.casefold())
    return name


def _free_name(name: str, taken: Collection[str]) -> str:
    """Return a tab name that the workbook has not: the user's own sheet of that name stays as it is.

    Formulas and links name our sheets, so the name must be settled before they are written.
    """
    candidate, number = name, 1
    while candidate.casefold() in taken:
        candidate = f"{name}（批注{number if number > 1 else ''}）"
        number += 1
    return candidate
