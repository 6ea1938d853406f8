"""The section ``history``: the earlier months that were recorded, and what of them is used."""

from __future__ import annotations

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.figures.measures import MEASURE_BY_CODE
from kehu_batch.model.figures.recorded import RecordedMonth
from kehu_batch.model.schema.history import RecordedMonthRecord
from kehu_batch.wording.numbers import fen_to_decimal


def write_history(analysis: Analysis) -> list[RecordedMonthRecord]:
    """Return each month, oldest first, with the drop that told it; what is used of it is an input of this drop."""
    return [_write_month(month) for month in analysis.recorded]


def _write_month(month: RecordedMonth) -> RecordedMonthRecord:
    return {
        "month": month.month,
        "source": month.source,
        "sha256": month.sha256,
        "used": not month.refused,
        "reason": month.refused,
        "fills": month.fills and not month.refused,
        "figures": {code: _write_value(code, value) for code, value in month.figures.items()},
        "restated": [
            {"figure": code, "then": _write_value(code, then), "now": _write_value(code, now)}
            for code, (then, now) in month.restated.items()
        ],
    }


def _write_value(code: str, value: float) -> float | str:
    measure = MEASURE_BY_CODE.get(code)
    return fen_to_decimal(round(value)) if measure is not None and measure.unit == "元" else value
