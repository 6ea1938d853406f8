"""Receivables as finance's balance sheets state them, where no list of open invoices is there (docs/rules.md, 10).

Money is int64 fen of its currency; two currencies are never added. Buckets stand as their headers say, in finance's own
cut: nothing is moved from one to another, and no due date or day late is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from kehu_batch.model.figures.receivables import Kpi, TieOut
from kehu_batch.model.figures.states import BucketClock
from kehu_batch.records import dataclass, field


@dataclass(frozen=True, slots=True)
class StatedBucket:
    """One bucket of finance's, whatever sheets have it.

    Args:
        label: Its header, as the first sheet writes it.
        clock: Days overdue, or age.
        late: Whether all in it is past due.
        days_from: Least days overdue of what is in it; 0 where it is not past due.
        days_to: Most of them; ``None`` where it is open.
        undated: Whether it holds what has no due date.
    """

    label: str
    clock: BucketClock
    late: bool = False
    days_from: int = 0
    days_to: int | None = 0
    undated: bool = False


@dataclass(frozen=True, slots=True)
class StatedCurrency:
    """What is owed in one currency, as finance states it.

    Args:
        currency: ISO code, e.g. ``"CNY"``; an unknown one as written.
        outstanding_fen: Balances of the customers that owe.
        credit_fen: Balances of the customers that stand in credit, as a positive sum; apart.
        net_fen: ``outstanding − credit``: the total of the sheets.
        overdue_fen: Past due; ``None`` where it is not known of every customer that owes.
        debtors: How many customers owe.
        unread: How many have a balance that is blank or could not be read: they are in no sum.
        buckets: The sum of each of ``StatedReceivables.buckets``, credit included, as on the sheets; ``None`` where
            no sheet of this currency has it.
        unspread: Of each clock, the balances that no bucket holds, by its code.
        kpis: As ``CurrencyFigures.kpis``; those that balances cannot give have their reason.
        reasons: Why ``overdue`` is ``None``.
    """

    currency: str
    outstanding_fen: int
    credit_fen: int
    net_fen: int
    overdue_fen: int | None
    debtors: int
    unread: int
    buckets: tuple[int | None, ...]
    unspread: Mapping[str, int]
    kpis: Mapping[str, Kpi]
    reasons: Mapping[str, str] = field(default_factory=dict)

    def spread(self, heads: tuple[StatedBucket, ...], clock: BucketClock) -> dict[str, int]:
        """Return the sums of a clock's buckets by label, in their order."""
        found: dict[str, int] = {}
        for head, fen in zip(heads, self.buckets, strict=True):
            if head.clock == clock and fen is not None:
                found[head.label] = found.get(head.label, 0) + fen
        return found


@dataclass(frozen=True, slots=True)
class StatedReceivables:
    """What finance's balance sheets say, of one day.

    Args:
        as_of: The drop's day.
        stated_on: The day that the sheets used state; ``None`` where none does.
        undated: Whether a sheet used states no day.
        currency: The policy's own currency; its figures are ``total``.
        currencies: Figures by currency, the policy's own first and always there.
        buckets: Finance's buckets, days overdue before ages, each in its order.
        customers: One row a customer and currency, most outstanding first: ``customer`` int64 (-1: rows that name
            none), ``customer_id``, ``customer_name``, ``currency``, ``outstanding_fen``, ``credit_fen``, ``net_fen``,
            ``overdue_fen`` Int64 (missing where not known), ``overdue_share`` float64, ``oldest`` (the header of the
            last bucket past due that holds something, else of the oldest age), ``unspread_fen`` Int64 (missing where
            the balance is not known),
            ``credit_limit_fen`` Int64, ``limit_source`` (``台账`` or ``余额表``), ``credit_use`` float64, ``grade``
            (missing where it cannot be told), ``may_be`` (a worse grade that cannot be ruled out), ``reason``,
            ``finance_grade``, ``owner``, and its first row's place, of the balance.
        customer_buckets: One row for each of ``customers``, one column for each of ``buckets`` by position, Int64;
            missing where no sheet of that customer has it.
        attention: As ``PaymentRiskFigures.attention``; ``max_days_overdue`` is the least that its bucket says.
        rows: The rows that they are taken from: ``region`` and ``source_row`` int64.
        left_out_fen: Balances of an older sheet whose customers the newest does not list, by currency.
        checks: Sums that were tied out; all differences are 0.
        unknown: What balances cannot tell, each with its reason.
        ledger_balance_fen: As ``PaymentRiskFigures`` has it, as are the two that follow.
        ledger_source: Where it stands.
        ledger_reason: Why there is none.
    """

    as_of: date
    stated_on: date | None
    undated: bool
    currency: str
    currencies: Mapping[str, StatedCurrency]
    buckets: tuple[StatedBucket, ...]
    customers: pd.DataFrame
    customer_buckets: pd.DataFrame
    attention: pd.DataFrame
    rows: pd.DataFrame
    left_out_fen: Mapping[str, int]
    checks: tuple[TieOut, ...]
    unknown: Mapping[str, str]
    ledger_balance_fen: int | None = None
    ledger_source: str = ""
    ledger_reason: str = ""

    @property
    def total(self) -> StatedCurrency:
        """Return the figures of the policy's own currency."""
        return self.currencies[self.currency]

    @property
    def foreign(self) -> tuple[StatedCurrency, ...]:
        """Return the figures of every other currency."""
        return tuple(figures for code, figures in self.currencies.items() if code != self.currency)
