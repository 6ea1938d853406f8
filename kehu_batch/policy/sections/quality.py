"""Data quality, findings that are accepted, and stray months."""

from __future__ import annotations

import difflib
import re
from datetime import date
from typing import Annotated

from kehu_batch.checked_values import AfterValidator, Field
from kehu_batch.folding import fold_text
from kehu_batch.model.findings.catalogue import FINDING_KINDS
from kehu_batch.policy.sections.base import Section, Share

_FORM = re.compile(r"KB\d{3}")
_TITLES = {kind.code: kind.title for kind in FINDING_KINDS}


def known_code(written: str) -> str:
    """Return the code of a kind of finding, whatever its width, case and spaces, or of the one whose title was written.

    Example:
        >>> known_code(" ｋｂ 288"), known_code("疑似同一客户有两个编号")
        ('KB288', 'KB283')
    """
    code = "".join(fold_text(written).split()).upper()
    if code in _TITLES:
        return code
    named = [known for known, title in _TITLES.items() if fold_text(title) == fold_text(written)]
    if len(named) == 1:
        return named[0]
    # Another number of the right form is no slip of the pen.
    near = [] if _FORM.fullmatch(code) else difflib.get_close_matches(code, _TITLES, n=1, cutoff=0.8)
    hint = f"，是不是 {near[0]}（{_TITLES[near[0]]}）" if near else ""
    raise ValueError(f"没有问题代码“{written}”{hint}；写“数据质量”页和月报里的代码，如 KB288")


class AcceptedFinding(Section):
    """A finding that is known and silenced: of one customer and code, until a day (included)."""

    customer: str = Field(min_length=1)
    code: Annotated[str, AfterValidator(known_code)]
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
