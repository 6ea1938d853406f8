"""Read what systems export as "Excel" but is a web page, and what Excel itself saves as one."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.tables.source import Sheet
from kehu_batch.records import dataclass
from kehu_batch.source import refusals
from kehu_batch.source.content import Content
from kehu_batch.source.extent import check_sheet_count, check_total
from kehu_batch.source.html.cells import Declarations, read_style_sheet
from kehu_batch.source.html.page import Page, read_page
from kehu_batch.source.html.sheets import PagePart, make_sheet, split_page
from kehu_batch.source.html.tokens import decoded
from kehu_batch.source.html.web_archive import ArchivedFile, is_web_archive, read_web_archive
from kehu_batch.source.text.encoding import decode_text

#: Excel's own bound on the name of a sheet.
_NAME_LENGTH = 31
#: Characters of a page that are quoted where it holds no table.
_QUOTED = 30
_HEAD = 1 << 16
_CHARSET = re.compile(
    rb"<meta\b[^>]{0,400}?\bcharset\s*=\s*[\"']?\s*([\w-]+)|<\?xml\b[^>]{0,400}?\bencoding\s*=\s*[\"']([\w-]+)",
    re.IGNORECASE,
)
_SHEET = re.compile(
    r"<x:ExcelWorksheet>\s*<x:Name>([^<]*)</x:Name>(?:\s*<x:WorksheetSource\s+HRef=\"([^\"]*)\")?",
    re.IGNORECASE,
)
_DATE_1904 = re.compile(r"<x:Date1904\s*/>", re.IGNORECASE)
_HIDDEN_SHEET = re.compile(r"<x:Visible>\s*Sheet(?:Very)?Hidden\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Document:
    """One page that is read.

    Args:
        text: The page.
        name: Name of its sheet where Excel tells it apart from the page; else empty.
    """

    text: str
    name: str = ""


def read_web_page(data: bytes, file: str, limits: ReadLimits) -> Content:
    """Read a page, or the pages that Excel writes into one file: each table that holds data is a sheet.

    The lines over a table (title, unit, as-of day) and those under the last one are rows of its sheet, as they are
    where Excel opens the page. A table without headings that follows one with headings and as many columns goes on
    with it, as printed pages do. Cells stay text, except where the page says that there is more to a number than
    is shown. A sheet is named by its caption, by the only name that Excel left in the page, or 表1, 表2 and so on.

    Args:
        data: The whole file.
        file: File name.
        limits: Bounds on rows, columns, cells, sheets and texts, and on the depth of tables in tables.

    Raises:
        InputRejected: ``not_a_spreadsheet`` where no table holds data, ``damaged`` where the page breaks off,
            ``too_large``, ``unknown_encoding``.
    """
    documents, classes = _open(data, file, limits)
    date1904 = any(_DATE_1904.search(document.text) for document in documents)
    parts: list[PagePart] = []
    for document in documents:
        page = read_page(document.text, file, limits, classes=classes, date1904=date1904)
        if page.cut:
            raise refusals.damaged(file, "网页在表格中间断开，可能没有下载完整")
        parts += _named(split_page(page), page, document, file)
        check_sheet_count(len(parts), file, limits)
    names: set[str] = set()
    sheets: list[Sheet] = []
    for number, part in enumerate(parts, 1):
        sheets.append(make_sheet(part, _unique(part.caption or f"表{number}", names), file, limits))
        check_total(sheets, file, limits)
    return Content(tuple(sheets), date1904=date1904)


def _open(data: bytes, file: str, limits: ReadLimits) -> tuple[list[_Document], Mapping[str, Declarations]]:
    """Return the pages of a file, and what style sheets beside them say."""
    if not is_web_archive(data):
        return [_Document(decode_text(data, file, _declared(data)))], {}
    files = read_web_archive(data, file, limits)
    pages = [one for one in files if one.kind == "text/html"]
    if not pages:
        raise refusals.no_table_in_page(file, "")
    classes: dict[str, Declarations] = {}
    for one in files:
        if one.kind == "text/css":
            classes |= read_style_sheet(_text(one, file))
    main = _text(pages[0], file)
    by_place = {one.location.rpartition("/")[2]: one for one in pages}
    listed = [
        (decoded(name), by_place.get(decoded(place).lower().rpartition("/")[2]))
        for name, place in _SHEET.findall(main)
    ]
    documents = [_Document(_text(one, file), name) for name, one in listed if one is not None]
    return documents or [_Document(main)], classes


def _named(parts: list[PagePart], page: Page, document: _Document, file: str) -> list[PagePart]:
    """Return the parts of a page with their names in their captions."""
    if not parts and document.name:
        # Excel wrote it, so the page is a sheet however little it holds.
        parts = [PagePart(blocks=page.lines)]
    if not parts:
        raise (
            refusals.saved_frameset(file)
            if page.is_frameset
            else refusals.no_table_in_page(file, _quoted(page))
        )
    names = [document.name] if document.name else [decoded(name) for name, _ in _SHEET.findall(document.text)]
    hidden = bool(document.name) and _HIDDEN_SHEET.search(document.text) is not None
    for part in parts:
        part.hidden |= hidden
        part.caption = part.caption or (names[0] if len(names) == len(parts) == 1 else "")
    return parts


def _quoted(page: Page) -> str:
    """Return how the text of a page begins."""
    shown = " ".join(str(value) for block in page.lines for row in block.rows for value in row if value != "")
    return shown if len(shown) <= _QUOTED else f"{shown[:_QUOTED]}…"


def _declared(data: bytes) -> str:
    """Return the encoding that a page declares; empty where it declares none."""
    match = _CHARSET.search(data[:_HEAD])
    return (match[1] or match[2]).decode("ascii") if match else ""


def _text(one: ArchivedFile, file: str) -> str:
    return decode_text(one.data, file, one.charset or _declared(one.data))


def _unique(name: str, taken: set[str]) -> str:
    """Return a sheet name that no other sheet has, no longer than Excel's."""
    short = " ".join(name.split())[:_NAME_LENGTH]
    unique, number = short, 1
    while unique.casefold() in taken:
        number += 1
        unique = f"{short[: _NAME_LENGTH - 5]}({number})"
    taken.add(unique.casefold())
    return unique
