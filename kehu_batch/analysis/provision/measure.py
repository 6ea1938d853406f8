"""坏账准备: by age at the policy's rates, by migration where there is history, and for customers one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.snapshot import Days, Mask, Snapshot, day_number, to_days
from kehu_batch.analysis.provision.migration import measure_migration
from kehu_batch.analysis.receivables.aging import age_buckets
from kehu_batch.analysis.receivables.allocation import Allocation, allocate
from kehu_batch.analysis.receivables.documents import rows_of_side
from kehu_batch.analysis.receivables.position import Position
from kehu_batch.model.figures.provision import INDIVIDUAL_COLUMNS, ProvisionFigures
from kehu_batch.model.tables.document_states import DEAD, OF_WRITTEN_OFF, DocumentState
from kehu_batch.model.tables.frames import typed_frame
from kehu_batch.policy.schema import ReceivablesPolicy

RECOMPUTED, STATED = "按同样的比率重算期初", "策略写明"
_WRITTEN_OFF = "有坏账核销的单据而没有核销日期：请在策略写明本期核销额和期初余额"
_UNDATED = "有应收单的已收金额没有回款日期，期初不知道"
_NO_RATE = "有余额的逾期月份没有迁徙率（历史里没有这样的余额）"


def measure_provision(snapshot: Snapshot, position: Position, policy: ReceivablesPolicy) -> ProvisionFigures:
    """Estimate the provision for what is open in the policy's own currency."""
    rules = policy.provision
    own = position.documents.currencies == 0
    individual, apart = _individual(snapshot, position, policy, own)
    pool = own & ~apart
    by_age = _by_age(position, policy, position.state, pool, last=True)
    one_by_one = int(individual["provision_fen"].sum())
    age_fen = int(by_age["provision_fen"].sum()) + one_by_one
    table, why = measure_migration(position, policy, pool)
    migration = None
    if table is not None:
        unknown = table["rate"].isna() & (table["outstanding_fen"] > 0)
        why = _NO_RATE if unknown.any() else ""
        migration = None if why else int(table["provision_fen"].sum()) + one_by_one
    by_migration = rules.method == "migration" and migration is not None
    closing = migration if by_migration and migration is not None else age_fen
    written_off, recovered, no_write_off = _written_off(snapshot, position, policy)
    opening, source, no_opening = _opening(
        position, policy, pool, one_by_one, by_age=not by_migration, cleared=written_off == 0
    )
    blocked = no_opening or no_write_off
    charged = None
    if opening is not None and written_off is not None:
        charged = closing - opening + written_off - recovered
    unrated = by_age["rate"].isna()
    reasons = {"migration": why, "opening": no_opening, "written_off": no_write_off, "charged": blocked}
    return ProvisionFigures(
        method="migration" if by_migration else "age",
        by_age=by_age,
        individual=individual,
        by_migration=table,
        age_fen=age_fen,
        migration_fen=migration,
        opening_fen=opening,
        opening_source=source,
        charged_fen=charged,
        written_off_fen=written_off,
        recovered_fen=recovered,
        closing_fen=closing,
        unrated_fen=int(by_age.loc[unrated, "outstanding_fen"].sum()),
        reasons={name: reason for name, reason in reasons.items() if reason},
    )


def _by_age(
    position: Position, policy: ReceivablesPolicy, state: Allocation, pool: Mask, *, last: bool
) -> pd.DataFrame:
    """Return the outstanding of the pool by age with its provision, at the end of the period or just before it."""
    day = position.as_of if last else position.first - timedelta(days=1)
    buckets = age_buckets(position.documents.issued, day, policy.age_years)
    mine = pool & (state.opened > 0)
    fen = np.bincount(buckets[mine], state.opened[mine], len(policy.age_labels)).astype(np.int64)
    rates = [policy.provision.age_rates.get(label) for label in policy.age_labels]
    return pd.DataFrame(
        {
            "bucket": pd.array(list(policy.age_labels), dtype="str"),
            "outstanding_fen": fen,
            "rate": [np.nan if rate is None else float(rate) for rate in rates],
            "provision_fen": _losses(fen, rates),
        }
    )


