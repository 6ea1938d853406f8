"""What people wrote about differences on 对账 of an earlier run: the one thing of our own sheets that is read again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from kehu_batch.model.tables.explanation import Explanation
from kehu_batch.normalisation.cells.raw import Rows
from kehu_batch.policy.own_sheets import EXPLANATION_HEADERS, read_difference
from kehu_batch.records import replace
from kehu_batch.wording.numbers import MISSING

_NEEDED = {"key", "note", "first_seen"}


def read_explanations(own_sheets: Sequence[Rows]) -> Mapping[str, Explanation]:
    """Return what was written about each difference, by the difference's key.

    A table of a sheet of ours is read where its header has 差异标识, 差异说明 and 首次发现, down to the first row
    without a key. Where a difference stands twice, the first text counts, and the earliest day.

    Args:
        own_sheets: The rows of each sheet of ours.
    """
    found: dict[str, Explanation] = {}
    for rows in own_sheets:
        for key, one in _read_rows(rows):
            found[key] = one if key not in found else _join(found[key], one)
    return found


def _join(one: Explanation, other: Explanation) -> Explanation:
    fuller = one if one.note.strip() or not other.note.strip() else other
    return replace(fuller, first_seen=min(one.first_seen, other.first_seen))


def _read_rows(rows: Rows) -> Iterator[tuple[str, Explanation]]:
    columns: dict[str, int] = {}
    for row in rows:
        header = _header(row)
        if header:
            columns = header
            continue
        key = read_difference(_text(row[columns["key"]])) if columns else ""
        if not key:
            columns = {}
            continue
        words = {
            name: _text(row[column]) for name, column in columns.items() if name not in {"key", "first_seen"}
        }
        yield key, Explanation(first_seen=_day(row[columns["first_seen"]]), **words)


def _header(row: Sequence[object]) -> dict[str, int]:
    """Return the columns of a row of headers; empty for another row."""
    names = {header: name for name, header in EXPLANATION_HEADERS.items()}
    found = {names[cell]: place for place, cell in enumerate(row) if isinstance(cell, str) and cell in names}
    return found if found.keys() >= _NEEDED else {}


def _text(value: object) -> str:
    """Return a cell as text; what stands for nothing on our sheets is empty."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    text = str(value)
    return "" if text == MISSING else text


def _day(value: object) -> date:
    """Return a day; the last of all where it cannot be read, so that the run's own counts."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip()[:10])
    except ValueError:
        return date.max
