"""How many examples a property has of which each takes long: five times as many in a thorough run."""

from __future__ import annotations

from hypothesis import settings

#: How many a property has of the usual profile; that of ``--thorough`` (``conftest.py``) has 500.
USUAL = 100


def examples(count: int) -> settings:
    """Return settings with so many examples in an ordinary run."""
    return settings(max_examples=times(count))


def times(count: int) -> int:
    """Return how often a test draws by itself what it draws so often in an ordinary run."""
    return count * settings().max_examples // USUAL
