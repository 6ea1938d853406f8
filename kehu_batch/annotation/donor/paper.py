"""What a result sheet is printed on: columns that fit a page, and how many rows a page holds.

That follows from the scale that fits the columns, and so from the font of the workbook that takes the sheet: what the
narrowest font leaves is counted on, and :mod:`kehu_batch.annotation.donor.paging` begins each page by itself.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence

from kehu_batch.annotation.donor.addresses import Place
from kehu_batch.annotation.donor.fitting import fit_widths
from kehu_batch.annotation.donor.layout import Kind, ResultForm, ResultSheet, ResultTable
from kehu_batch.annotation.donor.measuring import flowing_width, sheet_widths
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
#: Size in points of a narrow font, half as wide as high, at which a character has those pixels.
_NARROW_SIZE = 10.5
#: Widest column that a sheet can have, in characters.
_WIDEST_COLUMN = 255.0
#: By how much a column may be narrower than it asks for before an indented number would be cut, in characters.
_SPARE = 0.6
#: By how much the last column of a sheet that is no paper is widened for texts that run on, in characters.
_MOST_WIDENED = 150.0
#: What a column is wider than asked for, in characters: xlsxwriter adds the margins of a cell.
_CELL_MARGIN = 0.72

#: Widths of a form that stands alone on its sheet: its labels, and over two columns what is said.
_FORM_WIDTHS = (14.0, 40.0, 40.0)

#: A4 in points, the long edge first, and points and pixels of an inch.
_PAPER = (841.9, 595.3)
_POINTS, _PIXELS = 72, 96
#: Part of a page's height that is counted on: rows are rounded to pixels.
_COUNTED_ON = 0.97


def paper_widths(sheet: ResultSheet) -> tuple[list[float], bool, bool]:
    """Return a sheet's widths, whether what is printed is one page wide, and whether numbers lose their indent for it.

    Columns of a legible sheet are made narrower where that puts them on one page, or each half on one of two.
    """
    tables = [part for part in sheet.parts if isinstance(part, ResultTable)]
    asked = sheet_widths(tables) if tables or not _has_form(sheet) else list(_FORM_WIDTHS)
    printed = range(len(asked))[: sheet.printed_columns or len(asked)]
    spare = _room(len(printed)) - sum(asked[column] for column in printed)
    if sheet.legible and spare >= 0 and isinstance(sheet.parts[0], ResultForm):
        # Its texts alone need the room. Printed at the least scale it is whole, as what is signed should be.
        return [*asked[:-1], asked[-1] + spare], False, False
    if not sheet.legible or spare >= 0:
        # Elsewhere such a text widens what is printed whether or not it has a column to run over.
        wide = tables if sheet.legible or _ends_in_texts(tables, len(asked)) else []
        return _widen_for_flowing(wide, asked, spare if sheet.legible else _MOST_WIDENED), True, False
    pages = (
        [printed[: sheet.first_page], [0, *printed[sheet.first_page :]]] if sheet.first_page else [printed]
    )
    widths = asked
    for page in pages:
        widths = fit_widths(tables, widths, page, _room(len(page))) or widths
    narrowed = max(map(operator.sub, asked, widths))
    return widths, len(pages) == 1 and widths is not asked, narrowed > _SPARE


def widths_in_font(widths: Sequence[float], size: float) -> list[float]:
    """Return the widths of columns in characters of a workbook's own font, which count fewer pixels in a small one.

    Texts keep their size, so that a column would be too narrow for them, and a page hold less than is counted.

    Args:
        widths: In characters of the usual font.
        size: Of the workbook's font, in points.

    Example:
        >>> widths_in_font([12.0, 240.0], 9), widths_in_font([12.0], 12)
        ([14.0, 255.0], [12.0])
    """
    wider = max(_NARROW_SIZE / size, 1.0)
    return [min(width * wider, _WIDEST_COLUMN) for width in widths]


def _has_form(sheet: ResultSheet) -> bool:
    return any(isinstance(part, ResultForm) for part in sheet.parts)


def _ends_in_texts(tables: Sequence[ResultTable], columns: int) -> bool:
    """Return whether the last of a sheet's columns holds texts alone: numbers would stand too far right."""
    last = [one.columns[-1] for one in tables if len(one.columns) == columns]
    return all(set(one.kinds or (one.kind,)) <= {Kind.TEXT, Kind.LONG, Kind.FLOW} for one in last)


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


def page_height(sheet: ResultSheet, widths: Sequence[float], *, one_wide: bool) -> float:
    """Return what a page of a sheet holds in points of rows, whatever the font of the workbook that takes it.

    Args:
        sheet: As it is printed.
        widths: Of the columns that are printed.
        one_wide: Whether what is printed is one page wide: fitted to its width, and never made larger.

    Example:
        >>> round(page_height(ResultSheet("表", "标题", "范围", (), ""), [200], one_wide=True))
        666
        >>> paper = ResultSheet("表", "标题", "范围", (), "", legible=True)
        >>> round(page_height(paper, [150], one_wide=False))
        632
    """
    left, right, top, bottom = LEGIBLE_MARGINS if sheet.legible else MARGINS
    across, down = _PAPER if sheet.landscape else _PAPER[::-1]
    room = (down - (top + bottom) * _POINTS) * _COUNTED_ON
    if sheet.legible and not one_wide:
        return room * 100 / LEAST_SCALE
    pixels = (across / _POINTS - left - right) * _PIXELS
    return room / min(pixels / (printed_width(sheet, widths) * NARROWEST_CHARACTER), 1.0)
