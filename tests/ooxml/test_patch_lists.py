"""List objects and autofilters follow our columns whole, or are left and named."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook
from support.packages import block, member, patched
from support.sheet_lint import lint

from kehu_batch.ooxml.errors import CellOccupied
from kehu_batch.ooxml.plan import (
    AddedColumn,
    ColumnBlock,
    NotExtended,
    OwnedColumn,
    RenamedHeader,
    SheetPatch,
    SkipReason,
)

TABLE = "xl/tables/table1.xml"


def host(path: Path, *, totals: bool = False, headers: tuple[str, ...] = ("a", "b", "c")) -> Path:
    """Write a workbook with a list object in A2:C5."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("表")
    columns = [{"header": header} for header in headers]
    sheet.add_table(
        "A2:C5", {"name": "客户", "columns": columns, "total_row": totals, "data": [[1, 2, 3]] * 3}
    )
    book.close()
    return path


def two(first: int, *headers: str, header_row: int = 2) -> ColumnBlock:
    """Return a block of columns beside the list object."""
    columns = tuple(AddedColumn(first + index, header) for index, header in enumerate(headers))
    return ColumnBlock(
        "A2:C5", header_row, columns, {row: tuple(headers) for row in (3, 4, 5) if row != header_row}
    )


def test_a_list_object_takes_our_columns_in(tmp_path: Path) -> None:
    target, report = patched(host(tmp_path / "a.xlsx"), SheetPatch("表", (two(3, "提醒", "第二\n行"),)))
    table = load_workbook(target)["表"].tables["客户"]
    assert (table.ref, table.autoFilter.ref) == ("A2:E5", "A2:E5")
    assert [column.id for column in table.tableColumns] == [1, 2, 3, 4, 5]
    assert 'name="第二_x000a_行"' in member(target, TABLE)
    assert not report.not_extended
    assert not lint(target)


def test_headers_are_made_unique_in_cell_and_list_object(tmp_path: Path) -> None:
    target, report = patched(
        host(tmp_path / "a.xlsx", headers=("a", "提醒", "c")), SheetPatch("表", (two(3, "提醒", "A"),))
    )
    sheet = load_workbook(target)["表"]
    assert [sheet["D2"].value, sheet["E2"].value] == ["提醒2", "A2"]
    assert [column.name for column in sheet.tables["客户"].tableColumns] == ["a", "提醒", "c", "提醒2", "A2"]
    assert report.renamed_headers == (
        RenamedHeader("表", 3, "提醒", "提醒2"),
        RenamedHeader("表", 4, "A", "A2"),
    )


@pytest.mark.parametrize(
    ("totals", "first", "header_row", "reason"),
    [
        (True, 3, 2, SkipReason.TOTALS_ROW),
        (False, 4, 2, SkipReason.NOT_ADJACENT),
        (False, 3, 3, SkipReason.PARTLY_COVERED),
    ],
)
def test_what_cannot_be_widened_is_left_and_named(
    tmp_path: Path, totals: bool, first: int, header_row: int, reason: SkipReason
) -> None:
    source = host(tmp_path / "a.xlsx", totals=totals)
    target, report = patched(source, SheetPatch("表", (two(first, "提醒", header_row=header_row),)))
    assert report.not_extended == (NotExtended("表", "客户", reason),)
    assert member(target, TABLE) == member(source, TABLE)


def test_a_list_object_in_the_way_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CellOccupied, match="客户"):
        patched(host(tmp_path / "a.xlsx"), SheetPatch("表", (block(2, {7: 1}, header_row=4, table="E1:F9"),)))


def test_a_second_run_narrows_before_it_widens(tmp_path: Path) -> None:
    source = host(tmp_path / "a.xlsx")
    target, _ = patched(source, SheetPatch("表", (two(3, "提醒", "等级"),)))
    owned = tuple(OwnedColumn(column, 2, 5) for column in (3, 4))
    fewer, _ = patched(target, SheetPatch("表", (two(3, "等级"),), owned_columns=owned))
    table = load_workbook(fewer)["表"].tables["客户"]
    assert (table.ref, [column.name for column in table.tableColumns]) == ("A2:D5", ["a", "b", "c", "等级"])
    none, _ = patched(target, SheetPatch("表", owned_columns=owned))
    assert member(none, TABLE) == member(source, TABLE)


