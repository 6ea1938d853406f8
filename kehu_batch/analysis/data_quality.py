"""Data quality: accuracy over required cells, and all findings in the order they are shown (DOMAIN section 11)."""

from __future__ import annotations

from collections.abc import Iterable

from kehu_batch.model.analysis import QualityFigures
from kehu_batch.model.dataset import Dataset
from kehu_batch.model.finding import Finding

_Key = tuple[int, int, str, str, int, int, str]


def measure_quality(dataset: Dataset, found: Iterable[Finding]) -> QualityFigures:
    """Measure accuracy and gather the findings of the dataset with those that analysis found."""
    required = sum(dataset.required_total.values())
    right = sum(dataset.required_right.values())
    return QualityFigures(
        accuracy=right / required if required else None,
        required=required,
        right=right,
        findings=tuple(sorted((*dataset.findings, *found), key=_order)),
    )


def _order(finding: Finding) -> _Key:
    """Return the sort key: most severe first, those of the whole drop before those of a place, then by place."""
    place = finding.location
    if place is None:
        return (-finding.severity.rank, 0, "", "", 0, 0, finding.code)
    return (-finding.severity.rank, 1, place.file, place.sheet, place.row, place.column, finding.code)
