"""Links from a row of the original to its row in the result sheets, and from there back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from annotation.hand_made_drop import FILE, SHEET, drop, workbook, write_worksheet

from kehu_batch.annotation import links
from kehu_batch.annotation.annotate import annotate
from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.annotation.patch import build_patch
from kehu_batch.cells import parse_ref
from kehu_batch.ooxml.plan import SheetInfo, WorkbookInfo

INFO = WorkbookInfo((SheetInfo(SHEET, "xl/worksheets/sheet1.xml"),))


def links_of(of: ComputedDrop, *, host: bool = True) -> dict[str, str]:
    return dict(build_patch(workbook(Path(FILE)), of, INFO, host=host).patch.sheets[0].links)


def test_each_link_leads_to_a_row_that_leads_back(tmp_path: Path) -> None:
    source = write_worksheet(tmp_path / FILE)
    target = tmp_path / "客户回访工作表_批注.xlsx"
    made = drop()
    assert annotate(workbook(source), target, made).written
    book = openpyxl.load_workbook(target)
    linked = {
        cell.coordinate: cell.hyperlink.location or ""
        for row in book[SHEET].iter_rows()
        for cell in row
        if cell.hyperlink
    }
    assert {cell: to.partition("!")[0] for cell, to in linked.items()} == {
        "P3": "'数据质量'",
        "P4": "'数据质量'",
        "S3": "'逾期跟进'",
        "S4": "'逾期跟进'",
    }
    for cell, to in linked.items():
        sheet, _, ref = to.rpartition("!")
        back = book[sheet.strip("'")][ref].hyperlink
        home, _, place = back.location.rpartition("!")
        assert (home, parse_ref(place)[0]) == (f"'{SHEET}'", parse_ref(cell)[0])


def test_the_first_finding_and_the_first_overdue_item_of_a_row_are_linked() -> None:
    made = drop()
    found = links_of(made)
    firsts = {3: 0, 4: 2}
    top = int(found["P3"].rpartition("C")[2])
    assert {row: int(found[f"P{row}"].rpartition("C")[2]) - top for row in firsts} == firsts


def test_a_tab_of_the_user_of_that_name_is_not_led_to() -> None:
    taken = replace(INFO.sheets[0], name="数据质量")
    info = replace(INFO, sheets=(*INFO.sheets, taken))
    planned = build_patch(workbook(Path(FILE)), drop(), info, host=True)
    assert planned.patch.sheets[0].links["P3"].startswith("'数据质量（批注）'!")


def test_another_workbook_has_no_links() -> None:
    assert links_of(drop(), host=False) == {}


def test_what_a_list_leaves_out_is_not_linked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "LIST_LIMIT", 2)
    assert set(links_of(drop())) == {"P3", "S3", "S4"}


def test_links_of_a_sheet_are_bounded_from_its_top(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "LINK_LIMIT", 2)
    assert list(links_of(drop())) == ["P3", "S3"]
