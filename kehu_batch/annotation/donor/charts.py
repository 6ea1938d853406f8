"""Native charts beside the tables that they draw.

In constant memory xlsxwriter no longer has the values that it wrote, so a chart would carry none and stay empty in
programs that only show files; the values are given to each series.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kehu_batch.annotation import palette
from kehu_batch.annotation.donor.addresses import Place, place_parts, sheet_in_quotes
from kehu_batch.annotation.donor.formats import FONT
from kehu_batch.annotation.donor.layout import (
    Cell,
    Chart,
    ChartKind,
    Column,
    Formula,
    ResultSheet,
    ResultTable,
    Series,
)
from kehu_batch.cells import column_letter
from kehu_batch.sheet_writing.book import CheckedSheet

WIDTH, HEIGHT = 470, 270
#: With more of them, names on an axis stand aslant: some programs would do so, others would leave out every second.
_LEVEL_NAMES = 6
#: Larger numbers would cover one another as labels.
_LABELLED_BELOW = 10_000
_GAP = 24
#: That of the sheets: on a paper printed at its least scale it is 8 points.
_FONT_SIZE = 10.5

#: Height of a lying bar with its name, in pixels, and of title, axis and legend.
_BAR, _AROUND_BARS = 22, 116
_LYING = {ChartKind.BARS, ChartKind.STACKED_BARS}
_TYPES = {
    ChartKind.COLUMNS: {"type": "column"},
    ChartKind.BARS: {"type": "bar"},
    ChartKind.STACKED_BARS: {"type": "bar", "subtype": "stacked"},
    ChartKind.LINE: {"type": "line"},
}


class Charts:
    """Makes the charts of one donor workbook.

    Args:
        book: The ``xlsxwriter.Workbook``.
        sheets: All its sheets, as a chart may draw another table's columns.
    """

    def __init__(self, book: Any, sheets: Sequence[ResultSheet]) -> None:  # noqa: ANN401 - xlsxwriter has no types
        self._book = book
        self._columns: dict[str, tuple[str, int, Column, ResultTable]] = {}
        for sheet in sheets:
            for part, place in zip(sheet.parts, place_parts(sheet), strict=True):
                if isinstance(part, ResultTable):
                    self._collect(sheet.name, part, place)

    def insert(self, worksheet: CheckedSheet, table: ResultTable, place: Place, room: int = 0) -> None:
        """Put a table's charts right of it, from its header row on, or below it.

        Args:
            worksheet: Takes them.
            table: Its charts are put there.
            place: Where it stands.
            room: Pixels that a chart beside it may take at most; 0 for as many as it wants.
        """
        for number, chart in enumerate(table.charts):
            left = number * (WIDTH + _GAP) + (0 if table.charts_below else _GAP)
            down = 10 if table.charts_below else 2
            position = {"x_offset": left, "y_offset": down, "object_position": 2}
            row, column = (
                (place.last_row, 0) if table.charts_below else (place.header_row - 1, len(table.columns))
            )
            made = self._make(chart)
            width = min(WIDTH, room - 2 * _GAP) if room else WIDTH
            made.set_size({"width": width, "height": chart_height(chart)})
            worksheet.insert_chart(row, column, made, position)

    def _collect(self, sheet: str, table: ResultTable, place: Place) -> None:
        for index, column in enumerate(table.columns):
            where = f"{sheet_in_quotes(sheet)}!${column_letter(index)}$"
            self._columns[f"{table.key}.{column.key}"] = (where, place.header_row, column, table)

    def _make(self, chart: Chart) -> Any:  # noqa: ANN401
        made = self._book.add_chart(dict(_TYPES[chart.kind]))
        for series in chart.series:
            made.add_series(self._series(chart, series, line=chart.kind is ChartKind.LINE))
        if chart.running is not None:
            running = self._book.add_chart({"type": "line"})
            running.add_series(self._series(chart, chart.running, line=True) | {"y2_axis": True})
            running.set_y2_axis(
                {**_axis("0%"), "min": 0, "max": 1, "major_unit": 0.2, "major_gridlines": {"visible": False}}
            )
            made.combine(running)
        title_font = {"name": FONT, "size": 11.5, "bold": True, "color": f"#{palette.INK}"}
        made.set_title({"name": chart.title, "name_font": title_font, "overlay": False})
        self._set_axes(made, chart)
        many = len(chart.series) > 1 or chart.running is not None
        made.set_legend({"position": "bottom", "font": _font()} if many else {"none": True})
        made.set_chartarea({"border": {"color": f"#{palette.RULE}"}})
        return made

    def _set_axes(self, made: Any, chart: Chart) -> None:  # noqa: ANN401
        lying = chart.kind in _LYING
        names = {
            "num_font": _font() | ({"rotation": -45} if chart.rows > _LEVEL_NAMES and not lying else {}),
            "line": {"color": f"#{palette.RULE}"},
            "major_tick_mark": "none",
            "interval_unit": 1,
        }
        values = {
            **_axis("0%" if chart.share else "#,##0"),
            "min": 0,
            "major_gridlines": {"visible": True, "line": {"color": f"#{palette.RULE}", "width": 0.5}},
        }
        if not chart.share:
            # Counts have no halves.
            top = max((self._total(chart, row) for row in range(chart.rows)), default=0.0)
            values["major_unit"] = _step(top)
        if lying:
            made.set_x_axis(values)
            # The first row of the table stands on top.
            made.set_y_axis({**names, "reverse": True, "crossing": "max"})
        else:
            made.set_x_axis(names)
            made.set_y_axis(values)

    def _total(self, chart: Chart, row: int) -> float:
        numbers = [_number(self._columns[one.column][2].values[chart.first + row]) for one in chart.series]
        return sum(numbers) if chart.kind is ChartKind.STACKED_BARS else max(numbers)

    def _series(self, chart: Chart, series: Series, *, line: bool) -> dict[str, Any]:
        fill = {"color": f"#{series.color}"}
        number_format = "0.0%" if chart.share else "#,##0"
        labels = {"value": True, "font": _font(), "num_format": number_format}
        look: dict[str, Any] = {
            "fill": fill,
            "gap": 60,
            "overlap": 100 if chart.kind is ChartKind.STACKED_BARS else 0,
        }
        if line:
            look = {
                "line": {**fill, "width": 2},
                "marker": {"type": "circle", "size": 5, "fill": fill, "border": fill},
            }
        top = max(map(_number, self._values(chart, series.column)))
        plain = len(chart.series) == 1 and not line and top < _LABELLED_BELOW
        return {
            "name": series.name,
            "categories": self._range(chart, chart.names),
            "categories_data": [str(value) for value in self._values(chart, chart.names)],
            "values": self._range(chart, series.column),
            "values_data": [_number(value) for value in self._values(chart, series.column)],
            **({"data_labels": labels} if plain else {}),
            **look,
        }

    def _range(self, chart: Chart, key: str) -> str:
        where, header, _, table = self._columns[key]
        first, last = (table.below_header(at) for at in (chart.first, chart.first + chart.rows - 1))
        letter = where.rpartition("!")[2]
        return f"={where}{header + first}:{letter}{header + last}"

    def _values(self, chart: Chart, key: str) -> Sequence[Cell]:
        return self._columns[key][2].values[chart.first : chart.first + chart.rows]


def chart_height(chart: Chart) -> int:
    """Return how high a chart is, in pixels.

    Of lying bars each has room for its name, of which programs leave out every second where there is less. A table of
    as many rows is no lower.
    """
    return max(HEIGHT, _AROUND_BARS + _BAR * chart.rows) if chart.kind in _LYING else HEIGHT


def _step(top: float) -> int:
    """Return the step of an axis that has five or so of them: 1, 2 or 5 with zeros; counts have no halves.

    Example:
        >>> _step(3), _step(16), _step(435_000)
        (1, 5, 100000)
    """
    size = int("1" + "0" * (len(str(int(top / 5))) - 1))
    return next(factor * size for factor in (1, 2, 5, 10) if factor * size >= top / 5)


def _number(cell: Cell) -> float:
    value = cell.value if isinstance(cell, Formula) else cell
    return value if isinstance(value, int | float) else 0


def _font() -> dict[str, Any]:
    return {"name": FONT, "size": _FONT_SIZE, "color": f"#{palette.SECONDARY}"}


def _axis(number_format: str) -> dict[str, Any]:
    return {
        "num_font": _font(),
        "num_format": number_format,
        "line": {"none": True},
        "major_tick_mark": "none",
    }
