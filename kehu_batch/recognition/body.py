"""Which rows under a header hold data, and which are passed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from kehu_batch.folding import fold_text
from kehu_batch.model.recognition import PassedRow
from kehu_batch.model.source import CellValue
from kehu_batch.policy.vocabulary import Words

_MAX_TEXT = 60
_EDGES = "()[]:.-=_*#/ "


_BLANK = "空行"
_SERIAL_ONLY = "只有序号等未识别的列"
_TOTAL = "合计行"
_NOTE = "说明行"
_EXAMPLE = "示例行"
_DOUBTFUL = "?"
#: A note or total word stands within so many characters from the start of its cell.
_HEAD = 24
_SEPARATOR = "|"
#: A note merged over so many columns is told from a merged data cell.
NOTE_SPAN = 3


@dataclass(frozen=True, slots=True)
class BodyColumns:
    """0-based columns by what they say of a row.

    Args:
        all: Every column under the header.
        understood: Columns with a field.
        identity: Columns of ids and names of customers and documents.
        keys: Identity and date columns: a row without any of them, behind a gap, is no data.
    """

    all: tuple[int, ...]
    understood: tuple[int, ...]
    identity: tuple[int, ...]
    keys: tuple[int, ...]


def read_body(
    rows: Sequence[Sequence[CellValue]],
    extent: tuple[int, int],
    columns: BodyColumns,
    words: Words,
    spanned: frozenset[int] = frozenset(),
) -> tuple[npt.NDArray[np.int64], tuple[PassedRow, ...]]:
    """Tell data rows from blank, total, note and example rows.

    Only the first filled cell of each row and the identity columns are looked at; texts are folded once each.

    Args:
        rows: All rows of the sheet.
        extent: 1-based first row under the header and last row that may belong to the table.
        columns: Columns by what they say.
        words: Words of total, note and example rows.
        spanned: 1-based rows whose first cell is merged over several columns: notes where it is alone.

    Returns:
        1-based data rows ascending, and the rows passed over; blank rows at the end are not listed.
    """
    first, last = extent
    body = rows[first - 1 : last]
    marks = _marks(body, columns, words)
    for row in spanned:
        offset = row - first
        if 0 <= offset < len(body) and _filled(body[offset], columns.all) == 1:
            marks.setdefault(offset, _NOTE)
    keep = np.ones(len(body), dtype=bool)
    keep[list(marks)] = False
    end = len(body)
    while end and marks.get(end - 1) == _BLANK:
        end -= 1
    offsets = [offset for offset in sorted(marks) if offset < end]
    return np.flatnonzero(keep).astype(np.int64) + first, tuple(_passed(offsets, marks, body, first))


def _passed(
    offsets: Sequence[int], marks: Mapping[int, str], body: Sequence[Sequence[CellValue]], first: int
) -> Iterator[PassedRow]:
    """Yield the rows passed over; blank rows that follow one another are one entry, as there may be a million."""
    runs = groupby(enumerate(offsets), key=lambda item: (marks[item[1]] == _BLANK, item[1] - item[0]))
    for (blank, _), run in runs:
        places = [offset for _, offset in run]
        if blank:
            yield PassedRow(first + places[0], _BLANK, rows=len(places))
        else:
            yield from (PassedRow(first + place, marks[place], _text(body[place])) for place in places)


def _marks(body: Sequence[Sequence[CellValue]], columns: BodyColumns, words: Words) -> dict[int, str]:
    """Return the reason for each row that is no data, by its position under the header."""
    marks: dict[int, str] = {}
    understood = _leading(body, columns.understood)
    looked_at = [understood]
    if columns.all != columns.understood:
        looked_at.append(_leading(body, columns.all))
    looked_at += (
        [row[column] for row in body] for column in columns.identity if column != columns.understood[0]
    )
    for values in looked_at:
        suspects = _suspects(values, words)
        if not suspects:
            continue
        for offset, value in enumerate(values):
            kind = suspects.get(value) if isinstance(value, str) else None
            if kind is not None and (reason := _judge(kind, body[offset], columns)):
                marks.setdefault(offset, reason)
    _mark_blank(understood, body, columns, marks)
    return marks


def _leading(body: Sequence[Sequence[CellValue]], columns: tuple[int, ...]) -> list[CellValue]:
    """Return the first filled cell of each row among the columns; ``""`` for a row that is blank there."""
    if len(columns) > 1:
        pick = itemgetter(*columns)
        leading: list[CellValue] = [next(filter(None, pick(row)), "") for row in body]
    else:
        leading = [row[columns[0]] for row in body]
    for offset, value in enumerate(leading):
        if value == "" or (isinstance(value, str) and value.isspace()):
            leading[offset] = _first_filled(body[offset][column] for column in columns)
    return leading


def _first_filled(values: Iterable[CellValue]) -> CellValue:
    """Return the first value that is not blank; zero and false are values, white space is none."""
    return next(
        (value for value in values if value != "" and not (isinstance(value, str) and value.isspace())), ""
    )


def _filled(row: Sequence[CellValue], columns: tuple[int, ...]) -> int:
    return sum(1 for column in columns if _first_filled((row[column],)) != "")


def _mark_blank(
    leading: list[CellValue], body: Sequence[Sequence[CellValue]], columns: BodyColumns, marks: dict[int, str]
) -> None:
    """Mark blank rows, and behind a gap rows without any id, name or date: side notes, not data."""
    behind_gap = False
    for offset, value in enumerate(leading):
        if value == "":
            behind_gap = True
            blank = _first_filled(body[offset][column] for column in columns.all) == ""
            marks.setdefault(offset, _BLANK if blank else _SERIAL_ONLY)
        elif behind_gap and offset not in marks:
            if _filled(body[offset], columns.keys) == 0:
                marks[offset] = _NOTE
            else:
                behind_gap = False


def _suspects(values: Iterable[CellValue], words: Words) -> dict[str, str]:
    """Return the texts that may start a total, note or example row, each with which it may be."""
    texts = [value for value in set(values) if isinstance(value, str) and value]
    found: dict[str, str] = {}
    for value, head in zip(texts, _folded_heads(texts), strict=True):
        kind = _kind_of(head, words, short=len(value) <= _HEAD)
        if kind is not None:
            found[value] = kind
    return found


def _folded_heads(texts: list[str]) -> list[str]:
    """Fold the first characters of each text: all in one call, which is many times faster than one by one."""
    heads = [text[:_HEAD].replace(_SEPARATOR, " ") for text in texts]
    folded = fold_text(_SEPARATOR.join(heads)).split(_SEPARATOR)
    return folded if len(folded) == len(heads) else [fold_text(head) for head in heads]


def _kind_of(head: str, words: Words, *, short: bool) -> str | None:
    label, colon, _ = head.partition(":")
    if colon and label.strip("()*") in words.notes:
        return _NOTE
    if not short:
        return None
    bare = head.strip(_EDGES)
    if bare in words.totals:
        return _TOTAL
    if bare in words.examples:
        return _EXAMPLE
    if bare in words.notes:
        return _NOTE + _DOUBTFUL
    return _TOTAL + _DOUBTFUL if bare.endswith(words.total_endings) else None


def _judge(kind: str, row: Sequence[CellValue], columns: BodyColumns) -> str | None:
    """Confirm a suspect: a total has one id or name at most, a doubtful one (``华东小计``) no date either."""
    looked_at = columns.keys if kind.endswith(_DOUBTFUL) else columns.identity
    return kind.removesuffix(_DOUBTFUL) if kind == _EXAMPLE or _filled(row, looked_at) <= 1 else None


def _text(row: Sequence[CellValue]) -> str:
    return str(_first_filled(row))[:_MAX_TEXT]
