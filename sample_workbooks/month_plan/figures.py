"""All figures of the plan in the shape of ``summary.json``, as they are kept beside the tests."""

from __future__ import annotations

from month_plan.complaint_figures import expect_complaints
from month_plan.money import expect_cross_check, expect_payment_risk, expect_retention
from month_plan.obligations import expect_follow_ups, more_of_follow_ups
from month_plan.quality import expect_findings, expect_quality, expect_tables
from month_plan.relations import expect_relations
from month_plan.tiers import expect_movements, expect_tiers
from month_plan.truth import AS_OF, SENT_ON, Month
from month_plan.voices import expect_demands, expect_issues, expect_satisfaction, issues_by_month

#: How the rules were read where they leave room.
_WHY = (
    (
        "period: the newest callback is of October 2026; the follow-up, the orders and the receipts of "
        "November are later than as_of and decide nothing."
    ),
    (
        "tables.callbacks: a planned callback not made is used; the row whose date cannot be read "
        "(10月32日) was a callback, so it is no planned one either: it is left out as 日期读不出."
    ),
    (
        "tiers: spend is from the orders, which begin in September 2025, for every customer; a customer "
        "without one in the window has spent 0. An order whose amount is a guess (约2.5万) adds nothing. A "
        "manual tier counts as the tier."
    ),
    (
        "tiers.stated: the ledger's label, else that of the newest callback, as written; 金牌 is in no "
        "alias table."
    ),
    "movements.last_month: the same rules with the orders, callbacks and follow-ups up to 2026-09-30.",
    (
        "satisfaction: a call is in a group by what its cell says, whichever script it is in: 電話 is 电话. "
        "A blank 回访人 or 回访方式 is in no group. 4.5分 without its full mark is of the policy's scale, as the "
        "rules list that form; a number under a header that says 满分5分 is of 5."
    ),
    (
        "issues: from 待解决问题; from 客户反馈 only where that cell is blank. The primary type is the first in "
        "the taxonomy."
    ),
    (
        "follow_ups: a contact is a callback made or a follow-up of any status; of two on one day the "
        "callback's cell is shown. A plan is closed by a follow-up with 已完成 or 已解决, or by a callback "
        "whose 待解决问题 answers 无, 暂无 or 没有. A plan without a date is open and never overdue. A promise "
        "without a date, or one dated before its own callback, is none."
    ),
    (
        "follow_ups.kept_rate: promises due from 2026-10-01 to 2026-10-30; the one due on as_of itself "
        "is due today."
    ),
    (
        "follow_ups.open: promises, plans and the clocks of complaints that are not closed, due or not, and the "
        "intervals of tiers that have come to their end; what is overdue is always among what is open."
    ),
    "follow_ups.by_owner: one line for a person or team, whichever script a sheet writes the name in.",
    (
        "follow_ups.overdue: the clocks promised_callback, plan_deadline and tier_cadence, and those of complaints "
        "that are still open. 核心 asks for a visit or a video; a contact of unknown channel counts."
    ),
    (
        "data_quality: required cells of every data row read but the planned callbacks, repeated and "
        "late rows included. A cell with an impossible score is not right; one without a score is (no "
        "score is asked for); a cell that only contradicts another table is."
    ),
    (
        "findings: a missing score is found where it is to be written: in the column of scores where the "
        "sheet has one. A repeated row is found at its first cell."
    ),
    (
        "complaints: by 1-24-48 in calendar hours; a day without a time of day lies anywhere in it; as_of is "
        "its whole day, so that a limit at 10:05 of that day is over, by less than a day: low. A blank time of a "
        "solved complaint is undeterminable."
    ),
    (
        "later.payment_risk: gross; a receipt that names no invoice, and what exceeds its invoice, is "
        "unallocated."
    ),
)


def expect(month: Month) -> dict[str, object]:
    """Return the figures of the month: ``expected``, the findings, ``movements``, ``later`` and ``why``."""
    return {
        "drop": f"sample_workbooks/month, no options, any day from {SENT_ON} on",
        "expected": {
            "period": "2026-10",
            "as_of": AS_OF.isoformat(),
            "policy": {"name": "annual-spend"},
            "tables": expect_tables(month),
            "tiers": expect_tiers(month),
            "satisfaction": expect_satisfaction(month),
            "issues": expect_issues(month),
            "demands": expect_demands(month),
            "follow_ups": expect_follow_ups(month),
            "complaints": expect_complaints(month),
            "data_quality": expect_quality(month),
        },
        "findings_at_warning_or_above": expect_findings(month),
        "movements": expect_movements(month),
        "issues_by_month": issues_by_month(month),
        "follow_ups": more_of_follow_ups(month),
        "relations": expect_relations(month),
        "later": {
            "payment_risk": expect_payment_risk(month),
            "cross_check": expect_cross_check(month),
            "retention": expect_retention(month),
        },
        "why": list(_WHY),
    }
