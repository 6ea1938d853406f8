"""Which figures of retention nobody can tell, and why: for want of orders, callbacks, complaints, contacts, debts."""

from __future__ import annotations

import pandas as pd

from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.retention.debts import Debts
from kehu_batch.analysis.retention.facts import Facts
from kehu_batch.analysis.retention.rates import NO_ORDERS
from kehu_batch.model.tables.telling import has_column, why_untold, why_untold_beside
from kehu_batch.wording.joining import join_reasons
from kehu_batch.wording.labels import SIGNAL_LABELS

#: Columns of the ledger that say who is lost.
_STATES = frozenset({"lifecycle_stage", "follow_status"})
_OF_DEALS = ("silent", "order_gap", "new_no_order", "complaint_silence")


def find_untold(facts: Facts, debts: Debts, *, priced: bool) -> dict[str, str]:
    """Return why a signal, a list or a count of retention is not known, by figure.

    Args:
        facts: The day's facts.
        debts: What customers owe.
        priced: Whether an order has an amount.
    """
    dataset = facts.snapshot.dataset
    reasons = blind_signals(facts, debts)
    if len(reasons) == len(SIGNAL_LABELS):
        reasons["at_risk"] = join_reasons(reasons.values())
    if upset := reasons.get("signals.upset_overdue"):
        reasons["money_at_risk"] = upset
    if not priced:
        reasons["lifetime_value"] = "订单没有金额" if facts.deals.recorded else NO_ORDERS
    if not facts.deals.recorded:
        reasons["orders_without_amount"] = NO_ORDERS
        if why := why_untold_beside(dataset, ("orders",), _STATES, "客户阶段和跟进状态"):
            reasons["loss"] = why
    if untold := why_untold(dataset, "callbacks", "complaints"):
        reasons["loss.possible"] = untold
    if untold := _why_unreviewed(facts):
        reasons["unreviewed"] = untold
    return reasons


def blind_signals(facts: Facts, debts: Debts) -> dict[str, str]:
    """Return why a signal cannot be seen, under ``signals.<code>``."""
    dataset = facts.snapshot.dataset
    reasons: dict[str, str] = {}
    if not facts.deals.recorded:
        reasons |= dict.fromkeys(_OF_DEALS, NO_ORDERS)
    elif untold := why_untold(dataset, "complaints"):
        reasons["complaint_silence"] = untold
    if untold := why_untold(dataset, "callbacks"):
        reasons["falling_score"] = untold
    # Who is upset is told by callbacks and complaints, who is overdue by what is owed.
    if untold := debts.reason if debts.figures is None else why_untold(dataset, "callbacks", "complaints"):
        reasons["upset_overdue"] = untold
    return {f"signals.{code}": reasons[code] for code in SIGNAL_LABELS if code in reasons}


def why_no_contacts(snapshot: Snapshot, *, newest: bool) -> str:
    """Return why nobody can tell whether a customer was contacted; ``""`` where it can be told.

    Args:
        snapshot: The drop on its day.
        newest: Whether the newest contact tells it: that stands in a ledger, too, the earlier ones in logs only.
    """
    dataset = snapshot.dataset
    if newest and has_column(dataset, "ledger", {"last_contact_on"}):
        return ""
    return why_untold(dataset, "callbacks", "followups")


def _why_unreviewed(facts: Facts) -> str:
    """Return why nobody can tell which key customers were not reviewed."""
    if not pd.notna(facts.tiers).any() and not facts.core.any():
        return "没有客户定得出等级，不知道谁是重点客户"
    if has_column(facts.snapshot.dataset, "ledger", {"reviewed_on"}):
        return ""
    return why_no_contacts(facts.snapshot, newest=True)
