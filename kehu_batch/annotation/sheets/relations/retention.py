"""留存预警: the rates, who may leave and why, reasons of loss, stages of customers' lives, who was not reviewed."""

from __future__ import annotations

import pandas as pd

from kehu_batch.annotation.donor.layout import Cell, Column, Formula, Kind, Part, ResultTable
from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.annotation.sheets.context import (
    Context,
    customer_columns,
    limit_rows,
    owner_names,
    person_column,
    plain,
    yuan,
)
from kehu_batch.model.figures.measure import BEFORE, NOW, PART, WHOLE
from kehu_batch.model.figures.measures import MEASURE_BY_CODE
from kehu_batch.model.figures.retention import LifecycleFigures, RetentionFigures
from kehu_batch.wording.joining import join_reasons
from kehu_batch.wording.labels import HEALTH_LABELS, SIGNAL_LABELS, TIER_ALIASED
from kehu_batch.wording.numbers import format_number
from kehu_batch.wording.retention import (
    POSSIBLE_REASONS,
    lost_words,
    no_reason_words,
    nobody_at_risk,
    untold_actions,
    untold_stages,
)
from kehu_batch.wording.untold import empty_words

_STATES = {"lost": "流失", "silent": "沉默"}
_NO_STAGE = "没有阶段"


def applies(drop: ComputedDrop) -> bool:
    """Return whether the drop has the section."""
    return drop.analysis.retention is not None


def parts(context: Context) -> tuple[Part, ...]:
    """Return the parts of the sheet."""
    figures = context.drop.analysis.retention
    if figures is None:
        return ()
    shown, cut, complete = limit_rows(figures.at_risk, "户")
    stages = context.drop.analysis.lifecycle
    return (
        _rates(figures),
        _signals(figures, live=complete and len(shown) > 0),
        _at_risk(
            context,
            shown,
            cut,
            nobody_at_risk(figures.signals, figures.reasons),
            owed=figures.at_risk_fen is not None,
        ),
        *_loss(context, figures),
        *(() if stages is None else _stages(context, stages)),
        _unreviewed(context, figures.unreviewed, figures.reasons.get("unreviewed", "")),
        _health(context, figures),
    )


def _rates(figures: RetentionFigures) -> ResultTable:
    codes = (
        "repurchase_rate",
        "core_repurchase_growth",
        "growth_rate",
        "core_lifetime_growth",
        "lifetime_value",
    )
    measures = [MEASURE_BY_CODE[f"retention.{code}"] for code in codes]
    repurchase: Cell = None
    if figures.repurchase_rate is not None:
        repurchase = Formula(measures[0].live({PART: "B{row}", WHOLE: "C{row}"}), figures.repurchase_rate)
    growth: Cell = None
    if figures.growth_rate is not None:
        growth = Formula(measures[2].live({NOW: "B{row}", BEFORE: "C{row}"}), figures.growth_rate)
    lifetime = None if figures.lifetime_fen is None else figures.lifetime_fen / 100
    definitions = [
        f"{measure.definition}" + (f"；不可计算：{figures.reasons[code]}" if code in figures.reasons else "")
        for code, measure in zip(codes, measures, strict=True)
    ]
    return ResultTable(
        "rates",
        f"留存指标（窗口 {figures.window_from} 起）",
        (
            Column("name", "指标", [measure.name for measure in measures]),
            Column("part", "分子", [figures.repeat, None, figures.customers_now, None, None], Kind.COUNT),
            Column("whole", "分母", [figures.buying, None, figures.customers_before, None, None], Kind.COUNT),
            Column(
                "value",
                "结果",
                [repurchase, figures.core_repurchase_growth, growth, figures.core_lifetime_growth, lifetime],
                kinds=[Kind.SHARE, Kind.SHARE, Kind.SHARE, Kind.SHARE, Kind.MONEY],
            ),
            Column("definition", "口径", definitions, Kind.FLOW),
        ),
        note="复购率和客户增长率为公式，增长率按截止日与期初的客户数相比；其余为值。",
    )


