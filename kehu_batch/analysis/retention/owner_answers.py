"""What each owner answers for: the measures of the scorecard, counted by person (docs/rules.md, 9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.calendar_months import month_number
from kehu_batch.analysis.base.days import ONE_DAY, day_of, to_days
from kehu_batch.analysis.base.folded_texts import unify_spellings
from kehu_batch.analysis.base.period import in_period
from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.owed import Owed
from kehu_batch.analysis.retention.deals import sum_orders
from kehu_batch.analysis.retention.facts import Facts
from kehu_batch.analysis.retention.rates import NO_ORDERS
from kehu_batch.analysis.retention.scorecard import OwnerAnswer, OwnerCounts
from kehu_batch.model.figures.analysis import IssueFigures, SatisfactionFigures, TierFigures
from kehu_batch.model.figures.complaints import ComplaintFigures
from kehu_batch.model.figures.follow_ups import FollowUpFigures
from kehu_batch.model.figures.states import ClockName, ClockVerdict
from kehu_batch.model.period import Period
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.model.tables.listed import list_values
from kehu_batch.model.tables.telling import has_column, why_untold
from kehu_batch.records import dataclass

Answers = dict[str, OwnerAnswer]


@dataclass(frozen=True, slots=True)
class Results:
    """Figures of the period that owners answer for."""

    tiers: TierFigures
    follow_ups: FollowUpFigures
    satisfaction: SatisfactionFigures | None
    issues: IssueFigures | None
    complaints: ComplaintFigures | None
    owed: Owed


class People:
    """Owners under one spelling each: a name in either script is one person."""

    def __init__(self, facts: Facts, period: Period) -> None:
        snapshot = facts.snapshot
        calls = snapshot.rows("callbacks", "customer", "called_on", "called_by")
        inside = calls[in_period(to_days(calls["called_on"]), period)]
        ledger = snapshot.ledger_values("owner")
        names = unify_spellings(pd.concat([ledger, inside["called_by"]], ignore_index=True))
        self.of_customers = names.iloc[: len(ledger)].reset_index(drop=True)
        spoken = names.iloc[len(ledger) :].set_axis(inside.index)
        self.of_calls = spoken.fillna(self._of(inside["customer"]))
        self._spellings = dict(
            zip(list_values(ledger) + list_values(inside["called_by"]), list_values(names), strict=True)
        )

    def _of(self, customers: pd.Series) -> pd.Series:
        places = customers.to_numpy(dtype=np.intp)
        return pd.Series(self.of_customers.array.take(places, allow_fill=True), index=customers.index)

    def responsible(self, names: pd.Series, customers: pd.Series) -> pd.Series:
        """Return who answers for rows: the person named, else the customer's owner; missing where nobody is."""
        codes, known = pd.factorize(names)
        spelt = pd.array([self._spellings.get(name, name) for name in list_values(known)], dtype="str")
        return pd.Series(spelt.take(codes, allow_fill=True), index=names.index).fillna(self._of(customers))

    def count(self, facts: Facts, attempts: pd.DataFrame) -> dict[str, OwnerCounts]:
        """Return every owner of the ledger and everybody who called, with customers in charge and attempts."""
        owned = self.of_customers[facts.present].value_counts()
        everybody = sorted({*owned.index, *self.of_calls.dropna().unique()})
        tried = self.responsible(attempts["owner"], attempts["customer"]).value_counts()
        return {
            str(name): OwnerCounts(customers=int(owned.get(name, 0)), unanswered=int(tried.get(name, 0)))
            for name in everybody
        }


