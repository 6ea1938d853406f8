"""What a drop without invoices and balances tells of what is owed, with and without being measured."""

from __future__ import annotations

from receivable_drops import measure, month_of, owed_dataset

from kehu_batch.analysis.base.snapshot import take_snapshot
from kehu_batch.analysis.owed import choose_side, has_balances, nothing_owed


def test_a_drop_without_such_tables_owes_nothing_known_as_if_it_had_been_measured() -> None:
    dataset = owed_dataset(ledger=[{"customer_id": "A001"}])
    snapshot = take_snapshot(dataset, month_of("2023-11-30").as_of)
    assert (choose_side(snapshot), has_balances(snapshot)) == (None, False)
    measured = nothing_owed()
    assert measured == measure(dataset)
    assert measured.reasons == {"payment_risk": "没有应收明细", "cross_check": "没有应收明细"}
    assert measured.due_reason == "没有应收明细"
    assert (measured.payment_risk, measured.stated, measured.due) == (None, None, None)


def test_invoices_are_measured() -> None:
    dataset = owed_dataset(invoices=[{"invoice_no": "F1", "customer_id": "A001", "amount": 100}])
    assert choose_side(take_snapshot(dataset, month_of("2023-11-30").as_of)) is not None
