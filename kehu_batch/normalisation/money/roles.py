"""What a cell says of its amount beside the number (``欠 7,300``, ``已收3万``), and whether its column asks for that."""

from __future__ import annotations

from enum import StrEnum


class AmountRole(StrEnum):
    """Which money of a deal an amount is said to be."""

    PAID = "paid"
    """What has been paid of it: 已收, 已付, 到账."""
    TAKEN = "taken"
    """What was really asked and paid: 实收, 实付; the amount of a deal as well as of a payment."""
    OPEN = "open"
    """What is still owed: 欠, 未收, 未付."""
    DUE = "due"
    """What was to be paid: 应收, 应付."""


#: Words before an amount, each set as an expression.
ROLE_WORDS = {
    AmountRole.PAID: r"已收[到款]?款?|已付款?|已到账|已回款|到账|回款",
    AmountRole.TAKEN: r"实收款?|实付款?|实际[收付]款?",
    AmountRole.OPEN: r"未收款?|未付款?|未回款|待收款?|待付款?|[尚还仍共]?欠[款费]?|尚未收款?|尚未付款?",
    AmountRole.DUE: r"应收款?|应付款?",
}
#: The group that matches is called as its role.
ROLE_PATTERN = "|".join(f"(?P<{role}>{words})" for role, words in ROLE_WORDS.items())

_PAYMENTS = frozenset({("invoices", "paid"), ("receipts", "amount"), ("receipts", "applied")})
_BALANCES = frozenset(
    {
        ("ledger", "receivable_balance"),
        ("balances", "receivable_balance"),
        ("balances", "overdue_balance"),
    }
)
_DEALS = frozenset({("orders", "amount"), ("ledger", "annual_amount")})
_COLUMNS = {
    AmountRole.PAID: _PAYMENTS,
    AmountRole.TAKEN: _PAYMENTS | _DEALS,
    AmountRole.OPEN: _BALANCES | {("invoices", "open_amount")},
    AmountRole.DUE: _BALANCES | _DEALS | {("invoices", "amount")},
}


def fits_column(role: AmountRole, table: str, field: str) -> bool:
    """Whether money of a role is what a column asks for.

    Example:
        >>> fits_column(AmountRole.OPEN, "invoices", "open_amount"), fits_column(AmountRole.OPEN, "invoices", "paid")
        (True, False)
    """
    return (table, field) in _COLUMNS[role]
