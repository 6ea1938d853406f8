"""How high the rows of a part are: the same for the writer of a sheet and for whoever asks where its pages end."""

from __future__ import annotations

from collections.abc import Sequence

from kehu_batch.annotation.donor.addresses import CHART_ROWS
from kehu_batch.annotation.donor.layout import Cell, Kind, Lines, Part, ResultForm, ResultSheet, ResultTable
from kehu_batch.annotation.donor.measuring import ROOM, row_heights, shown_text
from kehu_batch.records import dataclass

#: Height of a usual row, in points.
USUAL = ROOM.height_of(1)
#: Of the rows above the first part: title, marker, scope and a blank one.
TITLE, MARKER = 30.0, 16.0
LEADING = (TITLE, MARKER, USUAL, USUAL)
_HEADING = 24.0
#: What a line over the whole width and a header have beyond their lines.
_PADDING = 3.0


@dataclass(frozen=True, slots=True)
class SheetRoom:
    """What the texts of a sheet have room in.

    Args:
        widths: Of all columns, in characters.
        printed: Of those on its first page.
        legible: Whether the sheet is a printed paper, where texts that run on are wrapped instead.
    """

    widths: Sequence[float]
    printed: Sequence[float]
    legible: bool

    @classmethod
    def of(cls, sheet: ResultSheet, widths: Sequence[float]) -> SheetRoom:
        """Return the room of a sheet whose columns are that wide."""
        printed = widths[: sheet.first_page or sheet.printed_columns or len(widths)]
        return cls(widths, printed, sheet.legible)

    def merged(self, table: ResultTable) -> range | None:
        """Return the columns over which a table's last text is wrapped: on papers, where it would end at their edge."""
        last = len(table.columns) - 1
        runs = table.columns[last].kind is Kind.FLOW and self.legible and not table.filtered
        return range(last, len(self.printed)) if runs and last < len(self.printed) else None


def part_heights(part: Part, room: SheetRoom) -> list[float]:
    """Return the heights of a part's rows in points, from its heading to its last, a chart's rows counted."""
    if isinstance(part, Lines):
        return [_HEADING, *(_line_height(line, room) for line in part.lines or ("",))]
    if isinstance(part, ResultForm):
        return [_HEADING, *_form_heights(part, room)]
    note = [_line_height(part.note, room)] if part.note else []
    header = _header_height(part, room)
    body = body_heights(part, room) if part.rows else [_line_height(part.empty, room)]
    for offset in reversed(part.again):
        body.insert(offset, header)
    charts = [USUAL] * _rows_of_charts(part, len(body))
    return [_HEADING, *note, header, *body, *charts]


def _rows_of_charts(table: ResultTable, rows: int) -> int:
    if not table.charts:
        return 0
    return CHART_ROWS + 1 if table.charts_below else max(CHART_ROWS - rows, 0)


def body_heights(table: ResultTable, room: SheetRoom) -> list[float]:
    """Return the heights of a table's data rows."""
    heights = row_heights(table, room.widths) or [USUAL] * table.rows
    merged = room.merged(table)
    if merged is None:
        return heights
    width = sum(room.printed[merged.start : merged.stop])
    return list(map(max, heights, (_text_height(value, width) for value in table.columns[-1].values)))


def _text_height(value: Cell, width: float) -> float:
    return ROOM.height_of(ROOM.count_lines(shown_text(value), width))


def _header_height(table: ResultTable, room: SheetRoom) -> float:
    pairs = zip(table.columns, room.widths, strict=False)
    return ROOM.height_of(max(ROOM.count_lines(column.header, width) for column, width in pairs)) + _PADDING


def _form_heights(form: ResultForm, room: SheetRoom) -> list[float]:
    width = sum(room.printed[1:]) or room.widths[0]
    return [
        ROOM.row_height([(row.label, room.widths[0]), (shown_text(row.value), width)]) for row in form.rows
    ]


def _line_height(text: str, room: SheetRoom) -> float:
    """Return the height of a text over the whole printed width."""
    lines = ROOM.count_lines(text, sum(room.printed))
    return lines * ROOM.line + _PADDING if lines > 1 else USUAL