def _losses(fen: Days, rates: Sequence[Decimal | None]) -> Days:
    pairs = zip(fen.tolist(), rates, strict=True)
    return np.array([_part(open_, rate or Decimal(0)) for open_, rate in pairs], dtype=np.int64)


def _part(fen: int, rate: Decimal) -> int:
    return int((Decimal(fen) * rate).to_integral_value(ROUND_HALF_UP))


def _individual(
    snapshot: Snapshot, position: Position, policy: ReceivablesPolicy, own: Mask
) -> tuple[pd.DataFrame, Mask]:
    """Return the customers provided for one by one, and which documents are theirs."""
    known = snapshot.dataset.customers
    apart = np.zeros(len(position.documents), dtype=np.bool_)
    rows = []
    for rule in policy.provision.individual:
        named = (
            (known["customer_id"] == rule.customer) | (known["customer_name"] == rule.customer)
        ).to_numpy()
        mine = own & np.isin(position.documents.customers, np.flatnonzero(named)) & ~apart
        if not mine.any():
            continue
        apart |= mine
        fen = int(np.maximum(position.state.opened[mine], 0).sum())
        first = known.iloc[int(position.documents.customers[mine][0])]
        stated = fen if rule.amount is None else int(rule.amount * 100)
        provided = min(stated, fen) if rule.rate is None else _part(fen, rule.rate)
        rows.append((first["customer_id"], first["customer_name"], fen, provided, rule.reason))
    return typed_frame(INDIVIDUAL_COLUMNS, rows), apart


def _opening(
    position: Position, policy: ReceivablesPolicy, pool: Mask, one_by_one: int, *, by_age: bool, cleared: bool
) -> tuple[int | None, str, str]:
    """Return the opening, where it is from, and why there is none."""
    stated = policy.provision.opening
    if stated is not None:
        return int(stated * 100), STATED, ""
    if not cleared:
        # What is written off stands in no opening that could be computed.
        return None, "", _WRITTEN_OFF
    if position.documents.undated[pool].any():
        return None, "", _UNDATED
    if one_by_one:
        return None, "", "有单项计提，期初的单项金额不知道：请在策略写明期初余额"
    if not by_age:
        return None, "", "按迁徙率计提时，期初余额请在策略写明"
    day = day_number(position.first - timedelta(days=1))
    state = allocate(position.documents, position.receipts, day, first_in_first_out=policy.first_in_first_out)
    opened = _by_age(position, policy, state, pool, last=False)
    return int(opened["provision_fen"].sum()), RECOMPUTED, ""


def _written_off(
    snapshot: Snapshot, position: Position, policy: ReceivablesPolicy
) -> tuple[int | None, int, str]:
    """Return what was written off and recovered in the period, and why the former is not known."""
    recovered = _sum_of(snapshot, position, "receipts", OF_WRITTEN_OFF, in_period=True)
    stated = policy.provision.written_off
    if stated is not None:
        return int(stated * 100), recovered, ""
    if _sum_of(snapshot, position, "invoices", DEAD[DocumentState.WRITTEN_OFF], in_period=False):
        return None, recovered, _WRITTEN_OFF
    return 0, recovered, ""


def _sum_of(snapshot: Snapshot, position: Position, table: str, reason: str, *, in_period: bool) -> int:
    frame = snapshot.dataset.table(table)
    if frame is None:
        return 0
    days = to_days(frame["received_on" if table == "receipts" else "issued_on"])
    names = position.documents.currency_names
    mine = (frame["excluded"] == reason).to_numpy() & rows_of_side(snapshot.dataset, table, position.side)
    mine &= (frame["currency"].fillna(names[0]) == names[0]).to_numpy(dtype=np.bool_)
    mine &= position.in_period(days) if in_period else days <= day_number(position.as_of)
    return int(frame.loc[mine, "amount"].fillna(0).sum())
