"""Records of the section ``cross_check``; a difference is ops less finance."""

from __future__ import annotations

from typing import Literal

from kehu_batch.model.schema.kinds import Count, Counts, Customer, Day, Money, Place
from kehu_batch.model.schema.receivables import TieOutRecord
from kehu_batch.model.schema.record import Record


class ControlRecord(Record):
    """Control totals of one side."""

    count: Count
    sum: Money
    hash_total: int


class LevelRecord(Record):
    """The two sides at one level."""

    level: str
    basis: str
    ops: ControlRecord
    finance: ControlRecord
    matched: Count
    matched_sum: Money
    tolerated: Money


class FileCell(Record):
    """A cell of a file."""

    file: str
    cell: str


class _Kind(Record):
    kind: Literal[
        "only_ops",
        "only_finance",
        "amount_differs",
        "overdue_differs",
        "duplicate_document",
        "unknown_customer",
        "sign",
        "cut_off",
        "unreadable",
    ]
    level: str


class Difference(_Kind, Customer):
    """One difference."""

    document: str | None
    instalment: str | None
    currency: str
    ops: Money | None
    finance: Money | None
    difference: Money | None
    hint: str | None
    note: str | None
    first_seen: Day
    unexplained_days: int | None
    cells: list[str]
    ops_cells: list[FileCell]
    finance_cells: list[FileCell]


class _Bucket(Record):
    bucket: str
    clock: str
    ops: Money
    finance: Money
    difference: Money


class BucketDifference(Customer, _Bucket, Place):
    """A bucket of a customer that differs."""


class BucketTotal(_Bucket):
    """A bucket of all customers."""

    file: str | None


class LedgerDifference(Customer, Place):
    """A balance of the ledger against the invoices."""

    ledger: Money
    invoices: Money
    difference: Money


class Proposal(Customer, Place):
    """What may explain a difference."""

    side: str
    document: str | None
    amount: Money
    documents: list[str]
    other_customer: str | None
    basis: str


class CrossCheck(Record):
    """Ops against finance."""

    as_of: Day
    currency: str
    tolerance: str
    matched: Count
    levels: list[LevelRecord]
    by_kind: Counts
    differences: list[Difference]
    bucket_differences: list[BucketDifference]
    bucket_totals: list[BucketTotal]
    ledger_differences: list[LedgerDifference]
    proposals: list[Proposal]
    checks: list[TieOutRecord]
    reasons: dict[str, str]
