"""Figures of the register of complaints."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kehu_batch.records import dataclass, field


@dataclass(frozen=True, slots=True)
class ClockCounts:
    """A complaint clock's counts over the complaints of the period; those not solved yet have no ``post_solution``."""

    met: int = 0
    missed: int = 0
    pending: int = 0
    undeterminable: int = 0


@dataclass(frozen=True, slots=True)
class StageTimes:
    """How long a stage took, over complaints of which both times are known to the minute and in order.

    Args:
        count: Such complaints.
        median: Median of the hours; ``None`` without any.
        p90: Their 90th percentile, interpolated; ``None`` without any.
    """

    count: int
    median: float | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class ComplaintFigures:
    """Complaints received in the period; what is open, as of ``as_of``.

    Lists have ``complaint_id``, ``customer`` int64, ``customer_id``, ``customer_name``, ``received_at``, ``type``,
    ``content``, ``owner`` (missing: nobody), ``region``, ``source_row``, ``field``, ``file``, ``cell``.

    Args:
        clock_set: Name of the limits in force, e.g. ``"1-24-48"``.
        limits: Each clock's limit in hours, of ``post_solution`` in days; a clock not asked for is absent.
        received: Complaints of the period.
        resolved: Those of them that are solved by as_of: by their time, else by their status.
        resolution_rate: ``resolved`` ÷ ``received``; ``None`` without any.
        by_type: One row a primary type, most first: ``type``, ``count``, ``share``, ``cumulative``, ``customers``,
            ``spend_fen`` Int64, ``department``.
        by_customer: ``customer``, ``customer_id``, ``customer_name``, ``count``, most first.
        by_tier: ``tier``, ``count``.
        by_owner: ``owner`` (missing: nobody), ``count``, ``open`` (of all months).
        by_month: Every month from the first with a complaint up to as_of: ``month``, ``received``, ``resolved``,
            and for each clock ``<clock>_met``, ``…_missed``, ``…_pending``, ``…_undeterminable``.
        clocks: Counts by clock; one that is off counts nothing.
        stages: Times by ``respond``, ``plan``, ``resolve`` (from receipt) and ``confirm`` (from the solution).
        items: The period's complaints, as a list with ``tier``, ``solved`` bool and a column for each clock in force:
            ``met``, ``missed``, ``pending``, ``undeterminable``, missing where it does not run.
        open: All complaints not solved, as a list with ``age_days``, oldest first.
        unconfirmed: The period's solved complaints without a confirming callback or date, as a list.
        repeats: The period's complaints that repeat an earlier one of that customer and type, as a list with
            ``earlier_id``, ``earlier_cell``, ``days`` between the two.
        pairs: Complaints of the period with a callback issue of that customer and type near them, as a list with
            ``called_on``, ``text``, ``days`` (between the two, negative: called before), ``call_file``,
            ``call_cell``.
        repeat_days: Within how many days a complaint is a repeat.
        pair_days: How many days a pair may be apart.
        working: From when to when a day is worked, where hours of work are counted, e.g. ``"09:00–18:00"``; blank
            where all hours count. Limits and stages are in such hours.
        reasons: Why a figure is ``None``.
    """

    clock_set: str
    limits: Mapping[str, int]
    received: int
    resolved: int
    resolution_rate: float | None
    by_type: pd.DataFrame
    by_customer: pd.DataFrame
    by_tier: pd.DataFrame
    by_owner: pd.DataFrame
    by_month: pd.DataFrame
    clocks: Mapping[str, ClockCounts]
    stages: Mapping[str, StageTimes]
    items: pd.DataFrame
    open: pd.DataFrame
    unconfirmed: pd.DataFrame
    repeats: pd.DataFrame
    pairs: pd.DataFrame
    repeat_days: int
    pair_days: int
    working: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)
