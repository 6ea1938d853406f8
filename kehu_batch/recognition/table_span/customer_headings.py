"""Rows that name the customer of the documents below them: ``客户：甲公司``, ``往来单位：甲公司(K001)``.

Reports of accounting programs group documents so, the customer's column being blank or left out. What such a row says
is read where the whole table is clear; else all of it stays as it is, and rows without a customer are told.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

import numpy as np

from kehu_batch.folding import fold_text
from kehu_batch.model.tables.recognition import NOTE, OwnedRows, PassedRow, Region
from kehu_batch.model.tables.source import CellValue, Sheet
from kehu_batch.policy.headers.words import Words
from kehu_batch.policy.vocabulary import FieldKind, TableKind
from kehu_batch.recognition.cell_flags import is_filled, spoken_row
from kehu_batch.recognition.header.reading import HeaderReading
from kehu_batch.recognition.header.record_forms import ANYBODY, says_whose, whose_label
from kehu_batch.recognition.table_span.body import GROUP, MAX_TEXT, SERIAL_ONLY, TITLE, TOTAL
from kehu_batch.recognition.table_span.plain_numbers import CENT, adds_up, read_number
from kehu_batch.recognition.table_span.postings import is_ledger
from kehu_batch.recognition.table_span.row_words import EDGES, find_row_words, is_count, is_period
from kehu_batch.recognition.table_span.table_spans import TableSpan
from kehu_batch.records import replace

#: Tables of documents, each of which is somebody's.
_OF_DOCUMENTS = frozenset({"invoices", "receipts", "orders"})
_ID, _NAME = "customer_id", "customer_name"
#: A name with the code of its customer behind it or before it.
_CODE = r"[A-Za-z]{0,6}[-._]?\d[\dA-Za-z._-]*"
_CODE_BEHIND = re.compile(rf"(?P<name>.*[^\s(（\[【])\s*[(（\[【]\s*(?P<code>{_CODE})\s*[)）\]】]")
_CODE_BEFORE = re.compile(
    rf"(?:[(（\[【]\s*(?P<bracketed>{_CODE})\s*[)）\]】]\s*|(?P<code>{_CODE})(?:\s+|[-_/]\s*))(?P<name>\D.*)"
)
#: No code, but perhaps a year or which shop.
_NO_CODE = re.compile(r"(?:19|20)\d\d|\d{1,2}")
#: Marks of several names, of a sentence or of more than a name.
_MORE = re.compile(r"[:：、,，;；。！!?？|~～\n]|\s{2}|\s[至到]|[至到]\s")
#: What stands for no customer or for many.
_NOBODY = re.compile(
    r"(?:全部|全选|所有|不限|请选择|all(?:\s?customers)?|any|其[他它]|各|未知|不[详明]|无|暂无|空|多个?"
    r"|.*[一二三四五六七八九十\d]\s*[家户](?:客户)?|.*等)(?:客户|单位)?"
)
#: From one code to another, as reports say what was asked of them.
_RANGE = re.compile(r"[A-Za-z]{0,6}\d+[-—–~～至到/\s]+[A-Za-z]{0,6}\d+")
#: Rows of which one may be a heading though it was passed over: merged over the table, beside the columns understood.
_MAYBE_HEADINGS = frozenset({NOTE, SERIAL_ONLY, GROUP, TITLE})
_ENDS = frozenset({TOTAL, GROUP})
_OF_A_SPAN = re.compile("[本当][期月年日周季]|累计|[0-9]月|年度")


def with_customer_headings(
    region: Region, sheet: Sheet, table: TableKind, words: Words, owner: OwnedRows | None
) -> Region:
    """Return a region whose rows below a customer's heading are his, to the next heading, another group or a total.

    Every heading must name one customer, no row below one may carry another, and no row may stand alone that is none.
    Months, quarters and years between his rows are no end, nor are their own totals.

    Args:
        region: The region.
        sheet: Its sheet.
        table: What it is.
        words: Words of totals and groups.
        owner: Whose all rows are, as a title says; ``None`` where none does.
    """
    headers = [match.header for match in (*region.columns, *region.duplicates)]
    headers += [column.header for column in region.unknown]
    if table.code not in _OF_DOCUMENTS or (_runs(headers, words) and not is_ledger(region)):
        return region
    if owner is not None:
        return replace(region, owned=(owner,)) if len(region.data_rows) else region
    if not says_whose(sheet, range(region.first_column, region.last_column + 1), table):
        return region
    rows = region.data_rows.tolist()
    passed = {row.row: row.reason for row in region.passed if row.row > region.header_row}
    alone = {
        row: only
        for row in sorted({*rows, *(row for row, reason in passed.items() if reason in _MAYBE_HEADINGS)})
        if (only := _only_cell(sheet.rows[row - 1], region, table)) is not None
    }
    headings = {
        row: column for row, column in alone.items() if whose_label(sheet.rows[row - 1][column], table)
    }
    named = {row: _named(row, column, sheet, table, words) for row, column in headings.items()}
    owners = [one for one in named.values() if one is not None]
    others = set(alone).intersection(rows) - set(headings)
    if not owners or len(owners) < len(named) or others or _is_merged_down(region):
        return region
    left = [row for row in rows if row not in headings]
    ends = _ends(region, sheet, table, words, set(headings))
    owned = [_down_to(one, ends, left) for one in owners]
    if any(_has_another(one, sheet, region, left) for one in owned):
        return region
    given = tuple(one for one in owned if _blank_rows(one, sheet, region, left))
    return replace(
        region,
        data_rows=np.array(left, dtype=np.int64),
        passed=_with_headings(region.passed, headings, sheet),
        merged=tuple(area for area in region.merged if area.first_row not in headings),
        owned=given,
    )


def find_title_owner(
    sheet: Sheet, span: TableSpan, reading: HeaderReading, table: TableKind, words: Words
) -> OwnedRows | None:
    """Return whose a table without a column of customers is, as the one ``客户：甲公司`` above its header says.

    ``None`` where that is not clear: several are named, or rows below the header name customers, too.

    Args:
        sheet: The table's sheet.
        span: Its rows.
        reading: Its header.
        table: What it is.
        words: Words of totals and groups.
    """
    if table.code not in _OF_DOCUMENTS or any(match.field in {_ID, _NAME} for match in reading.columns):
        return None
    band = span.band
    if _runs(band.texts.values(), words) and not (is_ledger(reading) and not _is_statement(sheet, span)):
        return None
    above = [
        (row, column, value)
        for row in range(span.top, band.first_row)
        for column, value in enumerate(spoken_row(sheet, row - 1))
        if is_filled(value) and whose_label(value, table)
    ]
    if len(above) != 1 or any(
        whose_label(value, table)
        for row in sheet.rows[band.last_row : span.bottom]
        for value in row[band.first_column : band.last_column + 1]
    ):
        return None
    row, column, value = above[0]
    if whose_label(value, table) == ANYBODY:
        return None
    named = _named(row, column, sheet, table, words)
    return None if named is None else replace(named, first_row=band.last_row + 1, last_row=span.bottom)


def _sums_a_span(row: Sequence[CellValue]) -> bool:
    """Whether a row of a ledger adds up a month or a year of its account: ``本月合计``, ``本年累计``."""
    return any(isinstance(cell, str) and _OF_A_SPAN.search(cell) for cell in row)


def _is_statement(sheet: Sheet, span: TableSpan) -> bool:
    """Whether an account is a copy for its customer (对账单) of what other lists have."""
    above = (value for row in range(span.top, span.band.first_row) for value in spoken_row(sheet, row - 1))
    return any("对账" in str(text) for text in (sheet.name, sheet.file, *above))


def blank_rows(region: Region, sheet: Sheet) -> Sequence[int]:
    """Return the data rows of a region that have their customer from a heading."""
    rows = region.data_rows.tolist()
    return [row for one in region.owned for row in _blank_rows(one, sheet, region, rows)]


def stands_above(region: Region) -> bool:
    """Whether the customer of all its rows stands above a region's header."""
    return any(one.row < region.header_first_row for one in region.owned)


