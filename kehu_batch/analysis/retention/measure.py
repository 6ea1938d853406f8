"""Retention as of as_of: rates, signals, health, reasons of loss (docs/rules.md, 9)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.calendar_months import window_opening
from kehu_batch.analysis.base.days import date_of, to_dates
from kehu_batch.analysis.follow_ups.contacts import Contacts
from kehu_batch.analysis.issues.statements import CallbackStatements
from kehu_batch.analysis.retention.deals import sum_orders, whole_days
from kehu_batch.analysis.retention.debts import Debts, Owing
from kehu_batch.analysis.retention.facts import Facts
from kehu_batch.analysis.retention.health import gather_points, score_health
from kehu_batch.analysis.retention.loss import measure_loss
from kehu_batch.analysis.retention.rates import measure_rates, window_start
from kehu_batch.analysis.retention.review import list_unreviewed
from kehu_batch.analysis.retention.signals import (
    find_signals,
    foreign_debts,
    list_at_risk,
    tell_states,
    upset_money,
)
from kehu_batch.analysis.retention.untold import find_untold
from kehu_batch.model.figures.retention import RetentionFigures
from kehu_batch.model.period import Period
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.taxonomy import Taxonomy


def measure_retention(
    facts: Facts,
    contacts: Contacts,
    statements: CallbackStatements,
    period: Period,
    debts: Debts,
    policy: Policy,
    taxonomy: Taxonomy,
) -> RetentionFigures:
    """Measure retention as of the facts' day."""
    rules, scale, owed = policy.retention, policy.satisfaction.scale_max, debts.figures
    core = facts.core & facts.present
    rates = measure_rates(facts.snapshot, period, facts.deals, core, rules.window_months)
    states = tell_states(facts, rules)
    table = _list_customers(facts, states, owed, policy)
    signals = find_signals(facts, states, owed, scale, rules)
    money = upset_money(facts.deals.count, owed)
    lifetime = sum_orders(facts.snapshot)
    total = int(lifetime.fen.sum()) if lifetime.known.any() else None
    reasons = {**rates.reasons, **find_untold(facts, debts, priced=total is not None)}
    told = "money_at_risk" not in reasons
    unreviewed = list_unreviewed(facts, contacts, rules)
    return RetentionFigures(
        window_from=window_start(facts.snapshot, rules.window_months),
        repurchase_rate=rates.repurchase,
        repeat=rates.repeat,
        buying=rates.buying,
        core_repurchase_growth=rates.core_repurchase_growth,
        growth_rate=rates.growth,
        customers_before=rates.before,
        customers_now=rates.now,
        lifetime_fen=total,
        lifetime_from=None if np.isnat(facts.deals.starts) else date_of(facts.deals.starts),
        unpriced=lifetime.unpriced,
        core_lifetime_growth=rates.core_lifetime_growth,
        signals={
            code: None if f"signals.{code}" in reasons else int((mask & facts.present).sum())
            for code, mask in signals.items()
        },
        at_risk=list_at_risk(facts, table, signals, money, foreign_debts(owed), told=told),
        at_risk_fen=int(money.sum()) if told else None,
        unreviewed=unreviewed.head(0) if "unreviewed" in reasons else unreviewed,
        loss=measure_loss(facts, states, statements, rules, taxonomy),
        customers=table[facts.present].reset_index(drop=True),
        reasons=reasons,
    )


def _list_customers(facts: Facts, states: np.ndarray, owed: Owing | None, policy: Policy) -> pd.DataFrame:
    """Return one row a customer of the drop; see ``RetentionFigures.customers``."""
    rules, deals = policy.retention, facts.deals
    opening = window_opening(facts.snapshot.as_of, rules.window_months)
    lifetime = sum_orders(facts.snapshot)
    points = gather_points(facts.snapshot, deals, facts.scores, facts.complaints, owed, rules)
    frame = pd.DataFrame(
        {
            **facts.names(np.arange(deals.count)),
            "first_deal_on": to_dates(deals.first()),
            "last_deal_on": to_dates(deals.last()),
            "days_since": whole_days(deals.since_last()),
            "deals": pd.arrays.IntegerArray(deals.number(opening), np.full(deals.count, not deals.recorded)),
            "gap_median": deals.gap_medians(rules.order_gap_min_gaps),
            "state": pd.array(states, dtype="str"),
            "score_fall": facts.scores.falls(policy.satisfaction.scale_max),
            "lifetime_fen": pd.arrays.IntegerArray(lifetime.fen.copy(), ~lifetime.known),
        }
    )
    return pd.concat([frame, score_health(points, rules.health)], axis=1)
