"""Read .xlsb, values and all: the parts of a package whose content is records instead of markup."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.tables.source import Sheet, SheetState, TotalsRow
from kehu_batch.ooxml.opc.zip_members import BrokenArchive, Member
from kehu_batch.records import dataclass, replace
from kehu_batch.source import refusals
from kehu_batch.source.binary_values import SHEET_STATES
from kehu_batch.source.content import Content
from kehu_batch.source.extent import check_sheet_count
from kehu_batch.source.formats.shown_numbers import NumberFormats, number_formats
from kehu_batch.source.package.input_package import InputPackage
from kehu_batch.source.package.relations import Relations, find_workbook_part, part_of_kind, read_relations
from kehu_batch.source.sheet_rows import SheetRows
from kehu_batch.source.struck_runs import with_struck_runs
from kehu_batch.source.xlsb.biff12_records import read_records, take_text
from kehu_batch.source.xlsb.biff12_sheet import WANTED, read_sheet_records

_SHARED_TEXT, _FONT, _FORMAT, _CELL_FORMAT, _WORKBOOK_SETTINGS, _LISTED_SHEET = 19, 43, 44, 47, 153, 156
_CELL_FORMATS_BEGIN, _CELL_FORMATS_END = 617, 618
_DATE_1904 = _RICH = 1
_STRIKES = 0x08
#: The beginning of a table: its area, kind, number, rows of headers and of totals.
_TABLE, _TABLE_HEAD = 343, struct.Struct("<IIIIIIII")
_LONG, _SHORT, _PARENT_AND_FORMAT = struct.Struct("<I"), struct.Struct("<H"), struct.Struct("<HH")


@dataclass(frozen=True, slots=True)
class _ListedSheet:
    """A worksheet as the workbook lists it."""

    name: str
    state: SheetState
    part: Member


def _records(
    package: InputPackage, part: Member | None, wanted: frozenset[int]
) -> Iterator[tuple[int, bytes]]:
    """Yield the wanted records of a part; none where there is no part."""
    if part is not None:
        with package.open(part) as stream:
            yield from read_records(stream, wanted, package.file, package.limits)


def read_xlsb(data: bytes, file: str, limits: ReadLimits) -> Content:
    """Read a workbook of the binary format since Excel 2007.

    Raises:
        InputRejected: ``damaged`` or ``too_large``.
    """
    with InputPackage(data, file, limits) as package:
        workbook = find_workbook_part(package)
        relations = read_relations(package, workbook.name)
        try:
            listed, date1904 = _read_workbook(package, workbook, relations)
            styles = part_of_kind(relations, "styles")
            formats = _read_formats(package, styles, date1904=date1904)
            striking = _read_striking_fonts(package, styles)
            texts = _read_shared_texts(package, part_of_kind(relations, "sharedStrings"), striking)
            return Content(tuple(_read_sheets(package, listed, texts, formats)), date1904)
        except (BrokenArchive, struct.error, LookupError, ValueError) as error:
            # The latter three for records that are shorter than they must be.
            raise refusals.damaged(file) from error


def _read_workbook(
    package: InputPackage, workbook: Member, relations: Relations
) -> tuple[list[_ListedSheet], bool]:
    """Return the worksheets in the order of their tabs, and whether dates count from 1904."""
    listed: list[_ListedSheet] = []
    date1904 = False
    for number, data in _records(package, workbook, frozenset({_WORKBOOK_SETTINGS, _LISTED_SHEET})):
        if number == _WORKBOOK_SETTINGS:
            date1904 = bool(_LONG.unpack_from(data)[0] & _DATE_1904)
        elif (sheet := _listed_sheet(data, relations)) is not None:
            listed.append(sheet)
    return listed, date1904


def _listed_sheet(data: bytes, relations: Relations) -> _ListedSheet | None:
    """Return a worksheet; ``None`` for a chart and the like, and for one that is missing."""
    state = SHEET_STATES[min(_LONG.unpack_from(data)[0], 2)]
    # Excel 2007 before its release wrote four bytes more.
    for at in (8, 12):
        relation, behind = _text_or_none(data, at)
        found = relations.get(relation)
        if found is not None and found.kind == "worksheet":
            name = take_text(data, behind)[0]
            return None if found.part is None else _ListedSheet(name, state, found.part)
    return None


def _text_or_none(data: bytes, at: int) -> tuple[str, int]:
    try:
        return take_text(data, at)
    except (ValueError, struct.error):
        return "", at


def _read_formats(package: InputPackage, part: Member | None, *, date1904: bool) -> NumberFormats:
    codes: dict[int, str] = {}
    cell_formats: list[int] = []
    inside = False
    wanted = frozenset({_FORMAT, _CELL_FORMAT, _CELL_FORMATS_BEGIN, _CELL_FORMATS_END})
    for number, data in _records(package, part, wanted):
        if number == _FORMAT:
            codes[_SHORT.unpack_from(data)[0]] = take_text(data, 2)[0]
        elif number == _CELL_FORMAT:
            # Named styles have records of the same kind, which no cell refers to.
            if inside:
                cell_formats.append(_PARENT_AND_FORMAT.unpack_from(data)[1])
        else:
            inside = number == _CELL_FORMATS_BEGIN
    return number_formats(codes, cell_formats, date1904=date1904)


def _read_striking_fonts(package: InputPackage, part: Member | None) -> frozenset[int]:
    """Return the numbers of fonts that strike out."""
    fonts = _records(package, part, frozenset({_FONT}))
    return frozenset(
        number for number, (_, data) in enumerate(fonts) if _SHORT.unpack_from(data, 2)[0] & _STRIKES
    )


def _read_shared_texts(package: InputPackage, part: Member | None, striking: frozenset[int]) -> list[str]:
    texts: list[str] = []
    for _, data in _records(package, part, frozenset({_SHARED_TEXT})):
        if len(texts) >= package.limits.strings:
            raise refusals.too_large(package.file, f"各单元格共用的文本多于 {package.limits.strings:,} 条")
        # A byte says what follows the text: runs of its format, and how it is read aloud.
        text, at = take_text(data, 1)
        texts.append(with_struck_runs(text, _runs(data, at), striking) if data[0] & _RICH else text)
    return texts


def _runs(data: bytes, at: int) -> list[tuple[int, int]]:
    """Return where each run of a text begins, and its font."""
    (count,) = _LONG.unpack_from(data, at)
    return [*_PARENT_AND_FORMAT.iter_unpack(data[at + 4 : at + 4 + 4 * count])]


def _read_totals_rows(package: InputPackage, sheet: Member) -> tuple[TotalsRow, ...]:
    """Return the totals rows of a sheet's tables."""
    found: list[TotalsRow] = []
    for relation in read_relations(package, sheet.name).values():
        part = relation.part if relation.kind == "table" else None
        for _, data in _records(package, part, frozenset({_TABLE})):
            _, last_row, first_column, last_column, _, _, _, totals = _TABLE_HEAD.unpack_from(data)
            if totals:
                found.append(TotalsRow(last_row + 1, first_column, last_column))
    return tuple(found)


def _read_sheets(
    package: InputPackage, listed: Sequence[_ListedSheet], texts: Sequence[str], formats: NumberFormats
) -> list[Sheet]:
    check_sheet_count(len(listed), package.file, package.limits)
    if len({entry.name for entry in listed}) < len(listed):
        raise refusals.damaged(package.file, "有两张工作表同名")
    sheets: list[Sheet] = []
    size = held = 0
    for entry in listed:
        size += entry.part.size
        rows = SheetRows(entry.name, package.file, package.limits, size, held)
        read_sheet_records(_records(package, entry.part, WANTED), rows, texts, formats)
        held = rows.cells
        sheet = rows.to_sheet(entry.state)
        sheets.append(replace(sheet, totals_rows=_read_totals_rows(package, entry.part)))
    return sheets
