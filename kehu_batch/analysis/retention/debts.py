"""What customers are known to owe, by documents, else by finance's balances as far as these tell what is overdue."""

from __future__ import annotations

from kehu_batch.analysis.owed import NO_INVOICES, Owed
from kehu_batch.model.figures.finance.stated import StatedReceivables
from kehu_batch.model.figures.receivables import PaymentRiskFigures
from kehu_batch.records import dataclass

#: Both have ``customers``, ``attention`` and ``currency``.
Owing = PaymentRiskFigures | StatedReceivables


@dataclass(frozen=True, slots=True)
class Debts:
    """Who owes, and how much of it is overdue.

    Args:
        figures: ``None`` where nobody knows.
        reason: Why.
    """

    figures: Owing | None
    reason: str = ""


def debts_of(owed: Owed) -> Debts:
    """Return what customers are known to owe.

    Balances that do not tell of everybody what is overdue say nothing of who is overdue and who is not.
    """
    if owed.payment_risk is not None:
        return Debts(owed.payment_risk)
    if owed.stated is None:
        return Debts(None, NO_INVOICES)
    untold = owed.stated.total.reasons.get("overdue", "")
    return Debts(None, f"{NO_INVOICES}；{untold}") if untold else Debts(owed.stated)
