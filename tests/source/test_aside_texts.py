"""What headers and footers of pages and text boxes say is known, and told where a table needs it."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from support.xls_records import Page, compound_file, label, record, wide, workbook

from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise
from kehu_batch.source.formats.header_codes import header_parts
from kehu_batch.source.opening import open_workbook

HEADER = ("客户编号", "客户名称", "应收余额")


def write(path: Path, title: str = "", header: str = "", box: str = "", amount: str = "应收余额") -> Path:
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("应收余额")
        page.write(0, 0, title)
        page.write_row(1, 0, (*HEADER[:2], amount))
        page.write_row(2, 0, ("K1", "甲公司", 100))
        if header:
            page.set_header(header)
        if box:
            page.insert_textbox(6, 4, box)
    return path


def told(path: Path) -> list[str]:
    found = recognise((open_workbook(path),), load_vocabulary()).findings
    return [one.code for one in found if one.code in {"KB133", "KB142"}]


def test_parts_of_a_header_without_its_codes() -> None:
    text = '&L&"宋体,常规"&12&K000000单位：万元&C甲&&乙&R第 &P 页'
    assert header_parts(text) == ["单位：万元", "甲&乙", "第  页"]


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ({"header": "&L单位：万元"}, ["KB142"]),
        ({"header": "&C应收余额表（千元）"}, ["KB142"]),
        ({"header": "&R截止日期：2023年10月31日"}, ["KB142"]),
        ({"box": "单位：万元"}, ["KB142"]),
        ({"box": "黄底=已作废"}, ["KB133"]),
        ({"header": "&L单位：元&R打印日期：2023年10月31日"}, []),
        ({"header": "&L单位：万元", "amount": "应收余额(万元)"}, []),
        ({"header": "&L单位：万元", "title": "应收余额表（万元）"}, []),
        ({"box": "截至2023年10月31日", "title": "截止日期：2023-10-31"}, []),
        ({"box": "请在月底前核对"}, []),
    ],
    ids=str,
)
def test_what_a_table_needs_is_told(said: dict[str, str], codes: list[str], tmp_path: Path) -> None:
    assert told(write(tmp_path / "余额.xlsx", **said)) == codes


def test_the_header_of_an_old_workbook(tmp_path: Path) -> None:
    cells = b"".join(label(0, column, text) for column, text in enumerate(HEADER)) + label(1, 0, "K1")
    page = Page(cells + record(0x14, wide("&L单位：万元")) + record(0x15, b""), "余额")
    path = tmp_path / "余额.xls"
    path.write_bytes(compound_file({"Workbook": workbook([page])}))
    assert open_workbook(path).sheets[0].aside == ("单位：万元",)


def test_a_note_that_calls_its_row_off_is_told(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "订单.xlsx") as book:
        page = book.add_worksheet("订单明细")
        page.write_row(0, 0, ("订单编号", "客户名称", "下单日期", "金额"))
        for row in range(1, 5):
            page.write_row(row, 0, (f"D{row}", "甲公司", "2023-11-01", 100))
        page.write_comment(1, 3, "王敏:\n此行作废")
        page.write_comment(2, 0, "作废，客户取消")
        page.write_comment(3, 1, "作废发票已寄回")
        page.write_comment(8, 1, "此行作废")
    found = recognise((open_workbook(tmp_path / "订单.xlsx"),), load_vocabulary()).findings
    told = [(one.count, str(one.location), one.message) for one in found if one.code == "KB139"]
    assert told == [(2, "订单.xlsx 订单明细!D2", "批注写着“此行作废”、“作废，客户取消”的 2 行仍照常计入")]
