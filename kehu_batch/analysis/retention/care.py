"""What falls due in the coming month, and contracts that end, with what is known of them (docs/rules.md, 9)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.calendar_months import add_months, first_days, month_numbers, move_by_months
from kehu_batch.analysis.base.days import (
    ONE_DAY,
    Day,
    Days,
    date_of,
    days_between,
    days_where,
    is_dated,
    no_days,
    to_dates,
    to_days,
)
from kehu_batch.analysis.base.events import newest_positions
from kehu_batch.analysis.base.locations import place_columns
from kehu_batch.analysis.base.snapshot import Codes, Counts, Mask
from kehu_batch.analysis.base.text_columns import as_texts, same_text
from kehu_batch.analysis.issues.statements import CallbackStatements
from kehu_batch.analysis.retention.debts import Debts, Owing
from kehu_batch.analysis.retention.facts import Facts
from kehu_batch.model.figures.retention import CareFigures
from kehu_batch.model.tables.telling import has_column, why_untold
from kehu_batch.policy.schema import Policy

NO_LEDGER = "没有客户台账"
#: Names of the columns that events come from.
_COLUMN_WORDS = {
    "contract_end": "合同到期日",
    "birthday": "生日",
    "founding": "成立日期",
    "signing": "合作开始时间",
}
*_FIRST_WORDS, _LAST_WORDS = _COLUMN_WORDS.values()
NO_CARE_COLUMNS = f"台账没有{'、'.join(_FIRST_WORDS)}和{_LAST_WORDS}"

#: Events with the ledger field that each comes from; a contract's end is one day and no anniversary.
_FIELDS = {
    "contract_end": "contract_end_on",
    "birthday": "birthday_on",
    "founding": "founded_on",
    "signing": "signed_on",
}


def has_care_columns(facts: Facts) -> bool:
    """Tell whether a ledger of the drop has one of the columns that care is taken from."""
    return has_column(facts.snapshot.dataset, "ledger", _FIELDS.values())


def measure_care(
    facts: Facts, statements: CallbackStatements, debts: Debts, policy: Policy
) -> CareFigures | None:
    """List what falls due in the coming month and the contracts that end; ``None`` without such columns."""
    if not has_care_columns(facts):
        return None
    first: Day = facts.deals.day + ONE_DAY
    last = _month_after(facts.deals.day)
    parts = [_list_events(facts, event, first, last) for event in _FIELDS]
    events = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    events = events.sort_values(["owner", "on", "customer"], kind="stable", na_position="last")
    renewals = _list_renewals(facts, statements, debts.figures, policy)
    return CareFigures(
        first=date_of(first),
        last=date_of(last),
        events=events.reset_index(drop=True),
        renewals=renewals,
        within={days: int((renewals["days_left"] <= days).sum()) for days in policy.care.renewal_days},
        reasons=_reasons(facts, debts),
    )


def _reasons(facts: Facts, debts: Debts) -> dict[str, str]:
    """Return why a column of the renewals is not known, or which contracts end, or when a kind of event falls due."""
    dataset = facts.snapshot.dataset
    lacking = [event for event, field in _FIELDS.items() if not has_column(dataset, "ledger", {field})]
    reasons = {f"events.{event}": f"台账没有{_COLUMN_WORDS[event]}" for event in lacking}
    if ends := reasons.get("events.contract_end"):
        reasons |= dict.fromkeys(("renewals", "ending_within"), ends)
    if debts.figures is None:
        reasons["overdue"] = debts.reason
    if untold := why_untold(dataset, "callbacks"):
        reasons |= dict.fromkeys(("score", "open_issues"), untold)
    return reasons


def _month_after(day: Day) -> Day:
    """Return the last day of the coming month: the whole next calendar month where ``day`` ends one."""
    following = np.array([day + ONE_DAY])
    if date_of(day + ONE_DAY).day == 1:
        last: Day = add_months(following, 1)[0] - ONE_DAY
        return last
    return move_by_months(day, 1)


def _list_events(facts: Facts, event: str, first: Day, last: Day) -> pd.DataFrame:
    """Return the events of one kind that fall from ``first`` to ``last``; see ``CareFigures.events``."""
    field = _FIELDS[event]
    stated = to_days(facts.snapshot.ledger_values(field))
    known = is_dated(stated) & facts.present
    if event == "contract_end":
        on, years = stated, np.zeros(len(stated), dtype=np.int64)
        chosen = known & (stated >= first) & (stated <= last)
    else:
        on, years = _anniversaries(stated, known, first)
        # A year after the day itself was not written, or is a slip; only a birthday may be written without its year.
        since = years > 0 if event != "birthday" else np.ones(len(years), dtype=np.bool_)
        chosen = known & (on >= first) & (on <= last) & since
    customers = np.flatnonzero(chosen)
    shown = years[customers]
    return pd.DataFrame(
        {
            **facts.names(customers),
            **_place(facts, customers, field),
            "event": pd.array(same_text(event, len(customers)), dtype="str"),
            "on": to_dates(on[customers]),
            "years": pd.arrays.IntegerArray(np.maximum(shown, 0), shown <= 0),
            "contact": _ledger_texts(facts, "contact", customers),
            "preferences": _ledger_texts(facts, "preferences", customers),
        }
    )


def _anniversaries(stated: Days, known: Mask, first: Day) -> tuple[Days, Counts]:
    """Return the first anniversary of each day from ``first`` on, and the years since.

    29 February is kept on 28 February in other years. Where the day itself lies later the years are 0 or less.
    """
    start_year = date_of(first).year
    safe = days_where(known, stated, first)
    found = no_days(len(safe))
    years = np.zeros(len(safe), dtype=np.int64)
    for year in (start_year, start_year + 1):
        ahead = year - (1970 + month_numbers(safe) // 12)
        days = _add_years(safe, ahead)
        new = ~is_dated(found) & (days >= first)
        found[new], years[new] = days[new], ahead[new]
    return found, years


def _add_years(days: Days, years: Counts) -> Days:
    """Return days moved by years each, clamped to the month's end."""
    months = month_numbers(days)
    target = months + 12 * years
    moved = first_days(target) + (days - first_days(months))
    clamped: Days = np.minimum(moved, first_days(target + 1) - ONE_DAY)
    return clamped


