"""Tell what a text is: a web page, an XML spreadsheet, delimited text, or no table at all."""

from __future__ import annotations

import re
from pathlib import PurePath

from kehu_batch.errors import InputRejected
from kehu_batch.model.tables.source import FileFormat
from kehu_batch.source import refusals
from kehu_batch.source.html.web_archive import is_web_archive
from kehu_batch.source.other_formats import GNUMERIC, GNUMERIC_NAMESPACE, refuse_other_text
from kehu_batch.source.text.delimited import is_plainly_delimited
from kehu_batch.source.text.encoding import decode_text, is_wide, peek_text

#: Namespace of XML Spreadsheet 2003.
SPREADSHEET_ML = "urn:schemas-microsoft-com:office:spreadsheet"
_OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_OPEN_SPREADSHEET = "opendocument.spreadsheet"

_HEAD = 1 << 16
_TEXT_SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".tab"})
#: What may stand before the first element.
_PROLOGUE = re.compile(
    r"(?:\s++|<\?.*?\?>|<!--.*?-->|<!\[(?!CDATA)[^>]*+>|<!doctype\b(?:[^\[>]++|\[[^\]]*+\])*+>)*+",
    re.IGNORECASE | re.DOTALL,
)
_ROOT = re.compile(r"<((?:[A-Za-z_][\w.-]*:)?)([A-Za-z_][\w.-]*)([^>]*)")
#: Elements that a page may begin with; exporters leave out what is around a table.
_PAGE_ELEMENTS = frozenset(
    {
        *("html", "head", "title", "meta", "link", "base", "style", "script", "noscript", "body"),
        *("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "td", "th"),
        *("div", "span", "p", "br", "hr", "b", "strong", "font", "center", "form", "input", "img", "a", "ul"),
        *("h1", "h2", "h3", "h4", "h5", "h6"),
    }
)
_TABLE_MARKUP = re.compile(r"<table\b[^>]*>\s*<|<tr\b[^>]*>\s*<t[dh]\b", re.IGNORECASE)


def detect_text_format(data: bytes, file: str) -> FileFormat:
    """Return the format of a file that is no archive and no binary workbook.

    Markup is told by its content under any suffix. Delimited text needs a suffix of text, a tab under ``.xls``, or
    the same number of fields on nearly every line.

    Raises:
        InputRejected: It is no table: ``not_a_spreadsheet``, ``empty_workbook``.
    """
    head = peek_text(data, _HEAD)
    if not head.strip("\x00\ufeff \t\r\n") and not data.strip(b"\x00\r\n\t \xef\xbb\xbf\xfe\xff"):
        raise refusals.empty_workbook(file)
    suffix = PurePath(file).suffix.lower()
    markup = FileFormat.HTML if is_web_archive(data) else _markup(head.lstrip("\ufeff \t\r\n"), file)
    if markup is not None:
        return markup
    if suffix in _TEXT_SUFFIXES:
        return FileFormat.CSV
    refuse_other_text(head, file)
    if "\x00" in head and not is_wide(data):
        raise refusals.not_a_spreadsheet(file, "无法识别的数据")
    if _TABLE_MARKUP.search(head):
        return FileFormat.HTML
    if (suffix == ".xls" and "\t" in head) or _is_delimited(data, file):
        return FileFormat.CSV
    raise refusals.not_a_spreadsheet(file, "普通文字", "请用 Excel 或 WPS 打开核对，存为 .xlsx 后提交")


def _markup(head: str, file: str) -> FileFormat | None:
    """Return the format of markup, ``None`` for any other text."""
    if not head.startswith("<"):
        return None
    prologue = _PROLOGUE.match(head)
    start = prologue.end() if prologue else 0
    root = _ROOT.match(head, start)
    name = root[2] if root else ""
    if name == "Workbook" and SPREADSHEET_ML in head:
        return FileFormat.XML
    if name == "Workbook" and GNUMERIC_NAMESPACE in head:
        raise refusals.other_spreadsheet(file, GNUMERIC, "Gnumeric")
    if name.lower() in _PAGE_ELEMENTS or re.match(r"<!doctype\s+html", head, re.IGNORECASE):
        return FileFormat.HTML
    if name == "document" and _OPEN_DOCUMENT in head and _OPEN_SPREADSHEET in head:
        raise refusals.flat_open_document(file)
    if head.startswith("<?xml"):
        raise refusals.unknown_markup(file)
    return None


def _is_delimited(data: bytes, file: str) -> bool:
    try:
        return is_plainly_delimited(decode_text(data, file))
    except InputRejected:
        return False
