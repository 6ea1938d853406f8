"""Small drops written from a case's own words: each list becomes a table, as a person would keep it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop

Case = Mapping[str, Any]
Row = Sequence[object]

HEADERS = {
    "客户台账": (
        "客户编号",
        "客户名称",
        "客户等级",
        "负责人",
        "合作开始时间",
        "最近沟通时间",
        "需求类型",
        "客户阶段",
        "流失原因",
        "合同到期日",
        "生日",
        "成立日期",
        "沟通偏好",
    ),
    "订单明细": ("订单编号", "客户编号", "下单日期", "金额"),
    "跟进记录": ("客户编号", "跟进客户", "跟进时间", "跟进内容", "状态"),
    "投诉登记表": ("投诉编号", "客户编号", "投诉时间", "投诉内容", "投诉类型", "解决时间", "状态"),
    "应收明细": ("单据号", "客户编号", "开票日期", "到期日", "应收金额"),
    "客户回访工作表": (
        "客户编号",
        "客户名称/联系人",
        "本次回访时间",
        "回访方式",
        "回访人",
        "沟通核心内容摘要",
        "客户反馈(满意度/建议/需求)",
        "待解决问题",
    ),
}


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
