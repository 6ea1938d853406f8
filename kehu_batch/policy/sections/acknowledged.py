"""Contradictions between rules that a policy knows of and accepts, each with its source."""

from __future__ import annotations

from kehu_batch.checked_values import Field
from kehu_batch.policy.sections.base import Section


class Acknowledged(Section):
    """One contradiction that is accepted.

    Attributes:
        rule: Code of the contradiction, as ``policy check --json`` prints it.
        tier: The tier concerned; blank for one that concerns no single tier.
        source: Where the rules come from, or who decided so.
    """

    rule: str = Field(min_length=1, title="矛盾")
    tier: str = Field(default="", title="涉及的等级")
    source: str = Field(min_length=1, title="来源")
