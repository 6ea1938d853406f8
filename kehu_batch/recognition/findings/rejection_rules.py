"""Reasons not to read what has a table's header: it may well be something else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, auto

from kehu_batch.cells import cell_ref
from kehu_batch.folding import fold_header, fold_text
from kehu_batch.model.tables.recognition import ColumnMatch, Region
from kehu_batch.model.tables.source import CellValue, Sheet, Workbook
from kehu_batch.policy.vocabulary import TableKind, Vocabulary
from kehu_batch.recognition.cell_flags import is_filled, spoken_row
from kehu_batch.recognition.findings.net_amounts import find_tax_beside
from kehu_batch.recognition.findings.other_money import find_other_money
from kehu_batch.recognition.header.aged_contracts import find_stated_age
from kehu_batch.recognition.header.band import Band
from kehu_batch.recognition.header.forms import header_forms
from kehu_batch.recognition.header.general_columns import WEAK
from kehu_batch.recognition.header.reading import HeaderReading, header_spread
from kehu_batch.recognition.header.record_forms import inline_label
from kehu_batch.recognition.header.rows import HeaderRows
from kehu_batch.recognition.legend_words import is_legend
from kehu_batch.recognition.table_span.customer_headings import (
    are_documents,
    find_title_owner,
    stands_above,
)
from kehu_batch.recognition.table_span.postings import is_ledger, with_postings
from kehu_batch.recognition.table_span.table_spans import TableSpan
from kehu_batch.records import dataclass

#: Least weight of the sure matches beyond the id and name for a table to be recognised: one that no other table knows
#: weighs 1, one that two know a half, and one that the table needs half as much again.
_LEAST_WEIGHT = 0.65
_NEEDED = 1.5
#: Columns, and rows, of a list of options at least.
_LEAST_COLUMNS = 3
_LEAST_ROWS = 5
#: What a messenger's export has for each message.
_MESSAGE = re.compile("(?:消息|聊天|发言|发送)(?:内容|类型)|聊天记录|消息")
#: What a list of calls has for each of them, and a messenger's export has not.
_OF_A_CALL = ("score", "pending_issues", "plan", "next_callback_on", "recommendation")
#: Rows over a header that may name the one customer of whom a table is.
_ROWS_ABOVE = 30


class RejectionKind(Enum):
    """Why a table is not read."""

    OPTIONS = auto()
    OTHER_SUBJECT = auto()
    CUSTOMER_ABOVE = auto()
    OTHER_ROWS = auto()
    MESSAGES = auto()
    PROSPECTS = auto()
    LIKE_PROSPECTS = auto()
    AGED_CONTRACTS = auto()
    OTHER_MONEY = auto()
    NET_AMOUNT = auto()
    GENERAL = auto()


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a table is not read.

    Args:
        kind: Which reason.
        column: 0-based column that the finding stands at.
        seen: What was seen: the word, the cell, the general texts.
        fields: Field codes of the general texts, in the order of ``seen``.
    """

    kind: RejectionKind
    column: int
    seen: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


def find_rejection(
    workbook: Workbook, sheet: Sheet, span: TableSpan, rows: HeaderRows, vocabulary: Vocabulary
) -> Rejection | None:
    """Return why a header that reads as a table may be something else; ``None`` where nothing speaks against it."""
    band = span.band
    reading = band.readings[0]
    names = [sheet.name, *_title_texts(sheet, span), workbook.path.stem]
    if fold_text(sheet.name) in vocabulary.words.option_sheets:
        return Rejection(RejectionKind.OPTIONS, band.first_column, (sheet.name,))
    about_customers = _speaks_of_customers([*names, *band.texts.values()], vocabulary)
    word = _other_subject(names, vocabulary)
    if word and not _speaks_of_customers(band.texts.values(), vocabulary):
        return Rejection(RejectionKind.OTHER_SUBJECT, band.first_column, (word,))
    other = (
        _other_account(names, band, vocabulary)
        or _prospect(sheet, span, workbook, reading, vocabulary)
        or aged_contracts(band.texts, vocabulary)
        or _other_party(band.texts, reading, vocabulary)
        or _other_money(sheet.name, names[1:], span, vocabulary)
    )
    if other is not None:
        return other
    if len(band.readings) > 1 and about_customers:
        return None
    above = customer_above(rows, band.first_row, reading, vocabulary)
    table = vocabulary.tables[reading.table]
    if above:
        posted = with_postings(reading, sheet, span, vocabulary.words)
        if find_title_owner(sheet, span, posted, table, vocabulary.words) is None:
            return Rejection(RejectionKind.CUSTOMER_ABOVE, band.first_column, (above,))
    return _general(reading, vocabulary, named=band.named == reading.table, about_customers=about_customers)


