"""What each customer spent in the window that tiers are measured by (docs/rules.md, 5)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.calendar_months import month_number, window_opening
from kehu_batch.analysis.base.days import ONE_DAY, Day, Days, to_days
from kehu_batch.analysis.base.row_findings import find_in_rows
from kehu_batch.analysis.base.snapshot import Codes, Counts, Fen, Mask, Snapshot
from kehu_batch.analysis.base.text_columns import Texts
from kehu_batch.analysis.base.unread_cells import why_unknown
from kehu_batch.analysis.tiers.namesakes import find_namesakes
from kehu_batch.errors import InputRejected
from kehu_batch.model.findings.catalogue_figures import ORDERS_SHORT, SPEND_DIFFERS
from kehu_batch.model.findings.finding import Finding
from kehu_batch.policy.schema import Policy, TierPolicy
from kehu_batch.records import dataclass
from kehu_batch.wording.numbers import format_day, format_money

#: Sums stay below this so that fen never overflow 64 bits.
_LARGEST_SUM = 9.0e18


@dataclass(frozen=True, slots=True)
class Spend:
    """Spend of each customer, in the order of ``Dataset.customers``.

    Args:
        fen: Spend in the window; 0 where ``known`` is not set.
        known: Whether there is an amount at all.
        by_orders: Whether it was summed from orders, for all customers alike; else it is the ledger's amount.
        ledger_fen: The ledger's annual amount; 0 where ``ledger_known`` is not set.
        ledger_known: Whether the ledger has an amount.
        ledger_unknown: Why an amount that the ledger writes is not known; ``""`` where it is, or where none is written.
        ordered: Whether the customer has an order, in the window or before it.
        unpriced: Orders in the window without a known amount, which ``fen`` lacks.
        shared: Has no order but such as name several customers of one name, of whom this is one.
        orders_from: Position of the earliest order where there are orders that do not cover the window;
            else -1.
    """

    fen: Fen
    known: Mask
    by_orders: bool
    ledger_fen: Fen
    ledger_known: Mask
    ledger_unknown: Texts
    ordered: Mask
    unpriced: Counts
    shared: Mask
    orders_from: int = -1


def measure_spend(snapshot: Snapshot, policy: TierPolicy) -> Spend:
    """Measure the spend of each customer.

    From orders in (as_of − window, as_of] where the earliest order lies in or before the window's first
    month, or the policy says that the table is complete: a customer without one has then spent 0. Otherwise
    it is the ledger's annual amount.
    """
    orders = snapshot.rows("orders", "customer", "ordered_on", "amount")
    customers, days = orders["customer"].to_numpy(dtype=np.int64), to_days(orders["ordered_on"])
    named = customers >= 0
    count = snapshot.customer_count
    ledger = snapshot.ledger_values("annual_amount")
    ledger_known = ledger.notna().to_numpy()
    ledger_fen = ledger.fillna(0).to_numpy(dtype=np.int64)
    unknown = why_unknown(snapshot.dataset, "annual_amount")
    ordered = np.bincount(customers[named], minlength=count) > 0
    opening = window_opening(snapshot.as_of, policy.window_months)
    if not _covers(days, opening, policy):
        first = -1 if orders.empty else int(orders.index[int(days.argmin())])
        nothing = np.zeros(count, dtype=np.int64)
        stated = (ledger_fen, ledger_known)
        return Spend(*stated, False, *stated, unknown, ordered, nothing, nothing > 0, first)
    priced = orders["amount"].notna().to_numpy()
    inside = named & (days > opening)
    fen = sum_by_customer(
        customers[inside], orders["amount"].fillna(0).to_numpy(dtype=np.int64)[inside], count
    )
    unpriced = np.bincount(customers[inside & ~priced], minlength=count)
    # Orders that may be another's of that name are no spend of 0, nor are those of which none has a known amount.
    shared = find_namesakes(snapshot.dataset).sharing_with(ordered) & ~ordered
    known = ~shared & ((unpriced == 0) | (np.bincount(customers[inside & priced], minlength=count) > 0))
    return Spend(fen, known, True, ledger_fen, ledger_known, unknown, ordered, unpriced, shared)


def _covers(days: Days, opening: Day, policy: TierPolicy) -> bool:
    if not len(days):
        return False
    return policy.orders_complete or month_number(days.min()) <= month_number(opening + ONE_DAY)


def sum_by_customer(customers: Codes, fen: Fen, count: int) -> Fen:
    """Return the exact sum of fen for each customer.

    Raises:
        InputRejected: The amounts together exceed what 64 bits hold; no workbook of real money does.
    """
    if np.abs(fen.astype(np.float64)).sum() > _LARGEST_SUM:
        raise InputRejected(
            "金额合计超出可计算的范围", action="请检查订单金额和金额单位", code="amount_overflow"
        )
    sums = np.zeros(count, dtype=np.int64)
    np.add.at(sums, customers, fen)
    return sums


def find_in_spend(snapshot: Snapshot, spend: Spend, policy: Policy) -> tuple[Finding, ...]:
    """Return the findings about where spend came from."""
    if spend.by_orders:
        return _find_differences(snapshot, spend, policy)
    return _find_short_orders(snapshot, spend, policy.tiers)


def _find_short_orders(snapshot: Snapshot, spend: Spend, policy: TierPolicy) -> tuple[Finding, ...]:
    orders = snapshot.dataset.table("orders")
    if orders is None or spend.orders_from < 0:
        return ()
    row = orders.iloc[spend.orders_from]
    location = snapshot.dataset.location(int(row["region"]), "ordered_on", int(row["source_row"]))
    day = pd.Timestamp(row["ordered_on"]).date()
    first = window_opening(snapshot.as_of, policy.window_months) + ONE_DAY
    message = f"最早的订单是 {format_day(day)}，近{policy.window_months}个月的窗口从 {first} 开始"
    return (Finding(ORDERS_SHORT, location, message, f"{day}", "orders", "ordered_on"),)


def _find_differences(snapshot: Snapshot, spend: Spend, policy: Policy) -> tuple[Finding, ...]:
    customers = np.flatnonzero(spend.known & spend.ledger_known & (spend.ledger_fen != spend.fen))
    months = policy.tiers.window_months
    messages = [
        f"台账年合作金额 {format_money(stated)}，近{months}个月订单合计 {format_money(summed)}"
        for stated, summed in zip(
            spend.ledger_fen[customers].tolist(), spend.fen[customers].tolist(), strict=True
        )
    ]
    return find_in_rows(
        snapshot.dataset,
        SPEND_DIFFERS,
        ("ledger", "annual_amount"),
        snapshot.ledger_rows()[customers],
        messages,
        whole_column_rows=policy.quality.column_finding_rows,
    )
