"""Builds typed datasets straight from rows, so that analysis is tested without reading a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.model.tables.recognition import ColumnMatch, Region, Side
from kehu_batch.normalisation.tables.instalments import add_instalment_keys

Rows = Sequence[Mapping[str, Any]]

_TEXT, _DATE, _MONEY, _NUMBER, _COUNT = "str", "datetime64[s]", "Int64", "float64", "Int64"

#: Columns of each table with their dtypes, in the order in which they stand on the sheet from column A.
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "callbacks": {
        "customer_id": _TEXT,
        "customer_name": _TEXT,
        "industry": _TEXT,
        "stated_tier": _TEXT,
        "last_deal_on": _DATE,
        "deal_history": _TEXT,
        "called_on": _DATE,
        "method": _TEXT,
        "called_by": _TEXT,
        "summary": _TEXT,
        "feedback": _TEXT,
        "pending_issues": _TEXT,
        "plan": _TEXT,
        "next_callback_on": _DATE,
        "notes": _TEXT,
        "contact": _TEXT,
        "feedback_rest": _TEXT,
        "score": _NUMBER,
        "score_raw": _TEXT,
        "score_full_mark": _NUMBER,
        "recommendation": _NUMBER,
        "issue_type": _TEXT,
        "resolution_status": _TEXT,
        "resolved_at": _DATE,
    },
    "ledger": {
        "customer_id": _TEXT,
        "customer_name": _TEXT,
        "contact": _TEXT,
        "industry": _TEXT,
        "stated_tier": _TEXT,
        "manual_tier": _TEXT,
        "owner": _TEXT,
        "signed_on": _DATE,
        "annual_amount": _MONEY,
        "annual_profit": _MONEY,
        "industry_position": _TEXT,
        "expansion_potential": _TEXT,
        "referral_potential": _TEXT,
        "stability": _TEXT,
        "credit_rating": _TEXT,
        "credit_limit": _MONEY,
        "payment_terms": _TEXT,
        "credit_start": _TEXT,
        "credit_months": _COUNT,
        "credit_days": _COUNT,
        "receivable_balance": _MONEY,
        "last_contact_on": _DATE,
        "need_type": _TEXT,
        "follow_status": _TEXT,
        "lifecycle_stage": _TEXT,
        "branch": _TEXT,
        "preferences": _TEXT,
        "tags": _TEXT,
        "notes": _TEXT,
        "manual_tier_reason": _TEXT,
        "contract_end_on": _DATE,
        "birthday_on": _DATE,
    },
    "followups": {
        "customer_id": _TEXT,
        "customer_name": _TEXT,
        "followed_on": _DATE,
        "content": _TEXT,
        "owner": _TEXT,
        "status": _TEXT,
    },
    "orders": {
        "order_id": _TEXT,
        "customer_id": _TEXT,
        "customer_name": _TEXT,
        "ordered_on": _DATE,
        "product": _TEXT,
        "amount": _MONEY,
        "status": _TEXT,
        "document_state": _TEXT,
    },
    "complaints": {
        "complaint_id": _TEXT,
        "customer_id": _TEXT,
        "customer_name": _TEXT,
        "received_at": _DATE,
        "content": _TEXT,
        "issue_type": _TEXT,
        "responded_at": _DATE,
        "planned_at": _DATE,
        "resolved_at": _DATE,
        "confirmed_at": _DATE,
        "owner": _TEXT,
        "status": _TEXT,
    },
    "invoices": {
        "invoice_no": _TEXT,
        "customer_id": _TEXT,
        "customer_name": _TEXT,
        "instalment": _TEXT,
        "issued_on": _DATE,
        "due_on": _DATE,
        "amount": _MONEY,
        "paid": _MONEY,
        "open_amount": _MONEY,
        "disputed": _MONEY,
        "currency": _TEXT,
        "status": _TEXT,
        "direction": _TEXT,
        "document_state": _TEXT,
        "written_off_on": _DATE,
        "cleared_on": _DATE,
        "cleared_by": _TEXT,
        "paid_on": _DATE,
    },
    "receipts": {
        "receipt_no": _TEXT,
        "invoice_no": _TEXT,
        "customer_id": _TEXT,
        "customer_name": _TEXT,
        "received_on": _DATE,
        "amount": _MONEY,
        "applied": _MONEY,
        "settled": _MONEY,
        "unsettled": _MONEY,
        "currency": _TEXT,
        "status": _TEXT,
        "document_state": _TEXT,
        "document_written_off_on": _DATE,
    },
    "balances": {
        "customer_id": _TEXT,
        "customer_name": _TEXT,
        "receivable_balance": _MONEY,
        "overdue_balance": _MONEY,
        "currency": _TEXT,
        "direction": _TEXT,
        "risk_grade": _TEXT,
        "as_of": _DATE,
        "account_code": _TEXT,
        "account_name": _TEXT,
    },
}

_SHEETS = {
    "callbacks": "回访",
    "ledger": "台账",
    "followups": "跟进",
    "orders": "订单",
    "complaints": "投诉",
    "invoices": "应收",
    "receipts": "回款",
    "balances": "账龄",
}
_FIRST_ROW = 3


def build_dataset(plans: Rows = (), absent: Iterable[str] = (), **tables: Rows) -> Dataset:
    """Build a dataset from rows given as mappings of column to value; see ``build_from``."""
    return build_from(tables, plans, absent)


def build_from(tables: Mapping[str, Rows], plans: Rows = (), absent: Iterable[str] = ()) -> Dataset:
    """Build a dataset from the rows of each table, given as mappings of column to value.

    A table's region stands on a sheet of its own from row 3 on. Dates are ``2023-11-05`` or dates; money is
    fen. Customers are joined by ``customer_id``, else by ``customer_name``, in the order of ledger, then
    the rest.

    Args:
        tables: Rows by table code; ``excluded`` and ``source_row`` may be given too. ``finance_invoices`` and
            the like are finance's rows of that table, on a sheet of their own; ``balances`` are always finance's.
        plans: Follow-up plans: ``callback`` (position), ``owner``, ``due_on``, ``content``.
        absent: Fields that no region has a column for.
    """
    regions: list[Region] = []
    frames: dict[str, pd.DataFrame] = {}
    for key, rows in tables.items():
        code = key.removeprefix("finance_")
        side = Side.FINANCE if key != code or code == "balances" else Side.OPS
        regions.append(_region(len(regions), code, len(rows), frozenset(absent), side))
        frame = _frame(code, rows, regions[-1])
        frames[code] = pd.concat([frames[code], frame], ignore_index=True) if code in frames else frame
    customers = _join(frames)
    return Dataset(
        tables=frames,
        plans=_plans(plans, frames.get("callbacks")),
        customers=customers,
        regions=tuple(regions),
    )


def with_region_of(dataset: Dataset, table: str, positions: Sequence[int], sheet: str) -> Dataset:
    """Return the dataset with some rows of a table moved to a sheet of their own."""
    frame = dataset.tables[table].copy()
    old = dataset.regions[int(frame["region"].iloc[0])]
    rows = frame["source_row"].to_numpy()
    moved = np.isin(np.arange(len(frame)), positions)
    added = replace(old, id=len(dataset.regions), sheet=sheet, data_rows=rows[moved])
    kept = replace(old, data_rows=rows[~moved])
    frame.loc[moved, "region"] = added.id
    regions = tuple(kept if region.id == old.id else region for region in dataset.regions)
    return replace(dataset, tables={**dataset.tables, table: frame}, regions=(*regions, added))


def _region(number: int, code: str, rows: int, absent: frozenset[str], side: Side = Side.OPS) -> Region:
    sheet = _SHEETS[code] if side is Side.OPS or code == "balances" else f"财务{_SHEETS[code]}"
    fields = [field for field in COLUMNS[code] if field not in absent]
    columns = tuple(ColumnMatch(field, place, field, "表头同义词") for place, field in enumerate(fields))
    return Region(
        id=number,
        table=code,
        side=side,
        file=f"{sheet}.xlsx",
        sheet=sheet,
        header_first_row=_FIRST_ROW - 1,
        header_row=_FIRST_ROW - 1,
        first_column=0,
        last_column=len(columns) - 1,
        data_rows=np.arange(_FIRST_ROW, _FIRST_ROW + rows, dtype=np.int64),
        columns=columns,
    )


def _frame(code: str, rows: Rows, region: Region) -> pd.DataFrame:
    data: dict[str, Any] = {
        "region": np.full(len(rows), region.id, dtype=np.int64),
        "source_row": np.array(
            [row.get("source_row", _FIRST_ROW + place) for place, row in enumerate(rows)], dtype=np.int64
        ),
        "customer": np.full(len(rows), -1, dtype=np.int64),
        "excluded": pd.array([row.get("excluded", "") for row in rows], dtype="str"),
    }
    if code in {"callbacks", "followups"}:
        data["attempt"] = np.array([row.get("attempt", False) for row in rows], dtype=np.bool_)
    for field, dtype in COLUMNS[code].items():
        values = [row.get(field) for row in rows]
        if code == "callbacks" and field == "feedback_rest":
            values = [row.get("feedback_rest", row.get("feedback")) for row in rows]
        data[field] = _series(values, dtype)
    unknown = {field for row in rows for field in row} - set(data)
    assert not unknown, f"no such column: {unknown}"
    frame = pd.DataFrame(data)
    if code == "invoices":
        add_instalment_keys(frame)
    return frame


def _series(values: Sequence[Any], dtype: str) -> pd.Series:
    if dtype == _DATE:
        return pd.Series([_moment(value) for value in values], dtype=dtype)
    return pd.Series(values, dtype=dtype)


def _moment(value: object) -> np.datetime64 | None:
    return None if value is None else np.datetime64(value if isinstance(value, date) else str(value), "s")


def _join(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    keys: dict[str, int] = {}
    ids: list[str | None] = []
    names: list[str | None] = []
    ledger_rows: list[int] = []
    for code in sorted(frames, key=lambda code: code != "ledger"):
        frame = frames[code]
        for position, (number, name) in enumerate(
            zip(frame["customer_id"], frame["customer_name"], strict=True)
        ):
            known = [value for value in (number, name) if isinstance(value, str)]
            if not known:
                continue
            found = next((keys[value] for value in known if value in keys), None)
            if found is None:
                found = len(ids)
                ids.append(number if isinstance(number, str) else None)
                names.append(name if isinstance(name, str) else None)
                ledger_rows.append(position if code == "ledger" else -1)
            for value in known:
                keys.setdefault(value, found)
            frame.loc[position, "customer"] = found
    return pd.DataFrame(
        {
            "customer_id": pd.Series(ids, dtype="str"),
            "customer_name": pd.Series(names, dtype="str"),
            "ledger_row": pd.Series(ledger_rows, dtype="int64"),
        }
    )


def _plans(plans: Rows, callbacks: pd.DataFrame | None) -> pd.DataFrame:
    positions = np.array([plan["callback"] for plan in plans], dtype=np.int64)
    base = pd.DataFrame(
        {
            "callback": positions,
            "owner": _series([plan.get("owner") for plan in plans], _TEXT),
            "due_on": _series([plan.get("due_on") for plan in plans], _DATE),
            "content": _series([plan.get("content") for plan in plans], _TEXT),
        }
    )
    if callbacks is None:
        callbacks = _frame("callbacks", (), _region(0, "callbacks", 0, frozenset()))
    of_rows = (
        callbacks[["customer", "region", "source_row", "called_on"]].take(positions).reset_index(drop=True)
    )
    return pd.concat([base, of_rows], axis=1)
