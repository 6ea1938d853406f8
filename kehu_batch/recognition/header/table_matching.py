"""Which table a header is: the one that it fits best, or none where it rather lacks a column of another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kehu_batch.folding import fold_text
from kehu_batch.model.tables.source import Sheet
from kehu_batch.policy.vocabulary import Vocabulary
from kehu_batch.recognition.cell_flags import spoken_row
from kehu_batch.recognition.header.aged_contracts import find_stated_age
from kehu_batch.recognition.header.band import Band, NearMiss
from kehu_batch.recognition.header.general_columns import WEAK
from kehu_batch.recognition.header.reading import HeaderReading, read_header
from kehu_batch.recognition.header.record_forms import WHOSE_FIELDS, says_whose
from kehu_batch.recognition.header.splitting import Run
from kehu_batch.records import dataclass, field

#: Weight of a sheet name or title that names a table.
_NAMED = 1.5
#: Rows over a header that may name its table.
_NAMING_ROWS = 3
#: A header that lacks a column of one table and says so much more of it than of another is not the other.
_CLEAR_LEAD = 1.0
_CUSTOMER = {"customer_id", "customer_name"}
#: Tables of documents whose customers may stand in headings; invoices need none for what they are.
_HEADED = frozenset({"receipts", "orders"})
#: Columns that a balance sheet may have beside its balance.
_NOT_LEDGERS_OWN = _CUSTOMER | {"receivable_balance", "owner", "contact", "phone", "branch", "notes"}
#: Scores nearer than this are the same sum in another order.
_EQUAL = 1e-6


@dataclass(slots=True)
class TableMatching:
    """Chooses the table of each header of one sheet.

    Args:
        sheet: The sheet.
        vocabulary: Known headers.
        hints: Texts that may name a table besides the sheet's name and the title: the file's name.
        near_misses: Headers that lack a column to be a table, by 1-based row; the best reading of each.
    """

    sheet: Sheet
    vocabulary: Vocabulary
    hints: Sequence[str]
    near_misses: dict[int, NearMiss] = field(default_factory=dict)
    _names: dict[str, frozenset[str]] = field(default_factory=dict)
    _read: dict[tuple[tuple[int, str], ...], list[HeaderReading]] = field(default_factory=dict)

    def band(self, first: int, last: int, texts: Run, own: tuple[int, ...], *, whole: bool) -> Band | None:
        """Return the band of a header as the table that it fits best; ``None`` where it is none.

        Args:
            first: Its 0-based first row.
            last: Its 0-based last row.
            texts: Its texts by column.
            own: Columns that we wrote.
            whole: Whether it is the whole row, whose want of a column is worth telling.
        """
        readings = self.readings(texts)
        fitting = [reading for reading in readings if not reading.missing and len(reading.columns) >= 2]
        named = self._named(first)
        scores = {
            reading.table: reading.score + (_NAMED if reading.table == named else 0) for reading in readings
        }
        nearest = max(readings, key=lambda reading: scores[reading.table])
        best = max((scores[reading.table] for reading in fitting), default=0.0)
        aged = self._aged_balances(texts, fitting)
        if aged is not None:
            # Asked about: none of its readings is sure.
            return Band(
                first + 1, last + 1, texts, own, (aged,), ((aged.table, scores[aged.table]),), named or ""
            )
        if not fitting or self._is_rather(nearest, fitting, scores):
            waiting = self._waiting(readings, nearest, texts) if whole else None
            if waiting is not None:
                candidates = ((waiting.table, scores[waiting.table]),)
                return Band(first + 1, last + 1, texts, own, (waiting,), candidates, named or "")
            if whole:
                self._remember(NearMiss(last + 1, nearest))
            return None
        best_ones = tuple(reading for reading in fitting if abs(scores[reading.table] - best) < _EQUAL)
        return Band(
            first + 1,
            last + 1,
            texts,
            own,
            self._or_balances(best_ones, fitting, named),
            tuple(sorted(((r.table, scores[r.table]) for r in fitting), key=lambda item: -item[1])),
            named or "",
        )

    def _waiting(
        self, readings: Sequence[HeaderReading], nearest: HeaderReading, texts: Run
    ) -> HeaderReading | None:
        """Return the table that a header may be for all that it lacks, which what stands around it tells.

        No receipts by itself, it may say beside them which documents they settle; and customers may stand in headings
        over their rows instead of a column.
        """
        applied = next((reading for reading in readings if reading.applies), None)
        if applied is not None:
            return applied
        table = self.vocabulary.tables[nearest.table]
        others = [group for group in table.needs if not WHOSE_FIELDS.isdisjoint(group)]
        known = {match.field for match in nearest.columns}
        lacks_whose_alone = len(nearest.missing) == len(others) == 1 and known.isdisjoint(others[0])
        if nearest.table not in _HEADED or not lacks_whose_alone:
            return None
        return nearest if says_whose(self.sheet, range(min(texts), max(texts) + 1), table) else None

    def _or_balances(
        self, chosen: tuple[HeaderReading, ...], fitting: Sequence[HeaderReading], named: str | None
    ) -> tuple[HeaderReading, ...]:
        """Return what a header may be: a ledger of balances alone may be a balance sheet; what moves them makes it one.

        A name that speaks for one of the tables has decided already, save for what moves.
        """
        balances = _balances_beside(chosen, fitting)
        moves = any(
            fold_text(column.header) in self.vocabulary.words.movements
            for reading in balances
            for column in reading.unknown
        )
        if moves:
            return tuple(balances)
        return chosen if named else (*chosen, *(one for one in balances if one not in chosen))

    def _aged_balances(self, texts: Run, fitting: list[HeaderReading]) -> HeaderReading | None:
        """Return the balance sheet that receivables by contract may be whose age is a text; ``None`` of any other.

        What they have beside it, a contract's amount and what was paid, makes them no list of invoices.
        """
        if find_stated_age(texts, self.vocabulary) is None:
            return None
        return next((reading for reading in fitting if reading.table == "balances"), None)

    def _remember(self, miss: NearMiss) -> None:
        """Remember a miss; of two readings that say as much the later, which has fewer rows above it as its own."""
        known = self.near_misses.get(miss.row)
        if len(miss.reading.columns) > 1 and (
            known is None or miss.reading.score >= known.reading.score - _EQUAL
        ):
            self.near_misses[miss.row] = miss

    def _is_rather(
        self, nearest: HeaderReading, fitting: list[HeaderReading], scores: Mapping[str, float]
    ) -> bool:
        """Whether the score of a table that lacks one needed column is so much higher that it is no other.

        A table that is recognised by one column beyond the customer's, or by none, can be read into many headers.
        """
        best = max(fitting, key=lambda reading: scores[reading.table])
        needs = self.vocabulary.tables[best.table].needs
        sure = {match.field for match in best.columns if match.reason != WEAK}
        matched = sum(not sure.isdisjoint(group) for group in needs if not _CUSTOMER.issuperset(group))
        return (
            matched < 2
            and len(nearest.missing) == 1
            and scores[nearest.table] >= scores[best.table] + _CLEAR_LEAD
        )

    def readings(self, texts: Run) -> list[HeaderReading]:
        """Return a header read as each of the tables."""
        key = tuple(texts.items())
        readings = self._read.get(key)
        if readings is None:
            tables = self.vocabulary.tables.values()
            readings = self._read[key] = [read_header(texts, table, self.vocabulary) for table in tables]
        return readings

    def _named(self, index: int) -> str | None:
        """Return the only table that the first speaking text names: the sheet's, the title, the file's name."""
        title = " ".join(
            str(value)
            for row in range(max(0, index - _NAMING_ROWS), index)
            for value in spoken_row(self.sheet, row)
            if value != ""
        )
        for text in (self.sheet.name, title, *self.hints):
            names = self._tables_in(text)
            if len(names) == 1:
                return next(iter(names))
            if names:
                return None
        return None

    def _tables_in(self, text: str) -> frozenset[str]:
        """Return the tables that a text names."""
        names = self._names.get(text)
        if names is None:
            folded = fold_text(text)
            names = self._names[text] = frozenset(
                table.code
                for table in self.vocabulary.tables.values()
                if any(name in folded for name in table.names)
            )
        return names


def has_customer_of(left: HeaderReading, right: HeaderReading) -> bool:
    """Whether two headers both surely have a column of customers' ids, or of their names."""
    one, other = (
        {match.field for match in reading.columns if match.reason != WEAK and match.field in _CUSTOMER}
        for reading in (left, right)
    )
    return not one.isdisjoint(other)


def _balances_beside(
    chosen: Sequence[HeaderReading], fitting: Sequence[HeaderReading]
) -> list[HeaderReading]:
    """Return the balance sheet that a ledger may as well be which has a balance and nothing of a ledger's own."""
    ledger = next((reading for reading in chosen if reading.table == "ledger"), None)
    if ledger is None or not {"ledger", "balances"}.issuperset(reading.table for reading in chosen):
        return []
    if any(match.field not in _NOT_LEDGERS_OWN for match in ledger.columns):
        return []
    return [reading for reading in fitting if reading.table == "balances"]
