"""Columns headed 满意, 一般, 不满意 in which one is ticked a row: together they are the score (docs/rules.md, 3)."""

from __future__ import annotations

import re

from kehu_batch.folding import fold_header
from kehu_batch.model.tables.recognition import ColumnMatch, Region
from kehu_batch.model.tables.source import Sheet
from kehu_batch.policy.cell_words import is_ticked
from kehu_batch.policy.vocabulary import TableKind, Vocabulary
from kehu_batch.records import replace

#: Why such columns are understood.
TICKED = "勾选列"

_SCORE, _FEEDBACK = "score", "feedback"
#: How to fill the column in: 满意(√), 满意度(请打勾).
_HOW = re.compile(r"\((?:请?(?:在相应栏内?)?[打划画]?[√✓✔勾]|请?勾选|单选)\)")
#: Between the name of a group and the verdict under it.
_BETWEEN = " -_/:()"


def with_ticked_scores(sheet: Sheet, region: Region, vocabulary: Vocabulary) -> Region:
    """Return a region whose columns of ticked verdicts are its score.

    Nothing is taken where a column of scores stands beside, where two columns have one verdict, or where a cell holds
    something other than a tick: then the columns stay unknown, which is told.

    Args:
        sheet: The region's sheet.
        region: The region, its rows known.
        vocabulary: Words of verdicts, and the headers that may stand over them.
    """
    table = vocabulary.tables[region.table]
    if _SCORE not in table.fields or region.column_of(_SCORE) is not None:
        return region
    found = [
        ColumnMatch(_SCORE, column.column, verdict, TICKED)
        for column in region.unknown
        if (verdict := _verdict_of(column.header, table, vocabulary.words.verdicts))
    ]
    verdicts = {match.header for match in found}
    if (
        len(found) < 2
        or len(verdicts) < len(found)
        or not all(_is_ticks(sheet, region, one) for one in found)
    ):
        return region
    whole = ColumnMatch(_SCORE, found[0].column, "/".join(match.header for match in found), TICKED)
    taken = {match.column for match in found}
    return replace(
        region,
        columns=tuple(sorted((*region.columns, whole), key=lambda match: match.column)),
        unknown=tuple(column for column in region.unknown if column.column not in taken),
        choices=tuple(found),
    )


def _verdict_of(header: str, table: TableKind, verdicts: tuple[str, ...]) -> str:
    """Return the verdict that a header is, alone or under the name of a score or of feedback; else ``""``."""
    folded = _HOW.sub("", fold_header(header))
    for verdict in sorted(verdicts, key=len, reverse=True):
        if folded.endswith(verdict):
            group = folded.removesuffix(verdict).strip(_BETWEEN)
            return verdict if not group or table.strong.get(group) in {_SCORE, _FEEDBACK} else ""
    return ""


def _is_ticks(sheet: Sheet, region: Region, match: ColumnMatch) -> bool:
    cells = sheet.column(match.column)
    held = {cells.values[code] for code in {*cells.codes[region.data_rows - 1].tolist()}}
    return all(is_ticked(value, match.header) is not None for value in held)
