"""One table twice in a drop.

Of an original and its annotated copy the copy is used, as it may hold corrections. Of two tables of documents or
balances that are equal in every cell (a copy of a file, or the same as .xls and .xlsx) one is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kehu_batch.copy_names import original_stem
from kehu_batch.model.findings.catalogue_reading import ORIGINAL_AND_COPY, TABLE_REPEATED
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.location import Location
from kehu_batch.model.tables.recognition import Recognition, Region
from kehu_batch.model.tables.source import Sheet, Workbook
from kehu_batch.records import replace

#: How copies of a sheet are named: ``10月 (2)``, ``10月 - 副本``.
_COPY = re.compile(r"(.+?)\s*(?:[(（]\d{1,2}[)）]|-?\s*副本\s*(?:[(（]\d{1,2}[)）])?)")


def prefer_annotated_copies(
    workbooks: Sequence[Workbook], recognition: Recognition
) -> tuple[tuple[Workbook, ...], Recognition]:
    """Leave out each original whose annotated copy is in the same drop, with a finding.

    A copy is a workbook named like the original with ``_批注`` at the end that holds our result sheets beside
    tables. One that holds nothing but result sheets is a companion of an original that could not be annotated:
    it holds no input and is left out in silence.
    """
    with_tables = {region.file for region in recognition.regions}
    ours = {own.file for own in recognition.own_sheets}
    workbooks = tuple(book for book in workbooks if book.file not in ours - with_tables)
    marked = ours & with_tables
    stems = {original_stem(book.path.name): book.file for book in workbooks if book.file in marked}
    dropped = {
        book.file: stems[book.path.stem]
        for book in workbooks
        if book.file not in marked and book.path.stem in stems
    }
    if not dropped:
        return workbooks, recognition
    findings = [_finding(original, copy) for original, copy in dropped.items()]
    kept = [region for region in recognition.regions if region.file not in dropped]
    return (
        tuple(book for book in workbooks if book.file not in dropped),
        replace(
            recognition,
            regions=tuple(replace(region, id=position) for position, region in enumerate(kept)),
            findings=(
                *(f for f in recognition.findings if f.location is None or f.location.file not in dropped),
                *findings,
            ),
        ),
    )


def _finding(original: str, copy: str) -> Finding:
    return Finding(
        ORIGINAL_AND_COPY,
        Location(original),
        f"“{original}”和它的批注副本“{copy}”同时投递，只使用批注副本",
        value=original,
    )


#: Tables whose rows are kept where they are equal, so that a copy of the table would double their money, each with the
#: field that tells its rows apart.
_KEPT = {
    "invoices": "invoice_no",
    "receipts": "receipt_no",
    "orders": "order_id",
    "balances": "receivable_balance",
}
#: Rows without numbers may be equal by chance where they are fewer.
_FEWEST = 3
_ANNOTATED = (".xlsx", ".xlsm")


def leave_out_repeated_tables(
    workbooks: Sequence[Workbook], recognition: Recognition
) -> tuple[tuple[Workbook, ...], Recognition]:
    """Leave out each table of documents or balances that repeats another of its side in every cell, with a finding.

    Of two the one that can be annotated is read, else the one under the shorter name. A workbook that holds
    nothing but tables left out is left out.
    """
    sheets = {(book.file, sheet.name): sheet for book in workbooks for sheet in book.sheets}
    alike: dict[tuple[Any, ...], list[Region]] = {}
    for region in recognition.regions:
        if _may_be_repeated(region):
            shape = (
                region.table,
                region.side,
                region.title,
                len(region.data_rows),
                region.last_column - region.first_column,
            )
            alike.setdefault(shape, []).append(region)
    repeated: dict[int, Region] = {}
    for group in (group for group in alike.values() if len(group) > 1):
        kept: dict[tuple[str, ...], Region] = {}
        for region in sorted(group, key=_preference):
            cells = _cells_of(sheets[region.file, region.sheet], region)
            if kept.setdefault(cells, region) is not region:
                repeated[region.id] = kept[cells]
    if not repeated:
        return tuple(workbooks), recognition
    left = [region for region in recognition.regions if region.id not in repeated]
    tabled = {(region.file, region.sheet) for region in recognition.regions}
    # What else stands in a workbook (a trial balance, explanations) is read from it all the same.
    files = {region.file for region in left} | {
        book.file
        for book in workbooks
        for sheet in book.sheets
        if sheet.rows and (book.file, sheet.name) not in tabled
    }
    gone = {recognition.regions[number].file for number in repeated} - files
    told = [_repeated(recognition.regions[number], repeated[number]) for number in sorted(repeated)]
    return (
        tuple(book for book in workbooks if book.file not in gone),
        replace(
            recognition,
            regions=tuple(replace(region, id=position) for position, region in enumerate(left)),
            findings=(
                *(f for f in recognition.findings if f.location is None or f.location.file not in gone),
                *told,
            ),
        ),
    )


def _preference(region: Region) -> tuple[bool, int, int, int]:
    """Sort first what can be annotated, then the shorter names: ``应收.xlsx`` before ``应收 - 副本.xlsx``."""
    return not region.file.lower().endswith(_ANNOTATED), len(region.file), len(region.sheet), region.id


def _may_be_repeated(region: Region) -> bool:
    field = _KEPT.get(region.table)
    return field is not None and (region.column_of(field) is not None or len(region.data_rows) >= _FEWEST)


def _cells_of(sheet: Sheet, region: Region) -> tuple[str, ...]:
    """Return the header and all cells of a table as texts, our own columns left out."""
    texts: list[str] = []
    for column in range(region.first_column, region.last_column + 1):
        if column not in region.own_columns:
            cells = sheet.column(column)
            texts.append(str(cells.values[cells.codes[region.header_row - 1]]))
            texts += map(str, cells.values[cells.codes[region.data_rows - 1]].tolist())
    return tuple(texts)


def _repeated(region: Region, kept: Region) -> Finding:
    place = Location(region.file, region.sheet, region.header_row, region.first_column)
    message = f"“{region.file}”的工作表“{region.sheet}”与“{kept.file}”的“{kept.sheet}”每一格都相同，只读后者"
    return Finding(TABLE_REPEATED, place, message, region.file, region.table)


def original_of(sheet: Sheet, workbook: Workbook) -> str | None:
    """Return the name of the sheet that this one is a copy of, by its name and all that it holds."""
    match = _COPY.fullmatch(sheet.name.strip())
    if match is None or not sheet.rows:
        return None
    return next(
        (
            other.name
            for other in workbook.sheets
            if other is not sheet and other.name.strip() == match[1].strip() and other.rows == sheet.rows
        ),
        None,
    )
