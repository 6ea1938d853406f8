"""Issues of callbacks, and complaints."""

from __future__ import annotations

from pydantic import Field, model_validator

from kehu_batch.policy.sections.base import Section


class IssuePolicy(Section):
    """Issues and complaints (docs/rules.md, 8)."""

    repeat_days: int = Field(ge=1)
    conversion_days: int = Field(ge=1)
    resolved_statuses: tuple[str, ...]
    departments: dict[str, str] = Field(default_factory=dict)


class ComplaintClockSet(Section):
    """Limits of the complaint clocks; a stage without a limit is not asked for."""

    respond_hours: int | None = Field(default=None, ge=1)
    plan_hours: int | None = Field(default=None, ge=1)
    resolve_hours: int | None = Field(default=None, ge=1)
    confirm_days: int | None = Field(default=None, ge=1)


class ComplaintPolicy(Section):
    """Complaint clocks, in calendar hours (docs/rules.md, 8). ``clocks`` names the set in force."""

    clocks: str
    sets: dict[str, ComplaintClockSet]

    @property
    def limits(self) -> ComplaintClockSet:
        """Return the set of limits in force."""
        return self.sets[self.clocks]

    @model_validator(mode="after")
    def _check_set(self) -> ComplaintPolicy:
        if self.clocks not in self.sets:
            raise ValueError(f"clocks 指向不存在的时限： {self.clocks}")
        return self
