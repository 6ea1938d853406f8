"""What systems export as "Excel" but is markup goes through the whole of ``check`` and ``report``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support.drops import INVOICE_HEADER
from support.exports import EXPORTS

from kehu_batch.cli import run

CALLBACKS = [
    ["客户编号", "客户名称", "本次回访时间", "回访方式", "回访人", "客户反馈", "待解决问题", "下次回访时间"],
    ["000123", "甲<一>公司", "2023-11-05", "电话", "王敏", "满意度5分(满分5分)", "无", "2023-12-05"],
    ["000124", "乙&丙", "2023-11-06", "上门", "李强", "满意度4分(满分5分)", "服务器卡顿", "2023-11-20"],
]
INVOICES = [
    [*INVOICE_HEADER, "已收金额"],
    ["000007", "000123", "甲<一>公司", "2023-09-01", "2023-10-01", "1,234.50", "234.50"],
    ["000008", "000124", "乙&丙", "2023-10-08", "2023-12-08", "10,000.00", "0.00"],
]


def _exported(kind: str, folder: Path) -> list[str]:
    write, suffix = EXPORTS[kind]
    paths = []
    for name, rows in (("回访", CALLBACKS), ("应收", INVOICES)):
        path = folder / f"{name}{suffix}"
        path.write_bytes(write(f"{name}表", rows))
        paths.append(str(path))
    return paths


def _assert_figures(summary: dict[str, Any]) -> None:
    assert summary["period"] == "2023-11"
    read = {name: table["read"] for name, table in summary["tables"].items() if table is not None}
    assert {name: count for name, count in read.items() if count} == {"callbacks": 2, "invoices": 2}
    assert summary["satisfaction"]["mean"] == 4.5
    assert [item["text"] for item in summary["issues"]["items"]] == ["服务器卡顿"]
    assert [(item["customer_id"], item["due_on"]) for item in summary["follow_ups"]["overdue"]] == [
        ("000124", "2023-11-20")
    ]
    risk = summary["payment_risk"]
    assert risk["outstanding"] == "11000.00"
    assert risk["buckets"]["31-60"] == "1000.00"
    owing = {item["customer_id"]: item["outstanding"] for item in risk["customers"]}
    assert owing == {"000123": "1000.00", "000124": "10000.00"}


@pytest.mark.parametrize("kind", EXPORTS)
def test_check_reads_it(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", *_exported(kind, tmp_path), "--json"]) == 0
    _assert_figures(json.loads(capsys.readouterr().out))


@pytest.mark.parametrize("kind", ["old ERP", "XML by Excel"])
def test_report_gives_a_companion(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "结果"
    assert run(["report", *_exported(kind, tmp_path), "-o", str(out)]) == 0
    assert "不能在原文件上批注" in capsys.readouterr().out
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    _assert_figures(summary)
    assert summary["outputs"]["workbooks"] == ["回访_批注.xlsx"]
    assert (out / summary["outputs"]["report"]).read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    book = openpyxl.load_workbook(out / "回访_批注.xlsx")
    assert book.sheetnames[0] == "月报摘要"
