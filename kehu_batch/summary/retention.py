"""The sections ``retention``, ``lifecycle``, ``care`` and ``scorecard`` of ``summary.json``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kehu_batch.model.figures.retention import (
    CareFigures,
    LifecycleFigures,
    LossFigures,
    OwnerScore,
    RetentionFigures,
    ScorecardFigures,
)
from kehu_batch.summary.records import list_records
from kehu_batch.wording.labels import HEALTH_LABELS
from kehu_batch.wording.numbers import fen_to_decimal

Json = dict[str, Any]

_WHO = ("customer_id", "customer_name", "owner")
_PLACE = ("file", "cell")


def _figure(name: str, value: object, reasons: Mapping[str, str]) -> Json:
    return {name: value} if value is not None else {name: None, f"{name}_reason": reasons.get(name, "")}


def write_retention(figures: RetentionFigures) -> Json:
    """Return the section ``retention``."""
    lifetime = None if figures.lifetime_fen is None else fen_to_decimal(figures.lifetime_fen)
    money = None if figures.at_risk_fen is None else fen_to_decimal(figures.at_risk_fen)
    return {
        "window_from": figures.window_from.isoformat(),
        **_figure("repurchase_rate", figures.repurchase_rate, figures.reasons),
        "repeat_customers": figures.repeat,
        "buying_customers": figures.buying,
        **_figure("core_repurchase_growth", figures.core_repurchase_growth, figures.reasons),
        **_figure("growth_rate", figures.growth_rate, figures.reasons),
        "customers_before": figures.customers_before,
        "customers_now": figures.customers_now,
        **_figure("lifetime_value", lifetime, figures.reasons),
        "lifetime_from": None if figures.lifetime_from is None else figures.lifetime_from.isoformat(),
        "orders_without_amount": figures.unpriced,
        **_figure("core_lifetime_growth", figures.core_lifetime_growth, figures.reasons),
        "signals": dict(figures.signals),
        "signal_reasons": {
            code: figures.reasons[f"signals.{code}"]
            for code, count in figures.signals.items()
            if count is None
        },
        "at_risk": _at_risk(figures),
        **_figure("money_at_risk", money, figures.reasons),
        "unreviewed": list_records(figures.unreviewed, (*_WHO, "tier", "reviewed_on", *_PLACE)),
        "loss": _loss(figures.loss),
        "customers": _customers(figures),
    }


def _at_risk(figures: RetentionFigures) -> list[Json]:
    columns = (
        *_WHO,
        "tier",
        "signals",
        "reason",
        "last_deal_on",
        "days_since",
        "gap_median",
        "score_fall",
        "health",
        "lifetime_fen",
        "at_risk_fen",
        *_PLACE,
    )
    records = list_records(figures.at_risk, columns)
    for record in records:
        record["lifetime_value"], record["money_at_risk"] = record.pop("lifetime"), record.pop("at_risk")
    return records


def _loss(loss: LossFigures) -> Json:
    columns = (*_WHO, "state", "last_deal_on", "days_since", "reason", "possible", *_PLACE)
    return {
        "counted": loss.counted,
        "unknown": loss.unknown,
        "stated": [{"reason": name, "count": count} for name, count in loss.stated.items()],
        "possible": [{"reason": name, "count": count} for name, count in loss.possible.items()],
        "customers": list_records(loss.customers, columns),
    }


def _customers(figures: RetentionFigures) -> list[Json]:
    columns = (
        *_WHO,
        "first_deal_on",
        "last_deal_on",
        "days_since",
        "deals",
        "gap_median",
        "state",
        "score_fall",
        "lifetime_fen",
        "health",
        "known_weight",
    )
    records = list_records(figures.customers, columns)
    shown = [f"{part}_{kind}" for part in HEALTH_LABELS for kind in ("points", "contribution")]
    parts = list_records(figures.customers, shown)
    for record, values in zip(records, parts, strict=True):
        record["lifetime_value"] = record.pop("lifetime")
        record["health_parts"] = {
            part: {"points": values[f"{part}_points"], "contribution": values[f"{part}_contribution"]}
            for part in HEALTH_LABELS
        }
    return records


def write_lifecycle(figures: LifecycleFigures) -> Json:
    """Return the section ``lifecycle``; a customer without a stage has ``null``, in ``movements`` it is ``""``."""
    movements = figures.movements
    return {
        "counts": dict(figures.counts),
        "unstaged": figures.unstaged,
        "movements": {
            str(before): {str(now): int(count) for now, count in row.items() if count}
            for before, row in movements.iterrows()
            if row.sum()
        },
        "lacking": list_records(figures.lacking, (*_WHO, "stage", "lacking", *_PLACE)),
        "customers": list_records(
            figures.customers, (*_WHO, "stage", "previous", "stated", "reason", "lacking")
        ),
    }


def write_care(figures: CareFigures) -> Json:
    """Return the section ``care``."""
    events = list_records(figures.events, (*_WHO, "event", "on", "years", "contact", "preferences", *_PLACE))
    columns = (
        *_WHO,
        "contract_end_on",
        "days_left",
        "band",
        "score",
        "scored_on",
        "open_issues",
        "overdue_fen",
        "preferences",
        *_PLACE,
    )
    return {
        "from": figures.first.isoformat(),
        "to": figures.last.isoformat(),
        "events": events,
        "renewals": list_records(figures.renewals, columns),
        "ending_within": {str(days): count for days, count in figures.within.items()},
        "reasons": dict(figures.reasons),
    }


def write_scorecard(figures: ScorecardFigures) -> Json:
    """Return the section ``scorecard``."""
    return {
        "weights": dict(figures.weights),
        "targets": dict(figures.targets),
        "least_answers": figures.least_answers,
        "known_weight_min": figures.known_weight_min,
        "owners": [_owner(score) for score in figures.owners],
    }


def _owner(score: OwnerScore) -> Json:
    reasons = {} if score.total is not None else {"total": f"有数据的权重只有 {score.known_weight:g}"}
    return {
        "owner": score.owner,
        "customers": score.customers,
        "unanswered": score.unanswered,
        "known_weight": score.known_weight,
        **_figure("total", score.total, reasons),
        "parts": {
            measure: {
                "value": part.value,
                "n": part.n,
                **_figure("contribution", part.contribution, {"contribution": part.reason}),
            }
            for measure, part in score.parts.items()
        },
    }