def gather_answers(
    facts: Facts, people: People, period: Period, results: Results
) -> tuple[dict[str, Answers], dict[str, str]]:
    """Return each measure's answers by owner, and why a measure has none at all, or nobody's count is known."""
    absent = _why_uncounted(facts.snapshot.dataset, results.follow_ups)
    if untold := why_untold(facts.snapshot.dataset, "callbacks"):
        absent |= dict.fromkeys(
            ("callbacks_made", "promises_kept", "satisfaction", "issues_resolved"), untold
        )
    spending, reason = _spending(facts, people, period)
    if reason:
        absent["spend_growth"] = reason
    if results.complaints is None:
        absent["complaint_clocks"] = why_untold(facts.snapshot.dataset, "complaints")
    if results.owed.due is None:
        absent["collection"] = results.owed.due_reason
    return {
        "callbacks_made": _made(facts, people, results.follow_ups),
        "promises_kept": _kept(people, period, results.follow_ups),
        "satisfaction": _satisfied(people, results.satisfaction),
        "issues_resolved": _resolved(people, results.issues),
        "complaint_clocks": _in_time(people, results.complaints),
        "spend_growth": spending,
        "collection": _collected(people, results.owed),
        "accuracy": _accuracy(facts.snapshot, people),
    }, absent


def _why_uncounted(dataset: Dataset, figures: FollowUpFigures) -> dict[str, str]:
    """Return why nobody's customers or attempts can be counted."""
    reasons = {}
    if not has_column(dataset, "ledger", {"owner"}):
        reasons["customers"] = why_untold(dataset, "ledger") or "客户台账没有负责人"
    if untold := figures.reasons.get("attempts"):
        reasons["unanswered"] = untold
    return reasons


def _share(owners: pd.Series, hits: pd.Series) -> Answers:
    """Return the share of hits of each owner; rows without an owner count for nobody."""
    codes, names = pd.factorize(owners, sort=True)
    named = codes >= 0
    sizes = np.bincount(codes[named], minlength=len(names)).tolist()
    found = np.bincount(codes[named], hits.to_numpy(dtype=np.float64)[named], len(names)).tolist()
    return {
        str(owner): OwnerAnswer(hit / size, size)
        for owner, hit, size in zip(names, found, sizes, strict=True)
    }


def _made(facts: Facts, people: People, figures: FollowUpFigures) -> Answers:
    """Return callbacks made of those planned: whoever made them, and whoever was to."""
    missed = figures.not_called
    calls = facts.snapshot.dataset.table("callbacks")
    named = pd.Series(None, index=missed.index, dtype="str")
    if calls is not None and len(missed):
        keys = ["region", "source_row"]
        named = missed[keys].merge(calls[[*keys, "called_by"]], on=keys, how="left")["called_by"]
    lacking = people.responsible(named.set_axis(missed.index), missed["customer"])
    owners = pd.concat([people.of_calls, lacking], ignore_index=True)
    hits = pd.Series(np.arange(len(owners)) < len(people.of_calls))
    return _share(owners, hits)


def _kept(people: People, period: Period, figures: FollowUpFigures) -> Answers:
    """Return promises kept of those due in the period before as_of."""
    names = ["clock", "owner", "customer", "due_on", "closed_on"]
    met = figures.met[names].astype({"owner": "str"})
    items = pd.concat([figures.items[names], met], ignore_index=True)
    items = items[items["clock"] == ClockName.PROMISE]
    due = to_days(items["due_on"])
    first, last = day_of(period.first), min(day_of(period.last), day_of(period.as_of) - ONE_DAY)
    items = items[(due >= first) & (due <= last)]
    kept = items["closed_on"].notna() & (items["closed_on"] <= items["due_on"])
    return _share(people.responsible(items["owner"], items["customer"]), kept)


def _satisfied(people: People, figures: SatisfactionFigures | None) -> Answers:
    if figures is None:
        return {}
    rated = {
        name: OwnerAnswer(group.csat, group.scored)
        for name, group in figures.by_owner.items()
        if group.csat is not None
    }
    names = pd.Series(list(rated), dtype="str")
    owners = people.responsible(names, pd.Series(-1, index=names.index))
    return dict(zip(map(str, owners), rated.values(), strict=True))


