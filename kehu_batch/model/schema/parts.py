"""What the parts of the JSON Schema are made from."""

from __future__ import annotations

from typing import Any

from kehu_batch.model.figures.measures import MEASURE_BY_CODE

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
TEXT_OR_NULL: Json = {"type": ["string", "null"]}
COUNT: Json = {"type": "integer", "minimum": 0}
NUMBER_OR_NULL: Json = {"type": ["number", "null"]}
SHARE_OR_NULL: Json = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
MONEY: Json = {"type": "string", "pattern": r"^-?\d+\.\d{2}$"}
MONEY_OR_NULL: Json = {"type": ["string", "null"], "pattern": r"^-?\d+\.\d{2}$"}
DAY: Json = {"type": "string", "format": "date"}
DAY_OR_NULL: Json = {"type": ["string", "null"], "format": "date"}
MOMENT: Json = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$"}
MOMENT_OR_NULL: Json = {**MOMENT, "type": ["string", "null"]}
HASH: Json = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
INTERVAL: Json = {"type": ["array", "null"], "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
TEXTS: Json = {"type": "array", "items": TEXT}
COUNTS: Json = {"type": "object", "additionalProperties": COUNT}
SHARES: Json = {"type": "object", "additionalProperties": {"type": "number", "minimum": 0, "maximum": 1}}
CUSTOMER: Json = {"customer_id": TEXT_OR_NULL, "customer_name": TEXT_OR_NULL}
PLACE: Json = {"file": TEXT_OR_NULL, "cell": TEXT_OR_NULL}


def record(**properties: Json) -> Json:
    """Return the schema of an object with exactly these properties, and reasons of missing figures."""
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "patternProperties": {"_reason$": TEXT},
        "additionalProperties": False,
    }


def listing(**properties: Json) -> Json:
    """Return the schema of a list of such objects."""
    return {"type": "array", "items": record(**properties)}


def nullable(schema: Json) -> Json:
    """Return the schema of an object that may be null."""
    return {**schema, "type": ["object", "null"]}


def measured(section: str, **properties: Json) -> Json:
    """Return a record whose figures carry the definitions of the table of measures."""
    described = {}
    for name, schema in properties.items():
        measure = MEASURE_BY_CODE.get(f"{section}.{name}")
        described[name] = (
            schema if measure is None else {**schema, "description": f"{measure.name}:{measure.definition}"}
        )
    return record(**described)
