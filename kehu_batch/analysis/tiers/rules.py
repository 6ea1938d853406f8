"""Tiers recomputed by the policy's scheme (docs/rules.md, 5)."""

from __future__ import annotations

from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.tiers.bands import rate_bands
from kehu_batch.analysis.tiers.inputs import Inputs
from kehu_batch.analysis.tiers.quadrants import rate_quadrants
from kehu_batch.analysis.tiers.rating import Rating, find_inquiries
from kehu_batch.analysis.tiers.scoring import rate_scores
from kehu_batch.analysis.tiers.segments import rate_segments
from kehu_batch.analysis.tiers.spend import Spend
from kehu_batch.policy.schema import Policy


def rate_customers(snapshot: Snapshot, spend: Spend, policy: Policy) -> Rating:
    """Rate every customer of the drop by the scheme's method."""
    scheme = policy.tiers
    inquiry = find_inquiries(snapshot, spend)
    inputs = Inputs(snapshot, spend, policy)
    match scheme.method:
        case "bands":
            return rate_bands(inputs, inquiry, scheme)
        case "quadrants":
            return rate_quadrants(inputs, inquiry, scheme)
        case "score":
            return rate_scores(inputs, inquiry, scheme)
        case "rfm":
            return rate_segments(inputs, inquiry, policy)
