"""An answer whose row is gone or whose text was changed is told with its cell and what became of it, and is ignored."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support.drops import INVOICE_HEADER

from kehu_batch.model.findings.question import ANSWERS_NAME, Answer, AnswerSource, Origin, QuestionKind
from kehu_batch.model.outcome import DropRequest
from kehu_batch.model.tables.source import FileFormat, Sheet, SheetState, Workbook
from kehu_batch.pipeline import process_drop
from kehu_batch.policy.answers import dump_answers, join_answers, load_answers
from kehu_batch.recognition.unfit_answers import tell_unfit

Json = Any
ISSUE, STATE, SAME = (QuestionKind.ISSUE_TYPE, QuestionKind.STATUS, QuestionKind.SAME_CUSTOMER)
TEXTS = {"issue_type": "价格费用", "status": "作废", "same_customer": "是", "task_state": "已完成"}


def write(path: Path) -> Path:
    book = openpyxl.Workbook()
    calls = book.active
    assert calls is not None
    calls.title = "回访"
    calls.append(["客户编号", "客户名称", "本次回访时间", "待解决问题"])
    calls.append(["A1", "甲公司", date(2023, 11, 5), "老板看了数直摇头呢"])
    calls.append(["A2", "乙公司", date(2023, 11, 6), "无"])
    calls.append(["B7", "乙公司", date(2023, 11, 7), "无"])
    owed = book.create_sheet("应收明细")
    owed.append([*INVOICE_HEADER, "状态"])
    owed.append(["F1", "A1", "甲公司", date(2023, 10, 1), date(2023, 10, 31), 1000, "挂起"])
    follow = book.create_sheet("跟进记录")
    follow.append(["客户编号", "跟进客户", "跟进时间", "跟进内容", "状态"])
    follow.append(["A1", "甲公司", date(2023, 11, 8), "电话", "搁置归档"])
    book.save(path)
    return path


def run(file: Path, output: Path | None, answers: tuple[Path, ...] = ()) -> Json:
    request = DropRequest((file,), date(2024, 1, 5), output=output, as_of=date(2023, 11, 30), answers=answers)
    return process_drop(request).summary


def told(summary: Json, code: str = "KB533") -> dict[str | None, str]:
    return {one["cell"]: one["message"] for one in summary["data_quality"]["findings"] if one["code"] == code}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("unfit")


@pytest.fixture(scope="module")
def answered(folder: Path) -> Path:
    """The annotated workbook with every question answered, and then two texts changed and a row taken away."""
    run(write(folder / "回访.xlsx"), folder / "一")
    path = folder / "一" / "回访_批注.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["待确认"]
    kinds = {kind.label: TEXTS.get(kind.value) for kind in QuestionKind}
    filled = 0
    for row in sheet.iter_rows():
        if kinds.get(str(row[0].value)):
            row[3].value = kinds[str(row[0].value)]
            filled += 1
    assert filled == 4
    book["回访"]["D2"] = "发票开错了"
    book["回访"].delete_rows(4)
    book["应收明细"]["G2"] = None
    book.save(path)
    return path


@pytest.fixture(scope="module")
def again(answered: Path, folder: Path) -> Json:
    return run(answered, folder / "二")


def test_each_answer_that_no_longer_fits_is_told_with_its_cell(again: Json) -> None:
    found = told(again)
    assert len(found) == 3
    issue = found["回访!D2"]
    assert "“老板看了数直摇头呢”属于哪一类问题？" in issue
    assert "的答复“价格费用”不再适用，没有采用：" in issue
    assert issue.endswith("（回访.xlsx 回访!D2）现在写的是“发票开错了”")
    assert found["应收明细!G2"].endswith("（回访.xlsx 应收明细!G2）现在是空的")
    assert found[None].endswith("（回访.xlsx 回访!B4）那一行已经没有了")


def test_it_changes_no_figure(again: Json) -> None:
    assert [(one["type"], one["count"]) for one in again["issues"]["by_type"]] == [("账务票据", 1)]
    assert again["payment_risk"]["outstanding"] == "1000.00"
    assert len(again["tiers"]["customers"]) == 2
    used = {one["kind"]: one["used"] for one in again["questions"]["answers"]}
    assert used == {"issue_type": False, "status": False, "same_customer": False, "task_state": True}
    assert again["questions"]["answered"] == 1


@pytest.mark.usefixtures("again")
def test_the_sheet_keeps_it_apart_from_those_in_force(folder: Path) -> None:
    sheet = openpyxl.load_workbook(folder / "二" / "回访_批注.xlsx")["待确认"]
    titles = [str(cell.value) for cell in sheet["A"] if cell.value]
    assert "已答复（1 项，按答复计算）" in titles
    assert "没有用到的答复（3 项）" in titles


@pytest.mark.usefixtures("again")
def test_sheets_and_page_say_how_much_goes_by_answers(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "二" / "回访_批注.xlsx", read_only=True)
    scopes = {
        name: [str(row[0]) for row in book[name].iter_rows(max_row=3, values_only=True)]
        for name in book.sheetnames
    }
    assert any("按答复 1 项（见“待确认”）" in text for text in scopes["月报摘要"])
    page = (folder / "二" / "客户月报_2023-11.html").read_text(encoding="utf-8")
    assert "完成状态 1 项，按“待确认”的答复计算" in page


@pytest.mark.usefixtures("answered")
def test_a_kept_file_tells_only_what_was_asked_here(folder: Path, tmp_path: Path) -> None:
    given = [
        Answer(ISSUE, "老板看了数直摇头呢", "价格费用", "", Origin("回访.xlsx", "回访!D2", "2023-11")),
        Answer(ISSUE, "别处的话", "价格费用", "", Origin("别的回访.xlsx", "回访!D2", "2023-11")),
        Answer(ISSUE, "上月的话", "价格费用", "", Origin("回访.xlsx", "回访!D2", "2023-10")),
        Answer(STATE, "invoices|冻结", "作废"),
    ]
    kept = tmp_path / ANSWERS_NAME
    kept.write_text(dump_answers(given), encoding="utf-8")
    assert set(load_answers(kept)) == set(given)
    book = openpyxl.load_workbook(folder / "回访.xlsx")
    book["回访"]["D2"] = "无"
    book.save(tmp_path / "回访.xlsx")
    summary = run(tmp_path / "回访.xlsx", None, (kept,))
    assert list(told(summary)) == ["回访!D2"]
    assert told(summary, "KB534") == {None: "“invoices|冻结”的答复“作废”，这次投递里没有对应的内容，没有用到"}


@pytest.mark.parametrize(
    ("origin", "source", "became"),
    [
        (Origin("甲.xlsx", "没有!A1"), AnswerSource.SHEET, "工作簿里没有“没有”页"),
        (Origin("甲.xlsx", "回访!B9"), AnswerSource.KEPT, "那一行已经没有了"),
        (
            Origin("甲.xlsx", "回访!B2", "2023-10"),
            AnswerSource.SHEET,
            "现在写的是“说话”；它与另一方不都在这次投递里",
        ),
        (Origin("甲.xlsx", "回访!B2", "2023-10"), AnswerSource.KEPT, None),
        (Origin("乙.xlsx", "回访!B2", "2023-11"), AnswerSource.SHEET, None),
        (None, AnswerSource.SHEET, "这次投递里没有它所说的内容"),
        (None, AnswerSource.KEPT, None),
    ],
)
def test_what_became_of_it(origin: Origin | None, source: AnswerSource, became: str | None) -> None:
    sheet = Sheet("甲_批注.xlsx", "回访", SheetState.VISIBLE, (("客户", "反馈"), ("甲", "说话")))
    book = Workbook(Path("甲_批注.xlsx"), "甲_批注.xlsx", FileFormat.XLSX, "", (sheet,))
    answers = join_answers([Answer(SAME, "A|B", "是", "", origin, source)])
    found = tell_unfit(answers, frozenset(), (book,), "2023-11")
    assert [finding.message.endswith(became or "?") for finding in found] == [True] * (became is not None)
    assert tell_unfit(answers, {(SAME, "A|B")}, (book,), "2023-11") == ()


def test_a_text_that_was_changed_has_no_other_party() -> None:
    sheet = Sheet("甲_批注.xlsx", "回访", SheetState.VISIBLE, (("客户", "金额"), ("甲", 7000.0)))
    book = Workbook(Path("甲_批注.xlsx"), "甲_批注.xlsx", FileFormat.XLSX, "", (sheet,))
    answers = join_answers([Answer(STATE, "invoices|挂起", "作废", "", Origin("甲.xlsx", "回访!B2"))])
    (found,) = tell_unfit(answers, frozenset(), (book,), "2023-11")
    assert found.message.endswith("现在写的是“7000”")
