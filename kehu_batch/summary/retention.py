"""The sections ``retention``, ``lifecycle``, ``care`` and ``scorecard`` of ``summary.json``."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kehu_batch.model.figures.retention import (
    CareFigures,
    LifecycleFigures,
    LossFigures,
    OwnerScore,
    RetentionFigures,
    ScorecardFigures,
    ScorecardPart,
)
from kehu_batch.model.schema.retention import (
    AtRisk,
    Care,
    CareEvent,
    HealthPart,
    Lifecycle,
    LifecycleCustomer,
    Loss,
    LossReason,
    LostCustomer,
    OwnerScoreRecord,
    Renewal,
    Retention,
    RetentionCustomer,
    Scorecard,
    ScorecardPartRecord,
    StageLack,
    Unreviewed,
)
from kehu_batch.summary.records import add_reasons, all_records, decimal_or_none, leave_untold, list_records
from kehu_batch.wording.labels import HEALTH_LABELS


def write_retention(figures: RetentionFigures) -> Retention:
    """Return the section ``retention``."""
    section: Retention = {
        "window_from": figures.window_from.isoformat(),
        "repurchase_rate": figures.repurchase_rate,
        "repeat_customers": figures.repeat,
        "buying_customers": figures.buying,
        "core_repurchase_growth": figures.core_repurchase_growth,
        "growth_rate": figures.growth_rate,
        "customers_before": figures.customers_before,
        "customers_now": figures.customers_now,
        "lifetime_value": decimal_or_none(figures.lifetime_fen),
        "lifetime_from": None if figures.lifetime_from is None else figures.lifetime_from.isoformat(),
        "orders_without_amount": figures.unpriced,
        "core_lifetime_growth": figures.core_lifetime_growth,
        "signals": dict(figures.signals),
        "signal_reasons": {
            code: figures.reasons[f"signals.{code}"]
            for code, count in figures.signals.items()
            if count is None
        },
        "at_risk": _at_risk(figures),
        "money_at_risk": decimal_or_none(figures.at_risk_fen),
        "unreviewed": list_records(figures.unreviewed, Unreviewed),
        "loss": _loss(figures.loss, figures.reasons.get("loss.possible", "")),
        "customers": _customers(figures),
    }
    return add_reasons(Retention, leave_untold(section, figures.reasons), figures.reasons)


def _at_risk(figures: RetentionFigures) -> list[AtRisk]:
    names = {"lifetime_fen": "lifetime_value_fen", "at_risk_fen": "money_at_risk_fen"}
    return list_records(figures.at_risk.rename(columns=names), AtRisk)


def _loss(loss: LossFigures, untold: str) -> Loss:
    section: Loss = {
        "counted": loss.counted,
        "unknown": loss.unknown,
        "stated": _reasons(loss.stated),
        "possible": _reasons(loss.possible),
        "customers": list_records(loss.customers, LostCustomer),
    }
    reasons = dict.fromkeys(("possible", "unknown"), untold) if untold else {}
    return add_reasons(Loss, leave_untold(section, reasons), reasons)


def _reasons(counts: Mapping[str, int]) -> list[LossReason]:
    return [{"reason": name, "count": count} for name, count in counts.items()]


def _customers(figures: RetentionFigures) -> list[RetentionCustomer]:
    frame = figures.customers
    parts = {part: _health(frame, part) for part in HEALTH_LABELS}
    health = [dict(zip(parts, row, strict=True)) for row in zip(*parts.values(), strict=True)]
    renamed = frame.rename(columns={"lifetime_fen": "lifetime_value_fen"})
    if "loss" in figures.reasons:
        renamed = renamed.assign(state=None)  # nobody can tell who is silent or lost
    return list_records(renamed, RetentionCustomer, {"health_parts": health})


def _health(customers: pd.DataFrame, part: str) -> list[HealthPart]:
    kinds = ("points", "contribution")
    return all_records(customers[[f"{part}_{kind}" for kind in kinds]].set_axis(kinds, axis=1), HealthPart)


def write_lifecycle(figures: LifecycleFigures) -> Lifecycle:
    """Return the section ``lifecycle``; a customer without a stage has ``null``, in ``movements`` it is ``""``."""
    movements = figures.movements
    section: Lifecycle = {
        "counts": {stage: figures.count(stage) for stage in figures.stages},
        "unstaged": figures.unstaged,
        "movements": {
            str(before): {str(now): int(count) for now, count in row.items() if count}
            for before, row in movements.iterrows()
            if row.sum()
        },
        "lacking": list_records(figures.lacking, StageLack),
        "reasons": dict(figures.reasons),
        "customers": list_records(figures.customers, LifecycleCustomer),
    }
    return add_reasons(Lifecycle, leave_untold(section, figures.reasons), figures.reasons)


def write_care(figures: CareFigures) -> Care:
    """Return the section ``care``."""
    section: Care = {
        "from": figures.first.isoformat(),
        "to": figures.last.isoformat(),
        "events": list_records(figures.events, CareEvent),
        "renewals": list_records(figures.renewals, Renewal),
        "ending_within": {str(days): count for days, count in figures.within.items()},
        "reasons": dict(figures.reasons),
    }
    return add_reasons(Care, leave_untold(section, figures.reasons), figures.reasons)


def write_scorecard(figures: ScorecardFigures) -> Scorecard:
    """Return the section ``scorecard``."""
    return {
        "weights": dict(figures.weights),
        "targets": dict(figures.targets),
        "least_answers": figures.least_answers,
        "known_weight_min": figures.known_weight_min,
        "owners": [_owner(score, figures.reasons) for score in figures.owners],
    }


def _owner(score: OwnerScore, reasons: Mapping[str, str]) -> OwnerScoreRecord:
    card: OwnerScoreRecord = {
        "owner": score.owner,
        "customers": score.customers,
        "unanswered": score.unanswered,
        "known_weight": score.known_weight,
        "total": score.total,
        "parts": {measure: _part(part) for measure, part in score.parts.items()},
    }
    total = f"有数据的权重只有 {score.known_weight:g}"
    return add_reasons(OwnerScoreRecord, card, {**reasons, "total": total})


def _part(part: ScorecardPart) -> ScorecardPartRecord:
    written: ScorecardPartRecord = {"value": part.value, "n": part.n, "contribution": part.contribution}
    return add_reasons(ScorecardPartRecord, written, {"contribution": part.reason})
