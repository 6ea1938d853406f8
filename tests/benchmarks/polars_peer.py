"""The quick script: fastexcel and polars read, xlsxwriter writes values only; the look of the original is lost.

What it computes is what the straightforward script computes. Its copies hold the same values, comments and result
cells, and none of the original's formats, widths, checks or print set-up: it is the speed to be had by giving up the
promise that nothing is broken.

    python -m benchmarks.polars_peer DROP OUTPUT          (pip install 'kehu-batch[bench]')
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from benchmarks.peer_rules import Row, Sheets, result_cells, summarise, take_call, take_ledger


def read(path: Path, header: int) -> pl.DataFrame:
    """Read a sheet, each column with the type that its cells have; codes stay texts."""
    return pl.read_excel(
        path,
        engine="calamine",
        read_options={"header_row": header},
        schema_overrides={"客户编号": pl.String},
    )


def rows_of(frame: pl.DataFrame) -> list[Row]:
    """Return the rows, an empty text for an empty cell, days as moments."""
    columns = {
        name: frame[name].cast(pl.Datetime) if frame[name].dtype == pl.Date else frame[name]
        for name in frame.columns
    }
    lists = [["" if value is None else value for value in column.to_list()] for column in columns.values()]
    if "年合作金额" in columns:
        # One amount written as words made texts of all of them.
        place = frame.columns.index("年合作金额")
        numbers = columns["年合作金额"].cast(pl.Float64, strict=False).to_list()
        lists[place] = [
            cell if number is None else number for cell, number in zip(lists[place], numbers, strict=True)
        ]
    return [dict(zip(frame.columns, cells, strict=True)) for cells in zip(*lists, strict=True)]


class Copy:
    """A workbook with the values of one sheet, written from its first row to its last."""

    def __init__(self, target: Path) -> None:
        self.book = xlsxwriter.Workbook(str(target), {"constant_memory": True, "strings_to_formulas": False})
        self.sheet: Any = self.book.add_worksheet()
        self.day: Any = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self.red: Any = self.book.add_format({"bg_color": "#FFC7CE"})
        self.red_day: Any = self.book.add_format({"num_format": "yyyy-mm-dd", "bg_color": "#FFC7CE"})

    def write(self, row: int, cells: list[Any], wrong: dict[int, str]) -> None:
        """Write one row; ``wrong`` says by 0-based column what is wrong."""
        for column, value in enumerate(cells):
            marked = column in wrong
            if isinstance(value, datetime):
                look = self.red_day if marked else self.day
                self.sheet.write_datetime(row, column, value, look)
            elif value not in ("", None):
                self.sheet.write(row, column, value, self.red if marked else None)
            elif marked:
                self.sheet.write_blank(row, column, None, self.red)
            if marked:
                self.sheet.write_comment(row, column, wrong[column])

    def close(self, sheets: Sheets) -> None:
        """Write the summary sheets behind and save."""
        for name, lines in sheets.items():
            added: Any = self.book.add_worksheet(name)
            for number, line in enumerate(lines):
                for column, value in enumerate(line):
                    if isinstance(value, datetime):
                        added.write_datetime(number, column, value, self.day)
                    else:
                        added.write(number, column, value)
        self.book.close()


def main() -> None:
    """Do the whole job."""
    drop, output = Path(sys.argv[1]), Path(sys.argv[2])
    output.mkdir(parents=True, exist_ok=True)
    frames = {
        "客户回访工作表": read(drop / "客户回访工作表.xlsx", 1),
        "客户台账": read(drop / "客户台账.xlsx", 0),
    }
    seen: set[tuple[Any, ...]] = set()
    originals = {name: rows_of(frame) for name, frame in frames.items()}
    calls = [
        take_call(dict(row), number, seen) for number, row in enumerate(originals["客户回访工作表"], start=3)
    ]
    ledger = [take_ledger(dict(row), number) for number, row in enumerate(originals["客户台账"], start=2)]
    sheets, html = summarise(calls, ledger)
    copy = Copy(output / "客户回访工作表_批注.xlsx")
    copy.write(0, ["客户回访工作表"], {})
    copy.write(1, [*frames["客户回访工作表"].columns, "需处理", "满意度", "问题类型", "跟进状态"], {})
    for number, (original, row) in enumerate(zip(originals["客户回访工作表"], calls, strict=True), start=2):
        wrong = {column - 1: words for column, words in row["问题"]}
        copy.write(number, [*original.values(), *result_cells(row)], wrong)
    copy.close(sheets)
    copy = Copy(output / "客户台账_批注.xlsx")
    copy.write(0, [*frames["客户台账"].columns, "重算", "变动", "依据"], {})
    for number, (original, row) in enumerate(zip(originals["客户台账"], ledger, strict=True), start=1):
        amount = row["年合作金额"]
        unread = amount != "" and (not isinstance(amount, int | float) or amount < 0)
        added = [row["重算"], row["变动"], row["依据"]]
        copy.write(number, [*original.values(), *added], {6: "金额无法识别"} if unread else {})
    copy.close({})
    (output / "客户月报.html").write_text(html, encoding="utf-8")
    text = json.dumps(sheets, ensure_ascii=False, indent=2, default=str)
    (output / "summary.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
