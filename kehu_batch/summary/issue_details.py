"""What stands beside the distribution of issues, as JSON data."""

from __future__ import annotations

import pandas as pd

from kehu_batch.model.figures.analysis import IssueFigures
from kehu_batch.model.figures.issue_details import IssueDetails
from kehu_batch.summary.records import Json, list_records, write_figure

_CUSTOMER = ("customer_id", "customer_name")
_PLACE = ("file", "cell")
_RATES = ("count", "customers", "called", "per_100")
_TYPE = (
    "type",
    "count",
    "share",
    "cumulative",
    "customers",
    "customers_share",
    "customers_cumulative",
    "spend_fen",
    "spend_share",
    "spend_cumulative",
    "per_100",
    "department",
)


def write_types(figures: IssueFigures) -> list[Json]:
    """Return the types by issues, with their shares by customers and by spend and their rate."""
    if figures.details is None:
        return list_records(figures.by_type, ("type", "count", "share", "customers", "department"))
    rates = figures.details.types.drop(columns="type").set_axis(figures.by_type.index)
    return list_records(pd.concat([figures.by_type, rates], axis=1), _TYPE)


def write_details(details: IssueDetails | None) -> Json:
    """Return rates, repeats, what keeps coming back, remarks, and departments with their evidence."""
    if details is None:
        return {}
    kinds = details.remarks["kind"].value_counts()
    return {
        "called": details.called,
        **write_figure("per_100", details.per_100, {"per_100": "本期没有回访"}),
        "by_tier": list_records(details.by_tier, ("tier", *_RATES)),
        "by_owner": list_records(details.by_owner, ("owner", *_RATES)),
        "by_month": {
            str(month): {"count": count, "called": called, "per_100": rate}
            for month, count, called, rate in details.by_month.itertuples(index=False, name=None)
        },
        "repeats": list_records(
            details.repeats,
            (
                *_CUSTOMER,
                "type",
                "text",
                "called_on",
                "earlier_on",
                "days",
                "earlier_file",
                "earlier_cell",
                *_PLACE,
            ),
        ),
        "two_years": list_records(details.two_years, ("type", "count", "customers", "first_on", "last_on")),
        "clusters": list_records(
            details.clusters, (*_CUSTOMER, "type", "calls", "first_on", "last_on", *_PLACE)
        ),
        "kinds": {kind: int(kinds.get(kind, 0)) for kind in ("demand", "latent", "praise")},
        "remarks": list_records(details.remarks, ("kind", *_CUSTOMER, "called_on", "text", "type", *_PLACE)),
        "unconfirmed": list_records(
            details.unconfirmed, (*_CUSTOMER, "type", "text", "called_on", "resolved_on", *_PLACE)
        ),
        "departments": [
            {**row, "evidence": [{"file": file, "cell": cell} for file, cell in cells]}
            for row, cells in zip(
                list_records(details.departments, ("department", "types", "count", "customers")),
                details.departments["cells"],
                strict=True,
            )
        ],
    }
