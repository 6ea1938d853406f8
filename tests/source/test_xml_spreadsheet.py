from __future__ import annotations

import time as clock
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu_batch.errors import InputRejected
from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.tables.source import CellValue, FileFormat, MergedRange, Sheet, SheetState
from kehu_batch.source.content import Content
from kehu_batch.source.opening import open_workbook
from kehu_batch.source.xml_spreadsheet import read_xml_spreadsheet

NAMESPACES = (
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
)
STYLES = (
    '<Styles><Style ss:ID="Default"><NumberFormat/></Style><Style ss:ID="id"><NumberFormat ss:Format="000000"/></Style>'
    '<Style ss:ID="day"><NumberFormat ss:Format="Short Date"/></Style>'
    '<Style ss:ID="money"><NumberFormat ss:Format="Standard"/></Style>'
    '<Style ss:ID="euro"><NumberFormat ss:Format="Euro Currency"/></Style>'
    '<Style ss:ID="child" ss:Parent="id"><Font ss:Bold="1"/></Style></Styles>'
)


def read(book: str | bytes, limits: ReadLimits | None = None) -> Content:
    data = book.encode() if isinstance(book, str) else book
    return read_xml_spreadsheet(data, "导出.xls", limits or ReadLimits())


def book(*sheets: str, head: str = "") -> str:
    start = f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook {NAMESPACES}>{head}'
    return f"{start}{''.join(sheets)}</Workbook>"


def sheet(rows: str, name: str = "回访", options: str = "") -> str:
    return f'<Worksheet ss:Name="{name}"><Table>{rows}</Table>{options}</Worksheet>'


def table(rows: str, head: str = "") -> Sheet:
    (only,) = read(book(sheet(rows), head=head)).sheets
    return only


def text(value: str, **attributes: int) -> str:
    written = "".join(f' ss:{name}="{number}"' for name, number in attributes.items())
    return f'<Cell{written}><Data ss:Type="String">{value}</Data></Cell>'


def typed(kind: str, value: str, attributes: str = "") -> CellValue:
    return table(
        f'<Row><Cell {attributes}><Data ss:Type="{kind}">{value}</Data></Cell>{text("x")}</Row>', STYLES
    ).rows[0][0]


def refusal(data: str | bytes, limits: ReadLimits | None = None) -> InputRejected:
    with pytest.raises(InputRejected) as caught:
        read(data, limits)
    assert "导出.xls" in caught.value.message
    assert caught.value.action
    return caught.value


