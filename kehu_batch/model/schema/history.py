"""The JSON Schema of the section ``history``."""

from __future__ import annotations

from kehu_batch.model.schema.parts import HASH, MONEY, TEXT, Json, listing

_VALUE: Json = {"anyOf": [{"type": "number"}, MONEY]}


def describe_history() -> Json:
    """Return the schema: earlier months as earlier drops of the workspace told them; empty outside a workspace."""
    return listing(
        month={"type": "string", "pattern": r"^\d{4}-\d{2}$"},
        source=TEXT,
        sha256=HASH,
        used={"type": "boolean"},
        reason=TEXT,
        fills={"type": "boolean"},
        figures={"type": "object", "additionalProperties": _VALUE},
        restated=listing(figure=TEXT, then=_VALUE, now=_VALUE),
    )
