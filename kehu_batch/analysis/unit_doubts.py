"""Units that magnitudes contradict: money a thousand times what another table says (docs/rules.md, 2.5)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.model.figures.receivables import CrossCheckFigures
from kehu_batch.model.findings.catalogue_receivables import UNIT_CONTRADICTED
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.findings.question import QuestionKind
from kehu_batch.model.location import Location
from kehu_batch.model.tables.recognition import Region, Side
from kehu_batch.policy.column_questions import ask_unit, unit_key

#: How many times one side's money may be the other's because of the unit, how near to it, in how many pairs and in
#: which share of them.
_FACTORS = (1_000, 10_000)
_NEAR = 0.05
_LEAST_PAIRS = 3
_MOST_OF_THEM = 0.8


def find_unit_doubts(
    snapshot: Snapshot, tiers: TierFigures, checked: CrossCheckFigures | None
) -> tuple[Finding, ...]:
    """Return a finding with its question for each column of money whose unit cannot be the other side's.

    Args:
        snapshot: The drop.
        tiers: Spend by customer: that of the orders where these tell it, else the ledger's own amounts.
        checked: Ops against finance and the ledger.
    """
    return tuple(
        finding
        for table, side, field, pairs, other in _compared(snapshot, tiers, checked)
        if (factor := _factor(pairs)) and (finding := _tell(snapshot, (table, side, field), factor, other))
    )


def _compared(
    snapshot: Snapshot, tiers: TierFigures, checked: CrossCheckFigures | None
) -> Iterator[tuple[str, Side, str, pd.DataFrame, str]]:
    """Yield the columns in doubt with the sums of their own and what is to equal them: ``own``, ``other`` fen."""
    spend = tiers.customers.set_index("customer")["spend_fen"]
    stated = snapshot.ledger_values("annual_amount").reset_index(drop=True)
    yield (
        "ledger",
        Side.OPS,
        "annual_amount",
        pd.DataFrame({"own": stated, "other": spend}),
        "同一客户的订单合计",
    )
    if checked is None:
        return
    documents = checked.by_document
    if not documents.empty:
        pairs = pd.DataFrame({"own": documents["finance_fen"], "other": documents["ops_fen"]})
        yield "invoices", Side.FINANCE, "amount", pairs, "运营同号单据的未收金额"
    ledger = checked.ledger_differences
    pairs = pd.DataFrame({"own": ledger["ledger_fen"], "other": ledger["ops_fen"]})
    yield "ledger", Side.OPS, "receivable_balance", pairs, "同一客户的未收金额"
    sides = checked.by_customer
    if not sides.empty and any(region.table == "balances" for region in snapshot.dataset.regions):
        pairs = pd.DataFrame({"own": sides["finance_fen"], "other": sides["ops_fen"]})
        yield "balances", Side.FINANCE, "receivable_balance", pairs, "运营同一客户的未收金额"


def _factor(pairs: pd.DataFrame) -> float:
    """Return how many times the other side's money a column's is, where that is a unit's; 0 where it is not."""
    known = pairs.dropna()
    own, other = known["own"].to_numpy(dtype=np.float64), known["other"].to_numpy(dtype=np.float64)
    both = (own != 0) & (other != 0)
    if both.sum() < _LEAST_PAIRS:
        return 0
    ratios = own[both] / other[both]
    for factor in (*_FACTORS, *(1 / factor for factor in _FACTORS)):
        if np.mean(np.abs(ratios / factor - 1) <= _NEAR) >= _MOST_OF_THEM:
            return factor
    return 0


def _tell(snapshot: Snapshot, at: tuple[str, Side, str], factor: float, other: str) -> Finding | None:
    table, side, field = at
    region = next(
        (
            one
            for one in snapshot.dataset.regions
            if one.table == table and one.side is side and one.column_of(field) is not None
        ),
        None,
    )
    if region is None:
        return None
    header = _header(region, field)
    key = unit_key(region, field)
    if (QuestionKind.UNIT, key) in snapshot.dataset.answers.given:
        return None
    times = f"{factor:,.0f} 倍" if factor > 1 else f"{1 / factor:,.0f} 分之一"
    place = Location(region.file, region.sheet, region.header_row, region.location(field, 1).column)
    message = f"“{header}”一列的金额大多是{other}的 {times}，单位可能写错或没有写"
    question = ask_unit(key, header)
    return Finding(
        UNIT_CONTRADICTED,
        place,
        message,
        header,
        table,
        field,
        count=len(region.data_rows),
        question=question,
    )


def _header(region: Region, field: str) -> str:
    return next(match.header for match in region.columns if match.field == field)