class TestCells:
    @pytest.mark.parametrize(
        ("kind", "written", "value"),
        [
            ("String", "000123", "000123"),
            ("String", "甲&amp;乙&#10;丙", "甲&乙\n丙"),
            ("Number", "12", 12.0),
            ("Number", " -1234.5 ", -1234.5),
            ("Number", "1.2E+3", 1200.0),
            ("Number", "n/a", "n/a"),
            ("Number", "1E999", "1E999"),
            ("Number", "6217000012345678901", "6217000012345678901"),
            ("Boolean", "1", True),
            ("Boolean", "0", False),
            ("Error", "#DIV/0!", "#DIV/0!"),
            ("DateTime", "2023-11-05T00:00:00.000", date(2023, 11, 5)),
            ("DateTime", "2023-11-05", date(2023, 11, 5)),
            ("DateTime", "2023-11-05T09:30:00.000", datetime(2023, 11, 5, 9, 30)),
            ("DateTime", "1899-12-31T09:30:00.000", time(9, 30)),
            ("DateTime", "2023-13-45T00:00:00.000", "2023-13-45T00:00:00.000"),
            ("", "甲", "甲"),
        ],
    )
    def test_types(self, kind: str, written: str, value: CellValue) -> None:
        found = typed(kind, written)
        assert (found, type(found)) == (value, type(value))

    @pytest.mark.parametrize(
        ("style", "written", "value"),
        [
            ("id", "123", "000123"),
            ("child", "123", "000123"),
            ("id", "123.5", 123.5),
            ("day", "45235", date(2023, 11, 5)),
            ("money", "5", 5.0),
            ("none-such", "5", 5.0),
        ],
    )
    def test_what_a_format_shows(self, style: str, written: str, value: CellValue) -> None:
        assert typed("Number", written, f'ss:StyleID="{style}"') == value

    def test_a_currency_that_a_format_is_named_after(self) -> None:
        found = table('<Row><Cell ss:StyleID="euro"><Data ss:Type="Number">5</Data></Cell></Row>', STYLES)
        assert found.shown[0].at(0).currency == "€"

    def test_format_of_a_row_and_of_a_column(self) -> None:
        number = '<Cell><Data ss:Type="Number">7</Data></Cell>'
        found = table(
            f'<Column ss:Index="2" ss:StyleID="id" ss:Span="1"/><Row>{number * 3}</Row>'
            f'<Row ss:StyleID="id">{number}</Row>',
            STYLES,
        )
        assert found.rows == [[7.0, "000007", "000007"], ["000007", "", ""]]

    def test_rich_text_and_comments(self) -> None:
        found = table(
            '<Row><Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>重</B>要<Font>客户</Font>'
            '</ss:Data><Comment ss:Author="王"><ss:Data xmlns="http://www.w3.org/TR/REC-html40"><B>注</B></ss:Data>'
            "</Comment><NamedCell ss:Name='Print_Titles'/></Cell></Row>"
        )
        assert found.rows == [["重要客户"]]

    def test_formulas_without_a_result(self) -> None:
        found = table(
            '<Row><Cell ss:Formula="=1+1"/><Cell ss:Formula="=A1"><Data ss:Type="Number"></Data></Cell>'
            '<Cell ss:Formula="=A1"><Data/></Cell>'
            '<Cell ss:Formula="=&quot;&quot;"><Data ss:Type="String"></Data></Cell>'
            '<Cell ss:Formula="=2*3"><Data ss:Type="Number">6</Data></Cell></Row>'
        )
        assert found.rows == [["", "", "", "", 6.0]]
        assert found.uncached == {(1, 0), (1, 1), (1, 2)}

    def test_places_and_merged_ranges(self) -> None:
        found = table(
            f'<Row ss:Index="2">{text("标题", Index=2, MergeAcross=2)}{text("右")}</Row>'
            f"<Row>{text('a', MergeDown=1)}{text('b')}</Row><Row>{text('c', Index=3)}</Row>"
        )
        assert found.rows == [
            ["", "", "", "", ""],
            ["", "标题", "", "", "右"],
            ["a", "b", "", "", ""],
            ["", "", "c", "", ""],
        ]
        assert found.merged == (MergedRange(2, 1, 2, 3), MergedRange(3, 0, 4, 0))

    def test_hidden_rows_and_columns(self) -> None:
        found = table(
            '<Column ss:Index="2" ss:Hidden="1" ss:Span="1"/><Column/><Column ss:Hidden="1"/>'
            f'<Row>{text("a") * 6}</Row><Row ss:Hidden="1" ss:Span="1"/><Row>{text("b")}</Row>'
            f'<Row ss:Index="6" ss:Hidden="1">{text("c")}</Row>'
        )
        assert found.hidden_columns == {1, 2, 4}
        assert found.hidden_rows == {2, 3, 6}
        assert [row[0] for row in found.rows] == ["a", "", "", "b", "", "c"]

    def test_attributes_without_their_prefix(self) -> None:
        found = read(
            f'<Workbook {NAMESPACES}><Worksheet Name="回访"><Table><Row><Cell Index="2"><Data Type="Number">1</Data>'
            "</Cell></Row></Table></Worksheet></Workbook>"
        )
        assert [(one.name, one.rows) for one in found.sheets] == [("回访", [["", 1.0]])]


