"""What a table by tier groups its rows by, and what tiers of the scheme the other labels in it stand for."""

from __future__ import annotations

from collections.abc import Iterable

from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.wording.labels import TIER_GROUPS, UNRATED


def describe_groups(labels: Iterable[str], tiers: TierFigures) -> str:
    """Return how rows are grouped; a stated label that is no tier of the scheme is told with the one it stands for.

    Args:
        labels: Groups of the table.
        tiers: Whose labels they are, as stated and by alias.

    Example:
        ``按重新计算的等级，未定级的按原等级；VIP 相当于核心，C 相当于重要``
    """
    frame = tiers.customers[["stated", "stated_tier"]].dropna().drop_duplicates("stated")
    aliases = dict(zip(frame["stated"].tolist(), frame["stated_tier"].tolist(), strict=True))
    others = [label for label in labels if label not in tiers.tiers and label != UNRATED]
    told = [f"{label} 相当于{aliases[label]}" for label in others if label in aliases]
    unknown = [label for label in others if label not in aliases]
    told += [f"{'、'.join(unknown)} 不在等级别名表里"] if unknown else []
    return "；".join(filter(None, (TIER_GROUPS, "，".join(told))))
