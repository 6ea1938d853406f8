"""Records of the section on complaints."""

from __future__ import annotations

from typing import Literal, NotRequired

from kehu_batch.model.schema.kinds import Count, Counts, Customer, Day, Moment, Money, Place, Share
from kehu_batch.model.schema.record import Record

ClockResult = Literal["met", "missed", "pending", "undeterminable"]


class ClockCountsRecord(Record):
    """Complaints by what a clock says of them."""

    met: Count
    missed: Count
    pending: Count
    undeterminable: Count


class ComplaintType(Record):
    """Complaints of a type."""

    type: str
    count: Count
    share: Share | None
    cumulative: Share | None
    customers: Count
    spend: Money | None
    department: str | None


class CustomerCount(Customer):
    """Complaints of a customer."""

    count: Count


class OwnerComplaints(Record):
    """Complaints in the hands of a person."""

    owner: str | None
    count: Count
    open: Count


class MonthComplaints(Record):
    """Complaints of a month."""

    received: Count
    resolved: Count
    clocks: dict[str, ClockCountsRecord]


class StageRecord(Record):
    """How many hours a stage takes."""

    n: Count
    median: float | None
    median_reason: NotRequired[str]
    p90: float | None
    p90_reason: NotRequired[str]


class _Numbered(Record):
    complaint_id: str | None


class Complaint(_Numbered, Customer):
    """What every list of complaints has of each."""

    received_at: Moment
    type: str
    content: str | None
    owner: str | None


class ComplaintItem(Complaint, Place):
    """A complaint of the period; a clock that is off, or that has no limit, has no key."""

    tier: str
    solved: bool
    complaint_respond: NotRequired[ClockResult | None]
    complaint_plan: NotRequired[ClockResult | None]
    complaint_resolve: NotRequired[ClockResult | None]
    post_solution: NotRequired[ClockResult | None]


class OpenComplaint(Complaint, Place):
    """A complaint that is not solved."""

    age_days: Count


class UnconfirmedComplaint(Complaint, Place):
    """A solved complaint that nobody confirmed."""


class RepeatedComplaint(Complaint, Place):
    """A complaint that repeats an earlier one."""

    earlier_id: str | None
    earlier_cell: str | None
    days: Count


class ComplaintPair(Complaint, Place):
    """A complaint with a callback issue near it."""

    called_on: Day
    text: str
    days: int
    call_file: str | None
    call_cell: str | None


class Complaints(Record):
    """Complaints of the period, and what is open."""

    total: Count
    received: Count
    resolved: Count
    resolution_rate: Share | None
    resolution_rate_reason: NotRequired[str]
    clock_set: str
    hours: str
    by_type: list[ComplaintType]
    by_customer: list[CustomerCount]
    by_tier: Counts
    by_owner: list[OwnerComplaints]
    by_month: dict[str, MonthComplaints]
    clocks: dict[str, ClockCountsRecord]
    stages: dict[str, StageRecord]
    items: list[ComplaintItem]
    open: list[OpenComplaint]
    unconfirmed: list[UnconfirmedComplaint] | None
    unconfirmed_reason: NotRequired[str]
    repeats: list[RepeatedComplaint]
    pairs: list[ComplaintPair] | None
    pairs_reason: NotRequired[str]