def customer_above(rows: HeaderRows, first_row: int, reading: HeaderReading, vocabulary: Vocabulary) -> str:
    """Return the cell over a header that names the one customer of whom its table is, as it has no such column.

    Args:
        rows: The sheet's rows.
        first_row: The header's 1-based first row.
        reading: The header.
        vocabulary: The tables.
    """
    table = vocabulary.tables[reading.table]
    if any(table.fields[match.field].code in {"customer_id", "customer_name"} for match in reading.columns):
        return ""
    for index in range(max(0, first_row - 1 - _ROWS_ABOVE), first_row - 1):
        for column, value in enumerate(rows.sheet.rows[index]):
            if not isinstance(value, str) or not value:
                continue
            label = inline_label(rows, value)
            if not label and any(map(is_filled, rows.sheet.rows[index][column + 1 : column + 2])):
                label = value
            if label and table.strong.get(fold_header(label)) in {"customer_id", "customer_name"}:
                return cell_ref(index + 1, column)
    return ""


def _title_texts(sheet: Sheet, span: TableSpan) -> list[str]:
    rows = (spoken_row(sheet, index) for index in range(span.top - 1, span.band.first_row - 1))
    return [
        value for row in rows for value in row if isinstance(value, str) and value and not is_legend(value)
    ]


def _speaks_of_customers(texts: Iterable[str], vocabulary: Vocabulary) -> bool:
    return any(word in folded for folded in map(fold_text, texts) for word in vocabulary.words.customers)


def _other_subject(names: Sequence[str], vocabulary: Vocabulary) -> str:
    """Return the word for another subject in the sheet's name, a title or the file's name; empty where none."""
    for folded in map(fold_text, names):
        if any(word in folded for word in vocabulary.words.customers):
            return ""
        for word in vocabulary.words.other_subjects:
            if word in folded:
                return word
    return ""


def _other_account(names: Sequence[str], band: Band, vocabulary: Vocabulary) -> Rejection | None:
    """Return that a sheet lists the balances of another account (预收账款, 其他应收款) than 应收账款.

    The first of the sheet's name, its titles and the file's name that names an account decides.
    """
    if band.readings[0].table != "balances":
        return None
    words = vocabulary.words.other_accounts
    for folded in map(fold_text, names):
        rest, found = folded, ""
        for word in words:
            found = found or (word if word in rest else "")
            rest = rest.replace(word, "")
        if any(word in rest for word in vocabulary.words.own_accounts):
            return None
        if found:
            return Rejection(RejectionKind.OTHER_SUBJECT, band.first_column, (found,))
    return None


def _prospect(
    sheet: Sheet, span: TableSpan, workbook: Workbook, reading: HeaderReading, vocabulary: Vocabulary
) -> Rejection | None:
    """Return why what reads as a ledger rather lists opportunities or leads: by a header, or by its name."""
    if reading.table != "ledger":
        return None
    texts, words = span.band.texts, vocabulary.words
    names = (sheet.name, *_title_texts(sheet, span), workbook.path.stem)
    for kind, headers, named in (
        (RejectionKind.PROSPECTS, words.prospect_headers, words.prospects),
        (RejectionKind.LIKE_PROSPECTS, words.maybe_prospect_headers, words.maybe_prospects),
    ):
        column = next((c for c, text in texts.items() if fold_header(text) in headers), None)
        if column is not None:
            return Rejection(kind, column, (texts[column],))
        word = _first_named(names, named, words.customers)
        if word:
            return Rejection(kind, span.band.first_column, (word,))
    return None


