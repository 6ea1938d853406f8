"""Living and dead documents, and the sign that 借 and 贷 give (tests/cases/document_states.toml)."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from support.table_formats import Cell, Shaped, xlsx
from support.typed_rows import read_rows

from kehu_batch.analysis.base.rewinding import rewind_write_offs
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.model.tables.document_states import DocumentState
from kehu_batch.normalisation.normalise import normalise
from kehu_batch.normalisation.tables.document_states import read_state
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise
from kehu_batch.source.opening import open_workbook

CASES = tomllib.loads(
    (Path(__file__).parents[2] / "cases" / "document_states.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(
    ("word", "state"), [(word, state) for state in DocumentState for word in CASES[state.value]]
)
def test_words_of_state_columns(word: str, state: DocumentState) -> None:
    assert read_state(word) is state


def invoices(*rows: tuple[str, Any, str]) -> Dataset:
    """Return a drop with invoices by number, amount and state."""
    return read_rows(
        "invoices",
        [
            {
                "invoice_no": number,
                "customer_name": "甲公司",
                "issued_on": "2023-08-01",
                "amount": amount,
                "status": status,
            }
            for number, amount, status in rows
        ],
    )


def codes(dataset: Dataset) -> list[str]:
    return [finding.code for finding in dataset.findings]


def test_dead_documents_are_excluded_with_their_reason() -> None:
    dataset = invoices(
        ("F1", 100, "正常"),
        ("F2", 100, "已作废"),
        ("F3", 100, "坏账核销"),
        ("F4", 100, "已取消"),
        ("F5", 9, "已核销"),
    )
    assert dataset.tables["invoices"]["excluded"].tolist() == ["", "作废", "坏账核销", "已取消", ""]
    assert codes(dataset) == []


def test_a_reversal_takes_its_red_document_along() -> None:
    dataset = invoices(
        ("F-001", 4000, "已红冲"), ("F001", -4000, "正常"), ("F001", -4000, "正常"), ("F002", -4000, "")
    )
    assert dataset.tables["invoices"]["excluded"].tolist() == ["红冲", "红冲的红字单据", "", ""]


def test_a_red_document_marked_so_takes_the_blue_one_along() -> None:
    dataset = invoices(("F1", 4000, "正常"), ("F1", -4000, "红冲"))
    assert dataset.tables["invoices"]["excluded"].tolist() == ["红冲的红字单据", "红冲"]
    assert codes(dataset) == []


def test_two_halves_of_one_reversal_take_nothing_else() -> None:
    dataset = invoices(("F1", 4000, "红冲"), ("F1", -4000, "红冲"), ("F1", 4001, ""))
    assert dataset.tables["invoices"]["excluded"].tolist() == ["红冲", "红冲", ""]
    assert codes(dataset) == []


def test_a_red_document_without_its_blue_one_is_told() -> None:
    dataset = invoices(("F1", 4000, "正常"), ("F9", -4000, "红冲"))
    assert dataset.tables["invoices"]["excluded"].tolist() == ["", "红冲"]
    assert codes(dataset) == ["KB254"]


@pytest.mark.parametrize("case", CASES["reversals"], ids=lambda case: case["name"])
def test_reversals_under_another_number(case: dict[str, Any]) -> None:
    fields = ("invoice_no", "customer_name", "issued_on", "amount", "status", "currency")
    rows = [dict(zip(fields, [*row, ""][:6], strict=True)) for row in case["rows"]]
    dataset = read_rows("invoices", rows)
    assert dataset.tables["invoices"]["excluded"].tolist() == case["excluded"]
    found = [item for item in dataset.findings if item.code in {"KB253", "KB254", "KB257"}]
    assert [f"{item.code} {item.value}" for item in found] == case["codes"]
    messages = [item.message for item in found]
    assert messages == case.get("said", messages)
    assert "“”" not in "".join(messages)


def test_an_unknown_state_counts_and_is_told() -> None:
    dataset = invoices(("F1", 4000, "取消了一半"))
    assert dataset.tables["invoices"]["excluded"].tolist() == [""]
    assert codes(dataset) == ["KB253"]


@pytest.mark.parametrize(("word", "signed"), CASES["directions"])
def test_direction_gives_the_sign(word: str, signed: str) -> None:
    row = {"customer_id": "A2", "direction": word, "receivable_balance": 3000, "overdue_balance": 0}
    dataset = read_rows("balances", [row])
    assert dataset.tables["balances"]["receivable_balance"].tolist() == [int(signed) * 100]
    assert codes(dataset) == (["KB255"] if word == "左" else [])


@pytest.mark.parametrize(("word", "amount"), [("贷", -3000), ("平", 3000), ("零", -3000)])
def test_a_sum_that_its_direction_contradicts_is_not_guessed(word: str, amount: int) -> None:
    dataset = read_rows("balances", [{"customer_id": "A2", "direction": word, "receivable_balance": amount}])
    assert dataset.tables["balances"]["receivable_balance"].isna().tolist() == [True]
    assert codes(dataset) == ["KB256"]


@pytest.mark.parametrize("said", ["贷3,000", "3,000 CR", "贷方 3000.00"])
def test_a_sum_that_says_itself_that_it_is_in_credit_agrees_with_the_direction(said: str) -> None:
    dataset = read_rows("balances", [{"customer_id": "A2", "direction": "贷", "receivable_balance": said}])
    assert dataset.tables["balances"]["receivable_balance"].tolist() == [-300_000]
    assert codes(dataset) == []


@pytest.mark.parametrize(("code", "fen"), [("#,##0,", -500_000), ('"贷"0', -500_000), ("(0)", 500_000)])
def test_a_warning_of_how_a_side_looks_does_not_take_its_sum_away(
    code: str, fen: int, tmp_path: Path
) -> None:
    rows: list[list[Cell]] = [
        ["客户编号", "客户名称", "期末借方", "期末贷方"],
        ["A1", "甲", "", Shaped(5000.0, code, "")],
    ]
    path = tmp_path / "余额.xlsx"
    path.write_bytes(xlsx(rows, "应收余额表"))
    dataset = _read(path)
    assert dataset.tables["balances"]["receivable_balance"].tolist() == [fen]
    assert any(code in {"KB217", "KB218"} for code in codes(dataset))


@pytest.mark.parametrize(
    ("debit", "credit", "fen"),
    [
        (1000, "", 100_000),
        ("", 300, -30_000),
        (0, 300, -30_000),
        (1000, 300, 70_000),
        ("", -300, 30_000),
        ("", "贷300", -30_000),
        ("", "", None),
        ("一些", 300, None),
        (1000, "一些", None),
    ],
)
def test_money_in_two_columns_of_an_account(debit: Any, credit: Any, fen: int | None) -> None:  # noqa: ANN401
    row = {"invoice_no": "F1", "customer_name": "甲公司", "issued_on": "2023-09-01"}
    dataset = read_rows("invoices", [{**row, "amount": debit, "credit_amount": credit}])
    (amount,) = dataset.tables["invoices"]["amount"].astype(object)
    assert (None if amount is pd.NA else amount) == fen
    balances = read_rows(
        "balances", [{"customer_id": "A1", "receivable_balance": debit, "credit_balance": credit}]
    )
    (balance,) = balances.tables["balances"]["receivable_balance"].astype(object)
    # Books print nothing on either side of a balance that is level; a document has an amount.
    assert (None if balance is pd.NA else balance) == (0 if debit == credit == "" else fen)


@pytest.mark.parametrize(
    ("first", "second", "excluded"),
    [
        ("已开票", "作废", "作废"),
        ("已取消", "正常", "已取消"),
        ("", "红冲", "红冲"),
        ("作废", "", "作废"),
        ("已开票", "正常", ""),
        ("作废", "已作废", "作废"),
    ],
)
def test_two_columns_of_states(tmp_path: Path, first: str, second: str, excluded: str) -> None:
    path = tmp_path / "应收明细.csv"
    row = f"F1,甲公司,2023-09-01,10,{first},{second}"
    path.write_text(f"单据号,客户名称,开票日期,应收金额,开票状态,单据状态\n{row}\n", encoding="utf-8")
    assert _read(path).tables["invoices"]["excluded"].tolist() == [excluded]


def test_cleared_items_settle_each_other_from_their_day_on() -> None:
    row = {"customer_name": "甲公司", "due_on": "2023-09-09"}
    rows: list[dict[str, object]] = [
        {**row, "invoice_no": "18001", "amount": 500, "cleared_on": "2023-10-08"},
        {**row, "invoice_no": "14001", "amount": -480, "cleared_on": "2023-10-08"},
        {**row, "invoice_no": "16001", "amount": -20, "cleared_on": "2023-10-08"},
        {**row, "invoice_no": "18002", "amount": 70},
        {**row, "invoice_no": "16002", "amount": -30},
    ]
    dataset = read_rows("invoices", rows)
    frame = dataset.tables["invoices"]
    assert frame["paid"].fillna(0).tolist() == [500_00, 0, 0, 0, 0]
    assert frame["excluded"].tolist() == ["", "已清账", "已清账", "", ""]
    assert codes(dataset).count("KB263") == 1
    before = rewind_write_offs(dataset, date(2023, 10, 7)).tables["invoices"]
    assert before["excluded"].tolist() == [""] * 5
    assert rewind_write_offs(dataset, date(2023, 10, 8)).tables["invoices"] is frame


def test_a_receipt_that_says_it_is_in_credit_came_in() -> None:
    row = {"customer_name": "甲公司", "received_on": "2023-09-05"}
    told = ["300CR", "贷70", "-20", -5]
    rows: list[dict[str, object]] = [
        {**row, "receipt_no": f"R{at}", "amount": sum_} for at, sum_ in enumerate(told)
    ]
    assert read_rows("receipts", rows).tables["receipts"]["amount"].tolist() == [300_00, 70_00, -20_00, -5_00]


def test_what_cleared_an_invoice_still_counts_where_it_states_something_left() -> None:
    day = "2023-10-08"
    rows: list[dict[str, object]] = [
        {"customer_name": "甲公司", "invoice_no": "1", "amount": 500, "paid": 200, "cleared_on": day},
        {"customer_name": "甲公司", "invoice_no": "2", "amount": -300, "cleared_on": day},
        {"customer_name": "乙公司", "invoice_no": "3", "amount": 70, "paid": 70, "cleared_on": day},
        {"customer_name": "乙公司", "invoice_no": "4", "amount": -70, "cleared_on": day},
    ]
    assert read_rows("invoices", rows).tables["invoices"]["excluded"].tolist() == ["", "", "", "已清账"]


@pytest.mark.parametrize("case", CASES["returns"], ids=lambda case: case["table"] + case["header"])
def test_returns_above_zero_count_below_it(tmp_path: Path, case: dict[str, Any]) -> None:
    header = {
        "orders": "订单编号,客户名称,下单日期,订单金额",
        "receipts": "回款单号,客户名称,回款日期,回款金额",
        "invoices": "单据号,客户名称,开票日期,应收金额",
    }[case["table"]]
    lines = [f"{header},{case['header']}"]
    lines += [
        f"F{number},甲公司,2023-09-0{number},{amount},{kind}"
        for number, (kind, amount) in enumerate(case["rows"], 1)
    ]
    path = tmp_path / "明细.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    dataset = _read(path)
    assert dataset.tables[case["table"]]["amount"].tolist() == [100 * yuan for yuan in case["counts"]]
    assert codes(dataset).count("KB262") == case["told"]


@pytest.mark.parametrize(
    ("header", "kinds", "counted"),
    [
        ("工单类型", ["投诉", "咨询", "表扬类", "建议", "报修"], ["投诉"]),
        ("诉求类型", ["服务投诉", "業務諮詢", "建议投诉"], ["服务投诉", "建议投诉"]),
        # Nothing tells complaints apart: repairs may be what this register calls so.
        ("工单类型", ["报修", "咨询", ""], ["报修", ""]),
        # What is complained about; praise is none all the same.
        ("投诉类型", ["质量投诉", "安装", "咨询", "表扬"], ["质量投诉", "安装", "咨询"]),
        ("投诉类型", ["产品质量", "其他"], ["产品质量", "其他"]),
        # It may be what is complained about, unless 投诉 alone stands beside it.
        ("问题类型", ["安装", "咨询", "服务投诉", "感谢"], ["安装", "咨询", "服务投诉"]),
        ("类型", ["预约", "质量"], ["预约", "质量"]),
        ("类型", ["咨询", "投诉", "报修"], ["投诉"]),
    ],
)
def test_requests_that_are_no_complaints(header: str, kinds: list[str], counted: list[str]) -> None:
    rows = [
        {"customer_id": f"A{row}", "received_at": "2023-11-05", "issue_type": kind}
        for row, kind in enumerate(kinds)
    ]
    read = read_rows("complaints", rows, headers={"issue_type": header})
    frame = read.tables["complaints"]
    assert frame["issue_type"].fillna("")[frame["excluded"] == ""].tolist() == counted
    told = [finding for finding in read.findings if finding.code == "KB241"]
    assert sum(finding.count for finding in told) == len(kinds) - len(counted)


def _read(path: Path) -> Dataset:
    books, vocabulary = (open_workbook(path),), load_vocabulary()
    return normalise(books, recognise(books, vocabulary), load_policy().policy, vocabulary)
