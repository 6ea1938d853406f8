"""坏账准备 as JSON data: an estimate."""

from __future__ import annotations

from kehu_batch.model.figures.provision import ProvisionFigures
from kehu_batch.model.schema.provision import AgeProvision, AloneProvision, MonthProvision, ProvisionRecord
from kehu_batch.summary.records import add_reasons, decimal_or_none, list_records
from kehu_batch.wording.numbers import fen_to_decimal


def write_provision(figures: ProvisionFigures | None) -> ProvisionRecord:
    """Return the provision; a figure that is not known is ``None`` with its reason beside it.

    Raises:
        ValueError: It was not measured.
    """
    if figures is None:
        raise ValueError("figures without a provision")
    table = figures.by_migration
    record: ProvisionRecord = {
        "estimate": True,
        "method": "migration" if figures.method == "migration" else "age",
        "age": fen_to_decimal(figures.age_fen),
        "migration": decimal_or_none(figures.migration_fen),
        "opening": decimal_or_none(figures.opening_fen),
        "opening_source": figures.opening_source or None,
        "charged": decimal_or_none(figures.charged_fen),
        "written_off": decimal_or_none(figures.written_off_fen),
        "recovered": fen_to_decimal(figures.recovered_fen),
        "closing": fen_to_decimal(figures.closing_fen),
        "unrated": fen_to_decimal(figures.unrated_fen),
        "by_age": list_records(figures.by_age, AgeProvision),
        "by_migration": None if table is None else list_records(table, MonthProvision),
        "individual": list_records(figures.individual, AloneProvision),
    }
    reasons = {**figures.reasons, "by_migration": figures.reasons.get("migration", "")}
    return add_reasons(ProvisionRecord, record, reasons)
