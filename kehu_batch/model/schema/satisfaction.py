"""Records of the section ``satisfaction``."""

from __future__ import annotations

from kehu_batch.model.schema.kinds import Count, Counts, Customer, Day, Interval, Place, Share
from kehu_batch.model.schema.record import Record


class SatisfactionOf(Record):
    """Satisfaction of a group of callbacks."""

    called: Count
    scored: Count
    mean: float | None
    mean_interval: Interval | None
    csat: Share | None
    csat_interval: Interval | None


class UnsatisfiedCallback(Customer, Place):
    """One scored callback of the period that does not satisfy."""

    called_on: Day | None
    score: float
    called_by: str | None
    text: str | None


class Satisfaction(SatisfactionOf):
    """Satisfaction of the period's callbacks, and by group."""

    scale_max: float
    nps: float | None
    distribution: Counts
    by_tier: dict[str, SatisfactionOf]
    by_owner: dict[str, SatisfactionOf]
    by_industry: dict[str, SatisfactionOf]
    by_method: dict[str, SatisfactionOf]
    by_month: dict[str, SatisfactionOf]
    unsatisfied: list[UnsatisfiedCallback]
