"""What customers owe: payment risk and the cross-check, with the findings of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.cross_check.measure import measure_cross_check
from kehu_batch.analysis.receivables.findings import find_in_receivables
from kehu_batch.analysis.receivables.measure import NO_INVOICES, choose_side, measure_payment_risk
from kehu_batch.analysis.receivables.position import take_position
from kehu_batch.model.figures.receivables import CrossCheckFigures, PaymentRiskFigures
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.period import Period
from kehu_batch.model.tables.recognition import Side
from kehu_batch.policy.schema import Policy

#: Of a blank template, and of a ledger that begins after as_of.
_NO_ROWS = "截至截止日，应收明细里没有可用的行"


@dataclass(frozen=True, slots=True)
class Owed:
    """Both sections, each ``None`` for a reason that stands under its name.

    Args:
        payment_risk: Receivables as of as_of.
        cross_check: Ops against finance and the ledger.
        findings: What is wrong with the rows they are taken from.
        reasons: Why a section is ``None``.
    """

    payment_risk: PaymentRiskFigures | None = None
    cross_check: CrossCheckFigures | None = None
    findings: tuple[Finding, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)


def measure_owed(snapshot: Snapshot, period: Period, policy: Policy) -> Owed:
    """Measure payment risk and cross-check it.

    Raises:
        InputRejected: Amounts beyond what can be added exactly.
        InternalError: Two sums that must be equal are not.
    """
    side = choose_side(snapshot)
    if side is None:
        return Owed(reasons=dict.fromkeys(("payment_risk", "cross_check"), NO_INVOICES))
    position = take_position(snapshot, period, side, policy.receivables)
    risk = measure_payment_risk(snapshot, position, policy)
    found = find_in_receivables(snapshot, position, policy)
    if risk.customers.empty:
        return Owed(None, None, found, dict.fromkeys(("payment_risk", "cross_check"), _NO_ROWS))
    if side is not Side.OPS:
        return Owed(risk, None, found, {"cross_check": "运营方没有应收明细"})
    checked, of_check, reason = measure_cross_check(snapshot, position, risk, policy)
    return Owed(risk, checked, (*found, *of_check), {"cross_check": reason} if reason else {})
