"""The least that any program of this kind must spend, in three parts.

Reading what calamine reads; unpacking, scanning and packing again each sheet that is patched; and writing the
cells of the result sheets with xlsxwriter alone.

    python -m benchmarks.floor DROP ANNOTATED FIGURES.json
"""

from __future__ import annotations

import json
import re
import sys
import time
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import python_calamine
import xlsxwriter
from openpyxl import load_workbook

_ROW = re.compile(rb"<row[ >]")
_CHUNK = 1 << 20

#: What one cell of a result sheet holds: its value, whether that is a formula or a link's target, and where it leads.
Cell = tuple[Any, str | None]


def read_all(drop: Path) -> int:
    """Read every cell of the drop; return how many rows there are."""
    rows = 0
    for path in sorted(drop.iterdir()):
        book = python_calamine.CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            rows += len(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
    return rows


def rewrite_all(drop: Path, scratch: Path) -> int:
    """Unpack, scan and pack again the sheets; copy nothing else. Return how many rows were seen."""
    rows = 0
    for path in sorted(drop.iterdir()):
        with zipfile.ZipFile(path) as source, zipfile.ZipFile(scratch, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                if name.startswith("xl/worksheets/"):
                    with source.open(name) as old, target.open(name, "w") as new:
                        while piece := old.read(_CHUNK):
                            rows += sum(1 for _ in _ROW.finditer(piece))
                            new.write(piece)
    return rows


def result_cells(drop: Path, annotated: Path) -> dict[str, list[list[Cell]]]:
    """Return the cells of the result sheets that the program added, as openpyxl finds them."""
    found: dict[str, list[list[Cell]]] = {}
    for path in sorted(drop.iterdir()):
        own = set(python_calamine.CalamineWorkbook.from_path(path).sheet_names)
        book = load_workbook(annotated / f"{path.stem}_批注.xlsx")
        for sheet in book.worksheets:
            if sheet.title not in own:
                found[f"{len(found)}"] = [
                    [(cell.value, cell.hyperlink.location if cell.hyperlink else None) for cell in row]
                    for row in sheet.iter_rows()
                ]
    return found


def write_results(sheets: dict[str, list[list[Cell]]], scratch: Path) -> int:
    """Write cells, formulas and links with xlsxwriter alone; return how many cells there are."""
    cells = 0
    with xlsxwriter.Workbook(str(scratch), {"constant_memory": True, "strings_to_urls": False}) as book:
        look = book.add_format({"border": 1, "font_size": 10})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, (value, link) in enumerate(row):
                    cells += 1
                    if link:
                        sheet.write_url(number, column, f"internal:{link}", look, str(value))
                    else:
                        sheet.write(number, column, value, look)
    return cells


def main() -> None:
    """Measure the three parts, in seconds of CPU of this process."""
    drop, annotated, figures = map(Path, sys.argv[1:4])
    scratch = figures.with_suffix(".scratch.xlsx")
    measured: dict[str, float] = {}
    sheets = result_cells(drop, annotated)
    parts: dict[str, Callable[[], int]] = {
        "read": partial(read_all, drop),
        "rewrite": partial(rewrite_all, drop, scratch),
        "result_sheets": partial(write_results, sheets, scratch),
    }
    for name, work in parts.items():
        begun = time.process_time()
        work()
        measured[name] = time.process_time() - begun
    scratch.unlink()
    figures.write_text(json.dumps(measured), encoding="utf-8")


if __name__ == "__main__":
    main()
