"""The register of letters, read again: what was sent and answered (docs/rules.md, 12.7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from kehu_batch.model.tables.letters import RegisteredLetter
from kehu_batch.normalisation.cells.raw import Rows, SheetCells, is_ours
from kehu_batch.normalisation.dates.reading import read_date
from kehu_batch.normalisation.money.amounts import read_amount
from kehu_batch.policy.own_sheets import REGISTER_HEADERS
from kehu_batch.records import dataclass, field
from kehu_batch.wording.numbers import MISSING

_NEEDED = {"kind", "customer_name", "as_of", "amount", "sent_on"}


def read_letters(sheets: Iterable[SheetCells]) -> tuple[RegisteredLetter, ...]:
    """Return the letters of each register among the sheets of ours; those that stand twice once.

    Args:
        sheets: The drop's.
    """
    ours = (sheet.rows for sheet in sheets if is_ours(sheet.rows))
    return tuple(dict.fromkeys(letter for rows in ours for letter in _read_rows(rows)))


def _read_rows(rows: Rows) -> Iterator[RegisteredLetter]:
    columns: dict[str, int] = {}
    for row in rows:
        header = _header(row)
        if header:
            columns = header
        elif columns:
            entry = _Entry(row, columns)
            if entry.text("kind"):
                yield entry.letter()


def _header(row: Sequence[object]) -> dict[str, int]:
    """Return the columns of a register's header; empty for another row."""
    names = {header: name for name, header in REGISTER_HEADERS.items()}
    found = {names[cell]: place for place, cell in enumerate(row) if isinstance(cell, str) and cell in names}
    return found if found.keys() >= _NEEDED else {}


@dataclass(frozen=True, slots=True)
class _Entry:
    """One row being read."""

    row: Sequence[object]
    columns: dict[str, int]
    unread: list[str] = field(default_factory=list)

    def raw(self, name: str) -> object:
        place = self.columns.get(name, -1)
        return self.row[place] if 0 <= place < len(self.row) else ""

    def text(self, name: str) -> str:
        value = self.raw(name)
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        text = "" if value is None else str(value).strip()
        return "" if text == MISSING else text

    def day(self, name: str, reference: date | None) -> date | None:
        if not self.text(name):
            return None
        day = read_date(self.raw(name), reference=reference).value
        self._tell(name, unread=day is None)
        return day

    def fen(self, name: str) -> int | None:
        if not self.text(name):
            return None
        fen = read_amount(self.raw(name)).fen
        self._tell(name, unread=fen is None)
        return fen

    def _tell(self, name: str, *, unread: bool) -> None:
        if unread:
            self.unread.append(f"{REGISTER_HEADERS[name]}“{self.text(name)}”")

    def letter(self) -> RegisteredLetter:
        as_of = self.day("as_of", None)
        return RegisteredLetter(
            kind=self.text("kind"),
            customer_id=self.text("customer_id"),
            customer_name=self.text("customer_name"),
            as_of=as_of,
            currency=self.text("currency"),
            fen=self.fen("amount"),
            sent_on=self.day("sent_on", as_of),
            answered_on=self.day("answered_on", as_of),
            answered_fen=self.fen("answered_amount"),
            result="；".join(text for text in (self.text("result"), self.text("notes")) if text),
            unread=tuple(self.unread),
        )
