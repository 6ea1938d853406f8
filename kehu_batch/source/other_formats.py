"""Name the spreadsheets that are not read, so that a refusal says what a file is and which program saves it anew."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Collection

from kehu_batch.errors import InputRejected
from kehu_batch.source import refusals

GNUMERIC = " Gnumeric 表格（.gnumeric）"
#: Of its markup, packed or not.
GNUMERIC_NAMESPACE = "www.gnumeric.org/"
_OFFICE = "Excel 或 WPS"
_LIBRE_OFFICE = "LibreOffice"
_GZIP = b"\x1f\x8b"
#: The header of a SYLK file and the beginning of its second record.
_SYLK = re.compile(r"ID;P[^\r\n]*[\r\n]+(?:[BCEFOPW]|N[ELNU]);")
_DIF = re.compile(r"TABLE\r?\n0,[0-9]+\r?\n")
#: The record that begins a workbook of Lotus 1-2-3 or of Works: of length 2, or 26 since release 3, with its version.
_LOTUS = re.compile(rb"(?:\x00|\xff)\x00\x02\x00[\x04-\x06]\x04|\x00\x00\x1a\x00[\x00-\x05]\x10\x04\x00")
#: How a table of dBASE, FoxPro or a like program begins, by its version and memo file.
_DBASE_VERSIONS = frozenset(b"\x02\x03\x04\x05\x30\x31\x32\x43\x63\x7b\x83\x87\x8b\x8e\xcb\xe5\xf5\xfb")
_DBASE_FIELD, _DBASE_FIELDS_END = 32, 0x0D
_LOOKED_AT = 1 << 16


def refuse_other_binary(data: bytes, file: str) -> None:
    """Refuse a file that is none of text and no archive where it is another program's spreadsheet.

    Args:
        data: The whole file.
        file: Its name.

    Raises:
        InputRejected: ``not_a_spreadsheet``, with the program's name.
    """
    if data.startswith(_GZIP) and GNUMERIC_NAMESPACE.encode() in _unpacked_head(data):
        raise refusals.other_spreadsheet(file, GNUMERIC, "Gnumeric")
    if _LOTUS.match(data):
        raise refusals.other_spreadsheet(file, " Lotus 1-2-3 或 Works 表格", _LIBRE_OFFICE)
    if _is_dbase(data):
        raise refusals.other_spreadsheet(file, " dBASE 数据表（.dbf）", _OFFICE)


def refuse_other_text(head: str, file: str) -> None:
    """Refuse a text by its beginning where it is a table in a form that is not read; raises as for binary files."""
    if _SYLK.match(head):
        raise refusals.other_spreadsheet(file, " SYLK 表格（.slk）", _OFFICE)
    if _DIF.match(head):
        raise refusals.other_spreadsheet(file, " DIF 表格（.dif）", _OFFICE)


def other_archive(names: Collection[str], kind: bytes, file: str) -> InputRejected | None:
    """Return the refusal of an archive that is another program's spreadsheet; ``None`` for any other archive.

    Args:
        names: Names of its members in lower case.
        kind: What it says of itself in a member ``mimetype``.
        file: Its name.
    """
    if b"vnd.sun.xml.calc" in kind:
        return refusals.other_spreadsheet(file, " OpenOffice 1.x 表格（.sxc）", _LIBRE_OFFICE)
    if any(name.endswith(".iwa") for name in names):
        return refusals.other_spreadsheet(file, "苹果 Numbers 表格或同类文稿", "Numbers", "导出为")
    return None


def _unpacked_head(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data[:_LOOKED_AT], _LOOKED_AT)
    except zlib.error:
        return b""


def _is_dbase(data: bytes) -> bool:
    """Whether the header has a version, a day, and a list of fields that ends within it."""
    if len(data) <= 2 * _DBASE_FIELD or data[0] not in _DBASE_VERSIONS:
        return False
    month, day, header, record = struct.unpack_from("<BB4xHH", data, 2)
    if not (1 <= month <= 12 and 1 <= day <= 31 and record and 2 * _DBASE_FIELD < header <= len(data)):
        return False
    ends = data[2 * _DBASE_FIELD : header : _DBASE_FIELD]
    return _DBASE_FIELDS_END in ends
