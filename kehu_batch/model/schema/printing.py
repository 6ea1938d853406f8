"""The JSON Schema of ``summary.json``, which pydantic makes from the records; only ``kehu-batch schema`` needs it."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from kehu_batch.model.figures.measures import MEASURES
from kehu_batch.model.schema.summary import Summary

Json = dict[str, Any]


class _Untitled(GenerateJsonSchema):
    """Without a title for each key, which would be the key again."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002 - pydantic's own signature
        return False


def summary_schema() -> Json:
    """Return the schema (draft 2020-12) that every ``summary.json`` satisfies.

    A key that is a measure has its definition from the table of measures.
    """
    made = TypeAdapter(Summary).json_schema(schema_generator=_Untitled)
    for definition in made["$defs"].values():
        del definition["title"]
    _describe_measures(made)
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        **made,
        "title": "kehu-batch summary.json",
        "description": "Money is a decimal string of yuan. A figure that cannot be computed is null, its reason"
        " beside it under <figure>_reason.",
    }


def _describe_measures(schema: Json) -> None:
    """Put each measure's definition beside its key.

    Raises:
        KeyError: A measure has no key in the record of its section.
    """
    for measure in MEASURES:
        section, _, key = measure.code.partition(".")
        kinds = [
            schema["$defs"][one.rpartition("/")[2]] for one in _references(schema["properties"][section])
        ]
        having = [kind["properties"] for kind in kinds if key in kind["properties"]]
        if not having:
            raise KeyError(measure.code)
        for fields in having:
            fields[key] = {**fields[key], "description": measure.description}


def _references(schema: Json) -> list[str]:
    """Return what a key's schema refers to, itself or in one of its choices."""
    return [choice["$ref"] for choice in schema.get("anyOf", [schema]) if "$ref" in choice]
