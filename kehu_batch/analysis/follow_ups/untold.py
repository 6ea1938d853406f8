"""Which figures of contact nobody can tell, and why: for want of a table, of a tier, or of anything to count."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.follow_ups.cadence import tiers_of
from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.model.figures.states import ObligationState
from kehu_batch.model.tables.telling import has_column, why_untold

#: What only the worksheet tells.
_OF_CALLBACKS = (
    "kept_rate",
    "kept",
    "due",
    "completion_rate",
    "made",
    "planned",
    "not_called",
    "results",
    "plans",
    "plan_completeness",
    "incomplete_plans",
)
#: Columns of the worksheet from which something falls due.
_AGREED = frozenset({"next_callback_on", "plan", "plan_due_on"})
_DUE = ("callbacks", "followups", "complaints", "ledger")
_LOGS = ("callbacks", "followups")


def find_reasons(
    snapshot: Snapshot, tiers: TierFigures, counted: tuple[int, int], obligations: Collection[pd.DataFrame]
) -> dict[str, str]:
    """Return why each figure of contact that nobody can tell has no value, by figure.

    Args:
        snapshot: The drop on its day.
        tiers: Tier of each customer.
        counted: Promises due in the period, and callbacks made or planned in it.
        obligations: All that there are, with their ``state``.
    """
    dataset, (due, planned) = snapshot.dataset, counted
    reasons = _why_nothing_is_due(snapshot, obligations)
    if not due:
        reasons["kept_rate"] = "本期没有到期的约定回访"
    if not planned:
        reasons["completion_rate"] = "本期没有计划回访"
    if no_calls := why_untold(dataset, "callbacks"):
        reasons |= dict.fromkeys(_OF_CALLBACKS, no_calls)
    if no_log := why_untold(dataset, *_LOGS):
        reasons |= dict.fromkeys(("attempts", "over_contacted", "stale_contacts"), no_log)
    elif not pd.notna(tiers_of(snapshot, tiers)[0]).any():
        reasons["over_contacted"] = "没有客户定得出等级，不知道应多久联系一次"
    if not has_column(dataset, "ledger", {"last_contact_on"}):
        no_dates = why_untold(dataset, "ledger") or "客户台账没有最近沟通时间"
        reasons |= dict.fromkeys(("stale_contacts", "stated_contacts"), no_dates)
    return reasons


def _why_nothing_is_due(snapshot: Snapshot, obligations: Collection[pd.DataFrame]) -> dict[str, str]:
    """Return why nobody can tell what is late, or open; nothing where a table came that could tell it.

    Complaints tell it, a worksheet with agreed days, and any obligation that can be judged, say of a ledger with
    tiers and days of contact. Nothing is told by a tier without an interval, or without a day to count from.
    """
    dataset = snapshot.dataset
    if dataset.table("complaints") is not None or has_column(dataset, "callbacks", _AGREED):
        return {}
    if any((part["state"] != ObligationState.UNDECIDED).any() for part in obligations):
        return {}
    reason = why_untold(dataset, *_DUE) or (
        f"{why_untold(dataset, 'callbacks', 'complaints') or '回访工作表没有约定和计划的日期'}，"
        "按等级推到期日也缺等级、频率或联系日期"
    )
    return dict.fromkeys(("overdue", "open", "by_owner", "by_tier", "by_clock"), reason)
