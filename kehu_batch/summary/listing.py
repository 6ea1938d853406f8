"""Long lists of the summary: the first records of each in ``summary.json``, all of them as JSON Lines on request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from kehu_batch.model.schema.summary import Summary
from kehu_batch.summary.json_text import encode
from kehu_batch.summary.records import RecordList


def shorten(summary: Summary) -> Summary:
    """Return a summary as it is written: plain lists of the first records, and how many there are of the others.

    Args:
        summary: As ``summarise`` returns it.
    """
    totals: dict[str, int] = {
        place: found.total for place, found in _record_lists(summary) if found.total > len(found)
    }
    return cast("Summary", {**_plain(summary, whole=False), "shortened": totals})


def complete(summary: Summary) -> Summary:
    """Return a summary with every record of each list."""
    return cast("Summary", {**_plain(summary, whole=True), "shortened": {}})


def write_rows(summary: Summary) -> Iterator[str]:
    """Yield a line for each record of each list that is shortened where it is long: list, number from 1, record.

    Args:
        summary: As ``summarise`` returns it.
    """
    for place, found in _record_lists(summary):
        name = encode(place)
        for number, record in enumerate(found.every(), start=1):
            yield f'{{"list": {name}, "number": {number}, "record": {encode(record)}}}\n'


def _record_lists(value: object, place: str = "") -> Iterator[tuple[str, RecordList[Any]]]:
    """Yield the lists of records with the keys that lead to each, dots between them."""
    if isinstance(value, RecordList):
        yield place, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _record_lists(item, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _record_lists(item, f"{place}.{number}")


def _plain(value: Any, *, whole: bool) -> Any:  # noqa: ANN401 - JSON data
    if isinstance(value, RecordList):
        return list(value.every() if whole else value)
    if isinstance(value, dict):
        return {key: _plain(item, whole=whole) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, whole=whole) for item in value]
    return value
