"""The risk grade of a customer as a formula over its row of 客户应收: the policy's limits, worst grade first."""

from __future__ import annotations

from collections.abc import Iterator

from kehu_batch.annotation.donor.formulas import text_literal
from kehu_batch.policy.schema import GradeRule, ReceivablesPolicy

#: Shares are compared as rounded: a quotient of yuan may miss a limit that one of fen meets.
_DIGITS = 10
_DISPUTED = "IF([outstanding]>0,[disputed]/[outstanding],0)"
_GROWTH = "IF(N([previous])>0,([overdue]-[previous])/[previous],0)"


def grade_formula(policy: ReceivablesPolicy) -> str:
    """Return the formula; what a customer lacks (a limit, an opening) reaches no limit.

    Example:
        ``IF([outstanding]>0,IF(OR([days]>90),"高","低"),"低")`` where the longest delay alone decides.
    """
    lowest = text_literal(policy.lowest_grade)
    text = lowest
    for rule in reversed(policy.grades):
        limits = ",".join(_limits(rule))
        if limits:
            text = f"IF(OR({limits}),{text_literal(rule.name)},{text})"
    return f"IF([outstanding]>0,{text},{lowest})"


def _limits(rule: GradeRule) -> Iterator[str]:
    if rule.days_overdue_over is not None:
        yield f"[days]>{rule.days_overdue_over}"
    if rule.credit_use_over is not None:
        yield f"ROUND(N([use]),{_DIGITS})>{rule.credit_use_over!r}"
        # Nothing may be owed: no quotient, and more than any.
        yield "AND(ISNUMBER([limit]),N([limit])=0)"
    for figure, limit in (
        ("N([share])", rule.overdue_share_from),
        (_DISPUTED, rule.disputed_share_from),
        (_GROWTH, rule.overdue_growth_from),
    ):
        if limit is not None:
            yield f"AND(ROUND({figure},{_DIGITS})>={limit!r},{figure}>0)"
