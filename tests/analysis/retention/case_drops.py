"""Small drops written from a case's own words: each list becomes a table, as a person would keep it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from support.drops import header_of

from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop

Case = Mapping[str, Any]
Row = Sequence[object]

#: Title of each table, with its code and its columns.
_COLUMNS = {
    "客户台账": (
        "ledger",
        (
            "customer_id customer_name stated_tier owner signed_on last_contact_on need_type lifecycle_stage"
            " loss_reason contract_end_on birthday_on founded_on preferences"
        ),
    ),
    "订单明细": ("orders", "order_id customer_id ordered_on amount"),
    "跟进记录": ("followups", "customer_id customer_name followed_on content status"),
    "投诉登记表": (
        "complaints",
        "complaint_id customer_id received_at content issue_type resolved_at status",
    ),
    "应收明细": ("invoices", "invoice_no customer_id issued_on due_on amount"),
    "客户回访工作表": (
        "callbacks",
        "customer_id customer_name called_on method called_by summary feedback pending_issues",
    ),
}
HEADERS = {title: header_of(table, fields.split()) for title, (table, fields) in _COLUMNS.items()}


class CaseDrop:
    """One drop, filled row by row, then processed as of a month's end."""

    def __init__(self, case: Case) -> None:
        self.as_of = date.fromisoformat(case["as_of"])
        self.period = str(case.get("period", f"{self.as_of:%Y-%m}"))
        self._rows: dict[str, list[Row]] = {}

    def ago(self, days: int) -> date:
        """Return the day so many days before as_of."""
        return self.as_of - timedelta(days=days)

    def add(self, table: str, row: Row) -> None:
        """Add a row to a table."""
        assert len(row) == len(HEADERS[table])
        self._rows.setdefault(table, []).append(row)

    def customer(self, code: str, **fields: object) -> None:
        """Add a ledger row; a field not given is blank."""
        row = {"客户编号": code, "客户名称": f"{code}公司", **fields}
        self.add("客户台账", [row.pop(header, "") for header in HEADERS["客户台账"]])
        assert row == {}, row

    def orders(self, code: str, orders: Iterable[tuple[object, object]]) -> None:
        """Add a customer's orders as days and yuan."""
        for day, amount in orders:
            number = len(self._rows.get("订单明细", ())) + 1
            self.add("订单明细", (f"DD{number:03d}", code, day, amount))

    def deals(self, code: str, days: Iterable[object]) -> None:
        """Add orders of 100 yuan."""
        self.orders(code, [(day, "100") for day in days])

    def call(self, code: str, day: object, feedback: str = "无意见", issues: str = "无") -> None:
        """Add a callback."""
        self.add("客户回访工作表", (code, f"{code}公司", day, "电话", "王敏", "日常回访", feedback, issues))

    def attempt(self, code: str, day: object) -> None:
        """Add a callback that reached nobody."""
        self.add("客户回访工作表", (code, f"{code}公司", day, "电话", "王敏", "无人接听", "", ""))

    def score(self, code: str, day: object, written: object) -> None:
        """Add a callback with a score such as ``4/5`` or 4, or without one."""
        value = str(written).removesuffix("/5")
        self.call(code, day, f"满意度{value}分(满分5分)" if value else "无意见")

    def complaint(self, code: str, day: object, *, solved: object = "") -> None:
        """Add a complaint, open unless solved."""
        number = len(self._rows.get("投诉登记表", ())) + 1
        status = "已解决" if solved else "处理中"
        self.add("投诉登记表", (f"TS{number:03d}", code, day, "到货破损", "物流配送", solved, status))

    def invoice(self, code: str, due: object, amount: object = "1000.00") -> None:
        """Add an invoice."""
        number = len(self._rows.get("应收明细", ())) + 1
        self.add("应收明细", (f"YS{number:03d}", code, self.ago(200), due, amount))

    def process(self, folder: Path) -> dict[str, Any]:
        """Write the tables and return the summary of the drop."""
        paths = []
        for table, rows in self._rows.items():
            path = folder / f"{table}.csv"
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows([HEADERS[table], *rows])
            paths.append(path)
        today = self.as_of + timedelta(days=40)
        request = DropRequest(files=tuple(paths), today=today, period=self.period)
        return dict(process_drop(request).summary)


def of_customer(listed: Iterable[Mapping[str, Any]], code: str) -> Mapping[str, Any]:
    """Return the one entry of a customer."""
    (found,) = (item for item in listed if item["customer_id"] == code)
    return found


def codes(listed: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return whom a list names, in its order."""
    return [str(item["customer_id"]) for item in listed]
