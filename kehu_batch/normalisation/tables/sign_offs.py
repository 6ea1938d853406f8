"""What people wrote into the forms of an earlier run's workpapers: who prepared and reviewed them, what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from kehu_batch.normalisation.cells.raw import Rows
from kehu_batch.policy.own_sheets import CONCLUSION, DRAFT, INDEX_LABEL, SIGN_OFF_LABELS

SignOff = dict[str, str | date]


def read_sign_offs(own_sheets: Sequence[Rows]) -> Mapping[str, Mapping[str, str | date]]:
    """Return what stands in each workpaper's form, by its index number and the row's label.

    A conclusion that is still the program's draft is none of theirs. Where a paper stands twice, the first counts.

    Args:
        own_sheets: The rows of each sheet of ours.
    """
    found: dict[str, SignOff] = {}
    for rows in own_sheets:
        for index, signed in _read_forms(rows).items():
            found.setdefault(index, signed)
    return {index: signed for index, signed in found.items() if signed}


def _read_forms(rows: Rows) -> dict[str, SignOff]:
    found: dict[str, SignOff] = {}
    index = draft = ""
    for row in rows:
        label, value = (str(row[0]), row[1]) if len(row) > 1 else ("", "")
        if label == INDEX_LABEL:
            index = str(value)
            found[index] = {}
        elif not label:
            index = ""
        elif index and label == DRAFT:
            draft = str(value)
        elif index and label in SIGN_OFF_LABELS and not (label == CONCLUSION and str(value) == draft):
            kept = _kept(value)
            if kept:
                found[index][label] = kept
    return found


def _kept(value: object) -> str | date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
