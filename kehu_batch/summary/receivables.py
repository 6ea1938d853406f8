"""Payment risk and cross-check as JSON data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from kehu_batch.model.figures.receivables import (
    ControlTotal,
    CrossCheckFigures,
    CurrencyFigures,
    Kpi,
    KpiInput,
    PaymentRiskFigures,
    TieOut,
)
from kehu_batch.summary.closings import write_closings
from kehu_batch.summary.records import Json, list_records
from kehu_batch.wording.numbers import fen_to_decimal

_CUSTOMER = ("customer_id", "customer_name")
_PLACE = ("file", "cell")
_CUSTOMERS = (
    *_CUSTOMER,
    "currency",
    "outstanding_fen",
    "overdue_fen",
    "disputed_fen",
    "credit_notes_fen",
    "unallocated_fen",
    "net_fen",
    "opening_fen",
    "max_days_overdue",
    "overdue_share",
    "disputed_share",
    "credit_limit_fen",
    "credit_use",
    "grade",
    "reason",
    "owner",
    *_PLACE,
)
_DUNNING = (
    *_CUSTOMER,
    "currency",
    "overdue_fen",
    "documents",
    "max_days_overdue",
    "stage",
    "disputed_fen",
    "disputed_documents",
    "last_contact_on",
    "last_contact_method",
    "last_contact_by",
    "last_contact_cell",
    "owner",
    "grade",
    *_PLACE,
)
_ATTENTION = (
    *_CUSTOMER,
    "mood",
    "currency",
    "overdue_fen",
    "outstanding_fen",
    "max_days_overdue",
    "grade",
    "score",
    "called_on",
    "mood_reason",
    "owner",
    *_PLACE,
)
_BUCKET = ("bucket", "clock", "ops_fen", "finance_fen", "difference_fen")
_DIFFERENCE = (
    "kind",
    "level",
    *_CUSTOMER,
    "document",
    "instalment",
    "currency",
    "ops_fen",
    "finance_fen",
    "difference_fen",
    "hint",
    "note",
    "first_seen",
    "unexplained_days",
)


def write_payment_risk(figures: PaymentRiskFigures) -> Json:
    """Return payment risk; the sums at the top are of the policy's own currency, others stand under ``foreign``."""
    customers = figures.customers
    listed = customers[["outstanding_fen", "credit_notes_fen", "unallocated_fen"]].ne(0).any(axis=1)
    return {
        "side": figures.side.value,
        "allocation": figures.allocation,
        **_currency(figures.total),
        "customers": list_records(customers[listed], _CUSTOMERS),
        "dunning": list_records(figures.dunning, _DUNNING),
        "attention": list_records(figures.attention, _ATTENTION),
        "foreign": [_currency(foreign) for foreign in figures.foreign],
        "checks": _checks(figures.checks),
        **_general_ledger(figures),
        **write_closings(figures),
    }


def _general_ledger(figures: PaymentRiskFigures) -> Json:
    """Return the general ledger's balance against ours: the difference is ours less the ledger's."""
    balance = figures.ledger_balance_fen
    if balance is None:
        return {"general_ledger": None, "general_ledger_reason": figures.ledger_reason}
    total = figures.total
    return {
        "general_ledger": {
            "balance": fen_to_decimal(balance),
            "source": figures.ledger_source,
            "outstanding": fen_to_decimal(total.outstanding_fen),
            "difference": fen_to_decimal(total.outstanding_fen - balance),
            "net": fen_to_decimal(total.net_fen),
            "net_difference": fen_to_decimal(total.net_fen - balance),
        }
    }


