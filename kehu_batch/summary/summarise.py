"""Builds ``summary.json``. The JSON Schema in ``model/schema`` is the authority on its shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from kehu_batch import __version__
from kehu_batch.model.figures.analysis import (
    Analysis,
    DemandFigures,
    IssueFigures,
    QualityFigures,
    SatisfactionFigures,
    SatisfactionGroup,
)
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.outcome import Outputs
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.policy.loading import LoadedPolicy
from kehu_batch.summary.complaints import write_complaints, write_counts
from kehu_batch.summary.follow_ups import write_follow_ups
from kehu_batch.summary.history import write_history
from kehu_batch.summary.issue_details import write_details, write_types
from kehu_batch.summary.receivables import write_cross_check, write_payment_risk
from kehu_batch.summary.records import list_records, write_figure
from kehu_batch.summary.retention import write_care, write_lifecycle, write_retention, write_scorecard
from kehu_batch.summary.tiers import write_tiers
from kehu_batch.summary.trend import write_trend
from kehu_batch.wording.numbers import fen_to_decimal

SCHEMA_VERSION = 1

Json = dict[str, Any]
_Figures = TypeVar("_Figures")

_CUSTOMER = ("customer_id", "customer_name")
_PLACE = ("file", "cell")


def summarise(
    analysis: Analysis,
    dataset: Dataset,
    policy: LoadedPolicy,
    outputs: Outputs,
    notices: Sequence[str] = (),
) -> Json:
    """Return every figure of a drop as JSON data.

    Dates are ISO text, money is a decimal string of yuan, a figure that cannot be computed is ``None`` with
    its reason beside it under ``<figure>_reason``; a section without its table is ``None`` likewise.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "program": f"kehu-batch {__version__}",
        "period": analysis.period.label,
        "as_of": analysis.period.as_of.isoformat(),
        "policy": {"name": policy.policy.name, "sha256": policy.sha256},
        "inputs": [{"file": item.file, "sha256": item.sha256} for item in dataset.inputs],
        "outputs": _outputs(outputs),
        "notices": list(notices),
        "tables": _tables(analysis),
        "tiers": write_tiers(analysis.tiers),
        **_section("satisfaction", analysis, analysis.satisfaction, _satisfaction),
        **_section("issues", analysis, analysis.issues, _issues),
        **_section("demands", analysis, analysis.demands, lambda figures: _demands(figures, analysis.issues)),
        "follow_ups": write_follow_ups(analysis.follow_ups),
        "clocks": {code: write_counts(counts) for code, counts in analysis.clocks.items()},
        **_section("complaints", analysis, analysis.complaints, write_complaints),
        **_section("retention", analysis, analysis.retention, write_retention),
        **_section("lifecycle", analysis, analysis.lifecycle, write_lifecycle),
        **_section("care", analysis, analysis.care, write_care),
        **_section("scorecard", analysis, analysis.scorecard, write_scorecard),
        **_section("payment_risk", analysis, analysis.payment_risk, write_payment_risk),
        **_section("cross_check", analysis, analysis.cross_check, write_cross_check),
        "trend": write_trend(analysis.trend),
        "questions": _questions(analysis, dataset),
        "history": write_history(analysis),
        "data_quality": _quality(analysis.quality),
    }


def _questions(analysis: Analysis, dataset: Dataset) -> Json:
    return {
        "open": len(analysis.questions),
        "answered": len(dataset.answers.given),
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
            {"kind": one.kind.value, "key": one.key, "answer": one.text, "question": one.question}
            for one in dataset.answers.given.values()
        ],
    }


def _section(
    name: str, analysis: Analysis, figures: _Figures | None, write: Callable[[_Figures], Json]
) -> Json:
    return _absent(name, analysis) if figures is None else {name: write(figures)}


def _absent(name: str, analysis: Analysis) -> Json:
    return {name: None, f"{name}_reason": analysis.reasons.get(name, "")}


def _outputs(outputs: Outputs) -> Json:
    return {
        "workbooks": list(outputs.workbooks),
        "report": outputs.report,
        "next_worksheet": outputs.next_worksheet,
        "owner_lists": list(outputs.owner_lists),
        "summary": outputs.summary,
    }


def _tables(analysis: Analysis) -> Json:
    return {
        table: {
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
                    "amount": None if row.fen is None else fen_to_decimal(row.fen),
                    "currency": row.currency or None,
                    "seen": row.seen or None,
                }
                for row in account.listed
            ],
        }
        for table, account in analysis.accounts.items()
    }


def _by_currency(sums: Mapping[str, int]) -> Json:
    """Return money by currency; the policy's own is called ``""``."""
    return {currency: fen_to_decimal(fen) for currency, fen in sums.items()}


def _group(group: SatisfactionGroup) -> Json:
    return {
        "called": group.called,
        "scored": group.scored,
        "mean": group.mean,
        "mean_interval": _interval(group.mean_interval),
        "csat": group.csat,
        "csat_interval": _interval(group.csat_interval),
    }


def _interval(interval: tuple[float, float] | None) -> list[float] | None:
    return None if interval is None else [round(bound, 4) for bound in interval]


def _satisfaction(figures: SatisfactionFigures) -> Json:
    return {
        **_group(figures.total),
        "scale_max": figures.scale_max,
        "nps": figures.nps,
        "distribution": dict(figures.distribution),
        **{
            name: {key: _group(group) for key, group in groups.items()}
            for name, groups in (
                ("by_tier", figures.by_tier),
                ("by_owner", figures.by_owner),
                ("by_industry", figures.by_industry),
                ("by_method", figures.by_method),
                ("by_month", figures.by_month),
            )
        },
    }


def _issues(figures: IssueFigures) -> Json:
    return {
        "total": figures.total,
        "customers": figures.customers,
        "unclassified": figures.unclassified,
        **write_figure("resolution_rate", figures.resolution_rate, figures.reasons),
        "by_type": write_types(figures),
        **write_details(figures.details),
        "items": list_records(
            figures.items,
            (
                *_CUSTOMER,
                "called_on",
                "text",
                "types",
                "matched",
                "decided_by",
                "perhaps",
                "department",
                *_PLACE,
            ),
        ),
    }


def _demands(figures: DemandFigures, issues: IssueFigures | None) -> Json:
    details = None if issues is None else issues.details
    types = (
        [] if details is None else list_records(details.demand_types, ("type", "count", "share", "customers"))
    )
    return {
        "total": figures.total,
        "by_type": types,
        "items": list_records(figures.items, (*_CUSTOMER, "called_on", "text", *_PLACE)),
        **write_figure("conversion", figures.conversion, figures.reasons),
    }


def _quality(figures: QualityFigures) -> Json:
    return {
        "accuracy": figures.accuracy,
        "required": figures.required,
        "right": figures.right,
        "accepted": figures.accepted,
        "findings": [describe_finding(finding) for finding in figures.findings],
    }


def describe_finding(finding: Finding) -> Json:
    """Return a finding as JSON data."""
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
