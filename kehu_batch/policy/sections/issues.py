"""Issues of callbacks."""

from __future__ import annotations

from pydantic import Field

from kehu_batch.policy.sections.base import Section


class IssuePolicy(Section):
    """Issues of callbacks (docs/rules.md, 8)."""

    repeat_days: int = Field(ge=1)
    conversion_days: int = Field(ge=1)
    resolved_statuses: tuple[str, ...]
    departments: dict[str, str] = Field(default_factory=dict)
