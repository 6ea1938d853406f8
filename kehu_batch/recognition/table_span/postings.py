"""Ledgers of what was charged and received, line by line: 应收明细账 with 本期应收, 本期收回 and a running 余额.

A line is an invoice or a receipt, and the balance beside it is that of the customer after it, not what is left of a
document (docs/rules.md, 1.9).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from kehu_batch.folding import split_header_unit
from kehu_batch.model.tables.recognition import ColumnMatch, PassedRow, Region, UnknownColumn
from kehu_batch.model.tables.source import CellValue, Sheet
from kehu_batch.policy.headers.words import Words
from kehu_batch.recognition.cell_flags import is_filled
from kehu_batch.recognition.header.reading import HeaderReading
from kehu_batch.recognition.table_span.body import MAX_TEXT, OPENING, TOTAL
from kehu_batch.recognition.table_span.plain_numbers import CENT, read_number
from kehu_batch.recognition.table_span.row_words import RowWord, find_row_words
from kehu_batch.recognition.table_span.table_spans import TableSpan
from kehu_batch.records import dataclass, replace

#: Why a column is the side of what was received.
BY_LINES = "各行只填应收与收款之一，这一列是收款"
_RUNNING = "是这个客户逐行滚动的余额，不是每张单据的未收"
_OF_BALANCE = "说的是余额在哪一方，不是每张单据的"
_INVOICES, _DEBIT, _CREDIT, _PAID, _REST = "invoices", "amount", "credit_amount", "paid", "open_amount"
_SIDE = "direction"
_WHOSE = ("customer_id", "customer_name")
#: What a running balance is called.
_BALANCE = re.compile(
    "(?:[本原]币|期末|应收|累计|账面|结存)*(?:余额|结余|balance)(?:[(].*[)])?", re.IGNORECASE
)
#: What was received, on a line of its own.
_RECEIVED = re.compile(
    "(?:[本当][期月年日]|实际|累计)?(?:贷方?|已?收回|收款|回款|实收|已收|收到|到账|来款|核销)(?:货款|金额|发生额|额|数|款)?"
)
#: What a line without a document's number is that has such a word.
_SUMS: dict[RowWord | None, str] = {
    RowWord.OPENING: OPENING,
    RowWord.TOTAL: TOTAL,
    RowWord.PERHAPS_TOTAL: TOTAL,
}
_CREDIT_WORDS = frozenset({"贷", "贷方", "cr", "c", "credit"})


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a ledger: whose it is, what it charges and what was received, and the balance after it.

    ``None`` in place of a line parts those of two accounts.
    """

    whose: tuple[str, ...]
    debit: float
    credit: float
    balance: float | None


def with_postings(reading: HeaderReading, sheet: Sheet, span: TableSpan, words: Words) -> HeaderReading:
    """Return a list of invoices that is a ledger of postings as one: two sides, and no rest of each document.

    It is one where some lines have either side alone, and the balance runs on from line to line wherever two lines of a
    customer follow each other, downwards or upwards, or, if none has both, is more than a line could leave. A balance
    that adds up the amounts above it runs on, too.

    Args:
        reading: The header's reading.
        sheet: Its sheet.
        span: The header with the rows below it.
        words: Words for total rows and balances brought forward.
    """
    columns = {match.field: match for match in reading.columns}
    if reading.table != _INVOICES or _DEBIT not in columns:
        return reading
    rows = range(span.band.last_row + 1, span.bottom + 1)
    rest = columns.get(_REST)
    balance = rest if rest is not None and _BALANCE.fullmatch(split_header_unit(rest.header)[0]) else None
    sides: list[ColumnMatch | UnknownColumn] = [
        column for column in reading.unknown if _RECEIVED.fullmatch(split_header_unit(column.header)[0])
    ]
    known = columns.get(_CREDIT) or columns.get(_PAID)
    # Without a balance 借方 beside 贷方 is read so anyway, and what 已收 of a line is tells its number.
    sides = [known, *sides] if known is not None and balance is not None else sides
    charged = _numbers(sheet, columns[_DEBIT].column, rows)
    for side in sides:
        received = _numbers(sheet, side.column, rows)
        # Nearly all lists have no line of one side alone, which shows without looking at each line.
        if not ((charged != 0) & (received == 0)).any() or not ((charged == 0) & (received != 0)).any():
            continue
        lines = list(_lines(reading, sheet, rows, words, side.column, balance))
        if _is_posted(lines, balanced=balance is not None):
            return _as_ledger(reading, side, balance)
    if balance is None or not (_numbers(sheet, balance.column, rows) > charged + CENT).any():
        return reading
    adds_up = _adds_up(list(_lines(reading, sheet, rows, words, None, balance)))
    return _as_ledger(reading, None, balance) if adds_up else reading


