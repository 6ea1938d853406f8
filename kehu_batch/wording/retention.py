"""What the tables of lost and silent customers say of whom they count and of where reasons come from."""

from __future__ import annotations

from kehu_batch.policy.sections.retention import RetentionPolicy

POSSIBLE_REASONS = "可能原因取沉默前最后一次回访或投诉里的问题类型，一个客户可以有几种"


def lost_words(policy: RetentionPolicy) -> str:
    """Return who counts as lost and who as silent, in the policy's own days."""
    return (
        f"流失：台账写明，或距上次成交超过 {policy.lost_after_days:,} 天；"
        f"沉默：超过 {policy.silent_after_days:,} 天"
    )
