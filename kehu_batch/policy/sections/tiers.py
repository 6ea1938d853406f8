"""Schemes of customer tiers."""

from __future__ import annotations

from pydantic import Field, model_validator

from kehu_batch.policy.sections.base import Section, Share, Yuan


class TierCondition(Section):
    """A condition other than money; a failed one drops one tier."""

    field: str
    any_of: tuple[str, ...]


class Tier(Section):
    """One tier. ``min_amount`` is inclusive, in yuan; the tier above it bounds it from above, exclusive."""

    name: str
    min_amount: Yuan | None = None
    inquiry: bool = False
    expected_share: Share | None = None
    conditions: tuple[TierCondition, ...] = ()


class TierPolicy(Section):
    """A scheme of tiers, high to low (docs/rules.md, 5)."""

    scheme: str
    window_months: int = Field(default=12, ge=1)
    orders_complete: bool = False
    tiers: tuple[Tier, ...] = Field(min_length=1)
    aliases: dict[str, str]

    @model_validator(mode="after")
    def _check_tiers(self) -> TierPolicy:
        names = [tier.name for tier in self.tiers]
        if len(set(names)) != len(names):
            raise ValueError("tiers 中等级名称重复")
        amounts = [tier.min_amount for tier in self.tiers if tier.min_amount is not None]
        if amounts != sorted(amounts, reverse=True) or len(set(amounts)) != len(amounts):
            raise ValueError("tiers 的 min_amount 必须从高到低且互不相同")
        unknown = sorted({target for target in self.aliases.values() if target not in names})
        if unknown:
            raise ValueError(f"aliases 指向不存在的等级： {'、'.join(unknown)}")
        return self
