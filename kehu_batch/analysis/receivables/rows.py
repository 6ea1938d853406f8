"""The frames of documents and receipts: one row each, with its place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.days import is_dated, to_dates
from kehu_batch.analysis.base.locations import name_customers, place_columns
from kehu_batch.analysis.base.snapshot import Codes, Mask, Positions, Snapshot
from kehu_batch.analysis.base.text_columns import same_text
from kehu_batch.analysis.receivables.aging import age_buckets, count_days, overdue_buckets
from kehu_batch.analysis.receivables.allocation import Allocation
from kehu_batch.analysis.receivables.documents import Documents
from kehu_batch.analysis.receivables.receipts import EXCESS, UNNAMED, Receipts
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.policy.schema import ReceivablesPolicy

ALLOCATED, PARTLY, UNALLOCATED = "已分配", "部分分配", "未分配"


def place_rows(dataset: Dataset, table: str, rows: Positions, field: str) -> dict[str, object]:
    """Return ``region``, ``source_row``, ``file`` and ``cell`` of a field for rows of a table; -1 has no place."""
    frame = dataset.table(table)
    if frame is None or not len(frame):
        regions, source = np.full(len(rows), -1, dtype=np.int64), np.zeros(len(rows), dtype=np.int64)
    else:
        regions = np.where(rows >= 0, frame["region"].to_numpy(dtype=np.int64)[rows], -1)
        source = np.where(rows >= 0, frame["source_row"].to_numpy(dtype=np.int64)[rows], 0)
    columns = place_columns(dataset, regions, source, same_text(field, len(rows)))
    del columns["field"]
    return columns


def list_documents(
    snapshot: Snapshot, documents: Documents, state: Allocation, policy: ReceivablesPolicy
) -> pd.DataFrame:
    """Return the frame of live documents; see ``PaymentRiskFigures.documents``."""
    live = np.flatnonzero(state.live)
    rows, amounts = documents.rows[live], documents.amounts[live]
    due, issued = documents.due[live], documents.issued[live]
    known = is_dated(due)
    late = count_days(due, snapshot.as_of)
    opened = state.opened[live]
    invoice = amounts >= 0
    source = snapshot.dataset.tables["invoices"]
    return pd.DataFrame(
        {
            **name_customers(snapshot.dataset, documents.customers[live]),
            "invoice_no": source["invoice_no"].array.take(rows),
            "instalment": source["instalment"].array.take(rows),
            "currency": take_labels(documents.currency_names, documents.currencies[live]),
            "issued_on": to_dates(issued),
            "due_on": to_dates(due),
            "due_source": take_labels(("到期日", "账期", "单据账期"), documents.dues.source[live], known),
            "amount_fen": amounts,
            "received_fen": state.received[live],
            "fifo_fen": state.fifo[live],
            "open_fen": opened,
            "disputed_fen": np.where(invoice, np.clip(documents.disputed[live], 0, np.maximum(opened, 0)), 0),
            "days_overdue": pd.arrays.IntegerArray(late, ~known),
            "age_days": pd.arrays.IntegerArray(count_days(issued, snapshot.as_of), ~is_dated(issued)),
            "bucket": take_labels(
                policy.bucket_labels, overdue_buckets(late, known, policy.overdue_days), invoice
            ),
            "age_bucket": take_labels(
                policy.age_labels, age_buckets(issued, snapshot.as_of, policy.age_years), invoice
            ),
            "received_undated": documents.undated[live] != 0,
            **place_rows(snapshot.dataset, "invoices", rows, "amount"),
        }
    )


def take_labels(labels: Sequence[str], codes: Codes, named: Mask | None = None) -> object:
    """Return the label of each code as a text column, missing where not ``named``."""
    values = np.array(labels, dtype=object)[codes]
    if named is not None:
        values[~named] = None
    return pd.array(values, dtype="str")


def list_receipts(
    snapshot: Snapshot, documents: Documents, receipts: Receipts, state: Allocation
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the frames of receipts up to as_of and of later ones, in the order of the sheets."""
    order = np.argsort(receipts.rows, kind="stable")
    frame = pd.DataFrame(_receipt_columns(snapshot, documents, receipts, order))
    counted = state.counted[order]
    allocated, amounts = state.allocated[order], receipts.amounts[order]
    rest = amounts - allocated
    reasons = receipts.reasons[order].copy()
    reasons[receipts.groups[order] >= 0] = EXCESS
    reasons[rest == 0] = None
    states = np.select([rest == 0, allocated == 0], [0, 1], default=2)
    extra = pd.DataFrame(
        {
            "allocated_fen": allocated,
            "unallocated_fen": rest,
            "state": take_labels((ALLOCATED, UNALLOCATED, PARTLY), states),
            "reason": pd.array(reasons, dtype="str"),
        }
    )
    place = pd.DataFrame(place_rows(snapshot.dataset, "receipts", receipts.rows[order], "amount"))
    whole = pd.concat([frame, extra, place], axis=1)[counted]
    later = pd.concat([frame, place], axis=1)[~counted]
    return whole.reset_index(drop=True), later.reset_index(drop=True)


def _receipt_columns(
    snapshot: Snapshot, documents: Documents, receipts: Receipts, order: Positions
) -> dict[str, object]:
    rows = receipts.rows[order]
    columns: dict[str, object] = name_customers(snapshot.dataset, receipts.customers[order])
    source = snapshot.dataset.table("receipts")
    if source is None:
        columns |= {name: pd.Series([], dtype="str") for name in ("receipt_no", "invoice_no")}
    else:
        columns["receipt_no"] = source["receipt_no"].array.take(rows)
        # What a receipt fills is told by the document's own number, however the receipt spells it.
        written = pd.Series(source["invoice_no"].array.take(rows))
        # What is left of a receipt beside 核销金额 names nothing, though its row does.
        written = written.mask(receipts.reasons[order] == UNNAMED)
        filled = pd.Series(receipts.numbers[order], dtype="str")
        columns["invoice_no"] = filled.where(filled.notna(), written).array
    columns["received_on"] = to_dates(receipts.days[order])
    columns["currency"] = take_labels(documents.currency_names, receipts.currencies[order])
    columns["amount_fen"] = receipts.amounts[order]
    return columns
