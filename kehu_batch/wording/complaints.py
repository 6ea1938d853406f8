"""How complaints are told to people: clocks with their limits, verdicts, stages, moments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import pandas as pd

from kehu_batch.model.figures.states import ClockName, ClockVerdict
from kehu_batch.wording.labels import CLOCK_LABELS

CLOCK_RESULTS: Mapping[str, str] = {
    ClockVerdict.MET: "达标",
    ClockVerdict.MISSED: "未达标",
    ClockVerdict.PENDING: "未到期",
    ClockVerdict.UNDETERMINABLE: "无法判定",
}

STAGE_LABELS: Mapping[str, str] = {
    "respond": "投诉到响应",
    "plan": "投诉到方案",
    "resolve": "投诉到解决",
    "confirm": "解决到回访确认",
}


def clock_label(clock: str, limit: int) -> str:
    """Return a clock with its limit.

    Example:
        >>> clock_label("complaint_plan", 24), clock_label("post_solution", 3)
        ('投诉方案（24小时）', '解决后回访（3天）')
    """
    unit = "天" if clock == ClockName.CONFIRMATION else "小时"
    return f"{CLOCK_LABELS[clock]}（{limit}{unit}）"


def show_moment(moment: datetime | None) -> str:
    """Return a day, with its time to the minute where it is known.

    Example:
        >>> show_moment(datetime(2026, 10, 19, 8, 40)), show_moment(datetime(2026, 10, 15)), show_moment(None)
        ('2026-10-19 08:40', '2026-10-15', '')
    """
    if moment is None or pd.isna(moment):
        return ""
    return f"{moment:%Y-%m-%d %H:%M}" if (moment.hour, moment.minute) != (0, 0) else f"{moment:%Y-%m-%d}"
