"""Schemas of the sections ``retention``, ``lifecycle``, ``care`` and ``scorecard``."""

from __future__ import annotations

from kehu_batch.model.schema.parts import (
    COUNT,
    COUNTS,
    CUSTOMER,
    DAY,
    DAY_OR_NULL,
    MONEY,
    MONEY_OR_NULL,
    NUMBER_OR_NULL,
    PLACE,
    SHARE_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
    TEXTS,
    Json,
    listing,
    measured,
    record,
)

_COUNT_OR_NULL: Json = {"type": ["integer", "null"], "minimum": 0}
_WHO: Json = {**CUSTOMER, "owner": TEXT_OR_NULL}
_NUMBERS: Json = {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}}
_BOOL: Json = {"type": "boolean"}
_STATE: Json = {"enum": ["", "silent", "lost"]}


def describe_retention() -> Json:
    """Return the schema of the section ``retention``."""
    return measured(
        "retention",
        window_from=DAY,
        repurchase_rate=SHARE_OR_NULL,
        repeat_customers=_COUNT_OR_NULL,
        buying_customers=_COUNT_OR_NULL,
        core_repurchase_growth=NUMBER_OR_NULL,
        growth_rate=NUMBER_OR_NULL,
        customers_before=_COUNT_OR_NULL,
        customers_now=_COUNT_OR_NULL,
        lifetime_value=MONEY_OR_NULL,
        lifetime_from=DAY_OR_NULL,
        orders_without_amount=COUNT,
        core_lifetime_growth=NUMBER_OR_NULL,
        signals={"type": "object", "additionalProperties": _COUNT_OR_NULL},
        signal_reasons={"type": "object", "additionalProperties": TEXT},
        at_risk=_at_risk(),
        money_at_risk=MONEY_OR_NULL,
        unreviewed=listing(**_WHO, tier=TEXT_OR_NULL, reviewed_on=DAY_OR_NULL, **PLACE),
        loss=_loss(),
        customers=_customers(),
    )


def _at_risk() -> Json:
    return listing(
        **_WHO,
        tier=TEXT_OR_NULL,
        signals=TEXTS,
        reason=TEXT,
        last_deal_on=DAY_OR_NULL,
        days_since=_COUNT_OR_NULL,
        gap_median=NUMBER_OR_NULL,
        score_fall=NUMBER_OR_NULL,
        health=NUMBER_OR_NULL,
        lifetime_value=MONEY_OR_NULL,
        money_at_risk=MONEY,
        **PLACE,
    )


def _loss() -> Json:
    reasons = listing(reason=TEXT, count=COUNT)
    return record(
        counted=COUNT,
        unknown=COUNT,
        stated=reasons,
        possible=reasons,
        customers=listing(
            **_WHO,
            state=_STATE,
            last_deal_on=DAY_OR_NULL,
            days_since=_COUNT_OR_NULL,
            reason=TEXT_OR_NULL,
            possible=TEXT_OR_NULL,
            **PLACE,
        ),
    )


def _customers() -> Json:
    part = record(points=NUMBER_OR_NULL, contribution=NUMBER_OR_NULL)
    return listing(
        **_WHO,
        first_deal_on=DAY_OR_NULL,
        last_deal_on=DAY_OR_NULL,
        days_since=_COUNT_OR_NULL,
        deals=COUNT,
        gap_median=NUMBER_OR_NULL,
        state=_STATE,
        score_fall=NUMBER_OR_NULL,
        lifetime_value=MONEY_OR_NULL,
        health=NUMBER_OR_NULL,
        known_weight={"type": "number"},
        health_parts={"type": "object", "additionalProperties": part},
    )


def describe_lifecycle() -> Json:
    """Return the schema of the section ``lifecycle``."""
    return record(
        counts=COUNTS,
        unstaged=COUNT,
        movements={"type": "object", "additionalProperties": COUNTS},
        lacking=listing(**_WHO, stage=TEXT, lacking=TEXT, **PLACE),
        customers=listing(
            **_WHO,
            stage=TEXT_OR_NULL,
            previous=TEXT_OR_NULL,
            stated=_BOOL,
            reason=TEXT,
            lacking=TEXT_OR_NULL,
        ),
    )


def describe_care() -> Json:
    """Return the schema of the section ``care``."""
    events = listing(
        **_WHO,
        event={"enum": ["contract_end", "birthday", "founding", "signing"]},
        on=DAY,
        years=_COUNT_OR_NULL,
        contact=TEXT_OR_NULL,
        preferences=TEXT_OR_NULL,
        **PLACE,
    )
    renewals = listing(
        **_WHO,
        contract_end_on=DAY,
        days_left=COUNT,
        band=COUNT,
        score=NUMBER_OR_NULL,
        scored_on=DAY_OR_NULL,
        open_issues=COUNT,
        overdue=MONEY_OR_NULL,
        preferences=TEXT_OR_NULL,
        **PLACE,
    )
    properties: Json = {
        "from": DAY,
        "to": DAY,
        "events": events,
        "renewals": renewals,
        "ending_within": COUNTS,
        "reasons": {"type": "object", "additionalProperties": TEXT},
    }
    return record(**properties)


def describe_scorecard() -> Json:
    """Return the schema of the section ``scorecard``."""
    part = record(value=NUMBER_OR_NULL, n=COUNT, contribution=NUMBER_OR_NULL)
    owners = listing(
        owner=TEXT,
        customers=COUNT,
        unanswered=COUNT,
        known_weight={"type": "number"},
        total=NUMBER_OR_NULL,
        parts={"type": "object", "additionalProperties": part},
    )
    return record(
        weights=_NUMBERS,
        targets=_NUMBERS,
        least_answers=COUNT,
        known_weight_min={"type": "number"},
        owners=owners,
    )
