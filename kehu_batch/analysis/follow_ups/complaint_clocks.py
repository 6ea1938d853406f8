"""Complaint clocks as obligations: a missed or running one of an open complaint is an item like any other."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.days import Day, days_where, is_dated
from kehu_batch.analysis.base.snapshot import Mask
from kehu_batch.analysis.base.text_columns import Texts, as_texts, choose_text, same_text
from kehu_batch.analysis.complaints.clocks import (
    CONFIRMATION,
    MET,
    MISSED,
    NOT_RUNNING,
    STAGES,
    UNDETERMINABLE,
    JudgedClock,
)
from kehu_batch.analysis.complaints.register import Register
from kehu_batch.analysis.follow_ups.obligations import Obligations
from kehu_batch.model.figures.states import ClockName, ObligationState


def collect_complaint_clocks(
    register: Register, judged: Mapping[str, JudgedClock], limits: Mapping[str, int], unit: str
) -> list[Obligations]:
    """Collect every clock that runs for a complaint.

    Args:
        register: The complaints.
        judged: Their clocks.
        limits: Each clock's limit in hours, of ``post_solution`` in days.
        unit: What such an hour is called.
    """
    if not len(register.rows):
        return []
    return [_of_clock(register, clock, verdicts, limits[clock], unit) for clock, verdicts in judged.items()]


def _of_clock(register: Register, clock: str, judged: JudgedClock, limit: int, unit: str) -> Obligations:
    rows = register.rows
    due, closed = judged.due.astype("datetime64[D]"), judged.closed.astype("datetime64[D]")
    field = "confirmed_at" if clock == CONFIRMATION else STAGES[clock]
    fallback = "resolved_at" if clock == CONFIRMATION else "received_at"
    found = Obligations(
        clocks=same_text(clock, len(rows)),
        customers=register.customers,
        owners=as_texts(rows["owner"]),
        due=due,
        closed=closed,
        contents=_contents(clock, rows, limit, unit),
        regions=rows["region"].to_numpy(dtype=np.int64),
        rows=rows["source_row"].to_numpy(dtype=np.int64),
        fields=choose_text([register.has_column[field]], [field], fallback),
        states=_states(judged, register.day),
        due_at=days_where(judged.due_timed, judged.due),
        closed_at=days_where(judged.closed_timed, judged.closed),
    )
    return found.select(judged.results != NOT_RUNNING)


def _states(judged: JudgedClock, as_of: Day) -> Texts:
    """Return the states that follow from the verdicts: an hour's limit may be over on the day on which it ends."""
    open_ones = ~is_dated(judged.closed)
    due = judged.due.astype("datetime64[D]")
    choices: list[tuple[Mask, str]] = [
        (judged.results == UNDETERMINABLE, ObligationState.UNDECIDED),
        (judged.results == MET, ObligationState.DONE),
        ((judged.results == MISSED) & open_ones, ObligationState.OVERDUE),
        (judged.results == MISSED, ObligationState.DONE_LATE),
        (due == as_of, ObligationState.DUE_TODAY),
    ]
    masks, names = [mask for mask, _ in choices], [name for _, name in choices]
    return choose_text(masks, names, ObligationState.NOT_DUE)


def _contents(clock: str, rows: pd.DataFrame, limit: int, unit: str) -> Texts:
    """Return what was owed, to whose words: ``24小时内给出方案（TS2026-015 售后电话打不通）``."""
    asked: Mapping[str, str] = {
        ClockName.RESPONSE: f"{limit}{unit}内响应投诉",
        ClockName.SOLUTION_PLAN: f"{limit}{unit}内给出方案",
        ClockName.RESOLUTION: f"{limit}{unit}内解决投诉",
        CONFIRMATION: f"解决后{limit}天内回访确认",
    }
    about = (rows["complaint_id"].fillna("") + " " + rows["content"].fillna("")).str.strip()
    return as_texts(("（" + about + "）").where(about != "", "").radd(asked[clock]))
