"""Figures of issues and demands in the callbacks (docs/rules.md, 8)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.calendar_months import month_numbers
from kehu_batch.analysis.base.days import Day, Days, day_span, is_dated, to_days
from kehu_batch.analysis.base.events import collect_events
from kehu_batch.analysis.base.locations import name_customers, place_columns
from kehu_batch.analysis.base.period import in_period
from kehu_batch.analysis.base.snapshot import Mask, Snapshot
from kehu_batch.analysis.base.statuses import says_done
from kehu_batch.analysis.base.text_columns import same_text
from kehu_batch.analysis.base.tier_groups import label_tiers
from kehu_batch.analysis.issues.pareto import count_types, name_departments
from kehu_batch.analysis.issues.statements import CallbackStatements
from kehu_batch.model.figures.analysis import DemandFigures, IssueFigures, TierFigures
from kehu_batch.model.figures.measures import MEASURE_BY_CODE
from kehu_batch.model.figures.states import UNCLASSIFIED
from kehu_batch.model.period import Period, month_label
from kehu_batch.policy.schema import IssuePolicy
from kehu_batch.policy.taxonomy import Taxonomy
from kehu_batch.records import dataclass


def measure_issues(
    snapshot: Snapshot,
    statements: CallbackStatements,
    period: Period,
    tiers: TierFigures,
    policy: IssuePolicy,
    taxonomy: Taxonomy,
) -> IssueFigures:
    """Measure the issues of the period's callbacks, beside each month's."""
    found = join_callbacks(snapshot, statements.issues, ("called_by", "resolution_status", "resolved_at"))
    found["resolved"] = tell_resolved(found, snapshot, policy)
    items = _list_issues(
        snapshot, found[in_period(to_days(found["day"]), period)], tiers, name_departments(policy, taxonomy)
    )
    known = items["resolved"].notna()
    return IssueFigures(
        total=len(items),
        customers=int(items.loc[items["customer"] >= 0, "customer"].nunique()),
        unclassified=int((items["primary"] == UNCLASSIFIED).sum()),
        by_type=count_types(items["primary"], items["customer"], tiers, policy, taxonomy),
        by_month=_count_months(found),
        items=items,
        resolution_rate=MEASURE_BY_CODE["issues.resolution_rate"].rate(
            items.loc[known, "resolved"].astype(bool).sum(), known.sum()
        ),
        reasons={} if known.any() else _why_unsolved(items),
    )


def _why_unsolved(items: pd.DataFrame) -> dict[str, str]:
    """Return what nobody can tell where of no issue it is known whether it is solved."""
    if not len(items):
        return {"resolution_rate": "本期没有问题"}
    return dict.fromkeys(("resolution_rate", "unconfirmed"), "没有填写解决状态")


def measure_demands(
    snapshot: Snapshot, statements: CallbackStatements, period: Period, policy: IssuePolicy
) -> DemandFigures:
    """Measure the demands of the period's callbacks, and how many of all demands led to an order."""
    found = join_callbacks(snapshot, statements.demands, ())
    items = found[in_period(to_days(found["day"]), period)]
    (followed, passed), reason = _count_converted(snapshot, found, policy)
    return DemandFigures(
        total=len(items),
        items=pd.DataFrame(
            {
                **name_customers(snapshot.dataset, items["customer"].to_numpy(dtype=np.int64)),
                "called_on": items["called_on"].array,
                "text": items["text"].array,
                **call_places(snapshot, items, same_text("feedback", len(items))),
            }
        ),
        conversion=MEASURE_BY_CODE["demands.conversion"].rate(followed, passed),
        followed=followed,
        passed=passed,
        reasons={"conversion": reason} if reason else {},
    )


