"""Data quality: accuracy over required cells, and all findings in the order they are shown (docs/rules.md, 11)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from kehu_batch.analysis.base.finding_days import findings_of_period
from kehu_batch.folding import fold_name
from kehu_batch.model.figures.analysis import Analysis, QualityFigures
from kehu_batch.model.figures.measures import MEASURE_BY_CODE
from kehu_batch.model.findings.changes import EarlierRun, compare_runs
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.period import Period
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.policy.schema import AcceptedFinding
from kehu_batch.records import replace

_CONTACTS = re.compile(r"[/／|\n]")
_Key = tuple[int, int, str, str, int, int, str]


def measure_quality(
    dataset: Dataset, found: Iterable[Finding], accepted: Sequence[AcceptedFinding], period: Period
) -> QualityFigures:
    """Measure accuracy and gather the findings of the dataset with those that analysis found.

    Args:
        dataset: The drop.
        found: Findings of the analysis.
        accepted: What the policy says is known: such findings are left out and counted. A cell stays wrong.
        period: Its as_of is the day on which an acceptance must still hold.
    """
    silenced = _Acceptances(dataset, accepted, period.as_of)
    findings = (*dataset.findings, *found)
    shown = [finding for finding in findings if not silenced.covers(finding)]
    required = sum(dataset.required_total.values())
    right = sum(dataset.required_right.values())
    ordered = tuple(sorted(shown, key=_order))
    return QualityFigures(
        accuracy=MEASURE_BY_CODE["data_quality.accuracy"].rate(right, required),
        required=required,
        right=right,
        findings=ordered,
        accepted=len(findings) - len(shown),
        of_period=findings_of_period(dataset, ordered, period),
    )


def with_changes(
    analysis: Analysis, earlier: Sequence[EarlierRun], mask: Callable[[str], str] = str
) -> Analysis:
    """Return the analysis with what changed since the last earlier run of its period.

    Args:
        analysis: The figures.
        earlier: Earlier runs, as their summaries tell them.
        mask: How texts were masked in a summary; a finding is the same whether it was or not.
    """
    quality = analysis.quality
    changes = compare_runs(earlier, analysis.period.label, quality.findings, mask)
    return replace(analysis, quality=replace(quality, changes=changes))


def with_findings(quality: QualityFigures, found: Iterable[Finding]) -> QualityFigures:
    """Return the figures with findings of the whole drop beside the others, in the order in which all are shown."""
    return replace(quality, findings=tuple(sorted((*quality.findings, *found), key=_order)))


class _Acceptances:
    """Tells which findings are accepted: by code, and by any id or name of the customer."""

    def __init__(self, dataset: Dataset, accepted: Sequence[AcceptedFinding], as_of: date) -> None:
        self._pairs: set[tuple[str, str]] = set()
        current = [item for item in accepted if item.until >= as_of]
        if not current:
            return
        labels = _labels(dataset)
        for item in current:
            wanted = fold_name(item.customer)
            known = {wanted}.union(*(names for names in labels if wanted in names))
            self._pairs.update((item.code, name) for name in known)

    def covers(self, finding: Finding) -> bool:
        """Whether a finding is accepted."""
        if not self._pairs or not finding.customer:
            return False
        # A name may stand before its contacts, as the cell has it.
        names = {fold_name(finding.customer), fold_name(_CONTACTS.split(finding.customer, maxsplit=1)[0])}
        return any((finding.code, name) in self._pairs for name in names)


def _labels(dataset: Dataset) -> list[set[str]]:
    """Return the folded id and name of each customer."""
    columns = (dataset.customers["customer_id"].tolist(), dataset.customers["customer_name"].tolist())
    return [
        {fold_name(text) for text in pair if isinstance(text, str)} for pair in zip(*columns, strict=True)
    ]


def _order(finding: Finding) -> _Key:
    """Return the sort key: most severe first, those of the whole drop before those of a place, then by place."""
    place = finding.location
    if place is None:
        return (-finding.severity.rank, 0, "", "", 0, 0, finding.code)
    return (-finding.severity.rank, 1, place.file, place.sheet, place.row, place.column, finding.code)
