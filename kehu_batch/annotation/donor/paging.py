"""Where the printed pages of a result sheet begin: before what a page's end would part, and nowhere by chance.

A program that prints breaks a sheet where its page is full, which is elsewhere in each font, and repeats the header of
one list above every page that follows, whatever stands there. So each page that is not the first begins where we say,
counted for the font that leaves least room; a list that a page does not hold has its header again above its later
pages, written there, or, where the list is the last of its sheet, repeated by the program: nothing else can follow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from kehu_batch.annotation.donor.addresses import Place
from kehu_batch.annotation.donor.charts import chart_height
from kehu_batch.annotation.donor.heights import LEADING, USUAL
from kehu_batch.annotation.donor.layout import Part, ResultTable
from kehu_batch.records import dataclass, replace

#: Of a list that goes on overleaf so many rows stay with its header.
_FIRST_ROWS = 3
#: On a page that is filled less a last list of so many rows begins although a page of its own would hold it.
_LEAST_LEFT, _LEAST_ROWS = 0.4, 10
#: A page that is filled less takes what stands before it along, and any such list begins on it.
_LEAST_FILLED = 0.25
_POINTS_OF_A_PIXEL = 0.75


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands on one page: a part, or one page's rows of a part that no page holds.

    Args:
        part: Position of the part.
        first: Its first row, counted from the part's heading; 0 for the heading itself.
        height: Of its rows, in points.
        begins: Whether a page begins with it.
    """

    part: int
    first: int
    height: float
    begins: bool


def cut_parts(parts: Sequence[Part], heights: Sequence[Sequence[float]], page: float) -> list[Piece]:
    """Return the pieces of a sheet from top to bottom, and which of them begin a page.

    Args:
        parts: Of the sheet.
        heights: Of the rows of each part, in points; parts behind the last one measured are left out.
        page: What a page holds.
    """
    pieces: list[Piece] = []
    used = sum(LEADING)
    for number, (part, measured) in enumerate(zip(parts, heights, strict=False)):
        rows = list(measured)
        if number < len(parts) - 1:
            # The blank row below goes with the last one: alone it would be a page.
            rows[-1] += USUAL
        # Above the first part stands the title, on the same page.
        begins = bool(number) and used + sum(rows) > page
        may_go_on = begins and _goes_on(part, used / page, last=number == len(parts) - 1)
        cuts = [0]
        if may_go_on or sum(rows) > page - (0.0 if number else used):
            cuts, begins = _cut_long(part, rows, used, page, stays=may_go_on or not number)
        for first, stop in zip(cuts, [*cuts[1:], len(rows)], strict=True):
            header = _header_again(part, rows) if first else 0.0
            one = Piece(number, first, header + sum(rows[first:stop]), begins or first > 0)
            pieces.append(one)
            used = one.height + (0.0 if one.begins else used)
    return _fill_pages(pieces, page)


def _goes_on(part: Part, filled: float, *, last: bool) -> bool:
    """Tell whether a list may go on overleaf although a page holds it: its header is there again.

    One with a filter that is not the last would end its sheet by it.

    Args:
        part: The list.
        filled: What part of the page before is filled.
        last: Whether nothing follows it.
    """
    if not isinstance(part, ResultTable) or part.charts or part.rows < _LEAST_ROWS:
        return False
    return filled < (_LEAST_LEFT if last else _LEAST_FILLED) and (last or not part.filtered)


def _cut_long(
    part: Part, rows: Sequence[float], used: float, page: float, *, stays: bool
) -> tuple[list[int], bool]:
    """Return the rows with which the pieces of a part begin, and whether the first of them begins a page itself."""
    table = part if isinstance(part, ResultTable) else None
    head = table.head if table else 1
    if table and table.again:
        cuts = [head + offset + number for number, offset in enumerate(table.again)]
        return [0, *cuts], not stays and used + sum(rows[: cuts[0]]) > page
    least = _least_rows(part, rows[head:])
    later = page - _header_again(part, rows)
    whole = page - sum(rows[:head])
    alone, after = (cut_rows(rows[head:], room, later, least) for room in (whole, whole - used))
    # Beginning a page it may take one page less than it would take with what is left of the one before.
    parted = used + sum(rows[: head + least]) > page or len(alone) < len(after)
    begins = parted and not stays
    return [0, *(head + offset for offset in (alone if begins else after))], begins


def _header_again(part: Part, rows: Sequence[float]) -> float:
    """Return what the header of a list takes on a later page, if it does not stand among its rows already."""
    return rows[part.head - 1] if isinstance(part, ResultTable) and not part.again else 0.0


def _least_rows(part: Part, body: Sequence[float]) -> int:
    """Return how many rows of a part stay with its heading: a chart beside them is not cut."""
    charts = part.charts if isinstance(part, ResultTable) and not part.charts_below else ()
    drawn = max((chart_height(chart) * _POINTS_OF_A_PIXEL for chart in charts), default=0.0)
    return max(_FIRST_ROWS, sum(1 for above in accumulate(body, initial=0.0) if above < drawn))


def cut_rows(rows: Sequence[float], first: float, page: float, least: int = _FIRST_ROWS) -> list[int]:
    """Return the offsets of the rows that begin a page; the last page is given rows of the one before it.

    Args:
        rows: Heights of the rows.
        first: What is left of the first page.
        page: What a later page holds.
        least: How many rows stay on the first page at least.

    Example:
        >>> cut_rows([20.0] * 11, 60, 100)
        [3, 8]
        >>> cut_rows([20.0] * 9, 60, 100), cut_rows([20.0] * 9, 80, 100)
        ([3, 7], [4])
    """
    found: list[int] = []
    left = first
    for offset, height in enumerate(rows):
        if height > left and offset >= (least if not found else 0):
            found.append(offset)
            left = page
        left -= height
    begun = [0, *found]
    while found and found[-1] - begun[-2] > least and sum(rows[found[-1] :]) < page * _LEAST_FILLED:
        found[-1] -= 1
    return found


def _fill_pages(pieces: Sequence[Piece], page: float) -> list[Piece]:
    """Return the pieces, what stands before a page with little on it moved there as long as that page holds it."""
    found = list(pieces)
    ends = len(found)
    for at in reversed(range(len(found))):
        if at >= ends or not found[at].begins:
            continue
        held = sum(one.height for one in found[at:ends])
        ends = at
        while _may_join(found, ends) and held < page * _LEAST_FILLED:
            before = found[ends - 1]
            held += before.height
            if held > page:
                break
            found[ends] = replace(found[ends], begins=False)
            found[ends - 1] = replace(before, begins=True)
            ends -= 1
    return found


def _may_join(pieces: Sequence[Piece], at: int) -> bool:
    """Tell whether the piece before another may go to its page: both are whole, and another stays on its own."""
    return at > 1 and not pieces[at].first and not pieces[at - 1].first and not pieces[at - 1].begins


def page_rows(pieces: Sequence[Piece], places: Sequence[Place]) -> Iterator[int]:
    """Yield the rows (1-based) of a sheet that begin a page."""
    return (places[one.part].title_row + one.first for one in pieces if one.begins)


def repeated_header(parts: Sequence[Part], places: Sequence[Place]) -> int | None:
    """Return the header row (1-based) that a program repeats above later pages: of the last list alone.

    It would stand above all that comes after it; nothing does. On a page that holds the list it is not repeated.
    """
    last = parts[-1] if parts else None
    return places[-1].header_row if isinstance(last, ResultTable) and last.rows else None
