"""Amounts without the tax that stands beside them: what is owed is more (docs/rules.md, 1.4)."""

from __future__ import annotations

from kehu_batch.folding import fold_header, split_header_unit
from kehu_batch.model.tables.recognition import Region, UnknownColumn
from kehu_batch.model.tables.source import Sheet
from kehu_batch.policy.headers.words import Words
from kehu_batch.recognition.findings.cell_numbers import numbers_of
from kehu_batch.recognition.header.general_columns import WEAK

#: Rates of value-added tax and its levies, of today and of before, in percent.
_RATES = (1, 2, 3, 4, 5, 6, 9, 10, 11, 13, 16, 17)
#: How far rounding to a fen may move a tax, in yuan.
_ROUNDED = 0.0101
#: In so many rows of ten the tax must be that of the amount.
_MOST = 9


def find_tax_beside(sheet: Sheet, region: Region, words: Words) -> UnknownColumn | None:
    """Return the column of taxes by which the amounts of a list of invoices are without them; ``None`` where none is.

    A bare ``金额`` may be with its tax: the rows decide, by the rates there are.

    Args:
        sheet: The region's sheet.
        region: The region, its rows known.
        words: What a column of taxes is called.
    """
    if region.table != "invoices":
        return None
    amount = next((m for m in region.columns if m.field == "amount" and m.reason == WEAK), None)
    tax = next(
        (c for c in region.unknown if split_header_unit(fold_header(c.header))[0] in words.taxes), None
    )
    if amount is None or tax is None or _is_owed(sheet, region, amount.column):
        return None
    pairs = zip(numbers_of(sheet, region, amount.column), numbers_of(sheet, region, tax.column), strict=True)
    told = [_is_tax_of(one, other) for one, other in pairs if one and other]
    return tax if told and sum(told) * 10 >= len(told) * _MOST else None


def _is_owed(sheet: Sheet, region: Region, amount: int) -> bool:
    """Whether the amounts less what was paid are what is left: then they are owed, whatever their tax."""
    columns = {match.field: match.column for match in region.columns}
    if not {"paid", "open_amount"} <= columns.keys():
        return False
    beside = (amount, columns["paid"], columns["open_amount"])
    rows = zip(*(numbers_of(sheet, region, column) for column in beside), strict=True)
    told = [
        abs(one - (paid or 0.0) - left) <= _ROUNDED for one, paid, left in rows if one and left is not None
    ]
    return bool(told) and sum(told) * 10 >= len(told) * _MOST


def _is_tax_of(amount: float, tax: float) -> bool:
    return any(abs(tax - amount * rate / 100) <= _ROUNDED for rate in _RATES)
