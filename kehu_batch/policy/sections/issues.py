"""Issues of callbacks."""

from __future__ import annotations

from kehu_batch.checked_values import Field
from kehu_batch.policy.sections.base import Section


class IssuePolicy(Section):
    """Issues of callbacks (docs/rules.md, 8).

    Attributes:
        repeat_days: An issue of one customer and type repeats an earlier one within so many days.
        conversion_days: A demand is converted by an order within so many days.
        resolved_statuses: What people are offered to write where an issue is solved.
        closed_words: Further words that mean the same.
        open_words: Words that mean that it is not solved, beside those of follow-ups.
        cluster_months: Calendar months up to as_of in which issues that keep coming are sought.
        cluster_from: From so many callbacks with it on, a type keeps coming back at a customer.
        departments: Department by type, beside those of the taxonomy.
    """

    repeat_days: int = Field(ge=1)
    conversion_days: int = Field(ge=1)
    resolved_statuses: tuple[str, ...]
    closed_words: tuple[str, ...] = ()
    open_words: tuple[str, ...] = ()
    cluster_months: int = Field(ge=1)
    cluster_from: int = Field(ge=2)
    departments: dict[str, str] = Field(default_factory=dict)
