"""Cells that nobody sees although they count: by the colour of their letters, by a rule, by their number format."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from kehu_batch.model.tables.cell_grid import CellGrid
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise
from kehu_batch.source.opening import open_workbook
from kehu_batch.source.xlsx.hiding_rules import cells_hidden_by_rules

HEADER = ("订单编号", "客户名称", "下单日期", "金额", "产品")
RED = "#C00000"
#: Look and value of an amount, and whether it is seen.
AMOUNTS: tuple[tuple[Mapping[str, Any], float, bool], ...] = (
    ({"font_color": "white"}, 100, False),
    ({"font_color": "#FEFEFE"}, 110, False),
    ({"font_color": RED, "bg_color": RED}, 120, False),
    ({"font_color": "white", "bg_color": "white"}, 130, False),
    ({"num_format": "[White]0"}, 140, False),
    ({"font_color": "white", "bg_color": RED}, 200, True),
    ({"font_color": "white", "bg_color": RED, "pattern": 4}, 210, True),
    ({"font_color": "#808080"}, 220, True),
    ({"font_color": "white"}, 0, True),
    ({"bg_color": "white"}, 230, True),
    # Told as an amount that its format hides.
    ({"num_format": ";;;"}, 240, True),
    ({"num_format": "[White]0", "bg_color": RED}, 250, True),
)
#: What a rule compares an amount with, and whether 500 is then seen; in white letters but for the last.
RULES: tuple[tuple[dict[str, Any], Mapping[str, Any], bool], ...] = (
    ({"criteria": ">", "value": 300}, {"font_color": "white"}, False),
    ({"criteria": "between", "minimum": 400, "maximum": 600}, {"font_color": "white"}, False),
    ({"criteria": "=", "value": 500}, {"num_format": ";;;"}, False),
    ({"criteria": "<", "value": 300}, {"font_color": "white"}, True),
    ({"criteria": "=", "value": 0}, {"font_color": "white"}, True),
    ({"criteria": "not between", "minimum": 400, "maximum": 600}, {"font_color": "white"}, True),
    ({"criteria": ">", "value": 300}, {"font_color": "white", "bg_color": RED}, True),
    ({"criteria": ">", "value": 300}, {"font_color": RED}, True),
)
#: Texts under a format that shows none, and in white.
NOTES = ({"num_format": ";;;"}, {"font_color": "white"})


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    path = tmp_path_factory.mktemp("unseen") / "订单.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("订单明细")
        page.write_row(0, 0, HEADER, book.add_format({"font_color": "white", "bg_color": RED}))
        count = len(AMOUNTS) + len(RULES)
        for row in range(1, count + 1):
            page.write_row(row, 0, (f"D{row}", "甲公司", "2023-11-01"))
        for row, (look, amount, _) in enumerate(AMOUNTS, start=1):
            page.write_number(row, 3, amount, book.add_format(dict(look)))
        for row, (rule, look, _) in enumerate(RULES, start=len(AMOUNTS) + 1):
            page.write_number(row, 3, 500)
            page.conditional_format(
                row, 3, row, 3, {"type": "cell", **rule, "format": book.add_format(dict(look))}
            )
        for row, look in enumerate(NOTES, start=1):
            page.write_string(row, 4, "打印机", book.add_format(dict(look)))
        page.write_blank(3, 4, None, book.add_format({"font_color": "white"}))
        # Beyond the last column with anything in it.
        page.write_formula(1, len(HEADER) + 3, '=""', book.add_format({"font_color": "white"}), "")
    (found,) = [
        one for one in recognise((open_workbook(path),), load_vocabulary()).findings if one.code == "KB134"
    ]
    return {"count": found.count, "message": found.message, "sheet": open_workbook(path).sheets[0]}


def test_what_is_not_seen_is_told(told: Mapping[str, Any]) -> None:
    amounts = [*(seen for *_, seen in AMOUNTS), *(seen for *_, seen in RULES)]
    unseen = {(row, 3) for row, seen in enumerate(amounts, start=2) if not seen}
    values = {(row, 3): told["sheet"].rows[row - 1][3] for row, _ in enumerate(amounts, start=2)}
    shown = told["sheet"].unseen
    assert {cell for cell in shown if cell[1] == 3 and values[cell] not in (0, 240.0)} == unseen
    assert {cell for cell in shown if cell[1] == 4} == {(2, 4), (3, 4)}
    assert told["count"] == len(unseen) + len(NOTES)
    assert "D2、E2、D3、E3、D4等" in told["message"]


def test_a_sheet_of_ordinary_looks_has_no_such_cells(tmp_path: Path) -> None:
    path = tmp_path / "订单.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("订单明细")
        page.write_row(0, 0, HEADER, book.add_format({"font_color": "white", "bg_color": RED}))
        page.write_row(
            1, 0, ("D1", "甲公司", "2023-11-01", 500, "打印机"), book.add_format({"font_color": RED})
        )
    assert not open_workbook(path).sheets[0].unseen


@pytest.mark.parametrize("attribute", [b"fontId", b"fillId", b"numFmtId"])
def test_a_number_of_thousands_of_digits_is_none(tmp_path: Path, attribute: bytes) -> None:
    path, damaged = tmp_path / "订单.xlsx", tmp_path / "改.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("订单明细").write_row(0, 0, HEADER, book.add_format({"bg_color": RED}))
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(damaged, "w") as target:
        for name in source.namelist():
            body = source.read(name)
            if name == "xl/styles.xml":
                body = re.sub(b'(<xf [^>]*%s=")[0-9]+' % attribute, rb"\g<1>" + b"7" * 5000, body)
            target.writestr(name, body)
    assert not open_workbook(damaged).sheets[0].unseen


def rule(areas: str, formula: str, kind: str = "cellIs", look: int = 0) -> bytes:
    body = f'<cfRule type="{kind}" dxfId="{look}" operator="equal">{formula}</cfRule>'
    return f'<conditionalFormatting sqref="{areas}">{body}</conditionalFormatting>'.encode()


@pytest.mark.parametrize(
    "markup",
    [
        b"<conditionalFormatting>" * 50_000,
        rule("A1", "")[:70] * 20_000,
        rule("A1:x", "<formula>1</formula>"),
        rule("A0:A1", "<formula>1</formula>"),
        rule("A1", "<formula>B1</formula>"),
        rule("A1", "<formula>1</formula>", look=7),
        rule("A1", "<formula>1</formula>", kind="expression"),
        rule("C9:XFD1048576", "<formula>1</formula>"),
    ],
    ids=[
        "unclosed",
        "no formula",
        "no area",
        "no row",
        "another cell",
        "another look",
        "a formula",
        "outside",
    ],
)
def test_rules_that_hide_nothing_or_are_none(markup: bytes) -> None:
    assert cells_hidden_by_rules(markup, {0}, CellGrid.of([[1.0, 1.0]])) == set()


def test_a_rule_of_several_areas() -> None:
    markup = rule("A1:A2 C1", "<formula>5</formula>").replace(b"<", b"<x:").replace(b"<x:/", b"</x:")
    grid = CellGrid.of([[1.0, 5.0, 5.0], [5.0, 5.0, "5"]])
    assert cells_hidden_by_rules(markup, {0}, grid) == {(2, 0), (1, 2)}
