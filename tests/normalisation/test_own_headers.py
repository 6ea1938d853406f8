"""A department's own headers and accepted findings, from its policy file to what is read and shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from kehu_batch.errors import PolicyError
from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop
from kehu_batch.policy.loading import load_policy

HEADER = ["客户编号", "客户名称/联系人", "本次回访时间", "沟通方法", "回访人", "客户反馈"]
ROWS = [
    ["A1", "甲公司/张三", "2023-11-05", "电话", "", "满意度5分(满分5分)"],
    ["A2", "乙公司", "2023-11-06", "电话", "", "满意度4分(满分5分)"],
    ["", "丙公司/*总", "2023-11-07", "电话", "", "满意度4分(满分5分)"],
]


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "回访.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet()
    for number, row in enumerate([HEADER, *ROWS]):
        page.write_row(number, 0, row)
    book.close()
    return path


def findings(sheet: Path, policy: str, as_of: date | None = None) -> tuple[list[str], int]:
    outcome = process_drop(DropRequest(files=(sheet,), today=date(2023, 12, 1), policy=policy, as_of=as_of))
    quality = outcome.summary["data_quality"]
    return sorted(f"{item['code']} {item['cell']}" for item in quality["findings"]), quality["accepted"]


def policy(folder: Path, text: str) -> str:
    path = folder / "部门.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


BLANK = ["KB201 Sheet1!E2", "KB201 Sheet1!E3", "KB201 Sheet1!E4"]


def test_an_own_header_is_understood(sheet: Path, tmp_path: Path) -> None:
    unknown, _ = findings(sheet, "annual-spend")
    assert unknown == ["KB102 Sheet1!D1", *BLANK, "KB219 Sheet1!A1"]
    known, _ = findings(sheet, policy(tmp_path, 'headers.callbacks.method = ["沟通方法"]\n'))
    assert known == BLANK


def test_the_message_holds_the_line_that_works(sheet: Path, tmp_path: Path) -> None:
    outcome = process_drop(DropRequest(files=(sheet,), today=date(2023, 12, 1)))
    message = next(
        item["message"] for item in outcome.summary["data_quality"]["findings"] if item["code"] == "KB102"
    )
    line = message[message.index("headers.") :]
    known, _ = findings(sheet, policy(tmp_path, line + "\n"))
    assert not any(item.startswith("KB102") for item in known)


@pytest.mark.parametrize("text", ['headers.callback.method = ["x"]\n', 'headers.callbacks.methods = ["x"]\n'])
def test_an_own_header_of_nothing_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(PolicyError, match=r"headers\.callback"):
        load_policy(policy(tmp_path, text))


ACCEPTED = '[[quality.accepted]]\ncustomer = "{}"\ncode = "KB201"\nuntil = {}\nreason = "新人未到岗"\n'
OWN = 'headers.callbacks.method = ["沟通方法"]\n'


@pytest.mark.parametrize(
    ("customer", "until", "left"),
    [
        ("A1", "2023-12-31", [1, 2]),
        ("甲公司", "2023-12-31", [1, 2]),
        ("丙公司", "2023-12-31", [0, 1]),
        ("A1", "2023-11-30", [1, 2]),
        ("A1", "2023-11-29", [0, 1, 2]),
        ("A9", "2023-12-31", [0, 1, 2]),
    ],
)
def test_an_accepted_finding_is_silent_until_its_day(
    sheet: Path, tmp_path: Path, customer: str, until: str, left: list[int]
) -> None:
    found, accepted = findings(sheet, policy(tmp_path, OWN + ACCEPTED.format(customer, until)))
    assert found == [BLANK[place] for place in left]
    assert accepted == 3 - len(left)


def test_another_kind_of_finding_is_not_silenced(sheet: Path, tmp_path: Path) -> None:
    text = OWN + ACCEPTED.format("A1", "2023-12-31").replace("KB201", "KB202")
    assert findings(sheet, policy(tmp_path, text)) == (BLANK, 0)


def test_hidden_things_are_left_out_where_the_policy_says_so(tmp_path: Path) -> None:
    path = tmp_path / "跟进.xlsx"
    book = xlsxwriter.Workbook(str(path))
    shown, hidden = book.add_worksheet("十一月"), book.add_worksheet("备份")
    for page in (shown, hidden):
        page.write_row(0, 0, ["跟进客户", "跟进时间", "跟进内容", "负责人员"])
        page.write_row(1, 0, ["甲公司", "2023-11-05", "报价", "李强"])
        page.write_row(2, 0, ["乙公司", "2023-11-06", "签约", "李强"])
    shown.set_row(1, None, None, {"hidden": True})
    shown.set_column("D:D", None, None, {"hidden": True})
    hidden.hide()
    book.close()
    request = DropRequest(files=(path,), today=date(2023, 12, 1))
    read = process_drop(request)
    assert read.summary["tables"]["followups"]["read"] == 4
    left = process_drop(replace(request, policy=policy(tmp_path, "[quality]\nread_hidden = false\n")))
    assert left.summary["tables"]["followups"]["read"] == 1
    (table,) = left.understanding
    assert [item["column"] for item in table["columns"]] == ["A", "B", "C"]
    told = [item["message"] for item in left.summary["data_quality"]["findings"] if item["code"] == "KB117"]
    assert told == ["有 1 个隐藏行、1 个隐藏列，按策略未读入", "工作表“备份”是隐藏的，按策略未读入"]
