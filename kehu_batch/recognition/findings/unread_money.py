"""Columns of money that change what is owed and are not read: they are more than a header nobody knows."""

from __future__ import annotations

from collections.abc import Container, Iterator

from kehu_batch.cells import column_letter
from kehu_batch.folding import fold_header
from kehu_batch.model.findings import catalogue_reading as kinds
from kehu_batch.model.findings.finding import Finding, FindingKind
from kehu_batch.model.location import Location
from kehu_batch.model.tables.recognition import Region, UnknownColumn
from kehu_batch.model.tables.source import Sheet
from kehu_batch.policy.vocabulary import Words
from kehu_batch.recognition.findings.cell_numbers import numbers_of

_LEFT_OPEN = {"paid", "open_amount"}
#: Of a part of the balance beside it, which holds it already.
_OF_WHICH = "其中"
_SHOWN = 4


def unread_money(region: Region, sheet: Sheet, words: Words) -> Iterator[Finding]:
    """Yield what a table says of money received or advanced in columns that are not read.

    Of invoices, where nothing else on the sheet says what is left open; of balances, advances beside them.

    Args:
        region: The table.
        sheet: Its sheet.
        words: What such columns are called.
    """
    fields = {match.field for match in region.columns}
    if region.table == "invoices" and _LEFT_OPEN.isdisjoint(fields):
        found = _with_money(region, sheet, words.received, words.not_money, ())
        yield from _tell(
            region,
            found,
            kinds.RECEIPTS_UNREAD,
            "看来是收到的款，没有读入；没有回款明细写明的单据按没有收款计",
        )
    if region.table == "balances" and "credit_balance" not in fields:
        within = _balances_below_zero(region, sheet)
        found = _with_money(region, sheet, words.advances, words.not_money, within)
        yield from _tell(region, found, kinds.ADVANCES_UNREAD, "没有读入：不计入贷方余额，净额也没有扣除它")


def _balances_below_zero(region: Region, sheet: Sheet) -> set[int]:
    """Return the rows, from 0 on, whose balance holds what was advanced already."""
    balance = next((m.column for m in region.columns if m.field == "receivable_balance"), None)
    numbers = () if balance is None else numbers_of(sheet, region, balance)
    return {row for row, number in enumerate(numbers) if number is not None and number < 0}


def _with_money(
    region: Region, sheet: Sheet, wanted: tuple[str, ...], unwanted: tuple[str, ...], apart: Container[int]
) -> list[tuple[UnknownColumn, float]]:
    """Return the unknown columns with a word wanted that hold numbers, and what these come to without rows apart."""
    found = []
    for column in region.unknown:
        header = fold_header(column.header)
        if header.startswith(_OF_WHICH) or not any(word in header for word in wanted):
            continue
        if any(word in header for word in unwanted):
            continue
        numbers = enumerate(numbers_of(sheet, region, column.column))
        total = sum(number for row, number in numbers if number is not None and row not in apart)
        if total:
            found.append((column, total))
    return found


def _tell(
    region: Region, found: list[tuple[UnknownColumn, float]], kind: FindingKind, effect: str
) -> Iterator[Finding]:
    if not found:
        return
    columns = "、".join(
        f"{column_letter(column.column)} 列“{column.header}”（表上合计 {total:,.2f}）"
        for column, total in found[:_SHOWN]
    )
    rest = f"等 {len(found)} 列" if len(found) > _SHOWN else ""
    first = found[0][0]
    place = Location(region.file, region.sheet, region.header_row, first.column)
    yield Finding(kind, place, f"{columns}{rest}{effect}", value=first.header, table=region.table)
