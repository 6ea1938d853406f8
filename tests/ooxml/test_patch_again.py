"""Patching what was patched: nothing moves, also when another program has saved the file in between."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from support import office
from support.packages import MARK, donor, member, package, patched, worksheet
from support.sheet_lint import lint

from kehu_batch.cells import cell_ref
from kehu_batch.ooxml.inspect import inspect_workbook
from kehu_batch.ooxml.patch import patch_workbook
from kehu_batch.ooxml.plan import (
    AddedColumn,
    CellLook,
    ColumnBlock,
    HighlightRule,
    OwnedColumn,
    PatchReport,
    SheetPatch,
    WorkbookPatch,
)
from kehu_batch.ooxml.verify import verify_patch

STRONG = CellLook(bold=True, fill_color="DDEBF7", border_color="999999")


def rich_host(path: Path) -> Path:
    """Write a workbook with a list object, a filter, notes, rules and a sheet whose name we want too."""
    book = xlsxwriter.Workbook(path)
    first = book.add_worksheet("客户")
    first.add_table(
        "A1:C4", {"data": [["a", 1, 2]] * 3, "columns": [{"header": "x"}, {"header": "y"}, {"header": "z"}]}
    )
    first.write_comment("A2", "原来的批注")
    first.write_comment("B2", "另一条")
    first.conditional_format(
        "B2:B4", {"type": "cell", "criteria": ">", "value": 1, "format": book.add_format({"bold": True})}
    )
    second = book.add_worksheet("回访")
    for row in range(1, 6):
        second.write_row(row, 0, [f"第{row}行", row, row / 2])
    second.set_column("A:Z", 11)
    second.autofilter("A2:C6")
    book.add_worksheet("摘要").write("A1", "别人的")
    book.close()
    return path


def plan(*, again: tuple[str, ...] | None = None, values: str = "值") -> WorkbookPatch:
    """Return a patch of two sheets with everything in it; ``again`` are the donor's sheets of the run before."""
    sheets = []
    for name, header_row, last in (("客户", 1, 4), ("回访", 2, 6)):
        columns = (AddedColumn(3, "提醒", 20, STRONG, STRONG), AddedColumn(4, "天数", 8, STRONG))
        rows = {row: (f"{values}{row}", row) for row in range(header_row + 1, last + 1)}
        table = f"A{header_row}:C{last}"
        owned = tuple(OwnedColumn(column, header_row, last) for column in (3, 4)) if again is not None else ()
        rule = HighlightRule(f"A{header_row}:E{last}", f'$D{header_row}<>""', "FFF2CC", "9C5700")
        notes = {"A2": f"{values}:我们的话", f"C{last}": "另一句"}
        sheets.append(
            SheetPatch(name, (ColumnBlock(table, header_row, columns, rows),), (rule,), notes, owned)
        )
    return WorkbookPatch(MARK, tuple(sheets), again or (), donor("摘要", rich=True))


def finals(report: PatchReport) -> tuple[str, ...]:
    return tuple(sheet.final for sheet in report.donor_sheets)


def test_twice_is_once(tmp_path: Path) -> None:
    source = rich_host(tmp_path / "a.xlsx")
    once, report = patched(source, plan())
    assert finals(report) == ("摘要(2)",)
    twice, _ = patched(once, plan(again=finals(report)))
    assert twice.read_bytes() == once.read_bytes()
    other, _ = patched(once, plan(again=finals(report), values="改"))
    back, _ = patched(other, plan(again=finals(report)))
    assert back.read_bytes() == once.read_bytes()


def marks(path: Path) -> dict[str, object]:
    """Return all of ours that a reader finds, and all of theirs that must remain."""
    book = load_workbook(path)
    found: dict[str, object] = {"sheets": book.sheetnames}
    for name in ("客户", "回访"):
        sheet = book[name]
        found[name] = {
            "cells": [[cell.value for cell in row] for row in sheet.iter_rows()],
            "notes": {c.coordinate: c.comment.text for row in sheet.iter_rows() for c in row if c.comment},
            "rules": sorted(
                str(rule.formula) for area in sheet.conditional_formatting for rule in area.rules
            ),
            "tables": {
                table.ref: [column.name for column in table.tableColumns] for table in sheet.tables.values()
            },
            "filter": sheet.auto_filter.ref,
        }
    return found


