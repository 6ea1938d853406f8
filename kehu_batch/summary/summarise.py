"""Builds ``summary.json``. The records in ``model/schema`` are the authority on its shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from kehu_batch import __version__
from kehu_batch.model.figures.analysis import (
    Analysis,
    Interval,
    QualityFigures,
    RowAccount,
    SatisfactionFigures,
    SatisfactionGroup,
)
from kehu_batch.model.figures.complaints import ClockCounts
from kehu_batch.model.findings.changes import FindingChanges
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.next_month import NextMonth
from kehu_batch.model.outcome import Outputs
from kehu_batch.model.schema.complaints import ClockCountsRecord
from kehu_batch.model.schema.kinds import MoneyByName
from kehu_batch.model.schema.satisfaction import Satisfaction, SatisfactionOf, UnsatisfiedCallback
from kehu_batch.model.schema.summary import (
    DataQuality,
    FindingChangesRecord,
    FindingRecord,
    NextMonthRecord,
    OutputsRecord,
    Questions,
    Summary,
    TableAccount,
)
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.policy.loading import LoadedPolicy
from kehu_batch.summary.branches import write_branches
from kehu_batch.summary.complaints import write_complaints, write_counts
from kehu_batch.summary.cross_check import write_cross_check
from kehu_batch.summary.follow_ups import write_follow_ups
from kehu_batch.summary.history import write_history
from kehu_batch.summary.issues import write_demands, write_issues
from kehu_batch.summary.receivables import write_payment_risk
from kehu_batch.summary.records import add_reasons, decimal_or_none, list_records
from kehu_batch.summary.retention import write_care, write_lifecycle, write_retention, write_scorecard
from kehu_batch.summary.stated_receivables import write_stated
from kehu_batch.summary.tiers import write_tiers
from kehu_batch.summary.trend import write_trend
from kehu_batch.wording.hidden_answers import hide_answer
from kehu_batch.wording.numbers import fen_to_decimal

_Figures = TypeVar("_Figures")
_Section = TypeVar("_Section")


def summarise(
    analysis: Analysis,
    dataset: Dataset,
    policy: LoadedPolicy,
    outputs: Outputs,
    notices: Sequence[str] = (),
    mask: Callable[[str], str] | None = None,
    next_month: NextMonth | None = None,
) -> Summary:
    """Return every figure of a drop as JSON data.

    Dates are ISO text, money is a decimal string of yuan, a figure that cannot be computed is ``None`` with
    its reason beside it under ``<figure>_reason``; a section without its table is ``None`` likewise. Long lists are
    written by ``kehu_batch.summary.listing``, whole or shortened.

    Args:
        analysis: The figures, as they are to be shown.
        dataset: The drop with the answers in force.
        policy: The policy in force.
        outputs: Files written.
        notices: What else the user should know.
        mask: What hides people in answers; ``None`` where nobody is hidden.
        next_month: What next month's worksheet asks for; ``None`` where none was written.
    """
    demands = analysis.demands
    summary: Summary = {
        "schema_version": 1,
        "program": f"kehu-batch {__version__}",
        "period": analysis.period.label,
        "as_of": analysis.period.as_of.isoformat(),
        "policy": {"name": policy.policy.name, "sha256": policy.sha256},
        "inputs": [{"file": item.file, "sha256": item.sha256} for item in dataset.inputs],
        "outputs": _outputs(outputs),
        "shortened": {},
        "notices": list(notices),
        "tables": {table: _account(account) for table, account in analysis.accounts.items()},
        "tiers": write_tiers(analysis.tiers),
        "satisfaction": _section(analysis.satisfaction, _satisfaction),
        "issues": _section(analysis.issues, write_issues),
        "demands": None if demands is None else write_demands(demands, analysis.issues),
        "follow_ups": write_follow_ups(analysis.follow_ups),
        "clocks": _section(analysis.clocks, _clocks),
        "complaints": _section(analysis.complaints, write_complaints),
        "retention": _section(analysis.retention, write_retention),
        "lifecycle": _section(analysis.lifecycle, write_lifecycle),
        "care": _section(analysis.care, write_care),
        "scorecard": _section(analysis.scorecard, write_scorecard),
        "branches": _section(analysis.branches, write_branches),
        "payment_risk": _section(analysis.payment_risk, write_payment_risk)
        or _section(analysis.stated, write_stated),
        "cross_check": _section(analysis.cross_check, write_cross_check),
        "trend": write_trend(analysis.trend),
        "next_month": _section(next_month, _next_month),
        "questions": _questions(analysis, dataset, mask),
        "history": write_history(analysis),
        "data_quality": _quality(analysis.quality),
    }
    return add_reasons(Summary, summary, {**analysis.reasons, "next_month": "没有写出下月的回访工作表"})


def _clocks(clocks: Mapping[str, ClockCounts]) -> dict[str, ClockCountsRecord]:
    return {code: write_counts(counts) for code, counts in clocks.items()}


def _next_month(figures: NextMonth) -> NextMonthRecord:
    customers = None if figures.untold else figures.customers
    record: NextMonthRecord = {
        "month": figures.month,
        "customers": customers,
        "by_owner": dict(figures.by_owner),
    }
    return add_reasons(NextMonthRecord, record, {"customers": figures.untold})


def _section(figures: _Figures | None, write: Callable[[_Figures], _Section]) -> _Section | None:
    return None if figures is None else write(figures)


def _questions(analysis: Analysis, dataset: Dataset, mask: Callable[[str], str] | None) -> Questions:
    given = dataset.answers.given
    shown = {at: one if mask is None else hide_answer(one, mask) for at, one in given.items()}
    return {
        "open": len(analysis.questions),
        "answered": len(dataset.answers.met(analysis.answered)),
        "items": [
            {
                "kind": one.kind.value,
                "key": one.key,
                "text": one.text,
                "choices": list(one.choices),
                "effect": one.effect,
                "count": one.count,
                "file": None if one.location is None else one.location.file,
                "cell": None if one.location is None else one.location.cell,
            }
            for one in analysis.questions
        ],
        "answers": [
            {
                "kind": one.kind.value,
                "key": one.key,
                "answer": one.text,
                "choices": list(one.choices),
                "question": one.question,
                "file": None if one.origin is None else one.origin.file,
                "cell": None if one.origin is None else one.origin.cell,
                "period": None if one.origin is None else one.origin.period,
                "used": at in analysis.answered,
            }
            for at, one in shown.items()
        ],
    }


def _outputs(outputs: Outputs) -> OutputsRecord:
    return {
        "workbooks": list(outputs.workbooks),
        "report": outputs.report,
        "next_worksheet": outputs.next_worksheet,
        "owner_lists": list(outputs.owner_lists),
        "summary": outputs.summary,
        "rows": outputs.rows,
    }


def _account(account: RowAccount) -> TableAccount:
    return {
        "read": account.read,
        "used": account.used,
        "excluded": account.excluded,
        "excluded_amount": fen_to_decimal(account.excluded_fen),
        "excluded_foreign": _by_currency(account.excluded_foreign),
        "excluded_reasons": dict(account.reasons),
        "excluded_money": {reason: _by_currency(account.money_of(reason)) for reason in account.reasons},
        "excluded_rows": [
            {
                "file": row.file,
                "cell": row.cell,
                "reason": row.reason,
                "rows": row.rows,
                "amount": decimal_or_none(row.fen),
                "currency": row.currency or None,
                "seen": row.seen or None,
            }
            for row in account.listed
        ],
    }


def _by_currency(sums: Mapping[str, int]) -> MoneyByName:
    """Return money by currency; the policy's own is called ``""``."""
    return {currency: fen_to_decimal(fen) for currency, fen in sums.items()}


