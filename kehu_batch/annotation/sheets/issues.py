"""问题分析: issues by type, every issue with the words that told its type, and what customers ask for."""

from __future__ import annotations

import pandas as pd

from kehu_batch.annotation import palette
from kehu_batch.annotation.donor.formulas import count_formula
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
from kehu_batch.annotation.sheets.context import Context, limit_rows, plain, yuan
from kehu_batch.model.analysis import DemandFigures, IssueFigures
from kehu_batch.wording.labels import UNCLASSIFIED


def parts(context: Context) -> tuple[Part, ...]:
    """Return the parts of the sheet."""
    analysis = context.drop.analysis
    if analysis.issues is None:
        return (Lines("问题", (analysis.reasons.get("issues") or "没有回访工作表,无法统计问题。",)),)
    shown, cut, complete = limit_rows(analysis.issues.items, "条")
    found: list[Part] = [
        _types(analysis.issues, live=complete and len(shown) > 0),
        _items(context, shown, cut),
    ]
    if analysis.demands is not None:
        found.append(_demands(context, analysis.demands))
    return tuple(found)


def _types(figures: IssueFigures, *, live: bool) -> Table:
    frame = figures.by_type
    names, values = plain(frame["type"]), plain(frame["count"])
    counts: list[Cell] = [
        Formula(count_formula(("{issues.primary}", "$A{row}", name)), value) if live else value
        for name, value in zip(names, values, strict=True)
    ]
    total = sum(values)
    running, shares, cumulative = 0, [], []
    for value in values:
        running += value
        shares.append(Formula("B{row}/SUM(B${first}:B${last})", value / total))
        cumulative.append(Formula("SUM(B${first}:B{row})/SUM(B${first}:B${last})", running / total))
    return Table(
        "issue_types",
        "问题类型(从多到少)",
        (
            Column("type", "问题类型", names, tones={UNCLASSIFIED: Tone.NEAR}),
            Column("count", "问题数", counts, Kind.COUNT),
            Column("share", "占比", shares, Kind.SHARE),
            Column("cumulative", "累计占比", cumulative, Kind.SHARE),
            Column("customers", "客户数", plain(frame["customers"]), Kind.COUNT),
            Column("spend", "涉及消费(元)", yuan(frame["spend_fen"]), Kind.MONEY),
            Column("department", "建议转交", plain(frame["department"])),
        ),
        note=f"每条问题按主类型计一次。问题数{'按下方清单计数(公式)' if live else '为值'};客户数、涉及消费为值。",
        empty="本期没有问题",
        charts=_pareto(len(names)),
        charts_below=True,
    )


def _pareto(types: int) -> tuple[Chart, ...]:
    if not types:
        return ()
    series = (Series("issue_types.count", palette.BLUE, "问题数"),)
    running = Series("issue_types.cumulative", palette.CUMULATIVE, "累计占比")
    title = "问题类型排序与累计占比"
    return (Chart(title, ChartKind.COLUMNS, "issue_types.type", series, 0, types, running=running),)


def _items(context: Context, frame: pd.DataFrame, cut: str) -> Table:
    resolved: list[Cell] = [
        "不详" if value is None else "已解决" if value else "未解决" for value in plain(frame["resolved"])
    ]
    return Table(
        "issues",
        "问题清单",
        (
            Column("primary", "主类型", plain(frame["primary"]), tones={UNCLASSIFIED: Tone.NEAR}, width=12),
            Column("id", "客户编号", plain(frame["customer_id"])),
            Column("name", "客户名称", plain(frame["customer_name"])),
            Column("called_on", "回访日期", plain(frame["called_on"]), Kind.DAY),
            Column("text", "问题", plain(frame["text"]), Kind.LONG, width=30),
            Column("types", "全部类型", _joined(frame["types"])),
            Column("matched", "命中词", _joined(frame["matched"])),
            Column("department", "建议转交", plain(frame["department"])),
            Column("resolved", "解决状态", resolved),
            Column("place", "位置", context.places(frame)),
        ),
        note=cut,
        empty="本期没有问题",
        filtered=True,
    )


def _demands(context: Context, figures: DemandFigures) -> Table:
    frame, cut, _ = limit_rows(figures.items, "条")
    return Table(
        "demands",
        "客户需求",
        (
            # The columns stand under those of the issues above, so that both lists read the same way.
            Column("kind", "类别", ["需求"] * len(frame)),
            Column("id", "客户编号", plain(frame["customer_id"])),
            Column("name", "客户名称", plain(frame["customer_name"])),
            Column("called_on", "回访日期", plain(frame["called_on"]), Kind.DAY),
            Column("text", "需求", plain(frame["text"]), Kind.LONG),
            Column("place", "位置", context.places(frame)),
        ),
        note=cut,
        empty="本期没有明确的需求",
    )


def _joined(values: pd.Series) -> list[Cell]:
    return ["、".join(words) if words else None for words in values]