def _signals(figures: RetentionFigures, *, live: bool) -> ResultTable:
    names = list(SIGNAL_LABELS.values())
    counts: list[Cell] = [
        Formula('COUNTIF({at_risk.signals},"*"&$A{row}&"*")', count) if live and count is not None else count
        for count in (figures.signals[code] for code in SIGNAL_LABELS)
    ]
    blind = [figures.reasons[f"signals.{code}"] for code, count in figures.signals.items() if count is None]
    unseen = f"—：{join_reasons(blind)}，看不出。" if blind else ""
    # 沉默 is also a part of 投诉后沉默, so it is no formula.
    counts[names.index("沉默")] = figures.signals["silent"]
    return ResultTable(
        "signals",
        "预警信号",
        (Column("name", "信号", names, width=16), Column("count", "客户数", counts, Kind.COUNT)),
        note=f"一个客户可以有几个信号。{'除“沉默”外为公式，按下方名单计数。' if live else ''}{unseen}",
    )


def _at_risk(context: Context, frame: pd.DataFrame, cut: str, nobody: str, *, owed: bool) -> ResultTable:
    signals: list[Cell] = [
        "、".join(SIGNAL_LABELS[code] for code in codes) for codes in frame["signals"].tolist()
    ]
    return ResultTable(
        "at_risk",
        f"流失预警名单{'（不满且逾期的在最前，按涉险应收）' if owed else ''}",
        (
            *_who(frame),
            Column("tier", "等级", plain(frame["tier"])),
            Column("signals", "信号", signals, Kind.LONG, width=18, widest=26),
            Column("reason", "说明", plain(frame["reason"]), Kind.LONG, width=30, widest=44),
            Column("money", "涉险应收（元）", yuan(frame["at_risk_fen"]), Kind.MONEY),
            Column("health", "健康分", plain(frame["health"]), Kind.NUMBER),
            Column("lifetime", "累计成交（元）", yuan(frame["lifetime_fen"]), Kind.MONEY),
            Column("last", "上次成交", plain(frame["last_deal_on"]), Kind.DAY),
            context.place_column(frame),
        ),
        note=f"{cut}{TIER_ALIASED}。" if len(frame) else cut,
        empty=nobody,
        filtered=True,
    )


def _who(frame: pd.DataFrame) -> tuple[Column, ...]:
    return (
        *customer_columns(frame),
        person_column(owner_names(frame["owner"])),
    )


def _loss(context: Context, figures: RetentionFigures) -> tuple[ResultTable, ...]:
    loss, reasons = figures.loss, figures.reasons
    title = "流失原因" if "loss" in reasons else f"流失原因（流失或沉默的客户 {loss.counted:,} 户）"
    basis = "" if "loss.possible" in reasons else f"；{POSSIBLE_REASONS}"
    rows: list[tuple[str, str, int]] = [
        *(("台账写明", name, count) for name, count in loss.stated.items()),
        *(("可能原因", name, count) for name, count in loss.possible.items()),
        *([("未知", no_reason_words(reasons), loss.unknown)] if loss.unknown else []),
    ]
    frame, cut, _ = limit_rows(loss.customers, "户")
    return (
        ResultTable(
            "loss",
            title,
            (
                Column("kind", "来源", [kind for kind, _, _ in rows]),
                Column("reason", "原因", [reason for _, reason, _ in rows], widest=30),
                Column("count", "客户数", [count for _, _, count in rows], Kind.COUNT),
            ),
            note=f"{lost_words(context.drop.policy.policy.retention)}{basis}。",
            empty=empty_words("没有流失或沉默的客户", reasons.get("loss", "")),
        ),
        ResultTable(
            "lost",
            "流失与沉默客户",
            (
                *_who(frame),
                Column("state", "状态", [_STATES[state] for state in plain(frame["state"])]),
                Column("days", "距上次成交天数", plain(frame["days_since"]), Kind.COUNT),
                Column("reason", "写明的原因", plain(frame["reason"]), widest=24),
                Column("possible", "可能原因", plain(frame["possible"]), widest=24),
                context.place_column(frame),
            ),
            note=cut,
            empty=empty_words("没有", reasons.get("loss", "")),
        ),
    )


