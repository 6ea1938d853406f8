"""How complaints are told to people: clocks with their limits, verdicts, stages, moments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import pandas as pd

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.figures.states import ClockName, ClockVerdict
from kehu_batch.wording.labels import CLOCK_LABELS

CLOCK_RESULTS: Mapping[str, str] = {
    ClockVerdict.MET: "达标",
    ClockVerdict.MISSED: "未达标",
    ClockVerdict.PENDING: "未到期",
    ClockVerdict.UNDETERMINABLE: "无法判定",
}

#: What is undeterminable (docs/rules.md, 8).
UNDECIDED = "表里没有这一列、只有日期而不足以判断、做了而没有写时间、先后不可能的，记为无法判定。"

STAGE_LABELS: Mapping[str, str] = {
    "respond": "投诉到响应",
    "plan": "投诉到方案",
    "resolve": "投诉到解决",
    "confirm": "解决到回访确认",
}


def hour_unit(working: str) -> str:
    """Return what an hour is called where hours of work are counted, and where all are."""
    return "工作小时" if working else "小时"


def limit_unit(working: str) -> str:
    """Return what follows the number of a limit in hours.

    Example:
        >>> limit_unit(""), limit_unit("09:00–18:00")
        ('小时', '个工作小时')
    """
    return f"个{hour_unit(working)}" if working else hour_unit(working)


def clock_label(clock: str, limit: int, working: str = "") -> str:
    """Return a clock with its limit.

    Args:
        clock: Code of the clock.
        limit: In hours, of ``post_solution`` in days.
        working: From when to when a day is worked, where hours of work are counted.

    Example:
        >>> clock_label("complaint_plan", 24), clock_label("post_solution", 3, "09:00–18:00")
        ('投诉方案（24小时）', '解决后回访（3天）')
        >>> clock_label("complaint_plan", 24, "09:00–18:00")
        '投诉方案（24个工作小时）'
    """
    unit = "天" if clock == ClockName.CONFIRMATION else limit_unit(working)
    return f"{CLOCK_LABELS[clock]}（{limit}{unit}）"


def working_words(working: str) -> str:
    """Return how hours of work are counted; blank where all hours count.

    Example:
        >>> working_words("09:00–18:00"), working_words("")
        ('按工作日（含调休上班日）的 09:00–18:00 计时', '')
    """
    return f"按工作日（含调休上班日）的 {working} 计时" if working else ""


def show_moment(moment: datetime | None) -> str:
    """Return a day, with its time to the minute where it is known.

    Example:
        >>> show_moment(datetime(2026, 10, 19, 8, 40)), show_moment(datetime(2026, 10, 15)), show_moment(None)
        ('2026-10-19 08:40', '2026-10-15', '')
    """
    if moment is None or pd.isna(moment):
        return ""
    return f"{moment:%Y-%m-%d %H:%M}" if (moment.hour, moment.minute) != (0, 0) else f"{moment:%Y-%m-%d}"


def undecided_words(analysis: Analysis) -> str:
    """Return how many open complaints are no open item, as nobody can tell whether their limits are over; else ``""``.

    Where an item is open the complaints may be among them, so nothing is said.
    """
    complaints = analysis.complaints
    if complaints is None or analysis.follow_ups.open or not complaints.limits or not len(complaints.open):
        return ""
    return f"，未结投诉 {len(complaints.open):,} 件的时限无法判定"
