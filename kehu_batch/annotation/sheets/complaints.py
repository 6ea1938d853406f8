"""投诉: received by type and person, every clock, stages, what is open, and each complaint with its verdicts."""

from __future__ import annotations

import pandas as pd

from kehu_batch.annotation import palette
from kehu_batch.annotation.donor.formulas import Equals, count_formula
from kehu_batch.annotation.donor.layout import (
    Cell,
    Chart,
    ChartKind,
    Column,
    Formula,
    Kind,
    Part,
    ResultTable,
    Series,
    Tone,
)
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
from kehu_batch.model.figures.complaints import ComplaintFigures
from kehu_batch.model.figures.states import UNCLASSIFIED
from kehu_batch.wording.complaints import (
    CLOCK_RESULTS,
    STAGE_LABELS,
    UNDECIDED,
    clock_label,
    hour_unit,
    show_moment,
    working_words,
)
from kehu_batch.wording.labels import SOLVED, UNSOLVED
from kehu_batch.wording.tier_groups import describe_groups
from kehu_batch.wording.untold import empty_words

_VERDICT_TONES = {"未达标": Tone.BAD, "无法判定": Tone.NEAR}


def applies(drop: ComputedDrop) -> bool:
    """Return whether the drop has a register of complaints."""
    return drop.analysis.complaints is not None


def parts(context: Context) -> tuple[Part, ...]:
    """Return the parts of the sheet."""
    figures = context.drop.analysis.complaints
    if figures is None:
        return ()
    shown, cut, complete = limit_rows(figures.items, "件")
    live = complete and len(shown) > 0
    return (
        _totals(figures, context.drop.policy.policy.targets.complaint_resolution),
        _clocks(figures),
        _stages(figures),
        _types(figures, live=live),
        *_groups(context, figures),
        _open(context, figures),
        _items(context, figures, shown, cut),
        *_related(context, figures),
    )


def _totals(figures: ComplaintFigures, target: float) -> ResultTable:
    rate: Cell = None
    if figures.resolution_rate is not None:
        rate = Formula("B{row}/A{row}", figures.resolution_rate)
    reason = figures.reasons.get("resolution_rate", "")
    return ResultTable(
        "complaint_totals",
        "收到与解决",
        (
            Column("received", "本期收到", [figures.received], Kind.COUNT),
            Column("resolved", "其中已解决", [figures.resolved], Kind.COUNT),
            Column("rate", "解决率", [rate], Kind.SHARE),
            Column("target", "目标", [target], Kind.SHARE),
            Column("open", "未结（含以前月份）", [len(figures.open)], Kind.COUNT),
        ),
        note=f"解决率为公式，其余为值。{f'解决率不可计算：{reason}。' if reason else ''}",
    )


def _clocks(figures: ComplaintFigures) -> ResultTable:
    clocks = [clock for clock in figures.clocks if clock in figures.limits]
    counts = [figures.clocks[clock] for clock in clocks]
    rates: list[Cell] = [
        Formula("B{row}/(B{row}+C{row})", one.met / (one.met + one.missed)) if one.met + one.missed else None
        for one in counts
    ]
    return ResultTable(
        "complaint_clocks",
        f"各环节时限（{figures.clock_set}）",
        (
            Column(
                "clock",
                "环节与时限",
                [clock_label(clock, figures.limits[clock], figures.working) for clock in clocks],
                width=20,
            ),
            Column("met", "达标", [one.met for one in counts], Kind.COUNT),
            Column("missed", "未达标", [one.missed for one in counts], Kind.COUNT),
            Column("pending", "未到期", [one.pending for one in counts], Kind.COUNT),
            Column("undeterminable", "无法判定", [one.undeterminable for one in counts], Kind.COUNT),
            Column("rate", "达标率", rates, Kind.SHARE),
        ),
        note="。".join(
            filter(
                None,
                (
                    "按本期收到的投诉；达标率为公式：达标 ÷（达标 + 未达标）",
                    working_words(figures.working),
                    UNDECIDED,
                ),
            )
        ),
        empty="策略没有启用投诉时限",
    )


