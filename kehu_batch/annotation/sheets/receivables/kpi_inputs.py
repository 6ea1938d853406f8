"""The inputs of the KPIs as formulas over the lists of a workpaper, by code (see ``KPI_INPUTS``)."""

from __future__ import annotations

from collections.abc import Mapping

from kehu_batch.annotation.sheets.receivable_rows import ReceivableRows
from kehu_batch.annotation.sheets.receivables.totals import (
    DUE,
    ISSUED,
    OUTSTANDING,
    OVERDUE,
    POSITIVE,
    cell_of,
    documents_sum,
)


def input_formulas(rows: ReceivableRows) -> Mapping[str, str]:
    """Return the formula of every input; ``""`` for one that these rows do not give, which stands as a value."""
    return {
        "collected_on_time": f"ROUND({documents_sum('on_time')},2)" if rows.on_time_live else "",
        "falling_due": f"ROUND({documents_sum('amount', DUE, POSITIVE)},2)",
        "opening": f"ROUND({documents_sum('opening')},2)" if rows.opening_live else "",
        "invoiced": f"ROUND({documents_sum('amount', ISSUED, POSITIVE)},2)",
        "outstanding": cell_of("totals.amount", OUTSTANDING),
        "current": cell_of("buckets.amount", 0),
        "overdue": cell_of("totals.amount", OVERDUE),
        "overdue_days": "ROUND(SUMPRODUCT(({inv.code}=1)*{inv.late}*{inv.open}),2)",
        "days": "{paper.as_of}-{paper.first}+1",
        **_customer_formulas(rows),
    }


def _customer_formulas(rows: ReceivableRows) -> dict[str, str]:
    if not rows.named:
        return dict.fromkeys(
            ("limited", "limits", "unlimited", "top_1", "top_5", "top_10", "squares", "debtors"), ""
        )
    # A list may be sorted, so its own customers are told by their number: those that name nobody come after.
    each, limits, accounts = (f"{{debtors.{name}}}" for name in ("outstanding", "limit", "account"))
    mine = f'{accounts},"<={rows.named}"'
    owed = f"({accounts}<={rows.named})*{each}"
    # Customers without any receivables are on no list, and their limits count.
    unlisted = rows.unlisted_limits_fen / 100
    return {
        "limited": f'ROUND(SUMIFS({each},{limits},">=0",{mine}),2)',
        "limits": f'ROUND(SUMIFS({limits},{limits},">0",{mine})+{unlisted:.2f},2)',
        "unlimited": f'COUNTIFS({each},">0",{mine})-COUNTIFS({each},">0",{limits},">=0",{mine})',
        "top_1": f"SUMPRODUCT(MAX({owed}))",
        "top_5": _largest(owed, rows.named, 5),
        "top_10": _largest(owed, rows.named, 10),
        "squares": f"SUMPRODUCT({owed}*{each})",
        "debtors": f'COUNTIFS({each},">0",{mine})',
    }


def _largest(owed: str, listed: int, count: int) -> str:
    ranks = ",".join(str(rank) for rank in range(1, min(count, listed) + 1))
    return f"SUMPRODUCT(LARGE({owed},{{{ranks}}}))" if listed > 1 else f"SUMPRODUCT(MAX({owed}))"
