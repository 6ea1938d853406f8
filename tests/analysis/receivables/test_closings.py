"""期初重述: what moved in the closing of an earlier run, by hand-worked cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from receivable_drops import fen, measure, owed_from, risk_of
from support.cases import load_cases

from kehu_batch.model.tables.closing import INVOICE, RECEIPT, Closing
from kehu_batch.model.tables.dataset import Dataset

Row = Mapping[str, Any]

JIA, YI = (
    {"customer_id": id_, "customer_name": name} for id_, name in (("A001", "甲公司"), ("B002", "乙公司"))
)
BOOK: Mapping[str, list[Row]] = {
    "invoices": [
        {**JIA, "invoice_no": "INV-1", "issued_on": "2023-09-05", "amount": "1000"},
        {**JIA, "invoice_no": "INV-2", "issued_on": "2023-10-10", "amount": "500"},
        {**YI, "invoice_no": "INV-8", "issued_on": "2023-10-01", "amount": "70"},
    ],
    "receipts": [
        {**JIA, "receipt_no": "R-1", "invoice_no": "INV-1", "received_on": "2023-10-20", "amount": "400"},
    ],
}


def october() -> Closing:
    closing = risk_of(owed_from(BOOK), "2023-10-31").closing
    assert closing is not None
    return closing


def november(case: Row, *closings: Closing) -> Dataset:
    tables: dict[str, list[Row]] = {}
    for table, rows in BOOK.items():
        number = "invoice_no" if table == "invoices" else "receipt_no"
        kept = [row for row in rows if row[number] not in case.get("drop", ())]
        tables[table] = [{**row, **case.get("change", {}).get(row[number], {})} for row in kept]
    for row in case.get("add", ()):
        tables[row["table"]].append({name: value for name, value in row.items() if name != "table"})
    return replace(owed_from(tables), closings=closings or (october(),))


def test_a_run_keeps_each_customers_closing_and_the_rows_behind_it() -> None:
    closing = october()
    assert (closing.as_of.isoformat(), closing.side) == ("2023-10-31", "ops")
    nets = dict(zip(closing.customers["customer_id"], closing.customers["net_fen"], strict=True))
    assert nets == {"A001": 110_000, "B002": 7_000}
    assert closing.rows is not None
    kinds = closing.rows.groupby("kind")["amount_fen"].sum().to_dict()
    assert kinds == {INVOICE: 157_000, RECEIPT: 40_000}


@pytest.mark.parametrize("case", load_cases("restatements.toml")["case"], ids=lambda case: str(case["name"]))
def test_restatement(case: Row) -> None:
    restated = risk_of(november(case)).restatement
    assert restated is not None
    moved = {
        row["customer_id"]: [row[name] for name in ("before_fen", "now_fen", "difference_fen")]
        for row in restated.customers.to_dict("records")
    }
    assert moved == {name: [fen(value) for value in sums] for name, sums in case["moved"].items()}
    moves = restated.moves
    listed = zip(moves["change"], moves["number"], moves["effect_fen"], strict=True)
    assert sorted(listed) == sorted((change, number, fen(effect)) for change, number, effect in case["moves"])
    assert case.get("reason", "") in (moves["reason"].iloc[0] if len(moves) else "")
    by_customer = moves.groupby("customer_id")["effect_fen"].sum()
    assert by_customer[by_customer != 0].to_dict() == {
        name: fen(sums[2]) for name, sums in case["moved"].items()
    }


def test_the_opening_of_each_customer_is_told() -> None:
    customers = risk_of(november({})).customers
    assert dict(zip(customers["customer_id"], customers["opening_fen"], strict=True)) == {
        "A001": 110_000,
        "B002": 7_000,
    }


def test_a_move_is_a_finding_at_its_cell() -> None:
    row = {"table": "receipts", "customer_id": "A001", "receipt_no": "R-9", "invoice_no": "INV-1"}
    case = {"add": [{**row, "received_on": "2023-10-25", "amount": "300"}]}
    found = [one for one in measure(november(case)).findings if one.code == "KB625"]
    assert [one.location.cell for one in found if one.location] == ["回款!F4"]
    assert "−300.00" in found[0].message
    assert not [one for one in measure(november({})).findings if one.code == "KB625"]


def test_the_latest_closing_before_the_period_is_compared() -> None:
    older = replace(october(), as_of=pd.Timestamp("2023-09-30").date(), source="九月")
    own = replace(october(), as_of=pd.Timestamp("2023-11-30").date(), source="十一月")
    restated = risk_of(november({}, older, october(), own)).restatement
    assert restated is not None
    assert restated.as_of.isoformat() == "2023-10-31"
    without = risk_of(november({}, own))
    assert without.restatement is None
    assert without.restatement_reason


def test_a_closing_that_does_not_add_up_is_not_compared() -> None:
    closing = october()
    customers = closing.customers
    closing = replace(closing, customers=customers.assign(net_fen=customers["net_fen"] + 1))
    restated = risk_of(november({}, closing)).restatement
    assert restated is not None
    assert restated.customers.empty
    assert "CNY" in restated.reasons


def test_a_closing_without_rows_tells_customers_and_why_no_documents() -> None:
    row = {"table": "receipts", "customer_id": "A001", "receipt_no": "R-9", "invoice_no": "INV-1"}
    case = {"add": [{**row, "received_on": "2023-10-25", "amount": "300"}]}
    restated = risk_of(november(case, replace(october(), rows=None))).restatement
    assert restated is not None
    assert restated.customers["difference_fen"].tolist() == [-30_000]
    assert restated.moves.empty
    assert restated.moves_reason


def test_undated_receipts_leave_nothing_to_compare() -> None:
    invoice = {
        "customer_id": "A001",
        "invoice_no": "INV-1",
        "issued_on": "2023-09-05",
        "amount": "1000",
        "paid": "100",
    }
    dataset = replace(owed_from({"invoices": [invoice]}), closings=(october(),))
    restated = risk_of(dataset).restatement
    assert restated is not None
    assert restated.customers.empty
    assert "没有回款日期" in restated.reasons["CNY"]
