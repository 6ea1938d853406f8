"""Contact cadence and the clocks of follow-ups."""

from __future__ import annotations

from typing import Literal

from kehu_batch.checked_values import Field, model_validator
from kehu_batch.policy.sections.base import Section
from kehu_batch.policy.sections.contact_clocks import ResultPolicy, TierContact, TouchPolicy


class Cadence(Section):
    """How often a tier is to be contacted. Exactly one of months, weeks and days.

    Attributes:
        methods: Channels that count; empty: every one.
        most_per_month: More contacts in a month are too many; left out: as many as the interval fits in.
    """

    months: int | None = Field(default=None, ge=1)
    weeks: int | None = Field(default=None, ge=1)
    days: int | None = Field(default=None, ge=1)
    methods: tuple[str, ...] = ()
    most_per_month: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _check_one(self) -> Cadence:
        if sum(value is not None for value in (self.months, self.weeks, self.days)) != 1:
            raise ValueError("months、weeks、days 必须且只能写一个")
        return self


class SeverityBounds(Section):
    """Days late at which severity rises: high above ``high_over``, medium above ``medium_over``, else low."""

    high_over: int = Field(ge=1)
    medium_over: int = Field(ge=0)


Clock = Literal[
    "promised_callback",
    "plan_deadline",
    "tier_cadence",
    "touch_1357",
    "result_cadence",
    "complaint_respond",
    "complaint_plan",
    "complaint_resolve",
    "post_solution",
]


class FollowUpPolicy(Section):
    """Clocks of contact and overdue follow-ups (docs/rules.md, 6).

    Attributes:
        clocks: Clocks that are switched on.
        closing_statuses: What people are offered to write where something is done.
        closed_words: Further words that mean the same.
        open_words: Words that mean that it is not done yet; a status that is in neither list is a finding.
        cadence: How often each tier is to be contacted; a tier that is not named has no clock.
        further: Contacts of their own kind that some tiers are to have beside it, by name.
        severity: Of what is overdue, by days.
        touch: Of the clock ``touch_1357``.
        results: Of the clock ``result_cadence``, and of the answers that callbacks ask for.
    """

    clocks: tuple[Clock, ...]
    closing_statuses: tuple[str, ...]
    closed_words: tuple[str, ...] = ()
    open_words: tuple[str, ...] = ()
    cadence: dict[str, Cadence]
    further: dict[str, TierContact] = Field(default_factory=dict)
    severity: SeverityBounds
    touch: TouchPolicy
    results: ResultPolicy
