"""What cells show of their numbers: dates, times, ids with their zeros, and quantities with percent and currency."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from math import isfinite
from typing import TypeVar

from kehu_batch.model.tables.shown import PLAIN, Shown
from kehu_batch.model.tables.source import CellValue
from kehu_batch.records import dataclass
from kehu_batch.source.formats.date_formats import built_in_temporal, parse_temporal_format, read_serial
from kehu_batch.source.formats.number_formats import IdFormat, parse_id_format
from kehu_batch.source.formats.shown_forms import CellForm, cell_form

_T = TypeVar("_T")
#: Whole numbers up to here have all of their digits.
_EXACT = 1e15
_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class NumberFormats:
    """How numbers are shown, by the index of their cell's format.

    Args:
        values: What a number becomes that is shown as a date, a time or an id; absent where it stays a number.
        forms: What is shown beyond values; absent where nothing is.
    """

    values: Mapping[int, Callable[[float], CellValue]]
    forms: Mapping[int, CellForm]

    def read(self, number: float, index: int) -> CellValue:
        """Return the value of a cell of that format."""
        if not isfinite(number):
            return "#NUM!"
        show = self.values.get(index)
        return number if show is None else show(number)

    def beside(self, number: float, index: int) -> Shown:
        """Return what the cell shows beyond its number."""
        form = self.forms.get(index)
        if form is None:
            return PLAIN
        value = self.read(number, index)
        # An id has all in it that is seen.
        return PLAIN if isinstance(value, str) else form.of(value)

    def beside_text(self, text: str, index: int) -> Shown:
        """Return what a cell with a text shows beyond it."""
        form = self.forms.get(index)
        return PLAIN if form is None else form.of(text)


def number_formats(codes: Mapping[int, str], cell_formats: Sequence[int], *, date1904: bool) -> NumberFormats:
    """Return how numbers are shown.

    Args:
        codes: Format codes of the file, by their numbers; those that Excel knows without may be missing.
        cell_formats: The number of each cell format's number format.
        date1904: Whether serial dates count from 1904.
    """
    values: dict[int, Callable[[float], CellValue]] = {}
    forms: dict[int, CellForm] = {}
    for number in {*cell_formats}:
        code = codes.get(number)
        id_format = None if code is None else parse_id_format(code)
        temporal = built_in_temporal(number) if code is None else parse_temporal_format(code)
        if id_format is not None:
            values[number] = partial(_show_id, id_format)
        elif temporal is not None:
            show = partial(read_serial, kind=temporal, date1904=date1904)
            values[number] = lru_cache(maxsize=_REMEMBERED)(show)
        if form := cell_form(code, number):
            forms[number] = form
    return NumberFormats(_by_index(values, cell_formats), _by_index(forms, cell_formats))


def _by_index(found: Mapping[int, _T], cell_formats: Sequence[int]) -> dict[int, _T]:
    return {index: found[number] for index, number in enumerate(cell_formats) if number in found}


def _show_id(id_format: IdFormat, number: float) -> str | float:
    if number.is_integer() and 0 <= number < _EXACT:
        return id_format.show(str(int(number)))
    return number