def _stages(context: Context, figures: LifecycleFigures) -> tuple[ResultTable, ...]:
    names = [*figures.stages, ""]
    moved = figures.movements.loc[(figures.movements.sum(axis=1) > 0).to_numpy()]
    frame, cut, _ = limit_rows(figures.lacking, "户")
    untold = untold_actions(figures.reasons)
    return (
        ResultTable(
            "stages",
            "客户阶段与比上期末的流动（行：上期末，列：现在）",
            (
                Column("before", "上期末", [_stage(str(name)) for name in moved.index]),
                *(
                    Column(f"now_{place}", _stage(name), [int(count) for count in moved[name]], Kind.COUNT)
                    for place, name in enumerate(names)
                ),
            ),
            note=_count_words(figures),
            empty="没有客户",
        ),
        ResultTable(
            "lacking",
            "缺少本阶段动作的客户",
            (
                *_who(frame),
                Column("stage", "阶段", plain(frame["stage"])),
                Column("lacking", "缺什么", plain(frame["lacking"]), widest=30),
                context.place_column(frame),
            ),
            note=f"{cut}{f'{untold}。' if untold and len(frame) else ''}",
            empty=untold or "没有",
        ),
    )


def _stage(name: str) -> str:
    return name or _NO_STAGE


def _count_words(figures: LifecycleFigures) -> str:
    counts = {stage: figures.count(stage) for stage in figures.stages}
    words = "、".join(f"{name} {count:,} 户" for name, count in counts.items() if count is not None)
    unstaged = f"{_NO_STAGE} {figures.unstaged:,} 户" if figures.unstaged else ""
    told = "；".join(filter(None, (words, unstaged, untold_stages(figures))))
    return f"现在：{told}。写明的阶段没有历史，上期末按同一阶段。"


def _unreviewed(context: Context, frame: pd.DataFrame, untold: str) -> ResultTable:
    months = context.drop.policy.policy.retention.review_months
    return ResultTable(
        "unreviewed",
        f"超过 {months} 个月没有复核资料的重点客户",
        (
            *_who(frame),
            Column("tier", "等级", plain(frame["tier"])),
            Column("on", "最近复核", plain(frame["reviewed_on"]), Kind.DAY),
            context.place_column(frame),
        ),
        note=f"复核以台账的资料更新时间为准，没有就以最近一次联系为准。{TIER_ALIASED}。",
        empty=empty_words("没有", untold),
    )


def _health(context: Context, figures: RetentionFigures) -> ResultTable:
    """Return the customers with the lowest health scores, with what each part gives."""
    known = figures.customers[figures.customers["health"].notna()].sort_values("health", kind="stable")
    grey = len(figures.customers) - len(known)
    frame, cut, _ = limit_rows(known, "户")
    weights = context.drop.policy.policy.retention.health.weights.model_dump()
    how = "各列是该项的得分，括号里是权重；— 为没有数据，不计入。"
    return ResultTable(
        "health",
        "健康分（低的在前）",
        (
            *_who(frame),
            Column("health", "健康分", plain(frame["health"]), Kind.NUMBER),
            *(
                Column(
                    part,
                    f"{label}\n（{format_number(weights[part])}）",
                    plain(frame[f"{part}_contribution"]),
                    Kind.NUMBER,
                )
                for part, label in HEALTH_LABELS.items()
            ),
            context.place_column(frame),
        ),
        note=f"{how}另有 {grey:,} 户数据不足，健康分灰显。{cut}" if len(known) else f"{grey:,} 户数据不足。",
        empty="没有数据足够的客户",
    )
