"""Open one input file: what it is, whether it is safe to read, and its sheets."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.tables.source import FileFormat, Workbook
from kehu_batch.source import refusals
from kehu_batch.source.container import detect_format
from kehu_batch.source.content import Content
from kehu_batch.source.extent import check_extent
from kehu_batch.source.struck_runs import settle_struck_runs

#: Reads the bytes of a file under its name, within bounds.
_Reader = Callable[[bytes, str, ReadLimits], Content]


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
    content = _reader_of(kind)(data, path.name, limits)
    # Those of .xlsx are settled where they are read, before what rules hide of them is looked at.
    sheets = content.sheets if kind.patchable else tuple(map(settle_struck_runs, content.sheets))
    if not any(sheet.rows for sheet in sheets):
        for sheet in sheets:
            # There is nothing that stray cells could be far from.
            for row, column in sheet.far_cells:
                check_extent(row, column, sheet.name, path.name, limits)
        raise refusals.empty_workbook(path.name)
    return Workbook(
        path=path,
        file=path.name,
        format=kind,
        sha256=digest,
        sheets=sheets,
        date1904=content.date1904,
        finance=finance,
    )


def _reader_of(kind: FileFormat) -> _Reader:
    """Return a format's reader; most drops have files of one format, and the others' readers stay unloaded."""
    match kind:
        case FileFormat.XLSB:
            from kehu_batch.source.xlsb.workbook import read_xlsb as read
        case FileFormat.XLS:
            from kehu_batch.source.xls.workbook import read_xls as read
        case FileFormat.ODS:
            from kehu_batch.source.ods.workbook import read_open_document as read
        case FileFormat.CSV:
            from kehu_batch.source.text.delimited import read_delimited as read
        case FileFormat.HTML:
            from kehu_batch.source.html.web_page import read_web_page as read
        case FileFormat.XML:
            from kehu_batch.source.xml_spreadsheet import read_xml_spreadsheet as read
        case FileFormat.XLSX | FileFormat.XLSM | FileFormat.XLTX | FileFormat.XLTM:
            from kehu_batch.source.xlsx.workbook import read_office_open_xml as read
    return read


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
