"""The JSON Schema of what stands beside the distribution of issues."""

from __future__ import annotations

from kehu_batch.model.schema.parts import (
    COUNT,
    CUSTOMER,
    DAY,
    DAY_OR_NULL,
    MONEY_OR_NULL,
    NUMBER_OR_NULL,
    PLACE,
    SHARE_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
    TEXTS,
    Json,
    listing,
    record,
)

TYPES = listing(
    type=TEXT,
    count=COUNT,
    share=SHARE_OR_NULL,
    cumulative=SHARE_OR_NULL,
    customers=COUNT,
    customers_share=SHARE_OR_NULL,
    customers_cumulative=SHARE_OR_NULL,
    spend=MONEY_OR_NULL,
    spend_share=NUMBER_OR_NULL,
    spend_cumulative=NUMBER_OR_NULL,
    per_100=NUMBER_OR_NULL,
    department=TEXT_OR_NULL,
)
DEMAND_TYPES = listing(type=TEXT, count=COUNT, share=SHARE_OR_NULL, customers=COUNT)

_RATES: Json = {"count": COUNT, "customers": COUNT, "called": COUNT, "per_100": NUMBER_OR_NULL}
_MONTH = record(count=COUNT, called=COUNT, per_100=NUMBER_OR_NULL)


def detail_properties() -> Json:
    """Return the properties that details add to ``issues``."""
    return {
        "called": COUNT,
        "per_100": NUMBER_OR_NULL,
        "by_tier": listing(tier=TEXT, **_RATES),
        "by_owner": listing(owner=TEXT_OR_NULL, **_RATES),
        "by_month": {"type": "object", "additionalProperties": _MONTH},
        "repeats": listing(
            **CUSTOMER,
            type=TEXT,
            text=TEXT,
            called_on=DAY,
            earlier_on=DAY,
            days=COUNT,
            earlier_file=TEXT_OR_NULL,
            earlier_cell=TEXT_OR_NULL,
            **PLACE,
        ),
        "two_years": listing(type=TEXT, count=COUNT, customers=COUNT, first_on=DAY, last_on=DAY),
        "clusters": listing(**CUSTOMER, type=TEXT, calls=COUNT, first_on=DAY, last_on=DAY, **PLACE),
        "kinds": record(demand=COUNT, latent=COUNT, praise=COUNT),
        "remarks": listing(
            kind={"enum": ["demand", "latent", "praise"]},
            **CUSTOMER,
            called_on=DAY,
            text=TEXT,
            type=TEXT,
            **PLACE,
        ),
        "unconfirmed": listing(
            **CUSTOMER, type=TEXT, text=TEXT, called_on=DAY, resolved_on=DAY_OR_NULL, **PLACE
        ),
        "departments": listing(
            department=TEXT, types=TEXTS, count=COUNT, customers=COUNT, evidence=listing(**PLACE)
        ),
    }