def _stages(figures: ComplaintFigures) -> ResultTable:
    times = list(figures.stages.values())
    return ResultTable(
        "complaint_stages",
        f"各环节用时（{hour_unit(figures.working)}）",
        (
            Column("stage", "环节", [STAGE_LABELS[name] for name in figures.stages]),
            Column("count", "件数", [one.count for one in times], Kind.COUNT),
            Column("median", "中位数", [one.median for one in times], Kind.NUMBER),
            Column("p90", "90%分位", [one.p90 for one in times], Kind.NUMBER),
        ),
        note="只取两个时间都精确到分、先后合理的投诉；均为值。",
    )


def _types(figures: ComplaintFigures, *, live: bool) -> ResultTable:
    frame = figures.by_type
    names, values = plain(frame["type"]), plain(frame["count"])
    counts: list[Cell] = [
        Formula(count_formula(Equals("{complaints.type}", "$A{row}", name)), value) if live else value
        for name, value in zip(names, values, strict=True)
    ]
    total = sum(values)
    running = pd.Series(values).cumsum().tolist() if values else []
    shares: list[Cell] = [Formula("B{row}/SUM(B${first}:B${last})", value / total) for value in values]
    cumulative: list[Cell] = [
        Formula("SUM(B${first}:B{row})/SUM(B${first}:B${last})", value / total) for value in running
    ]
    return ResultTable(
        "complaint_types",
        "投诉类型",
        (
            Column("type", "类型", names, tones={UNCLASSIFIED: Tone.NEAR}, width=12),
            Column("count", "件数", counts, Kind.COUNT),
            Column("share", "占比", shares, Kind.SHARE),
            Column("cumulative", "累计占比", cumulative, Kind.SHARE),
            Column("customers", "客户数", plain(frame["customers"]), Kind.COUNT),
            Column("spend", "涉及消费（元）", yuan(frame["spend_fen"]), Kind.MONEY),
            Column("department", "建议转交", plain(frame["department"])),
        ),
        note=f"件数为{'公式，按下方投诉清单计数' if live else '值'}；占比为公式。",
        empty="本期没有收到投诉",
        charts=_pareto(len(frame)),
        charts_below=True,
    )


def _pareto(rows: int) -> tuple[Chart, ...]:
    if not rows:
        return ()
    series = (Series("complaint_types.count", palette.BLUE, "件数"),)
    running = Series("complaint_types.cumulative", palette.CUMULATIVE, "累计占比")
    return (
        Chart(
            "投诉类型按件数排序与累计占比",
            ChartKind.COLUMNS,
            "complaint_types.type",
            series,
            0,
            rows,
            running=running,
        ),
    )


def _groups(context: Context, figures: ComplaintFigures) -> tuple[ResultTable, ...]:
    customers, cut, _ = limit_rows(figures.by_customer, "户")
    owners, tiers = owner_names(figures.by_owner["owner"]), plain(figures.by_tier["tier"])
    return (
        ResultTable(
            "complaint_owners",
            "按负责人",
            (
                person_column(owners),
                Column("count", "本期收到", plain(figures.by_owner["count"]), Kind.COUNT),
                Column("open", "未结", plain(figures.by_owner["open"]), Kind.COUNT),
            ),
            note="负责人为投诉登记表所填，没有填写的取台账负责人；均为值。",
        ),
        ResultTable(
            "complaint_tiers",
            "按客户等级",
            (
                Column("tier", "客户等级", tiers),
                Column("count", "本期收到", plain(figures.by_tier["count"]), Kind.COUNT),
            ),
            note=f"{describe_groups(figures.by_tier['tier'].dropna(), context.drop.analysis.tiers)}；均为值。",
        ),
        ResultTable(
            "complaint_customers",
            "按客户",
            (
                Column("id", "客户编号", plain(customers["customer_id"])),
                Column("count", "本期收到", plain(customers["count"]), Kind.COUNT),
                Column("name", "客户名称", plain(customers["customer_name"]), Kind.FLOW),
            ),
            note=cut,
        ),
    )


