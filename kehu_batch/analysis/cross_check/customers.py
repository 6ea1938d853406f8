"""Customers of ops and of finance, brought together: balances, overdue sums and grades."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.days import is_dated
from kehu_batch.analysis.base.snapshot import Codes, Fen, Mask, Snapshot
from kehu_batch.analysis.base.sums import guard_sums, sum_groups
from kehu_batch.analysis.cross_check.documents import MatchedDocuments
from kehu_batch.analysis.cross_check.kinds import Compared
from kehu_batch.analysis.cross_check.unreadable import cells_unread, customers_unread
from kehu_batch.analysis.receivables.position import Position
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.model.tables.recognition import Side
from kehu_batch.policy.column_questions import are_part
from kehu_batch.policy.schema import ReceivablesPolicy
from kehu_batch.records import dataclass, replace


@dataclass(frozen=True, slots=True)
class MatchedCustomers:
    """Both sides by customer, in the policy's own currency; the last entry of each array is of rows without one.

    Args:
        pairs: What is compared: balances.
        ops_overdue: Ops' overdue fen.
        finance_overdue: Finance's.
        finance_tells_overdue: Whether finance states it.
        balances: Finance's rows with their ``customer``; ``None`` where its documents were added up instead.
        stated: The same in every currency.
    """

    pairs: Compared
    ops_overdue: Fen
    finance_overdue: Fen
    finance_tells_overdue: Mask
    balances: pd.DataFrame | None
    stated: pd.DataFrame | None = None


def known_to_ops(dataset: Dataset) -> Mask:
    """Return which customers any table of ops names; the last entry, of rows without one, is false."""
    known = np.zeros(len(dataset.customers) + 1, dtype=np.bool_)
    ops = np.array([region.side is Side.OPS for region in dataset.regions], dtype=np.bool_)
    for frame in dataset.tables.values():
        known[frame["customer"].to_numpy()[ops[frame["region"].to_numpy()]]] = True
    known[-1] = False
    return known


def finance_balances(snapshot: Snapshot) -> pd.DataFrame | None:
    """Return the rows of finance's balance sheets; ``None`` where none states a balance.

    On a sheet without a column of balances the buckets of a row add up to its balance.
    """
    if not any(region.table == "balances" for region in snapshot.dataset.regions):
        return None
    rows = snapshot.rows(
        "balances",
        *(
            "customer",
            "region",
            "source_row",
            "receivable_balance",
            "overdue_balance",
            "currency",
            "risk_grade",
        ),
    )
    bare = {one.id for one in snapshot.dataset.regions if one.column_of("receivable_balance") is None}
    summed = bare - _parts_only(snapshot.dataset)
    silent = rows["region"].isin(summed) & rows["receivable_balance"].isna()
    if silent.any():
        rows = rows.assign(
            receivable_balance=rows["receivable_balance"].mask(silent, _sum_buckets(snapshot, rows))
        )
    # A sheet that states overdue sums only says nothing of balances, which is not the same as one that is not read.
    rows = rows[~rows["region"].isin(bare) | rows["receivable_balance"].notna()]
    said = (
        rows["receivable_balance"].notna().any()
        or cells_unread(snapshot.dataset, "balances", "receivable_balance").any()
    )
    return rows if said else None


def _parts_only(dataset: Dataset) -> set[int]:
    """Return the sheets without balances whose buckets, as somebody answered, are not all that is owed."""
    headers = {
        region.id: [match.header for match in region.columns if match.field == "buckets"]
        for region in dataset.regions
        if region.table == "balances"
    }
    return {region for region, named in headers.items() if named and are_part(dataset.answers, named)}


def _sum_buckets(snapshot: Snapshot, rows: pd.DataFrame) -> pd.Series:
    """Return the sum of each row's buckets, of one clock where a sheet has both; missing without buckets."""
    buckets = snapshot.dataset.balances_buckets
    guard_sums(buckets["amount"].fillna(0).to_numpy(dtype=np.int64))
    sums = buckets.groupby(["region", "source_row", "clock"])["amount"].sum()
    first = sums.groupby(level=["region", "source_row"]).last()
    return first.reindex(pd.MultiIndex.from_frame(rows[["region", "source_row"]])).set_axis(rows.index)


def match_balances(
    snapshot: Snapshot,
    ops: Position,
    balances: pd.DataFrame,
    known: Mask,
    policy: ReceivablesPolicy,
    currency: str = "",
) -> MatchedCustomers:
    """Match customers with finance's balance sheets in one currency.

    Args:
        snapshot: The drop as of the cut-off.
        ops: Ops' position then.
        balances: ``finance_balances``, of all currencies.
        known: ``known_to_ops``.
        policy: Whether net sums are compared, and the policy's own currency.
        currency: Which; the policy's own where empty. Rows that name none are of that.

    Raises:
        InputRejected: Balances beyond what can be added exactly.
    """
    currency = currency or policy.currency
    count = len(snapshot.dataset.customers) + 1
    names, sums = ops.documents.currency_names, ops.sums
    own = _Own(ops, names.index(currency) if currency in names else -1, count)
    mine = balances[balances["currency"].fillna(policy.currency) == currency]
    blind = customers_unread(snapshot, Side.OPS, count, currency, policy.currency)
    fen = own.add(sums.net if policy.compare_net else sums.outstanding)
    matched = _with_balances(mine, (fen, own.add(sums.overdue), blind), own, known)
    return replace(matched, stated=balances)


