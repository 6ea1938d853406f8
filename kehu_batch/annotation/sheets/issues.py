"""问题分析: issues by type in three orders, every issue with the words that told its type, and what customers ask for."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kehu_batch.annotation import palette
from kehu_batch.annotation.donor.formulas import Equals, count_formula, sum_formula
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
from kehu_batch.annotation.sheets import issue_details
from kehu_batch.annotation.sheets.context import Context, customer_columns, limit_rows, plain, yuan
from kehu_batch.model.figures.analysis import DemandFigures, IssueFigures
from kehu_batch.model.figures.states import UNCLASSIFIED
from kehu_batch.model.tables.lookup import find_rows, look_up
from kehu_batch.wording.labels import SOLVED, UNSOLVED


def parts(context: Context) -> tuple[Part, ...]:
    """Return the parts of the sheet."""
    analysis = context.drop.analysis
    if analysis.issues is None:
        return (Lines("问题", (analysis.reasons.get("issues") or "没有回访工作表，无法统计问题。",)),)
    items = _with_customers(analysis.issues.items, analysis.tiers.customers)
    shown, cut, complete = limit_rows(items, "条")
    live = complete and len(shown) > 0
    found: list[Part] = [
        _by_issues(analysis.issues, live=live),
        *_by_customers(analysis.issues, live=live),
        _items(context, shown, cut),
    ]
    if analysis.demands is not None:
        found.append(_demands(context, analysis.demands))
    return (*found, *issue_details.parts(context))


def _with_customers(items: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Return the issues with ``first`` (1 on a customer's first issue of its type, else 0) and its spend there."""
    known = items["customer"] >= 0
    first = known & ~items.duplicated(["customer", "primary"])
    spend = look_up(customers["spend_fen"], find_rows(customers["customer"], items["customer"]))
    spent = pd.Series(spend, index=items.index).where(first)
    return items.assign(first=first.astype("int64"), spend_fen=spent)


def _by_issues(figures: IssueFigures, *, live: bool) -> ResultTable:
    frame = figures.by_type
    names, values = plain(frame["type"]), plain(frame["count"])
    counts: list[Cell] = [
        Formula(count_formula(Equals("{issues.primary}", "$A{row}", name)), value) if live else value
        for name, value in zip(names, values, strict=True)
    ]
    return ResultTable(
        "issue_types",
        "问题类型（按问题数）",
        (
            _type_column(names),
            Column("count", "问题数", counts, Kind.COUNT),
            *_shares(values),
            Column("department", "建议转交", plain(frame["department"])),
        ),
        note=f"每条问题按主类型计一次。{_source('问题数', live=live)}",
        empty="本期没有问题",
        charts=(
            *_pareto(figures, "count", "issue_types.count", "问题数"),
            *_pareto(figures, "customers", "type_customers.customers", "客户数"),
            *_pareto(figures, "spend_fen", "type_spend.spend", "涉及消费（元）"),
        ),
        charts_below=True,
    )


def _by_customers(figures: IssueFigures, *, live: bool) -> tuple[ResultTable, ResultTable]:
    """Return the types by customers concerned and by their spend; a customer counts once in each type."""
    return (
        _order(
            figures,
            "type_customers",
            "问题类型（按客户数）",
            ("customers", "客户数", "customers", "first", Kind.COUNT),
            live=live,
        ),
        _order(
            figures,
            "type_spend",
            "问题类型（按涉及消费）",
            ("spend", "涉及消费（元）", "spend_fen", "spend", Kind.MONEY),
            live=live,
        ),
    )


def _order(
    figures: IssueFigures, key: str, title: str, measure: tuple[str, str, str, str, Kind], *, live: bool
) -> ResultTable:
    """Return the types by one measure, most first.

    Args:
        figures: The issues.
        key: Name of the table.
        title: Heading.
        measure: Column, header, the frame's column, the list's column that sums up to it, kind.
        live: Whether the list below may be summed.
    """
    column, header, source, summed, kind = measure
    frame = _ordered(figures, source)
    names = plain(frame["type"])
    numbers = yuan(frame[source]) if kind is Kind.MONEY else plain(frame[source])
    cells: list[Cell] = [
        Formula(sum_formula(f"{{issues.{summed}}}", Equals("{issues.primary}", "$A{row}", name)), value)
        if live and value is not None
        else value
        for name, value in zip(names, numbers, strict=True)
    ]
    base = "有金额的客户近期消费" if kind is Kind.MONEY else "客户"
    return ResultTable(
        key,
        title,
        (_type_column(names), Column(column, header, cells, kind), *_shares(numbers)),
        note=f"同一客户在同一类型里只计一次，在几个类型里各计一次；占比以各类型{base}之和为分母。{_source(header, live=live)}",
        empty="本期没有问题",
    )


