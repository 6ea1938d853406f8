"""Call a parser once per distinct cell, however often the cell repeats.

``pandas.factorize`` alone takes ``1``, ``1.0`` and ``True`` for one value, and ``None`` and NaN likewise; here two
cells are one only where their types are equal too. A sheet's columns come as distinct values already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.records import dataclass

Result = TypeVar("Result")
Part = TypeVar("Part")
Objects = npt.NDArray[np.object_]
Codes = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Distinct(Generic[Result]):
    """The results of a parser over a column, or its cells themselves, each held once.

    Args:
        codes: For each row the place of its result in ``results``, int64.
        results: One result per distinct value, in the order of first appearance.
    """

    codes: Codes
    results: list[Result]

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, row: int) -> Result:
        return self.results[int(self.codes[row])]

    def within(self, rows: slice | Codes) -> Distinct[Result]:
        """Return some of the rows, with the results that they have."""
        return compact(self.codes[rows], self.results)

    def having(self, rows: Codes, result: Result) -> Distinct[Result]:
        """Return the column with another result in some rows."""
        codes = self.codes.copy()
        codes[rows] = len(self.results)
        return Distinct(codes, [*self.results, result])

    def pick(self, part: Callable[[Result], Any], dtype: npt.DTypeLike = object) -> npt.NDArray[Any]:
        """Return one part of each row's result, computed once per distinct value.

        Example:
            >>> read_distinct(["a", "b", "a"], str.upper).pick(ord, "int64").tolist()
            [65, 66, 65]
        """
        parts = np.fromiter(map(part, self.results), dtype=dtype, count=len(self.results))
        picked: npt.NDArray[Any] = parts[self.codes]
        return picked

    def texts(self, part: Callable[[Result], str | None]) -> pd.Series:
        """Return one part of each row's result as a text column."""
        parts = np.fromiter(map(part, self.results), dtype=object, count=len(self.results))
        return pd.Series(pd.array(parts, dtype="str").take(self.codes))

    def map(self, function: Callable[[Result], Part]) -> Distinct[Part]:
        """Return the results of a function of each result, called once per distinct value."""
        return Distinct(self.codes, [function(result) for result in self.results])

    def expand(self) -> Objects:
        """Return each row's result, as an array of objects."""
        return self.pick(lambda result: result)


#: A column of cells of any hashable types.
Cells = Iterable[Any] | Distinct[Any]


def find_distinct(values: Cells) -> Distinct[Any]:
    """Return a column's distinct cells themselves, for a column of which several things are read."""
    return read_distinct(values, lambda cell: cell)


def read_distinct(values: Cells, function: Callable[[Any], Result]) -> Distinct[Result]:
    """Apply a pure function to a column's cells, once per distinct cell.

    Args:
        values: A series, array or list of cells, or a column of distinct ones.
        function: Called with one cell of each distinct type and value.
    """
    return _as_distinct(values).map(function)


def read_distinct_pairs(
    values: Cells,
    references: Iterable[Any],
    function: Callable[[Any, date | None], Result],
    needs_reference: Callable[[Any], bool] | None = None,
) -> Distinct[Result]:
    """Apply a pure function to pairs of a cell and its reference date, once per distinct pair.

    Args:
        values: Cells.
        references: As many dates: ``datetime64``, ``date`` or ``datetime``; NaT and ``None`` are passed as ``None``.
        function: Called with a cell and a date without time.
        needs_reference: Whether the reference makes a difference to a cell; to all where left out.

    Raises:
        ValueError: The two columns differ in length.
    """
    cells, dates = _as_distinct(values), _dates(references)
    if len(cells) != len(dates):
        raise ValueError(f"{len(cells)} values against {len(dates)} references")
    date_codes, days = pd.factorize(dates, use_na_sentinel=False)
    if needs_reference is not None:
        date_codes[~cells.pick(needs_reference, bool)] = 0
    codes, _ = pd.factorize(cells.codes * max(len(days), 1) + date_codes)
    known = [_as_date(day) for day in days]
    first = _first_places(codes)
    pairs = zip(cells.codes[first].tolist(), date_codes[first].tolist(), strict=True)
    return Distinct(codes, [function(cells.results[cell], known[day]) for cell, day in pairs])


def join_columns(parts: Sequence[Distinct[Any]]) -> Distinct[Any]:
    """Return columns of cells one below the other as one column."""
    if len(parts) == 1:
        return parts[0]
    known: dict[tuple[type, Any], int] = {}
    codes = []
    for part in parts:
        places = [known.setdefault((type(cell), cell), len(known)) for cell in part.results]
        codes.append(np.array(places, dtype=np.intp)[part.codes])
    return Distinct(np.concatenate(codes), [cell for _, cell in known])


def compact(codes: Codes, values: Sequence[Result] | Objects) -> Distinct[Result]:
    """Return a column of coded cells, with those values only that a row has.

    Args:
        codes: For each row the place of its value.
        values: Distinct values.
    """
    places = np.flatnonzero(np.bincount(codes, minlength=len(values)))
    numbers = np.zeros(len(values), dtype=np.intp)
    numbers[places] = np.arange(len(places))
    return Distinct(numbers[codes], [values[place] for place in places.tolist()])


def map_distinct(values: Cells, function: Callable[[Any], Result]) -> Objects:
    """Return ``function`` of each cell, calling it once per distinct cell.

    Example:
        >>> map_distinct([1, True, 1.0, "1", 1], repr).tolist()
        ['1', 'True', '1.0', "'1'", '1']
    """
    return read_distinct(values, function).expand()


def _dates(values: Iterable[Any]) -> npt.NDArray[Any]:
    """Return a column of dates as it is where that is ``datetime64``; as objects otherwise."""
    if isinstance(values, np.ndarray) and values.dtype.kind == "M":
        return values
    return _objects(values)


def _objects(values: Iterable[Any]) -> Objects:
    if isinstance(values, np.ndarray) and values.dtype == np.object_:
        return values
    if isinstance(values, np.ndarray | pd.Series | pd.Index):
        return pd.Series(values).astype(object).to_numpy()
    cells = list(values)
    return np.fromiter(cells, dtype=object, count=len(cells))


def _as_distinct(values: Cells) -> Distinct[Any]:
    """Return a column's cells, each once."""
    if isinstance(values, Distinct):
        return values
    cells = _objects(values)
    codes, _ = pd.factorize(cells, use_na_sentinel=False)
    if len(set(map(type, cells.tolist()))) > 1:
        types, kinds = pd.factorize(np.fromiter(map(type, cells.tolist()), dtype=object, count=len(cells)))
        codes, _ = pd.factorize(codes * len(kinds) + types)
    return Distinct(codes, cells[_first_places(codes)].tolist())


def _first_places(codes: Codes) -> Codes:
    """Return the first row of each number; numbers are given in the order of first appearance."""
    first = np.zeros(int(codes.max(initial=-1)) + 1, dtype=np.intp)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return first


def _as_date(value: Any) -> date | None:  # noqa: ANN401  (a column of dates comes in several types)
    if value is None or value is pd.NaT:
        return None
    if isinstance(value, np.datetime64):
        value = value.astype("datetime64[s]").item()
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