@dataclass(frozen=True, slots=True)
class _Own:
    """Ops' position in one currency.

    Args:
        position: Of all currencies.
        code: The currency's; -1 where ops has nothing in it.
        count: Customers, and one more for rows without one, which come last.
    """

    position: Position
    code: int
    count: int

    def add(self, fen: Fen) -> Fen:
        """Return an account sum by customer."""
        accounts = self.position.accounts
        mine = accounts.currencies == self.code
        return sum_groups(accounts.customers[mine] % self.count, fen[mine], self.count)

    def later_money(self) -> tuple[Fen, Fen]:
        """Return what ops receives and invoices after the cut-off, by customer."""
        position, documents = self.position, self.position.documents
        later = is_dated(documents.issued) & ~position.state.live
        return (
            self.add(position.receipts_by_account(~position.state.counted)),
            self.add(position.by_account(documents.amounts, later)),
        )


def add_up_documents(matched: MatchedDocuments, known: Mask, policy: ReceivablesPolicy) -> MatchedCustomers:
    """Match customers by the sums of both sides' documents, where finance has no balance sheet.

    Documents dated after the cut-off are left out; credit notes too, unless net sums are compared.
    """
    count = len(known)
    rows = matched.rows[(matched.rows["currency"] == policy.currency) & ~matched.rows["later"]]
    sides, customers = rows["side"].to_numpy(), rows["customer"].to_numpy() % count
    values = rows["value"].to_numpy()
    values = values if policy.compare_net else np.maximum(values, 0)

    def add(side: int, fen: Fen) -> Fen:
        return sum_groups(customers[sides == side], fen[sides == side], count)

    ops, finance = add(0, values), add(1, values)
    overdue = rows["overdue"].to_numpy()
    none = np.zeros(count, dtype=np.bool_)
    blind = [
        np.bincount(customers[rows["unread"].to_numpy() & (sides == side)], minlength=count) > 0
        for side in (0, 1)
    ]
    has_ops, has_finance = (ops != 0) | blind[0], (finance != 0) | blind[1]
    pairs = Compared(ops, finance, has_ops, has_finance, has_finance & ~known, none, none, none, *blind)
    return MatchedCustomers(pairs, add(0, overdue), add(1, overdue), finance != 0, None)


def _with_balances(
    balances: pd.DataFrame, of_ops: tuple[Fen, Fen, Mask], own: _Own, known: Mask
) -> MatchedCustomers:
    ops_fen, ops_overdue, blind_ops = of_ops
    count = len(ops_fen)
    customers = balances["customer"].to_numpy(dtype=np.int64) % count
    stated = balances["receivable_balance"].notna().to_numpy()
    fen = balances["receivable_balance"].fillna(0).to_numpy(dtype=np.int64)
    late = balances["overdue_balance"].fillna(0).to_numpy(dtype=np.int64)
    guard_sums(fen, late)
    finance = sum_groups(customers, fen, count)
    # A row without a balance says that there is one, and not how much: never 0, and never no row.
    named = balances["customer"].to_numpy() >= 0
    blind_finance = np.bincount(customers[~stated & named], minlength=count) > 0
    has_finance = np.bincount(customers[stated | named], minlength=count) > 0
    gap = ops_fen - finance
    receipts, invoices = own.later_money()
    shifts = (receipts, -invoices, receipts - invoices)
    pairs = Compared(
        ops=ops_fen,
        finance=finance,
        has_ops=(ops_fen != 0) | blind_ops,
        has_finance=has_finance,
        unknown=has_finance & ~known,
        crossed=has_finance & (ops_fen == 0) & (invoices != 0),
        moved=(gap != 0) & np.logical_or.reduce([gap == shift for shift in shifts]),
        repeated=_repeated(customers[stated], fen[stated], ops_fen),
        blind_ops=blind_ops,
        blind_finance=blind_finance,
    )
    tells = np.bincount(customers[balances["overdue_balance"].notna().to_numpy()], minlength=count) > 0
    return MatchedCustomers(pairs, ops_overdue, sum_groups(customers, late, count), tells, balances)


def _repeated(customers: Codes, fen: Fen, ops: Fen) -> Mask:
    """Return which customers stand on finance's sheet twice, and once would equal ops."""
    rows = pd.DataFrame({"customer": customers, "fen": fen})
    rows = rows[rows["customer"].duplicated(keep=False)]
    once = rows.drop_duplicates()
    sums = sum_groups(once["customer"].to_numpy(), once["fen"].to_numpy(), len(ops))
    keys = once["customer"].to_numpy()
    repeated = np.zeros(len(ops), dtype=np.bool_)
    repeated[keys[(sums[keys] == ops[keys]) | (once["fen"].to_numpy() == ops[keys])]] = True
    return repeated
