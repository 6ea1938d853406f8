"""坏账准备: the provision for bad debts, an estimate (docs/rules.md, 10)."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kehu_batch.model.tables.frames import FEN, KNOWN_MONEY, TEXT, FrameColumn
from kehu_batch.records import dataclass, field

#: Columns of ``ProvisionFigures.individual``.
INDIVIDUAL_COLUMNS = (
    FrameColumn("customer_id", TEXT, "客户编号"),
    FrameColumn("customer_name", TEXT, "客户名称"),
    FrameColumn("outstanding_fen", KNOWN_MONEY, "未收余额", FEN),
    FrameColumn("provision_fen", KNOWN_MONEY, "坏账准备", FEN),
    FrameColumn("reason", TEXT, "理由"),
)


@dataclass(frozen=True, slots=True)
class ProvisionFigures:
    """The provision for what is open on invoices in the policy's own currency; an estimate throughout.

    Args:
        method: What ``closing_fen`` rests on: ``age`` (账龄) or ``migration`` (迁徙率).
        by_age: One row a bucket by age, less customers provided for one by one: ``bucket``, ``outstanding_fen``
            int64, ``rate`` float64 (missing: the policy gives none), ``provision_fen`` int64.
        individual: Customers provided for one by one: ``INDIVIDUAL_COLUMNS``.
        by_migration: One row a month overdue: ``bucket``, ``outstanding_fen`` (less the same customers), ``flow``
            float64 (share that moves on in a month), ``rate`` float64 (share lost in the end; missing: not known),
            ``provision_fen``; ``None`` for ``reasons["migration"]``.
        age_fen: Provision by age, individual ones included.
        migration_fen: By migration, likewise; ``None`` where not known.
        opening_fen: At the end of the day before the period; ``None`` for ``reasons["opening"]``.
        opening_source: Where it is from.
        charged_fen: Charged in the period (negative: released): closing − opening + written off − recovered.
        written_off_fen: Written off in the period.
        recovered_fen: Received in the period on documents written off.
        closing_fen: At as_of, by ``method``.
        unrated_fen: Outstanding for which there is no rate: nothing is provided for it.
        reasons: Why a figure is ``None``.
    """

    method: str
    by_age: pd.DataFrame
    individual: pd.DataFrame
    by_migration: pd.DataFrame | None
    age_fen: int
    migration_fen: int | None
    opening_fen: int | None
    opening_source: str
    charged_fen: int | None
    written_off_fen: int | None
    recovered_fen: int
    closing_fen: int
    unrated_fen: int
    reasons: Mapping[str, str] = field(default_factory=dict)
