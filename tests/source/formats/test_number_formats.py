"""What cells show of their numbers, in every format of file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.cases import load_cases
from support.table_formats import WRITERS, Cell, Shaped

from kehu_batch.model.tables.shown import PLAIN, Shown
from kehu_batch.model.tables.source import CellValue, Sheet
from kehu_batch.source.formats.format_sections import parse_quantity_format
from kehu_batch.source.formats.shown_texts import read_shown_text, with_all_digits
from kehu_batch.source.opening import open_workbook

TABLE = load_cases("number_formats.toml")
CASES: list[dict[str, Any]] = TABLE["cases"]
#: Codes whose text alone does not tell the number, as an .ods would have it.
CODES: list[dict[str, Any]] = TABLE["codes"]
IDS: list[dict[str, Any]] = TABLE["ids"]
#: Formats of file that keep numbers apart from what they show.
NUMERIC = ("xlsx", "xls", "xlsb", "ods", "xml")


def shaped(case: dict[str, Any]) -> Shaped:
    return Shaped(case["number"], case["code"], case["text"], case.get("iso", ""))


def expected(case: dict[str, Any]) -> Shown:
    return Shown(
        **{
            key: case[key]
            for key in ("percent", "currency", "before", "after", "scaled", "instead", "turned", "unsigned")
            if key in case
        }
    )


def opened(folder: Path, suffix: str, cases: list[dict[str, Any]]) -> Sheet:
    rows: list[list[Cell]] = [["项目", "数"]]
    rows += (["行", shaped(case)] for case in cases)
    return opened_rows(folder, suffix, rows)


def opened_rows(folder: Path, suffix: str, rows: list[list[Cell]]) -> Sheet:
    path = folder / f"表.{suffix}"
    path.write_bytes(WRITERS[suffix](rows))
    return open_workbook(path).sheets[0]


@pytest.mark.parametrize("case", [*CASES, *CODES], ids=lambda case: case["code"])
def test_what_a_format_says_of_a_number(case: dict[str, Any]) -> None:
    found = parse_quantity_format(case["code"])
    assert (PLAIN if found is None else found.shown(case["number"])) == expected(case)


@pytest.mark.parametrize("suffix", NUMERIC)
def test_what_cells_show_comes_with_their_numbers(suffix: str, tmp_path: Path) -> None:
    sheet = opened(tmp_path, suffix, CASES)
    assert [row[1] for row in sheet.rows[1:]] == [case["number"] for case in CASES]
    assert [sheet.shown[1].at(row) for row in range(2, len(CASES) + 2)] == [expected(case) for case in CASES]
    assert set(sheet.shown) == {1}
    assert sheet.shown[1].at(1) == PLAIN


def test_a_web_page_shows_it_as_text(tmp_path: Path) -> None:
    sheet = opened(tmp_path, "html", CASES)
    for case, (_, value) in zip(CASES, sheet.rows[1:], strict=True):
        read = read_shown_text(case["number"], value) if isinstance(value, str) else PLAIN
        wanted = expected(case)
        # A code is a word like any other; what it means is not told here.
        assert (read.percent, read.currency + read.before + read.after) == (
            wanted.percent,
            wanted.currency + wanted.before + wanted.after,
        ), case


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "xlsb", "ods", "html", "xml", "csv"])
def test_ids_are_what_is_shown(suffix: str, tmp_path: Path) -> None:
    sheet = opened(tmp_path, suffix, IDS)
    assert [row[1] for row in sheet.rows[1:]] == [case["text"] for case in IDS]
    assert not sheet.shown


@pytest.mark.parametrize("suffix", NUMERIC)
def test_a_sheet_of_plain_numbers_carries_nothing(suffix: str, tmp_path: Path) -> None:
    assert not opened_rows(tmp_path, suffix, [["名称", "金额"], ["甲", 12.5], ["乙", 3.0]]).shown


@pytest.mark.parametrize("suffix", NUMERIC)
def test_texts_under_a_format_say_themselves_what_they_show(suffix: str, tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["名称", "金额"], ["甲", Shaped(0.5, "0%", "50%")], ["乙", "85%"]]
    sheet = opened_rows(tmp_path, suffix, rows)
    assert [sheet.shown[1].at(row).percent for row in (2, 3)] == [True, False]


@pytest.mark.parametrize(
    ("number", "text", "value"),
    [
        (1234.56, "¥1,234.6", "¥1234.56"),
        (0.904, "90%", "90.4%"),
        (0.9, "90%", "90%"),
        (-7.25, "(US$7)", "(US$7.25)"),
        (123456.0, "12.3万", "12.3456万"),
        # 0!.0,"万" in LibreOffice; Excel shows 12.3万, and 0.1万 of the second.
        (123456.0, "123!.5万", "12.3456万"),
        (-987.0, "-1!.0万", "-0.0987万"),
        (0.5, "1/2", "1/2"),
        (3.0, "第三", "第三"),
        (1e20, "¥1E+20", "¥1E+20"),
    ],
)
def test_digits_that_are_not_shown_are_not_lost(number: float, text: str, value: CellValue) -> None:
    assert with_all_digits(number, text) == value


@pytest.mark.parametrize(
    "code", ["", ";;;", '"', "[", "[$", "[$-", "\\", "0" * 9_000, ";" * 500, "[>=]0", "[$" * 900, "[$¥-zz]0"]
)
def test_broken_codes_say_nothing_that_is_not_there(code: str) -> None:
    found = parse_quantity_format(code)
    assert found is None or found.shown(1.0).currency in {"", "¥", "[$" * 900}
