"""A list of invoices that says when its 已收 came: what came after as_of was still owed on it (docs/rules.md, 10.8)."""

from __future__ import annotations

from typing import Any

import pytest
from receivable_drops import fen, measure, owed_dataset

INVOICE: dict[str, Any] = {
    "invoice_no": "F1",
    "customer_id": "A",
    "issued_on": "2026-09-01",
    "amount": "1000",
}
DUE = {"due_on": "2026-10-05"}

#: Fields of the invoice beside those above, as_of, what is outstanding then, and which findings are told.
CASES: tuple[tuple[dict[str, Any], str, str, list[str]], ...] = (
    # Nothing says when: it is deducted on every day.
    ({"paid": "300"}, "2026-10-31", "700", ["KB608"]),
    # It came before as_of, or on the day itself.
    ({"paid": "300", "paid_on": "2026-10-09"}, "2026-10-31", "700", ["KB608"]),
    ({"paid": "300", "paid_on": "2026-10-31"}, "2026-10-31", "700", ["KB608"]),
    # It came after: that 未收 says what is owed today is no contradiction.
    ({"paid": "300", "paid_on": "2026-11-01", "open_amount": "700"}, "2026-10-31", "1000", ["KB629"]),
    ({"paid": "1000", "paid_on": "2026-11-03", "open_amount": "0"}, "2026-10-31", "1000", ["KB629"]),
    # Only what is left is stated.
    ({"open_amount": "400", "paid_on": "2026-11-03"}, "2026-10-31", "1000", ["KB629"]),
    # A day without money is nothing.
    ({"paid": "0", "paid_on": "2026-11-03"}, "2026-10-31", "1000", []),
    # Seen a month later it has come.
    ({"paid": "300", "paid_on": "2026-11-01"}, "2026-11-30", "700", ["KB608"]),
)


@pytest.mark.parametrize(("fields", "as_of", "outstanding", "codes"), CASES)
def test_what_came_after_the_day_was_owed_on_it(
    fields: dict[str, Any], as_of: str, outstanding: str, codes: list[str]
) -> None:
    owed = measure(owed_dataset(invoices=[{**INVOICE, **DUE, **fields}]), as_of)
    assert owed.payment_risk is not None
    assert owed.payment_risk.total.outstanding_fen == fen(outstanding)
    told = [one for one in owed.findings if one.code in {"KB607", "KB608", "KB629"}]
    assert [one.code for one in told] == codes


def test_a_receipt_that_names_the_document_goes_before_the_day_beside_it() -> None:
    dataset = owed_dataset(
        invoices=[{**INVOICE, **DUE, "paid": "300", "paid_on": "2026-11-01"}],
        receipts=[
            {"invoice_no": "F1", "customer_id": "A", "received_on": "2026-10-10", "amount": "100"},
            {"invoice_no": "F1", "customer_id": "A", "received_on": "2026-11-01", "amount": "200"},
        ],
    )
    owed = measure(dataset, "2026-10-31")
    assert owed.payment_risk is not None
    assert owed.payment_risk.total.outstanding_fen == fen("900")
    assert not [one for one in owed.findings if one.code == "KB629"]


def test_the_money_is_told_by_currency_and_the_days_of_the_rest_are_said_to_be_of_the_last_receipt() -> None:
    later = {**DUE, "paid": "300", "paid_on": "2026-11-01"}
    dataset = owed_dataset(
        invoices=[
            {**INVOICE, **later},
            {**INVOICE, **later, "invoice_no": "F2", "currency": "USD"},
            {**INVOICE, **DUE, "invoice_no": "F3", "paid": "50", "paid_on": "2026-10-07"},
            {**INVOICE, **DUE, "invoice_no": "F4", "paid": "60"},
        ]
    )
    messages = {one.code: one.message for one in measure(dataset, "2026-10-31").findings}
    assert "有 2 张" in messages["KB629"]
    assert "300.00 元、300.00 USD" in messages["KB629"]
    assert "有 2 张" in messages["KB608"]
    assert "其中 1 张写有回款日期" in messages["KB608"]
