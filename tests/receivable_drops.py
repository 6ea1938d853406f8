"""Builds receivables for tests: invoices and receipts given in yuan, measured in one call."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from support_datasets import build_from

from kehu_batch.analysis.base.snapshot import take_snapshot
from kehu_batch.analysis.owed import Owed
from kehu_batch.analysis.receivables_section import measure_owed
from kehu_batch.model.figures.receivables import CrossCheckFigures, PaymentRiskFigures
from kehu_batch.model.period import Period, PeriodKind
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.schema import Policy

_MONEY = {
    "amount",
    "paid",
    "open_amount",
    "disputed",
    "credit_limit",
    "receivable_balance",
    "overdue_balance",
}

Rows = Sequence[Mapping[str, Any]]


def fen(yuan: str | float) -> int:
    """Return yuan as fen."""
    return int(Decimal(str(yuan)) * 100)


def owed_dataset(**tables: Rows) -> Dataset:
    """Build a dataset; every sum of money is given in yuan."""
    return owed_from(tables)


def owed_from(tables: Mapping[str, Rows], absent: Sequence[str] = ()) -> Dataset:
    """Build a dataset whose sheets have no column for the ``absent`` fields."""
    rows = {table: [in_fen(row) for row in found] for table, found in tables.items()}
    return build_from(rows, absent=absent)


def in_fen(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with its yuan as fen."""
    return {
        name: fen(value) if name in _MONEY and value is not None else value for name, value in row.items()
    }


def month_of(as_of: str, first: str = "") -> Period:
    """Return the period from ``first``, by default the month's first day, to ``as_of``."""
    day = date.fromisoformat(as_of)
    start = date.fromisoformat(first) if first else day.replace(day=1)
    last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return Period(as_of[:7], PeriodKind.MONTH, start, max(last, day), day)


def policy_with(**values: object) -> Policy:
    """Return the default policy with other values for receivables."""
    policy = load_policy().policy
    section = policy.receivables.model_validate({**policy.receivables.model_dump(), **values})
    return policy.model_copy(update={"receivables": section})


def measure(dataset: Dataset, as_of: str = "2023-11-30", first: str = "", **policy: object) -> Owed:
    """Measure what is owed."""
    period = month_of(as_of, first)
    return measure_owed(take_snapshot(dataset, period.as_of), period, policy_with(**policy))


def risk_of(
    dataset: Dataset, as_of: str = "2023-11-30", first: str = "", **policy: object
) -> PaymentRiskFigures:
    """Measure payment risk, which is there."""
    risk = measure(dataset, as_of, first, **policy).payment_risk
    assert risk is not None
    return risk


def check_of(dataset: Dataset, as_of: str = "2023-11-30", **policy: object) -> CrossCheckFigures:
    """Cross-check, which is possible."""
    checked = measure(dataset, as_of, "", **policy).cross_check
    assert checked is not None
    return checked


def with_buckets(dataset: Dataset, rows: Sequence[Mapping[str, Any]]) -> Dataset:
    """Return the dataset with bucket cells of its balances, amounts in yuan."""
    frame = dataset.balances_buckets
    added = frame.from_records([in_fen(row) for row in rows])
    typed = {name: added[name].astype(kind) for name, kind in frame.dtypes.items()}
    return replace(dataset, balances_buckets=frame.from_dict(typed))


def make_dataset(invoices: list[tuple[Any, ...]], receipts: list[tuple[Any, ...]]) -> Dataset:
    """Return the rows as a dataset."""
    small = build_from(
        {
            "invoices": [{"invoice_no": "x", "customer_id": "x", "issued_on": "2023-01-01", "amount": 1}],
            "receipts": [{"customer_id": "x", "received_on": "2023-01-01", "amount": 1}],
        }
    )
    columns = {
        "invoices": ("invoice_no", "customer_id", "issued_on", "due_on", "amount"),
        "receipts": ("invoice_no", "customer_id", "received_on", "amount"),
    }
    ids = sorted({row[1] for row in (*invoices, *receipts)})
    place = {name: number for number, name in enumerate(ids)}
    tables = {}
    for table, rows in (("invoices", invoices), ("receipts", receipts)):
        frame = small.tables[table].take(np.zeros(len(rows), dtype=np.intp)).reset_index(drop=True)
        for name, values in zip(columns[table], zip(*rows, strict=True), strict=True):
            frame[name] = pd.Series(list(values)).astype(frame[name].dtype)
        frame["customer"] = [place[row[1]] for row in rows]
        frame["source_row"] = np.arange(3, len(rows) + 3)
        tables[table] = frame
    customers = pd.DataFrame(
        {
            "customer_id": pd.Series(ids, dtype="str"),
            "customer_name": pd.Series(None, index=range(len(ids)), dtype="str"),
            "ledger_row": -1,
        }
    )
    return Dataset(tables=tables, plans=small.plans, customers=customers, regions=small.regions)
