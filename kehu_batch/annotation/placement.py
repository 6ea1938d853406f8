"""Which columns of a sheet are free for our result columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from kehu_batch.cells import MAX_COLUMN, parse_ref
from kehu_batch.errors import OutputError
from kehu_batch.model.tables.recognition import Region
from kehu_batch.model.tables.source import CellValue, Sheet
from kehu_batch.ooxml.plan import FarFormula, ListObject, SheetInfo
from kehu_batch.ooxml.sml.ranges import Rectangle
from kehu_batch.policy.vocabulary import OWN_COLUMN_PREFIX

#: So many columns further right than they would stand ours are put out of the way of formulas and drawings.
_OUT_OF_THE_WAY = 64


def place_columns(
    sheet: Sheet,
    info: SheetInfo,
    regions: Sequence[Region],
    widths: Mapping[int, int],
    formulas: Sequence[FarFormula] = (),
) -> dict[int, int]:
    """Return the first result column of each region of one sheet, by region id.

    All of a sheet's result columns stand right of every table of the sheet and of all that its rows hold, so
    that they widen no column of somebody else's table; regions that share rows stand beside one another.
    Columns of an earlier run do not count, so a workbook dropped again gets the same places. They stand behind
    charts and pictures, which would hide them and be stretched by their widths, and behind the columns that the
    workbook's own formulas add up or count, where that is not far.

    Args:
        sheet: The sheet's cells.
        info: Its list objects, merged ranges and those that formulas spill into.
        regions: All regions of the sheet.
        widths: Number of result columns by region id.
        formulas: Those of the workbook that look further right than its tables go.

    Raises:
        OutputError: The sheet has no room to the right.
    """
    right_of_tables = max(region.last_column for region in regions)
    placed: dict[int, int] = {}
    for region in sorted(regions, key=lambda item: (item.first_column, item.header_row)):
        beside = [other for other in regions if _share_rows(region, other)]
        start = 1 + max(
            right_of_tables,
            _last_used(sheet, region, {column for other in beside for column in other.own_columns}),
            *(_last_column_of(item.ref, region, len(_own_tail(item))) for item in info.list_objects),
            *(_last_column_of(ref, region) for ref in chain(info.merged, info.taken)),
            *(placed[other.id] + widths[other.id] - 1 for other in beside if other.id in placed),
        )
        start = _out_of_the_way(region, start, widths[region.id], info, formulas)
        if start + widths[region.id] > MAX_COLUMN:
            raise OutputError(
                f"“{sheet.file}”的工作表“{sheet.name}”右侧已没有空列，批注结果列放不下",
                action="请删除表格右侧多余的内容后重试",
                code="no_room",
            )
        placed[region.id] = start
    return placed


def _out_of_the_way(
    region: Region, start: int, width: int, info: SheetInfo, formulas: Sequence[FarFormula]
) -> int:
    """Return the first column from ``start`` on that neither formulas count nor drawings cover, where one is near."""
    counted = (one.area for one in formulas_over(region, 0, MAX_COLUMN, formulas))
    lefts: dict[int, int] = {}
    for area in filter(None, map(Rectangle.parse, chain(counted, info.drawn))):
        if area.right < start + _OUT_OF_THE_WAY:
            lefts[area.right] = min(area.left, lefts.get(area.right, area.left))
    free = start
    for end, left in sorted(lefts.items()):
        if width and free <= end and left < free + width:
            free = end + 1
    return free


def formulas_over(region: Region, start: int, width: int, formulas: Iterable[FarFormula]) -> list[FarFormula]:
    """Return the formulas that take in cells of so many columns in the rows of a region."""
    first, last = rows_of(region)
    ours = Rectangle(first, start, last, start + width - 1)
    name = region.sheet.casefold()
    found = [(one, Rectangle.parse(one.area)) for one in formulas if width and one.sheet == name]
    return [one for one, area in found if area is not None and area.meets(ours)]


def own_columns_end(sheet: Sheet, info: SheetInfo, regions: Sequence[Region], first: int) -> int | None:
    """Return the last column of the sheet's own, where all of it is left of our first; else ``None``.

    Args:
        sheet: The sheet's cells.
        info: Its list objects, merged ranges and those that formulas spill into.
        regions: All its regions.
        first: Our first column.
    """
    ours = {column for region in regions for column in region.own_columns}
    width = len(sheet.rows[0]) if sheet.rows else 0
    candidates = (column for column in range(width - 1, -1, -1) if column not in ours)
    filled = next((column for column in candidates if _any_filled(sheet.rows, column)), 0)
    formulas = {column for _, column in chain(sheet.uncached, sheet.blanks)} - ours
    # The title of a worksheet of ours is merged over columns that we wrote there.
    ranges = [
        next((column for column in range(_right_of(ref), -1, -1) if column not in ours), 0)
        for ref in info.merged
    ]
    lists = [_right_of(item.ref) - len(_own_tail(item)) for item in info.list_objects]
    ranges += [_right_of(ref) for ref in info.taken]
    last = max(filled, *formulas, *(region.last_column for region in regions), *ranges, *lists)
    return last if last < first and not sheet.far_cells else None


def _right_of(ref: str) -> int:
    start, _, end = ref.partition(":")
    return parse_ref(end or start)[1]


def rows_of(region: Region) -> tuple[int, int]:
    """Return the first row of a region's header band and its last data row."""
    last = int(region.data_rows[-1]) if len(region.data_rows) else region.header_row
    return region.header_first_row, last


def _share_rows(one: Region, other: Region) -> bool:
    (first, last), (other_first, other_last) = rows_of(one), rows_of(other)
    return first <= other_last and other_first <= last


def _last_used(sheet: Sheet, region: Region, own: set[int]) -> int:
    """Return the last column that holds something in a region's rows, columns of our own left out.

    A formula without a result, or with an empty one, reads as empty and stands there all the same.
    """
    first, last = rows_of(region)
    rows = sheet.rows[first - 1 : last]
    width = len(sheet.rows[0]) if sheet.rows else 0
    candidates = (column for column in range(width - 1, region.last_column, -1) if column not in own)
    filled = next((column for column in candidates if _any_filled(rows, column)), region.last_column)
    formulas = {column for row, column in chain(sheet.uncached, sheet.blanks) if first <= row <= last}
    return max(filled, *(formulas - own), region.last_column)


def _any_filled(rows: Iterable[Sequence[CellValue]], column: int) -> bool:
    return any(row[column] != "" for row in rows)


def _own_tail(item: ListObject) -> list[str]:
    """Return the list object's last columns that an earlier run appended."""
    tail: list[str] = []
    for header in reversed(item.columns):
        if not header.startswith(OWN_COLUMN_PREFIX):
            break
        tail.append(header)
    return tail


def _last_column_of(ref: str, region: Region, less: int = 0) -> int:
    """Return the last column of a range that touches a region's rows, -1 where it does not."""
    start, _, end = ref.partition(":")
    (top, _), (bottom, right) = parse_ref(start), parse_ref(end or start)
    first, last = rows_of(region)
    return right - less if top <= last and first <= bottom else -1
