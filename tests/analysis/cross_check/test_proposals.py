"""What one side has alone and the other may have under another number or customer."""

from __future__ import annotations

from typing import Any

from receivable_drops import check_of, owed_dataset

Row = dict[str, Any]


def _document(customer: str, name: str, number: str, amount: str) -> Row:
    return {
        "customer_id": customer,
        "customer_name": name,
        "invoice_no": number,
        "issued_on": "2023-09-01",
        "due_on": "2023-12-01",
        "amount": amount,
        "open_amount": amount,
    }


def _proposals(**tables: list[Row]) -> list[list[object]]:
    frame = check_of(owed_dataset(**tables)).proposals
    columns = ["customer_id", "side", "document", "documents", "other_customer", "basis"]
    return frame[columns].astype(object).where(frame[columns].notna(), None).to_numpy().tolist()


def test_the_same_number_under_another_customer_wins_over_equal_amounts_inside_one() -> None:
    ours = [_document("C1", "甲公司", "A", "10"), _document("C2", "乙公司", "Z", "7")]
    theirs = [
        _document("C2", "乙公司", "a", "10"),
        _document("C1", "甲公司", "B", "10"),
        _document("C2", "乙公司", "Z", "7"),
    ]
    assert _proposals(invoices=ours, finance_invoices=theirs) == [
        ["C1", "ops", "A", ("a",), "乙公司", "单据号与金额相同，客户不同"]
    ]


def test_equal_amounts_of_like_names_are_proposed_and_others_are_not() -> None:
    ours = [_document("C1", "上海腾云科技有限公司", "A", "10"), _document("C3", "北京新创", "D", "20")]
    theirs = [_document("C9", "腾云科技", "X", "10"), _document("C8", "广州蓝海", "Y", "20")]
    assert _proposals(invoices=ours, finance_invoices=theirs) == [
        ["C1", "ops", "A", ("X",), "腾云科技", "金额相同，客户名称相近"]
    ]


def test_balances_of_like_names_are_proposed_at_customer_level() -> None:
    balances = [
        {"customer_id": "C9", "customer_name": "腾云科技", "receivable_balance": "10"},
        {"customer_id": "C8", "customer_name": "新创（北京）", "receivable_balance": "21"},
    ]
    ours = [_document("C1", "上海腾云科技有限公司", "A", "10"), _document("C3", "北京新创", "D", "20")]
    assert _proposals(invoices=ours, balances=balances) == [
        ["C1", "ops", None, (), "腾云科技", "金额相同，客户名称相近"]
    ]


def test_nothing_is_proposed_where_two_would_do() -> None:
    balances = [
        {"customer_id": name, "customer_name": f"腾云科技{name}", "receivable_balance": "10"}
        for name in ("X", "Y")
    ]
    ours = [_document("C1", "上海腾云科技有限公司", "A", "10")]
    assert _proposals(invoices=ours, balances=balances) == []
