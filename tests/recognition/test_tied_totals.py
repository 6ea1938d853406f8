"""Runs the cases of ``tied_totals.toml``: rows that add up others, told from documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from support.cases import load_cases, typed_cells
from support.drops import make_sheet, make_workbook

from kehu_batch.model.tables.source import CellValue
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise

HEADER: list[CellValue] = ["单据号", "客户名称", "开票日期", "到期日", "应收金额", "已收金额", "备注"]


@pytest.mark.parametrize("case", load_cases("tied_totals.toml")["case"], ids=lambda case: case["name"])
def test_tied_totals(case: Mapping[str, Any]) -> None:
    last = len(case["above"]) + 2
    passed = dict.fromkeys(case.get("passed_above", ()), "合计行")
    for row in case["totals"]:
        assert _passed([*case["above"], row]) == {**passed, last: "合计行"}, row
    for row in case["data"]:
        assert _passed([*case["above"], row]) == passed, row


def _passed(rows: list[str]) -> dict[int, str]:
    grid = [HEADER, *(typed_cells(row) for row in rows)]
    (region,) = recognise([make_workbook(make_sheet(grid, "应收明细"))], load_vocabulary()).regions
    passed = {row.row: row.reason for row in region.passed if row.row > 1}
    assert sorted([*region.data_rows.tolist(), *passed]) == list(range(2, len(rows) + 2))
    return passed
