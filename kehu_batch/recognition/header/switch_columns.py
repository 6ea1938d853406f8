"""Columns named 状态 that say whether a record is switched on: 1 and 0 are no state of a follow-up."""

from __future__ import annotations

from kehu_batch.folding import fold_text
from kehu_batch.model.tables.recognition import ColumnMatch, Region, UnknownColumn
from kehu_batch.model.tables.source import CellValue, Sheet
from kehu_batch.policy.vocabulary import Vocabulary
from kehu_batch.recognition.header.reading import WEAK
from kehu_batch.records import replace

#: The field of a ledger that a general 状态 may be taken for.
_STATE = "follow_status"


def without_switches(sheet: Sheet, region: Region, vocabulary: Vocabulary) -> Region:
    """Return a region in which columns of a general header that only hold switches are not understood.

    Args:
        sheet: The region's sheet.
        region: The region, its rows known.
        vocabulary: Words of switches (启用, 停用, 1, 0).
    """
    switches = [
        match
        for match in region.columns
        if match.reason == WEAK and match.field == _STATE and _is_switch(sheet, region, match, vocabulary)
    ]
    if not switches:
        return region
    unknown = (*region.unknown, *(UnknownColumn(match.column, match.header) for match in switches))
    return replace(
        region,
        columns=tuple(match for match in region.columns if match not in switches),
        unknown=tuple(sorted(unknown, key=lambda item: item.column)),
    )


def _is_switch(sheet: Sheet, region: Region, match: ColumnMatch, vocabulary: Vocabulary) -> bool:
    cells = sheet.column(match.column)
    held = {cells.values[code] for code in {*cells.codes[region.data_rows - 1].tolist()}}
    words = {word for value in held if (word := _word(value))}
    return bool(words) and words <= vocabulary.words.switches


def _word(value: CellValue) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return fold_text(str(value)).strip()
