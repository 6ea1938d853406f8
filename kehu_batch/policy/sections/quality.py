"""Data quality, findings that are accepted, and stray months."""

from __future__ import annotations

from datetime import date

from kehu_batch.checked_values import Field
from kehu_batch.policy.sections.base import Section, Share


class AcceptedFinding(Section):
    """A finding that is known and silenced: of one customer and code, until a day (included)."""

    customer: str = Field(min_length=1)
    code: str = Field(pattern=r"^KB\d{3}$")
    until: date
    reason: str = ""


class QualityPolicy(Section):
    """Targets of data quality (docs/rules.md, 11), and the findings that are accepted for a time."""

    accuracy_target: Share
    accepted: tuple[AcceptedFinding, ...] = ()
    column_finding_rows: int = Field(ge=1)
    read_hidden: bool = True


class PeriodPolicy(Section):
    """When a latest month is passed over as a stray (docs/rules.md, 4)."""

    stray_share: Share
    stray_gap_months: int = Field(ge=0)
