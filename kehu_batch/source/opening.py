"""Open one input file: what it is, whether it is safe to read, and its sheets."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from kehu_batch.errors import KehuError
from kehu_batch.model.source import CellValue, FileFormat, MergedRange, Sheet, SheetState, Workbook
from kehu_batch.source import refusals
from kehu_batch.source.container import detect_format
from kehu_batch.source.delimited import read_delimited
from kehu_batch.source.limits import ReadLimits
from kehu_batch.source.open_document import scan_document
from kehu_batch.source.package import check_bounds, read_package, without_dangling_sheets
from kehu_batch.source.sheet_facts import SheetFacts, filled_extent, scan_sheet, verify_member

_T = TypeVar("_T")
#: A list of pairs, as the reader's enumeration does not hash.
_STATES = (
    (SheetVisibleEnum.Visible, SheetState.VISIBLE),
    (SheetVisibleEnum.Hidden, SheetState.HIDDEN),
    (SheetVisibleEnum.VeryHidden, SheetState.VERY_HIDDEN),
)
#: Deflate unpacks at most this many times; smaller members cannot lie about their size to any effect.
_DEFLATE_RATIO = 1032


@dataclass(slots=True)
class _Preview:
    """What was learnt of a package before the reader sees it."""

    data: bytes
    date1904: bool = False
    facts: dict[str, SheetFacts] = field(default_factory=dict)


def open_workbook(path: Path, *, limits: ReadLimits | None = None, finance: bool = False) -> Workbook:
    """Read every worksheet of a file, with true addresses.

    The container is told by content, so a BIFF file under ``.xlsx`` is read. Error cells hold their text
    (``"#DIV/0!"``), numbers whose format is zeros only hold what the sheet shows (``"000123"``).

    Args:
        path: An existing file.
        limits: Bounds; the defaults where ``None``.
        finance: Whether the caller marks the file as finance's.

    Raises:
        InputRejected: With one of the codes ``empty_workbook``, ``encrypted``, ``damaged``,
            ``not_a_spreadsheet``, ``too_large``, ``locked``, ``unreadable``, ``unknown_encoding``.
    """
    limits = limits or ReadLimits()
    data = _read_bytes(path, limits)
    digest = hashlib.sha256(data).hexdigest()
    kind = detect_format(data, path.name)
    date1904 = False
    if kind is FileFormat.CSV:
        sheets: tuple[Sheet, ...] = (read_delimited(data, path.name, path.stem, limits),)
    else:
        preview = _preview(data, kind, path.name, limits)
        date1904 = preview.date1904
        sheets = _read_sheets(preview, path.name, limits)
    if not any(sheet.rows for sheet in sheets):
        raise refusals.empty_workbook(path.name)
    return Workbook(path, path.name, kind, digest, sheets, date1904, finance)


def _read_bytes(path: Path, limits: ReadLimits) -> bytes:
    try:
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise refusals.too_large(
                path.name, f"文件有 {size >> 20:,} MB，上限 {limits.file_bytes >> 20:,} MB"
            )
        data = path.read_bytes()
    except PermissionError as error:
        raise refusals.locked(path.name) from error
    except OSError as error:
        raise refusals.unreadable(path.name, error.strerror or "系统错误") from error
    if not data:
        raise refusals.empty_workbook(path.name)
    return data


def _preview(data: bytes, kind: FileFormat, file: str, limits: ReadLimits) -> _Preview:
    """Check a package's bounds and collect what the reader will not tell; nothing for other containers."""
    if kind is FileFormat.XLS:
        return _Preview(data)
    with _opened(data, file) as archive:
        check_bounds(archive, file, limits)
        for member in archive.infolist():
            packed = member.compress_size * _DEFLATE_RATIO
            if packed > limits.ratio_floor_bytes and not _is_sheet(member.filename):
                verify_member(archive, member.filename, file)
        if kind in {FileFormat.XLSX, FileFormat.XLSM}:
            return _preview_ooxml(data, archive, file, limits)
        if kind is FileFormat.ODS:
            return _preview_document(data, archive, file, limits)
    return _Preview(data)


