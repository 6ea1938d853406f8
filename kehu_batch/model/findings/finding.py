"""A finding: one defect in the customer's data, with its cell and how to mend it."""

from __future__ import annotations

from enum import StrEnum

from kehu_batch.model.findings.question import Question
from kehu_batch.model.location import Location
from kehu_batch.records import dataclass


class Severity(StrEnum):
    """How much a finding matters; ordered by ``rank``."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """Return 0 for info, 1 for warning, 2 for error."""
        return ("info", "warning", "error").index(self.value)

    @property
    def label(self) -> str:
        """Return the word that users see."""
        return {"info": "提示", "warning": "警告", "error": "错误"}[self.value]


@dataclass(frozen=True, slots=True)
class FindingKind:
    """One entry of the catalogue of findings.

    Args:
        code: Stable code, e.g. ``"KB203"``; the first digit is the stage (1 reading, 2 values, 3 identity
            and links, 4 period, 5 figures).
        severity: Default severity.
        title: Short name in Chinese.
        cause: When it is raised.
        effect: What it does to the figures.
        action: How the user mends it.
    """

    code: str
    severity: Severity
    title: str
    cause: str
    effect: str
    action: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect, at one place.

    Args:
        kind: The catalogue entry.
        location: Where it stands; ``None`` for a defect of the whole drop.
        message: What was seen, in Chinese.
        value: The value seen as the user sees it; empty for a blank cell.
        table: Table code, e.g. ``"callbacks"``; empty where no table is concerned.
        field: Field code, e.g. ``"called_by"``; empty where no field is concerned.
        customer: Customer id or name as shown, where one is known.
        count: How many rows it stands for (over 1 where a whole column shares it).
        severity_override: A severity other than the kind's own.
        question: What could be asked to settle it; ``None`` where nothing can.
    """

    kind: FindingKind
    location: Location | None
    message: str
    value: str = ""
    table: str = ""
    field: str = ""
    customer: str = ""
    count: int = 1
    severity_override: Severity | None = None
    question: Question | None = None

    @property
    def code(self) -> str:
        """Return the stable code, e.g. ``"KB203"``."""
        return self.kind.code

    @property
    def severity(self) -> Severity:
        """Return the severity in force."""
        return self.severity_override or self.kind.severity

    @property
    def action(self) -> str:
        """Return how to mend it."""
        return self.kind.action

    @property
    def effect(self) -> str:
        """Return what it does to the figures."""
        return self.kind.effect