def _who(frame: pd.DataFrame) -> tuple[Column, ...]:
    """Return the columns with which every list of complaints begins, so that all of them read the same way."""
    owners = owner_names(frame["owner"])
    return (
        Column("complaint", "投诉编号", plain(frame["complaint_id"])),
        *customer_columns(frame),
        Column("received", "投诉时间", [show_moment(moment) for moment in frame["received_at"]], width=16),
        Column("type", "类型", plain(frame["type"]), tones={UNCLASSIFIED: Tone.NEAR}),
        Column("content", "投诉内容", plain(frame["content"]), Kind.LONG, width=30, widest=38),
        person_column(owners),
    )


def _open(context: Context, figures: ComplaintFigures) -> ResultTable:
    frame, cut, _ = limit_rows(figures.open, "件")
    return ResultTable(
        "complaints_open",
        "未结投诉（先看最久的）",
        (
            *_who(frame),
            Column("age", "已过天数", plain(frame["age_days"]), Kind.COUNT),
            context.place_column(frame),
        ),
        note=f"{cut}各月收到、到截止日没有解决的；天数从投诉当日算起，均为值。",
        empty="没有未结投诉",
    )


def _items(context: Context, figures: ComplaintFigures, frame: pd.DataFrame, cut: str) -> ResultTable:
    solved: list[Cell] = [SOLVED if done else UNSOLVED for done in frame["solved"].tolist()]
    verdicts = [
        Column(
            clock,
            clock_label(clock, figures.limits[clock], figures.working).replace("（", "\n（"),
            ["" if one is None else CLOCK_RESULTS[one] for one in plain(frame[clock])],
            tones=_VERDICT_TONES,
            width=11,
        )
        for clock in figures.limits
    ]
    return ResultTable(
        "complaints",
        "本期投诉清单",
        (
            *_who(frame),
            Column("solved", "解决状态", solved),
            context.place_column(frame),
            Column("tier", "客户等级", plain(frame["tier"])),
            *verdicts,
        ),
        note=cut,
        empty="本期没有收到投诉",
        filtered=True,
    )


def _related(context: Context, figures: ComplaintFigures) -> tuple[ResultTable, ...]:
    unconfirmed, cut, _ = limit_rows(figures.unconfirmed, "件")
    repeats, cut_repeats, _ = limit_rows(figures.repeats, "件")
    pairs, cut_pairs, _ = limit_rows(figures.pairs, "对")
    calls = pairs.assign(file=pairs["call_file"], cell=pairs["call_cell"])
    return (
        ResultTable(
            "complaints_unconfirmed",
            "已解决但没有回访确认",
            (*_who(unconfirmed), context.place_column(unconfirmed)),
            note=f"{cut}没有回访确认时间，解决之后也没有回访过该客户。",
            empty=empty_words("没有", figures.reasons.get("unconfirmed", "")),
        ),
        ResultTable(
            "complaints_repeated",
            f"{figures.repeat_days} 天内重复的投诉",
            (
                *_who(repeats),
                Column("days", "相隔天数", plain(repeats["days"]), Kind.COUNT),
                context.place_column(repeats),
                Column("earlier", "前一件", plain(repeats["earlier_id"])),
            ),
            note=f"{cut_repeats}同一客户、同一类型。",
            empty="没有",
        ),
        ResultTable(
            "complaint_pairs",
            f"可能与回访问题是同一件事（相隔 {figures.pair_days} 天以内）",
            (
                *_who(pairs),
                Column("called_on", "回访日期", plain(pairs["called_on"]), Kind.DAY),
                Column("call", "回访位置", context.places(calls), widest=26),
                Column("text", "回访中的问题", plain(pairs["text"]), Kind.LONG, width=24),
                context.place_column(pairs),
            ),
            note=f"{cut_pairs}同一客户、同一类型；只列出供核对，两边各计各的。",
            empty=empty_words("没有", figures.reasons.get("pairs", "")),
        ),
    )
