"""Lists of invoices whose 未收 has what was let off taken away beside what was received: 折让, 抹零, 扣款."""

from __future__ import annotations

import re

from kehu_batch.folding import split_header_unit
from kehu_batch.model.tables.recognition import Region, UnknownColumn
from kehu_batch.model.tables.source import Sheet
from kehu_batch.recognition.cell_flags import is_filled
from kehu_batch.recognition.table_span.plain_numbers import CENT, read_number
from kehu_batch.records import replace

_PAID = "paid"
_SUMS = ("amount", _PAID, "open_amount")
_DEDUCTION = re.compile(".*(?:折让|折扣|优惠|抹零|尾差|减免|扣款)(?:金额|额)?")
_TAKEN_OFF = "已在各行的未收里扣除"
_NOT_ALONE = "与“{}”一起已在各行的未收里扣除"


def with_deductions(region: Region, sheet: Sheet) -> Region:
    """Return a list of invoices without 已收 where 未收 of each row is what that and a deduction leave.

    What is open then rests on 未收 alone; read from 已收 the deduction would be owed still. Every row must come to it to
    the fen, and some row must have a deduction.

    Args:
        region: The region.
        sheet: Its sheet.
    """
    columns = {match.field: match for match in region.columns}
    if region.table != "invoices" or not columns.keys() >= set(_SUMS):
        return region
    if len({columns[field].unit for field in _SUMS}) > 1 or region.unit_column is not None:
        return region
    places = [columns[field].column for field in _SUMS]
    for column in region.unknown:
        header, unit = split_header_unit(column.header)
        if not _DEDUCTION.fullmatch(header) or (unit and unit != columns[_PAID].unit):
            continue
        if _leaves_the_rest(region, sheet, places, column.column):
            paid = columns[_PAID]
            told = {
                column.column: UnknownColumn(column.column, column.header, why=_TAKEN_OFF),
                paid.column: UnknownColumn(paid.column, paid.header, why=_NOT_ALONE.format(column.header)),
            }
            kept = [one for one in region.unknown if one.column not in told]
            return replace(
                region,
                columns=tuple(match for match in region.columns if match.field != _PAID),
                unknown=tuple(sorted((*kept, *told.values()), key=lambda one: one.column)),
            )
    return region


def _leaves_the_rest(region: Region, sheet: Sheet, places: list[int], deduction: int) -> bool:
    deducted = False
    for row in region.data_rows.tolist():
        cells = [sheet.rows[row - 1][place] for place in (*places, deduction)]
        if not is_filled(cells[0]) or not is_filled(cells[2]):
            return False
        numbers = [read_number(cell) if is_filled(cell) else 0.0 for cell in cells]
        amount, paid, rest, off = numbers
        if amount is None or paid is None or rest is None or off is None:
            return False
        if abs(amount - paid - off - rest) >= CENT:
            return False
        deducted = deducted or off != 0
    return deducted
