"""What a drop can tell of what customers owe: which of its tables do, and what was found of it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.model.figures.finance.stated import StatedReceivables
from kehu_batch.model.figures.receivables import CrossCheckFigures, PaymentRiskFigures
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.tables.recognition import Side
from kehu_batch.records import dataclass, field

NO_INVOICES = "没有应收明细"


@dataclass(frozen=True, slots=True)
class Owed:
    """Both sections, each ``None`` for a reason that stands under its name.

    Args:
        payment_risk: Receivables as of as_of.
        cross_check: Ops against finance and the ledger.
        stated: What finance's balances say, where there are no invoices; else ``None``.
        due: What falls due in the period, in the policy's own currency, one row a customer: ``customer`` int64,
            ``due_fen``, ``collected_fen`` (of it by its due date), ``documents`` int64; ``None`` where not known.
        due_reason: Why it is not known.
        findings: What is wrong with the rows they are taken from.
        reasons: Why a section is ``None``.
    """

    payment_risk: PaymentRiskFigures | None = None
    cross_check: CrossCheckFigures | None = None
    stated: StatedReceivables | None = None
    due: pd.DataFrame | None = None
    due_reason: str = ""
    findings: tuple[Finding, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)


def nothing_owed() -> Owed:
    """Return what is found in a drop that neither :func:`choose_side` nor :func:`has_balances` finds tables in."""
    return Owed(due_reason=NO_INVOICES, reasons={"payment_risk": NO_INVOICES, "cross_check": NO_INVOICES})


def choose_side(snapshot: Snapshot) -> Side | None:
    """Return whose invoices payment risk is taken from: ops', else finance's; ``None`` without any."""
    sides = {region.side for region in snapshot.dataset.regions if region.table == "invoices"}
    return next((side for side in (Side.OPS, Side.FINANCE) if side in sides), None)


def has_balances(snapshot: Snapshot) -> bool:
    """Tell whether finance has a balance sheet."""
    return any(
        region.table == "balances" and region.side is Side.FINANCE for region in snapshot.dataset.regions
    )
