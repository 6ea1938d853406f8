"""What cells show of their numbers: dates, times, and ids with their zeros."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial

from kehu_batch.model.tables.source import CellValue
from kehu_batch.source.formats.date_formats import built_in_temporal, parse_temporal_format, read_serial
from kehu_batch.source.formats.number_formats import IdFormat, parse_id_format

#: How a number is shown, by the index of its cell's format; absent where it is shown as a number.
ShownNumbers = Mapping[int, Callable[[float], CellValue]]

#: Whole numbers up to here have all of their digits.
_EXACT = 1e15
_REMEMBERED = 4096


def shown_numbers(codes: Mapping[int, str], cell_formats: Sequence[int], *, date1904: bool) -> ShownNumbers:
    """Return how numbers are shown.

    Args:
        codes: Format codes of the file, by their numbers; those that Excel knows without may be missing.
        cell_formats: The number of each cell format's number format.
        date1904: Whether serial dates count from 1904.
    """
    shows: dict[int, Callable[[float], CellValue]] = {}
    for number in {*cell_formats}:
        code = codes.get(number)
        id_format = None if code is None else parse_id_format(code)
        temporal = built_in_temporal(number) if code is None else parse_temporal_format(code)
        if id_format is not None:
            shows[number] = partial(_show_id, id_format)
        elif temporal is not None:
            show = partial(read_serial, kind=temporal, date1904=date1904)
            shows[number] = lru_cache(maxsize=_REMEMBERED)(show)
    return {index: shows[number] for index, number in enumerate(cell_formats) if number in shows}


def _show_id(id_format: IdFormat, number: float) -> str | float:
    if number.is_integer() and 0 <= number < _EXACT:
        return id_format.show(str(int(number)))
    return number
