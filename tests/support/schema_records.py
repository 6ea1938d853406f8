"""The records of a JSON document, by the definition of its schema that each is made to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

Json = dict[str, Any]


def _records(schema: Json, defs: Json, value: Any) -> Iterator[tuple[str, Json]]:  # noqa: ANN401 - whatever JSON holds
    name = ""
    choices = [choice for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
    for choice in choices if value is not None else ():
        # Of several records it is one; of a single one it ought to be.
        if len(choices) == 1 or Draft202012Validator({**choice, "$defs": defs}).is_valid(value):
            yield from _records(choice, defs, value)
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema = defs[name]
    if isinstance(value, dict):
        if name:
            yield name, value
        for key, item in value.items():
            below = schema.get("properties", {}).get(key, schema.get("additionalProperties"))
            yield from _records(below, defs, item) if isinstance(below, dict) else ()
    if isinstance(value, list) and "items" in schema:
        for item in value:
            yield from _records(schema["items"], defs, item)


def _shortened(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return a document with one record of each list."""
    if isinstance(value, dict):
        return {key: _shortened(item) for key, item in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [_shortened(value[0])]
    return value


def records_of(schema: Json, document: Json) -> dict[str, Json]:
    """Return the first record of each definition that the document has one of."""
    found: dict[str, Json] = {}
    for name, record in _records(schema, schema["$defs"], _shortened(document)):
        found.setdefault(name, record)
    return found


def let_through(schema: Json, document: Json) -> list[str]:
    """Say which changed records the schema takes: with a key taken out, renamed, or one more; none should pass.

    A reason is not asked for by the schema, as only a figure that is not there has one.
    """
    passed = []
    for name, record in records_of(schema, document).items():
        check = Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": schema["$defs"]})
        assert check.is_valid(record), name
        optional = schema["$defs"][name]["properties"].keys() - set(schema["$defs"][name].get("required", ()))
        changed = {f"{name} with one more": {**record, "another": None}}
        for key in record.keys() - optional:
            rest = {other: value for other, value in record.items() if other != key}
            changed[f"{name} without {key}"] = rest
            changed[f"{name} with {key} renamed"] = {**rest, f"{key}s": record[key]}
        passed += [label for label, value in changed.items() if check.is_valid(value)]
    return passed
