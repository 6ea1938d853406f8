"""The sections of docs/rules.md, 9, each with the reason where it is not there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from kehu_batch.analysis.base.snapshot import Snapshot, take_snapshot
from kehu_batch.analysis.complaints.register import Register
from kehu_batch.analysis.follow_ups.contacts import Contacts, collect_contacts
from kehu_batch.analysis.issues.statements import CallbackStatements
from kehu_batch.analysis.retention.care import NO_CARE_COLUMNS, NO_LEDGER, measure_care
from kehu_batch.analysis.retention.debts import debts_of
from kehu_batch.analysis.retention.facts import collect_facts
from kehu_batch.analysis.retention.lifecycle import (
    find_in_stages,
    measure_lifecycle,
    moment_of,
    why_no_stages,
)
from kehu_batch.analysis.retention.measure import measure_retention
from kehu_batch.analysis.retention.owner_answers import People, Results, gather_answers
from kehu_batch.analysis.retention.scorecard import score_owners
from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.figures.retention import (
    CareFigures,
    LifecycleFigures,
    RetentionFigures,
    ScorecardFigures,
)
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.period import Period
from kehu_batch.model.tables.telling import why_untold
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.taxonomy import Taxonomy
from kehu_batch.records import dataclass, field, replace

_SOURCES = ("callbacks", "ledger", "orders", "complaints", "followups")


@dataclass(frozen=True, slots=True)
class Relations:
    """All sections about the relation with customers; one that is ``None`` has its reason under its name."""

    retention: RetentionFigures | None = None
    lifecycle: LifecycleFigures | None = None
    care: CareFigures | None = None
    scorecard: ScorecardFigures | None = None
    findings: tuple[Finding, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)

    def join(self, analysis: Analysis) -> Analysis:
        """Return the drop's figures with these sections."""
        return replace(
            analysis,
            retention=self.retention,
            lifecycle=self.lifecycle,
            care=self.care,
            scorecard=self.scorecard,
            reasons={**analysis.reasons, **self.reasons},
        )


def measure_relations(
    snapshot: Snapshot,
    contacts: Contacts,
    statements: CallbackStatements,
    register: Register,
    period: Period,
    results: Results,
    rules: tuple[Policy, Taxonomy],
) -> Relations:
    """Measure retention, stages, care and the scorecard.

    Args:
        snapshot: The drop as of as_of.
        contacts: Contacts up to it.
        statements: Issues of the callbacks.
        register: Complaints up to it.
        period: The period, whose first day parts now from before.
        results: What owners answer for.
        rules: What the department decided, and the issue types.
    """
    policy, taxonomy = rules
    if reason := why_untold(snapshot.dataset, *_SOURCES):
        return Relations(reasons=dict.fromkeys(("retention", "lifecycle", "care", "scorecard"), reason))
    facts = collect_facts(snapshot, results.tiers, register, policy)
    debts = debts_of(results.owed)
    before = take_snapshot(snapshot.dataset, period.first - timedelta(days=1))
    lifecycle = measure_lifecycle(facts, contacts, moment_of(before, collect_contacts(before)), policy)
    care = measure_care(facts, statements, debts, policy)
    people = People(facts, period)
    owners = people.count(facts, results.follow_ups.attempts)
    answers, absent = gather_answers(facts, people, period, results)
    reasons = {}
    if lifecycle is None:
        reasons["lifecycle"] = why_no_stages(snapshot.dataset)
    if care is None:
        reasons["care"] = NO_LEDGER if snapshot.dataset.table("ledger") is None else NO_CARE_COLUMNS
    if not owners:
        reasons["scorecard"] = _why_nobody(snapshot)
    return Relations(
        retention=measure_retention(facts, contacts, statements, period, debts, policy, taxonomy),
        lifecycle=lifecycle,
        care=care,
        scorecard=score_owners(owners, answers, absent, policy.scorecard) if owners else None,
        findings=find_in_stages(facts, policy),
        reasons=reasons,
    )


def _why_nobody(snapshot: Snapshot) -> str:
    """Return why nobody can be scored: which of the tables that name people are there and name none."""
    named = {"ledger": "台账没有负责人", "callbacks": "回访工作表没有回访人"}
    there = [words for table, words in named.items() if snapshot.dataset.table(table) is not None]
    return "，".join(there) or "没有客户台账和回访工作表，看不出负责人"