def _numbers(sheet: Sheet, column: int, rows: range) -> npt.NDArray[np.float64]:
    """Return the numbers of a column's rows; 0 where there is none."""
    cells = sheet.column(column)
    numbers = np.array([(read_number(value) or 0.0) if is_filled(value) else 0.0 for value in cells.values])
    return numbers[cells.codes[rows.start - 1 : rows.stop - 1]]


def _lines(
    reading: HeaderReading,
    sheet: Sheet,
    rows: Sequence[int],
    words: Words,
    credit: int | None,
    balance: ColumnMatch | None,
) -> Iterator[_Line | None]:
    """Yield the lines of a ledger; what is neither a line nor a sum of lines parts them."""
    columns = {match.field: match.column for match in reading.columns}
    whose = [columns[field] for field in _WHOSE if field in columns]
    known: tuple[str, ...] = ()
    for row in rows:
        cells = sheet.rows[row - 1]
        texts = {cell for cell in cells if isinstance(cell, str) and cell.strip()}
        said = set(find_row_words(texts, words, dates=False).values())
        names = tuple(str(cells[column]).strip() for column in whose)
        known = names if any(names) else known
        debit, paid = (_number(cells, column) for column in (columns[_DEBIT], credit))
        after = None if balance is None else _signed(cells, balance.column, columns.get(_SIDE))
        if RowWord.OPENING in said:
            yield _Line(known, 0.0, 0.0, after)
        elif said & {RowWord.TOTAL, RowWord.PERHAPS_TOTAL, RowWord.TALLY}:
            continue
        elif debit or paid:
            yield _Line(known, debit, paid, after)
        elif not whose and any(map(is_filled, cells)):
            yield None


def _number(cells: Sequence[CellValue], column: int | None) -> float:
    cell = "" if column is None else cells[column]
    return (read_number(cell) or 0.0) if is_filled(cell) else 0.0


def _signed(cells: Sequence[CellValue], column: int, side: int | None) -> float | None:
    number = read_number(cells[column]) if is_filled(cells[column]) else None
    credit = side is not None and str(cells[side]).strip().casefold() in _CREDIT_WORDS
    return -number if credit and number is not None else number


def _is_posted(lines: Sequence[_Line | None], *, balanced: bool) -> bool:
    """Whether lines are of one side or the other; one of both (a sale paid at once) only where the balance runs on."""
    posted = [line for line in lines if line is not None and (line.debit or line.credit)]
    if not any(line.debit and not line.credit for line in posted):
        return False
    if not any(line.credit and not line.debit for line in posted):
        return False
    if any(line.debit and line.credit for line in posted):
        return balanced and _runs(lines)
    return not balanced or _runs(lines) or _goes_beyond(lines)


def _goes_beyond(lines: Sequence[_Line | None]) -> bool:
    """Whether a balance is more than what its own line could leave open, so that it is of the account."""
    return any(
        line.balance is not None
        and (line.debit or line.credit)
        and not min(line.debit, -line.credit) - CENT <= line.balance <= max(line.debit, line.credit) + CENT
        for line in lines
        if line is not None
    )


def _steps(lines: Sequence[_Line | None]) -> list[tuple[float, _Line]]:
    """Return each line whose balance follows one of its customer, with how far it is from what comes of that."""
    found: list[tuple[float, _Line]] = []
    before: _Line | None = None
    for line in lines:
        if line is not None and before is not None and line.whose == before.whose:
            if line.balance is None or before.balance is None:
                found.append((float("inf"), line))
            else:
                found.append((line.balance - before.balance - line.debit + line.credit, line))
        before = line
    return found


def _runs(lines: Sequence[_Line | None]) -> bool:
    """Whether the balance runs on wherever it can be seen, and some of it takes a receipt off."""
    return any(
        any(line.credit for _, line in steps) and all(abs(gap) < CENT for gap, _ in steps)
        for steps in (_steps(lines), _steps(lines[::-1]))
    )


