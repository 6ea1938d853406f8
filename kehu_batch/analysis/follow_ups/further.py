"""Contacts of their own kind beside the usual interval: an executive's call, a survey, a long talk (rules.md, 6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.days import Days, days_at, days_where, is_dated, to_days
from kehu_batch.analysis.base.events import signed_days
from kehu_batch.analysis.base.snapshot import Mask, Positions, Snapshot
from kehu_batch.analysis.base.text_columns import Texts, choose_text, same_text
from kehu_batch.analysis.follow_ups.cadence import add_interval, describe_span, list_intervals
from kehu_batch.analysis.follow_ups.contacts import Contacts, newest_contacts
from kehu_batch.analysis.follow_ups.obligations import Obligations
from kehu_batch.analysis.follow_ups.results import CallResults
from kehu_batch.folding import fold_text
from kehu_batch.model.figures.states import ClockName
from kehu_batch.model.tables.listed import list_values
from kehu_batch.policy.schema import FollowUpPolicy
from kehu_batch.policy.sections.contact_clocks import FurtherContact
from kehu_batch.records import replace

#: Where a contact of some kind says so, by table: its day, its person, and the texts that name what it was.
_SOURCES = (
    ("followups", "followed_on", "owner", ("owner", "content")),
    ("callbacks", "called_on", "called_by", ("called_by", "method")),
)

#: What is asked for: the clock, its name, how often, the customers, and for whom in words.
_Asked = tuple[str, str, FurtherContact, Mask, str]


def collect_further(
    snapshot: Snapshot, tiers: tuple[Texts, Mask], results: CallResults | None, policy: FollowUpPolicy
) -> tuple[list[Obligations], tuple[tuple[str, str], ...]]:
    """Collect the next contact of each further kind that is asked for.

    It runs from the customer's last one of that kind, else from the day on which the first of that kind was recorded
    with anybody, or from signed_on where that is later. Where none was ever recorded nobody can tell whether they are
    made, and nothing is due.

    Args:
        snapshot: The drop on its day.
        tiers: As of ``tiers_of``; only a recomputed one asks for something.
        results: What the callbacks came to; ``None``: nothing is asked for by that.
        policy: What is asked for.

    Returns:
        The obligations, and clock and name of each kind that is asked of somebody and was never recorded.
    """
    found: list[Obligations] = []
    unrecorded: list[tuple[str, str]] = []
    for asked in (*_by_tier(tiers, policy), *_by_result(snapshot, results, policy)):
        clock, name, kind, customers, _ = asked
        if not customers.any():
            continue
        made = _contacts_of(snapshot, kind)
        if len(made.days):
            found.append(_list_due(snapshot, made, asked))
        else:
            unrecorded.append((clock, name))
    return found, tuple(unrecorded)


def _by_tier(tiers: tuple[Texts, Mask], policy: FollowUpPolicy) -> Iterator[_Asked]:
    """Return what is asked of customers by their recomputed tier; nothing of one without."""
    if ClockName.CADENCE not in policy.clocks:
        return
    names, recomputed = tiers
    for name, kind in policy.further.items():
        asked = recomputed & pd.Series(names).isin(kind.tiers).to_numpy()
        yield ClockName.CADENCE, name, kind, asked, "、".join(kind.tiers)


def _by_result(snapshot: Snapshot, results: CallResults | None, policy: FollowUpPolicy) -> Iterator[_Asked]:
    """Return what is asked of customers by the class of their newest callback."""
    if results is None or ClockName.RESULT not in policy.clocks:
        return
    newest = pd.DataFrame(
        {"customer": results.calls["customer"], "day": results.calls["called_on"], "class": results.classes}
    ).sort_values("day", kind="stable")
    newest = newest[newest["customer"] >= 0].drop_duplicates("customer", keep="last")
    for name, kind in policy.results.further.items():
        asked = np.zeros(snapshot.customer_count, dtype=np.bool_)
        mine = newest.loc[newest["class"].isin(kind.classes).to_numpy(), "customer"]
        asked[mine.to_numpy(dtype=np.intp)] = True
        yield ClockName.RESULT, name, kind, asked, "、".join(kind.classes)


def _contacts_of(snapshot: Snapshot, kind: FurtherContact) -> Contacts:
    """Return the contacts of a kind: by one of its people, or with one of its words where a record says what it was."""
    parts = [_part(snapshot, source, kind) for source in _SOURCES]
    return Contacts(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _part(
    snapshot: Snapshot, source: tuple[str, str, str, tuple[str, ...]], kind: FurtherContact
) -> tuple[np.ndarray[tuple[int], np.dtype[np.generic]], ...]:
    table, day, person, fields = source
    columns = ["customer", "region", "source_row", day, *fields]
    frame = snapshot.rows(table, *dict.fromkeys(columns))
    customers, days = frame["customer"].to_numpy(dtype=np.int64), to_days(frame[day])
    words, people = tuple(map(fold_text, kind.words)), frozenset(map(fold_text, kind.people))
    telling = _matching(frame[person], lambda text: text in people)
    for field in fields:
        telling |= _matching(frame[field], lambda text: any(word in text for word in words))
    keep = telling & (customers >= 0) & is_dated(days) & (days <= snapshot.day)
    size = int(keep.sum())
    numbers = (frame[name].to_numpy(dtype=np.int64)[keep] for name in ("region", "source_row"))
    return (customers[keep], days[keep], same_text("", size), *numbers, same_text(day, size))


def _matching(texts: pd.Series, matches: Callable[[str], bool]) -> Mask:
    """Return which texts match once folded; each distinct one is asked once."""
    codes, distinct = pd.factorize(texts)
    told = [matches(fold_text(str(text))) for text in list_values(distinct)]
    return np.array([*told, False], dtype=np.bool_)[codes]


def _list_due(snapshot: Snapshot, made: Contacts, asked: _Asked) -> Obligations:
    clock, name, kind, chosen, whom = asked
    last = newest_contacts(made, np.ones(len(made.days), dtype=np.bool_), snapshot.customer_count)
    signed = signed_days(snapshot)
    # A day of signing that is not known is older than any record.
    begun = np.fmax(signed, made.days.min())
    start = days_where(last >= 0, days_at(made.days, last), begun)
    customers = np.flatnonzero(chosen)
    texts = _contents(
        f"{whom}客户每{describe_span(kind.months, kind.weeks, kind.days)}一次{name}",
        last[customers],
        start[customers],
    )
    found = list_intervals(snapshot, made, customers, last[customers], start[customers], texts)
    size = len(customers)
    return replace(
        found,
        clocks=same_text(clock, size),
        channels=same_text(name, size),
        contents=texts,
        fields=np.where(last[customers] >= 0, found.fields, same_text("customer", size)).astype(object),
        due=add_interval(start[customers], kind),
    )


def _contents(rule: str, last: Positions, start: Days) -> Texts:
    days = start.astype(str).astype(object)
    texts: Texts = rule + choose_text([last >= 0], ["，上次 "], "，还没有过，起算 ") + days
    return texts