def _place(facts: Facts, customers: Codes, field: str) -> dict[str, object]:
    """Return file and cell of a ledger field of each customer."""
    ledger = facts.snapshot.dataset.table("ledger")
    if ledger is None:
        return {}
    rows = ledger.take(facts.snapshot.ledger_rows()[customers])
    places = place_columns(
        facts.snapshot.dataset,
        rows["region"].to_numpy(dtype=np.int64),
        rows["source_row"].to_numpy(dtype=np.int64),
        same_text(field, len(rows)),
    )
    return {"file": places["file"], "cell": places["cell"]}


def _ledger_texts(facts: Facts, field: str, customers: Codes) -> object:
    return pd.array(as_texts(facts.snapshot.ledger_values(field))[customers], dtype="str")


def _list_renewals(
    facts: Facts, statements: CallbackStatements, owed: Owing | None, policy: Policy
) -> pd.DataFrame:
    """Return the contracts that end within the policy's days; see ``CareFigures.renewals``."""
    ends = to_days(facts.snapshot.ledger_values("contract_end_on"))
    left = np.where(is_dated(ends), days_between(facts.deals.day, ends), -1)
    bands = np.array(policy.care.renewal_days, dtype=np.int64)
    customers = np.flatnonzero(facts.present & (left >= 0) & (left <= bands[-1]))
    customers = customers[np.argsort(left[customers], kind="stable")]
    scores = facts.scores
    return pd.DataFrame(
        {
            **facts.names(customers),
            **_place(facts, customers, "contract_end_on"),
            "contract_end_on": to_dates(ends[customers]),
            "days_left": left[customers],
            "band": bands[np.searchsorted(bands, left[customers])],
            "score": np.round(scores.newest[customers] * policy.satisfaction.scale_max, 9),
            "scored_on": to_dates(scores.newest_on[customers]),
            "open_issues": open_issues(facts, statements)[customers],
            "overdue_fen": overdue_money(facts, owed)[customers],
            "preferences": _ledger_texts(facts, "preferences", customers),
        }
    )


def open_issues(facts: Facts, statements: CallbackStatements) -> pd.arrays.IntegerArray:
    """Return how many issues each customer's newest callback left open; missing of whom nobody called."""
    calls = facts.snapshot.rows("callbacks", "customer", "called_on")
    newest = newest_positions(
        calls["customer"].to_numpy(dtype=np.int64),
        to_days(calls["called_on"]),
        np.ones(len(calls), dtype=np.bool_),
        facts.deals.count,
    )
    positions = np.append(calls.index.to_numpy(dtype=np.int64), -1)[newest]
    counts = statements.issues["callback"].value_counts()
    found: Counts = pd.Series(positions).map(counts).fillna(0).to_numpy().astype(np.int64)
    return pd.arrays.IntegerArray(found, newest < 0)


def overdue_money(facts: Facts, owed: Owing | None) -> pd.arrays.IntegerArray:
    """Return each customer's overdue fen in the policy's currency; missing without receivables."""
    money = np.zeros(facts.deals.count, dtype=np.int64)
    if owed is not None:
        rows = owed.customers[
            (owed.customers["currency"] == owed.currency) & (owed.customers["customer"] >= 0)
        ]
        money[rows["customer"].to_numpy(dtype=np.intp)] = (
            rows["overdue_fen"].fillna(0).to_numpy(dtype=np.int64)
        )
    return pd.arrays.IntegerArray(money, np.full(len(money), owed is None))
