"""待确认 on money: a unit that magnitudes contradict, and buckets without a balance; from the cell to the figure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.answer_files import assert_neither_counts, contradict, write_answers, write_sheet

from kehu_batch.model.findings.question import ANSWERS_NAME
from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop

Json = Any
CUSTOMERS = (("A1", "甲公司"), ("A2", "乙公司"), ("A3", "丙公司"), ("A4", "丁公司"))
OPEN = (100_000, 35_000, 20_000, 9_000)
ANNUAL, STATED = "ledger|annual_amount|年合作金额(万元)", "ledger|receivable_balance|应收余额"
BUCKETS = "balances|0-30天|31-60天|60天以上"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    folder = tmp_path_factory.mktemp("money")
    # Yuan under 万元, and 万元 under a header that names no unit.
    annual, stated = (128_400, 56_000, 30_500, 99_000), (10, 3.5, 2, 0.9)
    ledger = [[*who, "王敏", *two] for who, *two in zip(CUSTOMERS, annual, stated, strict=True)]
    when = (date(2023, 10, 1), date(2023, 10, 31))
    owed = [[f"F{at}", *who, *when, fen] for at, (who, fen) in enumerate(zip(CUSTOMERS, OPEN, strict=True))]
    buckets = [[*who, fen, 0, 0] for who, fen in zip(CUSTOMERS, OPEN, strict=True)]
    head = ["客户编号", "客户名称"]
    return (
        write_sheet(
            folder / "台账.xlsx", "客户台账", [[*head, "负责人", "年合作金额(万元)", "应收余额"], *ledger]
        ),
        write_sheet(
            folder / "应收.xlsx", "应收明细", [["单据号", *head, "开票日期", "到期日", "应收金额"], *owed]
        ),
        write_sheet(
            folder / "财务" / "账龄.xlsx", "账龄表", [[*head, "0-30天", "31-60天", "60天以上"], *buckets]
        ),
    )


def run(files: tuple[Path, ...], answers: Mapping[tuple[str, str], str]) -> Json:
    kept = write_answers(
        files[0].parent / ANSWERS_NAME, ((kind, key, text) for (kind, key), text in answers.items())
    )
    finance = tuple(file for file in files if file.parent.name == "财务")
    request = DropRequest(
        files, date(2024, 1, 5), as_of=date(2023, 11, 30), answers=(kept,), finance_files=finance
    )
    return process_drop(request).summary


@pytest.fixture(scope="module")
def before(files: tuple[Path, ...]) -> Json:
    return run(files, {})


@pytest.fixture(scope="module")
def after(files: tuple[Path, ...]) -> Json:
    given = {("unit", ANNUAL): "元", ("unit", STATED): "万元", ("buckets", BUCKETS): "逾期天数"}
    return run(files, given)


def codes(summary: Json) -> dict[str, str]:
    return {one["code"]: one["cell"] for one in summary["data_quality"]["findings"]}


def test_what_magnitudes_contradict_is_asked_once_with_its_cell(before: Json) -> None:
    asked = [(one["kind"], one["key"], one["cell"]) for one in before["questions"]["items"]]
    assert asked == [
        ("unit", ANNUAL, "客户台账!D1"),
        ("unit", STATED, "客户台账!E1"),
        ("buckets", BUCKETS, "账龄表!C1"),
    ]
    assert before["questions"]["items"][0]["choices"] == ["元", "千元", "万元", "百万元"]
    told = codes(before)
    assert (told["KB289"], told["KB640"], told["KB641"]) == ("客户台账!D1", "客户台账!E1", "账龄表!C1")


def test_the_tiers_follow_the_unit(before: Json, after: Json) -> None:
    # 1.284 thousand million and more, against 128,400 · 99,000 · 56,000 · 30,500 by bands of 100,000 and 30,000.
    assert before["tiers"]["counts"] == {"核心": 4, "重要": 0, "基础": 0, "潜在": 0}
    assert after["tiers"]["counts"] == {"核心": 1, "重要": 3, "基础": 0, "潜在": 0}


def test_the_ledger_agrees_once_its_unit_is_known(before: Json, after: Json) -> None:
    assert len(before["cross_check"]["ledger_differences"]) == 4
    assert after["cross_check"]["ledger_differences"] == []


def test_the_buckets_are_of_the_clock_that_was_answered(before: Json, after: Json) -> None:
    # Issued 60 days and due 30 days before 30 November: 31-60 by age, 0-30 by days overdue.
    assert {one["clock"] for one in before["cross_check"]["bucket_differences"]} == {"账龄"}
    assert len(before["cross_check"]["bucket_differences"]) == 8
    assert after["cross_check"]["bucket_differences"] == []


def test_nothing_is_asked_twice(after: Json) -> None:
    assert (after["questions"]["open"], after["questions"]["answered"]) == (0, 3)
    assert not {"KB289", "KB640", "KB641"} & codes(after).keys()


def test_buckets_that_are_not_all_give_no_balance(files: tuple[Path, ...]) -> None:
    found = run(files, {("buckets", BUCKETS): "不是全部余额"})
    assert found["cross_check"]["levels"] == []
    assert "buckets" not in {one["kind"] for one in found["questions"]["items"]}


def test_documents_of_finance_and_orders_tell_of_a_unit_too(tmp_path: Path) -> None:
    """The same invoices in finance's books, and a year's orders, a ten-thousandth and ten thousand times as much."""
    head, when = ["客户编号", "客户名称"], (date(2023, 10, 1), date(2023, 10, 31))
    own, theirs = (
        [
            [f"F{at}", *who, *when, fen / unit]
            for at, (who, fen) in enumerate(zip(CUSTOMERS, OPEN, strict=True))
        ]
        for unit in (1, 10_000)
    )
    invoices = ["单据号", *head, "开票日期", "到期日", "应收金额"]
    ordered = [
        [f"D{at}{year}", *who, date(year, 3, 1), fen / 2]
        for at, (who, fen) in enumerate(zip(CUSTOMERS, OPEN, strict=True))
        for year in (2021, 2023)
    ]
    stated = [[*who, "王敏", fen / 20_000] for who, fen in zip(CUSTOMERS, OPEN, strict=True)]
    files = (
        write_sheet(tmp_path / "台账.xlsx", "客户台账", [[*head, "负责人", "年合作金额"], *stated]),
        write_sheet(
            tmp_path / "订单.xlsx", "订单明细", [["订单编号", *head, "下单日期", "订单金额"], *ordered]
        ),
        write_sheet(tmp_path / "应收.xlsx", "应收明细", [invoices, *own]),
        write_sheet(tmp_path / "财务" / "应收.xlsx", "应收明细", [invoices, *theirs]),
    )
    asked = run(files, {})
    units = [(one["kind"], one["key"]) for one in asked["questions"]["items"] if one["kind"] == "unit"]
    assert units == [
        ("unit", "finance|invoices|amount|应收金额"),
        ("unit", "ledger|annual_amount|年合作金额"),
    ]
    assert len(asked["cross_check"]["differences"]) == 4
    answered = run(files, dict.fromkeys(units, "万元"))
    # Only finance's column is of 万元: ops' of the same header stays as it is.
    assert answered["payment_risk"]["outstanding"] == "164000.00"
    assert answered["cross_check"]["differences"] == []
    assert not {"KB502", "KB640"} & codes(answered).keys()
    assert (answered["questions"]["open"], answered["questions"]["answered"]) == (0, 2)


def test_a_unit_above_the_table_is_not_overruled_by_an_answer_on_another(tmp_path: Path) -> None:
    """Two books of one header: in one 单位:万元 stands above numbers of yuan, the other's are of yuan and said to be."""
    head = ["订单编号", "客户编号", "客户名称", "下单日期", "订单金额"]
    ordered = [
        [f"D{at}", *who, date(2022, 12, 3), fen]
        for at, (who, fen) in enumerate(zip(CUSTOMERS, OPEN, strict=True))
    ]
    others = [[f"E{at}", *who, date(2023, 11, 4), 500] for at, who in enumerate(CUSTOMERS)]
    files = (
        write_sheet(tmp_path / "甲.xlsx", "订单", [["订单明细", "", "", "", "单位:万元"], head, *ordered]),
        write_sheet(tmp_path / "乙.xlsx", "订单", [["订单明细", "", "", "", "单位:元"], head, *others]),
        write_sheet(tmp_path / "丙.xlsx", "订单", [head, *[[f"G{row[0]}", *row[1:]] for row in others]]),
    )
    (asked,) = [one for one in run(files, {})["questions"]["items"] if one["kind"] == "unit"]
    assert asked["key"] == "orders|amount|订单金额(万元)"
    assert spent(run(files, {("unit", asked["key"]): "元"})) == [
        "101000.00",
        "36000.00",
        "21000.00",
        "10000.00",
    ]
    answered = run(files, {("unit", "orders|amount|订单金额"): "千元"})
    assert spent(answered) == ["1000500500.00", "350500500.00", "200500500.00", "90500500.00"]


def spent(summary: Json) -> list[str]:
    rows = sorted(summary["tiers"]["customers"], key=lambda one: one["customer_id"])
    return [one["spend"] for one in rows]


def test_two_answers_to_a_question_of_money_both_count_for_nothing(
    files: tuple[Path, ...], before: Json, tmp_path: Path
) -> None:
    given, kept = contradict(before, tmp_path)
    finance = tuple(file for file in files if file.parent.name == "财务")
    day = date(2023, 11, 30)
    request = DropRequest(
        files,
        date(2024, 1, 5),
        as_of=day,
        answers=(given,),
        kept_answers=(kept,),
        finance_files=finance,
    )
    assert {one["kind"] for one in before["questions"]["items"]} == {"unit", "buckets"}
    assert_neither_counts(before, process_drop(request).summary)
