"""OpenDocument spreadsheets: each kind of content, and everything that is no content of a cell."""

from __future__ import annotations

import io
import random
import re
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.mutations import mutate
from support.old_formats import ods_package

from kehu_batch.errors import InputRejected
from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.tables.source import CellValue, MergedRange, Sheet, SheetState, Workbook
from kehu_batch.source.ods.workbook import read_open_document
from kehu_batch.source.opening import open_workbook

STRING = 'office:value-type="string"'


def read(
    folder: Path, spreadsheet: str, styles: str = "", *, encrypted: str = "", limits: ReadLimits | None = None
) -> Workbook:
    path = folder / "a.ods"
    path.write_bytes(ods_package(spreadsheet, styles, encrypted))
    return open_workbook(path, limits=limits)


def table(rows: str, *, name: str = "表", attributes: str = "", columns: str = "") -> str:
    return f'<table:table table:name="{escape(name)}" {attributes}>{columns}{rows}</table:table>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def cell(text: str | None = None, attributes: str = "") -> str:
    content = "" if text is None else f"<text:p>{text}</text:p>"
    return f"<table:table-cell {attributes}>{content}</table:table-cell>"


def text(content: str, attributes: str = "") -> str:
    return cell(content, f"{STRING} {attributes}")


def read_rows(folder: Path, rows: str, **attributes: str) -> Sheet:
    return read(folder, table(rows, **attributes)).sheets[0]


def refusal(folder: Path, spreadsheet: str, limits: ReadLimits | None = None) -> str:
    with pytest.raises(InputRejected) as caught:
        read(folder, spreadsheet, limits=limits)
    return caught.value.code


