"""The unit of a column of money: as its header says, as somebody answered, or in doubt (docs/rules.md, 2.5)."""

from __future__ import annotations

import numpy as np

from kehu_batch.model.findings.catalogue_values import AMOUNT_UNIT_DOUBTFUL, AMOUNT_UNIT_UNKNOWN
from kehu_batch.model.findings.question import QuestionKind
from kehu_batch.model.tables.recognition import ColumnMatch, Region
from kehu_batch.normalisation.cells.collecting import Collector, show_value
from kehu_batch.normalisation.cells.distinct import Distinct
from kehu_batch.normalisation.cells.raw import RawColumn
from kehu_batch.normalisation.money.amounts import AmountReading
from kehu_batch.normalisation.money.row_units import contradicts_header
from kehu_batch.normalisation.money.scales import FEN_PER_YUAN, unit_of_header, units_of_header
from kehu_batch.policy.column_questions import answered_unit, ask_unit, unit_key

#: A unit of thousands and more is there to save digits: numbers of five digits under it are rather of yuan.
_LARGE_UNIT = 1_000 * FEN_PER_YUAN
_LONG_NUMBER = 10_000
_LEAST_NUMBERS = 3


def unit_of_column(match: ColumnMatch) -> int:
    """Return the fen in one unit of a column: its header's, else that known for it, e.g. by ``单位:万元``."""
    return unit_of_header(match.header) or unit_of_header(f"({match.unit})") or FEN_PER_YUAN


def unit_of_region(
    collector: Collector, column: tuple[str, str], region: Region, words: RawColumn | None
) -> tuple[int | None, bool]:
    """Return the fen in one unit of a region's column, ``None`` where it says two; and whether it was answered.

    Args:
        collector: The table's cells, its findings and the answers.
        column: Field code and header.
        region: The table.
        words: The column 单位 beside it; ``None`` where there is none.
    """
    field, header = column
    key = unit_key(region, field)
    collector.answer(QuestionKind.UNIT, key)
    answered = answered_unit(collector.answers, key)
    if answered is not None:
        return answered, True
    if len(units_of_header(header)) > 1 or contradicts_header(words, header):
        message = f"表头“{show_value(header)}”写了两种金额单位，或与“单位”列矛盾"
        collector.add_column(AMOUNT_UNIT_UNKNOWN, field, region, message)
        collector.ask(AMOUNT_UNIT_UNKNOWN, region, ask_unit(key, show_value(header)), field)
        return None, False
    stated = (unit_of_column(match) for match in region.columns if match.field == field)
    return next(stated, FEN_PER_YUAN), False


def doubt_unit(
    collector: Collector,
    column: tuple[str, str],
    region: Region,
    readings: Distinct[AmountReading],
    unit: int,
) -> None:
    """Doubt a large unit under which numbers are so long that nobody would have needed it.

    Args:
        collector: Where the finding and its question go.
        column: Field code and header.
        region: The table.
        readings: Its amounts.
        unit: Fen in one unit by which they were read.
    """
    if unit < _LARGE_UNIT or region.unit_column is not None:
        return
    fen = readings.pick(lambda reading: 0 if reading.own_unit else abs(reading.fen or 0), np.int64)
    fen = fen[fen > 0]
    if len(fen) < _LEAST_NUMBERS or np.median(fen) < _LONG_NUMBER * unit:
        return
    (field, header), middle = column, float(np.median(fen)) / FEN_PER_YUAN
    message = f"“{show_value(header)}”按表头的单位读，中间的一个是 {middle:,.0f} 元，单位可能写错"
    collector.add_column(AMOUNT_UNIT_DOUBTFUL, field, region, message)
    question = ask_unit(unit_key(region, field), show_value(header))
    collector.ask(AMOUNT_UNIT_DOUBTFUL, region, question, field)
