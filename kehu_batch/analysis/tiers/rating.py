"""What every way of rating gives: a tier for each customer, and the ground for it."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from kehu_batch.analysis.base.days import is_dated
from kehu_batch.analysis.base.snapshot import Codes, Counts, Mask, Snapshot
from kehu_batch.analysis.base.text_columns import Texts, same_text
from kehu_batch.analysis.base.unread_cells import unread_days
from kehu_batch.analysis.tiers.checks import CheckVerdict
from kehu_batch.analysis.tiers.inputs import TierInput
from kehu_batch.analysis.tiers.namesakes import find_namesakes
from kehu_batch.analysis.tiers.rfm import RfmScores
from kehu_batch.analysis.tiers.spend import Spend
from kehu_batch.model.tables.telling import regions_with, why_untold, why_untold_beside
from kehu_batch.policy.schema import TierPolicy
from kehu_batch.records import dataclass

#: Position of a tier in the scheme, high to low; -1 for 未定级.
TierIndex = npt.NDArray[np.int64]

#: Why nobody can tell whether there was a deal, where its day is written.
UNREAD_DEAL = "最近交易时间写了而读不出"

#: The same, where a row gives the name alone.
NAMESAKE = "同名的客户有几个编号，分不清是哪一个"


class Ground(IntEnum):
    """Why a customer has its tier, or none."""

    NO_AMOUNT = 0
    NEGATIVE = 1
    NEITHER = 2
    BELOW = 3
    INQUIRY = 4
    RULED = 5
    DROPPED = 6
    NO_DEAL = 7
    UNDECIDED = 8
    NO_MATCH = 9
    UNSCORED = 10
    UNTOLD = 11


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Which customers asked something, and how.

    Args:
        called: Has a callback.
        followed: Has a follow-up.
        needs: Has a need_type in the ledger.
        dealt: Has a deal date, an order or an amount, be it known or not, so that nothing of it is a mere inquiry.
        untold: Why nobody can tell whether there was a deal; ``""`` where it can be told.
        unheard: Why nobody can tell who asked something; ``""`` where a table came that could tell it.
    """

    called: Mask
    followed: Mask
    needs: Mask
    dealt: Mask
    untold: Texts
    unheard: str = ""

    @property
    def asked(self) -> Mask:
        """Whether there is an inquiry without a deal."""
        asked: Mask = self._undealt & (self.untold == "")
        return asked

    @property
    def unclear(self) -> Mask:
        """Whether there is an inquiry, and nobody can tell whether there was a deal."""
        unclear: Mask = self._undealt & (self.untold != "")
        return unclear

    @property
    def _undealt(self) -> Mask:
        undealt: Mask = (self.called | self.followed | self.needs) & ~self.dealt
        return undealt


@dataclass(frozen=True, slots=True)
class Score:
    """A weighted score as a fraction: ``points / weights``, both times ``SCALE`` and exact.

    Args:
        points: Sum of weight × points of the known parts.
        weights: Sum of their weights.
        gained: Points of each part; -1 where it is not known.
    """

    points: Counts
    weights: Counts
    gained: tuple[Counts, ...]


#: Weights and points are whole numbers of 1 / SCALE.
SCALE = 10_000


@dataclass(frozen=True, slots=True)
class Rating:
    """The rule's result for each customer.

    Args:
        tiers: Tier index; -1 for 未定级.
        grounds: A ``Ground`` for each customer.
        measure: The scheme's measure.
        inquiry: Evidence of inquiries.
        judged: Whether what the rule looks at is known, whatever comes of it.
        verdicts: All questions that were put, those of one axis or tier beside each other.
        bands: Index of the tier that the measure alone gives, of bands; -1 where none.
        sides: For each axis whether it is high (1), low (0) or not known (-1), of quadrants.
        score: Of weighted scores.
        rfm: Of segments.
    """

    tiers: TierIndex
    grounds: npt.NDArray[np.int64]
    measure: TierInput
    inquiry: Inquiry
    judged: Mask
    verdicts: tuple[CheckVerdict, ...] = ()
    bands: TierIndex | None = None
    sides: tuple[Codes, ...] = ()
    score: Score | None = None
    rfm: RfmScores | None = None


