"""The rows of long lists as XML, put into the sheets that xlsxwriter wrote around them.

xlsxwriter takes eight microseconds for a cell, a list of 5,000 rows has 50,000, and a text that repeats costs it
as much each time. So it writes the first and the last row of such a list, which settles looks and the sheet's
extent, and those between are written here, a column at a time.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from itertools import islice, repeat
from operator import itemgetter
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from kehu_batch.cells import column_index, column_letter
from kehu_batch.errors import InternalError
from kehu_batch.ooxml.late_rows import HOLES, LateRows
from kehu_batch.ooxml.opc.archive_writer import ArchiveWriter, pack_pieces
from kehu_batch.ooxml.opc.markup import quote_attribute
from kehu_batch.ooxml.sml.text import stands_as_it_is, text_element
from kehu_batch.records import dataclass
from kehu_batch.sheet_writing.text import fit_text

_EPOCH = date(1899, 12, 30)
_DAYS_TO_1904 = 1462
_ROWS_AT_ONCE = 2_000
_LINK = re.compile(rb'<hyperlink ref="([A-Z]+)([0-9]+)"[^>]*/>')
_LINKS = re.compile(rb"<hyperlinks>.*</hyperlinks>|(?=<pageMargins )", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Link:
    """A way to a cell of the same workbook.

    Args:
        target: ``'sheet'!A1``, the sheet's name quoted.
        text: What is shown.
    """

    target: str
    text: str


#: What a cell of such a row holds; ``None`` is an empty cell.
PlainCell = str | int | float | date | Link | None


@dataclass(frozen=True, slots=True)
class ColumnStyle:
    """Indices of the looks of a column's cells in the workbook's table of formats, or what stands for them."""

    plain: int | str
    link: int | str = 0


#: What stands around and between the numbers of a row: it is their number put between them.
RowText = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LongRows:
    """Rows of one table as XML.

    Args:
        rows: To stand before a row that is written.
        links: ``<hyperlink>`` elements by 1-based row and 0-based column.
    """

    rows: LateRows
    links: Mapping[tuple[int, int], str]


def render_rows(
    columns: Sequence[Sequence[Any]],
    styles: Sequence[ColumnStyle],
    first_row: int,
    heights: Sequence[float],
    *,
    date1904: bool = False,
) -> LongRows:
    """Return rows as xlsxwriter would write them.

    Args:
        columns: Cells from column A on, text made fit to write; ``None`` is an empty cell.
        styles: Of each column.
        first_row: 1-based row of the first cells.
        heights: Of each row in points.
        date1904: Date system of the workbook.

    Raises:
        InternalError: A number that a cell cannot hold.
    """
    looks = list(dict.fromkeys(int(look) for style in styles for look in (style.plain, style.link)))
    if len(looks) > len(HOLES):
        raise InternalError(f"结果表的一张清单有 {len(looks)} 种格式")
    holes = dict(zip(looks, HOLES, strict=False))
    blank = [ColumnStyle(holes[int(style.plain)], holes[int(style.link)]) for style in styles]
    rows = number_rows(row_texts(columns, blank, heights, date1904=date1904), first_row)
    links = {
        (row, index): _render_link(row, index, value)
        for index, values in enumerate(columns)
        for row, value in enumerate(values, start=first_row)
        if type(value) is Link
    }
    return LongRows(LateRows.of(first_row + len(heights), looks, rows), links)


def row_texts(
    columns: Sequence[Sequence[Any]],
    styles: Sequence[ColumnStyle],
    heights: Sequence[float],
    *,
    date1904: bool = False,
) -> Iterator[RowText]:
    """Yield rows as XML but for their numbers; see :func:`render_rows`."""
    # All that stands between two row numbers is one text, made once for each distinct value.
    starts = [f'<c r="{column_letter(index)}' for index in range(len(columns))]
    cells = [
        _render_column(values, style, after, date1904=date1904)
        for values, style, after in zip(columns, styles, [*starts[1:], "</row>"], strict=True)
    ]
    tags = {
        height: f'" ht="{_in_pixels(height):.16g}" customHeight="1">{starts[0]}' for height in set(heights)
    }
    return zip(repeat('<row r="'), [tags[height] for height in heights], *cells, strict=False)


def number_rows(rows: Iterable[RowText], first_row: int) -> Iterator[bytes]:
    """Yield rows with their numbers, in UTF-8, some thousand at a time, the first one's 1-based."""
    numbered = enumerate(rows, start=first_row)
    # As text the rows of a long list take several times the room of their bytes.
    while some := list(islice(numbered, _ROWS_AT_ONCE)):
        yield "".join([str(number).join(texts) for number, texts in some]).encode()


def index_of(look: Any) -> int:  # noqa: ANN401 - xlsxwriter has no types
    """Return the index of a look in its workbook's table; it has one once a cell was written with it.

    xlsxwriter numbers looks then, and there is no other way to learn the number.
    """
    index: int = look._get_xf_index()  # noqa: SLF001
    return index