@pytest.mark.parametrize("program", ["openpyxl", "libreoffice"])
def test_marks_are_replaced_after_another_program_saved_them(tmp_path: Path, program: str) -> None:
    once, report = patched(rich_host(tmp_path / "a.xlsx"), plan())
    saved = tmp_path / "saved.xlsx"
    if program == "openpyxl":
        load_workbook(once).save(saved)
    else:
        saved.write_bytes(office.convert(once, "xlsx").read_bytes())
    assert any(sheet.marked_rules for sheet in inspect_workbook(saved, marker=MARK).sheets)
    again, _ = patched(saved, plan(again=finals(report), values="改"))
    # The same marks as if the source had been patched so at once.
    fresh, _ = patched(rich_host(tmp_path / "b.xlsx"), plan(values="改"))
    assert marks(again) == marks(fresh)
    assert not lint(again) - lint(saved)


def test_a_bare_patch_takes_everything_off(tmp_path: Path) -> None:
    source = rich_host(tmp_path / "a.xlsx")
    once, report = patched(source, plan())
    owned = {"客户": (1, 4), "回访": (2, 6)}
    bare = WorkbookPatch(
        MARK,
        tuple(
            SheetPatch(name, owned_columns=tuple(OwnedColumn(column, *rows) for column in (3, 4)))
            for name, rows in owned.items()
        ),
        finals(report),
    )
    back, _ = patched(once, bare)
    assert marks(back) == marks(source)
    assert member(back, "xl/workbook.xml") == member(source, "xl/workbook.xml")


def test_sheets_not_named_lose_their_old_marks_too(tmp_path: Path) -> None:
    once, _ = patched(rich_host(tmp_path / "a.xlsx"), plan())
    back, report = patched(once, WorkbookPatch(MARK))
    book = load_workbook(back)
    assert book["客户"]["A2"].comment.text == "原来的批注"
    assert all("标记" not in member(back, name) for name in report.members_changed if name.endswith(".xml"))


def test_sheets_that_bear_no_mark_keep_their_bytes(tmp_path: Path) -> None:
    once, report = patched(rich_host(tmp_path / "a.xlsx"), plan())
    assert "xl/worksheets/sheet3.xml" not in report.members_changed
    assert member(once, "xl/worksheets/sheet3.xml") == member(tmp_path / "a.xlsx", "xl/worksheets/sheet3.xml")


cells = st.sampled_from(
    ["", '<c r="{ref}"><v>1</v></c>', '<c r="{ref}" s="1"/>', '<c r="{ref}" t="str"><v>a</v></c>\n']
)
rows = st.lists(st.one_of(st.none(), st.lists(cells, min_size=0, max_size=3)), max_size=8)


@given(
    body=rows,
    ours=st.dictionaries(st.integers(2, 12), st.sampled_from(["甲", 1, 2.5, None])),
    spaced=st.booleans(),
)
def test_any_rows_keep_their_cells(
    tmp_path_factory: pytest.TempPathFactory,
    body: list[list[str] | None],
    ours: dict[int, str | float | None],
    spaced: bool,
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    gap = "\n  " if spaced else ""
    markup = ""
    for number, row in enumerate(body, start=1):
        if row is not None:
            inner = gap.join(cell.format(ref=cell_ref(number, column)) for column, cell in enumerate(row))
            markup += f'{gap}<row r="{number}" spans="1:3">{inner}</row>' if inner else f'<row r="{number}"/>'
    source = package(folder / "a.xlsx", worksheet(markup))
    block = ColumnBlock("A1:C9", 1, (AddedColumn(3, "提醒"),), {row: (value,) for row, value in ours.items()})
    first, second = folder / "b.xlsx", folder / "c.xlsx"
    patch = WorkbookPatch(MARK, (SheetPatch("表", (block,)),))
    verify_patch(source, first, patch, patch_workbook(source, first, patch))
    again = WorkbookPatch(MARK, (SheetPatch("表", (block,), owned_columns=(OwnedColumn(3, 1, 12),)),))
    verify_patch(first, second, again, patch_workbook(first, second, again))
    assert first.read_bytes() == second.read_bytes()
    bare = WorkbookPatch(MARK, (SheetPatch("表", owned_columns=(OwnedColumn(3, 1, 12),)),))
    last = folder / "d.xlsx"
    verify_patch(first, last, bare, patch_workbook(first, last, bare))
    before = [
        [cell.value for cell in row] for row in load_workbook(source)["表"].iter_rows(max_col=3, max_row=12)
    ]
    after = [
        [cell.value for cell in row] for row in load_workbook(last)["表"].iter_rows(max_col=3, max_row=12)
    ]
    assert before == after
