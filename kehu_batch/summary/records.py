"""Frames as lists of the records of ``model/schema``, and reasons of figures that are not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, TypeVar, cast

import pandas as pd

from kehu_batch.model.schema.record import field_kinds, is_optional
from kehu_batch.model.tables.listed import list_texts
from kehu_batch.wording.numbers import fen_to_decimal

_Record = TypeVar("_Record")
MIDNIGHT = time()

#: Records that a list of ``summary.json`` shows at most; how many there are is said beside it.
MOST_SHOWN = 500
#: Records that are made at a time of those that are not shown.
_AT_A_TIME = 10_000


class RecordList(list[_Record]):
    """The first records of a list, at most ``MOST_SHOWN``; the others are made when they are asked for.

    Args:
        frame: One row a record, as ``list_records`` takes it.
        kind: The record.
        made: Values of keys that are no column, one a row.
    """

    def __init__(
        self, frame: pd.DataFrame, kind: type[_Record], made: Mapping[str, Sequence[object]] | None = None
    ) -> None:
        self._frame = frame
        self._kind = kind
        self._made = made or {}
        super().__init__(self._records(0, MOST_SHOWN))

    @property
    def total(self) -> int:
        """Return how many records there are, shown or not."""
        return len(self._frame)

    def every(self) -> Iterator[_Record]:
        """Yield all records."""
        yield from self
        for start in range(MOST_SHOWN, self.total, _AT_A_TIME):
            yield from self._records(start, start + _AT_A_TIME)

    def _records(self, start: int, stop: int) -> list[_Record]:
        if start == 0 and self.total <= stop:
            return all_records(self._frame, self._kind, self._made)
        made = {name: values[start:stop] for name, values in self._made.items()}
        return all_records(self._frame.iloc[start:stop], self._kind, made)


def list_records(
    frame: pd.DataFrame, kind: type[_Record], made: Mapping[str, Sequence[object]] | None = None
) -> list[_Record]:
    """Return the first rows as records of a kind, as ``all_records`` does; the others when they are asked for."""
    return RecordList(frame, kind, made)


def all_records(
    frame: pd.DataFrame, kind: type[_Record], made: Mapping[str, Sequence[object]] | None = None
) -> list[_Record]:
    """Return rows as records of a kind: a missing value is ``None``, a day ISO text.

    A key declared as ``Money`` is read from the column ``<key>_fen`` and written as a decimal string of yuan; one
    declared as ``Moment`` keeps the time of day where it has one; one that need not be there is left out where the
    frame has no such column.

    Args:
        frame: Has a column for every key.
        kind: The record.
        made: Values of keys that are no column, ready to be written, one a row.

    Raises:
        KeyError: The frame lacks a column.
    """
    if not len(frame):
        return []  # as most lists of a small drop are
    lists = {
        name: made[name] if made and name in made else _write_column(frame, name, declared)
        for name, declared in field_kinds(kind).items()
        if not is_optional(declared) or name in frame
    }
    rows = [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]
    return cast("list[_Record]", rows)


def _write_column(frame: pd.DataFrame, name: str, declared: str) -> list[Any]:
    if declared.startswith("Money"):
        return [None if pd.isna(fen) else fen_to_decimal(int(fen)) for fen in frame[f"{name}_fen"].tolist()]
    values = frame[name]
    if isinstance(values.dtype, pd.StringDtype):
        return list_texts(values)  # written as it is
    timed = declared.startswith("Moment")
    if values.dtype.kind == "M" and not timed:
        days = values.to_numpy().astype("datetime64[D]").tolist()
        return [None if day is None else day.isoformat() for day in days]
    return [write_value(value, timed=timed) for value in values.tolist()]


def write_value(value: object, *, timed: bool = False) -> object:
    """Return one value as JSON data; a day with its time of day only where that is asked for."""
    if value is None or value is pd.NaT or value is pd.NA or value != value:  # noqa: PLR0124  (NaN)
        return None
    if isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, tuple | list):
        return [write_value(part) for part in value]
    if isinstance(value, date):
        return _write_moment(value, timed=timed)
    raise TypeError(f"not plain: {type(value).__name__}")


def _write_moment(value: date, *, timed: bool) -> str:
    """Return a day, or where it is asked for and known a day with its time to the minute: ``2023-11-05T09:30``."""
    if not isinstance(value, datetime):
        return value.isoformat()
    if timed and value.time() != MIDNIGHT:
        return value.isoformat(timespec="minutes")
    return value.date().isoformat()


def add_reasons(kind: type[_Record], record: _Record, reasons: Mapping[str, str]) -> _Record:
    """Put its reason behind each figure that is not there and that the record declares ``<figure>_reason`` for."""
    fields = field_kinds(kind)
    explained: dict[str, object] = {}
    for name, value in cast("Mapping[str, object]", record).items():
        explained[name] = value
        if value is None and f"{name}_reason" in fields:
            explained[f"{name}_reason"] = reasons.get(name, "")
    return cast("_Record", explained)


def leave_untold(record: _Record, reasons: Mapping[str, str]) -> _Record:
    """Take the value of each figure for which there is a reason why nobody can tell it."""
    told = cast("Mapping[str, object]", record)
    return cast("_Record", {name: None if name in reasons else value for name, value in told.items()})


def decimal_or_none(fen: int | None) -> str | None:
    """Return money as a decimal string of yuan; ``None`` where it is not known."""
    return None if fen is None else fen_to_decimal(fen)
