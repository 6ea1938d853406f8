"""The KPIs of payment risk by their definitions, each with its inputs and why it cannot be computed."""

from __future__ import annotations

from collections.abc import Mapping

from kehu_batch.model.figures.payment_kpis import KPI_INPUTS, PAYMENT_KPIS, PaymentKpi
from kehu_batch.model.figures.receivables import Kpi, KpiInput


def compute_kpis(values: Mapping[str, int], reasons: Mapping[str, str]) -> dict[str, Kpi]:
    """Return every KPI by its code, in the order shown.

    Args:
        values: Every input of ``KPI_INPUTS``; money in fen.
        reasons: Why something that KPIs need is not known, by its name; ``""`` or absent where it is.
    """
    return {kpi.code: _compute(kpi, values, reasons) for kpi in PAYMENT_KPIS}


def _compute(kpi: PaymentKpi, values: Mapping[str, int], reasons: Mapping[str, str]) -> Kpi:
    reason = next((reasons[need] for need in kpi.needs if reasons.get(need)), "")
    bottom = kpi.expression.denominator
    divisor = None if bottom is None else bottom.value(values)
    if not reason and divisor is not None and divisor <= 0:
        reason = kpi.empty
    found = None if reason else kpi.expression.value(values)
    return Kpi(
        kpi.code,
        kpi.name,
        kpi.formula,
        tuple(KpiInput(KPI_INPUTS[code][0], values[code], KPI_INPUTS[code][1], code) for code in kpi.inputs),
        None if found is None else float(found),
        kpi.unit,
        reason,
    )
