"""Tell what an input is by its content; its suffix only decides between kinds of text."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath

from kehu_batch.errors import InputRejected
from kehu_batch.model.source import FileFormat
from kehu_batch.source import refusals

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
#: A bare BIFF2-BIFF5 stream without a container starts with its BOF record.
_BARE_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\x00", re.DOTALL)

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", " PDF 文档"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"Rar!", " RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", " 7z 压缩包"),
    (b"\x1f\x8b", " gzip 压缩包"),
    (b"MZ", "程序"),
    (b"{\\rtf", " RTF 文档"),
    (b"SQLite format 3", "数据库"),
)
#: A workbook's content type and its suffix must agree, or Excel refuses to open it.
_WORKBOOK_TYPES = (
    (b"spreadsheetml.sheet.main+xml", FileFormat.XLSX),
    (b"vnd.ms-excel.sheet.macroEnabled.main+xml", FileFormat.XLSM),
    (b"spreadsheetml.template.main+xml", FileFormat.XLTX),
    (b"vnd.ms-excel.template.macroEnabled.main+xml", FileFormat.XLTM),
)
_HEAD_BYTES = 1 << 20
_MARKUP = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body|table|meta|script|style|div)\b", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\b")
#: UTF-16 and UTF-32 begin with one of these, and hold null bytes.
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_TEXT_SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".tab"})


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
    if data.startswith(_OLE2):
        return _in_ole2(data, file)
    if _BARE_BIFF.match(data):
        return FileFormat.XLS
    for magic, seen in _MAGIC:
        if data.startswith(magic):
            raise refusals.not_a_spreadsheet(file, seen)
    return _in_text(data, file)


def _in_zip(data: bytes, file: str) -> FileFormat:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = {name.replace("\\", "/").lstrip("/").lower() for name in package.namelist()}
            kind = _head(package, "mimetype")
            types = _head(package, "[Content_Types].xml")
    except refusals.BROKEN_ARCHIVE as error:
        raise refusals.damaged(file, "压缩结构不完整") from error
    if "xl/workbook.bin" in names:
        return FileFormat.XLSB
    for content_type, found in _WORKBOOK_TYPES:
        if content_type in types:
            return found
    if "xl/vbaproject.bin" in names:
        return FileFormat.XLSM
    if any(name.startswith("xl/") or re.fullmatch(r".*workbook\d*\.xml", name) for name in names):
        return FileFormat.XLSX
    if b"opendocument.spreadsheet" in kind:
        return FileFormat.ODS
    raise _foreign_zip(names, kind, file)


def _head(package: zipfile.ZipFile, name: str) -> bytes:
    """Return the beginning of a member; nothing where there is none."""
    if name not in package.namelist():
        return b""
    with package.open(name) as member:
        return member.read(_HEAD_BYTES)


def _foreign_zip(names: set[str], kind: bytes, file: str) -> InputRejected:
    if any(name.startswith("word/") for name in names) or b"opendocument.text" in kind:
        return refusals.not_a_spreadsheet(
            file, "文字文档（Word）", "请把其中的表格复制到 Excel 或 WPS 表格，存为 .xlsx 后提交"
        )
    if any(name.startswith("ppt/") for name in names) or b"opendocument.presentation" in kind:
        return refusals.not_a_spreadsheet(file, "演示文稿")
    if any(name.endswith((".xlsx", ".xls", ".xlsm", ".csv")) for name in names):
        return refusals.not_a_spreadsheet(file, "压缩包", "请先解压，再提交其中的表格文件")
    if PurePath(file).suffix.lower() in {".xlsx", ".xlsm", ".xlsb", ".ods", ".xltx", ".xltm"}:
        return refusals.damaged(file, "缺少工作簿部件")
    return refusals.not_a_spreadsheet(file, "压缩包")


def _in_ole2(data: bytes, file: str) -> FileFormat:
    if _has_stream(data, "EncryptedPackage"):
        raise refusals.encrypted(file)
    if _has_stream(data, "Workbook") or _has_stream(data, "Book"):
        return FileFormat.XLS
    if _has_stream(data, "WordDocument"):
        raise refusals.not_a_spreadsheet(
            file, "文字文档（Word）", "请把其中的表格复制到 Excel 或 WPS 表格，存为 .xlsx 后提交"
        )
    if _has_stream(data, "PowerPoint Document"):
        raise refusals.not_a_spreadsheet(file, "演示文稿")
    raise refusals.damaged(file, "找不到工作簿数据流")


def _has_stream(data: bytes, name: str) -> bool:
    """Whether a directory entry has this name; entries lie on multiples of 128 bytes and end their names."""
    wanted = name.encode("utf-16-le") + b"\x00\x00"
    position = data.find(wanted)
    while position >= 0:
        if position % 128 == 0:
            return True
        position = data.find(wanted, position + 1)
    return False


def _in_text(data: bytes, file: str) -> FileFormat:
    head = data[:4096].lstrip(b"\xef\xbb\xbf")
    if _MARKUP.match(head) or (_XML.match(head) and b"<html" in head.lower()):
        raise refusals.saved_web_page(file, "网页")
    if _XML.match(head):
        raise refusals.saved_web_page(file, " XML 文本")
    if not data.strip(b"\x00\r\n\t \xef\xbb\xbf\xfe\xff"):
        raise refusals.empty_workbook(file)
    suffix = PurePath(file).suffix.lower()
    wide = data.startswith(_WIDE_MARKS)
    if suffix in _TEXT_SUFFIXES:
        return FileFormat.CSV
    if suffix == ".xls" and b"\t" in head and (wide or b"\x00" not in head):
        return FileFormat.CSV
    if b"\x00" in head and not wide:
        raise refusals.not_a_spreadsheet(file, "无法识别的数据")
    raise refusals.not_a_spreadsheet(file, "普通文字", "请用 Excel 或 WPS 打开核对，存为 .xlsx 后提交")
