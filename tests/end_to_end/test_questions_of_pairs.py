"""待确认 on what stands without a number or a date: contracts by their age, pairs without numbers, customers alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from support.answer_files import write_answers, write_sheet
from support.drops import INVOICE_HEADER

from kehu_batch.errors import InputRejected
from kehu_batch.model.findings.question import ANSWERS_NAME
from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop

Json = Any
Answered = Mapping[tuple[str, str], str]
AGED = "合同编号|合同金额|客户名称|已回款|应收余额|责任人|账龄"
ALIKE = "A1|名称：上海腾云科技"
SPELLED = "B-1|b1"
PAIR = "ops|无单据号20231001500.00|乙公司|无单据号20231002500.00|"
CONTRACTS = (
    ("合同编号", "客户名称", "合同金额", "已回款", "应收余额", "账龄", "责任人"),
    ("HT1", "上海腾云科技", 1000, 300, 700, "1-30天", "王敏"),
    ("HT2", "星海", 2000, 300, 1700, "1年以上", "王敏"),
    ("HT3", "星海", 60, 10, 50, "很久了", "王敏"),
    ("HT4", "星海", 40, 10, 30, "1～30天", "王敏"),
)


def run(folder: Path, answers: Answered = MappingProxyType({}), *, finance: tuple[str, ...] = ()) -> Json:
    """Read the drop as its folder has it, with answers by kind and key."""
    kept = write_answers(folder / ANSWERS_NAME, ((kind, key, text) for (kind, key), text in answers.items()))
    files = tuple(sorted(folder.glob("*.xlsx")))
    request = DropRequest(
        files,
        date(2024, 1, 5),
        as_of=date(2023, 11, 30),
        answers=(kept,),
        finance_files=tuple(folder / name for name in finance),
    )
    return process_drop(request).summary


def asked(summary: Json) -> list[tuple[str, str, str]]:
    return [(item["kind"], item["key"], item["cell"]) for item in summary["questions"]["items"]]


def codes(summary: Json) -> set[str]:
    return {item["code"] for item in summary["data_quality"]["findings"]}


def level(summary: Json, name: str) -> Json:
    return next(one for one in summary["cross_check"]["levels"] if one["level"] == name)


@pytest.fixture(scope="module")
def contracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("contracts")
    rows = (
        INVOICE_HEADER,
        ("F1", "A1", "腾云科技有限公司", date(2023, 11, 10), date(2023, 12, 10), 700),
        ("F2", "A2", "星海", date(2022, 1, 1), date(2022, 2, 1), 1780),
    )
    write_sheet(folder / "应收.xlsx", "应收明细", rows)
    write_sheet(folder / "合同.xlsx", "表", CONTRACTS)
    calls = (
        ("客户编号", "客户名称", "本次回访时间", "满意度评分"),
        ("B-1", "甲公司", date(2023, 11, 5), 5),
        ("b1", "乙公司", date(2023, 11, 6), 5),
    )
    write_sheet(folder / "回访.xlsx", "回访", calls)
    return folder


@pytest.fixture(scope="module")
def before(contracts: Path) -> Json:
    return run(contracts)


@pytest.fixture(scope="module")
def read(contracts: Path) -> Json:
    return run(contracts, {("table", AGED): "是应收余额表", ("same_customer", SPELLED): "不是"})


@pytest.fixture(scope="module")
def joined(contracts: Path) -> Json:
    given = {
        ("table", AGED): "是应收余额表",
        ("same_customer", ALIKE): "是",
        ("same_customer", SPELLED): "是",
    }
    return run(contracts, given)


def test_contracts_whose_age_is_a_text_are_asked_about(before: Json) -> None:
    assert asked(before) == [("table", AGED, "表!F1"), ("same_customer", SPELLED, "回访!A3")]
    (question, _) = before["questions"]["items"]
    assert question["choices"] == ["是应收余额表", "不是"]
    assert "各行按账龄的文字分段" in question["effect"]
    assert before["cross_check"] is None
    assert "KB109" in codes(before)


def test_they_are_read_as_balances_in_the_buckets_of_their_texts(read: Json) -> None:
    assert "KB109" not in codes(read)
    assert read["tables"]["balances"]["used"] == 4
    # By age: F1 is 20 days old, F2 over a year; 700 and 30 stand under 1-30天, 1,700 under 1年以上, 50 under no bucket.
    totals = {one["bucket"]: (one["ops"], one["finance"]) for one in read["cross_check"]["bucket_totals"]}
    assert totals["1-30天"] == ("0.00", "730.00")
    assert totals["1年以上"] == ("1780.00", "1700.00")
    assert {one["clock"] for one in read["cross_check"]["bucket_totals"]} == {"账龄"}
    told = [one for one in read["data_quality"]["findings"] if one["code"] == "KB642"]
    assert [(one["cell"], one["message"]) for one in told] == [
        ("表!F4", "账龄“很久了”看不出起止天数，1 行的余额不分段")
    ]


def test_a_customer_of_a_like_name_and_sum_is_asked_about_and_joined(read: Json, joined: Json) -> None:
    # 星海 has 1,700 + 50 + 30 on both sides; 腾云 stands under two names.
    assert asked(read) == [("same_customer", ALIKE, "应收明细!F2")]
    text = read["questions"]["items"][0]["text"]
    assert text.startswith(
        "运营的客户“腾云科技有限公司”（700.00 元）与财务的客户“上海腾云科技”是不是同一个客户？"
    )
    assert [level(one, "customer")["matched"] for one in (read, joined)] == [1, 2]
    assert [len(one["cross_check"]["differences"]) for one in (read, joined)] == [2, 0]
    assert asked(joined) == []


def test_ids_that_differ_in_spelling_are_asked_about(before: Json, read: Json, joined: Json) -> None:
    assert ["KB287" in codes(one) for one in (before, read, joined)] == [True, False, False]
    counts = [len(one["tiers"]["customers"]) for one in (before, read, joined)]
    # 腾云, 星海, B-1 and b1; with finance's 上海腾云科技; with both pairs joined.
    assert counts == [4, 5, 3]


def test_a_drop_of_nothing_else_says_how_to_answer(tmp_path: Path) -> None:
    write_sheet(tmp_path / "合同.xlsx", "表", CONTRACTS)
    with pytest.raises(InputRejected) as refused:
        run(tmp_path)
    assert f'key = "{AGED}"' in refused.value.action
    with pytest.raises(InputRejected) as refused:
        run(tmp_path, {("table", AGED): "不是"})
    assert "answer" not in refused.value.action


@pytest.mark.parametrize(("answer", "differences", "matched"), [("", 2, 1), ("是", 0, 2)])
def test_documents_without_numbers_are_asked_about(
    answer: str, differences: int, matched: int, tmp_path: Path
) -> None:
    due = date(2023, 11, 20)
    shared = ("F1", "A1", "甲公司", date(2023, 10, 1), due, 1000)
    write_sheet(
        tmp_path / "应收.xlsx",
        "应收明细",
        (INVOICE_HEADER, shared, (None, "A2", "乙公司", date(2023, 10, 1), due, 500)),
    )
    write_sheet(
        tmp_path / "财务应收.xlsx",
        "应收明细",
        (INVOICE_HEADER, shared, (None, "A2", "乙公司", date(2023, 10, 2), due, 500)),
    )
    summary = run(tmp_path, {("document_pair", PAIR): answer} if answer else {}, finance=("财务应收.xlsx",))
    assert len(summary["cross_check"]["differences"]) == differences
    assert level(summary, "document")["matched"] == matched
    assert asked(summary) == ([] if answer else [("document_pair", PAIR, "应收明细!F3")])


def test_one_name_of_two_customers_is_asked_about_with_the_id_that_is_meant(tmp_path: Path) -> None:
    invoices = (
        ("单据号", "客户编号", "客户名称", "开票日期", "到期日", "应收金额"),
        ("F1", "K1", "宏达贸易", "2023-08-01", "2023-08-31", 700),
        ("F2", "K2", "宏达贸易", "2023-08-01", "2023-08-31", 200),
    )
    write_sheet(tmp_path / "应收.xlsx", "应收", invoices)
    write_sheet(tmp_path / "余额_财务.xlsx", "余额", (("客户名称", "应收余额"), ("宏达贸易", 700)))
    items = run(tmp_path, finance=("余额_财务.xlsx",))["questions"]["items"]
    assert [item["text"] for item in items if "财务" in item["text"]] == [
        "运营的客户“宏达贸易”（K1，700.00 元）与财务的客户“宏达贸易”是不是同一个客户？（金额相同，客户名称相同）"
    ]
