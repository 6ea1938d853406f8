"""What a result sheet is printed on: columns that fit a page, no list or chart cut in two that a page holds.

How many rows a page holds follows from the scale that fits the columns, and so from the font of the workbook that takes
the sheet: a break is put where any of the fonts would cut a chart or part a list from its heading.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence

from kehu_batch.annotation.donor.addresses import Place
from kehu_batch.annotation.donor.fitting import fit_widths
from kehu_batch.annotation.donor.layout import Kind, Part, ResultSheet, ResultTable
from kehu_batch.annotation.donor.measuring import flowing_width, sheet_widths
from kehu_batch.records import dataclass
from kehu_batch.sheet_writing.book import Area
from kehu_batch.sheet_writing.page import Margins

MARGINS: Margins = (0.5, 0.5, 0.6, 0.7)

#: Scale at which the smallest text of a sheet, 10.5 points, prints at 8.
LEAST_SCALE = 77
#: Margins of a sheet that prints at it, in inches, and the room of a landscape A4 between them at 100 %.
LEGIBLE_MARGINS: Margins = (0.3, 0.3, *MARGINS[2:])
_PAGE_PIXELS = 1065
#: A character's width in pixels where the workbook's own font is a wide one (or stands for one that is not there),
#: and where it is a narrow one.
_WIDEST_CHARACTER, NARROWEST_CHARACTER = 9.7, 7
#: By how much a column may be narrower than it asks for before an indented number would be cut, in characters.
_SPARE = 0.6
#: By how much the last column of a sheet that is no paper is widened for texts that run on, in characters.
_MOST_WIDENED = 150.0
#: What a column is wider than asked for, in characters: xlsxwriter adds the margins of a cell.
_CELL_MARGIN = 0.72

#: A4 in points, the long edge first, and points and pixels of an inch.
_PAPER = (841.9, 595.3)
_POINTS, _PIXELS = 72, 96
#: Widths of a character in pixels: of Calibri, of what Chinese workbooks are written in, and of what stands for both
#: where they are missing.
_CHARACTERS = (7.0, 8.0, 9.7)
#: Part of a page's height that is counted on: rows are rounded to pixels.
_COUNTED_ON = 0.97
#: Of a list that no page holds so many rows stay with its header.
_FIRST_ROWS = 3
#: A page that is filled less takes what stands before it along.
_LEAST_FILLED = 0.25
#: On a page that is filled less a list begins although it will go on overleaf.
_LEAST_LEFT = 0.4
#: After a table of more pages nobody can say where on a page it ends.
_MOST_PAGES = 2.0


def paper_widths(sheet: ResultSheet) -> tuple[list[float], bool, bool]:
    """Return a sheet's widths, whether what is printed is one page wide, and whether numbers lose their indent for it.

    Columns of a legible sheet are made narrower where that puts them on one page, or each half on one of two.
    """
    tables = [part for part in sheet.parts if isinstance(part, ResultTable)]
    asked = sheet_widths(tables)
    printed = range(len(asked))[: sheet.printed_columns or len(asked)]
    spare = _room(len(printed)) - sum(asked[column] for column in printed)
    if not sheet.legible or spare >= 0:
        # Elsewhere such a text widens what is printed whether or not it has a column to run over.
        wide = tables if sheet.legible else [one for one in tables if len(one.columns) == len(asked)]
        return _widen_for_flowing(wide, asked, spare if sheet.legible else _MOST_WIDENED), True, False
    pages = (
        [printed[: sheet.first_page], [0, *printed[sheet.first_page :]]] if sheet.first_page else [printed]
    )
    widths = asked
    for page in pages:
        widths = fit_widths(tables, widths, page, _room(len(page))) or widths
    narrowed = max(map(operator.sub, asked, widths))
    return widths, len(pages) == 1 and widths is not asked, narrowed > _SPARE


def _widen_for_flowing(tables: Sequence[ResultTable], widths: list[float], spare: float) -> list[float]:
    """Return the widths, the last column as wide as texts that run on over empty ones need, if there is room."""
    wanted = [
        flowing_width(table) - sum(widths[len(table.columns) - 1 :])
        for table in tables
        if table.columns[-1].kind is Kind.FLOW and not table.filtered
    ]
    return [*widths[:-1], widths[-1] + max(0.0, min(spare, max(wanted, default=0.0)))]


def printed_width(sheet: ResultSheet, widths: Sequence[float]) -> float:
    """Return how wide all that is printed of a sheet is, in characters: texts may run on beyond its last column.

    Args:
        sheet: Its texts run on where it is no workpaper; there they are wrapped.
        widths: Of the columns that are printed.
    """
    room = [width + _CELL_MARGIN for width in widths]
    flowing = [
        flowing_width(part) + sum(room[: len(part.columns) - 1])
        for part in sheet.parts
        if isinstance(part, ResultTable) and part.columns[-1].kind is Kind.FLOW and not sheet.legible
    ]
    return max([sum(room), *flowing])


def _room(columns: int) -> float:
    """Return how wide the columns of a page may be together at ``LEAST_SCALE``, in characters."""
    return _PAGE_PIXELS * 100 / LEAST_SCALE / _WIDEST_CHARACTER - _CELL_MARGIN * columns


def print_areas(sheet: ResultSheet, places: Sequence[Place], *, one_wide: bool) -> list[Area]:
    """Return what is printed: all, or what stands on first pages and then the other columns of wide lists alone.

    Beside those columns stands column A again, which would cut the title, notes and forms.
    """
    last, columns = places[-1].end_row - 1, sheet.printed_columns
    first = sheet.first_page
    if one_wide or not 0 < first < columns:
        return [(0, 0, last, columns - 1)]
    wide = [
        (place.header_row - 1, first, place.last_row - 1, min(len(part.columns), columns) - 1)
        for part, place in zip(sheet.parts, places, strict=True)
        if isinstance(part, ResultTable) and len(part.columns) > first
    ]
    return [(0, 0, last, first - 1), *wide]


@dataclass(frozen=True, slots=True)
class PageRoom:
    """What a sheet is printed on.

    Args:
        landscape: Which way the pages lie.
        margins: Of its pages, in inches.
        width: Of all that is printed, in characters.
        scale: In percent; 0 for whatever fits the width.
    """

    landscape: bool
    margins: Margins
    width: float
    scale: int = 0

    def heights(self) -> tuple[float, ...]:
        """Return what a page holds in points of rows, for each of the fonts.

        Example:
            >>> [round(height) for height in PageRoom(True, (0.5, 0.5, 0.6, 0.7), 200).heights()]
            [664, 759, 920]
            >>> [round(height) for height in PageRoom(True, (0.5, 0.5, 0.6, 0.7), 200, 77).heights()]
            [632]
        """
        left, right, top, bottom = self.margins
        across, down = _PAPER if self.landscape else _PAPER[::-1]
        room = (down - (top + bottom) * _POINTS) * _COUNTED_ON
        if self.scale:
            return (room * 100 / self.scale,)
        pixels = (across / _POINTS - left - right) * _PIXELS
        return tuple(room / min(pixels / (self.width * each), 1.0) for each in _CHARACTERS)


def page_breaks(
    parts: Sequence[Part],
    places: Sequence[Place],
    heights: Mapping[int, float],
    usual: float,
    paper: PageRoom,
) -> list[int]:
    """Return the rows (1-based) that begin a page, of those that begin a part.

    Args:
        parts: Of the sheet, from its top.
        places: Where they stand.
        heights: Of rows that are not as high as usual, by row (1-based).
        usual: Height of the others.
        paper: What the sheet is printed on.
    """
    holds = paper.heights()
    tops = _tops(places)
    found: list[int] = []
    whole: list[float] = []
    used, unsure = [0.0] * len(holds), False
    for part, place, top in zip(parts, places, tops, strict=True):
        rows = [heights.get(row, usual) for row in range(top, place.end_row + 2)]
        whole.append(sum(rows))
        first = place.header_row - top + 1 + _FIRST_ROWS
        listed = isinstance(part, ResultTable) and not part.charts
        goes_on, least = listed and place is places[-1], _LEAST_LEFT if listed else 0.0
        parted = any(
            _is_parted(rows, first, at, page, goes_on=goes_on, least=least)
            for at, page in zip(used, holds, strict=True)
        )
        if top > 1 and (unsure or parted):
            found.append(top)
            used = [0.0] * len(holds)
        used = [_end(at, rows, page) for at, page in zip(used, holds, strict=True)]
        unsure = whole[-1] > _MOST_PAGES * holds[0]
    return _fill_pages(found, tops, whole, holds[0])


def _tops(places: Sequence[Place]) -> list[int]:
    """Return the row with which each part begins; what stands above the first one belongs to it."""
    return [1, *(place.end_row + 2 for place in places[:-1])] if places else []


def _fill_pages(breaks: list[int], tops: Sequence[int], whole: Sequence[float], page: float) -> list[int]:
    """Return the breaks, those before a page with little on it moved up by as many parts as make it look like one."""
    found = list(breaks)
    for number in reversed(range(len(found))):
        at = tops.index(found[number])
        above = tops.index(found[number - 1]) if number else 0
        below = tops.index(found[number + 1]) if number + 1 < len(found) else len(tops)
        held = sum(whole[at:below])
        while held < page * _LEAST_FILLED and at - 1 > above and held + whole[at - 1] <= page:
            at -= 1
            held += whole[at]
        found[number] = tops[at]
    return found


def page_numbers(
    heights: Mapping[int, float], usual: float, paper: PageRoom, breaks: Sequence[int], last_row: int
) -> list[int]:
    """Return the page that each row of a sheet is printed on, both from 0 on, where pages hold least.

    Args:
        heights: Of rows that are not as high as usual, by row (1-based).
        usual: Height of the others.
        paper: What the sheet is printed on.
        breaks: Rows (1-based) that begin a page whatever is on the one before.
        last_row: The last row (1-based) of the sheet.
    """
    page, begun = paper.heights()[0], set(breaks)
    found, used, number = [], 0.0, 0
    for row in range(1, last_row + 1):
        height = heights.get(row, usual)
        if row in begun or used + height > page:
            number, used = number + 1, 0.0
        used += height
        found.append(number)
    return found


def repeated_header(parts: Sequence[Part], places: Sequence[Place], pages: Sequence[int]) -> int | None:
    """Return the header row (1-based) that is printed again above each later page; ``None`` for none.

    A sheet has one, and it stands above all pages down to the last: rightly where its list goes on, and wrongly above
    what comes after it. The list that gains most by it has it, if as many pages gain as lose: what comes after it has
    a heading of its own.

    Args:
        parts: Of the sheet, from its top.
        places: Where they stand.
        pages: Of each row by :func:`page_numbers`.
    """
    gains = [
        (2 * pages[place.last_row - 1] - pages[place.header_row - 1] - pages[-1], place.header_row)
        for part, place in zip(parts, places, strict=True)
        if isinstance(part, ResultTable) and pages[place.last_row - 1] > pages[place.header_row - 1]
    ]
    gain, row = max(gains, default=(-1, 0))
    return row if gain >= 0 else None


def _is_parted(
    rows: Sequence[float], first: int, at: float, page: float, *, goes_on: bool, least: float
) -> bool:
    """Tell whether a part must begin on a page of its own instead of on one of which ``at`` is used.

    Args:
        rows: Heights of its rows.
        first: Of them, heading and header with the first rows below.
        at: What is used of the page.
        page: What a page holds.
        goes_on: Whether its header stands above it on the next page: it is the last list of the sheet.
        least: How much of the page must be used for that, as a share: a form or a chart is never cut.
    """
    # The blank row below belongs to nobody.
    whole = sum(rows[:-1])
    if at + whole <= page:
        return False
    rest = _end(at, rows[:-1], page)
    few = rest < sum(rows[-1 - _FIRST_ROWS : -1])
    if whole <= page and at >= page * least and (few or not goes_on):
        return True
    return at + sum(rows[:first]) > page


def _end(at: float, rows: Sequence[float], page: float) -> float:
    """Return how much of the last page is used when rows have followed what was on it."""
    for height in rows:
        at = height if at + height > page else at + height
    return at
