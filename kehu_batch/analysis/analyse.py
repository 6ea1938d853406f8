"""Every figure of a drop, from its typed tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from kehu_batch.analysis.base.accounts import account_rows
from kehu_batch.analysis.base.period import decide_period
from kehu_batch.analysis.base.quality import measure_quality
from kehu_batch.analysis.base.recorded import choose_months, mark_filling
from kehu_batch.analysis.base.snapshot import take_snapshot
from kehu_batch.analysis.branches import add_branches
from kehu_batch.analysis.complaints_section import measure_section, read_complaints
from kehu_batch.analysis.follow_ups.contacts import collect_contacts
from kehu_batch.analysis.follow_ups.measure import measure_follow_ups
from kehu_batch.analysis.issues.measure import measure_demands
from kehu_batch.analysis.issues.section import measure_issue_section
from kehu_batch.analysis.issues.statements import read_statements
from kehu_batch.analysis.receivables_section import measure_owed
from kehu_batch.analysis.retention.owner_answers import Results
from kehu_batch.analysis.retention.sections import measure_relations
from kehu_batch.analysis.satisfaction import measure_satisfaction
from kehu_batch.analysis.tiers.measure import rate_tiers
from kehu_batch.analysis.trend.join import join_trend
from kehu_batch.analysis.unit_doubts import find_unit_doubts
from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.figures.recorded import RecordedMonth
from kehu_batch.model.figures.states import ClockName
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.taxonomy import Taxonomy

_WITHOUT_CALLBACKS = dict.fromkeys(("satisfaction", "issues", "demands"), "没有回访工作表")


def analyse(
    dataset: Dataset,
    policy: Policy,
    taxonomy: Taxonomy,
    *,
    period: str | None,
    as_of: date | None,
    today: date,
    recorded: Sequence[RecordedMonth] = (),
) -> Analysis:
    """Compute every figure of a drop.

    Args:
        dataset: Its typed tables.
        policy: What the department decided.
        taxonomy: Issue types and their words.
        period: ``2023-11``, ``2023Q4``, ``2023`` or ``all``; ``None`` for the latest month with data.
        as_of: The day the figures stand on; ``None`` for the period's last day, or today if earlier.
        today: The day of the call.
        recorded: Earlier months as the history has them.

    Raises:
        UsageError: Period and as-of date make no sense.
        InputRejected: Amounts beyond what can be added exactly.
    """
    span, of_period = decide_period(dataset, period=period, as_of=as_of, today=today, policy=policy)
    snapshot = take_snapshot(dataset, span.as_of)
    contacts, eve = collect_contacts(snapshot), span.first - timedelta(days=1)
    months = choose_months(recorded, dataset.customers, span)
    tiers, of_tiers = rate_tiers(snapshot, take_snapshot(dataset, eve), policy, months)
    rules, every = (policy, taxonomy), ClockName.RESULT in policy.follow_ups.clocks
    complaints = read_complaints(snapshot, policy, taxonomy)
    statements = read_statements(snapshot, span, taxonomy, everything=every)
    follow_ups, of_clocks = measure_follow_ups(
        snapshot, contacts, span, tiers, rules, complaints.running, statements
    )
    owed = measure_owed(snapshot, span, policy)
    satisfaction = measure_satisfaction(snapshot, span, tiers, policy.satisfaction)
    issues = measure_issue_section(snapshot, statements, span, tiers, rules)
    of_complaints = measure_section(snapshot, complaints, statements.issues, span, tiers, rules)
    results = Results(tiers, follow_ups, satisfaction, issues, of_complaints, owed)
    relations = measure_relations(snapshot, contacts, statements, complaints.register, span, results, rules)
    found = of_period + of_tiers + of_clocks + complaints.findings + owed.findings + relations.findings
    found += find_unit_doubts(snapshot, tiers, owed.cross_check)
    analysis = Analysis(
        period=span,
        accounts=account_rows(snapshot.dataset, span.as_of, policy.receivables.currency),
        tiers=tiers,
        satisfaction=satisfaction,
        issues=issues,
        demands=None if issues is None else measure_demands(snapshot, statements, span, policy.issues),
        follow_ups=follow_ups,
        clocks=complaints.count(span),
        quality=measure_quality(dataset, found, policy.quality.accepted, span),
        reasons={**(_WITHOUT_CALLBACKS if issues is None else {}), **complaints.reasons, **owed.reasons},
        payment_risk=owed.payment_risk,
        cross_check=owed.cross_check,
        stated=owed.stated,
        complaints=of_complaints,
        recorded=mark_filling(months, satisfaction, issues),
    )
    analysis = add_branches(relations.join(analysis), snapshot, policy.satisfaction)
    return join_trend(analysis, snapshot, (contacts, statements, complaints.register), rules)
