"""The two levels of the cross-check: what is compared, its kinds, its control totals."""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.snapshot import Fen, Mask, Positions
from kehu_batch.analysis.base.sums import sum_groups
from kehu_batch.analysis.cross_check.customers import MatchedCustomers
from kehu_batch.analysis.cross_check.documents import MatchedDocuments
from kehu_batch.analysis.cross_check.kinds import Compared, Tolerance, decide_kinds
from kehu_batch.analysis.cross_check.lists import Kinds
from kehu_batch.model.figures.receivables import ControlTotal, CrossCheckLevel, TieOut
from kehu_batch.model.figures.states import DifferenceKind
from kehu_batch.records import dataclass

LEVEL_LABELS = {"customer": "逐客户", "document": "逐单据"}


@dataclass(frozen=True, slots=True)
class Level:
    """One level, compared.

    Args:
        name: ``customer`` or ``document``.
        basis: What is compared.
        pairs: Both sides.
        kinds: Kind of each pair's difference; ``""`` where they agree.
        shown: Pairs that either side has something for.
        own: Which pairs are in the policy's own currency.
    """

    name: str
    basis: str
    pairs: Compared
    kinds: Kinds
    shown: Positions
    own: Mask

    def describe(self, labels: Iterable[object]) -> CrossCheckLevel:
        """Return the control totals.

        Args:
            labels: Customer id or document number of each of ``shown``.
        """
        names = np.array([str(label) for label in labels], dtype=object)
        own = self.own[self.shown]
        keys, names = self.shown[own], names[own]
        agreed = keys[self.kinds[keys] == ""]
        gaps = self.pairs.ops[agreed] - self.pairs.finance[agreed]
        return CrossCheckLevel(
            level=self.name,
            basis=self.basis,
            ops=_control(names, self.pairs.ops[keys], (self.pairs.has_ops & ~self.pairs.blind_ops)[keys]),
            finance=_control(
                names, self.pairs.finance[keys], (self.pairs.has_finance & ~self.pairs.blind_finance)[keys]
            ),
            matched=len(agreed),
            matched_fen=int(self.pairs.ops[agreed].sum()),
            tolerated_fen=int(gaps.sum()),
        )

    def check(self, described: CrossCheckLevel, sides: tuple[int, int], currency: str) -> tuple[TieOut, ...]:
        """Return the sums that must be equal.

        Args:
            described: The control totals.
            sides: Sum of ops and of finance, taken from their rows and not from the pairs.
            currency: Of both.
        """
        label = LEVEL_LABELS[self.name]
        keys = self.shown[self.own[self.shown]]
        different = keys[self.kinds[keys] != ""]
        gaps = (
            int((self.pairs.ops[different] - self.pairs.finance[different]).sum()) + described.tolerated_fen
        )
        return (
            TieOut(f"{label}：运营方合计 = 各行之和", described.ops.sum_fen, sides[0], currency),
            TieOut(f"{label}：财务方合计 = 各行之和", described.finance.sum_fen, sides[1], currency),
            TieOut(f"{label}：各项差异之和 = 运营方合计 − 财务方合计", gaps, sides[0] - sides[1], currency),
        )


def _control(names: np.ndarray, fen: Fen, present: Mask) -> ControlTotal:
    hashes = sum(crc32(name.encode()) for name in names[present].tolist())
    return ControlTotal(int(present.sum()), int(fen.sum()), hashes)


def compare_customers(matched: MatchedCustomers, tolerance: Tolerance, basis: str) -> Level:
    """Decide the kinds of differences by customer; ``overdue_differs`` where the balances agree."""
    pairs = matched.pairs
    kinds = decide_kinds(pairs, tolerance)
    late = ~tolerance.passes(matched.ops_overdue, matched.finance_overdue)
    kinds[(kinds == "") & matched.finance_tells_overdue & late] = str(DifferenceKind.OVERDUE)
    shown = np.flatnonzero(pairs.has_ops | pairs.has_finance)
    return Level("customer", basis, pairs, kinds, shown, np.ones(len(kinds), dtype=np.bool_))


def compare_documents(matched: MatchedDocuments, tolerance: Tolerance, currency: str) -> Level:
    """Decide the kinds of differences by document; what is settled on both sides is left out."""
    pairs = matched.pairs
    kinds = decide_kinds(pairs, tolerance)
    late = ~tolerance.passes(*matched.overdue)
    kinds[(kinds == "") & matched.dated & pairs.has_ops & pairs.has_finance & late] = str(
        DifferenceKind.OVERDUE
    )
    present = (pairs.has_ops | pairs.has_finance) & ((pairs.ops != 0) | (pairs.finance != 0) | pairs.blind)
    own = (matched.rows["currency"].to_numpy() == currency)[matched.first]
    return Level("document", matched.basis, pairs, kinds, np.flatnonzero(present), own)


def sum_sides(matched: MatchedDocuments, level: Level, currency: str) -> tuple[int, int]:
    """Return the sum of each side's documents in a currency, row by row."""
    rows = matched.rows
    counted = rows["currency"].to_numpy() == currency
    as_of = counted & ~rows["later"].to_numpy()
    values, side = rows["value"].to_numpy(), rows["side"].to_numpy()
    # Finance's documents of a later date count where they stand on its sheet alone.
    pairs = level.pairs
    stated = pairs.crossed & pairs.has_finance
    stated &= ~np.isin(np.arange(len(stated)), rows.loc[(side == 1) & ~rows["later"], "key"])
    extra = counted & (side == 1) & rows["later"].to_numpy() & stated[rows["key"].to_numpy()]
    return int(values[as_of & (side == 0)].sum()), int(values[(as_of & (side == 1)) | extra].sum())


def explained_by_documents(
    matched: MatchedDocuments, level: Level, currency: str, count: int, *, net: bool
) -> tuple[Fen, Mask]:
    """Return what differences of documents make of each customer's balance, and which customers have any.

    The last entry is of rows without a customer.
    """
    rows = matched.rows[(matched.rows["currency"] == currency) & ~matched.rows["later"]]
    values = rows["value"].to_numpy() if net else np.maximum(rows["value"].to_numpy(), 0)
    signs = np.where(rows["side"].to_numpy() == 0, 1, -1)
    customers = rows["customer"].to_numpy() % count
    concerned = np.zeros(count, dtype=np.bool_)
    concerned[customers[level.kinds[rows["key"].to_numpy()] != ""]] = True
    return sum_groups(customers, values * signs, count), concerned


def label_customers(customers: pd.DataFrame) -> pd.Series:
    """Return each row's customer id, else its name."""
    return customers["customer_id"].fillna(customers["customer_name"]).fillna("")