def _group(group: SatisfactionGroup) -> SatisfactionOf:
    return {
        "called": group.called,
        "scored": group.scored,
        "mean": group.mean,
        "mean_interval": _interval(group.mean_interval),
        "csat": group.csat,
        "csat_interval": _interval(group.csat_interval),
    }


def _interval(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [round(bound, 4) for bound in interval]


def _groups(groups: Mapping[str, SatisfactionGroup]) -> dict[str, SatisfactionOf]:
    return {key: _group(group) for key, group in groups.items()}


def _satisfaction(figures: SatisfactionFigures) -> Satisfaction:
    return {
        **_group(figures.total),
        "scale_max": figures.scale_max,
        "nps": figures.nps,
        "distribution": dict(figures.distribution),
        "by_tier": _groups(figures.by_tier),
        "by_owner": _groups(figures.by_owner),
        "by_industry": _groups(figures.by_industry),
        "by_method": _groups(figures.by_method),
        "by_month": _groups(figures.by_month),
        "unsatisfied": list_records(figures.unsatisfied, UnsatisfiedCallback),
    }


def _quality(figures: QualityFigures) -> DataQuality:
    return {
        "accuracy": figures.accuracy,
        "required": figures.required,
        "right": figures.right,
        "accepted": figures.accepted,
        "findings": [_finding(finding) for finding in figures.findings],
        "changes": None if figures.changes is None else _changes(figures.changes),
    }


def _changes(changes: FindingChanges) -> FindingChangesRecord:
    return {
        "source": changes.source,
        "as_of": changes.as_of.isoformat(),
        "mended": len(changes.mended),
        "new": len(changes.new),
        "still_open": changes.still_open,
        "mended_items": [
            {
                "code": one.code,
                "severity": one.severity,
                "cell": one.cell,
                "value": one.value,
                "message": one.message,
            }
            for one in changes.mended
        ],
        "new_items": [_finding(finding) for finding in changes.new],
    }


def _finding(finding: Finding) -> FindingRecord:
    place = finding.location
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "title": finding.kind.title,
        "file": place.file if place else None,
        "sheet": place.sheet if place else None,
        "cell": place.cell if place else None,
        "row": place.row if place and place.row > 0 else None,
        "value": finding.value,
        "count": finding.count,
        "message": finding.message,
        "effect": finding.effect,
        "action": finding.action,
    }