def test_a_column_that_someone_added_behind_ours_stays(tmp_path: Path) -> None:
    source = host(tmp_path / "a.xlsx")
    target, _ = patched(source, SheetPatch("表", (two(3, "提醒", "别人的"),)))
    target, report = patched(
        target, SheetPatch("表", (two(5, "提醒"),), owned_columns=(OwnedColumn(3, 2, 5),))
    )
    sheet = load_workbook(target)["表"]
    assert [cell.value for cell in sheet[2]] == ["a", "b", "c", "提醒", "别人的", "提醒2"]
    assert [cell.value for cell in sheet[3]] == [1, 2, 3, None, "别人的", "提醒"]
    assert report.not_extended == (NotExtended("表", "客户", SkipReason.COLUMN_BETWEEN),)
    assert not lint(target)


def filtered(path: Path, area: str) -> Path:
    """Write a workbook with rows 2 to 5 and an autofilter."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("表 1")
    for row in range(1, 5):
        sheet.write_row(row, 0, [row, row, row])
    sheet.autofilter(area)
    book.close()
    return path


def test_an_autofilter_and_its_hidden_name_follow(tmp_path: Path) -> None:
    source = filtered(tmp_path / "a.xlsx", "A2:C5")
    target, _ = patched(source, SheetPatch("表 1", (two(3, "提醒", "等级"),)))
    assert load_workbook(target)["表 1"].auto_filter.ref == "A2:E5"
    assert "'表 1'!$A$2:$E$5</definedName>" in member(target, "xl/workbook.xml")
    owned = tuple(OwnedColumn(column, 2, 5) for column in (3, 4))
    back, _ = patched(target, SheetPatch("表 1", owned_columns=owned))
    assert member(back, "xl/workbook.xml") == member(source, "xl/workbook.xml")


@pytest.mark.parametrize(
    ("area", "reason"), [("A2:B5", SkipReason.NOT_ADJACENT), ("A3:C5", SkipReason.PARTLY_COVERED)]
)
def test_a_filter_over_part_of_a_table_is_left(tmp_path: Path, area: str, reason: SkipReason) -> None:
    target, report = patched(filtered(tmp_path / "a.xlsx", area), SheetPatch("表 1", (two(3, "提醒"),)))
    assert load_workbook(target)["表 1"].auto_filter.ref == area
    assert report.not_extended == (NotExtended("表 1", area, reason),)


@pytest.mark.parametrize("table_ref", ["A2:B5", "B2:C5", "A2:D5", "A2:C9"])
def test_a_list_object_of_other_columns_or_rows_is_not_widened(tmp_path: Path, table_ref: str) -> None:
    """It merely stands within or beside what was recognised."""
    source = host(tmp_path / "a.xlsx")
    ours = ColumnBlock(table_ref, 2, (AddedColumn(4 if "D" in table_ref else 3, "提醒"),), {3: ("x",)})
    target, report = patched(source, SheetPatch("表", (ours,)))
    assert load_workbook(target)["表"].tables["客户"].ref == "A2:C5"
    assert report.not_extended == (NotExtended("表", "客户", SkipReason.OTHER_CELLS),)


def test_a_list_object_that_goes_on_below_the_last_row_is_the_tables_own(tmp_path: Path) -> None:
    ours = ColumnBlock("A2:C4", 2, (AddedColumn(3, "提醒"),), {3: ("x",)})
    target, report = patched(host(tmp_path / "a.xlsx"), SheetPatch("表", (ours,)))
    assert load_workbook(target)["表"].tables["客户"].ref == "A2:D5"
    assert not report.not_extended