def _opened(data: bytes, file: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except refusals.BROKEN_ARCHIVE as error:
        raise refusals.damaged(file, "压缩结构不完整") from error


def _is_sheet(member: str) -> bool:
    return "/worksheets/" in member.replace("\\", "/").lower() and member.lower().endswith(".xml")


def _preview_ooxml(data: bytes, archive: zipfile.ZipFile, file: str, limits: ReadLimits) -> _Preview:
    package = read_package(archive, file)
    preview = _Preview(data, package.date1904)
    for sheet in package.sheets:
        if not (sheet.worksheet and sheet.part):
            continue
        facts = scan_sheet(archive, sheet.part, package.id_formats, file)
        size = archive.getinfo(sheet.part).file_size
        reach = facts.last_row * (facts.last_column + 1)
        if reach > limits.cells or (reach > limits.sparse_cells and size < reach):
            last_row, last_column = filled_extent(archive, sheet.part, file)
            sparse = size < last_row * (last_column + 1)
            bounds = replace(limits, cells=min(limits.cells, limits.sparse_cells)) if sparse else limits
            _check_extent(last_row, last_column, sheet.name, file, bounds)
        preview.facts[sheet.name] = facts
    if package.dangling:
        preview.data = without_dangling_sheets(data, package, file)
    return preview


def _preview_document(data: bytes, archive: zipfile.ZipFile, file: str, limits: ReadLimits) -> _Preview:
    facts = scan_document(archive, file)
    for name, found in facts.items():
        # Repeated cells are one element each: the reader would fill the memory before it could be asked.
        _check_extent(found.last_row, found.last_column, name, file, limits)
    return _Preview(data, facts=facts)


def _check_extent(last_row: int, last_column: int, sheet: str, file: str, limits: ReadLimits) -> None:
    columns = last_column + 1
    for count, bound, word in (
        (last_row, limits.rows, "行"),
        (columns, limits.columns, "列"),
        (last_row * columns, limits.cells, "个单元格"),
    ):
        if count > bound:
            raise refusals.too_large(file, f"工作表“{sheet}”的内容范围有 {count:,} {word}，上限 {bound:,}")


def _read_sheets(preview: _Preview, file: str, limits: ReadLimits) -> tuple[Sheet, ...]:
    with _guarded(lambda: CalamineWorkbook.from_filelike(io.BytesIO(preview.data)), file) as workbook:
        listed = [entry for entry in workbook.sheets_metadata if entry.typ == SheetTypeEnum.WorkSheet]
        if len(listed) > limits.sheets:
            raise refusals.too_large(file, f"有 {len(listed):,} 张工作表，上限 {limits.sheets:,}")
        if len({entry.name for entry in listed}) < len(listed):
            # The reader finds a sheet by its name alone, and would give the first one twice.
            raise refusals.damaged(file, "有两张工作表同名")
        sheets: list[Sheet] = []
        for entry in listed:
            sheets.append(_read_sheet(workbook, entry, preview.facts.get(entry.name), file, limits))
            cells = sum(len(sheet.rows) * len(sheet.rows[0]) for sheet in sheets if sheet.rows)
            if cells > limits.cells:
                raise refusals.too_large(file, f"各工作表共有 {cells:,} 个单元格，上限 {limits.cells:,}")
        return tuple(sheets)


def _read_sheet(
    workbook: CalamineWorkbook,
    metadata: SheetMetadata,
    facts: SheetFacts | None,
    file: str,
    limits: ReadLimits,
) -> Sheet:
    source = _guarded(lambda: workbook.get_sheet_by_name(metadata.name), file)
    if source.end is not None:
        _check_extent(source.end[0] + 1, source.end[1], metadata.name, file, limits)
    rows: list[list[CellValue]] = _guarded(lambda: source.to_python(skip_empty_area=False), file)
    facts = facts or SheetFacts()
    for (row, column), text in facts.shown.items():
        if row <= len(rows) and column < len(rows[0]):
            rows[row - 1][column] = text
    rows = _trimmed(rows)
    width = len(rows[0]) if rows else 0
    return Sheet(
        file=file,
        name=metadata.name,
        state=next(state for visible, state in _STATES if visible == metadata.visible),
        rows=rows,
        merged=_merged(source),
        hidden_rows=frozenset(row for row in facts.hidden_rows if row <= len(rows)),
        hidden_columns=frozenset(column for column in facts.hidden_columns if column < width),
        uncached=frozenset(facts.uncached),
    )


def _merged(source: CalamineSheet) -> tuple[MergedRange, ...]:
    ranges = source.merged_cell_ranges or []
    return tuple(
        MergedRange(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in sorted(ranges)
    )


def _trimmed(rows: list[list[CellValue]]) -> list[list[CellValue]]:
    """Drop trailing rows and columns that hold nothing but empty text."""
    while rows and not any(rows[-1]) and all(value == "" for value in rows[-1]):
        rows.pop()
    width = len(rows[0]) if rows else 0
    while width and all(row[width - 1] == "" for row in rows):
        width -= 1
    if rows and width < len(rows[0]):
        return [row[:width] for row in rows]
    return rows


def _guarded(read: Callable[[], _T], file: str) -> _T:
    """Call the reader; whatever it raises, a panic of its native code included, becomes a refusal."""
    try:
        return read()
    except PasswordError as error:
        raise refusals.encrypted(file) from error
    except (CalamineError, OSError, ValueError, OverflowError, MemoryError) as error:
        raise refusals.damaged(file) from error
    except BaseException as error:
        # The panic's class cannot be imported, and derives from BaseException.
        if isinstance(error, KehuError) or type(error).__name__ != "PanicException":
            raise
        raise refusals.damaged(file) from error
