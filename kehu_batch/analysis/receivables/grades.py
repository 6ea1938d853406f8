"""The risk grade of each customer, with its reasons (docs/rules.md, 10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.policy.schema import GradeRule, ReceivablesPolicy
from kehu_batch.wording.numbers import format_share

NOTHING_OPEN = "没有未收款"
NOTHING_REACHED = "未触及任何风险阈值"

Floats = npt.NDArray[np.float64]


def grade_customers(
    customers: pd.DataFrame, policy: ReceivablesPolicy, *, longest: str = "最长逾期"
) -> tuple[list[str], list[str]]:
    """Return grade and reason of each row.

    A limit is not asked where its figure is missing: a missing credit limit is not an unlimited one, and it says
    nothing of risk either.

    Args:
        customers: Columns ``outstanding_fen``, ``max_days_overdue``, ``overdue_share``, ``credit_limit_fen``,
            ``credit_use``, ``disputed_share`` and ``overdue_growth``.
        policy: The grades, worst first.
        longest: What ``max_days_overdue`` is called.
    """
    grades = np.full(len(customers), policy.lowest_grade, dtype=object)
    opened = customers["outstanding_fen"].to_numpy() > 0
    reasons = np.where(opened, NOTHING_REACHED, NOTHING_OPEN).astype(object)
    left = opened.copy()
    for rule in policy.grades:
        texts = _reasons(customers, rule, longest)
        reached = left & (texts != "")
        grades[reached] = rule.name
        reasons[reached] = texts[reached]
        left &= ~reached
    return grades.tolist(), reasons.tolist()


def _reasons(customers: pd.DataFrame, rule: GradeRule, longest: str) -> npt.NDArray[np.object_]:
    """Return for each customer the limits of a rule that it reaches, joined; ``""`` where none."""
    texts = np.full(len(customers), "", dtype=object)
    for reached, tell, values in _limits(customers, rule, longest):
        rows = np.flatnonzero(reached)
        for row, value in zip(rows.tolist(), values[rows].tolist(), strict=True):
            word = tell(value)
            texts[row] = f"{texts[row]}；{word}" if texts[row] else word
    return texts


def _limits(
    customers: pd.DataFrame, rule: GradeRule, longest: str
) -> Iterator[tuple[npt.NDArray[np.bool_], Callable[[float], str], Floats]]:
    """Yield for each limit of a rule who reaches it, the words for it, and the values."""
    if rule.days_overdue_over is not None:
        days = customers["max_days_overdue"].to_numpy(dtype=np.float64)
        yield (
            days > rule.days_overdue_over,
            lambda value: f"{longest} {value:.0f} 天 > {rule.days_overdue_over} 天",
            days,
        )
    shares = (
        ("逾期占比", "overdue_share", rule.overdue_share_from, "≥"),
        ("信用额度使用率", "credit_use", rule.credit_use_over, ">"),
        ("争议占比", "disputed_share", rule.disputed_share_from, "≥"),
        ("逾期金额比期初增长", "overdue_growth", rule.overdue_growth_from, "≥"),
    )
    for name, column, limit, sign in shares:
        if limit is None:
            continue
        values = _use(customers) if column == "credit_use" else customers[column].to_numpy(dtype=np.float64)
        # A missing value compares false with everything.
        reached = values > limit if sign == ">" else (values >= limit) & (values > 0)
        yield reached, partial(_tell_share, name, sign, limit), values


def _use(customers: pd.DataFrame) -> Floats:
    """Return the credit use, endless where nothing may be owed and something is."""
    nothing = (customers["credit_limit_fen"].fillna(-1) == 0) & (customers["outstanding_fen"] > 0)
    return np.where(nothing, np.inf, customers["credit_use"].to_numpy(dtype=np.float64))


def _tell_share(name: str, sign: str, limit: float, value: float) -> str:
    if np.isinf(value):
        return "信用额度为 0 而有未收"
    return f"{name} {format_share(value)} {sign} {format_share(limit)}"
