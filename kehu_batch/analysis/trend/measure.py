"""The headline figures of earlier months and periods, as each was known at its end (docs/rules.md, 4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kehu_batch.analysis.base.calendar_months import month_number, month_of
from kehu_batch.analysis.base.days import is_dated
from kehu_batch.analysis.base.snapshot import Snapshot, take_snapshot
from kehu_batch.analysis.complaints.register import Register
from kehu_batch.analysis.follow_ups.contacts import Contacts
from kehu_batch.analysis.issues.statements import CallbackStatements
from kehu_batch.analysis.trend.callbacks import measure_callbacks
from kehu_batch.analysis.trend.complaints import measure_then
from kehu_batch.analysis.trend.obligations import measure_obligations
from kehu_batch.analysis.trend.spans import distinct_spans, earlier_spans, list_months
from kehu_batch.model.figures.trend import Trend, TrendFigure, TrendSpan
from kehu_batch.model.period import Period
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.taxonomy import Taxonomy

#: Of each table that headline figures are taken from, the date that a row belongs to a month by.
_DATES = {"callbacks": "called_on", "complaints": "received_at", "invoices": "issued_on"}
_Figures = dict[str, dict[str, TrendFigure]]


def measure_trend(
    snapshot: Snapshot,
    period: Period,
    current: TrendSpan,
    sources: tuple[Contacts, CallbackStatements, Register],
    rules: tuple[Policy, Taxonomy],
) -> Trend:
    """Measure the headline figures of earlier months and periods from the inputs of the drop.

    A span counts for a table from the month of its first row on, if it lies wholly there: nothing is made up from
    a part. Data quality is that of a drop as it was sent, so the inputs of another month cannot tell it.

    Args:
        snapshot: The drop on its day.
        period: The period.
        current: Its own figures.
        sources: Contacts, statements of the callbacks, complaints.
        rules: Policy and taxonomy.
    """
    firsts = _first_months(snapshot)
    before, year_before = earlier_spans(period)
    months = list_months(min(firsts.values(), default=month_of(period.as_of)), period.as_of)
    months = months if len(months) > 1 else ()
    held = [span for span in (before, year_before) if span is not None and _holds(span, firsts.values())]
    spans = [span for span in distinct_spans([*months, *held]) if span.label != period.label]
    measured = _measure(snapshot, spans, firsts, sources, rules) if spans else {}
    done = {span.label: TrendSpan(span, measured[span.label]) for span in spans}
    done[period.label] = current
    return Trend(
        current,
        tuple(done[span.label] for span in months),
        None if before is None else done.get(before.label),
        None if year_before is None else done.get(year_before.label),
    )


def _first_months(snapshot: Snapshot) -> dict[str, int]:
    """Return the month of each table's first row that counts, as months since 1970-01."""
    firsts = {}
    for table, column in _DATES.items():
        days = snapshot.days(table, column)
        days = days[is_dated(days)]
        if len(days):
            firsts[table] = month_number(days.min())
    return firsts


def _holds(span: Period, firsts: Iterable[int]) -> bool:
    return any(month_of(span.first) >= first for first in firsts)


def _measure(
    snapshot: Snapshot,
    spans: Sequence[Period],
    firsts: Mapping[str, int],
    sources: tuple[Contacts, CallbackStatements, Register],
    rules: tuple[Policy, Taxonomy],
) -> _Figures:
    contacts, statements, register = sources
    policy = rules[0]

    def of_table(table: str) -> list[Period]:
        return [span for span in spans if table in firsts and month_of(span.first) >= firsts[table]]

    followed = distinct_spans([*of_table("callbacks"), *of_table("complaints")])
    pasts = {span.label: take_snapshot(snapshot.dataset, span.as_of) for span in followed}
    complaints = {span.label: measure_then(register, pasts[span.label], span, policy) for span in followed}
    called, owed = of_table("callbacks"), of_table("invoices")
    overdue = {label: late for label, (_, late) in complaints.items()}
    parts: list[Mapping[str, Mapping[str, TrendFigure]]] = [
        measure_callbacks(snapshot, statements, called, policy),
        {
            span.label: {"complaints.resolution_rate": complaints[span.label][0]}
            for span in of_table("complaints")
        },
        measure_obligations(snapshot, contacts, pasts, called, rules, overdue),
    ]
    if owed:
        # Only here, as with what is owed on the day itself.
        from kehu_batch.analysis.trend.receivables import measure_receivables

        parts.append(measure_receivables(snapshot, owed, policy.receivables))
    found: _Figures = {span.label: {} for span in spans}
    for part in parts:
        for label, figures in part.items():
            found[label].update(figures)
    return found
