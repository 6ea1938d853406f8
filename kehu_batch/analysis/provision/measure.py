"""坏账准备: by age at the policy's rates, by migration where there is history, and for customers one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.days import day_of
from kehu_batch.analysis.base.snapshot import Fen, Mask, Snapshot
from kehu_batch.analysis.provision.migration import measure_migration
from kehu_batch.analysis.provision.write_offs import WriteOffs, find_write_offs
from kehu_batch.analysis.receivables.aging import age_buckets
from kehu_batch.analysis.receivables.allocation import Allocation, allocate
from kehu_batch.analysis.receivables.position import Position
from kehu_batch.model.figures.provision import INDIVIDUAL_COLUMNS, ProvisionFigures
from kehu_batch.model.tables.frames import typed_frame
from kehu_batch.policy.schema import ReceivablesPolicy

RECOMPUTED, STATED = "按同样的比率重算期初", "策略写明"
_STATED_ALONE = "策略写明的本期核销额与表里按核销日期的不同，期初余额请一并写明"
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
    gone = find_write_offs(snapshot, position)
    written_off, recovered, no_write_off = _written_off(gone, policy)
    no_opening = _why_no_opening(
        policy, gone, position.documents.undated[pool], one_by_one, by_age=not by_migration
    )
    opening, source = _opening(position, policy, pool, gone, no_opening)
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
    rates = _rates(policy)
    return pd.DataFrame(
        {
            "bucket": pd.array(list(policy.age_labels), dtype="str"),
            "outstanding_fen": fen,
            "rate": [np.nan if rate is None else float(rate) for rate in rates],
            "provision_fen": _losses(fen, rates),
        }
    )


def _rates(policy: ReceivablesPolicy) -> list[Decimal | None]:
    """Return the rate of each age; ``None`` where the policy has none."""
    return [policy.provision.age_rates.get(label) for label in policy.age_labels]


def _losses(fen: Fen, rates: Sequence[Decimal | None]) -> Fen:
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
    position: Position, policy: ReceivablesPolicy, pool: Mask, gone: WriteOffs, why_not: str
) -> tuple[int | None, str]:
    """Return the opening and where it is from: as stated, else recomputed unless there is a reason why it cannot be."""
    stated = policy.provision.opening
    if stated is not None:
        return int(stated * 100), STATED
    if why_not:
        return None, ""
    eve = position.first - timedelta(days=1)
    state = allocate(
        position.documents, position.receipts, day_of(eve), first_in_first_out=policy.first_in_first_out
    )
    opened = _by_age(position, policy, state, pool, last=False)["outstanding_fen"].to_numpy(dtype=np.int64)
    buckets = age_buckets(gone.issued, eve, policy.age_years)
    of_gone = np.bincount(buckets, gone.opened, len(policy.age_labels)).astype(np.int64)
    return int(_losses(opened + of_gone, _rates(policy)).sum()), RECOMPUTED


def _why_no_opening(
    policy: ReceivablesPolicy, gone: WriteOffs, undated: Mask, one_by_one: int, *, by_age: bool
) -> str:
    """Return why the opening cannot be recomputed; nothing where it can be, or is stated."""
    if policy.provision.opening is not None:
        return ""
    stated = policy.provision.written_off
    because = (
        # What was written off some day may have stood in the opening.
        (bool(gone.reason), gone.reason),
        (bool(gone.opening_reason), gone.opening_reason),
        (stated is not None and int(stated * 100) != gone.fen, _STATED_ALONE),
        (bool(undated.any()), _UNDATED),
        (one_by_one != 0, "有单项计提，期初的单项金额不知道：请在策略写明期初余额"),
        (not by_age, "按迁徙率计提时，期初余额请在策略写明"),
    )
    return next((reason for is_so, reason in because if is_so), "")


def _written_off(gone: WriteOffs, policy: ReceivablesPolicy) -> tuple[int | None, int, str]:
    """Return what was written off and recovered in the period, and why the former is not known."""
    stated = policy.provision.written_off
    if stated is not None:
        return int(stated * 100), gone.recovered_fen, ""
    return gone.fen, gone.recovered_fen, gone.reason
