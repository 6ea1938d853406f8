"""Retention, stages of a customer's life, care and renewal, and the scorecard by owner (docs/rules.md, 9).

Every frame that lists customers has ``customer`` int64 (position in ``Dataset.customers``), ``customer_id``,
``customer_name``, ``owner`` (of the ledger; missing where nobody is named), ``file`` and ``cell``, so that a figure
leads to its rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from kehu_batch.records import dataclass, field


@dataclass(frozen=True, slots=True)
class LossFigures:
    """Customers stated as lost or silent beyond policy, by reason.

    Args:
        counted: Customers stated as lost, or silent or lost by their last deal.
        stated: Customers by the reason that the ledger states, most first.
        possible: Customers by the type of their last issues before silence, most first, of those without a stated
            reason; a customer with issues of several types counts for each.
        unknown: Customers with neither.
        customers: One row a customer counted, the longest silent first: ``state`` (``lost``/``silent``),
            ``last_deal_on``, ``days_since`` Int64, ``reason`` (as stated; missing), ``possible`` (types joined by 、;
            missing).
    """

    counted: int
    stated: Mapping[str, int]
    possible: Mapping[str, int]
    unknown: int
    customers: pd.DataFrame


@dataclass(frozen=True, slots=True)
class RetentionFigures:
    """Retention as of ``as_of``; a deal is a day with an order that is no return.

    Args:
        window_from: First day of the window.
        repurchase_rate: Customers with two deals in the window or more ÷ those with one or more.
        repeat: Numerator of ``repurchase_rate``; ``None`` without orders.
        buying: Its denominator; likewise.
        core_repurchase_growth: By what share the repurchase rate of the key customers in the window is more than in the
            window before.
        growth_rate: By what share customers as of as_of are more than those before the period; a customer is one
            from its first deal or its signing on.
        customers_before: Customers at the end of the day before the period; ``None`` where nothing says since when.
        customers_now: Customers as of as_of; likewise.
        lifetime_fen: Orders of all customers up to as_of, returns deducted; ``None`` without an amount.
        lifetime_from: Day of the first order; ``None`` without any.
        unpriced: Orders without a known amount, which ``lifetime_fen`` lacks.
        core_lifetime_growth: By what share the lifetime value of the key customers is more than a year before.
        signals: Customers by signal, each of ``SIGNAL_LABELS`` present; ``None`` where the table is not there that
            would show it, with the reason under ``signals.<code>``.
        at_risk: Customers with a signal, upset and overdue ones first by their money at risk: ``tier``, ``signals``
            (tuple of codes), ``reason`` (in words), ``last_deal_on``, ``days_since`` Int64, ``gap_median`` float64,
            ``score_fall`` float64, ``health`` float64, ``lifetime_fen`` Int64, ``at_risk_fen`` Int64 (outstanding of
            an upset and overdue customer, else 0).
        at_risk_fen: Sum of ``at_risk_fen``; ``None`` where nobody can tell who is upset and overdue.
        unreviewed: Key customers whose data nobody looked at for the policy's months: ``tier``, ``reviewed_on``
            (missing: never).
        loss: Reasons of loss.
        customers: Every customer that the day knows: ``first_deal_on``, ``last_deal_on``, ``days_since`` Int64,
            ``deals`` Int64 (in the window; missing without orders), ``gap_median``,
            ``state`` (``""``, ``silent``, ``lost``), ``score_fall``,
            ``lifetime_fen``, ``health`` float64 (0–100; missing: grey), ``known_weight`` float64, and for each part of
            ``HEALTH_LABELS`` ``<part>_points`` float64 (missing: grey) and ``<part>_contribution`` float64.
        reasons: Why a figure is not known, by its name in ``summary.json``: a rate is then ``None``, a count 0, a list
            empty, and none of them is to be shown. ``loss.possible`` is for possible and unknown reasons alike.
    """

    window_from: date
    repurchase_rate: float | None
    repeat: int | None
    buying: int | None
    core_repurchase_growth: float | None
    growth_rate: float | None
    customers_before: int | None
    customers_now: int | None
    lifetime_fen: int | None
    lifetime_from: date | None
    unpriced: int
    core_lifetime_growth: float | None
    signals: Mapping[str, int | None]
    at_risk: pd.DataFrame
    at_risk_fen: int | None
    unreviewed: pd.DataFrame
    loss: LossFigures
    customers: pd.DataFrame
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LifecycleFigures:
    """Stages of customers' lives as of as_of.

    Args:
        stages: The stages in their order.
        counts: Customers by stage, each of ``stages`` present.
        unstaged: Customers without a stage.
        movements: Customers by stage at the end of the day before the period (index) and now (columns); ``""`` is
            no stage.
        customers: Every customer that the day knows: ``stage`` (missing: none), ``previous`` (likewise), ``stated``
            bool, ``reason``, ``lacking`` (what the stage asks for and is not there; missing: nothing).
        lacking: The rows of ``customers`` that lack something, by stage.
        reasons: Why nobody can tell who lacks something: under ``lacking`` of all, ``lacking.<stage>`` of a stage; and
            who has a stage, under ``counts.<stage>``.
    """

    stages: tuple[str, ...]
    counts: Mapping[str, int]
    unstaged: int
    movements: pd.DataFrame
    customers: pd.DataFrame
    lacking: pd.DataFrame
    reasons: Mapping[str, str] = field(default_factory=dict)

    def count(self, stage: str) -> int | None:
        """Return the customers of a stage; ``None`` where nobody has it and nobody can tell who does."""
        return self.counts[stage] or (None if f"counts.{stage}" in self.reasons else 0)


@dataclass(frozen=True, slots=True)
class CareFigures:
    """What falls due in the coming month, and contracts that end.

    Args:
        first: First day of the coming month.
        last: Its last day.
        events: One row an event, by owner and day: ``event`` (of ``CARE_LABELS``), ``on``, ``years`` Int64 (missing:
            not known, or a contract), ``contact``, ``preferences``.
        renewals: Contracts that end within the policy's days, soonest first: ``contract_end_on``, ``days_left`` int64,
            ``band`` int64 (its upper end), ``score`` float64 (newest, on the policy's scale; missing: none),
            ``scored_on``, ``open_issues`` Int64 (of the newest callback; missing of whom nobody called),
            ``overdue_fen`` Int64 (missing without
            receivables), ``preferences``.
        within: Contracts that end within each of the policy's days, cumulated.
        reasons: Why a column of ``renewals`` is not known; which contracts end, under ``renewals`` and
            ``ending_within``; and when a kind of event falls due, under ``events.<event>``.
    """

    first: date
    last: date
    events: pd.DataFrame
    renewals: pd.DataFrame
    within: Mapping[int, int]
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScorecardPart:
    """One measure of one owner.

    Args:
        value: As a share; ``None`` without data.
        n: Answers that it rests on.
        contribution: Points of its weight; ``None`` where it is grey.
        reason: Why it is grey; empty where it is not.
    """

    value: float | None
    n: int
    contribution: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OwnerScore:
    """The scorecard of one owner.

    Args:
        owner: The person.
        customers: Customers of the ledger in that person's charge; ``None`` where no ledger says whose they are.
        unanswered: Attempts of the period that reached nobody; ``None`` where no table tells of any.
        parts: By measure, each of ``SCORECARD_LABELS`` present.
        known_weight: Weight of the measures that are not grey.
        total: 0–100 of the known weight; ``None``: grey.
    """

    owner: str
    customers: int | None
    unanswered: int | None
    parts: Mapping[str, ScorecardPart]
    known_weight: float
    total: float | None


@dataclass(frozen=True, slots=True)
class ScorecardFigures:
    """Scorecards, the highest total first, grey ones last, by name.

    Args:
        owners: One a person.
        weights: Weight of each measure.
        targets: Target of each, as a share.
        least_answers: A measure with fewer answers is grey.
        known_weight_min: A total with less weight known is grey.
        reasons: Why nobody's ``customers`` or ``unanswered`` is known.
    """

    owners: tuple[OwnerScore, ...]
    weights: Mapping[str, float]
    targets: Mapping[str, float]
    least_answers: int
    known_weight_min: float
    reasons: Mapping[str, str] = field(default_factory=dict)
