"""Issues that come back: of the same customer and type, soon after or again and again."""

from __future__ import annotations

import pandas as pd

from kehu_batch.model.figures.issue_details import IssueDetails
from kehu_batch.report.blocks import PageColumn, TableBlock, customer_text, place_cell, records, text_of


def newest_first(items: pd.DataFrame) -> pd.DataFrame:
    """Return issues or demands by the day they were told of, those of a day as they stand in the sheets."""
    return items.sort_values("called_on", ascending=False, kind="stable")


def list_repeats(details: IssueDetails, *, many_files: bool, sheet: str) -> TableBlock:
    """Return the issues that a customer had shortly before."""
    rows = tuple(
        (
            customer_text(row),
            str(row["type"]),
            text_of(row["text"]),
            text_of(row["called_on"]),
            text_of(row["earlier_on"]),
            f"{int(row['days']):,}",
            place_cell(row, many_files=many_files),
        )
        for row in records(newest_first(details.repeats))
    )
    columns = (
        PageColumn("客户"),
        PageColumn("类型", "tag", pick=True),
        PageColumn("问题", phone=False),
        PageColumn("回访日", "tag"),
        PageColumn("前一次", "tag", phone=False),
        PageColumn("相隔天数", "number", phone=False),
        PageColumn("位置", "code", phone=False),
    )
    return TableBlock(
        f"{details.repeat_days} 天内重复 {len(details.repeats):,} 条",
        columns,
        rows,
        subtitle="新的在前；同一客户、同一类型，较早的一次回访里也有",
        total=len(details.repeats),
        sheet=f"{sheet}“问题分析”",
        tools=len(details.repeats) > 10,
        name="重复问题",
        wide=True,
    )


def list_clusters(details: IssueDetails, *, many_files: bool, sheet: str) -> TableBlock:
    """Return the types of issues that a customer had in several callbacks."""
    rows = tuple(
        (
            customer_text(row),
            str(row["type"]),
            f"{int(row['calls']):,}",
            text_of(row["first_on"]),
            text_of(row["last_on"]),
            place_cell(row, many_files=many_files),
        )
        for row in records(details.clusters)
    )
    columns = (
        PageColumn("客户"),
        PageColumn("类型", "tag", pick=True),
        PageColumn("回访次数", "number"),
        PageColumn("最早", "tag", phone=False),
        PageColumn("最近", "tag"),
        PageColumn("位置", "code", phone=False),
    )
    return TableBlock(
        f"近 {details.cluster_months} 个月反复出现 {len(details.clusters):,} 组",
        columns,
        rows,
        subtitle=f"次数多的在前，同样多的新的在前；同一客户、同一类型，在 {details.cluster_from} 次及以上回访里出现",
        total=len(details.clusters),
        sheet=f"{sheet}“问题分析”",
        tools=len(details.clusters) > 10,
        name="反复问题",
        wide=True,
    )
