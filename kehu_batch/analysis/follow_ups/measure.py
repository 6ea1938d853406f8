"""Follow-up figures: every obligation with its state, what is overdue, and who is responsible."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.base.statuses import find_unknown_statuses
from kehu_batch.analysis.follow_ups.attempts import count_attempts, list_attempts
from kehu_batch.analysis.follow_ups.cadence import collect_cadence, tiers_of
from kehu_batch.analysis.follow_ups.completion import measure_completion
from kehu_batch.analysis.follow_ups.conduct import measure_conduct
from kehu_batch.analysis.follow_ups.contacts import Contacts, find_stale_contacts
from kehu_batch.analysis.follow_ups.further import collect_further
from kehu_batch.analysis.follow_ups.items import (
    list_items,
    list_met,
    most_severe_first,
    part_quiet,
)
from kehu_batch.analysis.follow_ups.obligations import Obligations, part_obligations
from kehu_batch.analysis.follow_ups.plans import collect_plans
from kehu_batch.analysis.follow_ups.promises import collect_promises, count_kept, find_early_promises
from kehu_batch.analysis.follow_ups.results import (
    CallResults,
    classify_calls,
    collect_results,
    count_results,
    list_results,
)
from kehu_batch.analysis.follow_ups.touches import collect_touches
from kehu_batch.analysis.follow_ups.untold import find_reasons
from kehu_batch.analysis.issues.statements import CallbackStatements
from kehu_batch.folding import fold_text
from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.model.figures.follow_ups import FollowUpFigures
from kehu_batch.model.figures.measures import MEASURE_BY_CODE
from kehu_batch.model.figures.states import ClockName, ObligationState
from kehu_batch.model.findings.catalogue_figures import CALENDAR_LACKS_YEAR
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.period import Period
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.taxonomy import Taxonomy
from kehu_batch.wording.labels import SEVERITY_ORDER
from kehu_batch.working_days import covered_years

_KEPT, _COMPLETED = (MEASURE_BY_CODE[f"follow_ups.{code}"] for code in ("kept_rate", "completion_rate"))


def measure_follow_ups(
    snapshot: Snapshot,
    contacts: Contacts,
    period: Period,
    tiers: TierFigures,
    rules: tuple[Policy, Taxonomy],
    complaints: tuple[Sequence[Obligations], int],
    statements: CallbackStatements,
) -> tuple[FollowUpFigures, tuple[Finding, ...]]:
    """Measure all enabled clocks as of the snapshot's day.

    Args:
        snapshot: The drop on its day.
        contacts: All contacts up to then.
        period: The period.
        tiers: Tier of each customer.
        rules: Policy and taxonomy.
        complaints: The complaint clocks that are switched on, and how many run beyond the calendar's years.
        statements: What the callbacks say, for the classes of their results.
    """
    policy, _ = rules
    promises = collect_promises(snapshot, contacts)
    results = classify_calls(snapshot, statements, tiers, policy)
    further, unrecorded = collect_further(snapshot, tiers_of(snapshot, tiers), results, policy.follow_ups)
    running = [*_collect(snapshot, contacts, tiers, rules, promises), *complaints[0], *further]
    unmet, met = part_obligations([*running, *_collect_results(snapshot, results, policy)])
    items, quiet = part_quiet(list_items(snapshot, unmet, tiers, policy.follow_ups.severity))
    kept, due = count_kept(promises, period) if ClockName.PROMISE in policy.follow_ups.clocks else (0, 0)
    attempts = list_attempts(snapshot, contacts, period)
    completion = measure_completion(snapshot, period, attempts)
    done = list_met(met, snapshot.day)
    listed_results, untold = list_results(snapshot, results, contacts, period, tiers, policy)
    figures = FollowUpFigures(
        items=items,
        met=done,
        quiet=quiet,
        overdue=most_severe_first(items),
        open=len(items),
        kept_rate=_KEPT.rate(kept, due),
        kept=kept,
        due=due,
        completion_rate=_COMPLETED.rate(completion.made, completion.planned),
        made=completion.made,
        planned=completion.planned,
        not_called=completion.not_called,
        attempts=attempts,
        attempts_by_owner=count_attempts(attempts),
        by_owner=_count_by(items, "owner"),
        by_tier=_count_by(items, "tier"),
        by_clock=_count_by(items, "clock"),
        undetermined=_count_undetermined(quiet),
        reasons=find_reasons(snapshot, tiers, (due, completion.planned), (items, quiet, done)),
        results=listed_results,
        results_by_class=count_results(listed_results, policy),
        conduct=measure_conduct(snapshot, contacts, period, tiers, policy.follow_ups),
        unrecorded=unrecorded,
    )
    lacking = _find_missing_years(snapshot, _count_untold(items, figures.met), untold, complaints[1])
    return figures, (*_find(snapshot, contacts, statements, policy), *lacking)


def _count_undetermined(quiet: pd.DataFrame) -> int:
    """Return how many customers have a cadence that nobody can judge."""
    return int(((quiet["clock"] == ClockName.CADENCE) & (quiet["state"] == ObligationState.UNDECIDED)).sum())


def _collect(
    snapshot: Snapshot,
    contacts: Contacts,
    tiers: TierFigures,
    rules: tuple[Policy, Taxonomy],
    promises: Obligations,
) -> list[Obligations]:
    """Collect the obligations of every clock of contact that is switched on."""
    policy, taxonomy = rules[0].follow_ups, rules[1]
    none_answers = frozenset(map(fold_text, taxonomy.words.none_answers))
    parts: dict[str, Callable[[], list[Obligations]]] = {
        ClockName.PROMISE: lambda: [promises],
        ClockName.PLAN: lambda: [collect_plans(snapshot, policy, none_answers)],
        ClockName.CADENCE: lambda: [collect_cadence(snapshot, contacts, tiers, policy)],
        ClockName.TOUCH: lambda: collect_touches(snapshot, contacts, policy.touch),
    }
    return [part for clock, collect in parts.items() if clock in policy.clocks for part in collect()]


def _collect_results(snapshot: Snapshot, results: CallResults, policy: Policy) -> list[Obligations]:
    on = ClockName.RESULT in policy.follow_ups.clocks
    return [collect_results(snapshot, results, policy)] if on else []


def _find(
    snapshot: Snapshot, contacts: Contacts, statements: CallbackStatements, policy: Policy
) -> tuple[Finding, ...]:
    """Return what is wrong with the dates and statuses that the clocks look at."""
    return (
        *find_stale_contacts(snapshot, contacts, policy.quality),
        *find_early_promises(snapshot, policy.quality),
        *find_unknown_statuses(snapshot, policy, statements.issues["callback"].to_numpy(dtype=np.intp)),
    )


def _count_by(items: pd.DataFrame, column: str) -> pd.DataFrame:
    """Count open and overdue obligations for each value of a column, the most overdue first."""
    overdue = (items["state"] == ObligationState.OVERDUE).to_numpy()
    severity = items["severity"]
    flags = {
        "open": np.ones(len(items), dtype=np.bool_),
        "overdue": overdue,
        **{name: overdue & (severity == name).to_numpy() for name in SEVERITY_ORDER},
    }
    codes, names = pd.factorize(items[column], sort=True, use_na_sentinel=False)
    counts = {name: np.bincount(codes, flag, len(names)).astype(np.int64) for name, flag in flags.items()}
    order = np.lexsort((-counts["open"], -counts["overdue"]))
    order = order[(counts["open"] + counts["overdue"])[order] > 0]
    columns = {name: values[order] for name, values in counts.items()}
    return pd.DataFrame({column: names.take(order).array, **columns})


def _count_untold(items: pd.DataFrame, met: pd.DataFrame) -> int:
    """Return of how many obligations that are or were late the calendar cannot tell the working days."""
    return int(items["working_days_overdue"].isna().sum() + met["working_days_late"].isna().sum())


def _find_missing_years(snapshot: Snapshot, *counts: int) -> tuple[Finding, ...]:
    """Return one finding for all that the calendar cannot tell.

    Args:
        snapshot: The drop on its day.
        counts: How many obligations that are or were late, how many answers due in working days, and how many
            complaint clocks in working hours, it cannot tell.
    """
    kinds = ("逾期或晚完成", "按工作日计的答复期限", "按工作时间计的投诉时限")
    told = [f"{count} 项{what}" for count, what in zip(counts, kinds, strict=True) if count]
    if not told:
        return ()
    first, last = covered_years()
    message = f"工作日历只有 {first}–{last} 年，{'、'.join(told)}涉及其他年份，截止日 {snapshot.as_of}"
    return (Finding(CALENDAR_LACKS_YEAR, None, message, count=sum(counts)),)
