"""The section ``tiers`` of the summary."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.model.figures.second_opinion import SecondOpinion
from kehu_batch.summary.records import list_records

Json = dict[str, Any]

_CUSTOMER = ("customer_id", "customer_name")
_PLACE = ("file", "cell")

NO_ORDERS = "没有订单明细，不能按最近成交、频次和金额分群"
NO_PREVIOUS = "没有上期数据，不能与上期相比"


def write_tiers(figures: TierFigures) -> Json:
    """Return the section: counts against the expected mix, movements, manual tiers, RFM, every customer."""
    return {
        "scheme": figures.scheme,
        "method": figures.method,
        "counts": dict(figures.counts),
        "shares": dict(figures.shares),
        "expected_shares": dict(figures.expected),
        "expected_mix": [_mix(figures, tier) for tier in figures.tiers],
        "unrated": figures.unrated,
        "movements": _movements(figures),
        "previous_source": figures.previous_source or None,
        "manual": _manual(figures),
        **_second_opinion(figures.second_opinion),
        "customers": _customers(figures),
    }


def _mix(figures: TierFigures, tier: str) -> Json:
    share, expected = figures.shares.get(tier), figures.expected.get(tier)
    gap = None if share is None or expected is None else round(share - expected, 6)
    return {"tier": tier, "count": figures.counts[tier], "share": share, "expected": expected, "gap": gap}


def _movements(figures: TierFigures) -> Json:
    previous = figures.previous_matrix
    if previous.empty:
        return {"stated": _matrix(figures.stated_matrix), "previous": None, "previous_reason": NO_PREVIOUS}
    return {"stated": _matrix(figures.stated_matrix), "previous": _matrix(previous)}


def _matrix(frame: pd.DataFrame) -> Json:
    return {
        str(was): {str(now): int(count) for now, count in zip(frame.columns, counts, strict=True)}
        for was, counts in zip(frame.index, frame.to_numpy().tolist(), strict=True)
    }


def _manual(figures: TierFigures) -> list[Json]:
    columns = (*_CUSTOMER, "manual", "manual_reason", "honoured", "recomputed", "by_rule", *_PLACE)
    return list_records(figures.manual, columns)


def _second_opinion(opinion: SecondOpinion | None) -> Json:
    if opinion is None:
        return {"second_opinion": None, "second_opinion_reason": NO_ORDERS}
    listed = (*_CUSTOMER, "tier", "segment", "value_class", "r", "f", "m", "days", "deals", "amount_fen")
    return {
        "second_opinion": {
            "lens": "rfm",
            "window_months": opinion.window_months,
            "scored": opinion.scored,
            "unscored": dict(opinion.unscored),
            "segments": dict(opinion.segments),
            "value_classes": dict(opinion.value_classes),
            "note": opinion.note,
            "disagreements": list_records(opinion.disagreements, (*listed, "opinion", *_PLACE)),
        }
    }


def _customers(figures: TierFigures) -> list[Json]:
    frame = figures.customers
    opinion = figures.second_opinion
    columns = (
        *(*_CUSTOMER, "stated", "stated_tier", "recomputed", "manual", "movement", "reason"),
        *(*_PLACE, "spend_fen", "previous", "since"),
    )
    segments = pd.Series([None] * len(frame), index=frame.index, dtype="str")
    if opinion is not None:
        segments = frame["customer"].map(opinion.customers.set_index("customer")["segment"]).astype("str")
    return list_records(frame.assign(segment=segments), (*columns, "segment"))
