"""What customers owe: payment risk and the cross-check, with the findings of both."""

from __future__ import annotations

import pandas as pd

from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.cross_check.measure import measure_cross_check
from kehu_batch.analysis.finance_side.measure import measure_stated
from kehu_batch.analysis.owed import NO_INVOICES, Owed, choose_side, has_balances
from kehu_batch.analysis.provision.measure import measure_provision
from kehu_batch.analysis.receivables.closing import closing_of, find_restated, restate
from kehu_batch.analysis.receivables.findings import find_in_receivables
from kehu_batch.analysis.receivables.general_ledger import with_balance
from kehu_batch.analysis.receivables.measure import measure_payment_risk
from kehu_batch.analysis.receivables.position import Position, take_position
from kehu_batch.model.figures.receivables import PaymentRiskFigures
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.period import Period
from kehu_batch.model.tables.recognition import Side
from kehu_batch.policy.schema import Policy
from kehu_batch.records import replace

#: Of a blank template, and of a ledger that begins after as_of.
_NO_ROWS = "截至截止日，应收明细里没有可用的行"


def measure_owed(snapshot: Snapshot, period: Period, policy: Policy) -> Owed:
    """Measure payment risk and cross-check it.

    Raises:
        InputRejected: Amounts beyond what can be added exactly.
        InternalError: Two sums that must be equal are not.
    """
    side = choose_side(snapshot)
    if side is None:
        return _without_documents(snapshot, policy, NO_INVOICES)
    position = take_position(snapshot, period, side, policy.receivables)
    risk = _tie_to_others(measure_payment_risk(snapshot, position, policy), snapshot, period)
    risk = replace(risk, provision=measure_provision(snapshot, position, policy.receivables))
    found = (*find_in_receivables(snapshot, position, policy), *find_restated(risk))
    if risk.customers.empty:
        return _without_documents(snapshot, policy, _NO_ROWS, found)
    due, due_reason = _falling_due(position)
    if side is not Side.OPS:
        return Owed(risk, None, None, due, due_reason, found, {"cross_check": "运营方没有应收明细"})
    checked, of_check, reason = measure_cross_check(snapshot, position, risk, policy)
    reasons = {"cross_check": reason} if reason else {}
    return Owed(risk, checked, None, due, due_reason, (*found, *of_check), reasons)


def _without_documents(
    snapshot: Snapshot, policy: Policy, reason: str, found: tuple[Finding, ...] = ()
) -> Owed:
    """Return what finance's balances say, where no list of open invoices does."""
    stated, of_balances, why = measure_stated(snapshot, policy) if has_balances(snapshot) else (None, (), "")
    if stated is not None:
        # Of another day's sheets the ledger's balance is, too.
        stated = with_balance(stated, snapshot.dataset.ledger_balances, stated.stated_on or snapshot.as_of)
    return Owed(
        stated=stated,
        due_reason=reason,
        findings=(*found, *of_balances),
        reasons={"payment_risk": why or reason, "cross_check": reason},
    )


def _tie_to_others(risk: PaymentRiskFigures, snapshot: Snapshot, period: Period) -> PaymentRiskFigures:
    """Add the run's closing, what moved in an earlier one, and the general ledger's balance."""
    dataset = snapshot.dataset
    restated, why = restate(risk, dataset.closings, period.first, _excluded(snapshot))
    risk = with_balance(risk, dataset.ledger_balances, snapshot.as_of)
    return replace(risk, closing=closing_of(risk), restatement=restated, restatement_reason=why)


def _excluded(snapshot: Snapshot) -> dict[str, str]:
    """Return why an invoice is not counted, by its number; nothing where no closing asks."""
    frame = snapshot.dataset.table("invoices")
    if frame is None or not snapshot.dataset.closings:
        return {}
    left = frame[(frame["excluded"] != "") & frame["invoice_no"].notna()]
    return dict(zip(left["invoice_no"].tolist(), left["excluded"].tolist(), strict=True))


def _falling_due(position: Position) -> tuple[pd.DataFrame | None, str]:
    """Return ``Owed.due``, or why it is not known."""
    known = position.reasons(0)
    reason = known["receipts"] or known["allocation"]
    if reason:
        return None, reason
    mine = position.falls_due & (position.documents.currencies == 0) & (position.documents.customers >= 0)
    table = pd.DataFrame(
        {
            "customer": position.documents.customers[mine],
            "due_fen": position.documents.amounts[mine],
            "collected_fen": position.collected[mine],
            "documents": 1,
        }
    )
    return table.groupby("customer").sum().reset_index(), ""
