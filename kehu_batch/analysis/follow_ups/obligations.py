"""Obligations of contact, whatever their clock: what was due, when, and when it was done."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kehu_batch.analysis.base.days import Days, Times, no_days, to_dates
from kehu_batch.analysis.base.snapshot import Codes, Mask
from kehu_batch.analysis.base.text_columns import Texts, same_text
from kehu_batch.records import dataclass, field, fields


def _no_texts() -> Texts:
    return np.empty(0, dtype=object)


def _no_day() -> Days:
    return no_days(0)


def _no_time() -> Times:
    return to_dates(no_days(0))


@dataclass(frozen=True, slots=True)
class Obligations:
    """Obligations; parallel arrays. The last ones may be left out where they are the same for all.

    Args:
        clocks: Clock code of each.
        customers: Its customer.
        owners: Who is responsible; ``None`` where nobody is named.
        due: Due day; ``NaT`` where it is not known.
        closed: Day it was done; ``NaT`` where it is open.
        contents: What was promised.
        regions: Region id of the row that it comes from.
        rows: Its sheet row.
        fields: Field code of its cell.
        channels: What contact ``touch_1357`` or a further kind of contact asks for; ``""`` of others.
        states: The state where its days do not decide it; ``""`` where they do.
        due_at: Due moment of a clock in hours; ``NaT`` where only the day is known.
        closed_at: Moment it was done, likewise.
        since: Day from which it is owed; ``NaT`` where its due day tells.
    """

    clocks: Texts
    customers: Codes
    owners: Texts
    due: Days
    closed: Days
    contents: Texts
    regions: Codes
    rows: Codes
    fields: Texts
    channels: Texts = field(default_factory=_no_texts)
    states: Texts = field(default_factory=_no_texts)
    due_at: Times = field(default_factory=_no_time)
    closed_at: Times = field(default_factory=_no_time)
    since: Days = field(default_factory=_no_day)

    def __post_init__(self) -> None:
        """Fill what was left out."""
        size = len(self.clocks)
        for name in ("channels", "states"):
            if len(getattr(self, name)) != size:
                object.__setattr__(self, name, same_text("", size))
        for name in ("due_at", "closed_at"):
            if len(getattr(self, name)) != size:
                object.__setattr__(self, name, to_dates(no_days(size)))
        if len(self.since) != size:
            object.__setattr__(self, "since", no_days(size))

    def select(self, chosen: Mask) -> Obligations:
        """Return the chosen ones."""
        return Obligations(*(getattr(self, item.name)[chosen] for item in fields(self)))


def join_obligations(parts: Sequence[Obligations]) -> Obligations:
    """Return obligations of several clocks as one."""
    texts, codes, days = _no_texts(), np.empty(0, dtype=np.int64), no_days(0)
    nothing = Obligations(texts, codes, texts, days, days, texts, codes, codes, texts)
    every = (nothing, *parts)
    return Obligations(
        *(np.concatenate([getattr(part, item.name) for part in every]) for item in fields(Obligations))
    )
