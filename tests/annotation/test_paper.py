"""Pages of result sheets: lists and charts are whole where a page holds them, and long lists have their header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from kehu_batch.annotation.donor.addresses import collect_addresses, place_parts, resolve
from kehu_batch.annotation.donor.layout import (
    Chart,
    ChartKind,
    Column,
    FormRow,
    Formula,
    Kind,
    Lines,
    Part,
    ResultForm,
    ResultSheet,
    ResultTable,
    Series,
)
from kehu_batch.annotation.donor.paging import cut_parts, page_rows
from kehu_batch.annotation.donor.paper import page_height, paper_widths, printed_width
from kehu_batch.annotation.donor.writing import write_donor
from kehu_batch.annotation.sheets.continued import continue_sheet, tell_continued

#: Points of a usual row, and of a page in the cases that count rows.
ROW, PAGE = 21.0, 632.0


def table(
    key: str, rows: int, *, chart: bool = False, filtered: bool = False, kind: ChartKind = ChartKind.COLUMNS
) -> ResultTable:
    drawn = Chart("图", kind, f"{key}.a", (Series(f"{key}.b", "1F5FBF", "数"),), 0, rows)
    columns = (
        Column("a", "甲", [f"{key}{at}" for at in range(rows)]),
        Column("b", "乙", [1] * rows, Kind.COUNT),
    )
    return ResultTable(key, "标题", columns, filtered=filtered, charts=(drawn,) if chart else ())


def sheet(*parts: Part) -> ResultSheet:
    return ResultSheet("表", "标题", "范围", parts, "16202E")


def continued(*parts: Part) -> tuple[ResultSheet, ...]:
    return continue_sheet(sheet(*parts), lambda word: f"表（{word}）")


def breaks(*parts: Part, higher: Sequence[tuple[int, int, float]] = ()) -> list[int]:
    """Return the rows that begin a page where all rows are usual, but for some of a part with their heights."""
    places = place_parts(sheet(*parts))
    heights = [[ROW] * (place.end_row - place.title_row + 1) for place in places]
    for part, row, height in higher:
        heights[part][row] = height
    return list(page_rows(cut_parts(parts, heights, PAGE), places))


def written(*sheets: ResultSheet) -> list[Worksheet]:
    book = openpyxl.load_workbook(BytesIO(write_donor(sheets, "记号")))
    return [book[one.name] for one in sheets]


@pytest.mark.parametrize(
    ("above", "below", "chart", "rows"),
    [
        # Title, marker, scope and a blank row are 88 points; heading, header, 18 rows and a blank one 441. Heading,
        # header and 3 rows more are 105: 634 of 632.
        (18, 3, False, [26]),
        # 88, 420 and 105: the list stays.
        (17, 3, False, []),
        # A chart takes ten rows from the header's on, 252 with the heading: 88, 399 and 252 are too much, 88, 168 and
        # 252 are not.
        (16, 3, True, [24]),
        (5, 3, True, []),
        # 508 points and 42: the header would stand with two of its rows (592 with them, 613 with three).
        (17, 40, False, [25, 55]),
    ],
)
def test_pages_break_before_what_would_be_parted(
    above: int, below: int, chart: bool, rows: list[int]
) -> None:
    # A page of its own has heading, header and 28 rows (630), and the next the other twelve: one page less than with
    # three rows on the page before.
    assert breaks(table("above", above), table("below", below, chart=chart)) == rows


@pytest.mark.parametrize(
    ("rows", "begin"),
    [
        # Rows 5 to 18 and a blank one are 88 and 315; the next of 14 rows, with its heading, header and blank one 357:
        # 760, so it is whole. What follows it has the room that is left: 357 and 105.
        ((12, 14, 3), [20]),
        # A page does not hold 40 rows: 632 less 88 and 42 are 23 rows, and the other 17 with the header 399. 105 more
        # are 504, 12 more rows instead of 3 would be 693.
        ((40, 3), [30]),
        ((40, 12), [30, 48]),
        # 88 and 42 and 23 rows; 611 below the header are 29 rows; of 53 the last one (and a blank row, 42) would be 7 %
        # of a page, so it takes along six rows: 42 and 126 are 168, and five would be 147 of 158.
        ((53, 3), [30, 53]),
    ],
)
def test_a_list_is_whole_or_goes_on_with_what_makes_a_page(rows: tuple[int, ...], begin: list[int]) -> None:
    assert breaks(*(table(str(at), count) for at, count in enumerate(rows))) == begin


def test_a_page_is_not_left_to_a_sentence_by_the_last_list() -> None:
    # A sentence and the title are 151 points, 24 % of a page: of 26 rows (588 points) 20 have room below them. The
    # other six are 126 points, 20 % of a page; eight are 168. With five rows above instead of the sentence there are
    # 256 points, 40.5 %: the list has a page.
    sentence = Lines("先处理", ("没有",))
    assert breaks(sentence, table("b", 26)) == [28]
    assert breaks(table("a", 5), table("b", 26)) == [13]
    # One that is not the last does so too, a blank row with it (seven rows are 168): 189 points with its header, and
    # 105. A title and three rows are 214 points, 34 %: it
    # has a page; and so has one with a filter, that what follows stays on its sheet.
    assert breaks(sentence, table("b", 26), table("c", 3)) == [29]
    assert breaks(table("a", 3), table("b", 26), table("c", 3)) == [11, 40]
    assert breaks(sentence, table("b", 26, filtered=True), table("c", 3)) == [8, 37]
    # Beside a chart a list is not cut either.
    assert breaks(sentence, table("b", 26, chart=True)) == [8]


def test_a_page_with_little_on_it_takes_along_what_stands_before_it() -> None:
    # 88 and 357, 105 and 63 with the blank rows: 613 of 632. The last list has 84 points, 13 % of a page, and would
    # stand alone overleaf; with the one before it 168, 27 %.
    parts = (table("a", 14), table("b", 1), table("c", 1), table("d", 2))
    assert breaks(*parts) == [26]


def test_higher_rows_are_counted_as_they_are() -> None:
    parts = (table("above", 16), table("below", 3))
    # 88, 399 and 105 are 592 points; a row of three lines has 34 more (626), two rows 68.
    assert breaks(*parts, higher=[(0, 3, 55.0)]) == []
    assert breaks(*parts, higher=[(0, 3, 55.0), (0, 4, 55.0)]) == [24]


def test_a_blank_row_below_a_list_is_no_page() -> None:
    # 88, 483 and 61 are 632 points: the blank row below would be on the next page, and the list there behind a break.
    parts = (table("above", 21), table("below", 30))
    assert breaks(*parts, higher=[(0, 2, 61.0 + 21.0)])[0] < 29


def test_the_header_is_written_again_where_a_list_goes_on_that_is_not_the_last() -> None:
    # Two narrow columns: a page holds (595.3 − 93.6) × 0.97 = 487 points. Below 88, a heading of 24 and a header of 24
    # are 16 rows; below the header again 22. The last two of 40, with the blank row 63, are 13 % of a page: with three
    # more they are 126 points, 26 %.
    (one,) = continued(table("a", 40), table("b", 3))
    first, second = one.parts
    assert isinstance(first, ResultTable)
    assert isinstance(second, ResultTable)
    assert (first.again, second.again) == ((16, 35), ())
    (page,) = written(one)
    column = [page.cell(row, 1).value for row in range(1, page.max_row + 1)]
    assert [row for row, text in enumerate(column, 1) if text == "甲"] == [6, 23, 43, 51]
    assert column[21:25] == ["a15", "甲", "a16", "a17"]
    assert column[41:44] == ["a34", "甲", "a35"]
    assert [text for text in column[6:48] if text != "甲"] == [f"a{at}" for at in range(40)]
    # A break stands behind a row. The header that a program repeats is that of the last list, whose page holds it.
    assert [one.id for one in page.row_breaks.brk] == [22, 42]
    assert page.print_title_rows == "$51:$51"


@pytest.mark.parametrize(("drawn", "again"), [(40, ()), (17, ()), (16, (16, 35)), (10, (16, 35))])
def test_no_header_stands_among_the_rows_of_a_chart(drawn: int, again: tuple[int, ...]) -> None:
    """It would be drawn as one bar more; the chart is below another table, as that of issue types by customers."""
    chart = Chart("图", ChartKind.COLUMNS, "a.a", (Series("a.b", "1F5FBF", "数"),), 0, drawn)
    # Below the page of the first list 40 rows are cut as they are below the title: see above.
    (one,) = continued(table("a", 40), replace(table("b", 3), charts=(chart,), charts_below=True))
    first = one.parts[0]
    assert isinstance(first, ResultTable)
    assert first.again == again


def test_formulas_find_the_rows_of_a_list_whose_header_stands_in_it_again() -> None:
    sums = [
        Formula("SUM({a.b})", 40),
        Formula("{a.b[15:16]}+{a.b[16:17]}", 2),
        Formula("SUM({a.b[15:18]})", 3),
    ]
    (one,) = continued(table("a", 40), ResultTable("s", "和", (Column("sum", "和", sums),)))
    addresses = collect_addresses([one])
    place = place_parts(one)[1]
    assert [resolve(each.text, addresses, 1, place) for each in sums] == [
        "SUM('表'!$B$7:$B$48)",
        "'表'!$B$22+'表'!$B$24",
        "SUM('表'!$B$22:$B$25)",
    ]


def test_what_follows_a_long_list_with_a_filter_stands_on_the_next_sheet() -> None:
    one, other = continued(table("a", 40, filtered=True), table("b", 3), Lines("尾", ("没有",)))
    assert (one.name, one.scope) == ("表", "范围    其后各表见“表（续）”")
    assert (other.name, other.title, other.scope) == ("表（续）", "表（续）", "范围")
    assert [part.title for part in one.parts] == ["标题"]
    assert [part.title for part in other.parts] == ["标题", "尾"]
    first, second = written(one, other)
    assert (first.auto_filter.ref, first.print_title_rows) == ("A6:B46", "$6:$6")
    # Its last part is no list: nothing is repeated.
    assert (second["A6"].value, second.print_title_rows) == ("甲", None)
    told = tell_continued(other, one.name)
    assert (told.sheet, told.of, told.about) == ("表（续）", "表", "接“表”：标题、尾")


def test_a_list_with_a_filter_that_a_page_holds_has_others_below_it() -> None:
    # 88, 24, 24, 16 rows and a blank one: 493 points. With 15 rows it is 472.
    for rows, sheets in ((15, 1), (16, 2)):
        assert len(continued(table("a", rows, filtered=True), table("b", 3))) == sheets


def test_a_sheet_has_one_filter_and_the_first_list_that_wants_it() -> None:
    (one,) = continued(table("a", 2, filtered=True), table("b", 2, filtered=True))
    assert [sheet.auto_filter.ref for sheet in written(one)] == ["A6:B8"]
    # The first does not stay on a page: each has the filter of its own sheet.
    apart = continued(table("a", 40, filtered=True), table("b", 2, filtered=True))
    assert [sheet.auto_filter.ref for sheet in written(*apart)] == ["A6:B46", "A6:B8"]


def test_a_form_below_a_long_list_is_signed_on_a_sheet_of_its_own() -> None:
    form = ResultForm(
        "form", "底稿说明与签署", (FormRow("目的", "字" * 100), FormRow("编制人", "", entry=True))
    )
    paper = replace(sheet(table("a", 40, filtered=True), form), legible=True, printed_columns=2, first_page=1)
    one, other = continue_sheet(paper, lambda word: f"表（{word}）")
    assert one.scope == "范围    说明与签署见“表（签署）”"
    assert (other.name, other.printed_columns, other.first_page) == ("表（签署）", 0, 0)
    widths, one_wide, _ = paper_widths(other)
    # All that a page has at the least scale, at which it is printed: 1065 ÷ 0.77 ÷ 9.7 = 142.59 less three margins.
    assert sum(widths) == pytest.approx(140.43, abs=0.01)
    assert (widths[0], one_wide) == (14.0, False)
    assert page_height(other, widths, one_wide=one_wide) == pytest.approx(632, abs=0.1)
    (page,) = written(other)
    assert page.page_setup.scale == 77


def test_a_form_above_a_list_of_two_columns_is_as_wide_as_they_are() -> None:
    form = ResultForm("form", "底稿说明与签署", (FormRow("目的", "字"), FormRow("编制人", "", entry=True)))
    (page,) = written(replace(sheet(form, table("a", 3)), legible=True))
    assert (page.max_column, page.merged_cells.ranges) == (2, set())
    assert [page.cell(row, 2).value for row in (6, 7)] == ["字", None]
    # The cell to be filled in has its colour, as over several columns.
    assert page["B7"].fill.fgColor.rgb != page["B6"].fill.fgColor.rgb


@pytest.mark.parametrize(("rows", "sheets"), [(120, 1), (130, 2), (5_000, 2)])
def test_a_list_over_more_than_six_pages_ends_its_sheet(rows: int, sheets: int) -> None:
    # 16 rows, then 22 to a page: 126 rows are six pages.
    assert len(continued(table("a", rows), table("b", 3))) == sheets


def test_what_a_page_holds_follows_from_the_narrowest_font() -> None:
    # 200.72 characters of 7 pixels are 1,405, and 1,026 stand between the margins: at 73.06 % 486.6 points are 666.1.
    assert page_height(sheet(), [200.0], one_wide=True) == pytest.approx(666.1, abs=0.1)
    assert page_height(sheet(), [20.0, 20.0], one_wide=True) == pytest.approx(486.6, abs=0.1)


@pytest.mark.parametrize(("size", "width"), [(11, 9.0), (14, 9.0), (10.5, 9.0), (9, 10.5), (7, 13.5)])
def test_columns_count_more_characters_of_a_small_font(size: float, width: float) -> None:
    # A column of one sign has 9 characters of 7 pixels, 63. Half of 9 points are 6 pixels, of which 10.5 are 63.
    # xlsxwriter adds 5 pixels, of 7 to a character, and rounds to pixels.
    small = write_donor([sheet(table("a", 40), table("b", 3))], "记号", font_size=size)
    page = openpyxl.load_workbook(BytesIO(small))["表"]
    assert page.column_dimensions["A"].width == pytest.approx(width + 5 / 7, abs=0.08)
    # So a page holds what it does anyway.
    assert page.row_breaks.brk[0].id == 22


@pytest.mark.parametrize(
    ("length", "legible", "width"),
    [
        # 60 characters twice as wide, 1.05 × 120 and 3.4 of room.
        (60, True, 129.4),
        # At the least scale a page is 1065 ÷ 0.77 ÷ 9.7 = 142.59 wide, less two margins and 9 for the first column.
        (100, True, 132.15),
        (60, False, 129.4),
    ],
)
def test_texts_that_run_on_have_the_room_that_a_paper_leaves(
    length: int, legible: bool, width: float
) -> None:
    columns = (Column("a", "甲", ["一"]), Column("b", "乙", ["字" * length], Kind.FLOW))
    one = ResultSheet("表", "标题", "范围", (ResultTable("t", "标题", columns),), "16202E", legible=legible)
    widths, one_wide, flush = paper_widths(one)
    assert widths == pytest.approx([9.0, width], abs=0.01)
    assert (one_wide, flush) == (True, False)


def test_a_text_that_runs_on_widens_no_column_of_a_longer_list() -> None:
    short = ResultTable("s", "标题", (Column("a", "甲", ["一"]), Column("b", "乙", ["字" * 60], Kind.FLOW)))
    long = ResultTable(
        "l", "标题", tuple(Column(f"k{number}", "丙", [number], Kind.COUNT) for number in range(3))
    )
    widths, *_ = paper_widths(ResultSheet("表", "标题", "范围", (short, long), "16202E"))
    assert widths == [9.3] * 3  # of a count: 5.6 × 1.05 and 3.4 of room


def test_texts_beyond_the_last_column_make_a_page_hold_more() -> None:
    columns = (Column("a", "甲", ["一"]), Column("b", "乙", ["字" * 100], Kind.FLOW))
    one = ResultSheet("表", "标题", "范围", (ResultTable("t", "标题", columns),), "16202E")
    # 9 and 0.72, then 200 × 1.05 and 3.4; a workpaper wraps them over its own columns.
    assert printed_width(one, [9.0, 9.0]) == pytest.approx(223.12)
    assert printed_width(replace(one, legible=True), [9.0, 9.0]) == pytest.approx(19.44)


@pytest.mark.parametrize(
    ("columns", "areas"),
    [
        # Ten columns of 20 are wider than a page's 142: the list's other five have a page of their own, from its
        # header in row 6 to its last row, without the title and what stands below.
        (10, "'表'!$A$1:$E$12,'表'!$F$6:$J$8"),
        # Six of 20 fit.
        (6, "'表'!$A$1:$F$12"),
    ],
)
def test_the_second_half_of_a_wide_list_has_nothing_but_the_list(columns: int, areas: str) -> None:
    cells = tuple(Column(f"c{at}", "列", ["一", "二"], width=20) for at in range(columns))
    wide = ResultTable("wide", "标题", cells)
    narrow = ResultTable("narrow", "标题", (Column("a", "甲", ["一"]),))
    one = ResultSheet(
        "表", "标题", "范围", (wide, narrow), "16202E", legible=True, first_page=5, printed_columns=columns
    )
    page = openpyxl.load_workbook(BytesIO(write_donor([one], "记号")))["表"]
    assert page.print_area == areas


def test_a_sheet_of_sentences_is_no_wider_than_an_upright_page_in_a_wide_font() -> None:
    # LibreOffice does not shrink a single column. 8.27 inches less two margins of half an inch are 697 pixels.
    upright = replace(sheet(Lines("标题", ("没有回访工作表",))), landscape=False)
    (width,), _, _ = paper_widths(upright)
    assert (width + 0.72) * 9.7 <= 697
