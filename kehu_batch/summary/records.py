"""Frames as lists of JSON objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import pandas as pd

from kehu_batch.wording.numbers import fen_to_decimal

Json = dict[str, Any]

MIDNIGHT = time()


def list_records(frame: pd.DataFrame, columns: Sequence[str]) -> list[Json]:
    """Return rows as JSON objects, column by column: a missing value is ``None``, a date ISO text.

    A column of money is named without its ``_fen`` and written as a decimal string of yuan. A column named ``…_at``
    keeps the time of day where it has one.
    """
    lists = [_write_column(frame[column], column) for column in columns]
    names = [column.removesuffix("_fen") for column in columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*lists, strict=True)]


def _write_column(values: pd.Series, name: str) -> list[object]:
    if values.dtype == "str":
        # Text is written as it is, and pandas hands it out one by one at ten times the cost.
        texts = values.to_numpy(dtype=object).copy()
        texts[values.isna().to_numpy()] = None
        written: list[object] = texts.tolist()
        return written
    return [write_value(value, name) for value in values.tolist()]


def write_value(value: object, column: str = "") -> object:
    """Return one value as JSON data; money where the column's name ends in ``_fen``."""
    if value is None or value is pd.NaT or value is pd.NA or value != value:  # noqa: PLR0124  (NaN)
        return None
    if column.endswith("_fen"):
        return fen_to_decimal(int(str(value)))
    if isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, tuple | list):
        return [write_value(part) for part in value]
    if isinstance(value, date):
        return _write_moment(value, timed=column.endswith("_at"))
    raise TypeError(f"not plain: {type(value).__name__}")


def _write_moment(value: date, *, timed: bool) -> str:
    """Return a day, or where it is asked for and known a day with its time to the minute: ``2023-11-05T09:30``."""
    if not isinstance(value, datetime):
        return value.isoformat()
    if timed and value.time() != MIDNIGHT:
        return value.isoformat(timespec="minutes")
    return value.date().isoformat()


def write_figure(name: str, value: float | None, reasons: Mapping[str, str]) -> Json:
    """Return a figure under its name; one that is not there with its reason beside it."""
    return {name: value} if value is not None else {name: None, f"{name}_reason": reasons.get(name, "")}
