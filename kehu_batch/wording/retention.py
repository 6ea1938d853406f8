"""What the tables of lost and silent customers say of whom they count and of where reasons come from."""

from __future__ import annotations

from collections.abc import Mapping

from kehu_batch.policy.sections.retention import RetentionPolicy
from kehu_batch.wording.joining import join_reasons
from kehu_batch.wording.labels import SIGNAL_LABELS

POSSIBLE_REASONS = "可能原因取沉默前最后一次回访或投诉里的问题类型，一个客户可以有几种"


def lost_words(policy: RetentionPolicy) -> str:
    """Return who counts as lost and who as silent, in the policy's own days."""
    return (
        f"流失：台账写明，或距上次成交超过 {policy.lost_after_days:,} 天；"
        f"沉默：超过 {policy.silent_after_days:,} 天"
    )


def nobody_at_risk(signals: Mapping[str, int | None], reasons: Mapping[str, str]) -> str:
    """Return that no customer shows a signal, and which signals nobody can tell for want of what table."""
    blind = [code for code in SIGNAL_LABELS if signals.get(code) is None]
    if not blind:
        return "截止日没有触及预警信号的客户。"
    seen = [label for code, label in SIGNAL_LABELS.items() if code not in blind]
    told = f"截止日没有触及“{'、'.join(seen)}”的客户；" if seen else ""
    why = join_reasons(reasons[f"signals.{code}"] for code in blind)
    return f"{told}{'其余' if seen else '预警'}信号看不出：{why}。"
