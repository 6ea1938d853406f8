"""Amounts that a reader of the sheet does not see as they stand: hidden, smaller, or with another sign."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from kehu_batch.model.findings.catalogue_looks import AMOUNT_NOT_AS_SHOWN, AMOUNT_SIGN_TURNED
from kehu_batch.model.findings.finding import FindingKind
from kehu_batch.model.tables.shown import Shown
from kehu_batch.normalisation.cells.collecting import Collector, say
from kehu_batch.normalisation.cells.raw import RawColumn
from kehu_batch.normalisation.cells.shown_numbers import ShownNumber


def report_unseen(collector: Collector, field: str, unnamed: npt.NDArray[np.bool_]) -> None:
    """Report the amounts that a reader of the sheet does not see as they stand in their cells.

    Args:
        collector: The table's cells.
        field: Field code.
        unnamed: Whether each row's column has no unit but yuan, so that digits left out are nowhere said to be.
    """
    cells = collector.raw.columns[field]
    if not any(isinstance(cell, ShownNumber) for cell in cells.results):
        return
    for kind, concerned, message in _KINDS:
        rows = _rows_that(cells, concerned)
        mine = rows & unnamed if concerned is _is_smaller else rows
        if concerned is _is_turned and collector.raw.table == "receipts":
            # What was received is in credit by its nature: that a format says so turns nothing.
            mine = _rows_that(cells, lambda shown: shown.has_minus)
        collector.add(kind, field, np.flatnonzero(mine), say(message))


def _rows_that(cells: RawColumn, concerned: Callable[[Shown], bool]) -> npt.NDArray[np.bool_]:
    return cells.pick(lambda cell: isinstance(cell, ShownNumber) and concerned(cell.shown), bool)


def _is_hidden(shown: Shown) -> bool:
    return shown.instead == ""


def _is_smaller(shown: Shown) -> bool:
    return shown.scaled != 1 and not (shown.after or shown.percent)


def _is_unsigned(shown: Shown) -> bool:
    return shown.unsigned


def _is_turned(shown: Shown) -> bool:
    return shown.turned


_KINDS: tuple[tuple[FindingKind, Callable[[Shown], bool], str], ...] = (
    (AMOUNT_NOT_AS_SHOWN, _is_hidden, "{label}“{value}”按数字格式不显示，仍按格内的数计入"),
    (AMOUNT_NOT_AS_SHOWN, _is_smaller, "{label}“{value}”显示时缩小了，而没有写单位，仍按格内的数计入"),
    (AMOUNT_NOT_AS_SHOWN, _is_unsigned, "{label}“{value}”按数字格式看不出是负数，仍按格内的数计入"),
    (AMOUNT_SIGN_TURNED, _is_turned, "{label}显示为“{value}”，格内的数正负相反，按看到的正负计入"),
)
