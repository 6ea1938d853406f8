"""待确认 on states of tasks and on documents that may be one: from the cell to the figure that an answer changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.answer_files import assert_neither_counts, contradict, write_answers, write_sheet
from support.drops import INVOICE_HEADER, LOG_HEADER

from kehu_batch.model.findings.question import ANSWERS_NAME
from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop

Json = Any
STATE = "tasks|搁置归档"
PAIR = "ops|f9|乙公司|h77|"
TABLE = "客户名称|日期|金额"
SUM = "ops|f5|丙公司|k1+k2|"


def run(folder: Path, answers: Mapping[tuple[str, str], str] = {}) -> Json:
    """Read the drop as its folder has it, with answers by kind and key."""
    given = ((kind, key, text) for (kind, key), text in answers.items())
    return read(folder, write_answers(folder / ANSWERS_NAME, given))


def read(folder: Path, *answers: Path) -> Json:
    request = DropRequest(
        (
            folder / "流水.xlsx",
            folder / "回访.xlsx",
            folder / "应收.xlsx",
            folder / "跟进.xlsx",
            folder / "财务" / "应收.xlsx",
        ),
        date(2024, 1, 5),
        as_of=date(2023, 11, 30),
        answers=answers,
        finance_files=(folder / "财务" / "应收.xlsx",),
    )
    return process_drop(request).summary


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("records")
    (folder / "财务").mkdir()
    calls = (
        "客户编号",
        "客户名称",
        "本次回访时间",
        "回访人",
        "满意度评分",
        "跟进负责人",
        "计划完成时间",
        "跟进内容",
    )
    write_sheet(
        folder / "回访.xlsx",
        "回访",
        (calls, ("A1", "甲公司", date(2023, 11, 1), "王敏", "5/5", "王敏", date(2023, 11, 10), "送样品")),
    )
    follow = ("客户编号", *LOG_HEADER)
    write_sheet(
        folder / "跟进.xlsx",
        "跟进",
        (follow, ("A1", "甲公司", date(2023, 11, 9), "电话", "王敏", "搁置归档")),
    )
    write_sheet(
        folder / "流水.xlsx",
        "Sheet1",
        (("客户名称", "日期", "金额"), ("甲公司", date(2023, 11, 2), 70), ("甲公司", date(2023, 11, 3), 80)),
    )
    when = (date(2023, 10, 1), date(2023, 11, 20))
    write_sheet(
        folder / "应收.xlsx",
        "应收明细",
        (
            INVOICE_HEADER,
            ("F1", "A1", "甲公司", *when, 1000),
            ("F9", "A2", "乙公司", *when, 500),
            ("F5", "A3", "丙公司", *when, 900),
        ),
    )
    write_sheet(
        folder / "财务" / "应收.xlsx",
        "应收明细",
        (
            INVOICE_HEADER,
            ("F1", "A1", "甲公司", *when, 1000),
            ("H77", "A2", "乙公司", *when, 500),
            ("K1", "A3", "丙公司", *when, 600),
            ("K2", "A3", "丙公司", *when, 300),
        ),
    )
    return folder


@pytest.fixture(scope="module")
def before(folder: Path) -> Json:
    return run(folder)


@pytest.fixture(scope="module")
def after(folder: Path) -> Json:
    given = {
        ("table", TABLE): "是回款明细",
        ("scale", "callbacks|score|没有这一列"): "7分制",
        ("task_state", STATE): "已完成",
        ("document_pair", PAIR): "是",
        ("document_pair", SUM): "不是",
    }
    return run(folder, given)


def codes(summary: Json) -> set[str]:
    return {item["code"] for item in summary["data_quality"]["findings"]}


def document_level(summary: Json) -> Json:
    return next(level for level in summary["cross_check"]["levels"] if level["level"] == "document")


def test_each_is_asked_once_with_its_cell(before: Json) -> None:
    asked = [(item["kind"], item["key"], item["cell"]) for item in before["questions"]["items"]]
    assert asked == [
        ("table", TABLE, "Sheet1!A1"),
        ("task_state", STATE, "跟进!F2"),
        ("document_pair", SUM, "应收明细!F4"),
        ("document_pair", PAIR, "应收明细!F3"),
    ]
    texts = {item["key"]: item["text"] for item in before["questions"]["items"]}
    assert texts[PAIR] == "运营的“F9”（500.00 元）与财务的“H77”是不是同一笔？（同一客户，金额相同）"
    assert texts[SUM] == "运营的“F5”（900.00 元）与财务的“K1”“K2”是不是同一笔？（金额之和相同）"


def test_a_doubtful_table_is_read_as_what_it_is_said_to_be(before: Json, after: Json) -> None:
    assert "KB103" in codes(before)
    assert "KB103" not in codes(after)
    assert "receipts" not in before["tables"]
    assert after["tables"]["receipts"]["used"] == 2
    # F1 1,000, F9 500 and F5 900 are open; 70 and 80 were received and name no document.
    assert [run["payment_risk"]["net"] for run in (before, after)] == ["2400.00", "2250.00"]


def test_an_answer_that_cannot_be_chosen_is_told(before: Json, after: Json) -> None:
    assert "KB532" not in codes(before)
    assert "KB532" in codes(after)


def test_a_state_that_means_done_closes_the_plan(before: Json, after: Json) -> None:
    def plans(summary: Json) -> list[Json]:
        return [item for item in summary["follow_ups"]["overdue"] if item["clock"] == "plan_deadline"]

    assert [len(plans(before)), len(plans(after))] == [1, 0]
    assert "KB509" in codes(before)
    assert "KB509" not in codes(after)


def test_a_pair_is_matched_and_a_denied_one_is_not_asked_again(before: Json, after: Json) -> None:
    assert len(before["cross_check"]["differences"]) == 5  # F9, H77, F5, K1, K2
    assert len(after["cross_check"]["differences"]) == 3  # F5, K1, K2
    assert document_level(after)["matched"] == document_level(before)["matched"] + 1
    assert after["questions"]["open"] == 0
    assert after["cross_check"]["proposals"] == []


def test_two_answers_to_a_question_both_count_for_nothing(folder: Path, before: Json, tmp_path: Path) -> None:
    assert {one["kind"] for one in before["questions"]["items"]} == {"table", "task_state", "document_pair"}
    assert_neither_counts(before, read(folder, *contradict(before, tmp_path)))
