"""Rows that name the currency of the documents below them: ``美元``, ``币种：USD``, ``外币（欧元）``."""

from __future__ import annotations

import re

import numpy as np

from kehu_batch.currencies import codes_by_word
from kehu_batch.folding import fold_text
from kehu_batch.model.tables.recognition import OwnedRows, PassedRow, Region
from kehu_batch.model.tables.source import Sheet
from kehu_batch.policy.vocabulary import FieldKind, TableKind
from kehu_batch.recognition.cell_flags import is_filled
from kehu_batch.recognition.table_span.body import GROUP, MAX_TEXT
from kehu_batch.records import replace

_FIELD = "currency"
#: What stands round the currency's name: 币种:USD, 外币(欧元), 【美元】.
_AROUND = re.compile(
    r"[(\[【〔<《]?(?:(?:结算|计价|记账)?(?:币种|币别|货币)|外币|原币)?\s*[:\-—(\[【]?\s*(?P<name>[^:()\[\]【】〔〕<>《》]+?)\s*"
    r"[)\]】〕>》]*(?:部分|类|户|小组|组)?"
)


def with_currency_headings(region: Region, sheet: Sheet, table: TableKind) -> Region:
    """Return a region whose rows below a currency's heading are in it, to the next such heading.

    A heading is a row below the header that holds nothing but a currency's name. Where the table has a column of
    currencies that one is asked.

    Args:
        region: The region.
        sheet: Its sheet.
        table: What it is.
    """
    if _FIELD not in table.fields or any(match.field == _FIELD for match in region.columns):
        return region
    amounts = {match.column for match in region.columns if table.fields[match.field].kind is FieldKind.AMOUNT}
    passed = {one.row for one in region.passed if one.row > region.header_row}
    headings = {
        row: named
        for row in sorted({*passed, *region.data_rows.tolist()})
        # Under an amount's header it is the unit of that column.
        if (named := _currency_of(sheet, row, region)) is not None and named[0] not in amounts
    }
    left = [row for row in region.data_rows.tolist() if row not in headings]
    if not headings or not left:
        return region
    ends = [*(row - 1 for row in list(headings)[1:]), left[-1]]
    told = tuple(
        OwnedRows(row, column, row + 1, end, {_FIELD: code})
        for (row, (column, code)), end in zip(headings.items(), ends, strict=True)
        if end > row
    )
    alone = (PassedRow(row, GROUP, str(sheet.rows[row - 1][headings[row][0]])[:MAX_TEXT]) for row in headings)
    return replace(
        region,
        data_rows=np.array(left, dtype=np.int64),
        passed=tuple(
            sorted(
                (*region.passed, *(one for one in alone if one.row not in passed)), key=lambda one: one.row
            )
        ),
        told=(*region.told, *told),
    )


def _currency_of(sheet: Sheet, row: int, region: Region) -> tuple[int, str] | None:
    """Return where the one filled cell of a row names a currency, and which; ``None`` where it does not."""
    cells = sheet.rows[row - 1]
    filled = [column for column, cell in enumerate(cells) if is_filled(cell)]
    if len(filled) != 1 or not region.first_column <= filled[0] <= region.last_column:
        return None
    cell = cells[filled[0]]
    match = _AROUND.fullmatch(fold_text(cell)) if isinstance(cell, str) else None
    code = codes_by_word().get(match["name"]) if match else None
    return None if code is None else (filled[0], code)
