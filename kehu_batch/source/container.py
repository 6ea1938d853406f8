"""Tell what an input is by its content; its suffix only decides between kinds of text."""

from __future__ import annotations

import re
import struct
from pathlib import PurePath

from kehu_batch.errors import InputRejected
from kehu_batch.model.tables.source import FileFormat
from kehu_batch.ooxml.opc import content_types
from kehu_batch.ooxml.opc.zip_members import BrokenArchive, ZipMembers
from kehu_batch.source import refusals
from kehu_batch.source.other_formats import other_archive, refuse_other_binary
from kehu_batch.source.package.input_package import open_members
from kehu_batch.source.text_kinds import detect_text_format
from kehu_batch.source.xls.compound_file import SIGNATURE, CompoundFile

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
#: A bare BIFF2-BIFF5 stream without a container starts with its BOF record.
_BARE_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\x00", re.DOTALL)

_UNPACK = "请先解压，再提交其中的表格文件"
_FETCH = "快捷方式只指向别处的文件：请把原文件复制一份提交"
#: How other files begin, what each is, and what to do where that is more than to hand in a spreadsheet.
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", " PDF 文档", ""),
    (b"\x89PNG", "图片", ""),
    (b"\xff\xd8\xff", "图片", ""),
    (b"GIF8", "图片", ""),
    (b"BM", "图片", ""),
    (b"Rar!", " RAR 压缩包", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", " 7z 压缩包", _UNPACK),
    (b"\x1f\x8b", " gzip 压缩包", _UNPACK),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "快捷方式", _FETCH),
    (b"book\x00\x00\x00\x00mark", "快捷方式", _FETCH),
    (b"[InternetShortcut]", "网址快捷方式", _FETCH),
    (b"[{000214A0-0000-0000-C000-000000000046}]", "网址快捷方式", _FETCH),
    (b"MZ", "程序", ""),
    (b"{\\rtf", " RTF 文档", ""),
    (b"SQLite format 3", "数据库", ""),
)
#: A workbook's content type and its suffix must agree, or Excel refuses to open it.
_WORKBOOK_TYPES = (
    (b"spreadsheetml.sheet.main+xml", FileFormat.XLSX),
    (b"vnd.ms-excel.sheet.macroEnabled.main+xml", FileFormat.XLSM),
    (b"spreadsheetml.template.main+xml", FileFormat.XLTX),
    (b"vnd.ms-excel.template.macroEnabled.main+xml", FileFormat.XLTM),
)
#: Streams that tell what a compound file is.
_TELLING_STREAMS = ("encryptedpackage", "workbook", "book", "worddocument", "powerpoint document")
_HEAD_BYTES = 1 << 20


def detect_format(data: bytes, file: str) -> FileFormat:
    """Return the container of an input.

    Args:
        data: The whole file.
        file: Its name, for messages, and for its suffix where the content is plain text.

    Raises:
        InputRejected: It is encrypted, or no spreadsheet at all.
    """
    if data.startswith(_ZIP):
        return _in_zip(data, file)
    if data.startswith(SIGNATURE):
        return _in_ole2(data, file)
    if _BARE_BIFF.match(data):
        return FileFormat.XLS
    refuse_other_binary(data, file)
    for magic, seen, action in _MAGIC:
        if data.startswith(magic):
            raise refusals.not_a_spreadsheet(file, seen, action)
    return detect_text_format(data, file)


def _in_zip(data: bytes, file: str) -> FileFormat:
    try:
        with open_members(data, file) as package:
            names = set(package.keys)
            kind = _head(package, "mimetype")
            types = _head(package, content_types.NAME)
    except BrokenArchive as error:
        raise refusals.damaged(file, "压缩结构不完整") from error
    if "xl/workbook.bin" in names:
        return FileFormat.XLSB
    for content_type, found in _WORKBOOK_TYPES:
        if content_type in types:
            return found
    if "xl/vbaproject.bin" in names:
        return FileFormat.XLSM
    if b"opendocument.spreadsheet" in kind:
        return FileFormat.ODS
    if any(name.startswith("xl/") or re.fullmatch(r".*workbook\d*\.xml", name) for name in names):
        return FileFormat.XLSX
    raise _foreign_zip(names, kind, file)


def _head(package: ZipMembers, wanted: str) -> bytes:
    """Return the beginning of a member, whatever the case of its name; nothing where there is none."""
    member = package.find(wanted)
    return b"" if member is None else package.read_head(member, _HEAD_BYTES)


def _foreign_zip(names: set[str], kind: bytes, file: str) -> InputRejected:
    if any(name.startswith("word/") for name in names) or b"opendocument.text" in kind:
        return refusals.not_a_spreadsheet(
            file, "文字文档（Word）", "请把其中的表格复制到 Excel 或 WPS 表格，存为 .xlsx 后提交"
        )
    if any(name.startswith("ppt/") for name in names) or b"opendocument.presentation" in kind:
        return refusals.not_a_spreadsheet(file, "演示文稿")
    other = other_archive(names, kind, file)
    if other is not None:
        return other
    if any(name.endswith((".xlsx", ".xls", ".xlsm", ".csv")) for name in names):
        return refusals.not_a_spreadsheet(file, "压缩包", _UNPACK)
    if PurePath(file).suffix.lower() in {".xlsx", ".xlsm", ".xlsb", ".ods", ".xltx", ".xltm"}:
        return refusals.damaged(file, "缺少工作簿部件")
    return refusals.not_a_spreadsheet(file, "压缩包", _UNPACK)


def _in_ole2(data: bytes, file: str) -> FileFormat:
    streams = _stream_names(data)
    if "encryptedpackage" in streams:
        raise refusals.encrypted(file)
    if streams & {"workbook", "book"}:
        return FileFormat.XLS
    if "worddocument" in streams:
        raise refusals.not_a_spreadsheet(
            file, "文字文档（Word）", "请把其中的表格复制到 Excel 或 WPS 表格，存为 .xlsx 后提交"
        )
    if "powerpoint document" in streams:
        raise refusals.not_a_spreadsheet(file, "演示文稿")
    raise refusals.damaged(file, "找不到工作簿数据流")


def _stream_names(data: bytes) -> set[str]:
    """Return the names of a compound file's own streams in lower case, as they compare without it.

    Those of a workbook that a text document embeds are not its own. Of a broken file the names are returned that tell
    what it was.
    """
    try:
        return {*CompoundFile(data).streams}
    except (ValueError, LookupError, struct.error):
        return {name for name in _TELLING_STREAMS if _has_entry(data, name)}


def _has_entry(data: bytes, name: str) -> bool:
    """Whether a directory entry has this name; entries lie on multiples of 128 bytes and end their names."""
    wanted = re.compile(re.escape((name + "\x00").encode("utf-16-le")), re.IGNORECASE)
    return any(match.start() % 128 == 0 for match in wanted.finditer(data))
