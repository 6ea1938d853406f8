"""``tier_cadence``: last contact and the interval of the customer's tier (docs/rules.md, 6)."""

from __future__ import annotations

import numpy as np

from kehu_batch.analysis.base.calendar_months import add_months
from kehu_batch.analysis.base.days import Days, day_span, days_at, days_where, is_dated, no_days
from kehu_batch.analysis.base.events import signed_days
from kehu_batch.analysis.base.locations import first_mentions
from kehu_batch.analysis.base.snapshot import Codes, Mask, Positions, Snapshot
from kehu_batch.analysis.base.text_columns import Texts, as_texts, choose_text, same_text
from kehu_batch.analysis.follow_ups.channels import Channels
from kehu_batch.analysis.follow_ups.contacts import Contacts, newest_contacts
from kehu_batch.analysis.follow_ups.obligations import Obligations
from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.model.figures.states import ClockName
from kehu_batch.policy.schema import Cadence, FollowUpPolicy
from kehu_batch.policy.sections.contact_clocks import FurtherContact
from kehu_batch.records import dataclass, replace


def collect_cadence(
    snapshot: Snapshot, contacts: Contacts, tiers: TierFigures, policy: FollowUpPolicy
) -> Obligations:
    """Collect the next contact of each customer whose tier has an interval.

    The tier is the recomputed one, else the stated one by alias. Never contacted, a customer counts from
    signed_on; without either there is no due day. Channels are asked for only where the tier was recomputed; a
    contact of unknown channel counts.
    """
    tier_of, recomputed = tiers_of(snapshot, tiers)
    days = due_by_cadence(snapshot, contacts, (tier_of, recomputed), policy)
    rules = same_text("", snapshot.customer_count)
    for tier, cadence in policy.cadence.items():
        rules[days.tiers == tier] = f"{tier}客户每{describe_interval(cadence)}联系一次"
        rules[(days.tiers == tier) & ~recomputed] = (
            f"按原填等级为{tier}客户，每{describe_interval(cadence)}联系一次"
        )
        if cadence.methods:
            asked = f"{tier}客户每{describe_interval(cadence)}{'或'.join(cadence.methods)}一次"
            rules[(days.tiers == tier) & recomputed] = asked
    customers = np.flatnonzero(days.asked)
    last, start = days.last[customers], days.start[customers]
    found = list_intervals(snapshot, contacts, customers, last, start, rules[customers])
    return replace(found, due=days.due[customers])


@dataclass(frozen=True, slots=True)
class CadenceDays:
    """When each customer's next contact is due; parallel to the customers.

    Args:
        tiers: The tier that counts; ``None`` for none.
        asked: Whether it has an interval.
        last: Position of the last contact that counts; -1 where there is none.
        start: The day that the interval runs from; ``NaT`` where there is none.
        due: The day due; likewise.
    """

    tiers: Texts
    asked: Mask
    last: Positions
    start: Days
    due: Days


def due_by_cadence(
    snapshot: Snapshot, contacts: Contacts, tiers: tuple[Texts, Mask], policy: FollowUpPolicy
) -> CadenceDays:
    """Return when each customer's next contact is due; ``tiers`` as of ``tiers_of``."""
    tier_of, recomputed = tiers
    last = _last_contacts(snapshot, contacts, np.where(recomputed, tier_of, same_text("", 1)), policy)
    signed = signed_days(snapshot)
    start = days_where(last >= 0, days_at(contacts.days, last), signed)
    due = no_days(snapshot.customer_count)
    asked = np.zeros(snapshot.customer_count, dtype=np.bool_)
    for tier, cadence in policy.cadence.items():
        mine = tier_of == tier
        asked |= mine
        mine &= is_dated(start)
        due[mine] = add_interval(start[mine], cadence)
    return CadenceDays(tier_of, asked, last, start, due)


def _last_contacts(
    snapshot: Snapshot, contacts: Contacts, tier_of: Texts, policy: FollowUpPolicy
) -> Positions:
    """Return each customer's newest contact that counts; -1 where there is none."""
    every = np.ones(len(contacts.days), dtype=np.bool_)
    last = newest_contacts(contacts, every, snapshot.customer_count)
    ways = [method for cadence in policy.cadence.values() for method in cadence.methods]
    channels = Channels(policy.touch.channels, ways)
    for tier, cadence in policy.cadence.items():
        if cadence.methods:
            eligible = channels.counting(contacts, cadence.methods)
            counting = newest_contacts(contacts, eligible, snapshot.customer_count)
            last = np.where(tier_of == tier, counting, last)
    return last


def tiers_of(snapshot: Snapshot, tiers: TierFigures) -> tuple[Texts, Mask]:
    """Return each customer's tier by name (recomputed, else stated by alias), and whether it was recomputed."""
    names = np.full(snapshot.customer_count, None, dtype=object)
    recomputed = np.zeros(snapshot.customer_count, dtype=np.bool_)
    frame = tiers.customers
    place = frame["customer"].to_numpy(dtype=np.intp)
    names[place] = as_texts(frame["recomputed"].fillna(frame["stated_tier"]))
    recomputed[place] = frame["recomputed"].notna().to_numpy()
    return names, recomputed


def list_intervals(
    snapshot: Snapshot, contacts: Contacts, customers: Codes, last: Positions, start: Days, rules: Texts
) -> Obligations:
    """Return obligations that run from a last contact, without their due days; their place is that contact's.

    Args:
        snapshot: The drop on its day.
        contacts: All contacts.
        customers: Customer of each.
        last: Position of its last contact that counts; -1: it runs from signed_on.
        start: The day that it runs from; ``NaT`` where there is none.
        rules: What is asked for, in words.
    """
    met, signed = last >= 0, is_dated(start)
    regions, rows = first_mentions(snapshot.dataset)
    verbs = choose_text([met, signed], ["，上次 ", "，还没有过，合作开始 "], "，没有过，也没有合作开始时间")
    days = np.where(signed, start.astype(str).astype(object), "")
    fields = choose_text([signed], ["signed_on"], "customer")
    return Obligations(
        clocks=same_text(ClockName.CADENCE, len(customers)),
        customers=customers,
        owners=as_texts(snapshot.ledger_values("owner"))[customers],
        due=start,
        closed=no_days(len(customers)),
        contents=rules + verbs + days,
        regions=np.where(met, np.append(contacts.regions, -1)[last], regions[customers]),
        rows=np.where(met, np.append(contacts.rows, 0)[last], rows[customers]),
        fields=np.where(met, np.append(contacts.fields, same_text("", 1))[last], fields).astype(object),
    )


def add_interval(days: Days, cadence: Cadence | FurtherContact) -> Days:
    """Return days moved by the interval of a cadence or of a further contact; months are clamped to their end."""
    if cadence.months is not None:
        return add_months(days, cadence.months)
    return days + day_span(7 * cadence.weeks if cadence.weeks is not None else cadence.days or 0)


def describe_interval(cadence: Cadence) -> str:
    """Return the interval in Chinese, as it stands after 每: ``2周``, and of one month ``月``."""
    return describe_span(cadence.months, cadence.weeks, cadence.days)


def describe_span(months: int | None, weeks: int | None, days: int | None) -> str:
    """Return the one of three intervals that is given, as it stands after 每.

    Example:
        >>> describe_span(1, None, None), describe_span(3, None, None), describe_span(None, 2, None)
        ('月', '3个月', '2周')
    """
    if months is not None:
        return "月" if months == 1 else f"{months}个月"
    count, unit = (weeks, "周") if weeks is not None else (days, "天")
    return unit if count == 1 else f"{count}{unit}"
