"""What follows a long list: printed, it would stand under the list's header, which is repeated to the sheet's end.

A list that people filter and sort has one header, so what comes after it stands on a sheet of its own, the next tab;
there its own rows are not pushed out of sight either. A list without a filter has its header again where a page begins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kehu_batch.annotation.donor.heights import USUAL, SheetRoom, part_heights
from kehu_batch.annotation.donor.layout import Chart, Part, ResultForm, ResultSheet, ResultTable
from kehu_batch.annotation.donor.paging import Piece, cut_parts
from kehu_batch.annotation.donor.paper import page_height, paper_widths
from kehu_batch.records import dataclass, replace

#: What a sheet is called that continues another: with the form of a workpaper, and with more tables.
_SIGNED, _MORE = "签署", "续"
#: A list without a filter that goes on over more pages ends its sheet too.
_MOST_PAGES = 6
#: Titles of parts that are told of a sheet that continues another.
_MOST_TOLD = 4


@dataclass(frozen=True, slots=True)
class Continued:
    """A sheet that continues another.

    Args:
        sheet: Its name.
        of: That of the sheet that it continues.
        about: Which parts stand there.
    """

    sheet: str
    of: str
    about: str


def continue_sheet(sheet: ResultSheet, name_next: Callable[[str], str]) -> tuple[ResultSheet, ...]:
    """Return a sheet as it is printed, and what follows its long lists as sheets of their own.

    Args:
        sheet: One or more parts.
        name_next: Gives the name of the next sheet that continues it, by the word for what it is.
    """
    last = len(sheet.parts) - 1
    end = next((at for at in range(last) if _is_endless(sheet, sheet.parts[at])), last)
    pieces = _cut_above(sheet, end)
    cut = next((at for at in range(end) if _ends_its_sheet(sheet, at, pieces)), end)
    if cut == last:
        return (replace(sheet, parts=_with_one_filter(_with_headers_again(sheet, pieces))),)
    signed = isinstance(sheet.parts[cut + 1], ResultForm)
    name = name_next(_SIGNED if signed else _MORE)
    rest = replace(
        sheet,
        name=name,
        title=name,
        parts=sheet.parts[cut + 1 :],
        printed_columns=_columns_printed(sheet, cut + 1),
        first_page=0,
    )
    where = f"{'说明与签署' if signed else '其后各表'}见“{name}”"
    kept = replace(sheet, parts=sheet.parts[: cut + 1], scope=f"{sheet.scope}    {where}")
    return (*continue_sheet(kept, name_next), *continue_sheet(rest, name_next))


def tell_continued(sheet: ResultSheet, of: str) -> Continued:
    """Return what a sheet that continues another holds."""
    titles = [part.title.partition("（")[0] for part in sheet.parts]
    more = "等" if len(titles) > _MOST_TOLD else ""
    return Continued(sheet.name, of, f"接“{of}”：{'、'.join(titles[:_MOST_TOLD])}{more}")


def _columns_printed(sheet: ResultSheet, first: int) -> int:
    """Return how many columns are printed of a sheet from a part on; 0 for all."""
    columns = [len(part.columns) for part in sheet.parts[first:] if isinstance(part, ResultTable)]
    return sheet.printed_columns if max(columns, default=0) > sheet.printed_columns else 0


def _is_endless(sheet: ResultSheet, part: Part) -> bool:
    """Tell whether a list is too long for its sheet whatever its rows are like: these need not be measured."""
    return isinstance(part, ResultTable) and part.rows * USUAL > _MOST_PAGES * page_height(
        sheet, [0.0], one_wide=True
    )


def _cut_above(sheet: ResultSheet, end: int) -> list[Piece]:
    """Return the pieces of the parts above one that ends its sheet."""
    if not end:
        return []
    widths, one_wide, _ = paper_widths(sheet)
    room = SheetRoom.of(sheet, widths)
    heights = [part_heights(part, room) for part in sheet.parts[:end]]
    page = page_height(sheet, room.printed, one_wide=one_wide)
    return cut_parts(sheet.parts, heights, page)


def _ends_its_sheet(sheet: ResultSheet, at: int, pieces: list[Piece]) -> bool:
    part, count = sheet.parts[at], sum(one.part == at for one in pieces)
    return isinstance(part, ResultTable) and count > (1 if part.filtered else _MOST_PAGES)


def _with_headers_again(sheet: ResultSheet, pieces: list[Piece]) -> tuple[Part, ...]:
    """Return the parts, the header of each list that is not the last one again where a page begins with its rows."""
    charts = [chart for part in sheet.parts if isinstance(part, ResultTable) for chart in part.charts]
    return tuple(
        _with_header_again(part, [one.first for one in pieces if one.part == at and one.first], charts)
        if isinstance(part, ResultTable)
        else part
        for at, part in enumerate(sheet.parts)
    )


def _with_one_filter(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Return the parts, the first list that wants the sheet's filter with it: a sheet has but one."""
    wanting = [at for at, part in enumerate(parts) if isinstance(part, ResultTable) and part.filtered]
    return tuple(
        replace(part, filtered=False) if isinstance(part, ResultTable) and at in wanting[1:] else part
        for at, part in enumerate(parts)
    )


def _with_header_again(table: ResultTable, rows: Sequence[int], charts: Sequence[Chart]) -> ResultTable:
    """Return a list with its header again above some rows; not among those of a chart, which would draw it as a bar."""
    again = tuple(row - table.head for row in rows)
    drawn = [one for one in charts if one.names.partition(".")[0] == table.key]
    if any(one.first < offset < one.first + one.rows for one in drawn for offset in again):
        return table
    return replace(table, again=again)
