"""What was owed at the end of each of several spans, and how much of what fell due in it came in time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kehu_batch.analysis.base.days import day_of, is_dated
from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.owed import choose_side
from kehu_batch.analysis.receivables.allocation import Allocation, allocate
from kehu_batch.analysis.receivables.documents import Documents
from kehu_batch.analysis.receivables.position import collect_on_time, falls_due_in, input_reasons
from kehu_batch.analysis.receivables.receipts import Receipts, collect_side
from kehu_batch.model.figures.trend import TrendFigure
from kehu_batch.model.period import Period
from kehu_batch.policy.schema import ReceivablesPolicy

_BEFORE_ALL = "应收明细没有这么早的单据"


def measure_receivables(
    snapshot: Snapshot, spans: Sequence[Period], policy: ReceivablesPolicy
) -> dict[str, dict[str, TrendFigure]]:
    """Return the figures of receivables in the policy's own currency by label of span; empty without invoices.

    Documents and receipts are collected once; each span's end has its own allocation.
    """
    side = choose_side(snapshot)
    if side is None:
        return {}
    documents, receipts = collect_side(snapshot, side, policy.currency)
    issued = documents.issued[is_dated(documents.issued) & (documents.currencies == 0)]
    regions = snapshot.dataset.regions
    has_receipts = any(region.table == "receipts" and region.side is side for region in regions)
    measured = {}
    for span in spans:
        state = allocate(
            documents, receipts, day_of(span.as_of), first_in_first_out=policy.first_in_first_out
        )
        reasons = input_reasons(documents, receipts, state, 0, has_receipts=has_receipts)
        unknown = reasons["receipts"] or reasons["issued"]
        if not unknown and (not len(issued) or issued.min() > day_of(span.as_of)):
            unknown = _BEFORE_ALL
        opened = int(np.maximum(state.opened, 0)[documents.currencies == 0].sum())
        measured[span.label] = {
            "payment_risk.outstanding": TrendFigure(None if unknown else float(opened), reason=unknown),
            "payment_risk.collection_timeliness": _timeliness(
                documents, receipts, state, span, policy, unknown or reasons["allocation"]
            ),
        }
    return measured


def _timeliness(
    documents: Documents,
    receipts: Receipts,
    state: Allocation,
    span: Period,
    policy: ReceivablesPolicy,
    unknown: str,
) -> TrendFigure:
    if unknown:
        return TrendFigure(None, reason=unknown)
    chosen = falls_due_in(documents, state, span.first, span.as_of) & (documents.currencies == 0)
    rows = np.flatnonzero(chosen)
    due = int(documents.amounts[rows].sum())
    if not due:
        return TrendFigure(None, reason="没有到期的应收")
    collected = int(collect_on_time(documents, receipts, state, rows, policy).sum())
    return TrendFigure(collected / due)
