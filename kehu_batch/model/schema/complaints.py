"""The JSON Schema of the section on complaints."""

from __future__ import annotations

from kehu_batch.model.schema.parts import (
    COUNT,
    COUNTS,
    CUSTOMER,
    DAY,
    MOMENT,
    MONEY_OR_NULL,
    NUMBER_OR_NULL,
    PLACE,
    SHARE_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
    Json,
    listing,
    measured,
    record,
)

CLOCK_COUNTS = record(met=COUNT, missed=COUNT, pending=COUNT, undeterminable=COUNT)

_CLOCKS: Json = {"type": "object", "additionalProperties": CLOCK_COUNTS}
_RESULT: Json = {"enum": ["met", "missed", "pending", "undeterminable", None]}
_NAMES = ("complaint_respond", "complaint_plan", "complaint_resolve", "post_solution")
_DAYS: Json = {"type": "integer"}


_COMPLAINT: Json = {
    "complaint_id": TEXT_OR_NULL,
    **CUSTOMER,
    "received_at": MOMENT,
    "type": TEXT,
    "content": TEXT_OR_NULL,
    "owner": TEXT_OR_NULL,
    **PLACE,
}
_MONTH = record(received=COUNT, resolved=COUNT, clocks=_CLOCKS)
_STAGE = record(n=COUNT, median=NUMBER_OR_NULL, p90=NUMBER_OR_NULL)


def _item() -> Json:
    """Return the schema of one complaint; a clock that is off, or that has no limit, has no key."""
    item = record(**_COMPLAINT, tier=TEXT, solved={"type": "boolean"})
    return {**item, "properties": {**item["properties"], **dict.fromkeys(_NAMES, _RESULT)}}


def describe_complaints() -> Json:
    """Return the schema of ``complaints``."""
    return measured(
        "complaints",
        total=COUNT,
        received=COUNT,
        resolved=COUNT,
        resolution_rate=SHARE_OR_NULL,
        clock_set=TEXT,
        by_type=listing(
            type=TEXT,
            count=COUNT,
            share=SHARE_OR_NULL,
            cumulative=SHARE_OR_NULL,
            customers=COUNT,
            spend=MONEY_OR_NULL,
            department=TEXT_OR_NULL,
        ),
        by_customer=listing(**CUSTOMER, count=COUNT),
        by_tier=COUNTS,
        by_owner=listing(owner=TEXT_OR_NULL, count=COUNT, open=COUNT),
        by_month={"type": "object", "additionalProperties": _MONTH},
        clocks=_CLOCKS,
        stages={"type": "object", "additionalProperties": _STAGE},
        items={"type": "array", "items": _item()},
        open=listing(**_COMPLAINT, age_days=COUNT),
        unconfirmed=listing(**_COMPLAINT),
        repeats=listing(**_COMPLAINT, earlier_id=TEXT_OR_NULL, earlier_cell=TEXT_OR_NULL, days=COUNT),
        pairs=listing(
            **_COMPLAINT, called_on=DAY, text=TEXT, days=_DAYS, call_file=TEXT_OR_NULL, call_cell=TEXT_OR_NULL
        ),
    )
