"""Records of the section ``history``: earlier months as earlier drops told them; empty outside a workspace."""

from __future__ import annotations

from typing import Annotated

from kehu_batch.model.schema.kinds import Hash, Money
from kehu_batch.model.schema.record import Keywords, Record


class Restated(Record):
    """A figure as it was told, and as it comes out now."""

    figure: str
    then: float | Money
    now: float | Money


class RecordedMonthRecord(Record):
    """An earlier month with the drop that told it."""

    month: Annotated[str, Keywords(pattern=r"^\d{4}-\d{2}$")]
    source: str
    sha256: Hash
    used: bool
    reason: str
    fills: bool
    figures: dict[str, float | Money]
    restated: list[Restated]
