"""RFM beside the tiers: what the second opinion says, and where the two disagree."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kehu_batch.records import dataclass


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """Segments of the customers by recency, frequency and money.

    Args:
        window_months: Length of the window that ends with as_of.
        scored: Customers with scores.
        unscored: Customers without, by reason.
        segments: Scored customers by segment, every segment of the policy present.
        value_classes: Scored customers by class of value.
        customers: One row a scored customer: ``customer`` int64, ``segment``, ``value_class``, ``r``, ``f``, ``m``
            int64, ``days`` (since the last deal), ``deals``, ``amount_fen``, ``agrees`` (一致/不一致/不比较).
        disagreements: The rows that are 不一致, those of the highest tiers first, with ``customer_id``,
            ``customer_name``, ``tier``, ``opinion`` (a sentence), ``file``, ``cell``.
        note: What limits it, e.g. orders that do not cover the window; blank where nothing does.
    """

    window_months: int
    scored: int
    unscored: Mapping[str, int]
    segments: Mapping[str, int]
    value_classes: Mapping[str, int]
    customers: pd.DataFrame
    disagreements: pd.DataFrame
    note: str = ""
