"""Runs the cases of ``cross_check.toml``, and what no table of cases can say of the cross-check."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from receivable_drops import check_of, fen, measure, owed_dataset, owed_from, with_buckets

from kehu_batch.analysis.cross_check.hints import hint_amount, is_swap
from kehu_batch.analysis.cross_check.kinds import Tolerance
from kehu_batch.analysis.cross_check.proposals import propose_matches
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.model.tables.explanation import Explanation

CASES = tomllib.loads((Path(__file__).parents[2] / "cases" / "cross_check.toml").read_text(encoding="utf-8"))

Row = dict[str, Any]


def _document(row: list[str], amount: str = "amount") -> Row:
    customer, number, due, money, *issued = row
    day = issued[0] if issued else "2023-09-01"
    return {
        "customer_id": customer,
        "invoice_no": number,
        "due_on": due,
        "issued_on": day,
        "amount": money,
        amount: money,
    }


def _dataset(case: dict[str, Any]) -> Dataset:
    tables: dict[str, list[Row]] = {"invoices": [_document(row) for row in case["ops"]]}
    if "known" in case:
        tables["ledger"] = [{"customer_id": name} for name in case["known"]]
    if "receipts" in case:
        tables["receipts"] = [
            {"customer_id": customer, "invoice_no": number or None, "received_on": day, "amount": money}
            for customer, number, day, money in case["receipts"]
        ]
    if "finance" in case:
        tables["finance_invoices"] = [_document(row, "open_amount") for row in case["finance"]]
    if "balances" in case:
        tables["balances"] = [
            {"customer_id": customer, "receivable_balance": money, "overdue_balance": late or None}
            for customer, money, late in case["balances"]
        ]
    return owed_dataset(**tables)


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_differences(case: dict[str, Any]) -> None:
    found = check_of(_dataset(case), **case.get("policy", {}))
    columns = ("kind", "customer_id", "document", "ops_fen", "finance_fen", "difference_fen", "hint")
    got = found.differences[list(columns)].astype(object).fillna("").to_numpy().tolist()
    expected = [[*row[:3], *(fen(yuan) for yuan in row[3:6]), row[6]] for row in case.get("differences", [])]
    assert got == expected
    assert found.matched == case.get("matched", 0)
    assert found.levels[-1].tolerated_fen == fen(case.get("tolerated", "0"))
    assert all(check.difference_fen == 0 for check in found.checks)


def test_every_difference_has_the_cells_of_both_sides() -> None:
    dataset = owed_dataset(
        invoices=[_document(["C1", "A", "2023-12-01", "10"]), _document(["C1", "B", "2023-12-01", "20"])],
        finance_invoices=[_document(["C1", "A", "2023-12-01", "11"])],
        balances=[{"customer_id": "C1", "receivable_balance": "99"}],
    )
    rows = check_of(dataset).differences[["level", "ops_cells", "finance_cells"]]
    assert rows.to_numpy().tolist() == [
        ["document", (("应收.xlsx", "应收!G4"),), ()],
        ["document", (("应收.xlsx", "应收!G3"),), (("财务应收.xlsx", "财务应收!G3"),)],
        ["customer", (("应收.xlsx", "应收!G3"), ("应收.xlsx", "应收!G4")), (("账龄.xlsx", "账龄!C3"),)],
    ]


def test_control_totals_of_both_sides() -> None:
    documents = [_document(["C1", "A", "2023-12-01", "10"]), _document(["C2", "B", "2023-12-01", "20"])]
    found = check_of(owed_dataset(invoices=documents, finance_invoices=documents[::-1]))
    assert [level.level for level in found.levels] == ["customer", "document"]
    for level in found.levels:
        assert level.ops == level.finance
        assert (level.ops.count, level.ops.sum_fen, level.matched, level.matched_fen) == (2, 3000, 2, 3000)
    assert found.levels[0].ops.hash_total != found.levels[1].ops.hash_total


def test_finance_without_money_received_is_compared_by_amount() -> None:
    dataset = owed_dataset(
        invoices=[_document(["C1", "A", "2023-12-01", "10"])],
        receipts=[{"invoice_no": "A", "received_on": "2023-11-01", "amount": "4"}],
        finance_invoices=[{**_document(["C1", "A", "2023-12-01", "10"])}],
    )
    found = check_of(dataset)
    assert found.levels[-1].basis == "应收金额"
    assert found.differences.empty


def test_finances_receipts_fill_finances_documents() -> None:
    dataset = owed_dataset(
        invoices=[_document(["C1", "A", "2023-12-01", "10"])],
        receipts=[{"invoice_no": "A", "received_on": "2023-11-01", "amount": "4"}],
        finance_invoices=[_document(["C1", "A", "2023-12-01", "10"])],
        finance_receipts=[{"invoice_no": "A", "received_on": "2023-11-02", "amount": "3"}],
    )
    found = check_of(dataset)
    assert found.differences[["ops_fen", "finance_fen"]].to_numpy().tolist() == [[600, 700]]


def test_instalments_are_one_however_they_are_written() -> None:
    ops = [_document(["C1", "A", "2023-10-01", "10"]), _document(["C1", "A", "2023-12-01", "20"])]
    finance = [_document(["C1", "A", "2023-12-01", "20"]), _document(["C1", "A", "2023-10-01", "10"])]
    for rows, names in ((ops, ("第一期", "第二期")), (finance, ("2/2", "1/2"))):
        for row, name in zip(rows, names, strict=True):
            row["instalment"] = name
    found = check_of(owed_dataset(invoices=ops, finance_invoices=finance))
    assert found.matched == 2
    assert found.differences.empty


def test_the_day_that_finance_states() -> None:
    dataset = owed_dataset(
        invoices=[_document(["C1", "A", "2023-12-01", "10"])],
        receipts=[{"invoice_no": "A", "received_on": "2023-11-15", "amount": "4"}],
        balances=[{"customer_id": "C1", "receivable_balance": "10", "as_of": "2023-10-31"}],
    )
    owed = measure(dataset)
    assert owed.cross_check is not None
    assert owed.cross_check.as_of == date(2023, 10, 31)
    assert owed.cross_check.differences.empty
    assert [finding.code for finding in owed.findings] == ["KB616"]
    assert owed.payment_risk is not None
    assert owed.payment_risk.total.outstanding_fen == 600


def test_a_later_day_is_told_and_not_used() -> None:
    dataset = owed_dataset(
        invoices=[_document(["C1", "A", "2023-12-01", "10"])],
        balances=[{"customer_id": "C1", "receivable_balance": "10", "as_of": "2023-12-31"}],
    )
    owed = measure(dataset)
    assert owed.cross_check is not None
    assert owed.cross_check.as_of == date(2023, 11, 30)
    assert [finding.code for finding in owed.findings] == ["KB616"]


def test_the_ledgers_balance_is_compared_apart() -> None:
    dataset = owed_dataset(
        ledger=[
            {"customer_id": "C1", "receivable_balance": "10"},
            {"customer_id": "C2", "receivable_balance": "5"},
            {"customer_id": "C3"},
        ],
        invoices=[_document(["C1", "A", "2023-12-01", "10"]), _document(["C3", "B", "2023-12-01", "7"])],
    )
    found = check_of(dataset)
    rows = found.ledger_differences[["customer_id", "ledger_fen", "ops_fen", "difference_fen", "cell"]]
    assert rows.to_numpy().tolist() == [["C2", 500, 0, -500, "台账!U4"]]
    assert found.levels == ()
    # Nothing is said of parts of a table that did not come.
    assert set(found.reasons.values()) == {"没有财务方的应收表"}
    assert found.differences.empty


def test_nothing_to_compare_with() -> None:
    owed = measure(owed_dataset(invoices=[_document(["C1", "A", "2023-12-01", "10"])]))
    assert owed.cross_check is None
    assert owed.reasons == {"cross_check": "没有财务方的应收表和客户台账"}
    document = _document(["C1", "A", "2023-12-01", "10"])
    owed = measure(owed_dataset(ledger=[{"customer_id": "C1"}], invoices=[document]))
    assert owed.reasons == {"cross_check": "没有财务方的应收表，台账也没有应收余额"}


def test_grades_of_both_sides_stand_side_by_side() -> None:
    dataset = owed_dataset(
        invoices=[_document(["C1", "A", "2023-12-01", "10"])],
        balances=[{"customer_id": "C1", "receivable_balance": "10", "risk_grade": "关注"}],
    )
    (row,) = check_of(dataset).by_customer.to_dict("records")
    assert (row["grade"], row["finance_grade"], row["result"]) == ("低", "关注", "一致")
    assert (row["ops_cell"], row["finance_cell"]) == ("应收!G3", "账龄!C3")


def _bucket(column: int, header: str, amount: str | None, **values: object) -> Row:
    base = {"region": 1, "source_row": 3, "customer": 0, "clock": "overdue", "kind": "range", "unit": "day"}
    return {
        **base,
        "column": column,
        "header": header,
        "over": None,
        "upto": None,
        "amount": amount,
        **values,
    }


def test_buckets_with_finances_own_bounds() -> None:
    dataset = owed_dataset(
        invoices=[
            _document(["C1", "A", "2023-11-30", "1"]),
            _document(["C1", "B", "2023-11-29", "2"]),
            _document(["C1", "D", "2023-10-16", "4"]),
            _document(["C1", "E", "2023-10-15", "8"]),
            {**_document(["C1", "F", "2023-10-15", "16"]), "due_on": None},
        ],
        balances=[{"customer_id": "C1", "receivable_balance": "31"}],
    )
    dataset = with_buckets(
        dataset,
        [
            _bucket(3, "未到期", "1", kind="not_due"),
            _bucket(4, "1-45天", "6.5", over=0, upto=45),
            _bucket(5, "45天以上", "7.5", over=45),
            _bucket(6, "到期日缺失", "16", kind="undated"),
        ],
    )
    found = check_of(dataset)
    columns = ["bucket", "clock", "ops_fen", "finance_fen", "difference_fen"]
    assert found.bucket_totals[columns].to_numpy().tolist() == [
        ["未到期", "逾期天数", 100, 100, 0],
        ["1-45天", "逾期天数", 600, 650, -50],
        ["45天以上", "逾期天数", 800, 750, 50],
        ["到期日缺失", "逾期天数", 1600, 1600, 0],
    ]
    assert found.bucket_differences["cell"].tolist() == ["账龄!E3", "账龄!F3"]


def test_buckets_by_years_of_age() -> None:
    dataset = owed_dataset(
        invoices=[
            _document(["C1", "A", "2023-11-30", "1", "2022-11-30"]),
            _document(["C1", "B", "2023-11-30", "2", "2022-11-29"]),
        ],
        balances=[{"customer_id": "C1", "receivable_balance": "3"}],
    )
    dataset = with_buckets(
        dataset,
        [
            _bucket(3, "1年以内", "1", clock="age", unit="year", upto=1),
            _bucket(4, "1年以上", None, clock="age", unit="year", over=1),
        ],
    )
    owed = measure(dataset)
    assert owed.cross_check is not None
    assert owed.cross_check.bucket_totals["ops_fen"].tolist() == [100, 200]
    assert owed.cross_check.bucket_totals["clock"].tolist() == ["账龄", "账龄"]
    assert [finding.code for finding in owed.findings] == ["KB615"]  # 1.00 in the buckets, 3.00 beside them


def test_what_was_written_about_a_difference_is_kept() -> None:
    dataset = owed_dataset(
        invoices=[_document(["C1", "A", "2023-12-01", "10"]), _document(["C1", "B", "2023-12-01", "20"])],
        finance_invoices=[
            _document(["C1", "A", "2023-12-01", "11"]),
            _document(["C1", "B", "2023-12-01", "22"]),
        ],
    )
    first = check_of(dataset).differences
    assert first["key"].tolist() == ["document|C1|B|", "document|C1|A|"]
    assert first["unexplained_days"].tolist() == [0, 0]
    known = {
        "document|C1|A|": Explanation("", date(2023, 10, 31)),
        "document|C1|B|": Explanation("运费未入账", date(2023, 9, 30)),
    }
    for name, value in known.items():
        dataset.explanations[name] = value  # type: ignore[index]
    rows = check_of(dataset).differences
    assert rows["note"].fillna("").tolist() == ["运费未入账", ""]
    assert rows["first_seen"].dt.date.tolist() == [date(2023, 9, 30), date(2023, 10, 31)]
    assert rows["unexplained_days"].fillna(-1).tolist() == [-1, 30]


def test_one_document_for_several() -> None:
    dataset = owed_dataset(
        invoices=[_document(["C1", "A", "2023-12-01", "100"]), _document(["C2", "K", "2023-12-01", "9"])],
        finance_invoices=[
            _document(["C1", "P", "2023-12-01", "60"]),
            _document(["C1", "Q", "2023-12-01", "40"]),
            _document(["C1", "R", "2023-12-01", "7"]),
            _document(["C2", "L", "2023-12-01", "9"]),
        ],
    )
    proposals = check_of(dataset).proposals
    assert proposals[["side", "document", "amount_fen", "documents"]].to_numpy().tolist() == [
        ["ops", "A", 10_000, ("P", "Q")],
        ["ops", "K", 900, ("L",)],
    ]
    assert proposals["cell"].tolist() == ["应收!G3", "应收!G4"]


def _unmatched(ops: list[int], finance: list[int]) -> pd.DataFrame:
    sides = ["ops"] * len(ops) + ["finance"] * len(finance)
    return pd.DataFrame({"customer": 0, "currency": "CNY", "side": sides, "fen": [*ops, *finance]})


@pytest.mark.parametrize(
    ("ops", "finance", "expected"),
    [
        ([100], [60, 40], [("ops", 0, (1, 2))]),
        ([60, 40], [100], [("finance", 2, (0, 1))]),
        ([100], [60, 40, 100], []),  # two solutions
        ([100], [60, 40, 30, 10], []),  # 60 + 40 and 60 + 30 + 10
        ([100, 160], [60, 40, 100], []),  # both would use the same ones
        ([100], [70, 40], []),
        ([100], list(range(1, 30)), []),  # too many to search
        ([100], [100], [("ops", 0, (1,))]),
    ],
)
def test_proposals_only_where_there_is_one_solution(
    ops: list[int], finance: list[int], expected: list[tuple[str, int, tuple[int, ...]]]
) -> None:
    assert list(propose_matches(_unmatched(ops, finance), 12)) == expected


@given(st.integers(0, 10**15), st.integers(0, 10**15), st.integers(0, 10**6), st.integers(0, 10**6))
def test_tolerance_is_exact(ops: int, finance: int, allowed: int, parts: int) -> None:
    passed = Tolerance(allowed, parts).passes(np.array([ops]), np.array([finance]))
    gap = abs(ops - finance)
    assert passed.tolist() == [gap <= allowed or gap * 10**6 <= parts * max(ops, finance)]


@given(st.integers(10, 10**13), st.data())
def test_a_swap_is_told(fen_: int, data: st.DataObject) -> None:
    digits = list(str(fen_))
    one, other = data.draw(st.integers(0, len(digits) - 1)), data.draw(st.integers(0, len(digits) - 1))
    swapped = digits.copy()
    swapped[one], swapped[other] = swapped[other], swapped[one]
    assert is_swap(fen_, int("".join(swapped))) == (digits[one] != digits[other] and swapped[0] != "0")


def test_hints() -> None:
    assert hint_amount(100, 1000) == "相差10倍"
    assert hint_amount(-10000, -100) == "相差100倍"
    assert hint_amount(100, -1000) is None
    assert hint_amount(0, 1000) is None
    assert hint_amount(1234, 1243) == "两位数字颠倒"


def test_what_finances_sheet_says_is_open_counts_at_both_levels() -> None:
    dataset = owed_dataset(
        invoices=[_document(["C1", "A", "2023-10-01", "10"])],
        # 10.00 − 2.00 is not 9.00; what is said to be open is compared.
        finance_invoices=[{**_document(["C1", "A", "2023-10-01", "10"]), "paid": "2", "open_amount": "9"}],
    )
    found = check_of(dataset)
    assert [level.finance.sum_fen for level in found.levels] == [900, 900]
    assert found.differences["difference_fen"].tolist() == [100]
    assert found.by_customer[["ops_overdue_fen", "finance_overdue_fen"]].to_numpy().tolist() == [[1000, 900]]


def test_amounts_are_compared_at_both_levels() -> None:
    dataset = owed_dataset(
        invoices=[_document(["C1", "A", "2023-12-01", "10"])],
        receipts=[{"invoice_no": "A", "received_on": "2023-11-01", "amount": "4"}],
        finance_invoices=[_document(["C1", "A", "2023-12-01", "10"])],
    )
    found = check_of(dataset)
    assert [(level.basis, level.ops.sum_fen, level.matched) for level in found.levels] == [
        ("应收金额", 1000, 1)
    ] * 2
    assert found.by_customer["result"].tolist() == ["一致"]


def test_a_sheet_of_buckets_alone_states_its_balances_by_them() -> None:
    tables = {
        "invoices": [_document(["C1", "A", "2023-12-01", "10"]), _document(["C2", "B", "2023-10-01", "5"])],
        "balances": [{"customer_id": "C1"}, {"customer_id": "C2"}],
    }
    dataset = owed_from(tables, absent=["receivable_balance"])
    rows = [(3, 0, "10", None), (4, 1, None, "6")]
    buckets = [
        {**_bucket(column, header, amount, **bounds), "source_row": row, "customer": customer}
        for row, customer, early, late in rows
        for column, header, amount, bounds in (
            (3, "未到期", early, {"kind": "not_due"}),
            (4, "1天以上", late, {"over": 0}),
        )
    ]
    found = check_of(with_buckets(dataset, buckets))
    assert found.differences[["customer_id", "kind", "finance_fen"]].to_numpy().tolist() == [
        ["C2", "amount_differs", 600]
    ]


def test_a_sheet_without_any_balance_is_not_compared() -> None:
    dataset = owed_dataset(
        invoices=[_document(["C1", "A", "2023-12-01", "10"])],
        balances=[{"customer_id": "C1", "overdue_balance": "1"}],
    )
    assert measure(dataset).cross_check is None
