"""Targets shown beside results."""

from __future__ import annotations

from kehu_batch.checked_values import model_validator
from kehu_batch.policy.sections.base import Section, Share


class Targets(Section):
    """Targets shown beside results (docs/rules.md, 12)."""

    complaint_resolution: Share
    core_repurchase_growth: tuple[float, float]
    lifetime_value_growth: float
    collection_timeliness: Share | None = None
    near_shortfall: Share
    """How far short of its target, as a share of it, a figure still counts as 接近."""

    @model_validator(mode="after")
    def _check(self) -> Targets:
        low, high = self.core_repurchase_growth
        if low > high:
            raise ValueError("core_repurchase_growth 要先写低的、再写高的，如 [0.25, 0.3]")
        return self
