"""Amounts that a reader of the sheet does not see as they count: hidden by their format, or shown smaller."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kehu_batch.model.findings.catalogue_values import AMOUNT_NOT_AS_SHOWN
from kehu_batch.normalisation.cells.collecting import Collector, say
from kehu_batch.normalisation.cells.shown_numbers import ShownNumber


def report_unseen(collector: Collector, field: str, unnamed: npt.NDArray[np.bool_]) -> None:
    """Report the amounts that a reader of the sheet does not see: hidden ones, and such as are shown smaller.

    Args:
        collector: The table's cells.
        field: Field code.
        unnamed: Whether each row's column has no unit but yuan, so that digits left out are nowhere said to be.
    """
    cells = collector.raw.columns[field]
    if not any(isinstance(cell, ShownNumber) for cell in cells.results):
        return
    rows = np.flatnonzero(cells.pick(lambda cell: _is_unseen(cell, shown_smaller=False), bool))
    collector.add(AMOUNT_NOT_AS_SHOWN, field, rows, say("{label}“{value}”按数字格式不显示，仍按格内的数计入"))
    rows = np.flatnonzero(cells.pick(lambda cell: _is_unseen(cell, shown_smaller=True), bool) & unnamed)
    message = "{label}“{value}”显示时缩小了，而没有写单位，仍按格内的数计入"
    collector.add(AMOUNT_NOT_AS_SHOWN, field, rows, say(message))


def _is_unseen(cell: object, *, shown_smaller: bool) -> bool:
    if not isinstance(cell, ShownNumber):
        return False
    shown = cell.shown
    if shown_smaller:
        return shown.scaled != 1 and not (shown.after or shown.percent)
    return shown.instead == ""
