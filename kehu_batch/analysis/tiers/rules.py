"""Tiers recomputed from spend, conditions and inquiries (docs/rules.md, 5)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.folded_texts import fold_matches
from kehu_batch.analysis.base.snapshot import Mask, Snapshot, to_days
from kehu_batch.analysis.tiers.spend import Spend
from kehu_batch.folding import fold_text
from kehu_batch.policy.schema import TierCondition, TierPolicy

#: Position of a tier in the scheme, high to low; -1 for 未定级.
TierIndex = npt.NDArray[np.int64]


class Ground(IntEnum):
    """Why a customer has its tier, or none."""

    NO_AMOUNT = 0
    NEGATIVE = 1
    NEITHER = 2
    BELOW = 3
    INQUIRY = 4
    BAND = 5
    DROPPED = 6


class Check(IntEnum):
    """What became of a condition for a customer."""

    NOT_ASKED = 0
    MET = 1
    FAILED = 2
    BLANK = 3
    ABSENT = 4


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """One condition of one tier, for every customer.

    Args:
        tier: Index of the tier that asks for it.
        condition: The condition.
        checks: A ``Check`` for each customer.
        texts: The cells' text for each customer; missing where blank or absent.
    """

    tier: int
    condition: TierCondition
    checks: npt.NDArray[np.int64]
    texts: pd.Series


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Which customers asked something, and how.

    Args:
        called: Has a callback.
        followed: Has a follow-up.
        needs: Has a need_type in the ledger.
        dealt: Has a deal date, an order or an amount, so that nothing of it is a mere inquiry.
    """

    called: Mask
    followed: Mask
    needs: Mask
    dealt: Mask

    @property
    def asked(self) -> Mask:
        """Whether there is an inquiry without a deal."""
        return (self.called | self.followed | self.needs) & ~self.dealt


@dataclass(frozen=True, slots=True)
class Rating:
    """The rule's result for each customer.

    Args:
        tiers: Tier index; -1 for 未定级.
        bands: Index of the tier that the amount alone gives; -1 where none.
        grounds: A ``Ground`` for each customer.
        conditions: Results of all conditions.
        inquiry: Evidence of inquiries.
    """

    tiers: TierIndex
    bands: TierIndex
    grounds: npt.NDArray[np.int64]
    conditions: tuple[ConditionResult, ...]
    inquiry: Inquiry


def rate_customers(snapshot: Snapshot, spend: Spend, policy: TierPolicy) -> Rating:
    """Rate every customer of the drop.

    Bands are closed below and open above. A failed condition drops exactly one tier however many fail; a
    blank one, or one whose column is absent, is passed over. An amount of 0 is no deal.
    """
    inquiry = find_inquiries(snapshot, spend)
    bands = _bands(spend, policy)
    conditions = tuple(
        _check(snapshot, position, condition, bands)
        for position, tier in enumerate(policy.tiers)
        for condition in tier.conditions
    )
    failed = np.zeros(snapshot.customer_count, dtype=np.bool_)
    for result in conditions:
        failed |= result.checks == Check.FAILED
    inquiry_tier = next((position for position, tier in enumerate(policy.tiers) if tier.inquiry), -1)
    grounds = _grounds(spend, bands, failed, inquiry, policy)
    tiers = np.where(failed, bands + 1, bands)
    tiers[tiers == len(policy.tiers)] = -1
    tiers[grounds == Ground.INQUIRY] = inquiry_tier
    return Rating(tiers, bands, grounds, conditions, inquiry)


def find_inquiries(snapshot: Snapshot, spend: Spend) -> Inquiry:
    """Return the evidence of inquiries: a contact or a stated need, without any deal date, order or amount."""
    count = snapshot.customer_count
    calls = snapshot.rows("callbacks", "customer", "last_deal_on")
    callers = calls["customer"].to_numpy(dtype=np.int64)
    followers = snapshot.rows("followups", "customer")["customer"].to_numpy(dtype=np.int64)
    deals = (calls["last_deal_on"].notna() & (to_days(calls["last_deal_on"]) <= snapshot.day)).to_numpy()
    return Inquiry(
        called=_marked(callers, count),
        followed=_marked(followers, count),
        needs=snapshot.ledger_values("need_type").notna().to_numpy(),
        dealt=_marked(callers[deals], count) | spend.ordered | (spend.ledger_known & (spend.ledger_fen != 0)),
    )


def _marked(customers: npt.NDArray[np.int64], count: int) -> Mask:
    return np.bincount(customers[customers >= 0], minlength=count) > 0


def _bands(spend: Spend, policy: TierPolicy) -> TierIndex:
    """Return the highest tier whose least amount is reached; an amount of 0 or less is in no band."""
    bands = np.full(len(spend.fen), -1, dtype=np.int64)
    for position in reversed(range(len(policy.tiers))):
        least = policy.tiers[position].min_amount
        if least is not None:
            bands[spend.known & (spend.fen > 0) & (spend.fen >= int(least * 100))] = position
    return bands


def _grounds(
    spend: Spend, bands: TierIndex, failed: Mask, inquiry: Inquiry, policy: TierPolicy
) -> npt.NDArray[np.int64]:
    asked = inquiry.asked & any(tier.inquiry for tier in policy.tiers)
    nothing = spend.known & (spend.fen == 0)
    choices = [
        (spend.known & (spend.fen < 0), Ground.NEGATIVE),
        (failed, Ground.DROPPED),
        (bands >= 0, Ground.BAND),
        ((nothing | ~spend.known) & asked, Ground.INQUIRY),
        (~spend.known, Ground.NO_AMOUNT),
        (nothing & ~inquiry.dealt & ~inquiry.asked, Ground.NEITHER),
    ]
    return np.select([mask for mask, _ in choices], [int(ground) for _, ground in choices], int(Ground.BELOW))


def _check(snapshot: Snapshot, tier: int, condition: TierCondition, bands: TierIndex) -> ConditionResult:
    values = snapshot.ledger_values(condition.field)
    allowed = {fold_text(word) for word in condition.any_of}
    met = fold_matches(values, allowed)
    choices = [bands != tier, ~_has_column(snapshot, condition.field), values.isna().to_numpy(), met]
    results = [Check.NOT_ASKED, Check.ABSENT, Check.BLANK, Check.MET]
    checks = np.select(choices, [int(result) for result in results], int(Check.FAILED))
    return ConditionResult(tier, condition, checks, values)


def _has_column(snapshot: Snapshot, field: str) -> Mask:
    """Return which customers stand in a part of the ledger that has the column."""
    ledger = snapshot.dataset.table("ledger")
    rows = snapshot.ledger_rows()
    if ledger is None:
        return np.zeros(len(rows), dtype=np.bool_)
    present = np.array(
        [region.column_of(field) is not None for region in snapshot.dataset.regions], dtype=np.bool_
    )
    known = present[ledger["region"].to_numpy(dtype=np.int64)]
    return np.append(known, False)[rows]
