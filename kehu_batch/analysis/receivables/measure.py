"""Payment risk as of as_of: aging by both clocks, allocation, KPIs, grades and what to do (docs/rules.md, 10)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.snapshot import Fen, Snapshot
from kehu_batch.analysis.receivables.accounts import list_customers
from kehu_batch.analysis.receivables.allocation import BY_NAME, FIRST_IN_FIRST_OUT, ON_DOCUMENTS, UNPAID
from kehu_batch.analysis.receivables.dunning import list_attention, suggest_dunning
from kehu_batch.analysis.receivables.kpi_inputs import sum_inputs
from kehu_batch.analysis.receivables.kpis import compute_kpis
from kehu_batch.analysis.receivables.position import Position
from kehu_batch.analysis.receivables.rows import list_documents, list_receipts
from kehu_batch.analysis.receivables.sums import tie_out
from kehu_batch.analysis.receivables.written_off import sum_written_off
from kehu_batch.model.figures.receivables import CurrencyFigures, PaymentRiskFigures, RollForward, TieOut
from kehu_batch.model.tables.telling import regions_with
from kehu_batch.policy.schema import Policy, ReceivablesPolicy


def measure_payment_risk(snapshot: Snapshot, position: Position, policy: Policy) -> PaymentRiskFigures:
    """Measure payment risk.

    Args:
        snapshot: The drop as of as_of.
        position: Receivables of the side chosen, as of the same day.
        policy: What finance decided.

    Raises:
        InternalError: Two sums that must be equal are not.
    """
    rules = policy.receivables
    documents = list_documents(snapshot, position.documents, position.state, rules)
    receipts, later = list_receipts(snapshot, position.documents, position.receipts, position.state)
    overdue, ages = position.spread_overdue(rules), position.spread_age(rules)
    customers, order = list_customers(snapshot, position, documents, receipts, rules)
    names = position.documents.currency_names
    payments = _tell_payments(snapshot, position, rules)
    currencies = {
        name: _measure_currency(snapshot, position, code, (overdue, ages), customers, rules)
        for code, name in enumerate(names)
    }
    return PaymentRiskFigures(
        as_of=snapshot.as_of,
        side=position.side,
        currency=rules.currency,
        currencies=currencies,
        bucket_labels=rules.bucket_labels,
        age_labels=rules.age_labels,
        allocation=payments,
        has_receipts=position.has_receipts,
        payments_untold=payments == UNPAID,
        documents=documents,
        receipts=receipts,
        later_receipts=later,
        customers=customers,
        customer_buckets=pd.DataFrame(overdue[order], columns=list(rules.bucket_labels)),
        customer_age_buckets=pd.DataFrame(ages[order], columns=list(rules.age_labels)),
        dunning=suggest_dunning(snapshot, documents, customers, rules),
        attention=list_attention(snapshot, customers, policy),
        checks=tie_out(_checks(position, documents, (overdue, ages), currencies)),
    )


def _tell_payments(snapshot: Snapshot, position: Position, policy: ReceivablesPolicy) -> str:
    """Return what tells how much was paid, and how receipts without a document were treated."""
    if position.has_receipts:
        return FIRST_IN_FIRST_OUT if policy.first_in_first_out else BY_NAME
    mine = np.array([region.side is position.side for region in snapshot.dataset.regions], dtype=np.bool_)
    paid = regions_with(snapshot.dataset, "invoices", {"paid", "open_amount"})
    return ON_DOCUMENTS if (paid & mine).any() else UNPAID


def _measure_currency(
    snapshot: Snapshot,
    position: Position,
    code: int,
    spreads: tuple[Fen, Fen],
    customers: pd.DataFrame,
    policy: ReceivablesPolicy,
) -> CurrencyFigures:
    name = position.documents.currency_names[code]
    mine = position.accounts.currencies == code
    sums, reasons = position.sums, position.reasons(code)
    unnamed, excess = int(sums.unnamed[mine].sum()), int(sums.excess[mine].sum())
    unallocated = int(sums.unallocated[mine].sum())
    buckets = dict(zip(policy.bucket_labels, spreads[0][mine].sum(axis=0).tolist(), strict=True))
    limits = "" if code == 0 else "信用额度只用于本位币"
    kpis = compute_kpis(sum_inputs(snapshot, position, code), {**reasons, "limits": limits})
    blocked = reasons["receipts"] or reasons["issued"]
    later = position.receipts_by_account(~position.state.counted)
    return CurrencyFigures(
        currency=name,
        outstanding_fen=int(sums.outstanding[mine].sum()),
        overdue_fen=int(sums.overdue[mine].sum()),
        disputed_fen=int(customers.loc[customers["currency"] == name, "disputed_fen"].sum()),
        credit_notes_fen=int(sums.credit_notes[mine].sum()),
        unallocated_fen=unallocated,
        unnamed_fen=unnamed,
        excess_fen=excess,
        unmatched_fen=unallocated - unnamed - excess,
        later_receipts_fen=int(later[mine].sum()),
        written_off_fen=sum_written_off(snapshot, position, name),
        net_fen=int(sums.net[mine].sum()),
        buckets=buckets,
        age_buckets=dict(zip(policy.age_labels, spreads[1][mine].sum(axis=0).tolist(), strict=True)),
        roll_forward=None if blocked else _roll_forward(position, code),
        kpis=kpis,
        expected_loss=_expected_loss(buckets, policy),
        reasons={
            **({"roll_forward": blocked} if blocked else {}),
            **{kpi.code: kpi.reason for kpi in kpis.values() if kpi.reason},
        },
    )


def _roll_forward(position: Position, code: int) -> RollForward:
    mine = position.accounts.currencies == code
    issued = position.in_period(position.documents.issued) & (position.documents.currencies == code)
    amounts = position.documents.amounts[issued]
    received = position.receipts_by_account(position.in_period(position.receipts.days))
    return RollForward(
        opening_fen=int(position.opening.net[mine].sum()),
        invoiced_fen=int(amounts[amounts > 0].sum()),
        credited_fen=-int(amounts[amounts < 0].sum()),
        received_fen=int(received[mine].sum()),
        closing_fen=int(position.sums.net[mine].sum()),
        opening_gross_fen=int(position.opening.outstanding[mine].sum()),
        closing_gross_fen=int(position.sums.outstanding[mine].sum()),
    )


def _expected_loss(buckets: dict[str, int], policy: ReceivablesPolicy) -> pd.DataFrame | None:
    if not policy.loss_rates:
        return None
    rates = [policy.loss_rates.get(label, Decimal(0)) for label in buckets]
    losses = [
        int((Decimal(fen) * rate).to_integral_value(ROUND_HALF_UP))
        for fen, rate in zip(buckets.values(), rates, strict=True)
    ]
    return pd.DataFrame(
        {
            "bucket": pd.array(list(buckets), dtype="str"),
            "outstanding_fen": np.array(list(buckets.values()), dtype=np.int64),
            "rate": [float(rate) for rate in rates],
            "loss_fen": np.array(losses, dtype=np.int64),
        }
    )


def _checks(
    position: Position,
    documents: pd.DataFrame,
    spreads: tuple[Fen, Fen],
    currencies: dict[str, CurrencyFigures],
) -> Iterator[TieOut]:
    """Yield the sums of each currency that must be equal, reached by different ways."""
    for code, (name, figures) in enumerate(currencies.items()):
        mine = position.accounts.currencies == code
        rows = documents[documents["currency"] == name]
        invoices = rows[rows["amount_fen"] >= 0]
        for clock, column, spread, labels in (
            ("逾期分段", "bucket", spreads[0], figures.buckets),
            ("账龄分段", "age_bucket", spreads[1], figures.age_buckets),
        ):
            in_bucket = int(invoices.loc[invoices[column].isin(list(labels)), "open_fen"].sum())
            filled = invoices["amount_fen"] - invoices["received_fen"] - invoices["fifo_fen"]
            yield TieOut(f"逐单：{clock}之和 = 应收 − 已收", in_bucket, int(filled.sum()), name)
            by_customer = spread[mine].sum(axis=1)
            gap = int(np.abs(by_customer - position.sums.outstanding[mine]).sum())
            yield TieOut(f"逐客户：{clock}之和 = 未收余额（差额绝对值合计）", gap, 0, name)
            yield TieOut(f"合计：{clock}之和 = 未收余额", sum(labels.values()), figures.outstanding_fen, name)
        net = figures.outstanding_fen - figures.credit_notes_fen - figures.unallocated_fen
        yield TieOut("净额 = 未收余额 − 贷项 − 未分配回款", figures.net_fen, net, name)
        yield TieOut("净额 = 全部应收 − 全部回款", figures.net_fen, _net_by_rows(position, code), name)
        if figures.roll_forward is not None:
            yield from _roll_checks(position, code, figures.roll_forward, name)


def _net_by_rows(position: Position, code: int) -> int:
    documents, state = position.documents, position.state
    live = state.live & (documents.currencies == code)
    counted = state.counted & (position.receipts.currencies == code)
    owed = int(documents.amounts[live].sum()) - int(documents.undated[live].sum())
    return owed - int(position.receipts.amounts[counted].sum())


def _roll_checks(position: Position, code: int, roll: RollForward, name: str) -> Iterator[TieOut]:
    expected = roll.opening_fen + roll.invoiced_fen - roll.credited_fen - roll.received_fen
    yield TieOut("合计：期初 + 开票 − 回款 = 期末", expected, roll.closing_fen, name)
    mine = position.accounts.currencies == code
    flows = position.by_account(position.documents.amounts, position.in_period(position.documents.issued))
    flows = flows - position.receipts_by_account(position.in_period(position.receipts.days))
    gap = position.opening.net + flows - position.sums.net
    yield TieOut("逐客户：期初 + 开票 − 回款 = 期末（差额绝对值合计）", int(np.abs(gap[mine]).sum()), 0, name)
