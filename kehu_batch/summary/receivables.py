"""Payment risk as JSON data."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import cast

import pandas as pd

from kehu_batch.model.figures.finance.stated import StatedReceivables
from kehu_batch.model.figures.payment_kpis import YUAN, money_word
from kehu_batch.model.figures.receivables import (
    CurrencyFigures,
    Kpi,
    KpiInput,
    PaymentRiskFigures,
    RollForward,
    TieOut,
)
from kehu_batch.model.schema.receivables import (
    Attention,
    CurrencyRecord,
    Dunning,
    ExpectedLoss,
    GeneralLedger,
    KpiDetails,
    KpiRecord,
    KpiValues,
    PaymentRisk,
    RiskCustomer,
    RiskLists,
    RollForwardRecord,
    SumsRecord,
    TieOutRecord,
)
from kehu_batch.summary.closings import write_closing, write_restatement
from kehu_batch.summary.provision import write_provision
from kehu_batch.summary.records import add_reasons, list_records
from kehu_batch.wording.numbers import fen_to_decimal

_NO_RATES = "策略没有给出损失率"


def write_payment_risk(figures: PaymentRiskFigures) -> PaymentRisk:
    """Return payment risk; the sums at the top are of the policy's own currency, others stand under ``foreign``."""
    customers = figures.customers
    # Who settled in the period is listed too: by it the opening of each is seen to be the closing before.
    asked = ["outstanding_fen", "credit_notes_fen", "unallocated_fen", "opening_fen"]
    listed = customers[asked].fillna(0).ne(0).any(axis=1)
    lists: RiskLists = {
        "customers": list_records(customers[listed], RiskCustomer),
        "dunning": list_records(figures.dunning, Dunning),
        "attention": list_records(figures.attention, Attention),
        "foreign": [_currency(foreign) for foreign in figures.foreign],
        "checks": write_checks(figures.checks),
        "general_ledger": write_general_ledger(figures),
        "closing": write_closing(figures.closing),
        "restatement": write_restatement(figures.restatement),
        "provision": write_provision(figures.provision),
    }
    section: PaymentRisk = {
        "side": figures.side.value,
        "basis": "documents",
        "allocation": figures.allocation,
        **_currency(figures.total),
        **lists,
    }
    reasons = {"general_ledger": figures.ledger_reason, "restatement": figures.restatement_reason}
    return add_reasons(PaymentRisk, section, reasons)


def write_general_ledger(figures: PaymentRiskFigures | StatedReceivables) -> GeneralLedger | None:
    """Return the general ledger's balance against what is owed; ``None`` where there is none."""
    balance, total = figures.ledger_balance_fen, figures.total
    if balance is None:
        return None
    return {
        "balance": fen_to_decimal(balance),
        "source": figures.ledger_source,
        "outstanding": fen_to_decimal(total.outstanding_fen),
        "difference": fen_to_decimal(total.outstanding_fen - balance),
        "net": fen_to_decimal(total.net_fen),
        "net_difference": fen_to_decimal(total.net_fen - balance),
    }


def _currency(figures: CurrencyFigures) -> CurrencyRecord:
    unit = money_word(figures.currency)
    values = {code: kpi.value for code, kpi in figures.kpis.items()}
    details: KpiDetails = {
        "kpis": [write_kpi(kpi, unit) for kpi in figures.kpis.values()],
        "roll_forward": _roll_forward(figures.roll_forward),
        "expected_loss": _expected_loss(figures.expected_loss),
    }
    record: CurrencyRecord = {**_sums(figures), **cast("KpiValues", values), **details}
    reasons = {code: kpi.reason for code, kpi in figures.kpis.items()}
    return add_reasons(CurrencyRecord, record, {**figures.reasons, **reasons, "expected_loss": _NO_RATES})


def _sums(figures: CurrencyFigures) -> SumsRecord:
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
    }


def _expected_loss(frame: pd.DataFrame | None) -> list[ExpectedLoss] | None:
    return None if frame is None else list_records(frame, ExpectedLoss)


def write_kpi(kpi: Kpi, unit: str) -> KpiRecord:
    """Return a KPI with its formula and inputs.

    Args:
        kpi: The KPI.
        unit: What its money is in: ``元``, or the code of another currency.
    """
    return {
        "code": kpi.code,
        "name": kpi.name,
        "value": kpi.value,
        "unit": kpi.unit,
        "formula": kpi.formula,
        "inputs": [
            {
                "code": item.code,
                "name": item.name,
                "value": _input_value(item),
                "unit": item.unit.replace(YUAN, unit),
            }
            for item in kpi.inputs
        ],
        "reason": kpi.reason or None,
    }


def _input_value(item: KpiInput) -> str | int | float:
    """Return money as a decimal string, of yuan by as many as the unit has of them, and a count as it is."""
    digits = 2 * item.unit.count(YUAN)
    return f"{Decimal(item.value).scaleb(-digits):f}" if digits else item.value


def _roll_forward(roll: RollForward | None) -> RollForwardRecord | None:
    if roll is None:
        return None
    return {
        "opening": fen_to_decimal(roll.opening_fen),
        "invoiced": fen_to_decimal(roll.invoiced_fen),
        "credited": fen_to_decimal(roll.credited_fen),
        "received": fen_to_decimal(roll.received_fen),
        "closing": fen_to_decimal(roll.closing_fen),
        "opening_gross": fen_to_decimal(roll.opening_gross_fen),
        "closing_gross": fen_to_decimal(roll.closing_gross_fen),
    }


def write_checks(checks: Iterable[TieOut]) -> list[TieOutRecord]:
    """Return sums that were reached by two ways."""
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
