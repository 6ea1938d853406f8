"""All that a day's tiers are decided from: spend, the rule's result, stated and manual tiers (docs/rules.md, 5)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.snapshot import Codes, Mask, Positions, Snapshot
from kehu_batch.analysis.tiers.bands import rate_bands
from kehu_batch.analysis.tiers.inputs import Inputs
from kehu_batch.analysis.tiers.labels import StatedTiers, TierAliases, read_stated_tiers
from kehu_batch.analysis.tiers.quadrants import rate_quadrants
from kehu_batch.analysis.tiers.rating import Rating, find_inquiries
from kehu_batch.analysis.tiers.scoring import rate_scores
from kehu_batch.analysis.tiers.segments import rate_segments
from kehu_batch.analysis.tiers.spend import Spend, measure_spend
from kehu_batch.policy.schema import Policy
from kehu_batch.records import dataclass


@dataclass(frozen=True, slots=True)
class TierBasis:
    """Tiers of all customers as of a day, with what they were told from.

    Args:
        snapshot: The drop on that day.
        spend: What each customer spent.
        rating: The rule's result.
        stated: Stated tiers.
        manual: Manual tiers as written; missing where there is none.
        manual_tiers: Tier index of each; -1 where there is none or it is unknown.
    """

    snapshot: Snapshot
    spend: Spend
    rating: Rating
    stated: StatedTiers
    manual: pd.Series
    manual_tiers: Codes

    @property
    def tiers(self) -> Codes:
        """Return each customer's tier index: the manual tier where there is one, else the rule's; -1 for 未定级."""
        return np.where(self.manual_tiers >= 0, self.manual_tiers, self.rating.tiers)

    @property
    def ledger_rows(self) -> Positions:
        """Return each customer's position in the ledger; -1 where it has none."""
        return self.snapshot.ledger_rows()


def gather_basis(snapshot: Snapshot, policy: Policy) -> TierBasis:
    """Rate every customer and read what is stated of it."""
    aliases = TierAliases(policy.tiers)
    spend = measure_spend(snapshot, policy.tiers)
    manual = snapshot.ledger_values("manual_tier")
    return TierBasis(
        snapshot=snapshot,
        spend=spend,
        rating=_rate_customers(snapshot, spend, policy),
        stated=read_stated_tiers(snapshot, aliases),
        manual=manual,
        manual_tiers=aliases.find_all(manual, manual=True),
    )


def present_customers(snapshot: Snapshot) -> Mask:
    """Return which customers stand in the ledger or in any row that counts."""
    present = snapshot.ledger_rows() >= 0
    mentions = [snapshot.values(table, "customer") for table in snapshot.dataset.tables]
    mentions.append(snapshot.values("callbacks", "customer", snapshot.written))
    mentions.append(snapshot.values("followups", "customer", snapshot.attempts.get("followups")))
    for customers in mentions:
        present[customers[customers >= 0]] = True
    return present


def _rate_customers(snapshot: Snapshot, spend: Spend, policy: Policy) -> Rating:
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
