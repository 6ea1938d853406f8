"""Customers with several rows in the ledger, and amounts that are written and not known: told, never picked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from support.drops import make_sheet, make_workbook
from support.small_drops import analyse_rows

from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.normalisation.normalise import normalise
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise

HEADER = ["客户编号", "客户名称", "负责人", "客户等级", "年合作金额", "账期", "最近沟通时间", "联系人"]
AGREES = ["A1", "甲公司", "王敏", "VIP", 120000.0, "月结30天", date(2023, 10, 1), "张三"]


def _ledger(*rows: list[Any], others: tuple[list[Any], ...] = ()) -> Dataset:
    """Return a drop with these rows of one ledger, and with others in a second file."""
    books = [make_workbook(make_sheet([HEADER, *rows], "客户台账"))]
    if others:
        second = make_sheet([HEADER, *others], "客户台账", file="华北.xlsx")
        books.append(make_workbook(second, file="华北.xlsx"))
    vocabulary = load_vocabulary()
    return normalise(books, recognise(books, vocabulary), load_policy().policy, vocabulary)


def _first(dataset: Dataset) -> dict[str, Any]:
    row = dataset.tables["ledger"].iloc[int(dataset.customers["ledger_row"].iloc[0])]
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}


def _told(dataset: Dataset) -> list[str]:
    return [str(found.location) for found in dataset.findings if found.code == "KB290"]


def test_a_row_that_repeats_or_completes_another_is_no_difference() -> None:
    second = ["A1", "甲公司", "", "", "", "月结30天", date(2023, 11, 1), "李四"]
    dataset = _ledger(["A1", "甲公司", "", "VIP", "", "", date(2023, 10, 1), "张三"], AGREES, second)
    row = _first(dataset)
    assert (row["owner"], row["annual_amount"], row["credit_days"]) == ("王敏", 12_000_000, 30)
    assert (row["last_contact_on"], row["contact"]) == (pd.Timestamp(2023, 11, 1), "张三")
    assert _told(dataset) == []


def test_figures_that_differ_are_unknown_and_the_owner_is_the_first() -> None:
    other = ["A1", "甲公司", "李强", "普通", 50000.0, "月结60天", date(2023, 9, 1), "李四"]
    dataset = _ledger(AGREES, other)
    row = _first(dataset)
    assert (row["stated_tier"], row["annual_amount"], row["credit_days"]) == (None, None, None)
    assert row["owner"] == "王敏"
    assert sorted(_told(dataset)) == [f"测试.xlsx 客户台账!{cell}3" for cell in "CDEF"]
    amount = next(one for one in dataset.findings if one.field == "annual_amount")
    assert amount.message == (
        "“A1”在台账里有多行，年合作金额不同：客户台账!E2 120,000.00、客户台账!E3 50,000.00；没有用其中任何一个"
    )


def test_rows_of_two_files_are_told_with_their_files() -> None:
    dataset = _ledger(AGREES, others=(["A1", "甲公司", "李强", "VIP", 120000.0, "月结30天", "", ""],))
    assert _told(dataset) == ["华北.xlsx 客户台账!C2"]
    message = next(one.message for one in dataset.findings if one.code == "KB290")
    assert "测试.xlsx 客户台账!C2 王敏、华北.xlsx 客户台账!C2 李强；用的是第一个" in message


def test_many_customers_that_differ_are_one_finding_at_the_header() -> None:
    rows = [
        [f"A{n}", f"客{n}公司", "王敏", "", amount, "", "", ""] for n in range(20) for amount in (1e4, 2e4)
    ]
    dataset = _ledger(*rows)
    assert _told(dataset) == ["测试.xlsx 客户台账!E1"]


def test_other_customers_are_left_alone() -> None:
    dataset = _ledger(AGREES, ["A2", "乙公司", "李强", "普通", 50000.0, "月结60天", "", ""])
    assert dataset.tables["ledger"]["annual_amount"].tolist() == [12_000_000, 5_000_000]
    assert _told(dataset) == []


def test_an_amount_that_is_written_and_not_known_is_no_mere_inquiry() -> None:
    amounts = {"A1": "约3万", "A2": "", "A3": 30000.0, "A4": "#N/A"}
    ledger = [{"customer_id": code, "annual_amount": amount} for code, amount in amounts.items()]
    ledger += [{"customer_id": "A5", "annual_amount": 1e4}, {"customer_id": "A5", "annual_amount": 2e4}]
    callbacks = [{"customer_id": code, "called_on": "2023-11-05"} for code in (*amounts, "A5")]
    figures = analyse_rows(
        {"ledger": ledger, "callbacks": callbacks}, load_policy().policy, period="2023-11", as_of="2023-11-30"
    )
    rated = figures.tiers.customers.set_index("customer_id")
    assert rated["recomputed"].fillna("").to_dict() == {
        "A1": "",
        "A2": "潜在",
        "A3": "重要",
        "A4": "",
        "A5": "",
    }
    assert rated["reason"]["A1"] == "未定级：台账写了年合作金额，但金额不确切，消费未知"
    assert rated["reason"]["A5"] == "未定级：台账写了年合作金额，但台账各行写的不同，消费未知"
