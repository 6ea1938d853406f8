"""The JSON Schema of ``summary.json``; descriptions of figures come from the table of measures."""

from __future__ import annotations

from typing import Any

from kehu_batch.model.measures import MEASURE_BY_CODE

Json = dict[str, Any]

_TEXT: Json = {"type": "string"}
_TEXT_OR_NULL: Json = {"type": ["string", "null"]}
_COUNT: Json = {"type": "integer", "minimum": 0}
_NUMBER_OR_NULL: Json = {"type": ["number", "null"]}
_SHARE_OR_NULL: Json = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
_MONEY: Json = {"type": "string", "pattern": r"^-?\d+\.\d{2}$"}
_MONEY_OR_NULL: Json = {"type": ["string", "null"], "pattern": r"^-?\d+\.\d{2}$"}
_DAY: Json = {"type": "string", "format": "date"}
_DAY_OR_NULL: Json = {"type": ["string", "null"], "format": "date"}
_HASH: Json = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_INTERVAL: Json = {"type": ["array", "null"], "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
_TEXTS: Json = {"type": "array", "items": _TEXT}
_COUNTS: Json = {"type": "object", "additionalProperties": _COUNT}
_SHARES: Json = {"type": "object", "additionalProperties": {"type": "number", "minimum": 0, "maximum": 1}}
_CUSTOMER: Json = {"customer_id": _TEXT_OR_NULL, "customer_name": _TEXT_OR_NULL}
_PLACE: Json = {"file": _TEXT_OR_NULL, "cell": _TEXT_OR_NULL}


def summary_schema() -> Json:
    """Return the schema (draft 2020-12) that every ``summary.json`` satisfies."""
    properties: Json = {
        "schema_version": {"const": 1},
        "program": _TEXT,
        "period": {"type": "string", "pattern": r"^(\d{4}(-\d{2}|Q[1-4])?|all)$"},
        "as_of": _DAY,
        "policy": _record(name=_TEXT, sha256=_HASH),
        "inputs": _list(file=_TEXT, sha256=_HASH),
        "outputs": _record(
            workbooks=_TEXTS, report=_TEXT_OR_NULL, next_worksheet=_TEXT_OR_NULL, owner_lists=_TEXTS, summary=_TEXT_OR_NULL
        ),
        "tables": {"type": "object", "additionalProperties": _table()},
        "tiers": _tiers(),
        "satisfaction": _nullable(_satisfaction()),
        "issues": _nullable(_issues()),
        "demands": _nullable(_demands()),
        "follow_ups": _follow_ups(),
        "clocks": {
            "type": "object",
            "additionalProperties": _record(met=_COUNT, missed=_COUNT, pending=_COUNT, undeterminable=_COUNT),
        },
        "complaints": {"type": ["object", "null"]},
        "retention": _record(repurchase_rate=_SHARE_OR_NULL, at_risk={"type": "array"}),
        "payment_risk": {"type": ["object", "null"]},
        "cross_check": {"type": ["object", "null"]},
        "data_quality": _quality(),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "kehu-batch summary.json",
        "description": "Money is a decimal string of yuan. A figure that cannot be computed is null, its reason beside it under <figure>_reason.",
        "type": "object",
        "required": list(properties),
        # What was recognised is told by ``check --json`` only.
        "properties": {**properties, "understanding": {"type": "array", "items": {"type": "object"}}},
        "patternProperties": {"_reason$": _TEXT},
        "additionalProperties": False,
    }


def _record(**properties: Json) -> Json:
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "patternProperties": {"_reason$": _TEXT},
        "additionalProperties": False,
    }


def _list(**properties: Json) -> Json:
    return {"type": "array", "items": _record(**properties)}


def _nullable(schema: Json) -> Json:
    return {**schema, "type": ["object", "null"]}


def _measured(section: str, **properties: Json) -> Json:
    """Return a record whose figures carry the definitions of the table of measures."""
    described = {}
    for name, schema in properties.items():
        measure = MEASURE_BY_CODE.get(f"{section}.{name}")
        described[name] = schema if measure is None else {**schema, "description": f"{measure.name}:{measure.definition}"}
    return _record(**described)


