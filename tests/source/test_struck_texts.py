"""What is struck out in a workbook: parts of texts are left out, whole cells stand, and both are told."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from support import old_formats as xlsb
from support import xls_records as xls

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


# ------------------------------------------------------------------ a cell whose own look strikes it out


def test_a_run_without_a_look_of_its_own_has_that_of_its_cell(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "订单.xlsx") as book:
        page, bold = book.add_worksheet("订单明细"), book.add_format({"bold": True})
        page.write_rich_string(0, 0, "5000", bold, "6000", book.add_format({"font_strikeout": True}))
        page.write_rich_string(1, 0, "5000", bold, "6000")
    sheet = open_workbook(tmp_path / "订单.xlsx").sheets[0]
    assert [row[0] for row in sheet.rows] == ["6000", "50006000"]
    assert (set(sheet.struck_parts), set(sheet.struck)) == ({(1, 0)}, set())


# ------------------------------------------------------------------ other formats of file

#: Cells of a column in each of them: a struck 5000 with 6000 behind it, 700 struck from end to end, and 800.
READ = ["6000", "700", "800"]


def _web_page() -> bytes:
    cells = ("<font class=a>5000</font>6000", "<s>700</s>", "800")
    rows = "".join(f"<tr><td>甲</td><td>{cell}</td></tr>" for cell in cells)
    return f"<style>.a{{color:red;text-decoration:line-through}}</style><table>{rows}</table>".encode()


def _xml_2003() -> bytes:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    runs = '<ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><S>5000</S>6000</ss:Data>'
    cells = (
        f"<Cell>{runs}</Cell>",
        '<Cell ss:StyleID="s"><Data ss:Type="String">700</Data></Cell>',
        '<Cell><Data ss:Type="String">800</Data></Cell>',
    )
    first = '<Cell><Data ss:Type="String">甲</Data></Cell>'
    rows = "".join(f"<Row>{first}{cell}</Row>" for cell in cells)
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Styles><Style ss:ID="s">'
        f'<Font ss:StrikeThrough="1"/></Style></Styles><Worksheet ss:Name="S">'
        f"<Table>{rows}</Table></Worksheet></Workbook>"
    ).encode()


def _ods() -> bytes:
    styles = "".join(
        f'<style:style style:name="s" style:family="{family}">'
        '<style:text-properties style:text-line-through-style="solid"/></style:style>'
        for family in ("text", "table-cell")
    )
    struck = '<text:span text:style-name="s">5000</text:span>'
    cells = (("", f"{struck}<text:span>6000</text:span>"), (' table:style-name="s"', "700"), ("", "800"))
    rows = "".join(
        '<table:table-row><table:table-cell office:value-type="string"><text:p>甲</text:p></table:table-cell>'
        f'<table:table-cell office:value-type="string"{style}><text:p>{text}</text:p></table:table-cell>'
        "</table:table-row>"
        for style, text in cells
    )
    return xlsb.ods_package(f'<table:table table:name="S">{rows}</table:table>', styles)


def _xls() -> bytes:
    # Fonts 0 to 3 and 5, which is the fifth: there is no fourth. The last strikes out.
    fonts = b"".join(
        xls.record(0x31, struct.pack("<HH", 200, 8 * (place == 4)) + bytes(10)) for place in range(5)
    )
    runs = struct.pack("<HHHH", 0, 5, 4, 0)
    rich = struct.pack("<HBH", 8, 9, 2) + "50006000".encode("utf-16-le") + runs
    texts = xls.shared(rich + xls.wide("700") + xls.wide("800"), count=3)
    formats = b"".join(xls.record(0xE0, struct.pack("<HH16x", font, 0)) for font in (0, 5))
    cells = b"".join(
        xls.label(row, 0, "甲") + xls.record(0xFD, struct.pack("<HHHI", row, 1, row == 1, row))
        for row in range(3)
    )
    return xls.compound_file(
        {"Workbook": xls.workbook([xls.Page(cells)], fonts + texts + formats, styles=())}
    )


def _xlsb() -> bytes:
    fonts = xlsb.brt(43, struct.pack("<HH", 200, 0)) + xlsb.brt(43, struct.pack("<HH", 200, 8))
    rich = b"\x01" + xlsb.wide("50006000") + struct.pack("<IHHHH", 2, 0, 1, 4, 0)
    whole = b"\x01" + xlsb.wide("700") + struct.pack("<IHH", 1, 0, 1)
    cells = b"".join(
        xlsb.xlsb_row(row)
        + xlsb.brt(6, struct.pack("<II", 0, 0) + xlsb.wide("甲"))
        + xlsb.brt(7, struct.pack("<III", 1, 0, row))
        for row in range(3)
    )
    return xlsb.xlsb_package({"S": xlsb.xlsb_sheet(cells)}, fonts, (0,), (rich, whole, "800"))


OTHERS: Mapping[str, Callable[[], bytes]] = {
    "html": _web_page,
    "xml": _xml_2003,
    "ods": _ods,
    "xls": _xls,
    "xlsb": _xlsb,
}


@pytest.mark.parametrize("suffix", OTHERS)
def test_what_is_struck_out_in_other_formats(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"表.{suffix}"
    path.write_bytes(OTHERS[suffix]())
    sheet = open_workbook(path).sheets[0]
    assert [row[1] for row in sheet.rows] == READ
    assert (set(sheet.struck_parts), set(sheet.struck)) == ({(1, 1)}, {(2, 1)})