def are_documents(region: Region, sheet: Sheet) -> bool:
    """Whether each row has an amount of its own, and what is open of it is no balance that runs from row to row."""
    amount, paid, left = map(region.column_of, ("amount", "paid", "open_amount"))
    if amount is None:
        return True
    for row in region.data_rows.tolist():
        whole, part, rest = (
            None if column is None else read_number(sheet.rows[row - 1][column])
            for column in (amount, paid, left)
        )
        if not is_filled(sheet.rows[row - 1][amount]):
            return False
        if whole is not None and rest is not None and not _leaves(whole, part, rest, known=paid is not None):
            return False
    return True


def _leaves(whole: float, part: float | None, rest: float, *, known: bool) -> bool:
    """Whether so much may be open of an amount, ``known`` saying that what was paid stands beside it."""
    if known:
        return abs(whole - (part or 0.0) - rest) < CENT
    return abs(rest) < abs(whole) + CENT


def _runs(headers: Iterable[str], words: Words) -> bool:
    """Whether a table has what moves a balance (借方, 本期收款): its rows are an account's, and no documents."""
    return any(fold_text(header) in words.movements for header in headers)


def _only_cell(row: Sequence[CellValue], region: Region, table: TableKind) -> int | None:
    """Return the column of the only filled cell of a row; ``None`` where there are others, or none.

    Beside a label may stand what the rows below it come to.
    """
    filled = [c for c in range(region.first_column, region.last_column + 1) if is_filled(row[c])]
    sums = {match.column for match in region.columns if table.fields[match.field].kind is FieldKind.AMOUNT}
    named = [column for column in filled if column not in sums]
    if len(named) != 1 or (len(filled) > 1 and not whose_label(row[named[0]], table)):
        return None
    return named[0]


