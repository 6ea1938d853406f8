"""关怀续约: what falls due in the coming month by owner, and contracts that end with what stands beside them."""

from __future__ import annotations

import pandas as pd

from kehu_batch.annotation.donor.layout import Column, Kind, Part, ResultTable
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
from kehu_batch.model.figures.retention import CareFigures
from kehu_batch.wording.labels import CARE_LABELS
from kehu_batch.wording.retention import UNCALLED, uncalled
from kehu_batch.wording.untold import empty_words


def applies(drop: ComputedDrop) -> bool:
    """Return whether the drop has the section."""
    return drop.analysis.care is not None


def parts(context: Context) -> tuple[Part, ...]:
    """Return the parts of the sheet."""
    figures = context.drop.analysis.care
    return () if figures is None else (_renewals(context, figures), _events(context, figures))


def _renewals(context: Context, figures: CareFigures) -> ResultTable:
    frame, cut, _ = limit_rows(figures.renewals, "份")
    within = "、".join(f"{days} 天内 {count:,} 份" for days, count in figures.within.items())
    return ResultTable(
        "renewals",
        "快到期的合同（先到期的在前）",
        (
            *_who(frame),
            Column("ends", "合同到期日", plain(frame["contract_end_on"]), Kind.DAY),
            Column("left", "剩余天数", plain(frame["days_left"]), Kind.COUNT),
            Column("score", "最近评分", plain(frame["score"]), Kind.NUMBER),
            Column("issues", "未解决问题", plain(frame["open_issues"]), Kind.COUNT),
            Column("overdue", "逾期金额（元）", yuan(frame["overdue_fen"]), Kind.MONEY),
            Column("preferences", "沟通偏好", plain(frame["preferences"]), widest=24),
            context.place_column(frame),
        ),
        note=f"{within}。{'；'.join(_basis(figures))}。{cut}" if len(frame) else "",
        empty=empty_words("没有快到期的合同", figures.reasons.get("renewals", "")),
        filtered=True,
    )


def _basis(figures: CareFigures) -> list[str]:
    """Return what the columns rest on, or why nobody can tell them."""
    reasons = figures.reasons
    issues, overdue = reasons.get("open_issues"), reasons.get("overdue")
    return [
        f"{issues}，看不出最近评分和未解决问题"
        if issues
        else f"未解决问题取最近一次回访{UNCALLED if uncalled(figures) else ''}",
        f"{overdue}，看不出逾期金额" if overdue else "逾期金额取截止日",
    ]


def _events(context: Context, figures: CareFigures) -> ResultTable:
    frame, cut, _ = limit_rows(figures.events, "项")
    return ResultTable(
        "events",
        f"{figures.first} 至 {figures.last} 的关怀事项（按负责人）",
        (
            *_who(frame),
            Column("event", "事项", [CARE_LABELS[event] for event in plain(frame["event"])]),
            Column("on", "日期", plain(frame["on"]), Kind.DAY),
            Column("years", "周年/岁", plain(frame["years"]), Kind.COUNT),
            Column("contact", "联系人", plain(frame["contact"]), widest=18),
            Column("preferences", "沟通偏好", plain(frame["preferences"]), widest=24),
            context.place_column(frame),
        ),
        note=f"2 月 29 日在平年按 2 月 28 日。{cut}",
        empty="没有",
    )


def _who(frame: pd.DataFrame) -> tuple[Column, ...]:
    return (
        person_column(owner_names(frame["owner"])),
        *customer_columns(frame),
    )
