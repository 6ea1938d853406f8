"""The JSON Schema of contact obligations."""

from __future__ import annotations

from kehu_batch.model.schema.parts import (
    COUNT,
    CUSTOMER,
    DAY,
    DAY_OR_NULL,
    MOMENT_OR_NULL,
    PLACE,
    SHARE_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
    Json,
    listing,
    measured,
    record,
)

_COUNTS: Json = {"open": COUNT, "overdue": COUNT, "high": COUNT, "medium": COUNT, "low": COUNT}
_OVERDUE = listing(
    clock=TEXT,
    **CUSTOMER,
    owner=TEXT_OR_NULL,
    due_on=DAY,
    due_at=MOMENT_OR_NULL,
    days_overdue=COUNT,
    working_days_overdue={"type": ["integer", "null"], "minimum": 0},
    # A limit in hours that is over on its own day is late by less than a day.
    severity={"enum": ["high", "medium", "low", None]},
    content=TEXT_OR_NULL,
    **PLACE,
)
_ATTEMPTS = record(
    total=COUNT,
    by_owner=listing(owner=TEXT_OR_NULL, attempts=COUNT, callbacks=COUNT, followups=COUNT),
    items=listing(
        table={"enum": ["callbacks", "followups"]},
        **CUSTOMER,
        tried_on=DAY,
        owner=TEXT_OR_NULL,
        reached_on=DAY_OR_NULL,
        **PLACE,
    ),
)
_CLASS: Json = {"class": {"enum": ["问题", "高价值·潜力", "满意"]}}
_RESULTS = record(
    by_class=listing(**_CLASS, count=COUNT, role=TEXT, limit=TEXT),
    items=listing(
        **_CLASS,
        **CUSTOMER,
        called_on=DAY,
        role=TEXT,
        answer_by=DAY_OR_NULL,
        answered_on=DAY_OR_NULL,
        **PLACE,
    ),
)


def describe_follow_ups() -> Json:
    """Return the schema of ``follow_ups``."""
    return measured(
        "follow_ups",
        overdue=_OVERDUE,
        open=COUNT,
        kept_rate=SHARE_OR_NULL,
        kept=COUNT,
        due=COUNT,
        completion_rate=SHARE_OR_NULL,
        made=COUNT,
        planned=COUNT,
        not_called=listing(**CUSTOMER, state={"enum": ["未回访", "未接通"]}, **PLACE),
        by_owner=listing(owner=TEXT_OR_NULL, **_COUNTS),
        by_tier=listing(tier=TEXT, **_COUNTS),
        by_clock=listing(clock=TEXT, **_COUNTS),
        attempts=_ATTEMPTS,
        results=_RESULTS,
        over_contacted=listing(**CUSTOMER, tier=TEXT, month=TEXT, contacts=COUNT, allowed=COUNT),
        plans=COUNT,
        plan_completeness=SHARE_OR_NULL,
        incomplete_plans=listing(
            **CUSTOMER,
            owner=TEXT_OR_NULL,
            due_on=DAY_OR_NULL,
            content=TEXT_OR_NULL,
            missing=TEXT,
            **PLACE,
        ),
        stale_contacts=COUNT,
        stated_contacts=COUNT,
    )
