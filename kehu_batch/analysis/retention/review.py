"""Key customers whose data nobody looked at for a quarter (docs/rules.md, 9)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.calendar_months import move_by_months
from kehu_batch.analysis.base.days import (
    days_at,
    days_where,
    is_dated,
    oldest_first,
    to_dates,
    to_days,
)
from kehu_batch.analysis.follow_ups.contacts import Contacts, newest_contacts
from kehu_batch.analysis.retention.facts import Facts
from kehu_batch.policy.schema import RetentionPolicy


def list_unreviewed(facts: Facts, contacts: Contacts, policy: RetentionPolicy) -> pd.DataFrame:
    """Return the key customers last reviewed before the policy's months, or never; the longest ago first.

    A review is the ledger's 资料更新时间, else the newest contact.

    Returns:
        Who and whose they are, ``tier`` and ``reviewed_on`` (missing: never).
    """
    newest = newest_contacts(contacts, np.ones(len(contacts.days), dtype=np.bool_), facts.deals.count)
    contacted = days_at(contacts.days, newest)
    stated = to_days(facts.snapshot.ledger_values("reviewed_on"))
    stated = days_where(stated <= facts.deals.day, stated)
    reviewed = days_where(is_dated(stated), stated, contacted)
    limit = move_by_months(facts.deals.day, -policy.review_months)
    # Who was never reviewed is among them, and first.
    late = ~(reviewed >= limit)
    customers = np.flatnonzero(facts.core & facts.present & late)
    customers = customers[np.argsort(oldest_first(reviewed[customers]), kind="stable")]
    return pd.DataFrame(
        {
            **facts.names(customers),
            "tier": pd.array(facts.tiers[customers], dtype="str"),
            "reviewed_on": to_dates(reviewed[customers]),
        }
    )
