"""The JSON Schema of the section ``tiers``."""

from __future__ import annotations

from kehu_batch.model.schema.parts import (
    COUNT,
    COUNTS,
    CUSTOMER,
    MONEY,
    MONEY_OR_NULL,
    NUMBER_OR_NULL,
    PLACE,
    SHARE_OR_NULL,
    SHARES,
    TEXT,
    TEXT_OR_NULL,
    Json,
    listing,
    measured,
    nullable,
    record,
)

_MOVEMENTS = ["一致", "上调", "下调", "无法比较"]
_MATRIX: Json = {"type": "object", "additionalProperties": COUNTS}


def describe_tiers() -> Json:
    """Return the schema of the section."""
    return measured(
        "tiers",
        scheme=TEXT,
        method={"enum": ["bands", "quadrants", "score", "rfm"]},
        counts=COUNTS,
        shares=SHARES,
        expected_shares=SHARES,
        expected_mix=listing(
            tier=TEXT, count=COUNT, share=SHARE_OR_NULL, expected=SHARE_OR_NULL, gap=NUMBER_OR_NULL
        ),
        unrated=COUNT,
        movements=record(stated=_MATRIX, previous=nullable(_MATRIX)),
        previous_source=TEXT_OR_NULL,
        manual=listing(
            **CUSTOMER,
            manual=TEXT,
            manual_reason=TEXT_OR_NULL,
            honoured={"type": "boolean"},
            recomputed=TEXT_OR_NULL,
            by_rule=TEXT_OR_NULL,
            **PLACE,
        ),
        second_opinion=nullable(_second_opinion()),
        customers=listing(**_customer()),
    )


def _customer() -> Json:
    return {
        **CUSTOMER,
        "stated": TEXT_OR_NULL,
        "stated_tier": TEXT_OR_NULL,
        "recomputed": TEXT_OR_NULL,
        "manual": TEXT_OR_NULL,
        "movement": {"enum": _MOVEMENTS},
        "reason": TEXT,
        **PLACE,
        "spend": MONEY_OR_NULL,
        "previous": TEXT_OR_NULL,
        "since": {"enum": [*_MOVEMENTS, None]},
        "segment": TEXT_OR_NULL,
    }


def _second_opinion() -> Json:
    return record(
        lens={"const": "rfm"},
        window_months=COUNT,
        scored=COUNT,
        unscored=COUNTS,
        segments=COUNTS,
        value_classes=COUNTS,
        note=TEXT,
        disagreements=listing(
            **CUSTOMER,
            tier=TEXT,
            segment=TEXT,
            value_class=TEXT,
            r=COUNT,
            f=COUNT,
            m=COUNT,
            days=COUNT,
            deals=COUNT,
            amount=MONEY,
            opinion=TEXT,
            **PLACE,
        ),
    )
