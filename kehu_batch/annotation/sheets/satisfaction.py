"""满意度: the period's scores in total, by score, and by tier, caller, industry, method and month."""

from __future__ import annotations

from collections.abc import Mapping

from kehu_batch.annotation import palette
from kehu_batch.annotation.donor.layout import (
    Cell,
    Chart,
    ChartKind,
    Column,
    Formula,
    Kind,
    Lines,
    Part,
    Series,
    Table,
    Tone,
)
from kehu_batch.annotation.sheets.context import Context
from kehu_batch.model.analysis import SatisfactionFigures, SatisfactionGroup
from kehu_batch.wording.numbers import format_interval, format_number, format_share

_FEW = "样本少,不排名"
_TREND_MONTHS = 12


def parts(context: Context) -> tuple[Part, ...]:
    """Return the parts of the sheet."""
    figures = context.drop.analysis.satisfaction
    if figures is None:
        return (
            Lines(
                "满意度",
                (context.drop.analysis.reasons.get("satisfaction") or "没有回访工作表,无法计算满意度。",),
            ),
        )
    cuts: tuple[tuple[str, str, str, Mapping[str, SatisfactionGroup]], ...] = (
        ("by_tier", "按客户等级", "客户等级", figures.by_tier),
        ("by_owner", "按回访人", "回访人", figures.by_owner),
        ("by_industry", "按行业", "所属行业", figures.by_industry),
        ("by_method", "按回访方式", "回访方式", figures.by_method),
        ("by_month", "按月份", "月份", figures.by_month),
    )
    return (
        _groups(
            "satisfaction",
            "本期合计",
            "范围",
            {"本期": figures.total},
            figures,
            _total_note(context, figures),
        ),
        _distribution(figures),
        *(_groups(key, title, header, groups, figures) for key, title, header, groups in cuts),
    )


def _total_note(context: Context, figures: SatisfactionFigures) -> str:
    policy = context.drop.policy.policy.satisfaction
    nps = "" if figures.nps is None else f"净推荐值 {format_number(figures.nps, 1)}。"
    return (
        f"评分折算到满分 {figures.scale_max:g} 分;满意指评分达到满分的 {format_share(policy.csat_threshold, 0)} 及以上,"
        f"目标满意率 {format_share(policy.target, 0)}。{nps}回访数、有评分、满意数和均分为值,满意率为公式。"
    )


def _groups(
    key: str,
    title: str,
    header: str,
    groups: Mapping[str, SatisfactionGroup],
    figures: SatisfactionFigures,
    note: str = "",
) -> Table:
    """Return one cut; all cuts have the same columns."""
    each = list(groups.values())
    rates: list[Cell] = [
        None if group.csat is None else Formula("D{row}/C{row}", group.satisfied / group.scored)
        for group in each
    ]
    remarks: list[Cell] = [_FEW if group.scored < figures.unranked_below else "" for group in each]
    return Table(
        key,
        title,
        (
            Column("name", header, list(groups)),
            Column("called", "回访数", [group.called for group in each], Kind.COUNT),
            Column("scored", "有评分", [group.scored for group in each], Kind.COUNT),
            Column("satisfied", "满意数", [group.satisfied for group in each], Kind.COUNT),
            Column("mean", "均分", [group.mean for group in each], Kind.NUMBER),
            Column("mean_interval", "均分95%区间", [format_interval(group.mean_interval) for group in each]),
            Column("csat", "满意率", rates, Kind.SHARE),
            Column(
                "csat_interval",
                "满意率95%区间",
                [format_interval(group.csat_interval, percent=True, decimals=1) for group in each],
            ),
            Column("remark", "备注", remarks, tones={_FEW: Tone.NEAR}, width=16),
        ),
        note=note,
        empty="这一列没有填写",
    )


def _distribution(figures: SatisfactionFigures) -> Table:
    counts = list(figures.distribution.values())
    scored = sum(counts)
    shares: list[Cell] = [
        Formula("B{row}/SUM(B{first}:B{last})", count / scored) if scored else None for count in counts
    ]
    return Table(
        "scores",
        "评分分布",
        (
            Column("score", "评分", list(figures.distribution)),
            Column("count", "回访数", counts, Kind.COUNT),
            Column("share", "占比", shares, Kind.SHARE),
        ),
        note="回访数为值,占比为公式。",
        empty="没有评分",
        charts=(*_score_chart(scored, len(counts)), *_trend_chart(figures)),
    )


def _score_chart(scored: int, steps: int) -> tuple[Chart, ...]:
    if not scored:
        return ()
    series = (Series("scores.count", palette.BLUE, "回访数"),)
    return (Chart("评分分布(回访数)", ChartKind.COLUMNS, "scores.score", series, 0, steps),)


def _trend_chart(figures: SatisfactionFigures) -> tuple[Chart, ...]:
    """Return the newest unbroken run of months with a rate; a month without one would be drawn as 0."""
    months = list(figures.by_month.values())
    run = 0
    while run < min(len(months), _TREND_MONTHS) and months[-1 - run].csat is not None:
        run += 1
    if run < 2:
        return ()
    series = (Series("by_month.csat", palette.BLUE, "满意率"),)
    title = "满意率走势"
    return (Chart(title, ChartKind.LINE, "by_month.name", series, len(months) - run, run, share=True),)