def _named(row: int, column: int, sheet: Sheet, table: TableKind, words: Words) -> OwnedRows | None:
    """Return the customer that a heading names, as that of no rows yet; ``None`` where it may be none or several."""
    text = str(spoken_row(sheet, row - 1)[column]).replace("：", ":")
    content = text.partition(":")[2].strip()
    if _RANGE.fullmatch(content):
        return None
    if table.strong.get(whose_label(text, table)) == _ID:
        return _owner(row, column, {_ID: content}) if re.fullmatch(_CODE, content) else None
    found = _CODE_BEHIND.fullmatch(content)
    before = None if found else _CODE_BEFORE.fullmatch(content)
    values = {_NAME: content}
    if found:
        values = {_ID: found["code"], _NAME: found["name"].strip()}
    elif before:
        values = {_ID: before["bracketed"] or before["code"], _NAME: before["name"].strip()}
    if _NO_CODE.fullmatch(values.get(_ID, "")) or not _is_name(values[_NAME], words):
        return None
    return _owner(row, column, values)


def _owner(row: int, column: int, values: Mapping[str, str]) -> OwnedRows:
    return OwnedRows(row, column, row, row, values)


def _is_name(text: str, words: Words) -> bool:
    """Whether a text may be one customer's name: no class of customers, no total, no list of names."""
    return (
        any(map(str.isalpha, text))
        and len(text) <= MAX_TEXT
        and not (_MORE.search(text) or _NOBODY.fullmatch(fold_text(text).strip(EDGES)) or is_count(text))
        and not find_row_words([text], words, dates=True)
        and text not in words.money_units
    )


def _ends(
    region: Region, sheet: Sheet, table: TableKind, words: Words, headings: AbstractSet[int]
) -> Sequence[int]:
    """Return the rows at which a customer's rows end, ascending: headings, other groups and totals.

    A month between his rows is none, unless customers stand below months on this sheet; nor is a total before the next
    month that is the sum of the month before it, nor one of a month or a year in a ledger, which goes on below it.
    """
    passed = {row.row: row.reason for row in region.passed if row.row > region.header_row}
    periods = {
        row
        for row, reason in passed.items()
        if reason in _ENDS and any(is_period(cell, words) for cell in sheet.rows[row - 1] if is_filled(cell))
    }
    marked = {row for row, reason in passed.items() if reason in _ENDS}
    if is_ledger(region):
        marked -= {row for row in marked if _sums_a_span(sheet.rows[row - 1])}
    told = sorted({*region.data_rows.tolist(), *headings, *marked})
    following = dict(pairwise(told))
    if any(following.get(row) in headings for row in periods):
        return sorted({*headings, *marked})
    ends = {*headings, *marked} - periods
    amounts = [match.column for match in region.columns if table.fields[match.field].kind is FieldKind.AMOUNT]
    within: list[int] = []
    for row in told:
        if row in headings or row in periods:
            within = []
        elif row not in marked:
            within.append(row)
        elif following.get(row) in periods and adds_up(
            sheet.rows[row - 1], [sheet.rows[one - 1] for one in within], amounts
        ):
            ends.discard(row)
    return sorted(ends)


def _down_to(one: OwnedRows, ends: Sequence[int], rows: Sequence[int]) -> OwnedRows:
    """Return a heading with the rows from it down to the next end."""
    place = bisect_right(ends, one.row)
    end = ends[place] if place < len(ends) else max(one.row, *rows[-1:]) + 1
    return replace(one, first_row=one.row + 1, last_row=end - 1)


def _inside(one: OwnedRows, rows: Sequence[int]) -> Sequence[int]:
    """Return those of some ascending rows that are below a heading and its own."""
    return rows[bisect_left(rows, one.first_row) : bisect_right(rows, one.last_row)]


def _cells(row: int, sheet: Sheet, region: Region) -> Iterator[CellValue]:
    for match in (*region.columns, *region.duplicates):
        if match.field in {_ID, _NAME} and is_filled(value := sheet.rows[row - 1][match.column]):
            yield value


def _has_another(one: OwnedRows, sheet: Sheet, region: Region, rows: Sequence[int]) -> bool:
    """Whether a row below a heading carries another customer than it names."""
    own = {fold_text(value) for value in one.values.values()}
    return any(
        fold_text(str(value)) not in own for row in _inside(one, rows) for value in _cells(row, sheet, region)
    )


def _blank_rows(one: OwnedRows, sheet: Sheet, region: Region, rows: Sequence[int]) -> list[int]:
    return [row for row in _inside(one, rows) if not any(_cells(row, sheet, region))]


def _is_merged_down(region: Region) -> bool:
    """Whether a customer stands merged over several rows: what is under it is not blank."""
    columns = [match.column for match in region.columns if match.field in {_ID, _NAME}]
    return any(
        area.last_row > area.first_row and area.first_column <= column <= area.last_column
        for area in region.merged
        for column in columns
    )


def _with_headings(
    passed: Sequence[PassedRow], headings: Mapping[int, int], sheet: Sheet
) -> tuple[PassedRow, ...]:
    """Return the rows passed over with the headings, in the order of the sheet."""
    found = [
        PassedRow(row, GROUP, str(sheet.rows[row - 1][column])[:MAX_TEXT]) for row, column in headings.items()
    ]
    return tuple(
        sorted((*(one for one in passed if one.row not in headings), *found), key=lambda one: one.row)
    )
