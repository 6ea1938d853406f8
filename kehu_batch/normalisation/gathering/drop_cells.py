"""Takes from workbooks what normalisation reads: it sees no sheet thereafter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kehu_batch.model.tables.dataset import Input
from kehu_batch.model.tables.recognition import Recognition
from kehu_batch.model.tables.source import Workbook
from kehu_batch.normalisation.cells.fields import MANY_FIELDS
from kehu_batch.normalisation.cells.raw import InputName, RawTable, Rows, SheetCells
from kehu_batch.normalisation.gathering.content import hash_content
from kehu_batch.normalisation.gathering.dittos import resolve_dittos
from kehu_batch.normalisation.gathering.merged import take_merged_money
from kehu_batch.normalisation.gathering.shown_cells import Holds
from kehu_batch.normalisation.gathering.tables import Sheets, gather
from kehu_batch.policy.vocabulary import FieldKind, Vocabulary
from kehu_batch.records import dataclass


@dataclass(frozen=True, slots=True)
class DropCells:
    """The cells of a drop.

    Args:
        tables: By table code; a table that the drop lacks is absent.
        own_sheets: Rows of the result sheets of an earlier run.
        other_sheets: All sheets without a table, those of ours too.
        names: How each file is called.
        inputs: The files with their hashes.
    """

    tables: Mapping[str, RawTable]
    own_sheets: tuple[Rows, ...]
    other_sheets: tuple[SheetCells, ...]
    names: Mapping[str, InputName]
    inputs: tuple[Input, ...]


def take_cells(workbooks: Sequence[Workbook], recognition: Recognition, vocabulary: Vocabulary) -> DropCells:
    """Take the cells of every table of a drop, of our own sheets, and how its files are called."""
    sheets = {(book.file, sheet.name): sheet for book in workbooks for sheet in book.sheets}
    in_1904 = frozenset(book.file for book in workbooks if book.date1904)
    codes = dict.fromkeys(region.table for region in recognition.regions)
    return DropCells(
        tables={code: _take_table(code, recognition, sheets, in_1904, vocabulary) for code in codes},
        own_sheets=tuple(own_rows(workbooks, recognition)),
        other_sheets=tuple(sheets_without_table(workbooks, recognition)),
        names={book.file: InputName.of(book.path) for book in workbooks},
        inputs=tuple(Input(book.file, book.sha256, hash_content(book, recognition)) for book in workbooks),
    )


_HOLDS = {
    FieldKind.AMOUNT: Holds.QUANTITIES,
    FieldKind.NUMBER: Holds.QUANTITIES,
    FieldKind.DATE: Holds.DAYS,
}
#: Texts that may hold a score, which is never taken from the row above.
_WITH_SCORES = frozenset({"feedback"})


def _take_table(
    table: str, recognition: Recognition, sheets: Sheets, in_1904: frozenset[str], vocabulary: Vocabulary
) -> RawTable:
    fields = vocabulary.tables[table].fields.values()
    money = frozenset(item.code for item in fields if item.kind is FieldKind.AMOUNT)
    holds = {item.code: _HOLDS[item.kind] for item in fields if item.kind in _HOLDS}
    quantities = {code for code, one in holds.items() if one is Holds.QUANTITIES}
    regions = [region for region in recognition.regions if region.table == table]
    raw = gather(table, regions, sheets, holds, in_1904)
    unlike_above = quantities | MANY_FIELDS.get(table, frozenset()) | _WITH_SCORES
    raw = resolve_dittos(raw, raw.columns.keys() - unlike_above)
    return take_merged_money(raw, money, sheets)


def own_rows(workbooks: Sequence[Workbook], recognition: Recognition) -> Iterator[Rows]:
    """Yield the rows of each sheet of ours."""
    ours = {(own.file, own.sheet) for own in recognition.own_sheets}
    for workbook in workbooks:
        yield from (sheet.rows for sheet in workbook.sheets if (sheet.file, sheet.name) in ours)


def sheets_without_table(workbooks: Sequence[Workbook], recognition: Recognition) -> Iterator[SheetCells]:
    """Yield each sheet that no table was recognised on."""
    tables = {(region.file, region.sheet) for region in recognition.regions}
    return (sheet for sheet in every_sheet(workbooks) if (sheet.file, sheet.name) not in tables)


def every_sheet(workbooks: Sequence[Workbook]) -> Iterator[SheetCells]:
    """Yield each sheet of a drop."""
    for workbook in workbooks:
        for sheet in workbook.sheets:
            yield SheetCells(workbook.file, sheet.name, sheet.rows, workbook.finance)
