"""The section ``tiers`` of the summary."""

from __future__ import annotations

import pandas as pd

from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.model.figures.second_opinion import SecondOpinion
from kehu_batch.model.schema.kinds import Counts
from kehu_batch.model.schema.tiers import (
    Disagreement,
    ManualTier,
    MixRecord,
    Movements,
    SecondOpinionRecord,
    TierCustomer,
    Tiers,
)
from kehu_batch.summary.records import add_reasons, list_records
from kehu_batch.wording.tier_groups import why_uncompared

NO_ORDERS = "没有订单明细，不能按最近成交、频次和金额分群"
NO_PREVIOUS = "没有上期数据，不能与上期相比"
NO_MIX, NOBODY_RATED = "本方案没有预期占比", "没有客户定得出等级"


def write_tiers(figures: TierFigures) -> Tiers:
    """Return the section: counts against the expected mix, movements, manual tiers, RFM, every customer."""
    section: Tiers = {
        "scheme": figures.scheme,
        "method": figures.method,
        "counts": dict(figures.counts),
        "shares": dict(figures.shares),
        "expected_shares": dict(figures.expected),
        "expected_mix": [_mix(figures, tier) for tier in figures.tiers],
        "untold": dict(figures.untold),
        "unrated": figures.unrated,
        "movements": _movements(figures),
        "previous_source": figures.previous_source or None,
        "manual": list_records(figures.manual, ManualTier),
        "second_opinion": _second_opinion(figures.second_opinion),
        "customers": _customers(figures),
    }
    return add_reasons(Tiers, section, {"second_opinion": NO_ORDERS})


def _mix(figures: TierFigures, tier: str) -> MixRecord:
    share = None if figures.is_blank(tier) else figures.shares.get(tier)
    expected, compared = figures.expected.get(tier), figures.compared.get(tier)
    gap = None if share is None or compared is None else round(share - compared, 6)
    mix: MixRecord = {
        "tier": tier,
        "count": figures.counts[tier],
        "share": share,
        "expected": expected,
        "gap": gap,
    }
    uncompared = why_uncompared(figures) if expected is not None else NO_MIX
    reasons = {"share": figures.untold.get(tier, NOBODY_RATED), "gap": uncompared or NOBODY_RATED}
    return add_reasons(MixRecord, mix, reasons)


def _movements(figures: TierFigures) -> Movements:
    previous = figures.previous_matrix
    movements: Movements = {
        "stated": _matrix(figures.stated_matrix),
        "previous": None if previous.empty else _matrix(previous),
    }
    return add_reasons(Movements, movements, {"previous": NO_PREVIOUS})


def _matrix(frame: pd.DataFrame) -> dict[str, Counts]:
    return {
        str(was): {str(now): int(count) for now, count in zip(frame.columns, counts, strict=True)}
        for was, counts in zip(frame.index, frame.to_numpy().tolist(), strict=True)
    }


def _second_opinion(opinion: SecondOpinion | None) -> SecondOpinionRecord | None:
    if opinion is None:
        return None
    return {
        "lens": "rfm",
        "window_months": opinion.window_months,
        "scored": opinion.scored,
        "unscored": dict(opinion.unscored),
        "segments": dict(opinion.segments),
        "value_classes": dict(opinion.value_classes),
        "note": opinion.note,
        "disagreements": list_records(opinion.disagreements, Disagreement),
    }


def _customers(figures: TierFigures) -> list[TierCustomer]:
    frame = figures.customers
    opinion = figures.second_opinion
    segments = pd.Series([None] * len(frame), index=frame.index, dtype="str")
    if opinion is not None:
        segments = frame["customer"].map(opinion.customers.set_index("customer")["segment"]).astype("str")
    return list_records(frame.assign(segment=segments), TierCustomer)
