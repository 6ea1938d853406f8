"""满意度: the period's scores in total, by score, and by tier, caller, industry, method and month."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

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
    ResultTable,
    Series,
    Tone,
)
from kehu_batch.annotation.sheets.context import Context, customer_columns, limit_rows, owner_names, plain
from kehu_batch.annotation.sheets.live_callbacks import GroupFormulas, LiveCallbacks
from kehu_batch.model.figures.analysis import SatisfactionFigures, SatisfactionGroup
from kehu_batch.model.figures.measure import PART, WHOLE
from kehu_batch.model.figures.measures import MEASURE_BY_CODE
from kehu_batch.wording.numbers import MISSING, format_interval, format_number, format_share
from kehu_batch.wording.tier_groups import describe_groups

_FEW = "样本少，不排名"
_TREND_MONTHS = 12
_TOLERANCE = 1e-9

#: Columns of a cut that rows are counted or averaged for.
_COUNTED = ("called", "scored", "satisfied", "mean")

#: Cuts by a column of the worksheet itself: field, header, title.
_FIELDS = (
    ("called_by", "by_owner", "回访人", "按回访人"),
    ("industry", "by_industry", "所属行业", "按行业"),
    ("method", "by_method", "回访方式", "按回访方式"),
)


def parts(context: Context) -> tuple[Part, ...]:
    """Return the parts of the sheet."""
    figures = context.drop.analysis.satisfaction
    if figures is None:
        reason = context.drop.analysis.reasons.get("satisfaction") or "没有回访工作表，无法计算满意度。"
        return (Lines("满意度", (reason,)),)
    live = context.callbacks
    total = None if live is None else live.of_period(figures.total)
    tiers = None if live is None else live.of_tiers(figures.by_tier)
    months = None if live is None else live.of_months(figures.by_month)
    whole = _groups("satisfaction", "本期合计", "范围", {"本期": figures.total}, figures, total)
    by_tier = _groups("by_tier", "按客户等级", "客户等级", figures.by_tier, figures, tiers)
    return (
        _noted(whole, _total_note(context, figures)),
        _distribution(figures, live),
        _groups("by_month", "按月份", "月份", figures.by_month, figures, months),
        _noted(by_tier, _tier_note(context, figures)),
        *(_field_cut(figures, live, *cut) for cut in _FIELDS),
        *_unsatisfied(context, figures),
    )


def _tier_note(context: Context, figures: SatisfactionFigures) -> str:
    groups = figures.by_tier
    return f"{describe_groups(groups, context.drop.analysis.tiers)}。" if groups else ""


def is_live(context: Context) -> bool:
    """Return whether the total is counted from the callbacks of this workbook."""
    figures = context.drop.analysis.satisfaction
    live = context.callbacks
    return figures is not None and live is not None and live.of_period(figures.total) is not None


def _unsatisfied(context: Context, figures: SatisfactionFigures) -> tuple[ResultTable, ...]:
    """Return the callbacks that do not satisfy, the lowest score first; nothing where all scores do."""
    if figures.unsatisfied.empty:
        return ()
    frame, cut, _ = limit_rows(figures.unsatisfied, "次")
    return (
        ResultTable(
            "unsatisfied",
            "不满意的回访",
            (
                *customer_columns(frame),
                Column("called_on", "回访日期", plain(frame["called_on"]), Kind.DAY),
                Column("score", "评分", plain(frame["score"]), Kind.NUMBER),
                Column("called_by", "回访人", owner_names(frame["called_by"])),
                Column("text", "客户反馈", plain(frame["text"]), Kind.LONG),
                context.place_column(frame),
            ),
            note=f"{cut}有评分而不到满意线的，低的在前，同分的按回访日期。",
        ),
    )


def _field_cut(
    figures: SatisfactionFigures, live: LiveCallbacks | None, field: str, key: str, header: str, title: str
) -> ResultTable:
    groups: Mapping[str, SatisfactionGroup] = getattr(figures, key)
    formulas = None if live is None else live.of_field(field, groups)
    return _groups(key, title, header, groups, figures, formulas)


def _total_note(context: Context, figures: SatisfactionFigures) -> str:
    policy = context.drop.policy.policy.satisfaction
    nps = "" if figures.nps is None else f"净推荐值 {format_number(figures.nps, 1)}（值）。"
    return (
        f"评分折算到满分 {figures.scale_max:g} 分；评分达到 {policy.csat_threshold * figures.scale_max:g} 分"
        f"（满分的 {format_share(policy.csat_threshold, 0)}）及以上为满意，目标满意率 {format_share(policy.target, 0)}。{nps}"
    )


def _noted(table: ResultTable, note: str) -> ResultTable:
    return ResultTable(table.key, table.title, table.columns, note=note + table.note, empty=table.empty)


def _groups(
    key: str,
    title: str,
    header: str,
    groups: Mapping[str, SatisfactionGroup],
    figures: SatisfactionFigures,
    formulas: list[GroupFormulas] | None,
) -> ResultTable:
    """Return one cut; all cuts have the same columns."""
    each = list(groups.values())
    counts = _counts(each, formulas)
    rate = MEASURE_BY_CODE["satisfaction.csat"].live({PART: "D{row}", WHOLE: "C{row}"}, MISSING)
    rates: list[Cell] = [Formula(rate, MISSING if group.csat is None else group.csat) for group in each]
    remarks: list[Cell] = [_FEW if group.scored < figures.unranked_below else "" for group in each]
    return ResultTable(
        key,
        title,
        (
            Column("name", header, list(groups)),
            Column("called", "回访数", counts["called"], Kind.COUNT),
            Column("scored", "有评分", counts["scored"], Kind.COUNT),
            Column("satisfied", "满意数", counts["satisfied"], Kind.COUNT),
            Column("mean", "均分", counts["mean"], Kind.NUMBER),
            Column("mean_interval", "均分95%区间", [format_interval(group.mean_interval) for group in each]),
            Column("csat", "满意率", rates, Kind.SHARE),
            Column(
                "csat_interval",
                "满意率95%区间",
                [format_interval(group.csat_interval, percent=True, decimals=1) for group in each],
            ),
            Column("remark", "备注", remarks, tones={_FEW: Tone.NEAR}, width=16),
        ),
        note=_source(formulas) if each else "",
        empty="这一列没有填写" if figures.total.called else "本期没有回访",
    )


def _counts(
    groups: Sequence[SatisfactionGroup], formulas: Sequence[GroupFormulas] | None
) -> dict[str, list[Cell]]:
    """Return the counted columns of a cut by name, as formulas where there are any."""
    found: dict[str, list[Cell]] = {}
    for name in _COUNTED:
        values = [getattr(group, name) for group in groups]
        found[name] = values
        if formulas is not None:
            found[name] = [
                Formula(getattr(one, name), MISSING if value is None else value)
                for one, value in zip(formulas, values, strict=True)
            ]
    return found


def _source(formulas: object) -> str:
    if formulas is None:
        return "满意率为公式；回访数、有评分、满意数、均分和区间为值。"
    return "各数为公式，按回访工作表的批注列计算；区间为值。"


def _distribution(figures: SatisfactionFigures, live: LiveCallbacks | None) -> ResultTable:
    counts = list(figures.distribution.values())
    scored = sum(counts)
    bounds = score_bounds(list(figures.distribution))
    formulas = None if live is None else live.of_scores(bounds, figures.distribution)
    shares: list[Cell] = [
        Formula("B{row}/SUM(B${first}:B${last})", count / scored) if scored else None for count in counts
    ]
    cells: list[Cell] = [*counts]
    if formulas is not None:
        cells = [Formula(text, count) for text, count in zip(formulas, counts, strict=True)]
    return ResultTable(
        "scores",
        "评分分布",
        (
            Column("score", "评分", list(figures.distribution)),
            Column("count", "回访数", cells, Kind.COUNT),
            Column("share", "占比", shares, Kind.SHARE),
        ),
        note="占比为公式；回访数为值。" if formulas is None else "各数为公式，按回访工作表的批注列计算。",
        empty="没有评分",
        charts=(*_score_chart(scored, len(counts)), *_trend_chart(figures)),
        charts_below=True,
    )


def score_bounds(steps: list[str]) -> dict[str, tuple[float, float]]:
    """Return for each step of a scale, high to low, the scores nearest to it: from its low to below its high.

    A half counts upwards; the highest step has no high, and step 0 no low.

    Example:
        >>> {step: (round(low, 6), round(high, 6)) for step, (low, high) in score_bounds(["2", "1"]).items()}
        {'2': (1.5, inf), '1': (0.5, 1.5)}
    """
    values = [float(step) for step in steps]
    size = values[0] - values[1] if len(values) > 1 else (values or [1.0])[0]
    half = size * (0.5 + _TOLERANCE)
    lows = [value - half if value else -math.inf for value in values]
    highs = [math.inf, *(value - half for value in values[:-1])]
    return dict(zip(steps, zip(lows, highs, strict=True), strict=True))


def _score_chart(scored: int, steps: int) -> tuple[Chart, ...]:
    if not scored:
        return ()
    series = (Series("scores.count", palette.BLUE, "回访数"),)
    return (Chart("评分分布（回访数）", ChartKind.COLUMNS, "scores.score", series, 0, steps),)


def _trend_chart(figures: SatisfactionFigures) -> tuple[Chart, ...]:
    """Return the newest unbroken run of months with a rate; a month without one would be drawn as 0."""
    months = list(figures.by_month.values())
    run = 0
    while run < min(len(months), _TREND_MONTHS) and months[-1 - run].csat is not None:
        run += 1
    if run < 2:
        return ()
    series = (Series("by_month.csat", palette.BLUE, "满意率"),)
    title = "满意率走势（按月）"
    return (Chart(title, ChartKind.LINE, "by_month.name", series, len(months) - run, run, share=True),)
