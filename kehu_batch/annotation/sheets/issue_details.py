"""问题分析, further down: rates per 100 callbacks, what comes back, whom it goes to, praise and needs."""

from __future__ import annotations

import pandas as pd

from kehu_batch.annotation.donor.layout import (
    LATER_LIMIT,
    Cell,
    Column,
    Formula,
    Kind,
    Part,
    ResultTable,
)
from kehu_batch.annotation.sheets.context import (
    Context,
    customer_columns,
    limit_rows,
    owner_names,
    person_column,
    plain,
)
from kehu_batch.model.figures.issue_details import IssueDetails
from kehu_batch.model.figures.measure import PART, WHOLE
from kehu_batch.model.figures.measures import MEASURE_BY_CODE
from kehu_batch.wording.tier_groups import describe_groups
from kehu_batch.wording.untold import empty_words

_KINDS = {"praise": "表扬", "latent": "潜在需求"}
_MOST_CELLS = 5


def parts(context: Context) -> tuple[Part, ...]:
    """Return the tables; nothing without callbacks."""
    issues = context.drop.analysis.issues
    if issues is None or issues.details is None:
        return ()
    details = issues.details
    return (
        _departments(details),
        *_rates(context, details),
        _repeats(context, details),
        _clusters(context, details),
        _unconfirmed(context, details, issues.reasons.get("unconfirmed", "")),
        _demand_types(details),
        _remarks(context, details),
    )


def _departments(details: IssueDetails) -> ResultTable:
    frame = details.departments
    return ResultTable(
        "issue_departments",
        "建议转交的部门与依据",
        (
            Column("department", "部门", plain(frame["department"]), width=12),
            Column("count", "问题数", plain(frame["count"]), Kind.COUNT),
            Column("customers", "客户数", plain(frame["customers"]), Kind.COUNT),
            Column("types", "类型", ["、".join(names) for names in frame["types"]], widest=18),
            Column("cells", "依据（前几处）", [_evidence(cells) for cells in frame["cells"]], Kind.FLOW),
        ),
        note="部门按策略里的类型对应表；每条问题的位置见“问题清单”。均为值。",
        empty="本期没有可转交的问题",
    )


def _evidence(cells: tuple[tuple[str, str], ...]) -> str:
    more = f" 等 {len(cells)} 处" if len(cells) > _MOST_CELLS else ""
    return "、".join(cell for _, cell in cells[:_MOST_CELLS]) + more


def _rates(context: Context, details: IssueDetails) -> tuple[ResultTable, ...]:
    owners = details.by_owner.assign(owner=owner_names(details.by_owner["owner"]))
    groups = describe_groups(details.by_tier["tier"].dropna(), context.drop.analysis.tiers)
    tables = (
        ("issue_tiers", "按客户等级", "客户等级", "tier", details.by_tier, f"{groups}。"),
        ("issue_owners", "按回访人", "回访人", "owner", owners, ""),
        ("issue_months", "按月", "月份", "month", details.by_month, "没有回访的月没有每百次的数。"),
    )
    return tuple(
        _rate_table(key, f"每百次回访的问题数（{title}）", (column, header), frame, note)
        for key, title, header, column, frame, note in tables
    )


def _rate_table(key: str, title: str, group: tuple[str, str], frame: pd.DataFrame, note: str) -> ResultTable:
    """Return how many issues a hundred callbacks told of.

    Args:
        key: Of the table.
        title: Its heading.
        group: What rows are grouped by: column and header.
        frame: The groups.
        note: What to know of them, before how the rate is computed.
    """
    column, header = group
    measure = MEASURE_BY_CODE["issues.per_100"]
    rates: list[Cell] = [
        None if rate is None else Formula(measure.live({PART: "B{row}", WHOLE: "C{row}"}), rate)
        for rate in plain(frame["per_100"])
    ]
    return ResultTable(
        key,
        title,
        (
            person_column(plain(frame[column]), "name", header, width=12),
            Column("count", "问题数", plain(frame["count"]), Kind.COUNT),
            Column("called", "回访数", plain(frame["called"]), Kind.COUNT),
            Column("rate", "每百次", rates, Kind.NUMBER),
        ),
        note=f"{note}每百次为公式：{measure.formula}，回访多的{header}不因此显得更差。",
    )


