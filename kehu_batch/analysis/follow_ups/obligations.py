"""Obligations of contact, whatever their clock: what was due, when, and when it was done."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.days import Days, Times, is_dated, no_days, to_dates
from kehu_batch.analysis.base.folded_texts import unify_spellings
from kehu_batch.analysis.base.snapshot import Codes, Mask
from kehu_batch.analysis.base.text_columns import Texts, as_texts, same_text
from kehu_batch.model.figures.states import ObligationState
from kehu_batch.records import dataclass, field, fields, replace

Numbers = npt.NDArray[np.int32]


def _no_texts() -> Texts:
    return np.empty(0, dtype=object)


def _no_number() -> Numbers:
    return np.empty(0, dtype=np.int32)


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
        numbers: Place of each among all that are told of, in whose order they are listed; left out before they are
            joined.
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
    numbers: Numbers = field(default_factory=_no_number)

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
        if len(self.numbers) != size:
            object.__setattr__(self, "numbers", np.arange(size, dtype=np.int32))

    @property
    def met(self) -> Mask:
        """Return which were done, in time or late: those that ask for nothing any more."""
        met: Mask = is_dated(self.closed) & (self.states != ObligationState.UNDECIDED)
        return met

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


def part_obligations(parts: Sequence[Obligations]) -> tuple[Obligations, Obligations]:
    """Return the obligations of several clocks that are not met, and those that are, numbered as they stand.

    Most of a long log's are met, and of these little is asked: they never stand beside the others in full. Owners
    whose names fold alike are spelled alike, whatever became of what they owe.
    """
    owners = [part.owners for part in parts]
    spelled = as_texts(unify_spellings(pd.Series(np.concatenate([_no_texts(), *owners]), dtype="str")))
    running, met, first = [], [], 0
    for part in parts:
        after = first + len(part.clocks)
        numbers = np.arange(first, after, dtype=np.int32)
        whole = replace(part, owners=spelled[first:after], numbers=numbers)
        running.append(whole.select(~whole.met))
        met.append(whole.select(whole.met))
        first = after
    return join_obligations(running), join_obligations(met)
