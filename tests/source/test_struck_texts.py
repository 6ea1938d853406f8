"""What is struck out in a workbook: parts of texts are left out, whole cells stand, and both are told."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from kehu_batch.model.tables.source import Sheet
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise
from kehu_batch.source.opening import open_workbook
from kehu_batch.source.xlsx.run_marks import mark_runs

HEADER = ("订单编号", "客户名称", "下单日期", "金额")
#: Runs of an amount, and what is read: ``-`` before a run strikes it out, ``^`` raises it, ``*`` makes it bold.
AMOUNTS = [
    (("-5000", "6000"), "6000"),
    (("6000", "-5000"), "6000"),
    (("5000", "^1"), "5000^1"),
    (("*50", "00"), "5000"),
    (("-5000", "-6000"), "50006000"),
    (("100m", "^2"), "100m2"),
]
PARTS = frozenset({(2, 3), (3, 3)})


def as_shared(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        looks = {
            "-": book.add_format({"font_strikeout": True}),
            "^": book.add_format({"font_script": 1}),
            "*": book.add_format({"bold": True}),
        }
        page = book.add_worksheet("订单明细")
        page.write_row(0, 0, HEADER)
        for row, (runs, _) in enumerate(AMOUNTS, start=1):
            page.write_row(row, 0, (f"D{row}", "甲公司", "2023-11-01"))
            pieces = [
                piece for run in runs for piece in ((looks[run[0]], run[1:]) if run[0] in looks else (run,))
            ]
            page.write_rich_string(row, 3, *pieces)
        page.write_row(len(AMOUNTS) + 1, 0, ("D9", "乙公司", "2023-11-02", "700"), looks["-"])
        page.write_row(len(AMOUNTS) + 2, 0, ("D10", "乙公司", "2023-11-02", "800"), looks["*"])


def as_inline(path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "订单明细"
    page.append(HEADER)
    looks = {"-": InlineFont(strike=True), "^": InlineFont(vertAlign="superscript"), "*": InlineFont(b=True)}
    for row, (runs, _) in enumerate(AMOUNTS, start=2):
        page.append((f"D{row - 1}", "甲公司", "2023-11-01"))
        pieces = [
            TextBlock(looks[run[0]], run[1:]) if run[0] in looks else TextBlock(InlineFont(), run)
            for run in runs
        ]
        page.cell(row, 4).value = CellRichText(*pieces)
    for number, struck in ((700, True), (800, False)):
        page.append((f"D{number}", "乙公司", "2023-11-02", str(number)))
        for cell in page[page.max_row]:
            cell.font = Font(strike=struck, b=not struck)
    book.save(path)


@pytest.fixture(scope="module", params=[as_shared, as_inline])
def sheet(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sheet:
    path = tmp_path_factory.mktemp("struck") / "订单.xlsx"
    request.param(path)
    return open_workbook(path).sheets[0]


def test_what_is_struck_out_is_no_part_of_a_value(sheet: Sheet) -> None:
    assert [row[3] for row in sheet.rows[1:]] == [wanted for _, wanted in AMOUNTS] + ["700", "800"]


def test_struck_cells_and_parts_are_known(sheet: Sheet) -> None:
    last = len(AMOUNTS) + 2
    assert sheet.struck_parts == PARTS
    assert sheet.struck == {(6, 3), *((last, column) for column in range(4))}


def test_what_is_struck_out_is_told(tmp_path: Path) -> None:
    as_shared(tmp_path / "订单.xlsx")
    found = recognise((open_workbook(tmp_path / "订单.xlsx"),), load_vocabulary()).findings
    told = {
        one.code: (one.count, one.location and (one.location.row, one.location.column), one.message)
        for one in found
    }
    assert told["KB130"][:2] == (5, (6, 3))
    assert "D6、A8、B8、C8、D8" in told["KB130"][2]
    assert told["KB131"][:2] == (2, (2, 3))
    assert "D2、D3" in told["KB131"][2]


def test_a_workbook_without_a_struck_cell_tells_nothing(tmp_path: Path) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("订单明细")
        page.write_row(0, 0, HEADER, book.add_format({"font_strikeout": True}))
        page.write_row(1, 0, ("D1", "甲公司", "2023-11-01", "600"))
        page.write_blank(2, 3, None, book.add_format({"font_strikeout": True}))
    (tmp_path / "订单.xlsx").write_bytes(out.getvalue())
    found = recognise((open_workbook(tmp_path / "订单.xlsx"),), load_vocabulary()).findings
    assert not {"KB130", "KB131"} & {one.code for one in found}


@pytest.mark.parametrize(
    ("run", "marked"),
    [
        ("<r><rPr><strike/></rPr><t>5</t></r>", True),
        ('<r><rPr><strike val="1"/></rPr><t xml:space="preserve">5 </t></r>', True),
        ('<x:r><x:rPr><x:strike val="true"/></x:rPr><x:t>5</x:t></x:r>', True),
        ('<r><rPr><strike val="0"/></rPr><t>5</t></r>', False),
        ("<r><rPr><b/></rPr><t>strike</t></r>", False),
        ('<r><rPr><vertAlign val="superscript"/></rPr><t>5</t></r>', False),
        ("<t>superscript</t>", False),
    ],
)
def test_only_struck_runs_are_marked(run: str, marked: bool) -> None:
    content = f"<sst><si>{run}</si></sst>".encode()
    assert (mark_runs(content) != content) is marked