def _resolved(people: People, figures: IssueFigures | None) -> Answers:
    """Return issues solved of those whose state is known."""
    if figures is None:
        return {}
    items = figures.items[figures.items["resolved"].notna()]
    return _share(people.responsible(items["owner"], items["customer"]), items["resolved"].astype("bool"))


def _in_time(people: People, figures: ComplaintFigures | None) -> Answers:
    """Return the clocks that the period's complaints met of those that they met or missed."""
    if figures is None:
        return {}
    items = figures.items
    judged = [items[["customer", "owner"]].assign(result=items[clock]) for clock in figures.limits]
    rows = pd.concat(judged, ignore_index=True) if judged else items[["customer", "owner"]].head(0)
    if not len(rows):
        return {}
    rows = rows[rows["result"].isin((ClockVerdict.MET, ClockVerdict.MISSED))]
    return _share(people.responsible(rows["owner"], rows["customer"]), rows["result"] == ClockVerdict.MET)


def _spending(facts: Facts, people: People, period: Period) -> tuple[Answers, str]:
    """Return the growth of the orders of each owner's customers over the same period a year before.

    n is the customers with an order in either.
    """
    if not facts.deals.recorded:
        return {}, NO_ORDERS
    first, last = (_year_before(day) for day in (period.first, period.as_of))
    starts = facts.deals.starts
    if np.isnat(starts) or month_number(starts) > month_number(day_of(first)):
        return {}, "订单明细没有覆盖上年同期"
    now = sum_orders(facts.snapshot, after=day_of(period.first) - ONE_DAY)
    then = sum_orders(facts.snapshot, after=day_of(first) - ONE_DAY, until=day_of(last))
    table = pd.DataFrame(
        {"owner": people.of_customers, "now": now.fen, "then": then.fen, "n": now.known | then.known}
    )
    sums = table[table["n"]].dropna(subset="owner").groupby("owner")[["now", "then", "n"]].sum()
    return {
        str(owner): OwnerAnswer(now_fen / then_fen - 1, int(n))
        for owner, now_fen, then_fen, n in zip(sums.index, sums["now"], sums["then"], sums["n"], strict=True)
        if then_fen > 0
    }, ""


def _year_before(day: date) -> date:
    """Return the day a year before; the last of February stays that."""
    return (
        day.replace(year=day.year - 1, day=28)
        if (day.month, day.day) == (2, 29)
        else day.replace(year=day.year - 1)
    )


def _collected(people: People, owed: Owed) -> Answers:
    """Return what was collected by its due date of what fell due in the period; n is its documents."""
    if owed.due is None:
        return {}
    rows = owed.due.assign(owner=people.of_customers.reindex(owed.due["customer"]).to_numpy())
    sums = rows.dropna(subset="owner").groupby("owner")[["due_fen", "collected_fen", "documents"]].sum()
    return {
        str(owner): OwnerAnswer(collected / due, int(documents))
        for owner, due, collected, documents in zip(
            sums.index, sums["due_fen"], sums["collected_fen"], sums["documents"], strict=True
        )
        if due > 0
    }


#: Who answers for the rows of a table, where not the customer's owner.
_WRITER: Mapping[str, str] = {
    "callbacks": "called_by",
    "followups": "owner",
    "complaints": "owner",
    "ledger": "owner",
}


def _accuracy(snapshot: Snapshot, people: People) -> Answers:
    """Return required cells that are right of those that are required, of the rows that each owner answers for."""
    parts = []
    for table, cells in snapshot.dataset.required_cells.items():
        frame = snapshot.dataset.tables[table]
        writer = _WRITER.get(table)
        names = frame[writer] if writer else pd.Series(None, index=frame.index, dtype="str")
        parts.append(cells.assign(owner=people.responsible(names, frame["customer"]).to_numpy()))
    if not parts:
        return {}
    sums = pd.concat(parts).dropna(subset="owner").groupby("owner")[["required", "right"]].sum()
    return {
        str(owner): OwnerAnswer(right / required, int(required))
        for owner, required, right in zip(sums.index, sums["required"], sums["right"], strict=True)
        if required
    }
