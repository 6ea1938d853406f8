"""Follow-up figures: every obligation with its state, what is overdue, and who is responsible."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.folded_texts import unify_spellings
from kehu_batch.analysis.base.locations import place_columns
from kehu_batch.analysis.base.snapshot import Days, Mask, Snapshot, is_dated, to_dates
from kehu_batch.analysis.base.text_columns import Texts, choose_text
from kehu_batch.analysis.base.tier_groups import label_tiers
from kehu_batch.analysis.follow_ups.cadence import collect_cadence
from kehu_batch.analysis.follow_ups.completion import measure_completion
from kehu_batch.analysis.follow_ups.contacts import Contacts
from kehu_batch.analysis.follow_ups.obligations import Obligations, join_obligations
from kehu_batch.analysis.follow_ups.plans import collect_plans
from kehu_batch.analysis.follow_ups.promises import collect_promises, count_kept
from kehu_batch.folding import fold_text
from kehu_batch.model.figures.analysis import FollowUpFigures, TierFigures
from kehu_batch.model.findings.catalogue_figures import CALENDAR_LACKS_YEAR
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.period import Period
from kehu_batch.policy.schema import Policy, SeverityBounds
from kehu_batch.policy.taxonomy import Taxonomy
from kehu_batch.wording.labels import SEVERITY_ORDER
from kehu_batch.working_days import covered_years, working_days_after

#: Obligations of the period's rows, listed whatever their state; the rest only once they are due.
_TRACKED = ("promised_callback", "plan_deadline")


def measure_follow_ups(
    snapshot: Snapshot,
    contacts: Contacts,
    period: Period,
    tiers: TierFigures,
    policy: Policy,
    taxonomy: Taxonomy,
) -> tuple[FollowUpFigures, tuple[Finding, ...]]:
    """Measure all enabled clocks as of the snapshot's day."""
    enabled = policy.follow_ups.clocks
    promises = collect_promises(snapshot, contacts)
    none_answers = frozenset(map(fold_text, taxonomy.words.none_answers))
    cadence, undetermined = collect_cadence(snapshot, contacts, tiers, policy.follow_ups)
    parts = {
        "promised_callback": promises,
        "plan_deadline": collect_plans(snapshot, policy.follow_ups, none_answers),
        "tier_cadence": cadence,
    }
    obligations = join_obligations([part for clock, part in parts.items() if clock in enabled])
    items = _list_items(snapshot, obligations, tiers, policy.follow_ups.severity)
    kept, due = count_kept(promises, period) if "promised_callback" in enabled else (0, 0)
    completion = measure_completion(snapshot, period)
    figures = FollowUpFigures(
        items=items,
        overdue=_most_severe_first(items),
        open=int(_is_open(items).sum()),
        kept_rate=kept / due if due else None,
        kept=kept,
        due=due,
        completion_rate=completion.made / completion.planned if completion.planned else None,
        made=completion.made,
        planned=completion.planned,
        not_called=completion.not_called,
        by_owner=_count_by(items, "owner"),
        by_tier=_count_by(items, "tier"),
        by_clock=_count_by(items, "clock"),
        undetermined=undetermined if "tier_cadence" in enabled else 0,
        reasons=_reasons(due, completion.planned),
    )
    return figures, _find_missing_years(figures.overdue, snapshot)


def _reasons(due: int, planned: int) -> dict[str, str]:
    reasons = {}
    if not due:
        reasons["kept_rate"] = "本期没有到期的约定回访"
    if not planned:
        reasons["completion_rate"] = "本期没有计划回访"
    return reasons


