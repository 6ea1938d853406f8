"""RFM as a second opinion beside any scheme (docs/rules.md, 5)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.calendar_months import window_opening
from kehu_batch.analysis.base.days import day_span
from kehu_batch.analysis.base.snapshot import Mask, Snapshot
from kehu_batch.analysis.base.text_columns import Texts, choose_text
from kehu_batch.analysis.tiers.rfm import RfmScores, score_rfm
from kehu_batch.model.figures.second_opinion import SecondOpinion
from kehu_batch.policy.schema import Policy, RfmPolicy
from kehu_batch.wording.numbers import format_yuan

AGREES, DISAGREES, NOT_COMPARED = "一致", "不一致", "不比较"


def ask_second_opinion(snapshot: Snapshot, customers: pd.DataFrame, policy: Policy) -> SecondOpinion | None:
    """Return what RFM says of the customers beside their tiers; ``None`` without a table of orders.

    A tier of the upper half against a segment that buys like a low one is 不一致, and the other way round; with an
    odd number of tiers the middle one is compared with neither, nor is a customer without a tier.

    Args:
        snapshot: The drop on its as-of date.
        customers: ``TierFigures.customers``.
        policy: Its ``rfm`` are the definitions.
    """
    if snapshot.dataset.table("orders") is None:
        return None
    scores = score_rfm(snapshot, policy.rfm)
    known = customers["customer"].to_numpy(dtype=np.intp)
    scored = scores.scored[known]
    frame = _list_scored(scores, known[scored], policy.rfm)
    tiers = customers["recomputed"].to_numpy(dtype=object)[scored]
    frame["agrees"] = pd.array(_compare(tiers, scores.segment[known[scored]], policy), dtype="str")
    reasons = pd.Series(scores.reasons[known[~scored]], dtype="str").value_counts(sort=False)
    return SecondOpinion(
        window_months=policy.rfm.window_months,
        scored=int(scored.sum()),
        unscored={str(reason): int(count) for reason, count in reasons.items()},
        segments={one.name: int((frame["segment"] == one.name).sum()) for one in policy.rfm.segments},
        value_classes={
            name: int((frame["value_class"] == name).sum()) for name in policy.rfm.value_classes.values()
        },
        customers=frame,
        disagreements=_disagreements(customers[scored], frame, policy),
        note=_coverage_note(snapshot, policy.rfm),
    )


def _list_scored(scores: RfmScores, places: np.ndarray, policy: RfmPolicy) -> pd.DataFrame:
    names = np.array([one.name for one in policy.segments], dtype=object)
    return pd.DataFrame(
        {
            "customer": places.astype(np.int64),
            "segment": pd.array(names[scores.segment[places]], dtype="str"),
            "value_class": pd.array(scores.value_class[places], dtype="str"),
            "r": scores.r[places],
            "f": scores.f[places],
            "m": scores.m[places],
            "days": scores.days[places],
            "deals": scores.deals[places],
            "amount_fen": scores.fen[places],
        }
    )


def _compare(tiers: Texts, segments: np.ndarray, policy: Policy) -> Texts:
    """Return 一致, 不一致 or 不比较 for each scored customer."""
    names = [tier.name for tier in policy.tiers.tiers]
    half = len(names) // 2
    upper = _among(tiers, names[:half])
    lower = _among(tiers, names[len(names) - half :])
    standing = np.array([one.standing for one in policy.rfm.segments], dtype=object)[segments]
    high, low = standing == "高", standing == "低"
    compared = (upper | lower) & (high | low)
    return choose_text([~compared, (upper & low) | (lower & high)], [NOT_COMPARED, DISAGREES], AGREES)


def _among(tiers: Texts, names: list[str]) -> Mask:
    wanted = frozenset(names)
    return np.array([tier in wanted for tier in tiers], dtype=np.bool_)


def _disagreements(customers: pd.DataFrame, scored: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return who is 不一致, those of the highest tiers first, then by money."""
    columns = ["customer_id", "customer_name", "recomputed", "file", "cell"]
    beside = pd.concat([scored, customers[columns].reset_index(drop=True)], axis=1)
    listed = beside[beside["agrees"] == DISAGREES].rename(columns={"recomputed": "tier"})
    order = {tier.name: place for place, tier in enumerate(policy.tiers.tiers)}
    ranks = listed["tier"].map(order).to_numpy()
    ordered = listed.iloc[np.lexsort((-listed["amount_fen"].to_numpy(), ranks))].reset_index(drop=True)
    half = len(order) / 2
    advice = ("等级高而近来成交少，请核实是否在流失", "近来成交多而等级低，请核实等级")
    opinions = [
        f"等级是{tier}，近{policy.rfm.window_months}个月的购买却像{segment}"
        f"（距上次成交 {days} 天，成交 {deals} 次，金额 {format_yuan(fen)}）：{advice[order[tier] >= half]}"
        for tier, segment, days, deals, fen in zip(
            *(ordered[column].tolist() for column in ("tier", "segment", "days", "deals", "amount_fen")),
            strict=True,
        )
    ]
    return ordered.assign(opinion=pd.array(opinions, dtype="str"))


def _coverage_note(snapshot: Snapshot, policy: RfmPolicy) -> str:
    """Return what is to be said where the orders begin after the window does."""
    days = snapshot.days("orders", "ordered_on")
    opening = window_opening(snapshot.as_of, policy.window_months)
    if not len(days) or days.min() <= opening + day_span(31):
        return ""
    return f"订单从 {days.min()} 开始，不足{policy.window_months}个月，名次只按已有订单比较"
