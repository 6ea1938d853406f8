"""Why each customer has its tier, in one line that names rule, inputs and what was missing."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.tiers.rules import Check, ConditionResult, Ground, Rating
from kehu_batch.analysis.tiers.spend import Spend
from kehu_batch.policy.schema import TierPolicy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.wording.labels import UNRATED
from kehu_batch.wording.numbers import format_yuan

Texts = npt.NDArray[np.object_]


def explain_tiers(rating: Rating, spend: Spend, policy: TierPolicy) -> Texts:
    """Return the reason of each customer's tier, e.g. ``核心 ← 近12个月消费 128,400.00 ≥ 100,000.00``."""
    reasons = np.full(len(spend.fen), "", dtype=object)
    amounts = _amounts(spend, policy)
    for ground in np.unique(rating.grounds).tolist():
        chosen = rating.grounds == ground
        reasons[chosen] = _explain_ground(Ground(ground), chosen, rating, spend, amounts, policy)
    return reasons


def _explain_ground(
    ground: Ground,
    chosen: npt.NDArray[np.bool_],
    rating: Rating,
    spend: Spend,
    amounts: Texts,
    policy: TierPolicy,
) -> Texts | str:
    match ground:
        case Ground.BAND | Ground.DROPPED:
            return _explain_bands(chosen, rating, amounts, policy)
        case Ground.INQUIRY:
            return _explain_inquiries(chosen, rating, policy)
        case Ground.NEGATIVE:
            return _joined(f"{UNRATED}：", amounts[chosen], "，为负数")
        case Ground.BELOW:
            least = min(
                (tier.min_amount for tier in policy.tiers if tier.min_amount is not None), default=None
            )
            bound = "" if least is None else f"，低于最低一级 {format_yuan(int(least * 100))}"
            return _joined(f"{UNRATED}：", amounts[chosen], bound)
        case Ground.NEITHER:
            return f"{UNRATED}：没有成交，也没有咨询"
        case Ground.NO_AMOUNT:
            short = "订单不足12个月" if policy.window_months == 12 else f"订单不足{policy.window_months}个月"
            partial = f"{UNRATED}：没有金额（{short}，台账没有年合作金额）"
            none = f"{UNRATED}：没有金额（年合作金额、订单都没有）"
            return np.where(spend.ordered[chosen], partial, none).astype(object)


def _joined(*parts: Texts | str) -> Texts:
    """Return texts joined row by row."""
    texts: Texts = np.sum(np.broadcast_arrays(*(np.asarray(part, dtype=object) for part in parts)), axis=0)
    return texts


def _amounts(spend: Spend, policy: TierPolicy) -> Texts:
    """Return ``近12个月消费 128,400.00`` for each customer, each distinct amount formatted once."""
    name = f"近{policy.window_months}个月消费" if spend.by_orders else "年合作金额"
    distinct, position = np.unique(spend.fen, return_inverse=True)
    texts = np.array([f"{name} {format_yuan(fen)}" for fen in distinct.tolist()], dtype=object)[position]
    for customer in np.flatnonzero(spend.unpriced).tolist():
        texts[customer] += f"（另有{spend.unpriced[customer]}笔订单金额不明）"
    return texts


def _explain_bands(
    chosen: npt.NDArray[np.bool_], rating: Rating, amounts: Texts, policy: TierPolicy
) -> Texts:
    names = np.array([*(tier.name for tier in policy.tiers), UNRATED], dtype=object)
    bounds = np.array(
        [
            "" if tier.min_amount is None else f" ≥ {format_yuan(int(tier.min_amount * 100))}"
            for tier in policy.tiers
        ],
        dtype=object,
    )
    texts: Texts = names[rating.tiers[chosen]] + " ← " + amounts[chosen] + bounds[rating.bands[chosen]]
    whole = np.full(len(chosen), "", dtype=object)
    whole[chosen] = texts
    for result in rating.conditions:
        _add_condition(whole, result)
    dropped = chosen & (rating.grounds == Ground.DROPPED)
    whole[dropped] += "，降一级"
    explained: Texts = whole[chosen]
    return explained


def _add_condition(texts: Texts, result: ConditionResult) -> None:
    label = _field_label(result.condition.field)
    values = result.texts
    failed = result.checks == Check.FAILED
    met = result.checks == Check.MET
    texts[met] += np.array([f"；{label}“{value}”符合" for value in values[met]], dtype=object)
    texts[failed] += np.array([f"；{label}“{value}”不符合" for value in values[failed]], dtype=object)
    texts[result.checks == Check.BLANK] += f"；{label}未填写，不考核"
    texts[result.checks == Check.ABSENT] += f"；没有{label}列，不考核"


def _field_label(field: str) -> str:
    fields = load_vocabulary().tables["ledger"].fields
    return fields[field].label if field in fields else field


def _explain_inquiries(chosen: npt.NDArray[np.bool_], rating: Rating, policy: TierPolicy) -> Texts:
    inquiry = rating.inquiry
    name = next(tier.name for tier in policy.tiers if tier.inquiry)
    kinds = pd.DataFrame({"回访": inquiry.called, "跟进": inquiry.followed, "需求": inquiry.needs})[chosen]
    code = kinds.to_numpy(dtype=np.int64) @ np.array([1, 2, 4])
    texts = [
        f"{name} ← 没有成交，有咨询（{'、'.join(word for bit, word in enumerate(kinds.columns) if mask >> bit & 1)}）"
        for mask in range(8)
    ]
    explained: Texts = np.array(texts, dtype=object)[code]
    return explained
