"""Read .xls and .xlsb."""

from __future__ import annotations

from kehu_batch.source.archives import open_archive
from kehu_batch.source.calamine_sheets import read_sheets
from kehu_batch.source.content import Content
from kehu_batch.source.limits import ReadLimits


def read_xls(data: bytes, file: str, limits: ReadLimits) -> Content:
    """Read a workbook of the binary format up to Excel 2003.

    Raises:
        InputRejected: ``encrypted``, ``damaged`` or ``too_large``.
    """
    return Content(read_sheets(data, {}, file, limits), formats_seen=False)


def read_xlsb(data: bytes, file: str, limits: ReadLimits) -> Content:
    """Read a workbook of the binary format since Excel 2007.

    Raises:
        InputRejected: ``encrypted``, ``damaged`` or ``too_large``.
    """
    open_archive(data, file, limits).close()
    return Content(read_sheets(data, {}, file, limits), formats_seen=False)
