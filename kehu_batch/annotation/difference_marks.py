"""Marks of the cross-check in finance's own workbook: the cells of each difference, with what differs."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.cells import parse_ref
from kehu_batch.model.findings.catalogue_receivables import CROSS_DIFFERENCE
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.location import Location
from kehu_batch.wording.labels import UNREAD
from kehu_batch.wording.numbers import format_yuan


def mark_differences(drop: ComputedDrop) -> Iterator[Finding]:
    """Yield a mark for each cell of finance's that a difference names; they are no findings of the data's quality."""
    figures = drop.analysis.cross_check
    if figures is None:
        return
    columns = ("kind_label", "ops_fen", "finance_fen", "difference_fen", "hint", "finance_cells", "currency")
    rows = figures.differences[list(columns)]
    for label, ops, finance, gap, hint, cells, currency in rows.itertuples(index=False, name=None):
        sides = [UNREAD if pd.isna(fen) else format_yuan(int(fen)) for fen in (ops, finance, gap)]
        money = "" if currency == figures.currency else f"（{currency}）"
        message = f"对账{money}：{label}，运营 {sides[0]}，财务 {sides[1]}，差异 {sides[2]}"
        told = message if pd.isna(hint) else f"{message}；{hint}"
        for file, cell in cells:
            sheet, _, ref = str(cell).rpartition("!")
            yield Finding(CROSS_DIFFERENCE, Location(str(file), sheet, *parse_ref(ref)), told)
