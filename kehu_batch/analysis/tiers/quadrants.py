"""Tiers by quadrants: each axis is high or low, and their combination is the tier."""

from __future__ import annotations

import numpy as np

from kehu_batch.analysis.base.snapshot import Codes, Mask
from kehu_batch.analysis.tiers.checks import Check, CheckVerdict, Levels, check_condition
from kehu_batch.analysis.tiers.inputs import Inputs
from kehu_batch.analysis.tiers.rating import Ground, Inquiry, Rating, settle
from kehu_batch.policy.schema import TierAxis, TierPolicy
from kehu_batch.policy.sections.tiers import HIGH


def rate_quadrants(inputs: Inputs, inquiry: Inquiry, policy: TierPolicy) -> Rating:
    """Rate by axes; conditions that are not known are left out, and an axis of which none is known is not told."""
    measure, levels = inputs.get(policy.measure), Levels(policy.levels)
    everyone = np.ones(inputs.snapshot.customer_count, dtype=np.bool_)
    answers = [
        [
            check_condition(inputs.get(one.field), one, levels, everyone, f"用来判断“{axis.name}”")
            for one in axis.conditions
        ]
        for axis in policy.axes
    ]
    sides = tuple(_side(axis, verdicts) for axis, verdicts in zip(policy.axes, answers, strict=True))
    tiers = np.full(len(everyone), -1, dtype=np.int64)
    told: Mask = everyone.copy()
    for side in sides:
        told &= side >= 0
    for place, tier in enumerate(policy.tiers):
        if tier.when:
            matching = told.copy()
            for axis, side in zip(policy.axes, sides, strict=True):
                matching &= side == (tier.when[axis.name] == HIGH)
            tiers[matching] = place
    unpriced: Mask = ~measure.known & _untold_with_measure(policy, sides)
    grounds = np.select(
        [tiers >= 0, unpriced, ~told],
        [int(Ground.RULED), int(Ground.NO_AMOUNT), int(Ground.UNDECIDED)],
        int(Ground.NO_MATCH),
    )
    tiers, grounds = settle(tiers, grounds, measure, inquiry, policy)
    verdicts = tuple(verdict for group in answers for verdict in group)
    return Rating(tiers, grounds, measure, inquiry, told, verdicts, sides=sides)


def _side(axis: TierAxis, verdicts: list[CheckVerdict]) -> Codes:
    """Return whether an axis is high (1), low (0) or not known (-1)."""
    met = np.sum([verdict.checks == Check.MET for verdict in verdicts], axis=0)
    known = np.sum([verdict.known for verdict in verdicts], axis=0)
    high = {"any": met > 0, "all": met == known, "majority": 2 * met > known}[axis.needs]
    return np.where(known == 0, -1, high.astype(np.int64))


def _untold_with_measure(policy: TierPolicy, sides: tuple[Codes, ...]) -> Mask:
    """Return where an axis that looks at the scheme's measure is not known."""
    untold = np.zeros(len(sides[0]), dtype=np.bool_)
    for axis, side in zip(policy.axes, sides, strict=True):
        if any(condition.field == policy.measure for condition in axis.conditions):
            untold |= side < 0
    return untold
