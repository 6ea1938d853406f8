"""Totals that a list of money states and its rows do not come to: a row is missing, or was changed after the total."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate, pairwise

from kehu_batch.folding import fold_text
from kehu_batch.model.findings import catalogue_reading as kinds
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.location import Location
from kehu_batch.model.tables.recognition import ColumnMatch, Region
from kehu_batch.model.tables.source import Sheet
from kehu_batch.policy.vocabulary import FieldKind, Vocabulary
from kehu_batch.recognition.cell_flags import is_filled, labels_of
from kehu_batch.recognition.table_span.body import GROUP, OPENING, TOTAL
from kehu_batch.recognition.table_span.plain_numbers import CENT, read_number
from kehu_batch.records import dataclass

_OF_MONEY = frozenset({"invoices", "receipts", "balances"})
#: Beside these a total may rightly leave rows out, take them off or add what is on no row.
_SIGNING = frozenset({"direction", "status"})
#: Folded words of rows that state a sum of rows above them: of the words of totals those that are no mean, no count and
#: nothing brought forward.
_PLAIN = frozenset({"合计", "总计", "小计", "共计", "总合计", "total", "subtotal", "grandtotal"})
#: With blanks between its characters and a colon, a word of these is no longer.
_LONGEST_WORD = 16
_UNSCALED = frozenset({"", "元"})


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of money: its numbers by data row, summed from the top."""

    match: ColumnMatch
    sums: Sequence[float]
    tolerance: float

    def between(self, first: int, last: int) -> float:
        return self.sums[last] - self.sums[first]


def untied_totals(region: Region, sheet: Sheet, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Yield the totals that are the sum of no rows: since the last total, the last called so, a heading, above, or all.

    A total that says its currency is of the rows that say the same. Nothing is said where a total may rightly be
    another sum: of rows with a side or a state, with a unit of their own, hidden ones, beside balances brought forward,
    with a cell that is no number, or of one of several currencies that it does not name.

    Args:
        region: The table.
        sheet: Its sheet.
        vocabulary: What its fields hold.
    """
    rows = region.data_rows.tolist()
    totals = [row.row for row in region.passed if row.reason == TOTAL]
    plain = {row: word for row in totals if (word := _plain_word(_said_in(sheet, row))) is not None}
    if region.table not in _OF_MONEY or not plain or not rows or _may_differ(region):
        return
    fields = vocabulary.tables[region.table].fields
    money = [match for match in region.columns if fields[match.field].kind is FieldKind.AMOUNT]
    currencies = _currencies(region, sheet, rows)
    columns = {
        currency: [column for match in money if (column := _column(match, region, sheet, only)) is not None]
        for currency, only in currencies.items()
    }
    headings = [0, *sorted(row.row for row in region.passed if row.reason == GROUP)]
    alike: dict[str, int] = {}
    for above, row in pairwise([0, *sorted(totals)]):
        if row not in plain:
            continue
        heading = headings[bisect_left(headings, row) - 1]
        sections = [(first, row) for first in (above, alike.get(plain[row], 0), heading, 0)]
        sections.append((0, rows[-1] + 1))
        alike[plain[row]] = row
        spans = [(bisect_left(rows, first), bisect_left(rows, last)) for first, last in sections]
        for column in columns.get(_currency_of(region, sheet, row) if len(columns) > 1 else "", ()):
            finding = _compare(column, row, [span for span in spans if span[0] < span[1]], region, sheet)
            if finding is not None:
                yield finding


def _said_in(sheet: Sheet, row: int) -> list[object]:
    """Return the cells of a row, and the words that their number formats put round them."""
    labels = [label for shown in sheet.shown.values() for label in labels_of(shown.at(row))]
    return [*sheet.rows[row - 1], *labels]


def _plain_word(cells: Sequence[object]) -> str | None:
    """Return the word by which a row is a total of the rows above, and of nothing else; ``None`` where it has none."""
    short = (cell for cell in cells if isinstance(cell, str) and len(cell) <= _LONGEST_WORD)
    words = (fold_text(cell).rstrip(":") for cell in short)
    return next((word for word in words if word in _PLAIN), None)


def _may_differ(region: Region) -> bool:
    """Whether totals of a table may rightly be other sums than those of its rows."""
    opened = any(row.reason == OPENING for row in region.passed)
    signed = not _SIGNING.isdisjoint(match.field for match in region.columns)
    return bool(
        opened or signed or region.hidden_rows or region.returned_rows or region.unit_column is not None
    )


def _currency_of(region: Region, sheet: Sheet, row: int) -> str:
    """Return what stands under 币种 in a row, folded; empty without such a column."""
    column = region.column_of("currency")
    return "" if column is None else fold_text(str(sheet.rows[row - 1][column]))


def _currencies(region: Region, sheet: Sheet, rows: Sequence[int]) -> dict[str, frozenset[int]]:
    """Return the rows of each currency where a list has several, and else all of them under an empty name."""
    found: dict[str, set[int]] = {}
    for row in rows if region.column_of("currency") is not None else ():
        found.setdefault(_currency_of(region, sheet, row), set()).add(row)
    if len(found) < 2:
        return {"": frozenset(rows)}
    return {currency: frozenset(of) for currency, of in found.items() if currency}


def _column(match: ColumnMatch, region: Region, sheet: Sheet, only: Collection[int]) -> _Column | None:
    """Return a column with all its numbers, 0 in rows other than some; ``None`` where a cell of it is none."""
    cells = [sheet.rows[row - 1][match.column] if row in only else "" for row in region.data_rows.tolist()]
    numbers = [read_number(cell) if is_filled(cell) else 0.0 for cell in cells]
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers):
        return None
    finest = CENT if match.unit in _UNSCALED else max(CENT, len(known) * 0.5 * _last_place(known))
    return _Column(match, [0.0, *accumulate(known)], finest)


def _last_place(numbers: Sequence[float]) -> float:
    """Return the worth of the last decimal place in which some numbers are written."""
    return 10.0 ** -max((len(f"{number:.6f}".rstrip("0").partition(".")[2]) for number in numbers), default=0)


def _compare(
    column: _Column, row: int, spans: Sequence[tuple[int, int]], region: Region, sheet: Sheet
) -> Finding | None:
    cell = sheet.rows[row - 1][column.match.column]
    stated = read_number(cell) if is_filled(cell) else None
    sums = [column.between(*span) for span in spans]
    if stated is None or not sums or any(abs(stated - added) < column.tolerance + 1e-6 for added in sums):
        return None
    nearest = min(sums, key=lambda added: abs(stated - added))
    unit = f"（{column.match.unit.upper()}）" if column.match.unit else ""
    message = (
        f"合计行的“{column.match.header}”是 {_shown(stated)}，各行之和是 {_shown(nearest)}，"
        f"相差 {_shown(stated - nearest)}{unit}"
    )
    place = Location(region.file, region.sheet, row, column.match.column)
    return Finding(kinds.UNTIED_TOTAL, place, message, _shown(stated), region.table, column.match.field)


def _shown(number: float) -> str:
    """Return an amount with its cents, and with as many further places as it has."""
    whole, _, places = f"{number:,.6f}".replace("-", "−").partition(".")
    return f"{whole}.{places.rstrip('0').ljust(2, '0')}"
