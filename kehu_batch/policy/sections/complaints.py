"""Complaint clocks: their limits, and whether they run in calendar or in working hours."""

from __future__ import annotations

from datetime import time
from typing import Literal

from kehu_batch.checked_values import Field, model_validator
from kehu_batch.policy.sections.base import Section


class ComplaintClockSet(Section):
    """Limits of the complaint clocks; a stage without a limit is not asked for."""

    respond_hours: int | None = Field(default=None, ge=1)
    plan_hours: int | None = Field(default=None, ge=1)
    resolve_hours: int | None = Field(default=None, ge=1)
    confirm_days: int | None = Field(default=None, ge=1)


class ComplaintPolicy(Section):
    """Complaint clocks (docs/rules.md, 8).

    Attributes:
        clocks: Names the set of limits in force.
        hours: ``calendar``: every hour counts; ``working``: those of working days, by the mainland calendar,
            between ``working_from`` and ``working_to``.
        working_from: Start of a working day.
        working_to: Its end.
        pair_days: A complaint and a callback issue of one customer and type, at most so many days apart, are
            probably one matter.
        sets: Limits by name.
    """

    clocks: str
    hours: Literal["calendar", "working"] = "calendar"
    working_from: time = time(9)
    working_to: time = time(18)
    pair_days: int = Field(ge=0)
    sets: dict[str, ComplaintClockSet]

    @property
    def limits(self) -> ComplaintClockSet:
        """Return the set of limits in force."""
        return self.sets[self.clocks]

    @model_validator(mode="after")
    def _check(self) -> ComplaintPolicy:
        if self.clocks not in self.sets:
            raise ValueError(f"clocks 写的“{self.clocks}”不是已有的时限，可用：{'、'.join(self.sets)}")
        if self.working_from >= self.working_to:
            raise ValueError("working_from 必须早于 working_to")
        return self
