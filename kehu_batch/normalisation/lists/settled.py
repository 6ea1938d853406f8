"""What was found of a drop's lists; light, as most drops have nothing to settle."""

from __future__ import annotations

import pandas as pd

from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.tables.dataset import no_applications, no_versions
from kehu_batch.records import dataclass, field

#: Tables that have something to settle on a single list.
SETTLED_ALONE = frozenset({"orders", "complaints", "invoices", "balances"})


@dataclass(slots=True)
class Settled:
    """What was found of a drop's lists.

    Args:
        findings: What is told of them.
        versions: ``Dataset.list_versions``.
        applications: ``Dataset.applications``.
        unknown: Rows of balance sheets, by region and sheet row, whose buckets do not say what is owed either.
    """

    findings: list[Finding] = field(default_factory=list)
    versions: pd.DataFrame = field(default_factory=no_versions)
    applications: pd.DataFrame = field(default_factory=no_applications)
    unknown: frozenset[tuple[int, int]] = frozenset()
