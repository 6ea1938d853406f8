"""借 and 贷 beside a balance or a document give its sign: what stands in credit is negative (docs/rules.md, 2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.folding import fold_text
from kehu_batch.model.findings.catalogue_stated import RETURN_ABOVE_ZERO
from kehu_batch.model.findings.catalogue_values import DIRECTION_CONTRADICTS, DIRECTION_UNKNOWN
from kehu_batch.model.tables.recognition import Region
from kehu_batch.normalisation.cells.collecting import Collector, say
from kehu_batch.normalisation.cells.distinct import read_distinct
from kehu_batch.normalisation.cells.shown_numbers import ShownNumber
from kehu_batch.normalisation.cells.text import is_none_answer
from kehu_batch.policy.cell_words import load_cell_words

#: Money that the direction signs, by table. A receipt stands in credit by its nature and is not among them.
SIGNED_FIELDS: Mapping[str, tuple[str, ...]] = {
    "balances": ("receivable_balance", "overdue_balance"),
    "invoices": ("amount", "paid", "open_amount"),
}
#: Money that a return gives back, by table.
RETURNED_FIELDS: Mapping[str, tuple[str, ...]] = {
    "invoices": ("amount", "paid", "open_amount"),
    "receipts": ("amount", "applied", "settled", "unsettled"),
    "orders": ("amount",),
}
#: Money of the debit side, and the column beside it for the credit side, by table.
_SIDES: Mapping[str, tuple[str, str]] = {
    "balances": ("receivable_balance", "credit_balance"),
    "invoices": ("amount", "credit_amount"),
}
#: A sum that says itself that it is in credit: ``贷5,000``, ``5,000 CR``.
_IN_CREDIT = re.compile(r"\W*(?:贷|貸|cr\b|cr(?=\d))|.*\d\W*(?:[贷貸]方?|cr)\W*$", re.IGNORECASE | re.DOTALL)

#: What a direction is set off with: ``(贷)``, ``【贷】``, ``Cr.``.
_FRAME = "()[]【】<>《》:.。 "
_MINUS = re.compile(r"[-−－﹣(（]")


class PostingSide(StrEnum):
    """On which side of an account a sum stands."""

    DEBIT = "debit"
    CREDIT = "credit"
    LEVEL = "level"
    UNKNOWN = "unknown"


def read_direction(text: object) -> PostingSide | None:
    """Return the direction that a cell names; ``None`` for a blank one.

    Example:
        >>> read_direction("贷方").value, read_direction("借").value, read_direction("").__class__.__name__
        ('credit', 'debit', 'NoneType')
    """
    if not isinstance(text, str) or not text.strip():
        return None
    folded, words = fold_text(text), load_cell_words().directions
    named = words.get(folded) or words.get(folded.strip(_FRAME))
    return PostingSide(named) if named is not None else PostingSide.UNKNOWN


def apply_directions(collector: Collector, frame: pd.DataFrame) -> None:
    """Make what stands in credit negative, and what is level (平) with nothing beside it 0.

    A sum that is negative and in credit may be meant either way: it is unknown, with a finding; one that is negative
    because it says itself that it is in credit is no further so. A word that is not known has a finding, too, and its
    sum stays as it stands. A balance that is not 0 beside 平 is unknown, too; a mere dash says nothing against one.

    Args:
        collector: The table's cells, and where findings go.
        frame: The typed frame; changed in place.
    """
    if "direction" not in collector.raw.columns:
        return
    directions = read_distinct(collector.raw.columns["direction"], read_direction).expand()
    unknown = np.flatnonzero(directions == PostingSide.UNKNOWN)
    collector.add(DIRECTION_UNKNOWN, "direction", unknown, say("{label}“{value}”不认识，金额按原来的正负计"))
    credit = directions == PostingSide.CREDIT
    _level(collector, frame, directions == PostingSide.LEVEL)
    _contradict_level(collector, frame, directions == PostingSide.LEVEL)
    for field in SIGNED_FIELDS[collector.raw.table]:
        amounts = frame[field]
        negative = credit & (amounts < 0).fillna(False).to_numpy(dtype=bool)
        said = _said_in_credit(collector, field) if negative.any() else negative
        twice = negative & ~said
        if twice.any():
            message = say("{label}“{value}”是负数，方向又写“贷”，分不清正负")
            collector.add(DIRECTION_CONTRADICTS, field, np.flatnonzero(twice), message)
        signed = amounts.where(~credit | (negative & said), -amounts)
        frame[field] = signed.mask(pd.Series(twice, index=frame.index), pd.NA)


def sign_returns(collector: Collector, frame: pd.DataFrame) -> None:
    """Make the money of rows that say they are a return or a refund negative, with a finding for each.

    Where a table writes any of them with a minus, its signs are there already. A receipt that is merely said to be in
    credit is none.

    Args:
        collector: The table's cells, and where findings go.
        frame: The typed frame; changed in place.
    """
    if collector.raw.table == "receipts":
        _keep_received(collector, frame)
    for region in collector.raw.regions:
        if not region.returned_rows:
            continue
        mine = (collector.raw.region == region.id) & np.isin(collector.raw.source_row, region.returned_rows)
        if (frame["amount"][mine] < 0).any():
            continue
        above = np.flatnonzero(mine & (frame["amount"] > 0).fillna(False).to_numpy(dtype=bool))
        message = say("这一行的类型或借贷方向表明是退货、退款、冲回或收款，{label}“{value}”是正数，按负数计")
        collector.add(RETURN_ABOVE_ZERO, "amount", above, message)
        for field in RETURNED_FIELDS[collector.raw.table]:
            frame.loc[above, field] = -frame.loc[above, field].abs()


def _keep_received(collector: Collector, frame: pd.DataFrame) -> None:
    """Leave above zero what was received and says that it is in credit (``5,000CR``), as a receipt is by its nature."""
    for field in RETURNED_FIELDS["receipts"]:
        below = (frame[field] < 0).fillna(value=False)
        if below.any():
            frame[field] = frame[field].mask(
                below & _said_in_credit(collector, field, _is_mere_credit), -frame[field]
            )


def _is_mere_credit(cell: object) -> bool:
    """Whether a cell says that it is in credit, without a minus, which would say another thing."""
    text = cell.text if isinstance(cell, ShownNumber) else cell
    return _is_in_credit(cell) and not _MINUS.search(str(text))


def _said_in_credit(
    collector: Collector, field: str, says: Callable[[object], bool] | None = None
) -> npt.NDArray[np.bool_]:
    """Return in which rows the cell of a sum says itself that it is in credit, or ``says`` so."""
    cells = collector.raw.columns.get(field)
    if cells is None:
        return np.zeros(len(collector.raw), dtype=bool)
    return cells.pick(says or _is_in_credit, bool)


def _is_in_credit(cell: object) -> bool:
    text = cell.text if isinstance(cell, ShownNumber) else cell
    return isinstance(text, str) and _IN_CREDIT.match(text) is not None


def _level(collector: Collector, frame: pd.DataFrame, level: npt.NDArray[np.bool_]) -> None:
    """Make the first signed sum 0 in rows that are level, where its cell is blank for no fault of its own."""
    field = SIGNED_FIELDS[collector.raw.table][0]
    blank = level & frame[field].isna().to_numpy(dtype=bool, copy=True)
    blank[collector.faulty_rows(field)] = False
    frame[field] = frame[field].mask(pd.Series(blank, index=frame.index), 0)


def _contradict_level(collector: Collector, frame: pd.DataFrame, level: npt.NDArray[np.bool_]) -> None:
    """Make a balance unknown that is not 0 and said to be level; a document may be level once it is paid."""
    if collector.raw.table != "balances" or not level.any():
        return
    field = SIGNED_FIELDS["balances"][0]
    said = ~read_distinct(collector.raw.columns["direction"], is_none_answer).expand().astype(bool)
    owed = level & said & frame[field].ne(0).fillna(value=False).to_numpy(dtype=bool)
    message = say("{label}“{value}”不是 0，方向却写“平”")
    collector.add(DIRECTION_CONTRADICTS, field, np.flatnonzero(owed), message)
    frame[field] = frame[field].mask(pd.Series(owed, index=frame.index), pd.NA)


def join_sides(collector: Collector, frame: pd.DataFrame) -> None:
    """Take the credit side's column, where there is one, from the debit side's: ``借方金额``, ``贷方金额``.

    A row whose cell of either side cannot be read has no amount; it has its finding. A balance of which both sides
    are blank is 0, for that is how books print it; a document without either has no amount.

    Args:
        collector: The table's cells.
        frame: The typed frame; changed in place.
    """
    debit, credit = _SIDES[collector.raw.table]
    if credit not in collector.raw.columns:
        return
    missing = {side: frame[side].isna().to_numpy(dtype=bool) for side in (debit, credit)}
    owed, due = frame[debit], frame[credit].fillna(0)
    # A sum of this side that says so once more is no less on it.
    due = due.mask((due < 0) & _said_in_credit(collector, credit), -due)
    if collector.raw.table == "balances":
        owed = owed.mask(
            frame["region"].isin(_with_both(collector.raw.regions, debit, credit)), owed.fillna(0)
        )
    joined = owed.where(due == 0, owed.fillna(0) - due)
    for side in (debit, credit):
        # A warning of how a sum looks does not take it away.
        rows = collector.faulty_rows(side)
        joined[rows[missing[side][rows]]] = pd.NA
    frame[debit] = joined


def _with_both(regions: Iterable[Region], debit: str, credit: str) -> list[int]:
    """Return the ids of the tables that have a column for each side."""
    return [
        region.id for region in regions if None not in (region.column_of(debit), region.column_of(credit))
    ]