def _currency(figures: CurrencyFigures) -> Json:
    kpis: Json = {}
    for code, kpi in figures.kpis.items():
        kpis[code] = kpi.value
        if kpi.value is None:
            kpis[f"{code}_reason"] = kpi.reason
    return {
        "currency": figures.currency,
        "outstanding": fen_to_decimal(figures.outstanding_fen),
        "overdue": fen_to_decimal(figures.overdue_fen),
        "disputed": fen_to_decimal(figures.disputed_fen),
        "credit_notes": fen_to_decimal(figures.credit_notes_fen),
        "unallocated": fen_to_decimal(figures.unallocated_fen),
        "unallocated_parts": {
            "unnamed": fen_to_decimal(figures.unnamed_fen),
            "excess": fen_to_decimal(figures.excess_fen),
            "unmatched": fen_to_decimal(figures.unmatched_fen),
        },
        "later_receipts": fen_to_decimal(figures.later_receipts_fen),
        "written_off": fen_to_decimal(figures.written_off_fen),
        "net": fen_to_decimal(figures.net_fen),
        "buckets": {label: fen_to_decimal(fen) for label, fen in figures.buckets.items()},
        "age_buckets": {label: fen_to_decimal(fen) for label, fen in figures.age_buckets.items()},
        **kpis,
        "kpis": [_kpi(kpi) for kpi in figures.kpis.values()],
        **_roll_forward(figures),
        **_expected_loss(figures),
    }


def _kpi(kpi: Kpi) -> Json:
    return {
        "code": kpi.code,
        "name": kpi.name,
        "value": kpi.value,
        "unit": kpi.unit,
        "formula": kpi.formula,
        "inputs": [
            {"code": item.code, "name": item.name, "value": _input_value(item), "unit": item.unit}
            for item in kpi.inputs
        ],
        "reason": kpi.reason or None,
    }


def _input_value(item: KpiInput) -> str | int | float:
    """Return money as a decimal string, of yuan by as many as the unit has of them, and a count as it is."""
    digits = 2 * item.unit.count("元")
    return f"{Decimal(item.value).scaleb(-digits):f}" if digits else item.value


def _roll_forward(figures: CurrencyFigures) -> Json:
    roll = figures.roll_forward
    if roll is None:
        return {"roll_forward": None, "roll_forward_reason": figures.reasons.get("roll_forward", "")}
    return {
        "roll_forward": {
            "opening": fen_to_decimal(roll.opening_fen),
            "invoiced": fen_to_decimal(roll.invoiced_fen),
            "credited": fen_to_decimal(roll.credited_fen),
            "received": fen_to_decimal(roll.received_fen),
            "closing": fen_to_decimal(roll.closing_fen),
            "opening_gross": fen_to_decimal(roll.opening_gross_fen),
            "closing_gross": fen_to_decimal(roll.closing_gross_fen),
        }
    }


def _expected_loss(figures: CurrencyFigures) -> Json:
    if figures.expected_loss is None:
        return {"expected_loss": None, "expected_loss_reason": "策略没有给出损失率"}
    return {
        "expected_loss": list_records(
            figures.expected_loss, ("bucket", "outstanding_fen", "rate", "loss_fen")
        )
    }


def _checks(checks: Iterable[TieOut]) -> list[Json]:
    return [
        {
            "name": check.name,
            "currency": check.currency,
            "left": fen_to_decimal(check.left_fen),
            "right": fen_to_decimal(check.right_fen),
            "difference": fen_to_decimal(check.difference_fen),
        }
        for check in checks
    ]


def write_cross_check(figures: CrossCheckFigures) -> Json:
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
        "bucket_differences": list_records(figures.bucket_differences, (*_CUSTOMER, *_BUCKET, *_PLACE)),
        "bucket_totals": list_records(figures.bucket_totals, (*_BUCKET, "file")),
        "ledger_differences": list_records(
            ledger, (*_CUSTOMER, "ledger_fen", "invoices_fen", "difference_fen", *_PLACE)
        ),
        "proposals": list_records(
            figures.proposals,
            (*_CUSTOMER, "side", "document", "amount_fen", "documents", "other_customer", "basis", *_PLACE),
        ),
        "checks": _checks(figures.checks),
        "reasons": dict(figures.reasons),
    }


def _differences(figures: CrossCheckFigures) -> list[Json]:
    records = list_records(figures.differences, _DIFFERENCE)
    sides = zip(figures.differences["ops_cells"], figures.differences["finance_cells"], strict=True)
    for row, (ops, finance) in zip(records, sides, strict=True):
        row["cells"] = [cell for _, cell in (*ops, *finance)]
        row["ops_cells"] = [{"file": file, "cell": cell} for file, cell in ops]
        row["finance_cells"] = [{"file": file, "cell": cell} for file, cell in finance]
    return records


def _control(total: ControlTotal) -> Json:
    return {"count": total.count, "sum": fen_to_decimal(total.sum_fen), "hash_total": total.hash_total}
