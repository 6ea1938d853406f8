"""Obligations of contact, whatever their clock: what was due, when, and when it was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from kehu_batch.analysis.base.snapshot import Days, Mask
from kehu_batch.analysis.base.text_columns import Texts

#: No date, as days since 1970-01-01.
NO_DAY = int(np.iinfo(np.int64).min)


@dataclass(frozen=True, slots=True)
class Obligations:
    """Obligations; parallel arrays.

    Args:
        clocks: Clock code of each.
        customers: Its customer.
        owners: Who is responsible; ``None`` where nobody is named.
        due: Due day; ``NO_DAY`` where it is not known.
        closed: Day it was done; ``NO_DAY`` where it is open.
        contents: What was promised.
        regions: Region id of the row that it comes from.
        rows: Its sheet row.
        fields: Field code of its cell.
    """

    clocks: Texts
    customers: Days
    owners: Texts
    due: Days
    closed: Days
    contents: Texts
    regions: Days
    rows: Days
    fields: Texts

    def select(self, chosen: Mask) -> Obligations:
        """Return the chosen ones."""
        return Obligations(*(getattr(self, item.name)[chosen] for item in fields(self)))


_NONE = Obligations(
    *(np.empty(0, dtype=np.int64 if item.type == "Days" else object) for item in fields(Obligations))
)


def join_obligations(parts: Sequence[Obligations]) -> Obligations:
    """Return obligations of several clocks as one."""
    every = (_NONE, *parts)
    return Obligations(
        *(np.concatenate([getattr(part, item.name) for part in every]) for item in fields(Obligations))
    )
