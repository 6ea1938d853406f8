"""``touch_1357``: the first contact after signing, and each channel by its own interval (docs/rules.md, 6)."""

from __future__ import annotations

import numpy as np

from kehu_batch.analysis.base.calendar_months import add_months
from kehu_batch.analysis.base.days import Days, day_span, days_at, days_where, is_dated
from kehu_batch.analysis.base.events import signed_days
from kehu_batch.analysis.base.snapshot import Mask, Snapshot
from kehu_batch.analysis.base.text_columns import same_text
from kehu_batch.analysis.follow_ups.cadence import list_intervals
from kehu_batch.analysis.follow_ups.channels import Channels
from kehu_batch.analysis.follow_ups.contacts import Contacts, newest_contacts
from kehu_batch.analysis.follow_ups.obligations import Obligations
from kehu_batch.model.figures.states import ClockName
from kehu_batch.policy.sections.contact_clocks import TouchPolicy
from kehu_batch.records import replace

#: What is asked for of a new customer: any contact at all.
NEW = "新签"
_CLOCK = ClockName.TOUCH


def collect_touches(snapshot: Snapshot, contacts: Contacts, policy: TouchPolicy) -> list[Obligations]:
    """Collect the first contact of new customers, and the next contact by each channel of every customer.

    A contact counts for its channel and all weaker ones; one whose channel is unknown counts for all. Without any, the
    interval runs from signed_on.
    """
    signed = signed_days(snapshot)
    strengths = Channels(policy.channels).strengths(contacts)
    return [
        _first_contacts(snapshot, contacts, signed, policy),
        *(
            _by_channel(snapshot, contacts, signed, strengths >= place, policy, place)
            for place in range(len(policy.channels))
        ),
    ]


def _first_contacts(snapshot: Snapshot, contacts: Contacts, signed: Days, policy: TouchPolicy) -> Obligations:
    """Return what is owed to customers signed within the last months; the first later contact closes it."""
    new = np.flatnonzero(snapshot.day <= add_months(signed, policy.new_months))
    rules = same_text(f"新签客户{policy.first_days}天内联系", len(new))
    found = list_intervals(snapshot, contacts, new, np.full(len(new), -1), signed[new], rules)
    closed = contacts.events().first_after(new, signed[new])
    return replace(_named(found, NEW), due=signed[new] + day_span(policy.first_days), closed=closed)


def _by_channel(
    snapshot: Snapshot,
    contacts: Contacts,
    signed: Days,
    counting: Mask,
    policy: TouchPolicy,
    place: int,
) -> Obligations:
    channel = policy.channels[place]
    last = newest_contacts(contacts, counting, snapshot.customer_count)
    start = days_where(last >= 0, days_at(contacts.days, last), signed)
    customers = np.flatnonzero(is_dated(start) | (snapshot.ledger_rows() >= 0))
    rules = same_text(f"每{channel.days}天{channel.name}联系一次", len(customers))
    found = list_intervals(snapshot, contacts, customers, last[customers], start[customers], rules)
    return replace(_named(found, channel.name), due=start[customers] + day_span(channel.days))


def _named(found: Obligations, channel: str) -> Obligations:
    size = len(found.clocks)
    return replace(found, clocks=same_text(_CLOCK, size), channels=same_text(channel, size))