def find_inquiries(snapshot: Snapshot, spend: Spend) -> Inquiry:
    """Return the evidence of inquiries: a contact or a stated need, without any deal date, order or amount."""
    count = snapshot.customer_count
    callers = snapshot.values("callbacks", "customer")
    # A deal that the worksheet names was made, whether the customer was reached or not.
    calls = snapshot.dated_calls
    named = snapshot.values("callbacks", "customer", calls)
    days = snapshot.days("callbacks", "last_deal_on", calls)
    followers = snapshot.values("followups", "customer")
    return Inquiry(
        called=_marked(callers, count),
        followed=_marked(followers, count),
        needs=snapshot.ledger_values("need_type").notna().to_numpy(),
        dealt=_marked(named[is_dated(days) & (days <= snapshot.day)], count)
        | spend.ordered
        | (spend.ledger_known & (spend.ledger_fen != 0))
        | (spend.ledger_unknown != ""),
        untold=_why_untold_of_each(snapshot, spend),
        unheard=why_untold_beside(snapshot.dataset, ("callbacks", "followups"), {"need_type"}, "需求类型"),
    )


def _why_untold_of_each(snapshot: Snapshot, spend: Spend) -> Texts:
    """Return the same, and of whom nobody can tell whose rows these are: one of several customers of that name."""
    reasons = _why_untold(snapshot, spend)
    reasons[find_namesakes(snapshot.dataset).unclear | spend.shared] = NAMESAKE
    return reasons


def _why_untold(snapshot: Snapshot, spend: Spend) -> Texts:
    """Return for each customer why nobody can tell whether there was a deal; ``""`` where it can be told.

    Orders tell it, a ledger, and 最近交易时间 of the customer's callbacks; where that is written and cannot be read,
    only orders that cover the window do.
    """
    dataset, count = snapshot.dataset, snapshot.customer_count
    reasons = same_text(why_untold(dataset, "orders", "ledger"), count)
    if spend.by_orders or dataset.table("callbacks") is None:
        return reasons
    customers, regions = (
        snapshot.values("callbacks", name, snapshot.written) for name in ("customer", "region")
    )
    asked = regions_with(dataset, "callbacks", {"last_deal_on"})[regions]
    reasons[_marked(customers[asked], count)] = ""
    unread = unread_days(dataset, "callbacks", "last_deal_on")[snapshot.written]
    reasons[_marked(customers[unread], count)] = UNREAD_DEAL
    return reasons


def _marked(customers: npt.NDArray[np.int64], count: int) -> Mask:
    return np.bincount(customers[customers >= 0], minlength=count) > 0


def settle(
    tiers: TierIndex, grounds: npt.NDArray[np.int64], measure: TierInput, inquiry: Inquiry, policy: TierPolicy
) -> tuple[TierIndex, npt.NDArray[np.int64]]:
    """Return tiers and grounds with what every scheme settles first.

    A measure below 0 is 未定级. Without a deal an inquiry is the tier for inquiries, where the scheme has one, and
    未定级 where nobody can tell whether there was a deal; neither deal nor inquiry is 未定级.
    """
    nothing = measure.known & (measure.numbers == 0)
    for_inquiries = next((place for place, tier in enumerate(policy.tiers) if tier.inquiry), -1)
    choices = [
        (measure.known & (measure.numbers < 0), Ground.NEGATIVE, -1),
        ((nothing | ~measure.known) & inquiry.asked & (for_inquiries >= 0), Ground.INQUIRY, for_inquiries),
        ((nothing | ~measure.known) & inquiry.unclear & (for_inquiries >= 0), Ground.UNTOLD, -1),
        (nothing & ~inquiry.asked & ~inquiry.dealt, Ground.NEITHER, -1),
    ]
    masks = [mask for mask, _, _ in choices]
    return (
        np.select(masks, [tier for _, _, tier in choices], tiers),
        np.select(masks, [int(ground) for _, ground, _ in choices], grounds),
    )
