"""What a table by tier groups its rows by, what its labels stand for, and which tiers nobody can tell."""

from __future__ import annotations

from collections.abc import Iterable

from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.model.tables.listed import list_texts
from kehu_batch.wording.labels import TIER_GROUPS, UNRATED


def describe_groups(labels: Iterable[str], tiers: TierFigures) -> str:
    """Return how rows are grouped; a stated label that is no tier of the scheme is told with the one it stands for.

    Args:
        labels: Groups of the table.
        tiers: Whose labels they are, as stated and by alias.

    Example:
        ``按重新计算的等级，未定级的按原等级；VIP 相当于核心，C 相当于重要``
    """
    others = [label for label in labels if label not in tiers.tiers and label != UNRATED]
    if not others:
        return TIER_GROUPS
    pairs = zip(*(list_texts(tiers.customers[name]) for name in ("stated", "stated_tier")), strict=True)
    aliases: dict[str, str] = {}
    for stated, tier in pairs:
        if stated is not None and tier is not None:
            aliases.setdefault(stated, tier)
    told = [f"{label} 相当于{aliases[label]}" for label in others if label in aliases]
    unknown = [label for label in others if label not in aliases]
    told += [f"{'、'.join(unknown)} 不在等级别名表里"] if unknown else []
    return "；".join(filter(None, (TIER_GROUPS, "，".join(told))))


def blind_words(tiers: TierFigures) -> str:
    """Return which tiers nobody can tell, with why; empty where all can be told.

    Example:
        ``看不出潜在客户（没有回访工作表、跟进记录和客户台账）``
    """
    named: dict[str, list[str]] = {}
    for tier, reason in tiers.untold.items():
        named.setdefault(reason, []).append(tier)
    told = "、".join(f"{'、'.join(names)}客户（{reason}）" for reason, names in named.items())
    return f"看不出{told}" if told else ""


def why_uncompared(tiers: TierFigures) -> str:
    """Return why shares are not compared with those that the scheme expects; empty where they are, or it has none."""
    return f"{blind_words(tiers)}，不与预期占比比较" if tiers.expected and not tiers.compared else ""


def undated_spend(tiers: TierFigures) -> str:
    """Return that both days were rated by one amount where the ledger's tells the tiers; empty where orders do."""
    return "" if tiers.by_orders else "台账的年合作金额没有日期，上期末按同一金额"
