"""What retention asks of the complaints register: when, of which type, and whether they are solved."""

from __future__ import annotations

import pandas as pd

from kehu_batch.analysis.base.folded_texts import fold_matches
from kehu_batch.analysis.base.snapshot import Snapshot, is_dated, to_days
from kehu_batch.analysis.issues.text import classify_issue, stated_type
from kehu_batch.folding import fold_text
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.taxonomy import Taxonomy


def read_complaints(snapshot: Snapshot, policy: Policy, taxonomy: Taxonomy) -> pd.DataFrame:
    """Return the complaints of known customers up to the snapshot's day.

    Returns:
        One row a complaint: ``customer``, ``day`` (received), ``open`` bool, ``type`` (stated, else by its words).
    """
    rows = snapshot.rows(
        "complaints", "customer", "received_at", "resolved_at", "status", "content", "issue_type"
    )
    resolved = to_days(rows["resolved_at"])
    said = fold_matches(rows["status"], map(fold_text, policy.issues.resolved_statuses))
    solved = (is_dated(resolved) & (resolved <= snapshot.day)) | (said & ~is_dated(resolved))
    frame = pd.DataFrame(
        {
            "customer": rows["customer"].to_numpy(),
            "day": to_days(rows["received_at"]),
            "open": ~solved,
            "type": _types(rows, taxonomy).array,
        }
    )
    return frame[(frame["customer"] >= 0) & is_dated(frame["day"].to_numpy())].reset_index(drop=True)


def _types(rows: pd.DataFrame, taxonomy: Taxonomy) -> pd.Series:
    stated = {text: stated_type(str(text), taxonomy) for text in rows["issue_type"].dropna().unique()}
    said = {text: classify_issue(str(text), taxonomy).primary for text in rows["content"].dropna().unique()}
    return rows["issue_type"].map(stated).astype("str").fillna(rows["content"].map(said).astype("str"))
