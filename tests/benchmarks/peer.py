"""The straightforward script: pandas with openpyxl, a loop over the rows, mark, save, render.

This is how the job is usually done: each workbook is read once with pandas and once with openpyxl, rows are taken one
by one with ``iterrows``, and what stands in the copy, the page and the JSON is about what the program puts there. It
is measured beside the program, and reads only what this benchmark's own drops hold.

    python -m benchmarks.peer DROP OUTPUT
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
from benchmarks.peer_rules import Row, Sheets, result_cells, summarise, take_call, take_ledger
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

RED = PatternFill("solid", fgColor="FFC7CE")


def read_ledger(path: Path) -> list[Row]:
    """Read the ledger and rate each customer."""
    frame = pd.read_excel(path, dtype={"客户编号": str}, engine="openpyxl").astype(object).fillna("")
    return [
        take_ledger({str(name): value for name, value in series.items()}, int(str(index)) + 2)
        for index, series in frame.iterrows()
    ]


def read_calls(path: Path) -> list[Row]:
    """Read the callbacks and take each row's cells apart."""
    frame = (
        pd.read_excel(path, header=1, dtype={"客户编号": str}, engine="openpyxl").astype(object).fillna("")
    )
    seen: set[tuple[Any, ...]] = set()
    return [
        take_call({str(name): value for name, value in series.items()}, int(str(index)) + 3, seen)
        for index, series in frame.iterrows()
    ]


def annotate_calls(path: Path, target: Path, calls: list[Row], sheets: Sheets) -> None:
    """Mark the worksheet's cells, add result columns and summary sheets, and save a copy."""
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    for offset, name in enumerate(("需处理", "满意度", "问题类型", "跟进状态")):
        sheet.cell(2, 17 + offset, name)
    for row in calls:
        number = row["行"]
        for column, words in row["问题"]:
            cell = sheet.cell(number, column)
            cell.fill = RED
            cell.comment = Comment(words, "回访")
        for column, value in enumerate(result_cells(row), start=17):
            if value is not None:
                sheet.cell(number, column, value)
    for name, lines in sheets.items():
        added = book.create_sheet(name)
        for line in lines:
            added.append(line)
    book.save(target)


def annotate_ledger(path: Path, target: Path, ledger: list[Row]) -> None:
    """Write each customer's tier beside its row and mark amounts that cannot be used."""
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    for offset, name in enumerate(("重算", "变动", "依据")):
        sheet.cell(1, 13 + offset, name)
        for row in ledger:
            sheet.cell(row["行"], 13 + offset, row[name])
    for row in ledger:
        amount = row["年合作金额"]
        if amount != "" and (not isinstance(amount, int | float) or amount < 0):
            cell = sheet.cell(row["行"], 7)
            cell.fill = RED
            cell.comment = Comment("金额无法识别", "回访")
    book.save(target)


def main() -> None:
    """Do the whole job."""
    drop, output = Path(sys.argv[1]), Path(sys.argv[2])
    output.mkdir(parents=True, exist_ok=True)
    worksheet, ledger_path = drop / "客户回访工作表.xlsx", drop / "客户台账.xlsx"
    calls, ledger = read_calls(worksheet), read_ledger(ledger_path)
    sheets, html = summarise(calls, ledger)
    annotate_calls(worksheet, output / "客户回访工作表_批注.xlsx", calls, sheets)
    annotate_ledger(ledger_path, output / "客户台账_批注.xlsx", ledger)
    (output / "客户月报.html").write_text(html, encoding="utf-8")
    text = json.dumps(sheets, ensure_ascii=False, indent=2, default=str)
    (output / "summary.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