def _first_named(names: Iterable[str], wanted: Iterable[str], customers: Iterable[str]) -> str:
    """Return the word wanted that stands in the first name which says of what the table is; empty where none."""
    for folded in map(fold_text, names):
        word = next((word for word in wanted if word in folded), "")
        if word or any(word in folded for word in customers):
            return word
    return ""


def _other_money(
    sheet: str, names: Sequence[str], span: TableSpan, vocabulary: Vocabulary
) -> Rejection | None:
    """Return why a table of money may be of what was offered, planned, lent or cancelled."""
    band = span.band
    column, word = find_other_money(sheet, names, band.texts, band.readings[0], vocabulary)
    if not word:
        return None
    return Rejection(RejectionKind.OTHER_MONEY, band.first_column if column is None else column, (word,))


def aged_contracts(texts: Mapping[int, str], vocabulary: Vocabulary) -> Rejection | None:
    """Return that a header is of receivables by contract whose age is a text: no date says how old they are."""
    age = find_stated_age(texts, vocabulary)
    return None if age is None else Rejection(RejectionKind.AGED_CONTRACTS, age, (texts[age],))


def _other_party(
    texts: Mapping[int, str], reading: HeaderReading, vocabulary: Vocabulary
) -> Rejection | None:
    """Return the column of those who are paid, or paid for, where the table has no customer."""
    table = vocabulary.tables[reading.table]
    if any(_is_identity(match.field, table) for match in reading.columns):
        return None
    words = vocabulary.words.other_parties
    # How money came in (收款方式) is nobody who is paid.
    said = {column: fold_text(text).replace("收款方式", "") for column, text in texts.items()}
    parties = (column for column, text in said.items() if any(word in text for word in words))
    column = next(parties, None)
    return None if column is None else Rejection(RejectionKind.OTHER_SUBJECT, column, (texts[column],))


def _general(
    reading: HeaderReading, vocabulary: Vocabulary, *, named: bool, about_customers: bool
) -> Rejection | None:
    """Return why a table is refused of which too much is known by general texts alone: 名称, 编号, 日期, 金额."""
    table = vocabulary.tables[reading.table]
    weak = [match for match in reading.columns if match.reason == WEAK]
    if not about_customers:
        weak += [match for match in reading.columns if _is_two_sided(match, vocabulary)]
    needed = [
        match
        for group in table.needs
        for match in weak
        if match.field in group and not any(m.field in group and m not in weak for m in reading.columns)
    ]
    identity = [match for match in needed if _is_identity(match.field, table)]
    others = [match for match in needed if match not in identity]
    doubtful = identity if identity and not about_customers else []
    recognised = about_customers and _weight_of(reading, table, vocabulary) >= _LEAST_WEIGHT
    if others and not named and not recognised:
        doubtful = [*doubtful, *others]
    if not doubtful:
        return None
    doubtful.sort(key=lambda match: match.column)
    return Rejection(
        RejectionKind.GENERAL,
        doubtful[0].column,
        tuple(match.header for match in doubtful),
        tuple(match.field for match in doubtful),
    )


def _is_two_sided(match: ColumnMatch, vocabulary: Vocabulary) -> bool:
    """Whether a header says what either side may: 付款日期 is ours as well as a customer's."""
    folded = fold_text(match.header)
    return match.reason != WEAK and any(word in folded for word in vocabulary.words.two_sided)


def _is_identity(field: str, table: TableKind) -> bool:
    return table.fields[field].code in {"customer_id", "customer_name"}


