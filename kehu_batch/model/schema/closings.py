"""Records of what a run closed with, and of what moved in an earlier closing (期初重述)."""

from __future__ import annotations

from typing import Annotated, NotRequired

from kehu_batch.model.schema.kinds import Customer, Day, Money, Place
from kehu_batch.model.schema.record import Keywords, Record


class CurrencyCustomer(Customer):
    """Whose balance it is, and in which currency."""

    currency: str


class ClosingCustomer(CurrencyCustomer):
    """A balance at the end of the day."""

    outstanding: Money
    credit_notes: Money
    unallocated: Money
    net: Money


class _Numbered(Record):
    kind: str
    number: str | None
    instalment: str | None
    document: str | None


class ClosingRow(_Numbered, CurrencyCustomer):
    """A document or receipt behind the net."""

    day: Day | None
    amount: Money


class ClosingRecord(Record):
    """What was owed at the end of a day."""

    as_of: Day
    side: Annotated[str, Keywords(enum=["ops", "finance"])]
    customers: list[ClosingCustomer]
    rows: list[ClosingRow] | None
    rows_reason: NotRequired[str]


class RestatedCustomer(CurrencyCustomer):
    """A balance that moved."""

    before: Money
    now: Money
    difference: Money


class _Changed(Record):
    change: str
    kind: str
    number: str | None
    document: str | None


class Move(_Changed, CurrencyCustomer, Place):
    """A document or receipt that moved it."""

    day: Day | None
    before: Money | None
    now: Money | None
    effect: Money
    reason: str


class RestatementRecord(Record):
    """What moved in an earlier closing."""

    as_of: Day
    source: str
    customers: list[RestatedCustomer]
    moves: list[Move]
    moves_reason: str | None
    reasons: dict[str, str]
