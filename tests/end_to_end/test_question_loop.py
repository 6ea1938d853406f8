"""The loop of 待确认: asked, answered as a clerk would, dropped again, and the next month dropped with what is kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import golden_drops
import openpyxl
import pytest
from support.drops import INVOICE_HEADER, LOG_HEADER

from kehu_batch.model.findings.question import ANSWERS_NAME, Answer, QuestionKind
from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop
from kehu_batch.policy.answers import dump_answers

Json = Any
ANSWERED_TEXT, NEAR_TEXT = "老板看了数直摇头呢", "老板看了总数直摇头呢"
#: What the clerk of the messy months answers, by what the question is about.
CLERK = {
    ANSWERED_TEXT: "价格费用",
    NEAR_TEXT: "价格费用",
    "tasks|搁置归档": "已完成",
    "invoices|挂起": "作废",
    "A2|B7": "是",
}
CALLS = ("客户编号", "客户名称", "本次回访时间", "回访人", "满意度评分", "待解决问题")
OWED = (*INVOICE_HEADER, "状态")


def write_month(folder: Path, month: int, issues: tuple[str, ...]) -> tuple[Path, ...]:
    """Write one messy month: issues without a word of a type, states of our own, one customer under two ids."""
    folder.mkdir()
    book = openpyxl.Workbook()
    calls = book.active
    assert calls is not None
    calls.title = "回访"
    calls.append(CALLS)
    for day, issue in enumerate(issues, start=1):
        calls.append(["A1", "甲公司", date(2023, month, day), "王敏", "5/5", issue])
    calls.append(["A2", "乙公司", date(2023, month, 8), "王敏", "4/5", "无"])
    calls.append(["B7", "乙公司", date(2023, month, 9), "王敏", "4/5", "无"])
    owed = book.create_sheet("应收明细")
    owed.append(OWED)
    owed.append([f"F{month}1", "A1", "甲公司", date(2023, month, 1), date(2023, month, 20), 1000, "挂起"])
    owed.append([f"F{month}2", "A2", "乙公司", date(2023, month, 2), date(2023, month, 21), 500, None])
    follow = book.create_sheet("跟进记录")
    follow.append(("客户编号", *LOG_HEADER))
    follow.append(("A1", "甲公司", date(2023, month, 10), "电话", "王敏", "搁置归档"))
    book.save(folder / "月.xlsx")
    return (folder / "月.xlsx",)


def run(files: tuple[Path, ...], as_of: date, answers: tuple[Path, ...] = ()) -> Json:
    finance = tuple(file for file in files if "财务" in file.parts)
    request = DropRequest(files, date(2027, 1, 5), as_of=as_of, answers=answers, finance_files=finance)
    return process_drop(request).summary


def keep(path: Path, *summaries: Json) -> Path:
    """Write what the clerk answers to the questions of a run, beside the answers that it was read with."""
    given = {
        (one["kind"], one["key"]): one["answer"]
        for summary in summaries
        for one in summary["questions"]["answers"]
    }
    for summary in summaries:
        for item in summary["questions"]["items"]:
            text = next((CLERK[key] for key in CLERK if key in item["key"]), item["choices"][-1])
            given[item["kind"], item["key"]] = text
    path.write_text(
        dump_answers(Answer(QuestionKind(kind), key, text) for (kind, key), text in given.items()),
        encoding="utf-8",
    )
    return path


def counts(summary: Json) -> dict[str, int]:
    return {item["type"]: item["count"] for item in summary["issues"]["by_type"]}


def keys(summary: Json) -> set[tuple[str, str]]:
    return {(item["kind"], item["key"]) for item in summary["questions"]["items"]}


@pytest.fixture(scope="module")
def messy(tmp_path_factory: pytest.TempPathFactory) -> tuple[Json, Json, Json, Json]:
    """November, November answered, December with what was kept, and December answered."""
    folder = tmp_path_factory.mktemp("messy")
    november = write_month(folder / "11", 11, (ANSWERED_TEXT, "系统卡顿"))
    december = write_month(folder / "12", 12, (ANSWERED_TEXT, NEAR_TEXT))
    first = run(november, date(2023, 11, 30))
    kept = keep(folder / ANSWERS_NAME, first)
    second = run(november, date(2023, 11, 30), (kept,))
    third = run(december, date(2023, 12, 31), (kept,))
    keep(kept, third)
    return first, second, third, run(december, date(2023, 12, 31), (kept,))


def test_a_messy_month_asks_and_follows_its_answers(messy: tuple[Json, ...]) -> None:
    first, second, _, _ = messy
    assert [kind for kind, _ in sorted(keys(first))] == [
        "issue_type",
        "same_customer",
        "status",
        "task_state",
    ]
    assert keys(second) == set()
    assert counts(first) == {"系统性能": 1, "未归类": 1}
    assert counts(second) == {"系统性能": 1, "价格费用": 1}
    assert [one["payment_risk"]["outstanding"] for one in (first, second)] == ["1500.00", "500.00"]
    assert [len(one["tiers"]["customers"]) for one in (first, second)] == [3, 2]
    settled = {"KB253", "KB283", "KB509"}
    assert settled <= {item["code"] for item in first["data_quality"]["findings"]}
    assert not settled & {item["code"] for item in second["data_quality"]["findings"]}


def test_the_next_messy_month_asks_only_what_is_new(messy: tuple[Json, ...]) -> None:
    first, _, third, fourth = messy
    assert keys(third) == {("issue_type", NEAR_TEXT)}
    assert not keys(third) & keys(first)
    (asked,) = third["questions"]["items"]
    assert asked["text"].endswith(f"可能是价格费用，因为与“{ANSWERED_TEXT}”相近（按答复）。")
    assert counts(third) == {"价格费用": 1, "未归类": 1}
    assert third["payment_risk"]["outstanding"] == "500.00"
    assert keys(fourth) == set()
    assert counts(fourth) == {"价格费用": 2}


def test_the_sample_month_asks_once_and_never_again(tmp_path: Path) -> None:
    files = tuple(sorted((golden_drops.SAMPLES / "month").rglob("*.xlsx")))
    first = run(files, date(2026, 10, 31))
    assert keys(first) == {
        ("task_state", "tasks|已报价"),
        ("issue_type", "待客户内部确认"),
    }
    kept = keep(tmp_path / ANSWERS_NAME, first)
    second, later = (run(files, day, (kept,)) for day in (date(2026, 10, 31), date(2026, 11, 30)))
    assert (first["questions"]["open"], second["questions"]["open"], later["questions"]["open"]) == (2, 0, 0)
    # The clerk says that the state is not done and that the text tells no problem.
    assert (first["issues"]["total"], first["issues"]["unclassified"]) == (27, 1)
    assert (second["issues"]["total"], second["issues"]["unclassified"]) == (26, 0)
    assert first["payment_risk"] == second["payment_risk"]
    assert first["satisfaction"] == second["satisfaction"]
