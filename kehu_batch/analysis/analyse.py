"""Every figure of a drop, from its typed tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from kehu_batch.analysis.base.accounts import account_rows
from kehu_batch.analysis.base.period import decide_period
from kehu_batch.analysis.base.quality import measure_quality
from kehu_batch.analysis.base.recorded import choose_months, mark_filling
from kehu_batch.analysis.base.snapshot import Snapshot, take_snapshot
from kehu_batch.analysis.branches import add_branches
from kehu_batch.analysis.complaints_section import Complaints, measure_section, read_complaints
from kehu_batch.analysis.follow_ups.contacts import Contacts, collect_contacts
from kehu_batch.analysis.follow_ups.measure import measure_follow_ups
from kehu_batch.analysis.issues.details import measure_issue_section
from kehu_batch.analysis.issues.measure import measure_demands
from kehu_batch.analysis.issues.statements import CallbackStatements, read_statements
from kehu_batch.analysis.owed import Owed, choose_side, has_balances, nothing_owed
from kehu_batch.analysis.retention.owner_answers import Results
from kehu_batch.analysis.retention.sections import measure_relations
from kehu_batch.analysis.satisfaction import measure_satisfaction
from kehu_batch.analysis.tiers.measure import rate_tiers
from kehu_batch.analysis.trend.join import join_trend
from kehu_batch.analysis.unit_doubts import find_unit_doubts
from kehu_batch.model.figures.analysis import Analysis, QualityFigures, TierFigures
from kehu_batch.model.figures.recorded import RecordedMonth
from kehu_batch.model.figures.states import ClockName
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.period import Period
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.taxonomy import Taxonomy
from kehu_batch.records import dataclass, replace

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
    rules, months = (policy, taxonomy), choose_months(recorded, dataset.customers, span)
    read = _read(dataset, span, rules, months)
    results, of_clocks = _measure(read, span, rules)
    relations = measure_relations(
        read.snapshot, read.contacts, read.statements, read.complaints.register, span, results, rules
    )
    found = of_period + read.of_tiers + of_clocks + read.complaints.findings
    found += results.owed.findings + relations.findings
    found += find_unit_doubts(read.snapshot, read.tiers, results.owed.cross_check)
    quality = measure_quality(dataset, found, policy.quality.accepted, span)
    analysis = relations.join(_gather(read, results, span, policy, quality))
    analysis = replace(analysis, recorded=mark_filling(months, results.satisfaction, results.issues))
    analysis = add_branches(analysis, read.snapshot, policy.satisfaction)
    contacted = (read.contacts, read.statements, read.complaints.register)
    return join_trend(analysis, read.snapshot, contacted, rules)


@dataclass(frozen=True, slots=True)
class _Read:
    """What the drop says as of the day, each text read and each customer rated: what all figures are counted over."""

    snapshot: Snapshot
    contacts: Contacts
    tiers: TierFigures
    of_tiers: tuple[Finding, ...]
    complaints: Complaints
    statements: CallbackStatements


def _read(
    dataset: Dataset, span: Period, rules: tuple[Policy, Taxonomy], months: Sequence[RecordedMonth]
) -> _Read:
    policy, taxonomy = rules
    snapshot = take_snapshot(dataset, span.as_of)
    contacts = collect_contacts(snapshot)
    eve = take_snapshot(dataset, span.first - timedelta(days=1))
    tiers, of_tiers = rate_tiers(snapshot, eve, policy, months)
    complaints = read_complaints(snapshot, policy, taxonomy)
    # Results of calls are judged by what was said, in whatever month.
    every = ClockName.RESULT in policy.follow_ups.clocks
    statements = read_statements(snapshot, span, taxonomy, everything=every)
    return _Read(snapshot, contacts, tiers, of_tiers, complaints, statements)


def _measure(
    read: _Read, span: Period, rules: tuple[Policy, Taxonomy]
) -> tuple[Results, tuple[Finding, ...]]:
    """Return the figures of each section that owners answer for, and the findings about their clocks."""
    snapshot, tiers, policy = read.snapshot, read.tiers, rules[0]
    follow_ups, of_clocks = measure_follow_ups(
        snapshot, read.contacts, span, tiers, rules, read.complaints.running, read.statements
    )
    results = Results(
        tiers=tiers,
        follow_ups=follow_ups,
        owed=_measure_owed(snapshot, span, policy),
        satisfaction=measure_satisfaction(snapshot, span, tiers, policy.satisfaction),
        issues=measure_issue_section(snapshot, read.statements, span, tiers, rules),
        complaints=measure_section(snapshot, read.complaints, read.statements.issues, span, tiers, rules),
    )
    return results, of_clocks


def _measure_owed(snapshot: Snapshot, span: Period, policy: Policy) -> Owed:
    if choose_side(snapshot) is None and not has_balances(snapshot):
        return nothing_owed()
    # Only here, as most drops have no such tables, and its fifty modules are a fortieth of a small drop's time.
    from kehu_batch.analysis.receivables_section import measure_owed

    return measure_owed(snapshot, span, policy)


def _gather(read: _Read, results: Results, span: Period, policy: Policy, quality: QualityFigures) -> Analysis:
    """Return the sections side by side, each that is missing with its reason."""
    owed, issues = results.owed, results.issues
    demands = None if issues is None else measure_demands(read.snapshot, read.statements, span, policy.issues)
    return Analysis(
        period=span,
        accounts=account_rows(read.snapshot.dataset, span.as_of, policy.receivables.currency),
        tiers=results.tiers,
        satisfaction=results.satisfaction,
        issues=issues,
        demands=demands,
        follow_ups=results.follow_ups,
        clocks=read.complaints.count(span),
        quality=quality,
        reasons={
            **(_WITHOUT_CALLBACKS if issues is None else {}),
            **read.complaints.reasons,
            **owed.reasons,
        },
        payment_risk=owed.payment_risk,
        cross_check=owed.cross_check,
        stated=owed.stated,
        complaints=results.complaints,
    )
