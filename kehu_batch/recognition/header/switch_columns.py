"""Columns of states that say whether a record is switched on: 1 and 0 are no state of a follow-up."""

from __future__ import annotations

from kehu_batch.folding import fold_text
from kehu_batch.model.tables.recognition import ColumnMatch, Region, UnknownColumn
from kehu_batch.model.tables.source import CellValue, Sheet
from kehu_batch.policy.vocabulary import Vocabulary
from kehu_batch.recognition.header.general_columns import WEAK
from kehu_batch.records import replace

#: The field of a ledger that such a column is taken for, by a general 状态 or by its own name.
_STATE = "follow_status"
_WHY = "下只有“{words}”这样的启用标记，不是跟进状态"
#: Words that are told.
_NAMED = 3


def without_switches(sheet: Sheet, region: Region, vocabulary: Vocabulary) -> Region:
    """Return a region in which columns of states that only hold switches are not understood.

    Args:
        sheet: The region's sheet.
        region: The region, its rows known.
        vocabulary: Words of switches (启用, 停用, 1, 0), and those that may be (有效).
    """
    words = {match: _words(sheet, region, match) for match in region.columns if match.field == _STATE}
    sure = vocabulary.words.switches
    # A general 状态 of 有效 and 无效 is one, too; under 跟进状态 these may be states.
    general = sure | vocabulary.words.maybe_switches
    switches = {
        match: held
        for match, held in words.items()
        if held and set(held) <= (general if match.reason == WEAK else sure)
    }
    if not switches:
        return region
    told = (
        UnknownColumn(match.column, match.header, why=_WHY.format(words="、".join(held[:_NAMED])))
        for match, held in switches.items()
    )
    return replace(
        region,
        columns=tuple(match for match in region.columns if match not in switches),
        unknown=tuple(sorted((*region.unknown, *told), key=lambda item: item.column)),
    )


def _words(sheet: Sheet, region: Region, match: ColumnMatch) -> list[str]:
    """Return what a column holds, each once, in the order of the rows."""
    cells = sheet.column(match.column)
    held = dict.fromkeys(cells.codes[region.data_rows - 1].tolist())
    return list(dict.fromkeys(word for code in held if (word := _word(cells.values[code]))))


def _word(value: CellValue) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return fold_text(str(value)).strip()
