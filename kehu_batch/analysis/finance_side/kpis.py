"""The KPIs that balances give: what is overdue, credit use and concentration; all others say why not."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.receivables.kpi_inputs import sum_customers
from kehu_batch.analysis.receivables.kpis import compute_kpis
from kehu_batch.model.figures.payment_kpis import KPI_INPUTS
from kehu_batch.model.figures.receivables import Kpi
from kehu_batch.records import replace

_NO_FLOWS = "只有财务的余额表，没有开票与回款"
_NO_DUE = "只有财务的余额表，没有到期日，逾期天数只知道所在的分段"
_NO_SALES = "只有财务的余额表，本期开票额不知道"

#: What balances cannot give, with the reason.
_UNKNOWN: Mapping[str, str] = {
    "collection_timeliness": _NO_FLOWS,
    "collection_rate": _NO_FLOWS,
    "dso": _NO_SALES,
    "best_possible_dso": _NO_SALES,
    "average_days_delinquent": _NO_SALES,
    "cei": _NO_FLOWS,
    "weighted_days_late": _NO_DUE,
}
#: What else is asked of receivables, and that balances do not tell.
UNKNOWN: Mapping[str, str] = {
    "due_dates": "余额表没有单据和到期日：每张单据何时到期看不出",
    "days_overdue": _NO_DUE,
    "disputes": "余额表没有争议金额",
    "roll_forward": _NO_FLOWS,
    "expected_loss": "损失率按本程序的分段，余额表的分段照财务原样，不换算",
    "provision": "坏账准备的比率按开票日期的账龄段，余额表没有开票日期，不估计",
    "letters": "没有单据，不写对账单、询证函和催款函",
}


def state_kpis(
    snapshot: Snapshot, frame: pd.DataFrame, overdue_fen: int | None, limits: pd.Series | None, why: str
) -> dict[str, Kpi]:
    """Return every KPI of a currency.

    Args:
        snapshot: The drop.
        frame: Its customers: ``customer`` and ``outstanding_fen``.
        overdue_fen: What is past due; ``None`` where that is not known, for the reason ``why``.
        limits: Credit limit of each customer of the drop; ``None`` in another currency than the policy's.
        why: Why ``overdue_fen`` is not known.
    """
    values = dict.fromkeys(KPI_INPUTS, 0)
    named = frame[(frame["customer"] >= 0).to_numpy() & frame["outstanding_fen"].notna().to_numpy()]
    opened = np.zeros(snapshot.customer_count, dtype=np.int64)
    opened[named["customer"].to_numpy(dtype=np.intp)] = named["outstanding_fen"].to_numpy(dtype=np.int64)
    values |= sum_customers(opened, limits)
    values["outstanding"] = int(frame["outstanding_fen"].fillna(0).sum())
    values["overdue"] = overdue_fen or 0
    kpis = compute_kpis(values, {"limits": "" if limits is not None else "信用额度只用于本位币"})
    reasons = dict(_UNKNOWN) if overdue_fen is not None else {**_UNKNOWN, "overdue_rate": why}
    return {
        code: replace(kpi, value=None, reason=reasons[code], inputs=()) if code in reasons else kpi
        for code, kpi in kpis.items()
    }
