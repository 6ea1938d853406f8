"""Ops against finance's balances in other currencies: each by itself, never added, in the same way as the own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd

from kehu_batch.analysis.base.snapshot import Mask, Positions, Snapshot
from kehu_batch.analysis.cross_check.customers import MatchedCustomers, match_balances
from kehu_batch.analysis.cross_check.difference_rows import customer_differences
from kehu_batch.analysis.cross_check.kinds import tolerance_of
from kehu_batch.analysis.cross_check.levels import Level, compare_customers, label_customers
from kehu_batch.analysis.cross_check.lists import list_customer_pairs
from kehu_batch.analysis.receivables.position import Position
from kehu_batch.model.figures.receivables import TieOut
from kehu_batch.policy.schema import ReceivablesPolicy
from kehu_batch.records import dataclass

#: Which customers' differences documents explain: of a currency, with its customers compared.
Explain = Callable[[str, MatchedCustomers, Level], Positions]


@dataclass(frozen=True, slots=True)
class ForeignCompared:
    """Customers in one other currency.

    Args:
        by_customer: As ``CrossCheckFigures.by_customer``.
        differences: Rows of ``list_differences``.
        checks: What was tied out.
    """

    by_customer: pd.DataFrame
    differences: pd.DataFrame
    checks: tuple[TieOut, ...]


def compare_foreign(
    at: Snapshot,
    ops: Position,
    balances: pd.DataFrame | None,
    known: Mask,
    customers: pd.DataFrame,
    policy: ReceivablesPolicy,
    explain: Explain,
) -> Iterator[ForeignCompared]:
    """Yield the comparison in each other currency, where finance's balances name any.

    Args:
        at: The drop as of the cut-off.
        ops: Ops' position then.
        balances: ``finance_balances``; ``None`` where there are none.
        known: ``known_to_ops``.
        customers: ``PaymentRiskFigures.customers``.
        policy: The tolerance, and whether net sums are compared.
        explain: Tells the customers whose documents explain their difference.
    """
    stated = set() if balances is None else set(balances["currency"].dropna()) - {policy.currency}
    if balances is None or not stated:
        return
    for currency in sorted(stated | set(ops.documents.currency_names[1:])):
        matched = match_balances(at, ops, balances, known, policy, currency)
        level = compare_customers(matched, tolerance_of(policy), "")
        table = list_customer_pairs(at, matched, level.kinds, customers, currency)
        # The ledger's balance is in the department's own currency.
        table = table.assign(ledger_fen=pd.array([None] * len(table), dtype="Int64"))
        described = level.describe(label_customers(table))
        sums = int(matched.pairs.ops.sum()), int(matched.pairs.finance.sum())
        told = explain(currency, matched, level)
        yield ForeignCompared(
            table,
            customer_differences(at, ops, matched, level, table, told),
            level.check(described, sums, currency),
        )
