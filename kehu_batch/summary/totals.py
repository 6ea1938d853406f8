"""How long the lists of a written summary are: for the command line, which imports no pandas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def total_of(summary: Mapping[str, Any], place: str) -> int:
    """Return how many records a list has, shown or not.

    Args:
        summary: As it is written.
        place: Keys with dots between them, e.g. ``follow_ups.overdue``.
    """
    value: Any = summary
    for key in place.split("."):
        value = value[key]
    total: int = summary["shortened"].get(place, len(value))
    return total
