"""Pages of result sheets: lists and charts are whole where a page holds them, and long lists have their header."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest

from kehu_batch.annotation.donor.addresses import place_parts
from kehu_batch.annotation.donor.layout import (
    Chart,
    ChartKind,
    Column,
    Kind,
    Lines,
    ResultSheet,
    ResultTable,
    Series,
)
from kehu_batch.annotation.donor.paper import (
    LEAST_SCALE,
    LEGIBLE_MARGINS,
    MARGINS,
    PageRoom,
    page_breaks,
    page_numbers,
    paper_widths,
    printed_width,
    repeated_header,
)
from kehu_batch.annotation.donor.writing import write_donor

#: Points of a usual row. At the least scale a page holds (595.3 − 93.6) × 0.97 ÷ 0.77 = 632 points, 30 rows.
ROW = 21.0
FIXED = PageRoom(landscape=True, margins=LEGIBLE_MARGINS, width=150, scale=LEAST_SCALE)


def table(key: str, rows: int, *, chart: bool = False, kind: ChartKind = ChartKind.COLUMNS) -> ResultTable:
    drawn = Chart("图", kind, f"{key}.a", (Series(f"{key}.b", "1F5FBF", "数"),), 0, rows)
    columns = (Column("a", "甲", ["一"] * rows), Column("b", "乙", [1] * rows, Kind.COUNT))
    return ResultTable(key, "标题", columns, charts=(drawn,) if chart else ())


def sheet(*tables: ResultTable) -> ResultSheet:
    return ResultSheet("表", "标题", "范围", tables, "16202E")


@pytest.mark.parametrize(
    ("above", "below", "chart", "breaks"),
    [
        # Title, marker, scope and a blank row; heading, header, 20 rows and a blank one are 27, 567 points. Heading,
        # header and 3 rows more are 105: 672 in all.
        (20, 3, False, [28]),
        # 23 rows, 483 points, and 105: the list stays.
        (16, 3, False, []),
        # The first three rows of a long list stay with its heading; the others go on overleaf.
        (16, 40, False, []),
        (20, 40, False, [28]),
        # A chart takes ten rows from the header's on: 483 and 252 are too much, 252 and 252 are not.
        (16, 3, True, [24]),
        (5, 3, True, []),
        # Over two pages long: where it ends depends on what was printed.
        (100, 3, False, [108]),
    ],
)
def test_pages_break_before_what_would_be_parted(
    above: int, below: int, chart: bool, breaks: list[int]
) -> None:
    one = sheet(table("above", above), table("below", below, chart=chart))
    assert page_breaks(one.parts, place_parts(one), {}, ROW, FIXED) == breaks


@pytest.mark.parametrize(
    ("rows", "breaks"),
    [
        # 12 rows above end at row 19 (399 points); the next list of 14 and its heading, header and blank row would end
        # at row 36 (756): a page holds it, so it is whole. What follows it has the room that is left.
        ((12, 14, 3), [20]),
        # The last list goes on overleaf under its header where three rows of it or more do: page one ends with row 30.
        ((12, 14), []),
        # Its rows 22 to 31: one row would stand overleaf.
        ((12, 10), [20]),
        ((12, 12), []),
        # A page does not hold 40 rows: they begin where there is room, and the three follow on the page where they end.
        ((12, 40, 3), []),
    ],
)
def test_a_list_is_whole_or_goes_on_under_its_header(rows: tuple[int, ...], breaks: list[int]) -> None:
    one = sheet(*(table(str(at), count) for at, count in enumerate(rows)))
    assert page_breaks(one.parts, place_parts(one), {}, ROW, FIXED) == breaks


def test_a_list_does_not_leave_a_page_to_a_sentence() -> None:
    short = table("c", 3)
    # Title to scope, a blank row, heading, sentence and a blank row are 147 points, 23 % of a page: of the list's
    # 28 rows, which a page would hold, 23 have room below them. A list of five rows makes it 252, 39.9 %, and of six
    # 43: then the long list has a page (588 points), and the short one (84) the next.
    # Of 22 rows one goes on overleaf. 231 points and a list of 20 rows (462) are more than a page: with a chart
    # beside it, it is not cut.
    for above, long, breaks in (
        (Lines("先处理", ("没有",)), table("b", 26), []),
        (Lines("先处理", ("没有",)), table("b", 22), []),
        (table("a", 5), table("b", 26), []),
        (table("a", 6), table("b", 26), [14, 43]),
        (table("a", 4), table("b", 20), []),
        (table("a", 4), table("b", 20, chart=True), [12]),
    ):
        one = replace(sheet(), parts=(above, long, short))
        assert page_breaks(one.parts, place_parts(one), {}, ROW, FIXED) == breaks


def test_a_page_with_little_on_it_takes_along_what_stands_before_it() -> None:
    one = sheet(table("a", 14), table("b", 2), table("c", 1), table("d", 2))
    # Rows 1 to 21 (441 points), 22 to 26 (105), 27 to 30 (84): 630 of 632. The last list has 105 points, 17 % of a
    # page, and would stand alone overleaf; with the one before it 189, 30 %.
    assert page_breaks(one.parts, place_parts(one), {}, ROW, FIXED) == [27]


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        # Header in row 6, 70 rows over three pages: two of them gain, and the list after it loses one.
        ((70, 3), 6),
        # The other one begins on the page where it ends.
        ((40, 3), 6),
        # It does not: one page gains and one loses.
        ((40, 12), 6),
        # Two lose: the list of 12 rows and that of 15, of which two rows would go on, have each a page.
        ((40, 12, 15), None),
        # Nothing comes after it.
        ((3, 40), 12),
        # It gains two where the first gains two and loses three.
        ((70, 70), 79),
        ((3, 3), None),
    ],
)
def test_the_header_is_repeated_of_the_list_that_gains_most(
    rows: tuple[int, ...], header: int | None
) -> None:
    one = sheet(*(table(str(at), count) for at, count in enumerate(rows)))
    places = place_parts(one)
    breaks = page_breaks(one.parts, places, {}, ROW, FIXED)
    pages = page_numbers({}, ROW, FIXED, breaks, places[-1].end_row)
    assert repeated_header(one.parts, places, pages) == header


def test_the_workbook_repeats_the_header_of_its_longest_list() -> None:
    data = write_donor([sheet(table("above", 3), table("below", 70))], "记号")
    assert openpyxl.load_workbook(BytesIO(data))["表"].print_title_rows == "$12:$12"


def test_higher_rows_are_counted_as_they_are() -> None:
    one = sheet(table("above", 16), table("below", 3))
    # 483 points of rows, of which one is 3 lines high: 483 + 34 + 105 = 622; of which two are: 656.
    assert page_breaks(one.parts, place_parts(one), {8: 55.0}, ROW, FIXED) == []
    assert page_breaks(one.parts, place_parts(one), {8: 55.0, 9: 55.0}, ROW, FIXED) == [24]


def test_no_font_parts_a_list_from_its_heading() -> None:
    # 200 characters wide, a page holds 664 points in a narrow font and 920 in a wide one. Above the list are 26, 30 and
    # 40 rows: with its 5 the first fit everywhere, the second not in the narrow font, the third not in the wide one
    # alone (945 points; in the others they end on a second page).
    fitted = PageRoom(landscape=True, margins=MARGINS, width=200)
    for above, breaks in ((19, []), (23, [31]), (33, [41])):
        one = sheet(table("above", above), table("below", 3))
        assert page_breaks(one.parts, place_parts(one), {}, ROW, fitted) == breaks


def test_the_workbook_has_the_breaks() -> None:
    data = write_donor([sheet(table("above", 60), table("below", 3, chart=True))], "记号")
    page = openpyxl.load_workbook(BytesIO(data))["表"]
    # Columns narrower than the paper: a page holds 487 points; 60 rows end on the third one.
    assert [one.id for one in page.row_breaks.brk] == [67]


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
