"""States, movements and kinds as the analysis names them; the values are what users and the JSON see.

Frames hold them as plain text: ``choose_text`` and numpy write the value.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

#: Shown for an issue in which no type was found; no type of the taxonomy.
UNCLASSIFIED = "未归类"
#: How a customer that owes late money was heard: attended to first, or asked with ease.
UPSET, SATISFIED = "不满且逾期", "满意但逾期"


class ObligationState(StrEnum):
    """How an obligation stands as of the day."""

    DONE_LATE = "已完成(晚)"
    DONE = "已完成"
    NO_DUE_DAY = "期限不明"
    """A plan that names no day."""
    UNDECIDED = "无法判定"
    OVERDUE = "逾期"
    DUE_TODAY = "今日到期"
    NOT_DUE = "未到期"


class Movement(StrEnum):
    """From a customer's stated tier to the recomputed one, in the order in which they are listed."""

    DOWN = "下调"
    UP = "上调"
    INCOMPARABLE = "无法比较"
    SAME = "一致"


class RemarkKind(StrEnum):
    """What a customer's remark is that is no problem."""

    DEMAND = "demand"
    LATENT = "latent"
    PRAISE = "praise"


class DelayClass(StrEnum):
    """How severe it is that something is overdue."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class DifferenceKind(StrEnum):
    """What kind of difference there is between ops and finance, in the order in which they are listed."""

    UNKNOWN_CUSTOMER = "unknown_customer"
    UNREADABLE = "unreadable"
    DUPLICATE_DOCUMENT = "duplicate_document"
    SIGN = "sign"
    CUT_OFF = "cut_off"
    ONLY_OPS = "only_ops"
    ONLY_FINANCE = "only_finance"
    AMOUNT = "amount_differs"
    OVERDUE = "overdue_differs"


class ClockName(StrEnum):
    """The clocks that a policy can switch on, in the order in which they are listed."""

    PROMISE = "promised_callback"
    PLAN = "plan_deadline"
    CADENCE = "tier_cadence"
    TOUCH = "touch_1357"
    RESULT = "result_cadence"
    RESPONSE = "complaint_respond"
    SOLUTION_PLAN = "complaint_plan"
    RESOLUTION = "complaint_resolve"
    CONFIRMATION = "post_solution"


class ClockVerdict(StrEnum):
    """What became of a complaint under a clock."""

    MET = "met"
    MISSED = "missed"
    PENDING = "pending"
    UNDETERMINABLE = "undeterminable"


class BucketKind(StrEnum):
    """What a column of a balance sheet's aging holds."""

    RANGE = "range"
    NOT_DUE = "not_due"
    UNDATED = "undated"


class BucketUnit(StrEnum):
    """What the bounds of a bucket count."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


#: Calendar months in those units that are counted by them.
MONTHS_OF_UNIT: Mapping[str, int] = {BucketUnit.MONTH: 1, BucketUnit.YEAR: 12}


class BucketClock(StrEnum):
    """From when a bucket counts: the due date, or the date of issue."""

    OVERDUE = "overdue"
    AGE = "age"
