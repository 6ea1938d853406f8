"""From when payment terms count (docs/rules.md, 10.2)."""

from __future__ import annotations

from enum import StrEnum


class TermsStart(StrEnum):
    """What ``credit_start`` of a ledger or of invoices says."""

    ISSUE = "issue"
    MONTH_END = "month_end"
    QUARTER_END = "quarter_end"
    #: A day of the next month, the last one where the month is shorter.
    NEXT_MONTH_DAY = "next_month_day"
    #: Terms that tell no certain day.
    UNREADABLE = ""
