"""Letters to customers: who gets one, about what, and the register that is kept."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from kehu_batch.cli.start import run
from kehu_batch.policy.loading import load_policy

_INVOICES = (
    ("单据号", "客户编号", "客户名称", "开票日期", "到期日", "应收金额", "争议金额"),
    ("A1", "C1", "甲公司", datetime(2023, 9, 1), datetime(2023, 10, 20), 100, None),
    ("A2", "C1", "甲公司", datetime(2023, 9, 5), datetime(2023, 11, 20), 250.5, 50.5),
    ("A3", "C1", "甲公司", datetime(2023, 9, 5), datetime(2023, 12, 20), 80, None),
    ("B1", "C2", "乙公司", datetime(2023, 9, 2), datetime(2023, 10, 20), 40, 40),
    ("D1", "C3", "丙公司", datetime(2023, 9, 3), datetime(2023, 11, 3), 10, None),
)
_RECEIPTS = (
    ("单据号", "客户编号", "回款日期", "回款金额"),
    ("A1", "C1", datetime(2023, 11, 2), 30),
    ("D1", "C3", datetime(2023, 11, 2), 10),
)


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "投递"
    folder.mkdir()
    book = openpyxl.Workbook()
    for name, rows in (("应收明细", _INVOICES), ("回款明细", _RECEIPTS)):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    book.save(folder / "应收.xlsx")
    return folder


def write(drop: Path, kind: str, *more: str) -> int:
    out = str(drop.parent / "函件")
    return run(["letters", str(drop), "--kind", kind, "-o", out, "--as-of", "2023-11-30", *more])


def read(drop: Path, name: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(drop.parent / "函件" / name)


def texts(book: openpyxl.Workbook, sheet: str) -> str:
    return "\n".join(
        str(cell) for row in book[sheet].iter_rows(values_only=True) for cell in row if cell is not None
    )


def table(book: openpyxl.Workbook, sheet: str) -> list[tuple[object, ...]]:
    rows = [
        row for row in book[sheet].iter_rows(values_only=True) if row[1] is not None or row[3] is not None
    ]
    return [(row[0], *row[3:6], row[7] if len(row) > 7 else None) for row in rows[1:]]


def test_a_reminder_asks_for_overdue_money_without_what_is_disputed(drop: Path) -> None:
    assert write(drop, "dunning", "--sender", "我方公司") == 0
    book = read(drop, "催款函_2023-11-30.xlsx")
    # B1 is disputed as a whole, D1 is paid, A3 is not due.
    assert book.sheetnames == ["甲公司"]
    assert table(book, "甲公司") == [
        ("A1", 100, 30, 70, 70),
        ("A2", 250.5, 0, 250.5, 200),
        ("合计", 350.5, 30, 320.5, 270),
    ]
    # The line by which the program knows its own sheet is not for the customer.
    assert book["甲公司"].row_dimensions[2].hidden
    said = texts(book, "甲公司")
    assert "合计 270.00，最长逾期 41 天" in said
    assert "我方公司（盖章）" in said


def test_a_statement_lists_all_that_is_open_and_a_confirmation_goes_to_who_owes(drop: Path) -> None:
    assert write(drop, "statement") == 0
    book = read(drop, "对账单_2023-11-30.xlsx")
    assert book.sheetnames == ["甲公司", "乙公司"]
    assert [row[0] for row in table(book, "甲公司")] == ["A1", "A2", "A3", "合计"]
    assert "未收余额 400.50" in texts(book, "甲公司")
    # A3 falls due on 2023-12-20: it is not late by a negative number of days.
    late = [row[6] for row in book["甲公司"].iter_rows(values_only=True) if str(row[0]) in {"A1", "A2", "A3"}]
    assert late == [41, 10, "未到期"]
    # Upright on A4, as nothing is paid in instalments; a reminder has one column more and lies.
    assert [sheet.page_setup.orientation for sheet in book.worksheets] == ["portrait"] * 2
    # Each letter goes to another customer, who counts its own pages.
    assert [sheet.page_setup.useFirstPageNumber for sheet in book.worksheets] == [True, True]
    assert write(drop, "confirmation", "--customer", "C2") == 0
    assert read(drop, "询证函_2023-11-30.xlsx").sheetnames == ["乙公司"]


def test_letters_and_register_say_by_which_rules_they_were_computed(drop: Path) -> None:
    assert write(drop, "statement") == 0
    stamp = f"策略 annual-spend，策略指纹 {load_policy().sha256}"
    letter = read(drop, "对账单_2023-11-30.xlsx")["甲公司"]
    (row,) = (cell.row for cells in letter.iter_rows() for cell in cells if cell.value == stamp)
    assert letter.row_dimensions[row].hidden
    assert stamp in texts(read(drop, "函件登记.xlsx"), "函件登记")


def test_large_amounts_have_room(tmp_path: Path) -> None:
    folder = tmp_path / "投递"
    folder.mkdir()
    book = openpyxl.Workbook()
    sheet = book.create_sheet("应收明细", 0)
    sheet.append(list(_INVOICES[0]))
    sheet.append(
        ["A1", "C1", "甲公司", datetime(2023, 9, 1), datetime(2023, 10, 20), 123_456_789_012.34, None]
    )
    book.save(folder / "应收.xlsx")
    assert write(folder, "statement") == 0
    letter = read(folder, "对账单_2023-11-30.xlsx")["甲公司"]
    # 18 characters, and something beside them.
    assert letter.column_dimensions["D"].width >= 19


def test_credits_are_no_days_late_and_what_is_signed_stays_on_one_page(tmp_path: Path) -> None:
    folder = tmp_path / "投递"
    folder.mkdir()
    book = openpyxl.Workbook()
    sheet = book.create_sheet("应收明细", 0)
    sheet.append(["单据号", "期数", "客户编号", "客户名称", "开票日期", "到期日", "应收金额"])
    on, due = datetime(2023, 9, 1), datetime(2023, 10, 20)
    sheet.append(["R1", None, "C1", "甲公司", on, on, -20])
    sheet.append(["A1", "第1期", "C1", "甲公司", on, due, 100])
    for customer, count in (("乙公司", 22), ("丙公司", 30)):
        for number in range(count):
            sheet.append([f"{customer[0]}{number:02}", None, customer, customer, on, due, 10 + number])
    book.save(folder / "应收.xlsx")
    assert write(folder, "statement") == 0
    letters = read(folder, "对账单_2023-11-30.xlsx")
    # 20 owed to the customer since September; 2023-10-20 is 41 days before the end of November.
    late = {row[0]: row[7] for row in letters["甲公司"].iter_rows(values_only=True) if row[0] in {"R1", "A1"}}
    assert late == {"R1": "贷项", "A1": 41}
    # With its instalments it still stands upright.
    assert letters["甲公司"].page_setup.orientation == "portrait"
    # A page holds 741.1 points. Above the lines to be signed stand the title (30), four lines of 22, and 20 for each
    # document, the header and the sum. The lines are ten of 22, of which the one with the balances is two lines high
    # (37): 235. 22 documents: 598 and 235 are 833, so the lines begin a page. 30: 758, and they follow on the second.
    by_name = {sheet.title: [one.id for one in sheet.row_breaks.brk] for sheet in letters.worksheets}
    assert by_name == {"丙公司": [], "乙公司": [30], "甲公司": []}


def test_what_is_entered_in_the_register_is_kept(drop: Path) -> None:
    assert write(drop, "dunning") == 0
    path = drop.parent / "函件" / "函件登记.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["函件登记"]
    assert [cell.value for cell in sheet[5]][:6] == [
        "催款函",
        "C1",
        "甲公司",
        datetime(2023, 11, 30),
        "CNY",
        270,
    ]
    sheet["G5"], sheet["I5"] = date(2023, 12, 1), "承诺十日内付"
    book.save(path)
    assert write(drop, "dunning") == 0
    assert write(drop, "statement") == 0
    rows = list(read(drop, "函件登记.xlsx")["函件登记"].iter_rows(min_row=5, values_only=True))
    assert [(row[0], row[2], row[6], row[8]) for row in rows] == [
        ("催款函", "甲公司", datetime(2023, 12, 1), "承诺十日内付"),
        ("对账单", "甲公司", None, None),
        ("对账单", "乙公司", None, None),
    ]


def test_a_template_of_the_department(drop: Path, tmp_path: Path) -> None:
    own = tmp_path / "模板.txt"
    own.write_text("付款提醒\n{客户名称}您好，请付 {催款金额} 元。\n[单据表]\n谢谢。\n", encoding="utf-8")
    assert write(drop, "dunning", "--template", str(own)) == 0
    book = read(drop, "催款函_2023-11-30.xlsx")
    assert book["甲公司"]["A1"].value == "付款提醒"
    assert "甲公司您好，请付 270.00 元。" in texts(book, "甲公司")


@pytest.mark.parametrize("text", ["没有表\n", "标题\n{别的}\n[单据表]\n", "[单据表]\n"])
def test_a_template_that_cannot_be_used_is_told(drop: Path, tmp_path: Path, text: str) -> None:
    own = tmp_path / "模板.txt"
    own.write_text(text, encoding="utf-8")
    assert write(drop, "dunning", "--template", str(own)) == 2
    assert not (drop.parent / "函件").exists()


def test_a_customer_that_is_not_known_and_a_register_that_is_none(drop: Path) -> None:
    assert write(drop, "dunning", "--customer", "C99") == 2
    (drop.parent / "函件").mkdir()
    (drop.parent / "函件" / "函件登记.xlsx").write_bytes(b"no workbook")
    assert write(drop, "dunning") == 2
    assert (drop.parent / "函件" / "函件登记.xlsx").read_bytes() == b"no workbook"


def fill_register(path: Path, **cells: str | date) -> None:
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book["函件登记"][cell] = value
    book.save(path)


def test_a_register_of_the_drop_is_read_back_by_letters_and_by_the_report(drop: Path) -> None:
    out = drop.parent / "函件" / "函件登记.xlsx"
    assert write(drop, "confirmation", "--as-of", "2023-10-31") == 0
    # Owed at the end of October, nothing paid yet: 100 + 250.50 + 80, 40 and 10.
    # 甲公司 was sent its letter and answered 0.50 short; 乙公司 was sent it; 丙公司 was not.
    fill_register(
        out, G5=date(2023, 11, 5), H5="11月20日", J5="430元", K5="少一张单据", G6="11月10号", H6="收到了"
    )
    out.rename(drop / "函件登记.xlsx")
    # The next letters keep what was entered in the register that was dropped.
    assert write(drop, "dunning") == 0
    rows = list(read(drop, "函件登记.xlsx")["函件登记"].iter_rows(min_row=5, values_only=True))
    assert [(row[0], row[2], row[9]) for row in rows] == [
        ("询证函", "甲公司", "430元"),
        ("询证函", "乙公司", None),
        ("询证函", "丙公司", None),
        ("催款函", "甲公司", None),
    ]
    report = ["report", str(drop), "-o", str(drop.parent / "月报"), "--as-of", "2023-11-30"]
    assert run(report) == 0
    book = openpyxl.load_workbook(drop.parent / "月报" / "应收_批注.xlsx", data_only=True)
    listed = list(book["回款风险"].iter_rows(max_col=9, values_only=True))
    start = next(place for place, row in enumerate(listed) if row[0] == "函件登记：寄出与回函（值）")
    found = listed[start + 3 : start + 6]
    assert [(row[0], row[2], row[3], row[4], row[5], row[8]) for row in found] == [
        ("乙公司", 40, "—", "询证函", None, "寄出 20 天未回；回函日期“收到了”读不出"),
        ("丙公司", 10, "—", "询证函", None, "未寄出"),
        ("甲公司", 430.5, 430, "询证函", -0.5, "已回函，差 −0.50 元；少一张单据"),
    ]


def test_two_registers_that_differ_are_told_and_neither_is_lost(drop: Path) -> None:
    out = drop.parent / "函件" / "函件登记.xlsx"
    assert write(drop, "confirmation") == 0
    (drop / "函件登记.xlsx").write_bytes(out.read_bytes())
    fill_register(drop / "函件登记.xlsx", G5=date(2023, 11, 5))
    fill_register(out, I6="相符")
    assert write(drop, "dunning") == 0
    rows = list(read(drop, "函件登记.xlsx")["函件登记"].iter_rows(min_row=5, values_only=True))
    assert [(row[2], row[6], row[8]) for row in rows[:2]] == [
        ("甲公司", datetime(2023, 11, 5), None),
        ("乙公司", None, "相符"),
    ]
    fill_register(out, G5=date(2023, 11, 6))
    before = out.read_bytes()
    assert write(drop, "dunning") == 2
    assert out.read_bytes() == before
