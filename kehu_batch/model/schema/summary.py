"""The JSON Schema of ``summary.json``; descriptions of figures come from the table of measures."""

from __future__ import annotations

from kehu_batch.model.schema.complaints import CLOCK_COUNTS, describe_complaints
from kehu_batch.model.schema.follow_ups import describe_follow_ups
from kehu_batch.model.schema.history import describe_history
from kehu_batch.model.schema.issues import DEMAND_TYPES, TYPES, detail_properties
from kehu_batch.model.schema.parts import (
    COUNT,
    COUNTS,
    CUSTOMER,
    DAY,
    DAY_OR_NULL,
    HASH,
    INTERVAL,
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
    nullable,
    record,
)
from kehu_batch.model.schema.receivables import describe_cross_check, describe_payment_risk
from kehu_batch.model.schema.retention import (
    describe_care,
    describe_lifecycle,
    describe_retention,
    describe_scorecard,
)
from kehu_batch.model.schema.tiers import describe_tiers
from kehu_batch.model.schema.trend import describe_trend


def summary_schema() -> Json:
    """Return the schema (draft 2020-12) that every ``summary.json`` satisfies."""
    properties: Json = {
        "schema_version": {"const": 1},
        "program": TEXT,
        "period": {"type": "string", "pattern": r"^(\d{4}(-\d{2}|Q[1-4])?|all)$"},
        "as_of": DAY,
        "policy": record(name=TEXT, sha256=HASH),
        "inputs": listing(file=TEXT, sha256=HASH),
        "outputs": record(
            workbooks=TEXTS,
            report=TEXT_OR_NULL,
            next_worksheet=TEXT_OR_NULL,
            owner_lists=TEXTS,
            summary=TEXT_OR_NULL,
        ),
        "notices": TEXTS,
        "questions": _questions(),
        "history": describe_history(),
        "tables": {"type": "object", "additionalProperties": _table()},
        "tiers": describe_tiers(),
        "satisfaction": nullable(_satisfaction()),
        "issues": nullable(_issues()),
        "demands": nullable(_demands()),
        "follow_ups": describe_follow_ups(),
        "clocks": {"type": "object", "additionalProperties": CLOCK_COUNTS},
        "complaints": nullable(describe_complaints()),
        "retention": nullable(describe_retention()),
        "lifecycle": nullable(describe_lifecycle()),
        "care": nullable(describe_care()),
        "scorecard": nullable(describe_scorecard()),
        "payment_risk": nullable(describe_payment_risk()),
        "cross_check": nullable(describe_cross_check()),
        "trend": nullable(describe_trend()),
        "data_quality": _quality(),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "kehu-batch summary.json",
        "description": "Money is a decimal string of yuan. A figure that cannot be computed is null, its reason"
        " beside it under <figure>_reason.",
        "type": "object",
        "required": list(properties),
        # What was recognised is told by ``check --json`` only.
        "properties": {**properties, "understanding": {"type": "array", "items": {"type": "object"}}},
        "patternProperties": {"_reason$": TEXT},
        "additionalProperties": False,
    }


def _table() -> Json:
    by_currency = {"type": "object", "additionalProperties": MONEY}
    return record(
        read=COUNT,
        used=COUNT,
        excluded=COUNT,
        excluded_amount=MONEY,
        excluded_foreign=by_currency,
        excluded_reasons=COUNTS,
        excluded_money={"type": "object", "additionalProperties": by_currency},
        excluded_rows=listing(
            file=TEXT,
            cell=TEXT,
            reason=TEXT,
            rows=COUNT,
            amount=MONEY_OR_NULL,
            currency=TEXT_OR_NULL,
            seen=TEXT_OR_NULL,
        ),
    )


def _group_properties() -> Json:
    return {
        "called": COUNT,
        "scored": COUNT,
        "mean": NUMBER_OR_NULL,
        "mean_interval": INTERVAL,
        "csat": SHARE_OR_NULL,
        "csat_interval": INTERVAL,
    }


def _questions() -> Json:
    return record(
        open=COUNT,
        answered=COUNT,
        items=listing(
            kind=TEXT,
            key=TEXT,
            text=TEXT,
            choices=TEXTS,
            effect=TEXT,
            count=COUNT,
            file=TEXT_OR_NULL,
            cell=TEXT_OR_NULL,
        ),
        answers=listing(kind=TEXT, key=TEXT, answer=TEXT, question=TEXT),
    )


def _satisfaction() -> Json:
    groups = {"type": "object", "additionalProperties": record(**_group_properties())}
    return measured(
        "satisfaction",
        **_group_properties(),
        scale_max={"type": "number"},
        nps=NUMBER_OR_NULL,
        distribution=COUNTS,
        by_tier=groups,
        by_owner=groups,
        by_industry=groups,
        by_method=groups,
        by_month=groups,
    )


def _issues() -> Json:
    return measured(
        "issues",
        total=COUNT,
        customers=COUNT,
        unclassified=COUNT,
        resolution_rate=SHARE_OR_NULL,
        by_type=TYPES,
        **detail_properties(),
        items=listing(
            **CUSTOMER,
            called_on=DAY_OR_NULL,
            text=TEXT,
            types=TEXTS,
            matched=TEXTS,
            decided_by=TEXT,
            perhaps=TEXTS,
            department=TEXT_OR_NULL,
            **PLACE,
        ),
    )


def _demands() -> Json:
    return measured(
        "demands",
        total=COUNT,
        by_type=DEMAND_TYPES,
        items=listing(**CUSTOMER, called_on=DAY_OR_NULL, text=TEXT, **PLACE),
        conversion=SHARE_OR_NULL,
    )


def _quality() -> Json:
    findings = listing(
        code={"type": "string", "pattern": r"^KB\d{3}$"},
        severity={"enum": ["info", "warning", "error"]},
        title=TEXT,
        file=TEXT_OR_NULL,
        sheet=TEXT_OR_NULL,
        cell=TEXT_OR_NULL,
        row={"type": ["integer", "null"], "minimum": 1},
        value=TEXT,
        count=COUNT,
        message=TEXT,
        effect=TEXT,
        action=TEXT,
    )
    return measured(
        "data_quality", accuracy=SHARE_OR_NULL, required=COUNT, right=COUNT, accepted=COUNT, findings=findings
    )
