"""What is said where no callback has a score."""

from __future__ import annotations

from kehu_batch.model.figures.analysis import SatisfactionGroup


def why_unscored(total: SatisfactionGroup) -> str:
    """Return why there is no mean; empty where there are scores."""
    if not total.called:
        return "本期没有回访"
    return "" if total.scored else f"{total.called:,} 次回访都没有评分"
