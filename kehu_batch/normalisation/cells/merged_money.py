"""What is said of money in merged cells (docs/rules.md, 2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from kehu_batch.model.findings.catalogue_reading import MERGED_MONEY
from kehu_batch.normalisation.cells.collecting import Collector, show_value
from kehu_batch.normalisation.cells.raw import MergedCell

#: Why a row does not count whose amount stands, merged, in a row above it.
MERGED_AWAY = "金额并入合并单元格的首行"
#: Why a row does not count whose amount is hidden by a merge with the cell to its left.
COVERED = "金额被合并单元格盖住"
#: Tables of which a row is nothing without its amount.
_OF_MONEY = frozenset({"orders", "invoices", "receipts"})
_AMOUNT = "amount"


def report_merged_money(collector: Collector, frame: pd.DataFrame, cells: Sequence[MergedCell]) -> None:
    """Add a finding for each row that gets none of a block's money, and leave out rows that are nothing without."""
    groups: dict[tuple[str, str], list[int]] = {}
    for cell in cells:
        groups.setdefault((cell.field, _message(cell)), []).append(cell.row)
    for (field, message), rows in groups.items():
        collector.add(MERGED_MONEY, field, np.array(rows, dtype=np.intp), _saying(message))
    if collector.raw.table in _OF_MONEY:
        for cell in cells:
            if cell.field == _AMOUNT:
                frame.loc[cell.row, "excluded"] = MERGED_AWAY if cell.counted else COVERED


def _saying(message: str) -> Callable[[str, str], str]:
    return lambda label, _: f"{label}{message}"


def _message(cell: MergedCell) -> str:
    where = f"只计一次，计在第{cell.counted}行" if cell.counted else "被左边的单元格盖住"
    left = "" if cell.left == "" else f"；合并单元格下面还留着“{show_value(cell.left)}”，不计入"
    return f"是合并单元格 {cell.block}，{where}，这一行不另计{left}"