def _who(frame: pd.DataFrame) -> tuple[Column, ...]:
    return (
        Column("type", "类型", plain(frame["type"]), width=12),
        *customer_columns(frame),
    )


def _repeats(context: Context, details: IssueDetails) -> ResultTable:
    newest = details.repeats.sort_values("called_on", ascending=False, kind="stable")
    frame, cut, _ = limit_rows(newest, "条")
    earlier = frame.assign(file=frame["earlier_file"], cell=frame["earlier_cell"])
    return ResultTable(
        "issue_repeats",
        f"{details.repeat_days} 天内重复的问题",
        (
            *_who(frame),
            Column("called_on", "回访日期", plain(frame["called_on"]), Kind.DAY),
            Column("text", "问题", plain(frame["text"]), Kind.LONG),
            context.place_column(frame),
            Column("days", "相隔天数", plain(frame["days"]), Kind.COUNT),
            Column("earlier_on", "前一次", plain(frame["earlier_on"]), Kind.DAY),
            Column("earlier", "前一次位置", context.places(earlier), widest=26),
        ),
        note=f"{cut}新的在前；同一客户、同一类型，较早的一次回访里也有。",
        empty="没有",
    )


def _clusters(context: Context, details: IssueDetails) -> ResultTable:
    frame, cut, _ = limit_rows(details.clusters, "组")
    return ResultTable(
        "issue_clusters",
        f"近 {details.cluster_months} 个月反复出现的问题",
        (
            *_who(frame),
            Column("calls", "回访次数", plain(frame["calls"]), Kind.COUNT),
            Column("first_on", "最早", plain(frame["first_on"]), Kind.DAY),
            Column("last_on", "最近", plain(frame["last_on"]), Kind.DAY),
            context.place_column(frame),
        ),
        note=f"{cut}次数多的在前，同样多的新的在前；同一客户、同一类型，在 {details.cluster_from} 次及以上回访里出现。",
        empty="没有",
    )


def _unconfirmed(context: Context, details: IssueDetails, untold: str) -> ResultTable:
    frame, cut, _ = limit_rows(details.unconfirmed, "条")
    return ResultTable(
        "issue_unconfirmed",
        "已解决但没有回访确认的问题",
        (
            *_who(frame),
            Column("called_on", "回访日期", plain(frame["called_on"]), Kind.DAY),
            Column("text", "问题", plain(frame["text"]), Kind.LONG),
            context.place_column(frame),
            Column("resolved_on", "解决日期", plain(frame["resolved_on"]), Kind.DAY),
        ),
        note=f"{cut}解决之后没有再回访过该客户。",
        empty=empty_words("没有", untold),
    )


def _demand_types(details: IssueDetails) -> ResultTable:
    frame = details.demand_types
    total = int(frame["count"].sum())
    shares: list[Cell] = [
        Formula("B{row}/SUM(B${first}:B${last})", value / total) for value in plain(frame["count"])
    ]
    return ResultTable(
        "demand_types",
        "需求类型",
        (
            Column("type", "类型", plain(frame["type"]), width=12),
            Column("count", "需求数", plain(frame["count"]), Kind.COUNT),
            Column("share", "占比", shares, Kind.SHARE),
            Column("customers", "客户数", plain(frame["customers"]), Kind.COUNT),
        ),
        empty="本期没有明确的需求",
    )


def _remarks(context: Context, details: IssueDetails) -> ResultTable:
    others = details.remarks[details.remarks["kind"].isin(_KINDS)]
    frame, cut, _ = limit_rows(others, "条", LATER_LIMIT)
    return ResultTable(
        "remarks",
        "表扬与潜在需求",
        (
            Column("kind", "类别", [_KINDS[kind] for kind in plain(frame["kind"])]),
            *customer_columns(frame),
            Column("called_on", "回访日期", plain(frame["called_on"]), Kind.DAY),
            Column("text", "原话", plain(frame["text"]), Kind.LONG),
            context.place_column(frame),
        ),
        note=f"{cut}不是问题，也不是明确的需求，不计入问题数和需求数。",
        empty="本期没有",
    )