def _table() -> Json:
    return _record(read=_COUNT, used=_COUNT, excluded=_COUNT, excluded_amount=_MONEY, excluded_reasons=_COUNTS)


def _tiers() -> Json:
    customer = {
        **_CUSTOMER,
        "stated": _TEXT_OR_NULL,
        "stated_tier": _TEXT_OR_NULL,
        "recomputed": _TEXT_OR_NULL,
        "manual": _TEXT_OR_NULL,
        "movement": {"enum": ["一致", "上调", "下调", "无法比较"]},
        "reason": _TEXT,
        **_PLACE,
        "spend": _MONEY_OR_NULL,
    }
    return _measured(
        "tiers",
        scheme=_TEXT,
        counts=_COUNTS,
        shares=_SHARES,
        expected_shares=_SHARES,
        unrated=_COUNT,
        customers=_list(**customer),
    )


def _group_properties() -> Json:
    return {
        "called": _COUNT,
        "scored": _COUNT,
        "mean": _NUMBER_OR_NULL,
        "mean_interval": _INTERVAL,
        "csat": _SHARE_OR_NULL,
        "csat_interval": _INTERVAL,
    }


def _satisfaction() -> Json:
    groups = {"type": "object", "additionalProperties": _record(**_group_properties())}
    return _measured(
        "satisfaction",
        **_group_properties(),
        scale_max={"type": "number"},
        nps=_NUMBER_OR_NULL,
        distribution=_COUNTS,
        by_tier=groups,
        by_owner=groups,
        by_industry=groups,
        by_method=groups,
        by_month=groups,
    )


def _issues() -> Json:
    return _measured(
        "issues",
        total=_COUNT,
        customers=_COUNT,
        unclassified=_COUNT,
        resolution_rate=_SHARE_OR_NULL,
        by_type=_list(type=_TEXT, count=_COUNT, share=_SHARE_OR_NULL, customers=_COUNT, department=_TEXT_OR_NULL),
        items=_list(
            **_CUSTOMER, called_on=_DAY_OR_NULL, text=_TEXT, types=_TEXTS, matched=_TEXTS, department=_TEXT_OR_NULL, **_PLACE
        ),
    )


def _demands() -> Json:
    return _measured(
        "demands",
        total=_COUNT,
        items=_list(**_CUSTOMER, called_on=_DAY_OR_NULL, text=_TEXT, **_PLACE),
        conversion=_SHARE_OR_NULL,
    )


def _follow_ups() -> Json:
    overdue = _list(
        clock=_TEXT,
        **_CUSTOMER,
        owner=_TEXT_OR_NULL,
        due_on=_DAY,
        days_overdue=_COUNT,
        working_days_overdue={"type": ["integer", "null"], "minimum": 0},
        severity={"enum": ["high", "medium", "low"]},
        **_PLACE,
    )
    return _measured(
        "follow_ups",
        overdue=overdue,
        open=_COUNT,
        kept_rate=_SHARE_OR_NULL,
        kept=_COUNT,
        due=_COUNT,
        completion_rate=_SHARE_OR_NULL,
        made=_COUNT,
        planned=_COUNT,
        not_called=_list(**_CUSTOMER, **_PLACE),
        by_owner=_list(owner=_TEXT_OR_NULL, open=_COUNT, overdue=_COUNT, high=_COUNT, medium=_COUNT, low=_COUNT),
    )


def _quality() -> Json:
    findings = _list(
        code={"type": "string", "pattern": r"^KB\d{3}$"},
        severity={"enum": ["info", "warning", "error"]},
        title=_TEXT,
        file=_TEXT_OR_NULL,
        sheet=_TEXT_OR_NULL,
        cell=_TEXT_OR_NULL,
        row={"type": ["integer", "null"], "minimum": 1},
        value=_TEXT,
        count=_COUNT,
        message=_TEXT,
        effect=_TEXT,
        action=_TEXT,
    )
    return _measured("data_quality", accuracy=_SHARE_OR_NULL, required=_COUNT, right=_COUNT, findings=findings)
