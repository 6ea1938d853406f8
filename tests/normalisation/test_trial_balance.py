"""The general ledger's balance of 应收账款, read from sheets that are no table of ours."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from receivable_drops import fen
from support.cases import load_cases

from kehu_batch.model.tables.recognition import Recognition
from kehu_batch.model.tables.source import FileFormat, Sheet, SheetState, Workbook
from kehu_batch.normalisation.gathering.drop_cells import sheets_without_table
from kehu_batch.normalisation.tables.trial_balance import read_ledger_balances


@pytest.mark.parametrize(
    "case", load_cases("trial_balances.toml")["case"], ids=lambda case: str(case["name"])
)
def test_ledger_balances(case: Mapping[str, Any]) -> None:
    width = max(map(len, case["rows"]))
    rows = [[*row, *[""] * (width - len(row))] for row in case["rows"]]
    sheet = Sheet("账.xlsx", case.get("sheet", "总账"), SheetState.VISIBLE, rows)
    book = Workbook(Path("账.xlsx"), "账.xlsx", FileFormat.XLSX, "0" * 64, (sheet,))
    found = read_ledger_balances([*sheets_without_table([book], Recognition((), ()))])
    assert [(one.cell, one.fen) for one in found] == [
        (cell, fen(amount) if amount else None) for cell, amount in case["found"]
    ]
    if "month" in case:
        assert [str(one.month_end) for one in found] == [case["month"]]
