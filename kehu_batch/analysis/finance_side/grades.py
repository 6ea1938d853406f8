"""Risk grades as far as balances tell: what is certain, and a worse one that cannot be ruled out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.snapshot import Codes, Mask
from kehu_batch.analysis.receivables.grades import NOTHING_REACHED, grade_customers
from kehu_batch.policy.schema import ReceivablesPolicy

UNREAD = "余额没有填写或读不出，无法评定"
_UNTOLD = "看不出逾期"
_HOW_LONG = "看不出逾期多久"
_ACROSS = "逾期天数只知道在“{oldest}”这一段"

_Texts = npt.NDArray[np.object_]


def grade_accounts(
    customers: pd.DataFrame, days: tuple[Codes, Codes, Mask], policy: ReceivablesPolicy
) -> pd.DataFrame:
    """Return ``grade``, ``may_be`` and ``reason`` of each row.

    Where the sheets leave anything from the best grade to the worst open, there is none. Disputes and the growth since
    the period's first day are not asked, as balances do not tell them.

    Args:
        customers: Columns ``outstanding_fen``, ``overdue_fen``, ``overdue_share``, ``credit_limit_fen``,
            ``credit_use`` and ``oldest``.
        days: As ``late_days`` gives them.
        policy: The grades.
    """
    blind = customers["outstanding_fen"].isna().to_numpy()
    untold = customers["overdue_fen"].isna().to_numpy() & ~blind
    least, most = _bounds(customers, days, untold)
    base = pd.DataFrame(
        {
            "outstanding_fen": customers["outstanding_fen"].fillna(0).astype("int64"),
            "credit_limit_fen": customers["credit_limit_fen"],
            "credit_use": customers["credit_use"],
            "disputed_share": np.nan,
            "overdue_growth": np.nan,
        }
    )
    share = customers["overdue_share"].to_numpy(dtype=np.float64)
    low = base.assign(max_days_overdue=least, overdue_share=share)
    high = base.assign(max_days_overdue=most, overdue_share=np.where(untold, 1.0, share))
    certain, reasons = grade_customers(low, policy, longest="最长逾期至少")
    worst, _ = grade_customers(high, policy, longest="最长逾期")
    unsure = _why(customers, untold, days[2])
    rows = zip(certain, worst, reasons, unsure.tolist(), strict=True)
    found = [
        (None, None, UNREAD) if unread else _one(row, policy)
        for row, unread in zip(rows, blind.tolist(), strict=True)
    ]
    return pd.DataFrame(found, columns=["grade", "may_be", "reason"], dtype="str")


def _bounds(
    customers: pd.DataFrame, days: tuple[Codes, Codes, Mask], untold: Mask
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the least and the most days that each customer may be late; missing and endless where nobody says."""
    least, most, bucketed = days
    nothing = (customers["overdue_fen"].fillna(1) == 0).to_numpy(dtype=np.bool_)
    late = ~nothing & ~untold
    low = np.where(nothing, 0.0, np.where(late & bucketed, least, np.nan))
    high = np.where(nothing, 0.0, np.where(late & bucketed & (most >= 0), most, np.inf))
    return low, high


def _why(customers: pd.DataFrame, untold: Mask, bucketed: Mask) -> _Texts:
    """Return what keeps a worse grade possible."""
    across = [
        _ACROSS.format(oldest=oldest) if known else _HOW_LONG
        for oldest, known in zip(customers["oldest"].tolist(), bucketed.tolist(), strict=True)
    ]
    texts: _Texts = np.where(untold, _UNTOLD, np.array(across, dtype=object))
    return texts


def _one(row: tuple[str, str, str, str], policy: ReceivablesPolicy) -> tuple[str | None, str | None, str]:
    """Return grade, the worse one that is possible, and the reason.

    Args:
        row: The grade that is certain, the worst that is possible, the reason of the first, and what is not known.
        policy: The grades.
    """
    certain, worst, reason, unsure = row
    if certain == worst:
        return certain, None, reason
    if certain == policy.lowest_grade and worst == policy.grades[0].name:
        return None, worst, f"无法评定：{unsure}，其余没有触及阈值"
    told = "" if reason == NOTHING_REACHED else f"{reason}；"
    return certain, worst, f"{told}可能更高（{worst}）：{unsure}"