def _in_pixels(height: float) -> float:
    """Return a height in points as whole pixels make it."""
    return int(height * 4 / 3 + 0.5) * 0.75


def _render_column(values: Sequence[Any], style: ColumnStyle, after: str, *, date1904: bool) -> list[str]:
    """Return what follows the reference of each cell, up to the next one's number."""
    # A link's text and target repeat less than they cost to compare.
    distinct = {value for value in values if type(value) is not Link}
    texts = {value for value in distinct if type(value) is str}
    known: dict[Any, str] = {}
    if stands_as_it_is(texts):
        head, tail = f'" s="{style.plain}" t="inlineStr"><is><t>', f"</t></is></c>{after}"
        known = {text: f"{head}{text}{tail}" for text in texts}
        distinct -= texts
    known |= {value: _render_cell(value, style, date1904=date1904) + after for value in distinct}
    return [
        _render_cell(value, style, date1904=date1904) + after if type(value) is Link else known[value]
        for value in values
    ]


def _render_cell(value: PlainCell, style: ColumnStyle, *, date1904: bool) -> str:
    if isinstance(value, str):
        return f'" s="{style.plain}" t="inlineStr"><is>{text_element(value)}</is></c>'
    if isinstance(value, Link):
        return f'" s="{style.link}" t="inlineStr"><is>{text_element(fit_text(value.text))}</is></c>'
    if value is None:
        return f'" s="{style.plain}"/>'
    if isinstance(value, date) and not isinstance(value, datetime):
        return f'" s="{style.plain}"><v>{(value - _EPOCH).days - _DAYS_TO_1904 * date1904}</v></c>'
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise InternalError(f"结果表里有不能写的值：{type(value).__name__}")
    return f'" s="{style.plain}"><v>{value:.16G}</v></c>'


def _render_link(row: int, column: int, link: Link) -> str:
    return (
        f'<hyperlink ref="{column_letter(column)}{row}" location="{quote_attribute(link.target)}"'
        f' display="{quote_attribute(fit_text(link.text))}"/>'
    )


def fill_in(
    book: BytesIO, rows: Sequence[Sequence[LongRows]], *, packed: bool, links_alone: bool = False
) -> None:
    """Put rows into a workbook, which is written anew; they are never held a second time as a whole.

    Args:
        book: As xlsxwriter wrote it.
        rows: Of each sheet.
        packed: Whether its members are compressed; not worth it for one that is taken apart at once.
        links_alone: Whether the rows are put in later, and only their links now.
    """
    parts = {f"xl/worksheets/sheet{number + 1}.xml": found for number, found in enumerate(rows) if found}
    if not parts and packed:
        return
    with ZipFile(BytesIO(book.getvalue())) as source:
        book.seek(0)
        book.truncate()
        members = (
            (member, _member(source, member.filename, parts, links_alone=links_alone))
            for member in source.infolist()
        )
        if packed:
            writer = ArchiveWriter(book)
            for member, pieces in members:
                stream = pack_pieces(pieces)
                writer.add(member.filename.encode(), stream, utf8=not member.filename.isascii())
                stream.close()
            writer.finish()
        else:
            with ZipFile(book, "w", ZIP_STORED) as copy:
                for member, pieces in members:
                    member.compress_type = ZIP_STORED
                    with copy.open(member, "w") as target:
                        target.writelines(pieces)


def _member(
    source: ZipFile, name: str, parts: Mapping[str, Sequence[LongRows]], *, links_alone: bool
) -> list[bytes]:
    """Return a member in pieces, with its rows put in."""
    content = source.read(name)
    places: list[tuple[int, LongRows]] = []
    for found in parts.get(name, ()):
        at = content.find(b'<row r="%d"' % found.rows.before)
        if at < 0:
            raise InternalError(f"结果表里没有第{found.rows.before}行")
        if not links_alone:
            places.append((at, found))
        if found.links:
            # Behind all rows, so that places before it stay.
            body, end, tail = content.partition(b"</sheetData>")
            content = b"".join((body, end, _linked(tail, found.links)))
    pieces, copied = [], 0
    for at, found in sorted(places, key=itemgetter(0)):
        pieces += [content[copied:at], *found.rows.fitted()]
        copied = at
    return [*pieces, content[copied:]]


def _linked(tail: bytes, links: Mapping[tuple[int, int], str]) -> bytes:
    """Return what follows the rows, with links among those that are there, in the order of their cells."""
    known = {(int(link[2]), column_index(link[1].decode())): link[0] for link in _LINK.finditer(tail)}
    known |= {place: link.encode("utf-8") for place, link in links.items()}
    element = b"<hyperlinks>" + b"".join(known[place] for place in sorted(known)) + b"</hyperlinks>"
    return _LINKS.sub(lambda _: element, tail, count=1)