def _adds_up(lines: Sequence[_Line | None]) -> bool:
    """Whether the balance is what was charged so far, more than its own document at least once."""
    steps = _steps(lines)
    return any((line.balance or 0.0) > line.debit + CENT for _, line in steps) and all(
        abs(gap) < CENT for gap, _ in steps
    )


def _as_ledger(
    reading: HeaderReading, side: ColumnMatch | UnknownColumn | None, balance: ColumnMatch | None
) -> HeaderReading:
    gone = {one.column for one in (side, balance) if one is not None}
    gone |= {match.column for match in reading.columns if match.field == _SIDE and balance is not None}
    columns = [match for match in reading.columns if match.column not in gone]
    if side is not None:
        unit = side.unit if isinstance(side, ColumnMatch) else split_header_unit(side.header)[1]
        columns.append(ColumnMatch(_CREDIT, side.column, side.header, BY_LINES, unit))
    unknown = [column for column in reading.unknown if column.column not in gone]
    unknown += [
        UnknownColumn(match.column, match.header, why=_OF_BALANCE if match.field == _SIDE else _RUNNING)
        for match in reading.columns
        if match.column in gone and (side is None or match.column != side.column)
    ]
    return replace(
        reading,
        columns=tuple(sorted(columns, key=lambda match: match.column)),
        unknown=tuple(sorted(unknown, key=lambda column: column.column)),
    )


def is_ledger(region: Region | HeaderReading) -> bool:
    """Whether a region, or a header read by ``with_postings``, is a ledger of postings."""
    lines = any(match.reason == BY_LINES for match in region.columns)
    return lines or any(column.why == _RUNNING for column in region.unknown)


def without_sums(region: Region, sheet: Sheet, words: Words) -> Region:
    """Return a ledger without its lines of sums and of balances brought forward: those have no document's number.

    They repeat whose they are (``甲公司 | 本期合计 | 1000 | 400``), and a year's sum is of no rows that stand together.
    """
    number = region.column_of("invoice_no")
    if not is_ledger(region) or number is None:
        return region
    passed: list[PassedRow] = []
    for row in region.data_rows.tolist():
        cells = sheet.rows[row - 1]
        texts = [cell for cell in cells if isinstance(cell, str) and cell.strip()]
        said = find_row_words(texts, words, dates=False)
        reason = next((why for text in texts if (why := _SUMS.get(said.get(text))) is not None), None)
        if reason is not None and (not is_filled(cells[number]) or cells[number] in said):
            text = next(text for text in texts if said.get(text) in _SUMS)
            passed.append(PassedRow(row, reason, text[:MAX_TEXT]))
    gone = {one.row for one in passed}
    if not gone or len(gone) == len(region.data_rows):
        return region
    return replace(
        region,
        data_rows=np.array([row for row in region.data_rows.tolist() if row not in gone], dtype=np.int64),
        passed=tuple(sorted((*region.passed, *passed), key=lambda row: row.row)),
    )


def find_credits(region: Region, sheet: Sheet) -> tuple[int, ...]:
    """Return the rows of a list of invoices, 1-based, that have an amount on the other side and none on theirs."""
    sides = region.column_of(_DEBIT), region.column_of(_CREDIT)
    if sides[1] is None:
        return ()
    rows = ((row, sheet.rows[row - 1]) for row in region.data_rows.tolist())
    return tuple(row for row, cells in rows if _number(cells, sides[1]) and not _number(cells, sides[0]))


def opening_balances(region: Region, sheet: Sheet) -> list[tuple[int, str]]:
    """Return the rows of a ledger that bring a balance forward, 1-based, each with whose it is and the balance."""
    balance = next((one.column for one in region.unknown if one.why == _RUNNING), None)
    found: list[tuple[int, str]] = []
    for passed in region.passed if balance is not None else ():
        cells = sheet.rows[passed.row - 1]
        number = read_number(cells[balance or 0]) if is_filled(cells[balance or 0]) else None
        if passed.reason == OPENING and number:
            columns = (region.column_of(field) for field in reversed(_WHOSE))
            names = (str(cells[column]).strip() for column in columns if column is not None)
            whose = next((name for name in names if name), "")
            found.append((passed.row, f"{whose}期初余额 {number:,.2f}"))
    return found
