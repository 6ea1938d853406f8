"""Books as workbooks: Chinese headers as in DOMAIN section 2, written with openpyxl."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from .records import Book, Customer, Invoice, Layout, Receipt

Cell = str | int | float | date | Decimal | None
WAN = Decimal(10000)

SYNONYMS = {
    "单据号": "单据编号",
    "应收金额": "开票金额",
    "到期日": "到期日期",
    "回款金额": "收款金额",
    "回款日期": "收款日期",
    "回款单号": "收款单号",
    "客户名称": "单位名称",
    "客户编号": "客户编码",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet to be written: its headers, rows, and which columns hold money."""

    sheet: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    money: frozenset[str]


def write_book(book: Book, path: Path) -> Path:
    """Write a book as one workbook: 应收明细, then 回款明细 and 客户台账 where it has them."""
    tables = [invoice_table(book)]
    if book.layout.receipts:
        tables.append(receipt_table(book))
    if book.layout.ledger:
        tables.append(ledger_table(book))
    return write_tables(tables, book.layout, path)


def write_tables(tables: Sequence[Table], layout: Layout, path: Path) -> Path:
    """Write tables as sheets of one workbook; cells repeat, bytes do not (openpyxl stamps the time of saving)."""
    workbook = Workbook()
    first = workbook.active
    if isinstance(first, Worksheet):
        workbook.remove(first)
    for table in tables:
        _write_table(workbook.create_sheet(table.sheet), table, layout)
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    return path


def _write_table(sheet: Worksheet, table: Table, layout: Layout) -> None:
    """Write title, header, rows and total as the layout says."""
    wan = table.sheet in layout.wan
    if layout.title:
        sheet.append([f"{table.sheet}表"])
    sheet.append([_header(name, table.money, layout, wan=wan) for name in table.headers])
    for row in table.rows:
        _append(sheet, [_cell(value, layout, wan=wan) for value in row])
    if layout.total and table.rows:
        _append(sheet, [_cell(value, layout, wan=wan) for value in _total_row(table)])


def _append(sheet: Worksheet, values: list[str | int | float | date | None]) -> None:
    """Append a row; text cells are kept text and dates get a date format."""
    sheet.append(values)
    for cell in sheet[sheet.max_row]:
        if isinstance(cell.value, date):
            cell.number_format = "yyyy-mm-dd"


def _header(name: str, money: frozenset[str], layout: Layout, *, wan: bool) -> str:
    """Return a header as written: a synonym where the layout wants one, its unit in brackets."""
    shown = SYNONYMS.get(name, name) if layout.synonyms else name
    return f"{shown}(万元)" if wan and name in money else shown


def _cell(value: Cell, layout: Layout, *, wan: bool) -> str | int | float | date | None:
    """Return a value as it goes into a cell; only money is a Decimal."""
    if isinstance(value, Decimal):
        shown = value / WAN if wan else value
        if layout.text_amounts and not wan:
            return f"{shown:,f}"
        return int(shown) if shown == shown.to_integral_value() else float(shown)
    if isinstance(value, date) and layout.text_dates:
        return f"{value.year}/{value.month}/{value.day}"
    return value


def _total_row(table: Table) -> list[Cell]:
    """Return a 合计 row over the money columns."""
    columns = zip(*table.rows, strict=True)
    sums: list[Cell] = [
        sum((one for one in column if isinstance(one, Decimal)), Decimal(0)) if name in table.money else None
        for name, column in zip(table.headers, columns, strict=True)
    ]
    return ["合计", *sums[1:]]


def _who(layout: Layout) -> list[str]:
    """Return the headers that say whose row it is."""
    return ["客户编号"] * layout.ids + ["客户名称"] * layout.names


def _whose(book: Book, key: str | None) -> list[Cell]:
    """Return the cells that say whose row it is."""
    names = {one.key: one.name for one in book.customers}
    layout = book.layout
    shown: list[Cell] = [key] * layout.ids
    return shown + [names.get(key or "")] * layout.names


def invoice_table(book: Book) -> Table:
    """Lay out 应收明细; a column stands only where some row needs it."""
    optional: list[tuple[str, list[Cell]]] = [
        ("期数", [one.instalment for one in book.invoices]),
        ("争议金额", [one.disputed for one in book.invoices]),
        ("币种", [one.currency for one in book.invoices]),
        ("状态", [one.status for one in book.invoices]),
    ]
    defaults = {"币种": "CNY"}
    extra = [(name, cells) for name, cells in optional if set(cells) - {None, defaults.get(name)}]
    dates = ["开票日期"] * book.layout.issue_column + ["到期日"] * any(one.due_on for one in book.invoices)
    paid = [book.layout.paid_column] if book.layout.paid_column else []
    headers = ["单据号", *_who(book.layout), *dates, "应收金额", *paid, *(name for name, _ in extra)]
    rows = tuple(
        (*_invoice_row(book, one, dates), *(cells[index] for _, cells in extra))
        for index, one in enumerate(book.invoices)
    )
    money = frozenset({"应收金额", "已收金额", "未收金额", "争议金额"})
    return Table("应收明细", tuple(headers), rows, money)


def _invoice_row(book: Book, one: Invoice, dates: list[str]) -> list[Cell]:
    """Return an invoice's cells up to its amounts."""
    shown: dict[str, Cell] = {"开票日期": one.issued_on, "到期日": one.due_on}
    cells = [one.number, *_whose(book, one.customer), *(shown[name] for name in dates), one.amount]
    if book.layout.paid_column == "已收金额":
        cells.append(one.paid)
    elif book.layout.paid_column == "未收金额":
        cells.append(one.amount - (one.paid or 0))
    return cells


def receipt_table(book: Book) -> Table:
    """Lay out 回款明细; 币种 stands where a receipt is not in CNY."""
    foreign = any(one.currency != "CNY" for one in book.receipts)
    headers = ["回款单号", "单据号", *_who(book.layout), "回款日期", "回款金额", *["币种"] * foreign]
    rows = tuple(tuple(_receipt_row(book, one, foreign=foreign)) for one in book.receipts)
    return Table("回款明细", tuple(headers), rows, frozenset({"回款金额"}))


def _receipt_row(book: Book, one: Receipt, *, foreign: bool) -> list[Cell]:
    """Return a receipt's cells."""
    cells: list[Cell] = [one.receipt_no, one.number, *_whose(book, one.customer), one.received_on, one.amount]
    return cells + [one.currency] * foreign


def ledger_table(book: Book) -> Table:
    """Lay out 客户台账: id and name, 负责人, 账期, and 信用额度 and 应收余额 where there are any."""
    extra: list[tuple[str, list[Cell]]] = [
        ("信用额度", [one.limit for one in book.customers]),
        ("应收余额", [one.balance for one in book.customers]),
    ]
    extra = [(name, cells) for name, cells in extra if any(cell is not None for cell in cells)]
    headers = [*_who(book.layout), "负责人", "账期", *(name for name, _ in extra)]
    rows = tuple(
        (*_ledger_row(book, one), *(cells[index] for _, cells in extra))
        for index, one in enumerate(book.customers)
    )
    return Table("客户台账", tuple(headers), rows, frozenset({"信用额度", "应收余额"}))


def _ledger_row(book: Book, one: Customer) -> list[Cell]:
    """Return a customer's cells up to its terms."""
    terms: Cell = int(one.terms) if one.terms and one.terms.isdigit() else one.terms
    return [*_whose(book, one.key), "王敏", terms]
