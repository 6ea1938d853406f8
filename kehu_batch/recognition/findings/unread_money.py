"""Columns of money that change what is owed and are not read: they are more than a header nobody knows."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from kehu_batch.cells import column_letter
from kehu_batch.folding import fold_header, fold_text
from kehu_batch.model.findings import catalogue_reading as kinds
from kehu_batch.model.findings.finding import Finding, FindingKind
from kehu_batch.model.location import Location
from kehu_batch.model.tables.document_states import DocumentState
from kehu_batch.model.tables.recognition import Region, UnknownColumn
from kehu_batch.model.tables.source import Sheet
from kehu_batch.policy.cell_words import load_cell_words
from kehu_batch.policy.headers.words import Words
from kehu_batch.recognition.findings.cell_numbers import numbers_of
from kehu_batch.records import dataclass

#: Of the state of a document.
_SETTLED = ("结清", "付清", "收讫", "缴清")
#: Of money that goes to others, and of what is yet to come.
_OF_OTHERS = ("费", "税", "提成", "佣金", "未", "待", "计划", "预计", "应", "方式", "承兑")
_SHARE = re.compile(r"(?P<number>\d{1,3}(?:\.\d+)?)(?P<sign>%?)")
#: Of what a customer need not pay, beside what he paid.
_DEDUCTED = ("折扣", "折让", "优惠", "抹零", "尾差", "减免", "扣款")
#: Of these what is beside 已收: a discount may have been taken off the amount before.
_LET_OFF = ("折让", "抹零", "尾差", "减免", "扣款")
_LEFT_OPEN = {"paid", "open_amount"}
#: Of a part of the balance beside it, which holds it already.
_OF_WHICH = "其中"
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class UnreadMoney:
    """What is told of money that is not read.

    Args:
        finding: The finding.
        columns: 0-based columns that it names.
    """

    finding: Finding
    columns: frozenset[int]


def unread_money(region: Region, sheet: Sheet, words: Words) -> Iterator[UnreadMoney]:
    """Yield what a table says of money received, deducted or advanced in columns that are not read.

    Of invoices, where nothing else on the sheet says what is left open, and what was let off beside 已收; of receipts,
    what was deducted or advanced beside them; of balances, advances beside them.

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
        yield from _claims(region, sheet, words, {column.column for column, _ in found})
    if region.table == "invoices" and "paid" in fields and "open_amount" not in fields:
        found = _with_money(region, sheet, _LET_OFF, words.not_money, ())
        yield from _tell(region, found, kinds.DEDUCTIONS_UNREAD, "没有读入：未收没有扣减它")
    if region.table == "receipts":
        found = _with_money(region, sheet, words.advances, words.not_money, ())
        yield from _tell(region, found, kinds.ADVANCES_UNREAD, "没有读入：不计入回款，净额也没有扣除它")
        found = _with_money(region, sheet, _DEDUCTED, words.not_money, ())
        yield from _tell(
            region, found, kinds.DEDUCTIONS_UNREAD, "没有读入：单据只按回款金额冲减，这一部分仍算未收"
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


def _claims(region: Region, sheet: Sheet, words: Words, told: Container[int]) -> Iterator[UnreadMoney]:
    """Yield columns that say without a sum what was received: ``是否回款``, ``回款比例``."""
    for column in region.unknown:
        header = fold_header(column.header)
        if column.column in told or not any(word in header for word in (*words.received, *_SETTLED)):
            continue
        if any(word in header for word in _OF_OTHERS):
            continue
        ratio = any(word in header for word in words.ratios)
        cells = sheet.column(column.column)
        said = [str(cells.values[code]) for code in cells.codes[region.data_rows - 1].tolist()]
        claims = [text for text in said if _is_claim(text, words, ratio=ratio)]
        if claims:
            place = Location(region.file, region.sheet, region.header_row, column.column)
            message = (
                f"{column_letter(column.column)} 列“{column.header}”有 {len(claims)} 行写着收到了款"
                f"（如“{claims[0]}”）而没有金额，没有读入；没有回款明细写明的单据按没有收款计"
            )
            finding = Finding(kinds.RECEIPTS_UNREAD, place, message, value=column.header, table=region.table)
            yield UnreadMoney(finding, frozenset({column.column}))


def _is_claim(text: str, words: Words, *, ratio: bool) -> bool:
    """Whether a cell says that money came in, wholly or in part."""
    folded = fold_text(text)
    share = _SHARE.fullmatch(folded)
    if share is not None:
        # A bare number may count how often something came in.
        return bool(ratio or share["sign"]) and float(share["number"]) > 0
    known = load_cell_words()
    state = known.documents.get(folded)
    return folded in words.claims or folded in known.ticked or state is DocumentState.SETTLED


def _tell(
    region: Region, found: list[tuple[UnknownColumn, float]], kind: FindingKind, effect: str
) -> Iterator[UnreadMoney]:
    if not found:
        return
    columns = "、".join(
        f"{column_letter(column.column)} 列“{column.header}”（表上合计 {total:,.2f}）"
        for column, total in found[:_SHOWN]
    )
    rest = f"等 {len(found)} 列" if len(found) > _SHOWN else ""
    first = found[0][0]
    place = Location(region.file, region.sheet, region.header_row, first.column)
    finding = Finding(kind, place, f"{columns}{rest}{effect}", value=first.header, table=region.table)
    yield UnreadMoney(finding, frozenset(column.column for column, _ in found[:_SHOWN]))
