"""Builds the small workbooks of ``tests/cases/traps.toml``, each with one trap of real files in it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import xlsxwriter
from support.old_formats import write_ods, write_xls, write_xlsb
from support.table_formats import WRITERS, Cell, Merge, Shaped, Worded

Case = Mapping[str, Any]

_FIRST_SHEET = "xl/worksheets/sheet1.xml"


def build(case: Case, folder: Path) -> Path:
    """Write the file of a case and return its path."""
    path: Path = folder / case.get("folder", "") / case.get("file", "表.xlsx")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_MAKERS[case.get("make", "xlsx")](case))
    return path


def in_each_format(case: Case) -> list[Case]:
    """Return a case once for each format of file that its ``each`` lists; itself where it lists none."""
    if "each" not in case:
        return [case]
    return [
        {**case, "name": f"{case['name']} ({suffix})", "make": f".{suffix}", "file": f"表.{suffix}"}
        for suffix in case["each"]
    ]


def _table(case: Case, suffix: str) -> bytes:
    (sheet,) = case["sheets"]
    width = max(map(len, sheet["rows"]))
    rows = [[*map(shaped, row), *[""] * (width - len(row))] for row in sheet["rows"]]
    merges, lists = (
        [Merge(*_place(area.split(":")[0]), *_place(area.split(":")[1])) for area in sheet.get(key, [])]
        for key in ("merge", "lists")
    )
    name = sheet.get("name", "Sheet1")
    return WRITERS[suffix](rows, name, merges, lists) if lists else WRITERS[suffix](rows, name, merges)


def shaped(value: Any) -> Cell:  # noqa: ANN401
    if isinstance(value, dict) and "said" in value:
        return Worded(value["said"], value["format"], value["text"])
    if isinstance(value, dict):
        return Shaped(float(value["number"]), value["format"], value["text"])
    cell: Cell = value
    return cell


def _xlsx(case: Case) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "date_1904": case.get("date1904", False)})
    formats: dict[str, Any] = {}
    for sheet in case["sheets"]:
        _fill(book, sheet, formats)
    book.close()
    return _edited(out.getvalue(), case.get("replace", []))


def _fill(book: xlsxwriter.Workbook, sheet: Case, formats: dict[str, Any]) -> None:
    page = book.add_worksheet(sheet.get("name", "Sheet1"))

    def styled(code: str) -> Any:  # noqa: ANN401  (the library publishes no types)
        if code not in formats:
            formats[code] = book.add_format({"num_format": code})
        return formats[code]

    for r, row in enumerate(sheet["rows"]):
        for c, value in enumerate(row):
            _write(page, r, c, value, styled)
    for area in sheet.get("merge", []):
        first, last = area.split(":")
        (r, c), (bottom, right) = _place(first), _place(last)
        value = sheet["rows"][r][c] if c < len(sheet["rows"][r]) else ""
        page.merge_range(r, c, bottom, right, value)
    for table in sheet.get("tables", []):
        head = sheet["rows"][_place(table["area"].split(":")[0])[0]]
        columns = [{"header": text, **told} for text, told in zip(head, table["totals"], strict=True)]
        page.add_table(table["area"], {"columns": columns, "total_row": True})
    for number in sheet.get("hidden_rows", []):
        page.set_row(number - 1, None, None, {"hidden": True})
    for letter in sheet.get("hidden_columns", []):
        page.set_column(f"{letter}:{letter}", None, None, {"hidden": True})
    if sheet.get("hidden"):
        page.hide()


def _write(page: Any, row: int, column: int, value: Any, styled: Callable[[str], Any]) -> None:  # noqa: ANN401
    match value:
        case "":
            return
        case {"formula": formula, "value": cached}:
            page.write_formula(row, column, formula, None, cached)
        case {"number": number, "format": code}:
            page.write_number(row, column, number, styled(code))
        case {"number": number}:
            page.write_number(row, column, float(number))
        case datetime():
            page.write_datetime(row, column, value, styled("yyyy-mm-dd hh:mm"))
        case date():
            page.write_datetime(row, column, value, styled("yyyy-mm-dd"))
        case str():
            page.write_string(row, column, value)
        case _:
            page.write(row, column, value)


def _place(ref: str) -> tuple[int, int]:
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", ref).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(digits) - 1, column - 1


def _edited(data: bytes, replacements: list[list[str]]) -> bytes:
    """Replace text in the first sheet's XML: ``[pattern, text]`` each, by regular expression."""
    if not replacements:
        return data
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = old.read(member)
            if member.filename == _FIRST_SHEET:
                xml = content.decode()
                for pattern, text in replacements:
                    xml, count = re.subn(pattern, text, xml, flags=re.DOTALL)
                    assert count, f"nothing in the sheet matches {pattern}"
                content = xml.encode()
            new.writestr(member, content)
    return out.getvalue()


def _ghosts(case: Case) -> bytes:
    """Add formatted empty rows down to the sheet's end, as a format given to whole columns leaves them."""
    rows = "".join(
        f'<row r="{row}" s="1" customFormat="1"><c r="C{row}" s="0"/></row>' for row in range(100, 40_000)
    )
    last = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    return _edited(_xlsx(case), [["</sheetData>", f"{rows}{last}</sheetData>"]])


def _grid(case: Case) -> list[list[Any]]:
    return [list(row) for row in case["sheets"][0]["rows"]]


def _name(case: Case) -> str:
    name: str = case["sheets"][0].get("name", "Sheet1")
    return name


_MAKERS: Mapping[str, Callable[[Case], bytes]] = {
    "xlsx": _xlsx,
    "ghosts": _ghosts,
    "xls": lambda case: write_xls(_grid(case), _name(case), case["sheets"][0].get("hidden_rows", [])),
    "xlsb": lambda case: write_xlsb(_grid(case), _name(case)),
    "ods": lambda case: write_ods(_grid(case), _name(case), case["sheets"][0].get("hidden_rows", [])),
    "text": lambda case: case["text"].encode(case.get("encoding", "utf-8")),
    "hex": lambda case: bytes.fromhex(case["hex"]),
    **{f".{suffix}": partial(_table, suffix=suffix) for suffix in WRITERS},
}
