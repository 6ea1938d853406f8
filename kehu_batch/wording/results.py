"""How the classes of callbacks are told to people."""

from __future__ import annotations

from kehu_batch.policy.sections.contact_clocks import ResultPolicy

#: How a callback is put into its class.
RESULT_ORDER = "依次取第一个符合的：有问题；高等级客户或提出需求；评分达标"


def classless_words(made: int, classed: int) -> str:
    """Return how many of the callbacks made are of no class; blank where all have one."""
    return f"另有 {made - classed:,} 次都不符合，不归类" if made > classed else ""


def low_tier_words(rules: ResultPolicy) -> str:
    """Return which customers' demands have hours of their own; blank where there are none."""
    names = "、".join(rules.low_tiers)
    return f"{names}客户的需求 {rules.low_tier_answer_hours:,} 小时内答复" if names else ""
