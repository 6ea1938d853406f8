"""Status words of follow-ups and complaints, folded to done and not done (docs/rules.md, 6)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.folded_texts import fold_matches
from kehu_batch.analysis.base.row_findings import find_in_rows
from kehu_batch.analysis.base.snapshot import Mask, Snapshot
from kehu_batch.folding import fold_text
from kehu_batch.model.findings.catalogue_figures import UNKNOWN_STATUS
from kehu_batch.model.findings.finding import Finding
from kehu_batch.policy.schema import FollowUpPolicy, Policy

_TABLES = ("followups", "complaints")


def is_closed(statuses: pd.Series, policy: FollowUpPolicy) -> Mask:
    """Return which statuses say that it is done; a missing one does not."""
    return fold_matches(statuses, map(fold_text, (*policy.closing_statuses, *policy.closed_words)))


def find_unknown_statuses(snapshot: Snapshot, policy: Policy) -> tuple[Finding, ...]:
    """Return a finding for each status that is known neither as done nor as not done."""
    return tuple(finding for table in _TABLES for finding in _find_in(snapshot, table, policy))


def _find_in(snapshot: Snapshot, table: str, policy: Policy) -> tuple[Finding, ...]:
    statuses = snapshot.rows(table, "status")["status"]
    known = is_closed(statuses, policy.follow_ups)
    known |= fold_matches(statuses, map(fold_text, policy.follow_ups.open_words))
    # An attempt may be told in the status (未接通); what it is, normalisation has read.
    frame = statuses[~known & statuses.notna().to_numpy()]
    return find_in_rows(
        snapshot.dataset,
        UNKNOWN_STATUS,
        (table, "status"),
        frame.index.to_numpy(dtype=np.intp),
        [f"不认识的状态“{text}”" for text in frame],
        whole_column_rows=policy.quality.column_finding_rows,
    )
