"""The cross-check as JSON data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kehu_batch.model.figures.receivables import ControlTotal, CrossCheckFigures
from kehu_batch.model.schema.cross_check import (
    BucketDifference,
    BucketTotal,
    ControlRecord,
    CrossCheck,
    Difference,
    FileCell,
    LedgerDifference,
    Proposal,
)
from kehu_batch.summary.receivables import write_checks
from kehu_batch.summary.records import list_records
from kehu_batch.wording.numbers import fen_to_decimal


def write_cross_check(figures: CrossCheckFigures) -> CrossCheck:
    """Return the cross-check; a difference is ops − finance."""
    ledger = figures.ledger_differences.rename(columns={"ops_fen": "invoices_fen"})
    return {
        "as_of": figures.as_of.isoformat(),
        "currency": figures.currency,
        "tolerance": figures.tolerance,
        "matched": figures.matched,
        "levels": [
            {
                "level": level.level,
                "basis": level.basis,
                "ops": _control(level.ops),
                "finance": _control(level.finance),
                "matched": level.matched,
                "matched_sum": fen_to_decimal(level.matched_fen),
                "tolerated": fen_to_decimal(level.tolerated_fen),
            }
            for level in figures.levels
        ],
        "by_kind": dict(sorted(Counter(figures.differences["kind"].tolist()).items())),
        "differences": _differences(figures),
        "bucket_differences": list_records(figures.bucket_differences, BucketDifference),
        "bucket_totals": list_records(figures.bucket_totals, BucketTotal),
        "ledger_differences": list_records(ledger, LedgerDifference),
        "proposals": list_records(figures.proposals, Proposal),
        "checks": write_checks(figures.checks),
        "reasons": dict(figures.reasons),
    }


def _differences(figures: CrossCheckFigures) -> list[Difference]:
    frame = figures.differences
    sides = list(zip(frame["ops_cells"], frame["finance_cells"], strict=True))
    made = {
        "cells": [[cell for _, cell in (*ops, *finance)] for ops, finance in sides],
        "ops_cells": [_cells(ops) for ops, _ in sides],
        "finance_cells": [_cells(finance) for _, finance in sides],
    }
    return list_records(frame, Difference, made)


def _cells(cells: Iterable[tuple[str, str]]) -> list[FileCell]:
    return [{"file": file, "cell": cell} for file, cell in cells]


def _control(total: ControlTotal) -> ControlRecord:
    return {"count": total.count, "sum": fen_to_decimal(total.sum_fen), "hash_total": total.hash_total}
