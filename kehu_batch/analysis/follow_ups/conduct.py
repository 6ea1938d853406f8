"""How contact is kept: customers called too often, plans that lack a part, stale ledger dates (docs/rules.md, 6)."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.calendar_months import month_numbers
from kehu_batch.analysis.base.days import customers_of_keys, days_of_keys, is_dated, keys_of, to_days
from kehu_batch.analysis.base.locations import name_customers, place_columns
from kehu_batch.analysis.base.period import in_period
from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.base.text_columns import same_text
from kehu_batch.analysis.follow_ups.cadence import tiers_of
from kehu_batch.analysis.follow_ups.contacts import Contacts, stale_customers
from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.model.figures.follow_ups import Conduct
from kehu_batch.model.period import Period, month_label
from kehu_batch.policy.schema import Cadence, FollowUpPolicy

#: Days of the longest month.
_MONTH = 31
#: The parts of a plan, as they are called where one is missing.
_PARTS = {"owner": "负责人", "due_on": "时间", "content": "内容"}


def measure_conduct(
    snapshot: Snapshot, contacts: Contacts, period: Period, tiers: TierFigures, policy: FollowUpPolicy
) -> Conduct:
    """Measure how contact was kept in the period."""
    plans = snapshot.dataset.plans
    plans = plans[in_period(to_days(plans["called_on"]), period) & _counting(snapshot, plans)]
    incomplete = _list_incomplete(snapshot, plans)
    return Conduct(
        over_contacted=_list_over_contacted(snapshot, contacts, period, tiers, policy),
        plans=len(plans),
        incomplete_plans=incomplete,
        stale_contacts=len(stale_customers(snapshot, contacts)),
        stated_contacts=int(is_dated(to_days(snapshot.ledger_values("last_contact_on"))).sum()),
    )


def most_in_month(cadence: Cadence) -> int:
    """Return how many contacts in a month a cadence allows: what it says, else as often as its interval fits.

    Example:
        >>> most_in_month(Cadence(months=1)), most_in_month(Cadence(weeks=2))
        (1, 3)
    """
    if cadence.most_per_month is not None:
        return cadence.most_per_month
    if cadence.months is not None:
        return 1
    return math.ceil(_MONTH / (7 * cadence.weeks if cadence.weeks is not None else cadence.days or 1))


def _list_over_contacted(
    snapshot: Snapshot, contacts: Contacts, period: Period, tiers: TierFigures, policy: FollowUpPolicy
) -> pd.DataFrame:
    """List customers with more days of contact in a month of the period than their tier's cadence allows."""
    logged = contacts.of_log() & in_period(contacts.days, period)
    keys = np.unique(keys_of(contacts.customers[logged], contacts.days[logged]))
    of_months = np.stack([customers_of_keys(keys), month_numbers(days_of_keys(keys))], axis=1)
    pairs, counts = np.unique(of_months, axis=0, return_counts=True)
    tier_of, _ = tiers_of(snapshot, tiers)
    named = tier_of[pairs[:, 0]]
    most = {tier: most_in_month(cadence) for tier, cadence in policy.cadence.items()}
    allowed = np.array([most.get(tier, np.inf) for tier in named.tolist()], dtype=np.float64)
    over = np.flatnonzero(counts > allowed)
    over = over[np.argsort(-counts[over], kind="stable")]
    customers, months = pairs[over, 0], pairs[over, 1]
    return pd.DataFrame(
        {
            **name_customers(snapshot.dataset, customers),
            "tier": pd.array(named[over], dtype="str"),
            "month": pd.array([month_label(month) for month in months.tolist()], dtype="str"),
            "contacts": counts[over],
            "allowed": allowed[over].astype(np.int64),
        }
    )


def _counting(snapshot: Snapshot, plans: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which plans are of a callback, or an attempt, that counts."""
    return np.isin(plans["callback"].to_numpy(), snapshot.dated_calls)


def _list_incomplete(snapshot: Snapshot, plans: pd.DataFrame) -> pd.DataFrame:
    """List the plans without an owner, a day or what is to be done."""
    blank = {name: plans[name].isna().to_numpy() for name in _PARTS}
    lacking = np.logical_or.reduce(list(blank.values())) if len(plans) else np.zeros(0, dtype=np.bool_)
    rows = plans[lacking]
    missing = [
        "、".join(_PARTS[name] for name in _PARTS if blank[name][place]) for place in np.flatnonzero(lacking)
    ]
    customers = rows["customer"].to_numpy(dtype=np.intp)
    regions, numbers = (rows[name].to_numpy(dtype=np.int64) for name in ("region", "source_row"))
    places = place_columns(snapshot.dataset, regions, numbers, same_text("plan", len(rows)))
    return pd.DataFrame(
        {
            **name_customers(snapshot.dataset, customers),
            "owner": rows["owner"].array,
            "due_on": rows["due_on"].array,
            "content": rows["content"].array,
            "missing": pd.array(missing, dtype="str"),
            "file": places["file"],
            "cell": places["cell"],
        }
    )
