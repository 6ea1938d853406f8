"""Write a drop of any size, a callback worksheet and a ledger, with the answers that it must give.

    python -m benchmarks.generate 100000 FOLDER [--customers N] [--seed N]

from ``tests/``. The same size and seed give the same cells.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from benchmarks.department import Call, Customer, draw_department
from benchmarks.known_answers import answer
from support.drops import WORKSHEET_HEADER

WORKSHEET, LEDGER, ANSWERS = "客户回访工作表.xlsx", "客户台账.xlsx", "answers.json"

_LEDGER_HEADER = (
    "客户编号", "客户名称", "联系人", "所属行业", "客户等级", "负责人", "年合作金额", "合作稳定性", "扩展需求", "最近沟通时间", "需求类型",
)  # fmt: skip

Cell = str | int | date | None


def write_drop(folder: Path, rows: int, seed: int = 1, customers: int | None = None) -> None:
    """Write the two workbooks into ``folder / "drop"``, and the known answers beside that."""
    department = draw_department(rows, seed, customers)
    drop = folder / "drop"
    drop.mkdir(parents=True, exist_ok=True)
    _write_book(drop / WORKSHEET, "回访", "客户回访工作表", WORKSHEET_HEADER, _call_rows(department))
    _write_book(drop / LEDGER, "客户台账", "", _LEDGER_HEADER, map(_ledger_row, department))
    text = json.dumps(answer(department), ensure_ascii=False, indent=2)
    (folder / ANSWERS).write_text(text + "\n", encoding="utf-8", newline="\n")


def _call_rows(customers: Sequence[Customer]) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows by day, as a worksheet grows; a repeated row stands below the one that it repeats."""
    ordered = []
    for customer in customers:
        for place, call in enumerate(customer.calls):
            day, written = call.day, call
            if call.mistake == "KB251":
                written = customer.calls[place - 1]
                day = written.day
            ordered.append((day, customer.code, written is not call, customer, written))
    ordered.sort(key=lambda item: item[:3])
    return (_call_row(customer, call) for *_, customer, call in ordered)


def _call_row(customer: Customer, call: Call) -> tuple[Cell, ...]:
    feedback = ",".join(part for part in (call.score_text, call.remark) if part)
    unreadable = f"{call.day.year}-{call.day.month + 20}-{call.day.day}"
    return (
        customer.code,
        f"{customer.name}/{customer.contact}",
        customer.industry,
        call.stated,
        customer.last_deal,
        customer.product,
        unreadable if call.mistake == "KB205" else call.day,
        call.method or None,
        call.by or None,
        call.summary,
        feedback,
        "无" if call.settled else "、".join(text for text, _ in call.issues),
        call.plan_text or None,
        call.promise_text or call.promise,
        call.note or None,
    )


def _ledger_row(customer: Customer) -> tuple[Cell, ...]:
    return (
        customer.code,
        customer.name,
        customer.contact,
        customer.industry,
        customer.stated,
        customer.owner,
        customer.spend_text or customer.spend,
        customer.stability or None,
        customer.expansion,
        customer.last_contact,
        "产品咨询" if customer.last_deal is None else "售后服务",
    )


def _write_book(
    path: Path, sheet_name: str, title: str, header: Sequence[str], rows: Iterator[tuple[Cell, ...]]
) -> None:
    # Shared strings, as Excel and WPS save them; a row is written out once the next begins.
    options = {"constant_memory": False, "default_date_format": "yyyy-mm-dd", "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        workbook.set_properties({"created": datetime(2023, 12, 1)})
        sheet = workbook.add_worksheet(sheet_name)
        first = 0
        if title:
            sheet.write_string(0, 0, title)
            first = 1
        sheet.write_row(first, 0, header)
        for number, row in enumerate(rows, start=first + 1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                elif isinstance(cell, date):
                    sheet.write_datetime(number, column, cell)
                elif cell is not None:
                    sheet.write_number(number, column, cell)


def main() -> None:
    """Read the command line and write a drop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--customers", type=int, help="one for each five callbacks where it is not said")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    write_drop(given.folder, given.rows, given.seed, given.customers)


if __name__ == "__main__":
    main()