def _weight_of(reading: HeaderReading, table: TableKind, vocabulary: Vocabulary) -> float:
    """Return the weight of the sure matches beyond the customer's for this table; needed columns have more."""
    needed = {field for group in table.needs for field in group}
    return sum(
        (_NEEDED if match.field in needed else 1) / _tables_that_know(match.header, vocabulary)
        for match in reading.columns
        if match.reason != WEAK and not _is_identity(match.field, table)
    )


def _tables_that_know(header: str, vocabulary: Vocabulary) -> float:
    """Return in how many tables a header is known; one in which it is general counts half."""
    texts = {form.text for form in header_forms(header)}
    general = sum(not texts.isdisjoint(table.weak) for table in vocabulary.tables.values())
    return header_spread(header, vocabulary) + general / 2


def reject_rows(sheet: Sheet, region: Region, vocabulary: Vocabulary) -> Rejection | None:
    """Return why the rows say that a table is something else.

    Those of a ledger may be lists for drop-downs, or contracts of a few customers; those of callbacks messages; those
    of invoices amounts without the tax beside them, or the lines of an account below its customer.
    """
    tax = find_tax_beside(sheet, region, vocabulary.words)
    if tax is not None:
        return Rejection(RejectionKind.NET_AMOUNT, tax.column, (tax.header,))
    if region.table == "callbacks":
        return _of_messages(region)
    if region.table != "ledger":
        return _of_an_account(sheet, region)
    if _are_options(sheet, region):
        return Rejection(RejectionKind.OPTIONS, region.first_column, (sheet.name,))
    entities = vocabulary.words.other_entities
    other = next((column for column in region.unknown if fold_header(column.header) in entities), None)
    if other is None:
        return None
    table = vocabulary.tables[region.table]
    columns = [match.column for match in region.columns if _is_identity(match.field, table)]
    names = [value for value in _cells(sheet, region, columns[0]) if is_filled(value)]
    return Rejection(RejectionKind.OTHER_ROWS, other.column, (other.header,)) if _repeats(names) else None


def _of_an_account(sheet: Sheet, region: Region) -> Rejection | None:
    """Return why what stands below its customer is the account of a month, whose balance runs from line to line."""
    if not stands_above(region) or is_ledger(region) or are_documents(region, sheet):
        return None
    above = cell_ref(region.owned[0].row, region.owned[0].column)
    return Rejection(RejectionKind.CUSTOMER_ABOVE, region.first_column, (above,))


def _of_messages(region: Region) -> Rejection | None:
    """Return why a list is one of messages: of the many of one talk each would be a call of its own.

    A worksheet that tells what came of its calls may have a column of what was sent.
    """
    if any(region.column_of(field) is not None for field in _OF_A_CALL):
        return None
    said = next((column for column in region.unknown if _MESSAGE.fullmatch(fold_header(column.header))), None)
    return None if said is None else Rejection(RejectionKind.MESSAGES, said.column, (said.header,))


def _are_options(sheet: Sheet, region: Region) -> bool:
    """Whether the columns rather are lists for drop-downs.

    Each column of such lists has different values from the top, and many have far fewer than others.
    """
    if len(region.columns) < _LEAST_COLUMNS:
        return False
    lengths = []
    for match in region.columns:
        values = _cells(sheet, region, match.column)
        while values and not is_filled(values[-1]):
            values.pop()
        if not values or not all(map(is_filled, values)) or _repeats(values):
            return False
        lengths.append(len(values))
    short = sum(length * 2 <= max(lengths) for length in lengths)
    return max(lengths) >= _LEAST_ROWS and short * 2 >= len(lengths)


def _cells(sheet: Sheet, region: Region, column: int) -> list[CellValue]:
    cells = sheet.column(column)
    found: list[CellValue] = cells.values[cells.codes[region.data_rows - 1]].tolist()
    return found


def _repeats(values: Sequence[CellValue]) -> bool:
    return len(set(values)) < len(values)
