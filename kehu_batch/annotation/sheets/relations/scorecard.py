"""人员绩效: each owner's measures with their n and what they give; grey where there is too little."""

from __future__ import annotations

from kehu_batch.annotation.donor.layout import Cell, Column, Kind, Part, ResultTable
from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.annotation.sheets.context import Context
from kehu_batch.model.figures.retention import ScorecardFigures
from kehu_batch.wording.labels import SCORECARD_LABELS
from kehu_batch.wording.numbers import MISSING, format_number, format_share
from kehu_batch.wording.retention import uncounted_words


def applies(drop: ComputedDrop) -> bool:
    """Return whether the drop has the section."""
    return drop.analysis.scorecard is not None


def parts(context: Context) -> tuple[Part, ...]:
    """Return the parts of the sheet, the longest last: printed, its header stands above each page of it."""
    figures = context.drop.analysis.scorecard
    return () if figures is None else (_scores(figures), _rules(figures), _answers(figures))


def _scores(figures: ScorecardFigures) -> ResultTable:
    owners = figures.owners
    totals: list[Cell] = [owner.total for owner in owners]
    return ResultTable(
        "scores",
        "各负责人得分（数据不足的灰显，排在最后）",
        (
            Column("owner", "负责人", [owner.owner for owner in owners]),
            Column("total", "总分", totals, Kind.NUMBER),
            Column("known", "有数据的权重", [owner.known_weight for owner in owners], Kind.NUMBER),
            Column("customers", "客户数", [owner.customers for owner in owners], Kind.COUNT),
            Column("unanswered", "未接通", [owner.unanswered for owner in owners], Kind.COUNT),
            *(
                Column(
                    measure,
                    f"{label}\n（{format_number(figures.weights[measure])}）",
                    [owner.parts[measure].contribution for owner in owners],
                    Kind.NUMBER,
                )
                for measure, label in SCORECARD_LABELS.items()
            ),
        ),
        note=(
            f"各列是该项得分，括号里是权重；总分 = 得分之和 ÷ 有数据的权重 × 100。"
            f"样本少于 {figures.least_answers} 个的项灰显（—）；有数据的权重不足 {figures.known_weight_min:g} 的总分灰显。"
            + "".join(f"{words}。" for words in uncounted_words(figures))
        ),
        empty="没有负责人",
        filtered=True,
    )


def _answers(figures: ScorecardFigures) -> ResultTable:
    rows = [
        (owner.owner, SCORECARD_LABELS[measure], part.value, part.n, part.reason)
        for owner in figures.owners
        for measure, part in owner.parts.items()
    ]
    return ResultTable(
        "answers",
        "各项结果与样本数",
        (
            Column("owner", "负责人", [row[0] for row in rows]),
            Column("measure", "项目", [row[1] for row in rows], width=12),
            Column("value", "结果", [row[2] for row in rows], Kind.SHARE),
            Column("n", "样本数", [row[3] for row in rows], Kind.COUNT),
            Column("reason", "灰显原因", [row[4] for row in rows], Kind.FLOW),
        ),
        empty="没有负责人",
    )


def _rules(figures: ScorecardFigures) -> ResultTable:
    measures = list(SCORECARD_LABELS)
    targets: list[Cell] = [format_share(figures.targets[measure]) for measure in measures]
    return ResultTable(
        "rules",
        "权重与目标",
        (
            Column("measure", "项目", [SCORECARD_LABELS[measure] for measure in measures], width=12),
            Column("weight", "权重", [figures.weights[measure] for measure in measures], Kind.NUMBER),
            Column("target", "目标", targets),
            Column("meaning", "怎样算", [_MEANINGS.get(measure, MISSING) for measure in measures], Kind.FLOW),
        ),
        note="得分 = 权重 × 结果 ÷ 目标，最多得满权重，不低于 0。权重和目标为默认值,请部门设定。",
    )


_MEANINGS = {
    "callbacks_made": "本期已回访 ÷ 已回访与计划未回访；按回访人，计划未回访的没有写回访人时按客户负责人",
    "promises_kept": "本期到期的约定里按期回访的；按约定的责任人",
    "satisfaction": "满意率；按回访人",
    "issues_resolved": "本期回访问题里已解决的 ÷ 知道解决状态的；按回访人",
    "complaint_clocks": "本期投诉达标的时限 ÷ 达标与未达标的；按投诉负责人，没有时按客户负责人",
    "spend_growth": "名下客户本期订单金额比上年同期；样本为有订单的客户数",
    "collection": "名下客户本期到期应收按期收回的金额；样本为单据数",
    "accuracy": "经手的行里填写正确的必填格；样本为格数",
}