class TestValues:
    @pytest.mark.parametrize(
        ("attributes", "shown", "expected"),
        [
            ('office:value-type="float" office:value="12.50"', "12.5", 12.5),
            ('office:value-type="float" office:value="1E3"', "1,000", 1000.0),
            ('office:value-type="float" office:value="-3"', "-3", -3.0),
            ('office:value-type="percentage" office:value="0.125"', "12.5%", 0.125),
            ('office:value-type="currency" office:value="1200" office:currency="CNY"', "￥1,200.00", 1200.0),
            ('office:value-type="boolean" office:boolean-value="true"', "真", True),
            ('office:value-type="boolean" office:boolean-value="false"', "FALSE", False),
            ('office:value-type="boolean" office:boolean-value="-1"', "TRUE", -1.0),
            ('office:value-type="date" office:date-value="2023-11-05"', "11月5日", date(2023, 11, 5)),
            (
                'office:value-type="date" office:date-value="2023-11-05T09:30:00"',
                "",
                datetime(2023, 11, 5, 9, 30),
            ),
            ('office:value-type="date" office:date-value="2023-11-05T00:00:00Z"', "", date(2023, 11, 5)),
            (
                'office:value-type="date" office:date-value="2023-11-04T23:59:59.999999900"',
                "",
                date(2023, 11, 5),
            ),
            ('office:value-type="date" office:date-value="1899-12-30T06:00:00"', "6:00", time(6)),
            ('office:value-type="date" office:date-value="2023-13-05"', "2023-13-05", "2023-13-05"),
            ('office:value-type="date" office:date-value="-0044-03-15"', "15.3.44", "15.3.44"),
            ('office:value-type="date" office:date-value="9999-12-31T23:59:59.9999"', "末日", "末日"),
            ('office:value-type="time" office:time-value="PT09H30M00S"', "9:30", time(9, 30)),
            (
                'office:value-type="time" office:time-value="PT09H29M59.999999S"',
                "9:30",
                time(9, 30),
            ),
            ('office:value-type="time" office:time-value="PT30H15M00S"', "30:15", timedelta(hours=30.25)),
            ('office:value-type="time" office:time-value="P1DT6H"', "1800:00", timedelta(hours=30)),
            ('office:value-type="time" office:time-value="-PT01H00M00S"', "-1:00", timedelta(hours=-1)),
            # A moment that shows its time of day only; 45,235 days of 24 hours, and 9:30.
            (
                'office:value-type="time" office:time-value="PT1085649H30M00S"',
                "09:30",
                datetime(2023, 11, 5, 9, 30),
            ),
            ('office:value-type="time" office:time-value="09:30:00"', "09:30:00", "09:30:00"),
            ('office:value-type="time" office:time-value="P999999999D"', "很久", "很久"),
            (f'{STRING} office:string-value="全名"', "名", "全名"),
            (f'{STRING} office:string-value=""', "名", "名"),
            (STRING, "12", "12"),
            ("", "没有类型", "没有类型"),
            ('office:value-type="void"', "", ""),
            ('office:value-type="float" office:value="abc"', "abc", "abc"),
            ('office:value-type="float" office:value="1e999"', "很多", "很多"),
            ('office:value-type="float" office:value="NaN"', "无", "无"),
        ],
    )
    def test_each_type(self, tmp_path: Path, attributes: str, shown: str, expected: CellValue) -> None:
        found = read_rows(tmp_path, row(text("始"), cell(shown, attributes), text("终"))).rows[0]
        assert found == ["始", expected, "终"]
        assert type(found[1]) is type(expected)

    @pytest.mark.parametrize(
        ("value", "shown", "expected"),
        [
            ("123", "000123", "000123"),
            ("7", "KH0007", "KH0007"),
            ("123.0", "123", 123.0),
            ("1234", "1,234", 1234.0),
            ("20231105", "2023-11-05", "2023-11-05"),
            ("12", "12元", 12.0),
            ("45235", "2023-11-05", 45235.0),
        ],
    )
    def test_numbers_shown_as_ids(self, tmp_path: Path, value: str, shown: str, expected: CellValue) -> None:
        attributes = f'office:value-type="float" office:value="{value}"'
        assert read_rows(tmp_path, row(cell(shown, attributes))).rows == [[expected]]

    @pytest.mark.parametrize(
        ("attributes", "shown", "expected"),
        [
            (f'table:formula="of:=1/0" {STRING} calcext:value-type="error"', "#DIV/0!", "#DIV/0!"),
            (f'{STRING} office:string-value="" calcext:value-type="error"', "#N/A", "#N/A"),
            # LibreOffice's own errors have numbers, and other languages names of their own.
            (f'{STRING} calcext:value-type="error"', "Err:502", "#VALUE!"),
            (f'{STRING} calcext:value-type="error"', "错误:502", "#VALUE!"),
            (f'{STRING} calcext:value-type="error"', "#BEZUG!", "#VALUE!"),
            # Before 2013 an error was a number with another text.
            ('table:formula="of:=1/0" office:value-type="float" office:value="0"', "#DIV/0!", "#DIV/0!"),
            ('office:value-type="float" office:value="0"', "Err:502", "#VALUE!"),
            ('office:value-type="percentage" office:value="0"', "#REF!", "#REF!"),
            ('office:value-type="float" office:value="5"', "#5", "#5"),
            (STRING, "#VIP", "#VIP"),
        ],
    )
    def test_errors(self, tmp_path: Path, attributes: str, shown: str, expected: CellValue) -> None:
        assert read_rows(tmp_path, row(cell(shown, attributes))).rows == [[expected]]

    def test_formulas_without_result(self, tmp_path: Path) -> None:
        formula = 'table:formula="of:=[.B1]"'
        sheet = read_rows(
            tmp_path,
            row(
                cell(None, formula),
                cell(None, f'{formula} office:value-type="float"'),
                cell(None, f"{formula} {STRING}"),
                cell("", formula),
                cell("5", f'{formula} office:value-type="float" office:value="5"'),
                cell(None, f'{formula} table:number-columns-repeated="2"'),
                text("终"),
            ),
        )
        assert sheet.rows == [["", "", "", "", 5.0, "", "", "终"]]
        assert sorted(sheet.uncached) == [(1, 0), (1, 1), (1, 5), (1, 6)]

    def test_days_may_count_from_1904(self, tmp_path: Path) -> None:
        settings = '<table:calculation-settings><table:null-date table:date-value="{}"/></table:calculation-settings>'
        content = table(row(text("一")))
        assert read(tmp_path, settings.format("1904-01-01") + content).date1904
        assert not read(tmp_path, settings.format("1899-12-30") + content).date1904


