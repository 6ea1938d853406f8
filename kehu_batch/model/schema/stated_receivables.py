"""Records of the section ``payment_risk`` where it rests on finance's balances: see ``basis``."""

from __future__ import annotations

from typing import Literal, NotRequired

from kehu_batch.model.schema.closings import CurrencyCustomer
from kehu_batch.model.schema.kinds import Count, Customer, Day, Money, MoneyByName, Place
from kehu_batch.model.schema.receivables import GeneralLedger, KpiDetails, KpiValues, TieOutRecord
from kehu_batch.model.schema.record import Record


class StatedSums(Record):
    """Sums of one currency as finance states them; buckets are in finance's own cut, by their headers."""

    currency: str
    outstanding: Money
    overdue: Money | None
    overdue_reason: NotRequired[str]
    credit_balances: Money
    net: Money
    debtors: Count
    unread_customers: Count
    buckets: MoneyByName | None
    buckets_reason: NotRequired[str]
    age_buckets: MoneyByName | None
    age_buckets_reason: NotRequired[str]
    unspread: MoneyByName


class StatedCurrencyRecord(StatedSums, KpiValues, KpiDetails):
    """What is owed in one currency, as finance states it."""


class StatedCustomer(CurrencyCustomer, Place):
    """A customer of finance's balance sheets."""

    outstanding: Money | None
    overdue: Money | None
    credit: Money | None
    net: Money | None
    overdue_share: float | None
    oldest: str | None
    buckets: MoneyByName
    age_buckets: MoneyByName
    unspread: Money | None
    credit_limit: Money | None
    limit_source: str | None
    credit_use: float | None
    grade: str | None
    may_be: str | None
    reason: str
    finance_grade: str | None
    owner: str | None


class StatedAttention(Customer, Place):
    """A customer that owes and is not content, or is graded worst."""

    mood: str
    currency: str
    overdue: Money
    outstanding: Money
    grade: str
    score: float | None
    called_on: Day | None
    mood_reason: str
    owner: str | None


class _StatedBasis(Record):
    side: Literal["finance"]
    basis: Literal["balances"]
    stated_on: Day | None


class StatedLists(Record):
    """Customers, other currencies, what was left out and what balances cannot tell."""

    customers: list[StatedCustomer]
    attention: list[StatedAttention]
    foreign: list[StatedCurrencyRecord]
    left_out: MoneyByName
    checks: list[TieOutRecord]
    unknown: dict[str, str]
    general_ledger: GeneralLedger | None
    general_ledger_reason: NotRequired[str]


class StatedPaymentRisk(_StatedBasis, StatedCurrencyRecord, StatedLists):
    """Payment risk from finance's balances; the sums at the top are of the policy's own currency."""
