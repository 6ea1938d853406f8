"""What is said of issues beside their distribution."""

from __future__ import annotations

import pandas as pd

from kehu_batch.records import dataclass


@dataclass(frozen=True, slots=True)
class IssueDetails:
    """Rates, repeats and remarks of the period's callbacks; what keeps coming back, over the months before as_of.

    ``per_100`` is issues per 100 callbacks made: a busier month does not look worse for it.

    Args:
        called: Callbacks made in the period.
        per_100: Of all issues; ``None`` without a callback.
        types: One row a type of ``IssueFigures.by_type``, in its order: ``type``, ``per_100``, ``customers_share``,
            ``customers_cumulative`` (in the order by customers), ``spend_share``, ``spend_cumulative`` (by spend).
        by_tier: ``tier``, ``count``, ``customers``, ``called``, ``per_100`` float64.
        by_owner: ``owner`` (missing: nobody), ``count``, ``customers``, ``called``, ``per_100``.
        by_month: Every month from the first with a callback up to as_of: ``month``, ``count``, ``called``, ``per_100``,
            which is missing where nobody was called.
        repeats: The period's issues of a customer and type that an earlier callback has within the policy's days:
            ``customer``, ``customer_id``, ``customer_name``, ``type``, ``text``, ``called_on``, ``earlier_on``,
            ``days``, ``earlier_file``, ``earlier_cell``, ``file``, ``cell``.
        repeat_days: Those days.
        two_years: Issues by type over the policy's months up to as_of: ``type``, ``count``, ``customers``,
            ``first_on``, ``last_on``, most first.
        clusters: What keeps coming back at one customer in these months: ``customer``, ``customer_id``,
            ``customer_name``, ``type``, ``calls`` (callbacks that have it), ``first_on``, ``last_on``, ``file``,
            ``cell`` (of the last one), most first, of equals the latest.
        cluster_months: Those months.
        cluster_from: From how many callbacks on.
        remarks: The period's demands, latent needs and praise: ``kind``, ``customer``, ``customer_id``,
            ``customer_name``, ``called_on``, ``text``, ``type``, ``file``, ``cell``.
        demand_types: Demands by type: ``type``, ``count``, ``share``, ``customers``, most first.
        unconfirmed: The period's issues that are solved and no later callback confirmed: ``customer``,
            ``customer_id``, ``customer_name``, ``type``, ``text``, ``called_on``, ``resolved_on``, ``file``, ``cell``.
        departments: Whom the period's issues go to: ``department``, ``types`` (tuple), ``count``, ``customers``,
            ``cells`` (tuple of file and cell: the evidence), most first.
    """

    called: int
    per_100: float | None
    types: pd.DataFrame
    by_tier: pd.DataFrame
    by_owner: pd.DataFrame
    by_month: pd.DataFrame
    repeats: pd.DataFrame
    repeat_days: int
    two_years: pd.DataFrame
    clusters: pd.DataFrame
    cluster_months: int
    cluster_from: int
    remarks: pd.DataFrame
    demand_types: pd.DataFrame
    unconfirmed: pd.DataFrame
    departments: pd.DataFrame