class TestTexts:
    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            ("<text:p>甲</text:p><text:p>乙</text:p>", "甲\n乙"),
            ("<text:p/><text:p>乙</text:p><text:p/>", "\n乙\n"),
            ('<text:p>甲<text:s/>乙<text:s text:c="3"/>丙</text:p>', "甲 乙   丙"),
            ("<text:p>甲<text:tab/>乙<text:line-break/>丙</text:p>", "甲\t乙\n丙"),
            ("<text:p> 甲  乙 </text:p>", " 甲  乙 "),
            ("<text:p>\n    甲\n    乙\n  </text:p>\n  <text:p>\n丙</text:p>", "甲 乙\n丙"),
            ("<text:p>甲<text:span>乙<text:span>丙</text:span></text:span>丁</text:p>", "甲乙丙丁"),
            ("<text:p><text:a>链接</text:a></text:p>", "链接"),
            ("<text:p>见<text:sheet-name>表</text:sheet-name></text:p>", "见表"),
            (
                "<text:p><text:ruby>客<text:ruby-text>ke</text:ruby-text></text:ruby></text:p>",
                "客",
            ),
            ("<office:annotation><text:p>批注</text:p></office:annotation><text:p>甲</text:p>", "甲"),
            ("<text:p>甲<office:annotation><text:p>批注</text:p></office:annotation>乙</text:p>", "甲乙"),
            (
                "<draw:frame><draw:text-box><text:p>图</text:p></draw:text-box></draw:frame><text:p>甲</text:p>",
                "甲",
            ),
            ("<text:p>甲<draw:frame><text:p>图</text:p></draw:frame></text:p>", "甲"),
            (
                "<text:p>甲</text:p>" + table(row(text("内")), name="内"),
                "甲",
            ),
        ],
    )
    def test_what_belongs_to_a_cell(self, tmp_path: Path, content: str, expected: str) -> None:
        book = read(tmp_path, table(row(f"<table:table-cell {STRING}>{content}</table:table-cell>")))
        assert [(sheet.name, sheet.rows) for sheet in book.sheets] == [("表", [[expected]])]

    def test_shapes_of_a_sheet_are_no_cells(self, tmp_path: Path) -> None:
        shapes = (
            "<table:shapes>文<draw:custom-shape><text:p>图形里的字</text:p></draw:custom-shape>"
            + table(row(text("框里的表")), name="框")
            + "</table:shapes>"
        )
        book = read(tmp_path, table(shapes + row(text("甲"))))
        assert [(sheet.name, sheet.rows) for sheet in book.sheets] == [("表", [["甲"]])]

    def test_any_grid_of_texts_comes_back(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=6)

        @given(st.lists(st.lists(words, min_size=3, max_size=3), min_size=1, max_size=4))
        def check(grid: list[list[str]]) -> None:
            rows = "".join(row(*(text(escape(word)) for word in words)) for words in grid)
            assert read_rows(tmp_path_factory.getbasetemp(), rows).rows == grid

        check()


