"""What is said where nobody can tell what falls due."""

from __future__ import annotations

from kehu_batch.model.figures.analysis import Analysis

_TELLING = ("callbacks", "followups", "complaints", "ledger")


def why_nothing_is_due(analysis: Analysis) -> str:
    """Return why nothing is known to be late; empty where the drop has a table from which something falls due."""
    return "" if any(code in analysis.accounts for code in _TELLING) else "没有回访、跟进、投诉或台账"
