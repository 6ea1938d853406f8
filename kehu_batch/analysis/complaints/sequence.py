"""Whether the times of a complaint can follow one another as its stages do (docs/rules.md, 8)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kehu_batch.analysis.base.snapshot import Mask
from kehu_batch.analysis.complaints.moments import Moments
from kehu_batch.analysis.complaints.register import TIMES, Register

#: The stages that follow a complaint's receipt.
_STAGES = TIMES[1:]


def precedes(earlier: Moments, later: Moments) -> Mask:
    """Return where ``later`` lies before ``earlier`` for certain, whatever the unknown times of day are."""
    return earlier.known & later.known & (later.late < earlier.early)


def stages_before(field: str) -> tuple[str, ...]:
    """Return the stages that a stage cannot come before; the receipt is none of them.

    A plan may be ready before anyone answers the customer, but nothing is solved and told, or confirmed, before that.

    Example:
        >>> stages_before("resolved_at"), stages_before("planned_at")
        (('responded_at', 'planned_at'), ())
    """
    return () if field == "planned_at" else _STAGES[: _STAGES.index(field)]


def find_disorder(register: Register) -> Mapping[str, Mask]:
    """Return by stage which complaints have a time there that contradicts that of another stage.

    One of the two is wrong and nobody can tell which, so both are in doubt. A stage before the receipt is in doubt
    alone, and so is a confirmation before its solution: the receipt and the solution stand on their own.
    """
    doubtful = {field: precedes(register.times["received_at"], register.times[field]) for field in _STAGES}
    too_early = {field: found.copy() for field, found in doubtful.items()}
    for field in _STAGES:
        for before in stages_before(field):
            wrong = precedes(register.times[before], register.times[field]) & ~too_early[field]
            doubtful[field] |= wrong
            if field != "confirmed_at":
                doubtful[before] |= wrong
    return doubtful


def in_doubt(doubtful: Mapping[str, Mask], fields: tuple[str, str]) -> Mask:
    """Return which complaints have a doubtful time at either end of what lies between two times."""
    first, second = fields
    return doubtful[second] | doubtful.get(first, np.zeros(len(doubtful[second]), dtype=np.bool_))
