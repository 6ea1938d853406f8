"""Records of the section ``tiers``."""

from __future__ import annotations

from typing import Literal, NotRequired

from kehu_batch.model.figures.choices import Movement, TierMethod
from kehu_batch.model.schema.kinds import Count, Counts, Customer, Money, Place, Share, Shares
from kehu_batch.model.schema.record import Record


class MixRecord(Record):
    """A tier's share beside the share expected."""

    tier: str
    count: Count
    share: Share | None
    share_reason: NotRequired[str]
    expected: Share | None
    gap: float | None
    gap_reason: NotRequired[str]


class Movements(Record):
    """Customers by tier as it was and as it is: against the stated tier, and against the period before."""

    stated: dict[str, Counts]
    previous: dict[str, Counts] | None
    previous_reason: NotRequired[str]


class ManualTier(Customer, Place):
    """A tier given by hand."""

    manual: str
    manual_reason: str | None
    honoured: bool
    recomputed: str | None
    by_rule: str | None


class Disagreement(Customer, Place):
    """A customer whom RFM sees otherwise."""

    tier: str
    segment: str
    value_class: str
    r: Count
    f: Count
    m: Count
    days: Count
    deals: Count
    amount: Money
    opinion: str


class SecondOpinionRecord(Record):
    """What RFM says beside the tiers."""

    lens: Literal["rfm"]
    window_months: Count
    scored: Count
    unscored: Counts
    segments: Counts
    value_classes: Counts
    note: str
    disagreements: list[Disagreement]


class TierCustomer(Customer):
    """A customer's tier, stated and recomputed."""

    stated: str | None
    stated_tier: str | None
    recomputed: str | None
    manual: str | None
    movement: Movement
    reason: str
    file: str | None
    cell: str | None
    spend: Money | None
    previous: str | None
    since: Movement | None
    segment: str | None


class Tiers(Record):
    """Counts against the expected mix, movements, manual tiers, RFM, every customer."""

    scheme: str
    method: TierMethod
    counts: Counts
    shares: Shares
    expected_shares: Shares
    expected_mix: list[MixRecord]
    untold: dict[str, str]
    unrated: Count
    movements: Movements
    previous_source: str | None
    manual: list[ManualTier]
    second_opinion: SecondOpinionRecord | None
    second_opinion_reason: NotRequired[str]
    customers: list[TierCustomer]