def _list_items(
    snapshot: Snapshot, obligations: Obligations, tiers: TierFigures, severity: SeverityBounds
) -> pd.DataFrame:
    """Return all obligations with ids, state, days and place; see ``FollowUpFigures.items``."""
    customers, due, closed = obligations.customers, obligations.due, obligations.closed
    known = snapshot.dataset.customers
    overdue = ~is_dated(closed) & is_dated(due) & (due < snapshot.day)
    days = np.where(overdue, snapshot.day - due, 0)
    late = is_dated(closed) & is_dated(due) & (closed > due)
    places = place_columns(snapshot.dataset, obligations.regions, obligations.rows, obligations.fields)
    return pd.DataFrame(
        {
            "clock": pd.array(obligations.clocks, dtype="str"),
            "customer": customers,
            "customer_id": known["customer_id"].array.take(customers),
            "customer_name": known["customer_name"].array.take(customers),
            "tier": label_tiers(pd.Series(customers), tiers).array,
            "owner": unify_spellings(pd.Series(obligations.owners, dtype="str")).array,
            "due_on": to_dates(due),
            "closed_on": to_dates(closed),
            "state": pd.array(_states(due, closed, snapshot.day), dtype="str"),
            "days_overdue": days,
            "working_days_overdue": _working_days(due, overdue, snapshot),
            "days_late": np.where(late, closed - due, 0),
            "severity": pd.array(_severities(days, severity), dtype="str"),
            "content": pd.array(obligations.contents, dtype="str"),
            **places,
        }
    )


def _states(due: Days, closed: Days, as_of: int) -> Texts:
    done = is_dated(closed)
    choices = [done & is_dated(due) & (closed > due), done, ~is_dated(due), due < as_of, due == as_of]
    names = ["已完成(晚)", "已完成", "期限不明", "逾期", "今日到期"]
    return choose_text(choices, names, "未到期")


def _severities(days: Days, bounds: SeverityBounds) -> Texts:
    names: Texts = np.array([None, "low", "medium", "high"], dtype=object)
    rank = (days > 0) + (days > bounds.medium_over).astype(np.int64) + (days > bounds.high_over)
    severities: Texts = names[rank]
    return severities


def _working_days(due: Days, overdue: Mask, snapshot: Snapshot) -> pd.arrays.IntegerArray:
    counted = np.where(overdue, due, snapshot.day).astype("datetime64[D]")
    return working_days_after(counted, snapshot.as_of)


def _most_severe_first(items: pd.DataFrame) -> pd.DataFrame:
    overdue = items[(items["state"] == "逾期").to_numpy()]
    rank = overdue["severity"].map(dict(SEVERITY_ORDER)).to_numpy(dtype=np.int64)
    order = np.lexsort((np.arange(len(overdue)), -overdue["days_overdue"].to_numpy(), rank))
    return overdue.take(order).reset_index(drop=True)


def _is_open(items: pd.DataFrame) -> pd.Series:
    """Return which promises and plans are not closed, due or not."""
    return items["closed_on"].isna() & items["clock"].isin(_TRACKED)


def _count_by(items: pd.DataFrame, column: str) -> pd.DataFrame:
    """Count open and overdue obligations for each value of a column, the most overdue first."""
    overdue = items["state"] == "逾期"
    flags = pd.DataFrame(
        {
            column: items[column],
            "open": _is_open(items),
            "overdue": overdue,
            **{name: overdue & (items["severity"] == name) for name in SEVERITY_ORDER},
        }
    )
    counts = flags.groupby(column, dropna=False, sort=True).sum().astype("int64").reset_index()
    counts = counts[(counts["open"] > 0) | (counts["overdue"] > 0)]
    return counts.sort_values(["overdue", "open"], ascending=False, kind="stable").reset_index(drop=True)


def _find_missing_years(overdue: pd.DataFrame, snapshot: Snapshot) -> tuple[Finding, ...]:
    lacking = int(overdue["working_days_overdue"].isna().sum())
    if not lacking:
        return ()
    first, last = covered_years()
    message = f"工作日历只有 {first}–{last} 年，{lacking} 项逾期涉及其他年份，截止日 {snapshot.as_of}"
    return (Finding(CALENDAR_LACKS_YEAR, None, message, count=lacking),)