class TestWorkbooks:
    def test_sheets_with_their_state(self) -> None:
        def visible(state: str) -> str:
            return (
                '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">'
                f"<Selected/><Visible>{state}</Visible></WorksheetOptions>"
            )

        found = read(
            book(
                sheet("", "参数", visible("SheetHidden")),
                sheet(f"<Row>{text('甲')}</Row>", "回访"),
                sheet("", "宏", visible("SheetVeryHidden")),
            )
        )
        assert [(one.name, one.state, one.rows) for one in found.sheets] == [
            ("参数", SheetState.HIDDEN, []),
            ("回访", SheetState.VISIBLE, [["甲"]]),
            ("宏", SheetState.VERY_HIDDEN, []),
        ]

    def test_dates_from_1904(self) -> None:
        head = f'<ExcelWorkbook xmlns="urn:schemas-microsoft-com:office:excel"><Date1904/></ExcelWorkbook>{STYLES}'
        rows = (
            '<Row><Cell ss:StyleID="day"><Data ss:Type="Number">43773</Data></Cell>'
            '<Cell><Data ss:Type="DateTime">1904-01-01T08:00:00.000</Data></Cell></Row>'
        )
        found = read(book(sheet(rows), head=head))
        assert found.date1904
        assert found.sheets[0].rows == [[date(2023, 11, 5), time(8)]]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "GB2312", "GBK", "gb18030"])
    def test_encodings(self, encoding: str) -> None:
        data = book(sheet(f"<Row>{text('客户编号')}</Row>")).replace("?>", f' encoding="{encoding}"?>', 1)
        found = read(data.encode(encoding))
        assert (found.sheets[0].name, found.sheets[0].rows) == ("回访", [["客户编号"]])

    def test_declared_encoding_that_is_not_true(self) -> None:
        data = book(sheet(f"<Row>{text('客户编号')}</Row>")).replace("?>", ' encoding="GB2312"?>', 1)
        assert read(data.encode()).sheets[0].rows == [["客户编号"]]
        assert (
            refusal(data.encode("gb2312").replace("客".encode("gb2312"), b"\xff\xff")).code
            == "unknown_encoding"
        )

    def test_blank_lines_before_it_and_its_place_among_formats(self, tmp_path: Path) -> None:
        path = tmp_path / "导出.xlsx"
        path.write_text("\r\n\r\n" + book(sheet(f"<Row>{text('甲')}</Row>")), encoding="utf-8")
        assert open_workbook(path).format is FileFormat.XML


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (book(sheet(f"<Row>{text('甲')}</Row>"))[:-30], "damaged"),
            (book(sheet(f"<Row>{text('甲 & 乙')}</Row>")), "damaged"),
            (book(sheet(f"<Row>{text('甲')}</Row>"), sheet("")), "damaged"),
            ("<!DOCTYPE x [<!ENTITY a 'b'>]>" + book(sheet(""))[21:], "not_a_spreadsheet"),
            (book(sheet(f"<Row>{text('&a;')}</Row>")), "damaged"),
            (f"<Workbook {NAMESPACES}>" + "<a>" * 300, "too_large"),
        ],
    )
    def test_broken_and_hostile(self, data: str, code: str) -> None:
        assert refusal(data).code == code

    def test_message_says_where_it_breaks(self) -> None:
        assert "第 3 行" in refusal(book(sheet(f"\n<Row>\n{text('甲 & 乙')}</Row>"))).message

    @pytest.mark.parametrize(
        ("rows", "limits"),
        [
            (f'<Row ss:Index="1048577">{text("a")}</Row>', ReadLimits()),
            (f'<Row ss:Index="99999999999999999999">{text("a")}</Row>', ReadLimits()),
            (f"<Row>{text('a', Index=2001)}</Row>" * 1_001, ReadLimits()),
            (f'<Row ss:Index="1048576">{text("a", Index=2000)}</Row>', ReadLimits()),
            (f"<Row>{text('a', Index=2000)}</Row>" * 20_000, ReadLimits(sparse_cells=20_000)),
            (f"<Row>{text('a')}</Row>" * 3, ReadLimits(rows=2)),
            (f"<Row>{text('a') * 3}</Row>", ReadLimits(columns=2)),
            (f"<Row>{text('a' * 11)}</Row>", ReadLimits(text_bytes=10)),
        ],
    )
    def test_bounds(self, rows: str, limits: ReadLimits) -> None:
        assert refusal(book(sheet(rows)), limits).code == "too_large"

    def test_too_many_sheets(self) -> None:
        assert refusal(book(sheet("", "a"), sheet("", "b")), ReadLimits(sheets=1)).code == "too_large"

    @pytest.mark.parametrize(
        "rows",
        [
            pytest.param('<Row ss:Span="999999999" ss:Hidden="1"/>' * 20_000, id="spanned rows"),
            pytest.param(
                '<Column ss:Span="999999999" ss:StyleID="id" ss:Hidden="1"/>' * 20_000, id="spanned columns"
            ),
            pytest.param(
                f"<Row>{text('a', MergeAcross=999999999, MergeDown=999999999) * 500}</Row>",
                id="merged",
            ),
            pytest.param("<Row/>" * 200_000, id="rows"),
            pytest.param(f"<Row>{text('') * 200_000}</Row>", id="cells"),
            pytest.param(f'<Row a="{"x" * 3_000_000}"/>', id="attribute"),
        ],
    )
    def test_hostile_sheets_end_soon(self, rows: str) -> None:
        begun = clock.process_time()
        with suppress(InputRejected):
            read(book(sheet(rows + f"<Row>{text('a')}</Row>")))
        assert clock.process_time() - begun < 30


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        found = read(data)
    except InputRejected:
        return
    assert found.sheets == ()


PIECES = st.sampled_from(
    [
        *(
            "<Row>",
            "</Row>",
            "<Row/>",
            "<Cell>",
            "</Cell>",
            "<Cell/>",
            "</Data>",
            "<Data>",
            "甲",
            "1",
            "&amp;",
        ),
        *(
            '<Row ss:Index="3">',
            '<Row ss:Span="2" ss:Hidden="1"/>',
            '<Cell ss:Index="0">',
            '<Cell ss:MergeDown="2">',
        ),
        *(
            '<Data ss:Type="Number">',
            '<Data ss:Type="DateTime">',
            '<Column ss:Span="3"/>',
            "<Comment>",
            "</Comment>",
        ),
        *('<Cell ss:Formula="=1"/>', '<Cell ss:Index="-1"/>', '<Cell ss:StyleID="id">'),
    ]
)


@given(st.lists(PIECES, max_size=40))
def test_any_elements_are_read_or_refused(pieces: list[str]) -> None:
    try:
        found = table("".join(pieces), STYLES)
    except InputRejected:
        return
    assert len({len(row) for row in found.rows}) <= 1
    assert all(row <= len(found.rows) for row in found.hidden_rows)
