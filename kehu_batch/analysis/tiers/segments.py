"""Tiers by RFM segments."""

from __future__ import annotations

import numpy as np

from kehu_batch.analysis.tiers.inputs import Inputs
from kehu_batch.analysis.tiers.rating import Ground, Inquiry, Rating, settle
from kehu_batch.analysis.tiers.rfm import score_rfm
from kehu_batch.policy.schema import Policy


def rate_segments(inputs: Inputs, inquiry: Inquiry, policy: Policy) -> Rating:
    """Rate by the tier that lists a customer's segment."""
    measure = inputs.get(policy.tiers.measure)
    scores = score_rfm(inputs.snapshot, policy.rfm)
    tier_of = {segment: place for place, tier in enumerate(policy.tiers.tiers) for segment in tier.segments}
    places = np.array([*(tier_of.get(one.name, -1) for one in policy.rfm.segments), -1], dtype=np.int64)
    tiers = places[scores.segment]
    grounds = np.select(
        [tiers >= 0, scores.scored], [int(Ground.RULED), int(Ground.NO_MATCH)], int(Ground.UNSCORED)
    )
    tiers, grounds = settle(tiers, grounds, measure, inquiry, policy.tiers)
    return Rating(tiers, grounds, measure, inquiry, scores.scored, rfm=scores)