def _ordered(figures: IssueFigures, column: str) -> pd.DataFrame:
    return figures.by_type.sort_values(column, ascending=False, kind="stable", na_position="last")


def _type_column(names: list[str]) -> Column:
    return Column("type", "问题类型", names, tones={UNCLASSIFIED: Tone.NEAR}, width=12)


def _shares(values: Sequence[float | None]) -> tuple[Column, Column]:
    """Return share and cumulative share of the numbers in column B; nothing where they sum to 0.

    A type without a number has no share.
    """
    total = sum(value or 0 for value in values)
    shares: list[Cell] = []
    cumulative: list[Cell] = []
    running = 0.0
    for value in values:
        running += value or 0
        share = "B{row}/SUM(B${first}:B${last})"
        shares.append(Formula(share, value / total) if total and value is not None else None)
        cumulative.append(
            Formula("SUM(B${first}:B{row})/SUM(B${first}:B${last})", running / total) if total else None
        )
    return (
        Column("share", "占比", shares, Kind.SHARE),
        Column("cumulative", "累计占比", cumulative, Kind.SHARE),
    )


def _pareto(figures: IssueFigures, source: str, values: str, name: str) -> tuple[Chart, ...]:
    """Return the chart of one order, of the types that have any of its measure."""
    types = int((figures.by_type[source].fillna(0) > 0).sum())
    if not types:
        return ()
    table = values.partition(".")[0]
    series = (Series(values, palette.BLUE, name),)
    running = Series(f"{table}.cumulative", palette.CUMULATIVE, "累计占比")
    title = f"问题类型按{name}排序与累计占比"
    return (Chart(title, ChartKind.COLUMNS, f"{table}.type", series, 0, types, running=running),)


def _items(context: Context, frame: pd.DataFrame, cut: str) -> ResultTable:
    resolved: list[Cell] = [
        "不详" if value is None else SOLVED if value else UNSOLVED for value in plain(frame["resolved"])
    ]
    window = context.drop.policy.policy.tiers.window_months
    spend: list[Cell] = ["" if value is None else value for value in yuan(frame["spend_fen"])]
    return ResultTable(
        "issues",
        "问题清单",
        (
            Column("primary", "主类型", plain(frame["primary"]), tones={UNCLASSIFIED: Tone.NEAR}, width=12),
            *customer_columns(frame),
            Column("called_on", "回访日期", plain(frame["called_on"]), Kind.DAY),
            Column("text", "问题", plain(frame["text"]), Kind.LONG, width=30),
            context.place_column(frame),
            Column("types", "全部类型", _joined(frame["types"]), widest=18),
            Column("matched", "命中词", _joined(frame["matched"]), widest=18),
            Column("decided_by", "依据", plain(frame["decided_by"])),
            Column("perhaps", "可能是", _joined(frame["perhaps"]), widest=18),
            Column("department", "建议转交", plain(frame["department"])),
            Column("resolved", "解决状态", resolved),
            Column("first", "计户", plain(frame["first"]), Kind.COUNT),
            Column("spend", f"近{window}个月\n消费（元）", spend, Kind.MONEY),
        ),
        note=f"{cut}计户：同一客户同一类型的首条为 1，其余为 0；消费只写在首条，以便求和。",
        empty="本期没有问题",
        filtered=True,
    )


def _demands(context: Context, figures: DemandFigures) -> ResultTable:
    frame, cut, _ = limit_rows(figures.items, "条")
    return ResultTable(
        "demands",
        "客户需求",
        (
            # The columns stand under those of the issues above, so that both lists read the same way.
            Column("kind", "类别", ["需求"] * len(frame)),
            *customer_columns(frame),
            Column("called_on", "回访日期", plain(frame["called_on"]), Kind.DAY),
            Column("text", "需求", plain(frame["text"]), Kind.LONG),
            context.place_column(frame),
        ),
        note=cut,
        empty="本期没有明确的需求",
    )


def _joined(values: pd.Series) -> list[Cell]:
    return ["、".join(words) if words else None for words in values]


def _source(what: str, *, live: bool) -> str:
    return f"{what}为公式，按下方问题清单计算。" if live else f"{what}为值，占比为公式。"
