"""Amounts that could not be read are a kind of their own: never 0, and never a missing document."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from receivable_drops import check_of, owed_dataset

from kehu_batch.model.figures.receivables import CrossCheckFigures
from kehu_batch.model.findings.catalogue_values import AMOUNT_UNREADABLE
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.tables.dataset import Dataset

Row = dict[str, Any]


def _document(customer: str, number: str, amount: str | None, **more: str) -> Row:
    row = {"customer_id": customer, "invoice_no": number, "issued_on": "2023-09-01", "due_on": "2023-12-01"}
    return {**row, "amount": amount, **more}


def _with_unread(dataset: Dataset, table: str, field: str, row: int, value: str) -> Dataset:
    """Return the dataset with a finding about a cell that could not be read: row 0 is the table's first."""
    first = dataset.tables[table].iloc[row]
    place = dataset.location(int(first["region"]), field, int(first["source_row"]))
    found = Finding(AMOUNT_UNREADABLE, place, f"“{value}”", value, table, field)
    return replace(dataset, findings=(*dataset.findings, found))


def _rows(figures: CrossCheckFigures) -> list[list[object]]:
    columns = ["kind", "level", "customer_id", "document", "ops_fen", "finance_fen", "difference_fen"]
    rows = figures.differences[columns].astype(object)
    return [[None if pd.isna(value) else value for value in row] for row in rows.to_numpy().tolist()]


def test_a_balance_that_could_not_be_read_is_no_0() -> None:
    dataset = owed_dataset(
        invoices=[_document("C1", "A", "10"), _document("C2", "B", "20")],
        balances=[
            {"customer_id": "C1", "receivable_balance": None},
            {"customer_id": "C2", "receivable_balance": "20"},
        ],
    )
    found = check_of(dataset)
    assert _rows(found) == [["unreadable", "customer", "C1", None, 1000, None, None]]
    level = found.levels[0]
    assert (level.matched, level.finance.count, level.finance.sum_fen) == (1, 1, 2000)
    assert all(check.difference_fen == 0 for check in found.checks)


def test_a_balance_of_which_one_row_could_not_be_read_is_not_the_other_row() -> None:
    balances: list[Row] = [
        {"customer_id": "C1", "receivable_balance": "10"},
        {"customer_id": "C1", "receivable_balance": None},
    ]
    found = check_of(owed_dataset(invoices=[_document("C1", "A", "10")], balances=balances))
    assert _rows(found) == [["unreadable", "customer", "C1", None, 1000, None, None]]


def test_documents_that_could_not_be_read_on_either_side() -> None:
    dataset = owed_dataset(
        invoices=[_document("C1", "A", "10"), _document("C1", "B", None), _document("C1", "D", "30")],
        finance_invoices=[
            _document("C1", "A", None),
            _document("C1", "B", "20", open_amount="20"),
            _document("C1", "D", "30", open_amount="30"),
        ],
    )
    found = check_of(dataset)
    assert _rows(found) == [
        ["unreadable", "document", "C1", "B", None, 2000, None],
        ["unreadable", "document", "C1", "A", 1000, None, None],
    ]
    assert found.matched == 1


def test_what_is_open_counts_where_it_stands_though_the_amount_could_not_be_read() -> None:
    finance = [_document("C1", "A", None, open_amount="10"), _document("C1", "B", "5", open_amount="5")]
    dataset = owed_dataset(
        invoices=[_document("C1", "A", "10"), _document("C1", "B", "5")], finance_invoices=finance
    )
    assert _rows(check_of(dataset)) == []


def test_money_received_that_could_not_be_read_leaves_what_is_open_unknown() -> None:
    dataset = owed_dataset(
        invoices=[_document("C1", "A", "10"), _document("C1", "B", "20")],
        finance_invoices=[_document("C1", "A", "10"), _document("C1", "B", "20", paid="0")],
    )
    assert _rows(check_of(dataset)) == []
    finance = len(dataset.tables["invoices"]) - 2
    unread = _with_unread(dataset, "invoices", "paid", finance, "待核")
    assert _rows(check_of(unread)) == [["unreadable", "document", "C1", "A", 1000, None, None]]


def test_a_document_dated_later_is_not_asked_for() -> None:
    later = {**_document("C1", "B", None), "issued_on": "2023-12-05"}
    dataset = owed_dataset(
        invoices=[_document("C1", "A", "10")],
        finance_invoices=[_document("C1", "A", "10", open_amount="10"), later],
    )
    assert _rows(check_of(dataset)) == []
