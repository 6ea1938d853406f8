"""Attempts: callbacks and follow-ups of the period that reached nobody (docs/rules.md, 6)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.days import to_dates, to_days
from kehu_batch.analysis.base.folded_texts import unify_spellings
from kehu_batch.analysis.base.locations import name_customers, place_columns
from kehu_batch.analysis.base.period import in_period
from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.base.text_columns import same_text
from kehu_batch.analysis.follow_ups.contacts import Contacts
from kehu_batch.model.period import Period

#: Where an attempt's day and the person who made it stand, by table.
_FIELDS = {"callbacks": ("called_on", "called_by"), "followups": ("followed_on", "owner")}


def list_attempts(snapshot: Snapshot, contacts: Contacts, period: Period) -> pd.DataFrame:
    """List the attempts of the period; see ``FollowUpFigures.attempts``."""
    parts = [_of_table(snapshot, table, period) for table in _FIELDS]
    found = pd.concat(parts, ignore_index=True)
    customers = found["customer"].to_numpy(dtype=np.int64)
    days = to_days(found["tried_on"])
    reached = contacts.log_events().first_from(customers, days)
    places = place_columns(
        snapshot.dataset,
        found["region"].to_numpy(dtype=np.int64),
        found["source_row"].to_numpy(dtype=np.int64),
        found["field"].to_numpy(dtype=object),
    )
    return pd.DataFrame(
        {
            "table": found["table"].array,
            **name_customers(snapshot.dataset, customers),
            "tried_on": found["tried_on"].array,
            "owner": unify_spellings(found["owner"]).array,
            "reached_on": to_dates(reached),
            **places,
        }
    )


def _of_table(snapshot: Snapshot, table: str, period: Period) -> pd.DataFrame:
    day, by = _FIELDS[table]
    rows = snapshot.attempt_rows(table, "customer", "region", "source_row", day, by)
    owners = rows[by]
    if len(rows):
        rows = rows[in_period(to_days(rows[day]), period)]
        of_ledger = snapshot.ledger_values("owner").reindex(rows["customer"]).set_axis(rows.index)
        owners = rows[by].fillna(of_ledger)
    return pd.DataFrame(
        {
            "table": pd.Series(same_text(table, len(rows)), index=rows.index, dtype="str"),
            "customer": rows["customer"],
            "region": rows["region"],
            "source_row": rows["source_row"],
            "field": pd.Series(same_text(day, len(rows)), index=rows.index, dtype="str"),
            "tried_on": rows[day],
            "owner": owners.astype("str"),
        }
    )


def count_attempts(attempts: pd.DataFrame) -> pd.DataFrame:
    """Count attempts by owner, most first: ``owner`` (missing: nobody), ``attempts``, ``callbacks``, ``followups``."""
    codes, names = pd.factorize(attempts["owner"], sort=True, use_na_sentinel=False)
    counts = np.bincount(codes, minlength=len(names))
    order = np.argsort(-counts, kind="stable")
    of_tables = {
        table: np.bincount(codes[(attempts["table"] == table).to_numpy()], minlength=len(names))[order]
        for table in _FIELDS
    }
    return pd.DataFrame({"owner": names.take(order).array, "attempts": counts[order], **of_tables})
