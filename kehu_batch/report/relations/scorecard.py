"""The section 人员绩效: each owner's total with its measures, never a place without its n."""

from __future__ import annotations

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.figures.retention import OwnerScore, ScorecardFigures, ScorecardPart
from kehu_batch.policy.marks import UNSET_DEFAULT
from kehu_batch.report.blocks import Cell, Note, PageColumn, PageSection, TableBlock
from kehu_batch.report.phrases import absent_text
from kehu_batch.wording.labels import SCORECARD_LABELS
from kehu_batch.wording.numbers import MISSING, format_number, format_share
from kehu_batch.wording.retention import uncounted_words

_ID, _TITLE = "scorecard", "人员绩效"


def build_scorecard(analysis: Analysis, *, sheet: str) -> PageSection:
    """Return the section."""
    figures = analysis.scorecard
    if figures is None:
        absent = absent_text(analysis, "scorecard", "没有负责人", "未计算人员绩效")
        return PageSection(_ID, _TITLE, _TITLE, absent=absent)
    known = sum(owner.total is not None for owner in figures.owners)
    blocks = (_totals(figures, known, sheet), Note(_rule(figures)))
    return PageSection(
        _ID,
        _TITLE,
        _TITLE,
        f"{len(figures.owners):,} 人，{known:,} 人有总分",
        blocks,
        count=f"{len(figures.owners):,}",
    )


def _rule(figures: ScorecardFigures) -> str:
    targets = "、".join(
        f"{label} {figures.weights[measure]:g} 分（目标 {format_share(figures.targets[measure])}）"
        for measure, label in SCORECARD_LABELS.items()
    )
    return (
        f"权重与目标：{targets}；{UNSET_DEFAULT}。每项得分 = 权重 × 结果 ÷ 目标，最多得满；样本少于 {figures.least_answers} 个的灰显，"
        f"不计入。总分按有数据的权重折成 100，权重不足 {figures.known_weight_min:g} 的灰显，排在最后。"
    )


def _totals(figures: ScorecardFigures, known: int, sheet: str) -> TableBlock:
    columns = (
        PageColumn("负责人", "tag"),
        PageColumn("总分", "number"),
        PageColumn("有数据的权重", "number"),
        PageColumn("客户", "number"),
        PageColumn("未接通", "number", phone=False),
        *(PageColumn(label, phone=False) for label in SCORECARD_LABELS.values()),
    )
    title = f"{known:,} 人数据足够，给出总分" if known else "没有人数据足够，都不给总分"
    return TableBlock(
        title,
        columns,
        tuple(_row(owner) for owner in figures.owners),
        "；".join(("每项写结果与样本数 n；灰色为样本不足，不得分", *uncounted_words(figures))),
        total=len(figures.owners),
        sheet=f"{sheet}“人员绩效”",
        tools=len(figures.owners) > 10,
        name="人员绩效",
        wide=True,
    )


def _row(owner: OwnerScore) -> tuple[Cell | str, ...]:
    return (
        owner.owner,
        Cell(MISSING, tone="mut") if owner.total is None else format_number(owner.total, 1),
        f"{owner.known_weight:g}",
        MISSING if owner.customers is None else f"{owner.customers:,}",
        MISSING if owner.unanswered is None else f"{owner.unanswered:,}",
        *(_part(part) for part in owner.parts.values()),
    )


def _part(part: ScorecardPart) -> Cell:
    if part.value is None:
        return Cell(MISSING, tone="mut")
    return Cell(
        f"{format_share(part.value)}（n={part.n:,}）",
        sort=f"{part.value:.6f}",
        tone="mut" if part.contribution is None else "",
    )
