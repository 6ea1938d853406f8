"""Short dates whose order only the signs around their column tell (tests/cases/column_orders.toml)."""

from __future__ import annotations

from typing import Any

import pytest
from support.cases import load_cases
from support.typed_rows import read_rows

from kehu_batch.normalisation.dates.column_order import order_by_signs, short_texts

CASES: list[dict[str, Any]] = load_cases("column_orders.toml")["cases"]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_order_by_signs(case: dict[str, Any]) -> None:
    months = [month // 100 * 12 + month % 100 - 1 for month in case.get("months", [])]
    order, sign = order_by_signs(short_texts(case["cells"]), case.get("years", []), months)
    assert order == case["order"]
    assert case.get("sign", "") in sign
    assert bool(sign) == ("sign" in case)


def test_other_dates_of_the_table_tell_the_year() -> None:
    row = {"invoice_no": "F1", "customer_name": "甲公司", "issued_on": "2023-08-01", "amount": 10}
    dataset = read_rows("invoices", [{**row, "due_on": "23-09-18"}])
    assert dataset.tables["invoices"]["due_on"].astype(str).tolist() == ["2023-09-18"]
    assert [(one.code, one.location and one.location.cell) for one in dataset.findings] == [
        ("KB209", "invoices!E1")
    ]


def test_without_any_sign_it_is_asked() -> None:
    row = {"order_id": "D1", "customer_name": "甲公司", "amount": 10}
    dataset = read_rows("orders", [{**row, "ordered_on": "24-03-18"}])
    assert dataset.tables["orders"]["ordered_on"].isna().tolist() == [True]
    assert [one.code for one in dataset.findings] == ["KB207"]
