"""待确认: what cannot be known is asked in the workbook, an answer changes the figures, and nothing is asked twice."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support.answer_files import assert_neither_counts, write_answers
from support.drops import INVOICE_HEADER

from kehu_batch.errors import PolicyError
from kehu_batch.model.findings.question import ANSWERS_NAME
from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop
from kehu_batch.policy.answers import dump_answers, join_answers, load_answers

Json = Any

ANSWERS = {
    "header": "是回访人",
    "date_order": "日/月/年",
    "status": "作废",
    "same_customer": "是",
    "issue_type": "服务响应",
}


def make_drop(folder: Path) -> tuple[Path, Path]:
    """Write a workbook and an export that ask a question of every kind but one."""
    folder.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    calls = book.active
    assert calls is not None
    calls.title = "回访"
    calls.append(["客户编号", "客户名称", "本次回访时间", "回访方式", "回访人花名", "客户反馈", "待解决问题"])
    calls.append(["A1", "甲公司", date(2023, 11, 5), "电话", "王敏", "满意度5分", "老板看了数直摇头呢"])
    calls.append(["A2", "乙公司", date(2023, 11, 6), "电话", "王敏", "满意度4分", "无"])
    calls.append(["B7", "乙公司", date(2023, 11, 7), "电话", "李强", "满意度4分", "无"])
    owed = book.create_sheet("应收明细")
    owed.append([*INVOICE_HEADER, "状态"])
    owed.append(["F1", "A1", "甲公司", date(2023, 10, 1), date(2023, 10, 31), 1000, "挂起"])
    owed.append(["F2", "A2", "乙公司", date(2023, 10, 2), date(2023, 11, 2), 500, None])
    book.save(folder / "回访.xlsx")
    lines = (
        "客户编号,跟进客户,跟进时间,跟进内容,负责人员,状态",
        "A1,甲公司,05/11/2023,电话,王敏,已完成",
        "A2,乙公司,06/11/2023,电话,王敏,跟进中",
    )
    (folder / "跟进记录.csv").write_text("\n".join(lines), encoding="utf-8-sig")
    return folder / "回访.xlsx", folder / "跟进记录.csv"


def run(files: tuple[Path, ...], output: Path, answers: tuple[Path, ...] = ()) -> Json:
    request = DropRequest(files, date(2024, 1, 5), output=output, as_of=date(2023, 11, 30), answers=answers)
    return process_drop(request).summary


def answer(path: Path, answers: Mapping[str, str], keys: Mapping[str, str]) -> None:
    """Fill in 答复 as a clerk does: by what the row asks."""
    book = openpyxl.load_workbook(path)
    sheet = book["待确认"]
    header: dict[str, int] = {}
    for row in sheet.iter_rows():
        texts = {str(cell.value): cell.column for cell in row if cell.value}
        if "答复" in texts and "涉及处数" in texts:
            header = texts
        elif header and (key := str(row[header["问题标识"] - 1].value)) in keys:
            row[header["答复"] - 1].value = answers[keys[key]]
    book.save(path)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Json]:
    folder = tmp_path_factory.mktemp("questions")
    return folder, run(make_drop(folder / "投递"), folder / "结果")


@pytest.fixture(scope="module")
def after(before: tuple[Path, Json]) -> Json:
    folder, summary = before
    keys = {item["key"]: item["kind"] for item in summary["questions"]["items"]}
    answer(folder / "结果" / "回访_批注.xlsx", ANSWERS, keys)
    files = (folder / "结果" / "回访_批注.xlsx", folder / "投递" / "跟进记录.csv")
    return run(files, folder / "第二次")


def test_what_cannot_be_known_is_asked_once_each(before: tuple[Path, Json]) -> None:
    items = before[1]["questions"]["items"]
    assert [item["kind"] for item in items] == [
        "header",
        "date_order",
        "status",
        "same_customer",
        "issue_type",
    ]
    assert [item["count"] for item in items] == [1, 2, 1, 1, 1]
    assert [item["cell"] for item in items] == ["回访!E1", "跟进记录!C2", "应收明细!G2", "回访!B4", "回访!G2"]
    assert all(item["effect"] and item["choices"] for item in items)


def test_an_answer_is_chosen_from_a_list(before: tuple[Path, Json]) -> None:
    sheet = openpyxl.load_workbook(before[0] / "结果" / "回访_批注.xlsx")["待确认"]
    lists = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert '"是回访人,不是"' in lists
    assert '"日/月/年,月/日/年,年/月/日"' in lists
    assert any("服务响应" in source and "不是问题" in source for source in lists)


def test_the_header_is_read(before: tuple[Path, Json], after: Json) -> None:
    assert before[1]["satisfaction"]["by_owner"] == {}
    assert set(after["satisfaction"]["by_owner"]) == {"王敏", "李强"}


def test_the_dates_are_read(before: tuple[Path, Json], after: Json) -> None:
    assert before[1]["tables"]["followups"]["used"] == 0
    assert after["tables"]["followups"]["used"] == 2


def test_the_document_follows_its_state(before: tuple[Path, Json], after: Json) -> None:
    assert before[1]["payment_risk"]["outstanding"] == "1500.00"
    assert after["payment_risk"]["outstanding"] == "500.00"
    assert after["tables"]["invoices"]["excluded_amount"] == "1000.00"


def test_two_ids_are_one_customer(before: tuple[Path, Json], after: Json) -> None:
    def customers(summary: Json) -> int:
        return len(summary["tiers"]["customers"])

    assert (customers(before[1]), customers(after)) == (3, 2)


def test_the_issue_has_its_type(before: tuple[Path, Json], after: Json) -> None:
    assert before[1]["issues"]["unclassified"] == 1
    assert after["issues"]["unclassified"] == 0
    item = after["issues"]["items"][0]
    assert (item["types"], item["decided_by"]) == (["服务响应"], "按答复")


def test_nothing_is_asked_twice_and_the_findings_are_gone(before: tuple[Path, Json], after: Json) -> None:
    assert after["questions"]["open"] == 0
    assert after["questions"]["answered"] == 5
    settled = {"KB102", "KB207", "KB253", "KB283"}
    assert settled <= {item["code"] for item in before[1]["data_quality"]["findings"]}
    assert not settled & {item["code"] for item in after["data_quality"]["findings"]}


def test_answers_count_as_a_clerk_types_them_wherever_their_rows_are(
    before: tuple[Path, Json], after: Json, tmp_path: Path
) -> None:
    typed = {
        "header": " 回访人　",
        "date_order": "日／月／年",
        "status": "作 废。",
        "same_customer": "对",
        "issue_type": "服務響應",
    }
    folder, keys = before[0], {item["key"]: item["kind"] for item in before[1]["questions"]["items"]}
    copy = tmp_path / "回访_批注.xlsx"
    shutil.copy(folder / "结果" / "回访_批注.xlsx", copy)
    answer(copy, typed, keys)
    book = openpyxl.load_workbook(copy)
    sheet = book["待确认"]
    at = next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == "A2|B7")
    sheet.insert_rows(at - 1)
    book.save(copy)
    again = run((copy, folder / "投递" / "跟进记录.csv"), tmp_path / "二")
    assert {one["answer"] for one in again["questions"]["answers"]} == set(ANSWERS.values())
    for section in ("issues", "payment_risk", "tiers"):
        assert again[section] == after[section], section
    assert again["questions"]["open"] == 0


def test_answers_stay_in_the_workbook(before: tuple[Path, Json], after: Json) -> None:
    folder = before[0]
    files = (folder / "第二次" / "回访_批注.xlsx", folder / "投递" / "跟进记录.csv")
    third = run(files, folder / "第三次")
    assert third["questions"] == after["questions"]
    assert third["issues"] == after["issues"]


def test_a_file_of_answers_does_the_same(before: tuple[Path, Json], after: Json, tmp_path: Path) -> None:
    given = [(one["kind"], one["key"], one["answer"]) for one in after["questions"]["answers"]]
    kept = write_answers(tmp_path / ANSWERS_NAME, given)
    files = (before[0] / "投递" / "回访.xlsx", before[0] / "投递" / "跟进记录.csv")
    summary = run(files, tmp_path / "结果", (kept,))
    assert summary["issues"]["by_type"] == after["issues"]["by_type"]
    assert summary["payment_risk"]["outstanding"] == "500.00"
    assert summary["questions"]["open"] == 0
    answered = load_answers(kept)
    kept.write_text(dump_answers(answered), encoding="utf-8")
    assert load_answers(kept) == tuple(join_answers(answered).given.values())
    assert len(answered) == len(ANSWERS)


@pytest.mark.usefixtures("after")
def test_the_workbook_and_a_file_that_contradict_each_other_both_count_for_nothing(
    before: tuple[Path, Json], tmp_path: Path
) -> None:
    folder, asked = before[0], before[1]["questions"]["items"]
    assert {one["kind"] for one in asked} == set(ANSWERS)
    other = {one["kind"]: next(c for c in one["choices"] if c != ANSWERS[one["kind"]]) for one in asked}
    kept = write_answers(
        tmp_path / ANSWERS_NAME, ((one["kind"], one["key"], other[one["kind"]]) for one in asked)
    )
    # The workbook was answered for ``after``.
    summary = run(
        (folder / "结果" / "回访_批注.xlsx", folder / "投递" / "跟进记录.csv"), tmp_path / "结果", (kept,)
    )
    told = [one for one in summary["data_quality"]["findings"] if one["code"] == "KB531"]
    assert len(told) == len(asked)
    assert [one["key"] for one in summary["questions"]["items"]] == [one["key"] for one in asked]
    for section in ("satisfaction", "issues", "payment_risk", "tiers"):
        assert _text(summary[section]).replace("_批注", "") == _text(before[1][section]), section


def _text(section: Json) -> str:
    return json.dumps(section, ensure_ascii=False)


def test_an_answer_that_is_none_is_told_and_that_of_a_near_text_is_only_suggested(
    before: tuple[Path, Json], tmp_path: Path
) -> None:
    given = [("老板看了数直摇头呢", "不存在的类"), ("老板娘看了数直摇头呢", "价格费用")]
    kept = write_answers(tmp_path / ANSWERS_NAME, [("issue_type", *one) for one in given])
    files = (before[0] / "投递" / "回访.xlsx",)
    summary = run(files, tmp_path / "结果", (kept,))
    assert "KB532" in {item["code"] for item in summary["data_quality"]["findings"]}
    assert summary["issues"]["unclassified"] == 1
    (asked,) = [item for item in summary["questions"]["items"] if item["kind"] == "issue_type"]
    assert asked["text"].endswith("可能是价格费用，因为与“老板娘看了数直摇头呢”相近（按答复）。")
    assert asked["choices"][0] == "价格费用"


def test_a_text_that_is_no_problem_leaves_the_count(before: tuple[Path, Json], tmp_path: Path) -> None:
    kept = write_answers(tmp_path / ANSWERS_NAME, [("issue_type", "老板看了数直摇头呢", "不是问题")])
    assert run((before[0] / "投递" / "回访.xlsx",), tmp_path / "结果", (kept,))["issues"]["total"] == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("answers = 1", "应为列表"),
        ("[[answers]]\nkind = 'x'", "kind 不认识"),
        ("[[answers]]\nkind = 'status'\nkey = 'a'", "缺少 key 或 answer"),
        ("[[", "不是有效的 TOML"),
    ],
)
def test_a_wrong_file_of_answers_says_what_is_wrong(text: str, says: str, tmp_path: Path) -> None:
    kept = tmp_path / ANSWERS_NAME
    kept.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError, match=says):
        load_answers(kept)


def test_a_scale_is_asked_and_answered(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["客户编号", "客户名称", "本次回访时间", "满意度评分"])
    for number, score in enumerate((8, 9, 7), start=1):
        sheet.append([f"A{number}", f"第{number}公司", date(2023, 11, number), score])
    book.save(tmp_path / "回访.xlsx")
    first = run((tmp_path / "回访.xlsx",), tmp_path / "一")
    asked = [item for item in first["questions"]["items"] if item["kind"] == "scale"]
    assert [item["choices"] for item in asked] == [["5分制", "10分制", "100分制"]]
    kept = write_answers(tmp_path / ANSWERS_NAME, [("scale", asked[0]["key"], "10分制")])
    second = run((tmp_path / "回访.xlsx",), tmp_path / "二", (kept,))
    assert second["satisfaction"]["mean"] == pytest.approx(4.0)
    two = write_answers(
        tmp_path / "两个.toml", [("scale", asked[0]["key"], text) for text in ("5分制", "10分制")]
    )
    assert_neither_counts(first, run((tmp_path / "回访.xlsx",), tmp_path / "一", (two,)))
    assert not [item for item in second["questions"]["items"] if item["kind"] == "scale"]