class TestSheets:
    def test_what_is_no_sheet(self, tmp_path: Path) -> None:
        kept = table(row(text("别的文件")), name="'file:///D:/台账.ods'#Sheet1")
        changes = "<table:tracked-changes>" + table(row(text("改前")), name="改") + "</table:tracked-changes>"
        links = (
            "<table:dde-links><table:dde-link>"
            + table(row(text("链")), name="链")
            + "</table:dde-link></table:dde-links>"
        )
        book = read(tmp_path, changes + table(row(text("甲")), name="'引号'#号") + kept + links)
        assert [sheet.name for sheet in book.sheets] == ["'引号'#号"]

    def test_hidden(self, tmp_path: Path) -> None:
        style = (
            '<style:style style:name="{}" style:family="table"><style:table-properties table:display="{}"/>'
            "</style:style>"
        )
        book = read(
            tmp_path,
            table(row(text("甲")), name="一", attributes='table:style-name="ta1"')
            + table(row(text("乙")), name="二", attributes='table:style-name="ta2"')
            + table(row(text("丙")), name="三"),
            style.format("ta1", "true") + style.format("ta2", "false"),
        )
        assert [(sheet.name, sheet.state) for sheet in book.sheets] == [
            ("一", SheetState.VISIBLE),
            ("二", SheetState.HIDDEN),
            ("三", SheetState.VISIBLE),
        ]

    def test_hidden_and_filtered_rows_and_columns(self, tmp_path: Path) -> None:
        columns = (
            '<table:table-column table:number-columns-repeated="2"/>'
            '<table:table-column-group><table:table-column table:visibility="collapse"/></table:table-column-group>'
            '<table:table-column table:visibility="collapse" table:number-columns-repeated="16381"/>'
        )
        wide = row(text("一"), text("二"), text("三"), text("四"))
        rows = (
            "<table:table-header-rows>" + wide + "</table:table-header-rows>"
            "<table:table-row-group>"
            + row(text("甲"), attributes='table:visibility="collapse" table:number-rows-repeated="2"')
            + "</table:table-row-group>"
            + row(text("乙"), attributes='table:visibility="filter"')
            + row(text("丙"), attributes='table:visibility="visible"')
            + row(cell(), attributes='table:visibility="collapse" table:number-rows-repeated="1048571"')
        )
        sheet = read_rows(tmp_path, rows, columns=columns)
        assert [cells[0] for cells in sheet.rows] == ["一", "甲", "甲", "乙", "丙"]
        assert (sorted(sheet.hidden_rows), sorted(sheet.hidden_columns)) == ([2, 3, 4], [2, 3])

    def test_merged_cells_and_what_they_cover(self, tmp_path: Path) -> None:
        covered = f"<table:covered-table-cell {STRING}><text:p>被盖住</text:p></table:covered-table-cell>"
        spanned = 'table:number-columns-spanned="2" table:number-rows-spanned="3"'
        sheet = read_rows(
            tmp_path,
            row(cell(), text("合并", spanned), covered, text("丁"))
            + row(cell(), '<table:covered-table-cell table:number-columns-repeated="2"/>', text("戊")),
        )
        assert sheet.rows == [["", "合并", "被盖住", "丁"], ["", "", "", "戊"]]
        assert sheet.merged == (MergedRange(1, 1, 3, 2),)

    def test_repeats(self, tmp_path: Path) -> None:
        blank = 'table:number-columns-repeated="3"'
        sheet = read_rows(
            tmp_path,
            row(cell(), attributes='table:number-rows-repeated="2"')
            + row(
                text("甲", blank),
                cell(None, blank),
                text("乙"),
                cell(None, 'table:number-columns-repeated="16377"'),
            )
            + row(text("丙"), attributes='table:number-rows-repeated="2"')
            + row(cell(), attributes='table:number-rows-repeated="1048571"'),
        )
        empty = [""] * 7
        third = ["丙", *[""] * 6]
        assert sheet.rows == [empty, empty, ["甲", "甲", "甲", "", "", "", "乙"], third, third]
        sheet.rows[3][0] = "改"
        assert sheet.rows[4][0] == "丙"

    def test_any_prefix_stands_for_a_namespace(self, tmp_path: Path) -> None:
        package = ods_package(table(row(cell("000123", 'office:value-type="float" office:value="123"'))))
        path = tmp_path / "a.ods"
        with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(path, "w") as new:
            for member in old.infolist():
                content = old.read(member)
                if member.filename == "content.xml":
                    # Not the names of the namespaces, in which the same words stand behind a colon.
                    content = re.sub(rb"(?<!:)\b(table|office):", rb"my_\1:", content)
                    content = re.sub(rb"xmlns:(table|office)=", rb"xmlns:my_\1=", content)
                new.writestr(member, content)
        assert open_workbook(path).sheets[0].rows == [["000123"]]

    def test_a_table_without_a_name_gets_one(self, tmp_path: Path) -> None:
        assert read(tmp_path, "<table:table>" + row(text("甲")) + "</table:table>").sheets[0].name == "Sheet1"


