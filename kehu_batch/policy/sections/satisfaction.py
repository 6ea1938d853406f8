"""How satisfaction is read and judged."""

from __future__ import annotations

from kehu_batch.checked_values import Field
from kehu_batch.policy.sections.base import Section, Share


class SatisfactionPolicy(Section):
    """How scores are read and judged (docs/rules.md, 7)."""

    scale_max: float = Field(gt=0)
    default_full_mark: float | None = Field(default=None, gt=0)
    csat_threshold: Share
    target: Share
    unranked_below: int = Field(ge=1)
    words: dict[str, Share]
