"""Payment risk from finance's balances as JSON data."""

from __future__ import annotations

from typing import cast

from kehu_batch.model.figures.finance.stated import StatedCurrency, StatedReceivables
from kehu_batch.model.figures.payment_kpis import money_word
from kehu_batch.model.figures.states import BucketClock
from kehu_batch.model.schema.receivables import KpiDetails, KpiValues
from kehu_batch.model.schema.stated_receivables import (
    StatedAttention,
    StatedCurrencyRecord,
    StatedCustomer,
    StatedLists,
    StatedPaymentRisk,
    StatedSums,
)
from kehu_batch.summary.receivables import write_checks, write_general_ledger, write_kpi
from kehu_batch.summary.records import add_reasons, decimal_or_none, list_records
from kehu_batch.wording.numbers import fen_to_decimal

_NO_BUCKETS = {
    BucketClock.OVERDUE: "财务的余额表没有按逾期天数的分段",
    BucketClock.AGE: "财务的余额表没有按账龄的分段",
}


def write_stated(figures: StatedReceivables) -> StatedPaymentRisk:
    """Return what finance's balances say; other currencies stand under ``foreign``."""
    spreads = {clock: _spread_customers(figures, clock) for clock in BucketClock}
    lists: StatedLists = {
        "customers": list_records(
            figures.customers,
            StatedCustomer,
            {"buckets": spreads[BucketClock.OVERDUE], "age_buckets": spreads[BucketClock.AGE]},
        ),
        "attention": list_records(figures.attention, StatedAttention),
        "foreign": [_currency(figures, foreign) for foreign in figures.foreign],
        "left_out": {name: fen_to_decimal(fen) for name, fen in figures.left_out_fen.items()},
        "checks": write_checks(figures.checks),
        "unknown": dict(figures.unknown),
        "general_ledger": write_general_ledger(figures),
    }
    section: StatedPaymentRisk = {
        "side": "finance",
        "basis": "balances",
        "stated_on": None if figures.stated_on is None else figures.stated_on.isoformat(),
        **_currency(figures, figures.total),
        **lists,
    }
    return add_reasons(StatedPaymentRisk, section, {"general_ledger": figures.ledger_reason})


def _currency(figures: StatedReceivables, one: StatedCurrency) -> StatedCurrencyRecord:
    spreads = {
        clock: {label: fen_to_decimal(fen) for label, fen in one.spread(figures.buckets, clock).items()}
        for clock in BucketClock
    }
    sums: StatedSums = {
        "currency": one.currency,
        "outstanding": fen_to_decimal(one.outstanding_fen),
        "overdue": decimal_or_none(one.overdue_fen),
        "credit_balances": fen_to_decimal(one.credit_fen),
        "net": fen_to_decimal(one.net_fen),
        "debtors": one.debtors,
        "unread_customers": one.unread,
        "buckets": spreads[BucketClock.OVERDUE] or None,
        "age_buckets": spreads[BucketClock.AGE] or None,
        "unspread": {clock: fen_to_decimal(fen) for clock, fen in one.unspread.items()},
    }
    values = {code: kpi.value for code, kpi in one.kpis.items()}
    unit = money_word(one.currency)
    details: KpiDetails = {
        "kpis": [write_kpi(kpi, unit) for kpi in one.kpis.values()],
        "roll_forward": None,
        "expected_loss": None,
    }
    record: StatedCurrencyRecord = {**sums, **cast("KpiValues", values), **details}
    reasons = {code: kpi.reason for code, kpi in one.kpis.items()}
    reasons |= {name: figures.unknown[name] for name in ("roll_forward", "expected_loss")}
    reasons |= {"buckets": _NO_BUCKETS[BucketClock.OVERDUE], "age_buckets": _NO_BUCKETS[BucketClock.AGE]}
    return add_reasons(StatedCurrencyRecord, record, {**reasons, **one.reasons})


def _spread_customers(figures: StatedReceivables, clock: BucketClock) -> list[dict[str, str]]:
    """Return each customer's amounts by bucket of a clock, those that its sheets have."""
    places = [place for place, head in enumerate(figures.buckets) if head.clock == clock]
    labels = [figures.buckets[place].label for place in places]
    frame = figures.customer_buckets[places]
    missing = frame.isna().to_numpy()
    amounts = frame.fillna(0).to_numpy(dtype="int64").tolist()
    return [
        {
            label: fen_to_decimal(fen)
            for label, fen, gone in zip(labels, row, lacking, strict=True)
            if not gone
        }
        for row, lacking in zip(amounts, missing.tolist(), strict=True)
    ]