class TestRefusals:
    def test_encrypted(self, tmp_path: Path) -> None:
        with pytest.raises(InputRejected) as caught:
            read(tmp_path, "", encrypted="content.xml")
        assert caught.value.code == "encrypted"

    def test_a_password_of_macros_alone_is_none(self, tmp_path: Path) -> None:
        book = read(tmp_path, table(row(text("甲"))), encrypted="Basic/Protected/Module1.xml")
        assert book.sheets[0].rows == [["甲"]]

    def test_two_sheets_of_one_name(self, tmp_path: Path) -> None:
        assert refusal(tmp_path, table(row(text("甲"))) * 2) == "damaged"

    def test_without_content(self, tmp_path: Path) -> None:
        path = tmp_path / "a.ods"
        with zipfile.ZipFile(path, "w") as package:
            package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        with pytest.raises(InputRejected) as caught:
            open_workbook(path)
        assert caught.value.code == "damaged"

    @pytest.mark.parametrize(
        "rows",
        [
            row(text("甲"), attributes='table:number-rows-repeated="1048577"'),
            row(text("甲"), attributes=f'table:number-rows-repeated="{"9" * 5000}"'),
            row(text("甲", 'table:number-columns-repeated="16384"')),
            row(cell(None, f'table:number-columns-repeated="{"9" * 20}"'), text("甲")),
            row(cell(), attributes='table:number-rows-repeated="99999999"') + row(text("甲")),
            row(
                text("甲", 'table:number-columns-repeated="1000"'),
                attributes='table:number-rows-repeated="1000000"',
            ),
            row(
                cell(None, 'table:formula="of:=1" table:number-columns-repeated="1000"'),
                attributes='table:number-rows-repeated="1000000"',
            ),
            row(
                cell(None, 'table:number-columns-spanned="2"') * 3,
                attributes='table:number-rows-repeated="1000000"',
            ),
        ],
    )
    def test_hostile_counts(self, tmp_path: Path, rows: str) -> None:
        assert refusal(tmp_path, table(rows)) == "too_large"

    def test_repeated_cells_have_the_bound_of_blank_ones(self, tmp_path: Path) -> None:
        rows = row(
            text("甲", 'table:number-columns-repeated="100"'), attributes='table:number-rows-repeated="100"'
        )
        assert refusal(tmp_path, table(rows), ReadLimits(sparse_cells=9_999)) == "too_large"
        assert len(read(tmp_path, table(rows), limits=ReadLimits(sparse_cells=10_000)).sheets[0].rows) == 100
        twice = table(rows) + table(rows, name="二")
        assert refusal(tmp_path, twice, ReadLimits(sparse_cells=19_999)) == "too_large"
        assert len(read(tmp_path, twice, limits=ReadLimits(sparse_cells=20_000)).sheets) == 2

    @pytest.mark.parametrize(
        ("spreadsheet", "limits"),
        [
            (table(row(text("甲"), text("乙"))), ReadLimits(columns=1)),
            (table(row(text("甲")), name="一") + table(row(text("乙")), name="二"), ReadLimits(sheets=1)),
            (table(row(text("甲")), name="一") + table(row(text("乙")), name="二"), ReadLimits(cells=1)),
            (table(row(text("甲" * 600))), ReadLimits(text_bytes=500)),
            (table(row(text("甲", f'office:string-value="{"乙" * 600}"'))), ReadLimits(text_bytes=500)),
            (table(row(text('<text:s text:c="999999999"/>'))), ReadLimits(text_bytes=500)),
            (table(row(text("<text:span>" * 300 + "甲" + "</text:span>" * 300))), ReadLimits()),
            (table("<draw:g>" * 300 + "</draw:g>" * 300 + row(text("甲"))), ReadLimits()),
            (
                table("<table:table-row-group>" * 300 + row(text("甲")) + "</table:table-row-group>" * 300),
                ReadLimits(),
            ),
        ],
    )
    def test_bounds(self, tmp_path: Path, spreadsheet: str, limits: ReadLimits) -> None:
        assert refusal(tmp_path, spreadsheet, limits) == "too_large"

    def test_a_merged_range_ends_with_the_sheet(self, tmp_path: Path) -> None:
        spanned = 'table:number-columns-spanned="99999999" table:number-rows-spanned="99999999"'
        assert read_rows(tmp_path, row(text("甲", spanned))).merged == (MergedRange(1, 0, 1_048_576, 16_383),)


