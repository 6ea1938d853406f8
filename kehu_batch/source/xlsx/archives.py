"""Packages that are zip archives: opened, and bounded before a reader sees them."""

from __future__ import annotations

import io
import zipfile

from kehu_batch.model.limits import ReadLimits
from kehu_batch.source import refusals
from kehu_batch.source.xlsx.package import check_bounds
from kehu_batch.source.xlsx.sheet_facts import verify_member

#: Deflate unpacks at most this many times; smaller members cannot lie about their size to any effect.
_DEFLATE_RATIO = 1032


def open_archive(data: bytes, file: str, limits: ReadLimits) -> zipfile.ZipFile:
    """Open a package whose size, unpacked, is known and within bounds; sheets are proven as they are read.

    Raises:
        InputRejected: ``damaged`` or ``too_large``.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except refusals.BROKEN_ARCHIVE as error:
        raise refusals.damaged(file, "压缩结构不完整") from error
    check_bounds(archive, file, limits)
    for member in archive.infolist():
        packed = member.compress_size * _DEFLATE_RATIO
        if packed > limits.ratio_floor_bytes and not _is_sheet(member.filename):
            verify_member(archive, member.filename, file)
    return archive


def _is_sheet(member: str) -> bool:
    return "/worksheets/" in member.replace("\\", "/").lower() and member.lower().endswith(".xml")