def join_callbacks(snapshot: Snapshot, statements: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """Return the statements with the columns of their callbacks, and ``day``."""
    asked = ("customer", "region", "source_row", "called_on", *columns)
    calls = snapshot.rows_at("callbacks", statements["callback"].to_numpy(dtype=np.intp), *asked)
    joined = {name: calls[name].array for name in asked}
    return statements.reset_index(drop=True).assign(**joined, day=to_days(calls["called_on"]))


def tell_resolved(found: pd.DataFrame, snapshot: Snapshot, policy: IssuePolicy) -> pd.arrays.BooleanArray:
    """Return whether each issue is solved as of the snapshot's day; missing where nothing says so.

    A resolution dated later has not happened yet.
    """
    solved, known = read_resolutions(found, policy).as_of(snapshot.day)
    return pd.arrays.BooleanArray(solved, ~known)


@dataclass(frozen=True, slots=True)
class Resolutions:
    """What is said of each issue's solution.

    Args:
        stated: Whether its status is filled in.
        done: Whether that says solved.
        days: Day solved; ``NaT`` where missing.
    """

    stated: Mask
    done: Mask
    days: Days

    @property
    def dated(self) -> Mask:
        """Whether the day of the solution is known."""
        return is_dated(self.days)

    def as_of(self, day: Day) -> tuple[Mask, Mask]:
        """Return which issues are solved at the end of a day, and of which anything is known."""
        later = self.days > day
        return (self.done | (self.dated & ~self.stated)) & ~later, self.stated | self.dated


def read_resolutions(found: pd.DataFrame, policy: IssuePolicy) -> Resolutions:
    """Read the columns 解决状态 and 解决时间 of issues."""
    words = (*policy.resolved_statuses, *policy.closed_words)
    return Resolutions(
        stated=found["resolution_status"].notna().to_numpy(dtype=np.bool_),
        done=says_done(found["resolution_status"], words, policy.open_words),
        days=to_days(found["resolved_at"]),
    )


def _list_issues(
    snapshot: Snapshot, found: pd.DataFrame, tiers: TierFigures, departments: dict[str, str]
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            **name_customers(snapshot.dataset, found["customer"].to_numpy(dtype=np.int64)),
            "tier": label_tiers(found["customer"], tiers).array,
            "owner": found["called_by"].array,
            "called_on": found["called_on"].array,
            "text": found["text"].array,
            "types": found["types"].array,
            "primary": found["primary"].array,
            "matched": found["matched"].array,
            "decided_by": found["decided_by"].array,
            "perhaps": found["perhaps"].array,
            "department": found["primary"].map(departments).astype("str").array,
            "resolved": found["resolved"].array,
            **call_places(snapshot, found, found["field"].to_numpy(dtype=object)),
        }
    )


def call_places(snapshot: Snapshot, rows: pd.DataFrame, fields: np.ndarray) -> dict[str, object]:
    """Return the columns that say where each row's cell of a field stands."""
    regions, numbers = (rows[column].to_numpy(dtype=np.int64) for column in ("region", "source_row"))
    return place_columns(snapshot.dataset, regions, numbers, fields)


def _count_months(found: pd.DataFrame) -> pd.DataFrame:
    codes, names = pd.factorize(found["primary"], sort=True)
    size = max(len(names), 1)
    pairs, counts = np.unique(month_numbers(to_days(found["day"])) * size + codes, return_counts=True)
    labels = [month_label(month) for month in (pairs // size).tolist()]
    types = names.take(pairs % size)
    return pd.DataFrame({"month": pd.array(labels, dtype="str"), "type": types.array, "count": counts})


def _count_converted(
    snapshot: Snapshot, demands: pd.DataFrame, policy: IssuePolicy
) -> tuple[tuple[int, int], str]:
    """Count the demands followed by an order within the window, and those whose window has passed; else why not."""
    if snapshot.dataset.table("orders") is None:
        return (0, 0), "没有订单明细"
    days, customers = to_days(demands["day"]), demands["customer"].to_numpy(dtype=np.int64)
    conversion = day_span(policy.conversion_days)
    passed = (days + conversion <= snapshot.day) & (customers >= 0)
    if not passed.any():
        return (0, 0), f"没有满 {policy.conversion_days} 天转化期的需求"
    orders = snapshot.rows("orders", "customer", "ordered_on")
    events = collect_events((orders["customer"].to_numpy(dtype=np.int64), to_days(orders["ordered_on"])))
    ordered = events.first_after(customers[passed], days[passed])
    followed = ordered <= days[passed] + conversion
    return (int(followed.sum()), int(passed.sum())), ""