SEED = ods_package(
    table(
        row(text("客户编号"), text("日期"), text("备注"))
        + row(
            cell("000123", 'office:value-type="float" office:value="123"'),
            cell("11月5日", 'office:value-type="date" office:date-value="2023-11-05T09:30:00"'),
            f'<table:table-cell {STRING} table:number-columns-spanned="2"><text:p>甲<text:s text:c="2"/></text:p>'
            "<office:annotation><text:p>批注</text:p></office:annotation></table:table-cell>",
            attributes='table:visibility="collapse" table:number-rows-repeated="3"',
        )
        + row(
            cell("30:15", 'office:value-type="time" office:time-value="PT30H15M00S"'),
            cell(None, 'table:formula="of:=1" table:number-columns-repeated="2"'),
        ),
        columns='<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>',
    )
)


@given(st.integers(min_value=0))
def test_damage_ends_in_a_named_refusal(seed: int) -> None:
    _, damaged = mutate(SEED, random.Random(seed))  # noqa: S311 - nothing secret
    try:
        content = read_open_document(damaged, "a.ods", ReadLimits())
    except InputRejected as error:
        code = error.code
    else:
        assert all(len(cells) == len(sheet.rows[0]) for sheet in content.sheets for cells in sheet.rows)
        code = ""
    assert code in {"", "damaged", "too_large", "not_a_spreadsheet", "encrypted"}


# ------------------------------------------------------------------ what formats put round texts


def test_words_that_a_style_puts_round_texts(tmp_path: Path) -> None:
    def style(name: str, *pieces: str) -> str:
        body = "".join(pieces)
        return (
            f'<number:text-style style:name="N{name}">{body}</number:text-style>'
            f'<style:style style:name="{name}" style:family="table-cell" style:data-style-name="N{name}"/>'
        )

    content = "<number:text-content/>"
    styles = style("vip", "<number:text>VIP-</number:text>", content)
    styles += style("no", content, "<number:text>号</number:text>") + style("bare", content)
    columns = (
        '<table:table-column table:default-cell-style-name="vip"/><table:table-column '
        'table:number-columns-repeated="2" table:default-cell-style-name="bare"/>'
    )
    named = 'table:style-name="no"'
    rows = row(text("001"), text("甲"), text("12", named)) + row(
        text("-"), text("乙"), cell("3", 'office:value-type="float" office:value="3"' + f" {named}")
    )
    rows += row(text("002", 'table:style-name="bare"'), attributes='table:default-cell-style-name="no"')
    sheet = read(tmp_path, table(rows, columns=columns), styles).sheets[0]
    shown = {
        (line, column): (one.before, one.after)
        for column, of_column in sheet.shown.items()
        for line in range(1, len(sheet.rows) + 1)
        if (one := of_column.at(line)).before or one.after
    }
    assert shown == {(1, 0): ("VIP-", ""), (1, 2): ("", "号")}
