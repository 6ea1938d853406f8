"""Read .xlsb, values and all: the parts of a package whose content is records instead of markup."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator, Mapping, Sequence

from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.tables.source import Sheet, SheetState, TotalsRow
from kehu_batch.records import dataclass, replace
from kehu_batch.source import refusals
from kehu_batch.source.content import Content
from kehu_batch.source.extent import check_sheet_count
from kehu_batch.source.formats.shown_numbers import NumberFormats, number_formats
from kehu_batch.source.sheet_rows import SheetRows
from kehu_batch.source.xlsb.biff12_records import read_records, take_text
from kehu_batch.source.xlsb.biff12_sheet import WANTED, read_sheet_records
from kehu_batch.source.xlsx.archives import open_archive
from kehu_batch.source.xlsx.package import find_workbook_part, part_of_kind, read_relations

_SHARED_TEXT, _FORMAT, _CELL_FORMAT, _WORKBOOK_SETTINGS, _LISTED_SHEET = 19, 44, 47, 153, 156
_CELL_FORMATS_BEGIN, _CELL_FORMATS_END = 617, 618
_DATE_1904 = 1
#: The beginning of a table: its area, kind, number, rows of headers and of totals.
_TABLE, _TABLE_HEAD = 343, struct.Struct("<IIIIIIII")
_STATES = (SheetState.VISIBLE, SheetState.HIDDEN, SheetState.VERY_HIDDEN)
_LONG, _SHORT, _PARENT_AND_FORMAT = struct.Struct("<I"), struct.Struct("<H"), struct.Struct("<HH")

_Relations = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _ListedSheet:
    """A sheet as the workbook lists it; ``part`` is empty for a chart and the like, and for one that is missing."""

    name: str
    state: SheetState
    part: str


@dataclass(frozen=True, slots=True)
class _Parts:
    """The open package, and what is said of it in messages."""

    archive: zipfile.ZipFile
    file: str
    limits: ReadLimits

    def records(self, part: str, wanted: frozenset[int]) -> Iterator[tuple[int, bytes]]:
        """Yield the wanted records of a part."""
        with self.archive.open(part) as stream:
            yield from read_records(stream, wanted, self.file, self.limits)


def read_xlsb(data: bytes, file: str, limits: ReadLimits) -> Content:
    """Read a workbook of the binary format since Excel 2007.

    Raises:
        InputRejected: ``damaged`` or ``too_large``.
    """
    with open_archive(data, file, limits) as archive:
        parts = _Parts(archive, file, limits)
        workbook = find_workbook_part(archive, file, limits)
        relations = read_relations(archive, workbook, file, limits)
        try:
            listed, date1904 = _read_workbook(parts, workbook, relations)
            formats = _read_formats(parts, part_of_kind(relations, "styles"), date1904=date1904)
            texts = _read_shared_texts(parts, part_of_kind(relations, "sharedStrings"))
            return Content(tuple(_read_sheets(parts, listed, texts, formats)), date1904)
        except refusals.BROKEN_ARCHIVE as error:
            raise refusals.damaged(file) from error


def _read_workbook(parts: _Parts, workbook: str, relations: _Relations) -> tuple[list[_ListedSheet], bool]:
    """Return the worksheets in the order of their tabs, and whether dates count from 1904."""
    listed: list[_ListedSheet] = []
    date1904 = False
    for number, data in parts.records(workbook, frozenset({_WORKBOOK_SETTINGS, _LISTED_SHEET})):
        if number == _WORKBOOK_SETTINGS:
            date1904 = bool(_LONG.unpack_from(data)[0] & _DATE_1904)
        else:
            listed.append(_listed_sheet(data, relations))
    return [sheet for sheet in listed if sheet.part], date1904


def _listed_sheet(data: bytes, relations: _Relations) -> _ListedSheet:
    state = _STATES[min(_LONG.unpack_from(data)[0], 2)]
    # Excel 2007 before its release wrote four bytes more.
    for at in (8, 12):
        relation, behind = _text_or_none(data, at)
        kind, part = relations.get(relation, ("", ""))
        if kind == "worksheet":
            return _ListedSheet(take_text(data, behind)[0], state, part)
    return _ListedSheet("", state, "")


def _text_or_none(data: bytes, at: int) -> tuple[str, int]:
    try:
        return take_text(data, at)
    except (ValueError, struct.error):
        return "", at


def _read_formats(parts: _Parts, part: str, *, date1904: bool) -> NumberFormats:
    codes: dict[int, str] = {}
    cell_formats: list[int] = []
    inside = False
    wanted = frozenset({_FORMAT, _CELL_FORMAT, _CELL_FORMATS_BEGIN, _CELL_FORMATS_END})
    for number, data in parts.records(part, wanted) if part else ():
        if number == _FORMAT:
            codes[_SHORT.unpack_from(data)[0]] = take_text(data, 2)[0]
        elif number == _CELL_FORMAT:
            # Named styles have records of the same kind, which no cell refers to.
            if inside:
                cell_formats.append(_PARENT_AND_FORMAT.unpack_from(data)[1])
        else:
            inside = number == _CELL_FORMATS_BEGIN
    return number_formats(codes, cell_formats, date1904=date1904)


def _read_shared_texts(parts: _Parts, part: str) -> list[str]:
    texts: list[str] = []
    for _, data in parts.records(part, frozenset({_SHARED_TEXT})) if part else ():
        if len(texts) >= parts.limits.strings:
            raise refusals.too_large(parts.file, f"各单元格共用的文本多于 {parts.limits.strings:,} 条")
        # A byte says what follows the text: runs of its format, and how it is read aloud.
        texts.append(take_text(data, 1)[0])
    return texts


def _read_totals_rows(parts: _Parts, sheet: str) -> tuple[TotalsRow, ...]:
    """Return the totals rows of a sheet's tables."""
    found: list[TotalsRow] = []
    for kind, part in read_relations(parts.archive, sheet, parts.file, parts.limits).values():
        for _, data in parts.records(part, frozenset({_TABLE})) if kind == "table" and part else ():
            _, last_row, first_column, last_column, _, _, _, totals = _TABLE_HEAD.unpack_from(data)
            if totals:
                found.append(TotalsRow(last_row + 1, first_column, last_column))
    return tuple(found)


def _read_sheets(
    parts: _Parts, listed: Sequence[_ListedSheet], texts: Sequence[str], formats: NumberFormats
) -> list[Sheet]:
    check_sheet_count(len(listed), parts.file, parts.limits)
    if len({entry.name for entry in listed}) < len(listed):
        raise refusals.damaged(parts.file, "有两张工作表同名")
    sheets: list[Sheet] = []
    size = held = 0
    for entry in listed:
        size += parts.archive.getinfo(entry.part).file_size
        rows = SheetRows(entry.name, parts.file, parts.limits, size, held)
        read_sheet_records(parts.records(entry.part, WANTED), rows, texts, formats)
        held = rows.cells
        sheet = rows.to_sheet(entry.state)
        sheets.append(replace(sheet, totals_rows=_read_totals_rows(parts, entry.part)))
    return sheets
