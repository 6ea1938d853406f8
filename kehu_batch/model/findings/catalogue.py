"""The catalogue of findings: every kind, by code."""

from __future__ import annotations

from kehu_batch.model.findings import (
    catalogue_figures,
    catalogue_finance,
    catalogue_lists,
    catalogue_looks,
    catalogue_reading,
    catalogue_receivables,
    catalogue_retention,
    catalogue_stated,
    catalogue_values,
)
from kehu_batch.model.findings.finding import FindingKind

#: Every kind of finding, by code.
FINDING_KINDS: tuple[FindingKind, ...] = tuple(
    sorted(
        (
            value
            for module in (
                catalogue_reading,
                catalogue_looks,
                catalogue_values,
                catalogue_stated,
                catalogue_figures,
                catalogue_lists,
                catalogue_receivables,
                catalogue_finance,
                catalogue_retention,
            )
            for value in vars(module).values()
            if isinstance(value, FindingKind)
        ),
        key=lambda kind: kind.code,
    )
)
