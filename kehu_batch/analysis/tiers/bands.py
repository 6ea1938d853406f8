"""Tiers by bands of a measure, with further conditions."""

from __future__ import annotations

import numpy as np

from kehu_batch.analysis.tiers.checks import Check, Levels, check_condition, to_bound
from kehu_batch.analysis.tiers.inputs import Inputs, TierInput
from kehu_batch.analysis.tiers.rating import Ground, Inquiry, Rating, TierIndex, settle
from kehu_batch.policy.schema import Tier, TierPolicy


def rate_bands(inputs: Inputs, inquiry: Inquiry, policy: TierPolicy) -> Rating:
    """Rate by bands that are closed below and open above; 0 is in no band.

    A failed condition drops exactly one tier however many fail; the lower tier's conditions are not asked. A
    blank one, or one whose column is absent, is passed over.
    """
    measure, levels = inputs.get(policy.measure), Levels(policy.levels)
    bands = _bands(measure, policy)
    verdicts = tuple(
        check_condition(
            inputs.get(condition.field),
            condition,
            levels,
            bands == place,
            f"{_noun(policy)}达到“{tier.name}”",
        )
        for place, tier in enumerate(policy.tiers)
        for condition in tier.conditions
    )
    failed = np.zeros(len(bands), dtype=np.bool_)
    for verdict in verdicts:
        failed |= verdict.checks == Check.FAILED
    tiers = np.where(failed, bands + 1, bands)
    tiers[tiers == len(policy.tiers)] = -1
    grounds = np.select(
        [failed, bands >= 0, ~measure.known, measure.numbers == 0],
        [int(Ground.DROPPED), int(Ground.RULED), int(Ground.NO_AMOUNT), int(Ground.NO_DEAL)],
        int(Ground.BELOW),
    )
    tiers, grounds = settle(tiers, grounds, measure, inquiry, policy)
    return Rating(tiers, grounds, measure, inquiry, measure.known, verdicts, bands=bands)


def least_of(tier: Tier, policy: TierPolicy) -> float | None:
    """Return a tier's least value as the measure's values are held; ``None`` where it has none."""
    least = tier.min_amount if policy.of_money else tier.min_value
    return None if least is None else to_bound(least, "元" if policy.of_money else "数")


def _noun(policy: TierPolicy) -> str:
    return "金额" if policy.of_money else "数值"


def _bands(measure: TierInput, policy: TierPolicy) -> TierIndex:
    """Return the highest tier whose least value is reached; 0 or less is in no band."""
    bands = np.full(len(measure.known), -1, dtype=np.int64)
    for place in reversed(range(len(policy.tiers))):
        least = least_of(policy.tiers[place], policy)
        if least is not None:
            bands[measure.known & (measure.numbers > 0) & (measure.numbers >= least)] = place
    return bands
