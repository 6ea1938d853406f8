"""Puts together what cells hold and what their number formats show, as each column asks for it."""

from __future__ import annotations

from datetime import date
from enum import Enum, auto
from typing import Any

import numpy as np
import pandas as pd

from kehu_batch.model.tables.shown import PLAIN, Shown, ShownColumn, with_words
from kehu_batch.normalisation.cells.distinct import Codes, Distinct
from kehu_batch.normalisation.cells.shown_numbers import ShownMonth, ShownNumber, ShownYear
from kehu_batch.normalisation.dates.reading import read_date
from kehu_batch.normalisation.dates.values import DateProblem


class Holds(Enum):
    """What a column holds."""

    QUANTITIES = auto()
    """Amounts or scores, whose numbers carry what their format shows."""
    DAYS = auto()
    TEXTS = auto()
    """Texts, ids, names."""


def with_shown(cells: Distinct[Any], shown: ShownColumn | None, rows: Codes, holds: Holds) -> Distinct[Any]:
    """Return a column in which cells whose format says more carry what it says.

    Args:
        cells: The cells of some rows.
        shown: What the sheet's column shows; ``None`` where it shows its values only.
        rows: The rows' 1-based places on the sheet.
        holds: What the column holds. In one of texts or days, a number with words round it, or in place of it, is the
            text that is seen; so is a text in any, and a day among texts.
    """
    if shown is None:
        return cells
    forms = shown.of_rows(rows)
    if not forms.any():
        return cells
    known = list(shown.values)
    codes, pairs = pd.factorize(cells.codes * len(known) + forms)
    places = np.divmod(pairs, len(known))
    results = [
        _joined(cells.results[cell], known[form], holds)
        for cell, form in zip(*(place.tolist() for place in places), strict=True)
    ]
    if any(isinstance(one, ShownMonth) and not one.is_first for one in results):
        # Days that are merely shown so: who types a month, or a year, gets its first.
        results = [date(*one.timetuple()[:3]) if isinstance(one, ShownMonth) else one for one in results]
    return Distinct(codes.astype(np.intp), results)


def _joined(cell: Any, shown: Shown, holds: Holds) -> object:  # noqa: ANN401  (a cell of any type)
    if shown == PLAIN or isinstance(cell, bool):
        return cell
    if isinstance(cell, date):
        return _joined_day(cell, shown, holds)
    if holds is Holds.QUANTITIES and isinstance(cell, int | float):
        return ShownNumber(float(cell), shown)
    return with_words(cell, shown)


def _joined_day(day: date, shown: Shown, holds: Holds) -> object:
    """Return a day with its words; among days the day itself, unless its words leave open which it is (``约``)."""
    if shown.instead and (
        holds is not Holds.DAYS
        or read_date(shown.instead, reference=None).problem is DateProblem.UNDETERMINABLE
    ):
        return shown.instead
    if type(day) is not date or not (shown.month or shown.year):
        return day
    return (ShownMonth if shown.month else ShownYear)(*day.timetuple()[:3])
