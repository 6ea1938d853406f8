"""``promised_callback``: 下次回访时间, closed by any later contact with that customer (docs/rules.md, 6)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.days import day_of, is_dated, to_days
from kehu_batch.analysis.base.row_findings import find_in_rows
from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.base.text_columns import as_texts, same_text
from kehu_batch.analysis.follow_ups.contacts import Contacts
from kehu_batch.analysis.follow_ups.obligations import Obligations
from kehu_batch.model.figures.states import ClockName
from kehu_batch.model.findings.catalogue_figures import PROMISE_BEFORE_CALL
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.period import Period
from kehu_batch.policy.schema import QualityPolicy

_COLUMNS = ("customer", "region", "source_row", "called_on", "called_by", "next_callback_on")


def collect_promises(snapshot: Snapshot, contacts: Contacts) -> Obligations:
    """Collect the promised callbacks, each closed by the first later callback or follow-up of that customer.

    The next date of an attempt is owed as that of a callback is: the customer is still to be reached.
    The responsible person is 回访人, else the ledger's owner. A promise dated before its own callback is none.
    """
    calls = pd.concat([snapshot.rows("callbacks", *_COLUMNS), snapshot.attempt_rows("callbacks", *_COLUMNS)])
    due, made = to_days(calls["next_callback_on"]), to_days(calls["called_on"])
    customers = calls["customer"].to_numpy(dtype=np.int64)
    of_ledger = snapshot.ledger_values("owner").reindex(customers).set_axis(calls.index)
    promises = Obligations(
        clocks=same_text(ClockName.PROMISE, len(calls)),
        customers=customers,
        owners=as_texts(calls["called_by"].fillna(of_ledger)),
        due=due,
        closed=contacts.log_events().first_after(customers, made),
        contents=same_text("约定的下次回访", len(calls)),
        regions=calls["region"].to_numpy(dtype=np.int64),
        rows=calls["source_row"].to_numpy(dtype=np.int64),
        fields=same_text("next_callback_on", len(calls)),
        since=made,
    )
    return promises.select((due >= made) & (customers >= 0))


def find_early_promises(snapshot: Snapshot, policy: QualityPolicy) -> tuple[Finding, ...]:
    """Return a finding for each promise that is dated before its own callback."""
    calls = snapshot.rows("callbacks", "called_on", "next_callback_on")
    early = calls[
        (to_days(calls["next_callback_on"]) < to_days(calls["called_on"])) & calls["next_callback_on"].notna()
    ]
    messages = [
        f"下次回访时间 {due:%Y-%m-%d} 早于本次回访时间 {made:%Y-%m-%d}"
        for due, made in zip(early["next_callback_on"], early["called_on"], strict=True)
    ]
    return find_in_rows(
        snapshot.dataset,
        PROMISE_BEFORE_CALL,
        ("callbacks", "next_callback_on"),
        early.index.to_numpy(dtype=np.intp),
        messages,
        whole_column_rows=policy.column_finding_rows,
    )


def count_kept(promises: Obligations, period: Period) -> tuple[int, int]:
    """Count the promises due in the period before as_of: those closed by their due date, and all.

    A promise due on as_of itself is 今日到期: that day is not over, so it is neither kept nor broken yet.
    """
    first, last, as_of = day_of(period.first), day_of(period.last), day_of(period.as_of)
    due = (promises.due >= first) & (promises.due <= last) & (promises.due < as_of)
    kept = due & is_dated(promises.closed) & (promises.closed <= promises.due)
    return int(kept.sum()), int(due.sum())
