"""Rows of one document on several lists, and why those that do not count do not (docs/rules.md, 1.12 and 10.6)."""

from __future__ import annotations

from collections.abc import Mapping

#: Reason of a row whose document, complaint or call another row stands for, by table.
OTHER_ROW: Mapping[str, str] = {
    "invoices": "同一单据以另一行为准",
    "receipts": "同一回款以另一行为准",
    "orders": "同一订单以另一行为准",
    "complaints": "同一投诉以另一行为准",
    "callbacks": "同一回访以另一行为准",
    "followups": "同一跟进以另一行为准",
    "balances": "同一余额以另一行为准",
}
#: Reason of a balance on a sheet that does not say its day, where another one does.
UNDATED_SHEET = "余额表没有注明截止日"

#: Columns of ``Dataset.list_versions``, with their dtypes.
VERSION_COLUMNS: Mapping[str, str] = {
    "row": "int64",
    "record": "int64",
    "listed_on": "datetime64[s]",
}

#: Reason of a row that says which document a receipt of another list settles: it is no money of its own.
APPLIED_LINE = "核销明细，不另计为回款"
#: Columns of ``Dataset.applications``, with their dtypes.
APPLICATION_COLUMNS: Mapping[str, str] = {
    "receipt": "int64",
    "line": "int64",
    "invoice_no": "str",
    "fen": "int64",
}

#: Reason of a row of receipts that sets off an advance, which is a receipt of its own.
SET_OFF = "预收冲抵，不另计为回款"

#: Reason of a receipt whose money the list of invoices has taken off already.
IN_PAID = "已在应收明细的已收金额里"
