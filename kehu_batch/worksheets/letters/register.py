"""The register of letters: what was written, and what people enter of sending and answers, kept from call to call."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kehu_batch.errors import UsageError
from kehu_batch.policy.own_sheets import REGISTER_HEADERS
from kehu_batch.policy.vocabulary import FieldKind
from kehu_batch.records import dataclass
from kehu_batch.sheet_writing.book import Value
from kehu_batch.worksheets.letters.kinds import LetterKind
from kehu_batch.worksheets.letters.selection import Letter
from kehu_batch.worksheets.portfolio_sheet import HEADER_ROW, ListColumn

#: File and sheet of the register.
REGISTER_NAME, REGISTER_SHEET = "函件登记.xlsx", "函件登记"

_TEXT, _DAY, _MONEY = FieldKind.TEXT, FieldKind.DATE, FieldKind.AMOUNT
#: What people enter stands behind what is written by us.
_LOOKS = (
    *((9, _TEXT), (12, _TEXT), (24, _TEXT), (12, _DAY), (7, _TEXT), (15, _MONEY)),
    *((12, _DAY), (12, _DAY), (16, _TEXT), (15, _MONEY), (24, _TEXT)),
)
REGISTER_COLUMNS: tuple[ListColumn, ...] = tuple(
    (header, *look) for header, look in zip(REGISTER_HEADERS.values(), _LOOKS, strict=True)
)
_OWN = 6


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One row of the register: our cells, then what was entered."""

    cells: tuple[Value, ...]
    entered: tuple[Value, ...]

    @property
    def key(self) -> tuple[Value, ...]:
        """Return what tells one letter from another: all of ours but the amount."""
        return (self.cells[0], self.cells[1] or self.cells[2], self.cells[3], self.cells[4])


def read_register(path: Path) -> list[RegisterEntry]:
    """Return the rows of an earlier register; none where there is no file.

    Raises:
        UsageError: The file is no register that can be read.
    """
    if not path.exists():
        return []
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        rows = list(book[REGISTER_SHEET].iter_rows(min_row=HEADER_ROW + 1, values_only=True))
        book.close()
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, InvalidFileException) as error:
        raise UsageError(
            f"“{path.name}”不是能读出的函件登记",
            action="请恢复该文件，或移走后重新生成",
            code="register_unreadable",
        ) from error
    heads = [str(cell or "") for cell in rows[0]] if rows else []
    names = [name for name, *_ in REGISTER_COLUMNS]
    if not set(names[:_OWN]) <= set(heads):
        raise UsageError(
            f"“{path.name}”的表头与函件登记不同", action="请恢复原来的表头，或移走该文件后重新生成"
        )
    places = [heads.index(name) if name in heads else -1 for name in names]
    found = []
    for row in rows[1:]:
        cells = tuple(_plain(row[place]) if 0 <= place < len(row) else "" for place in places)
        if any(cell != "" for cell in cells):
            found.append(RegisterEntry(cells[:_OWN], cells[_OWN:]))
    return found


def join_registers(paths: Iterable[Path]) -> list[RegisterEntry]:
    """Return the rows of several registers, each letter once with what was entered in any of them.

    Raises:
        UsageError: A file is no register that can be read, or two say different things of one letter.
    """
    listed: dict[tuple[Value, ...], RegisterEntry] = {}
    for path in paths:
        for entry in read_register(path):
            known = listed.get(entry.key)
            listed[entry.key] = entry if known is None else _join(known, entry, path)
    return list(listed.values())


def _join(one: RegisterEntry, other: RegisterEntry, path: Path) -> RegisterEntry:
    pairs = list(zip(one.entered, other.entered, strict=True))
    if any(left not in {"", right} and right != "" for left, right in pairs):
        raise UsageError(
            f"两份函件登记对“{one.cells[2]}”的{one.cells[0]}写得不同",
            action=f"请留下正确的一份，移走另一份“{path.name}”",
            code="registers_differ",
        )
    return RegisterEntry(one.cells, tuple(left if left != "" else right for left, right in pairs))


def _plain(value: Any) -> Value:  # noqa: ANN401 - a cell of any type
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date | int | float) else str(value)


def extend_register(
    earlier: Iterable[RegisterEntry], letters: Iterable[Letter], kind: LetterKind, as_of: date
) -> list[RegisterEntry]:
    """Return the register with these letters; what was entered for one of the same day is kept."""
    listed = {entry.key: entry for entry in earlier}
    for letter in letters:
        cells: tuple[Value, ...] = (
            kind.label,
            letter.customer_id,
            letter.customer_name,
            as_of,
            letter.currency,
            letter.fen / 100,
        )
        blank: Sequence[Value] = [""] * (len(REGISTER_COLUMNS) - _OWN)
        new = RegisterEntry(cells, tuple(blank))
        known = listed.get(new.key)
        listed[new.key] = RegisterEntry(cells, known.entered if known else new.entered)
    return list(listed.values())
