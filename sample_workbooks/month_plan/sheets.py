"""What a sheet is before it is written, and how it is written: the look of a Chinese office's workbook."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from month_plan.truth import Place

#: Written into each file's properties in place of the hour at which it was made.
MADE_AT = datetime(2026, 11, 3, 9, 0, 0)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with the value that the clerk's Excel stored for it."""

    text: str
    value: int | float | str


@dataclass(frozen=True, slots=True)
class Unformatted:
    """A number typed into a cell without the column's number format."""

    value: int


@dataclass(frozen=True, slots=True)
class Column:
    """One column: field code (empty for what is no field), header, width in characters, and kind.

    Kinds: ``text``, ``center``, ``date``, ``moment``, ``money``, ``number``, ``id``.
    """

    code: str
    header: str
    width: float
    kind: str = "text"
    group: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """Font and colours of a workbook; each clerk has her own."""

    font: str
    header: str
    title: str = "#000000"


@dataclass(slots=True)
class SheetPlan:
    """One sheet.

    Args:
        name: Sheet name.
        columns: Its columns.
        title: Text of a merged first row; empty for none.
        subtitle: Texts of the row under it, by 0-based column.
        rows: Data rows.
        footers: Rows under the data, each with its kind ``total`` or ``note``.
        row_height: Height of a data row in points.
        hidden: Whether the sheet is hidden.
        hidden_columns: 0-based hidden columns.
        merged: Ranges of data rows merged in one column: first row, last row (0-based among the data), column.
        extras: Adds what the workbook has beyond cells.
    """

    name: str
    columns: tuple[Column, ...]
    title: str = ""
    subtitle: dict[int, str] = field(default_factory=dict)
    rows: list[list[object]] = field(default_factory=list)
    footers: list[tuple[str, list[object]]] = field(default_factory=list)
    row_height: float = 18
    hidden: bool = False
    hidden_columns: tuple[int, ...] = ()
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    extras: Callable[[Any, Any, SheetPlan], None] | None = None

    @property
    def header_row(self) -> int:
        """Return the 0-based first row of the header."""
        return (1 if self.title else 0) + (1 if self.subtitle else 0)

    @property
    def first_row(self) -> int:
        """Return the 0-based first data row."""
        return self.header_row + (2 if any(column.group for column in self.columns) else 1)

    def add(self, file: str, values: dict[str, object]) -> Place:
        """Append a data row of values by field code, and return where it stands."""
        self.rows.append(
            [values.get(column.code) if column.code else values.get(column.header) for column in self.columns]
        )
        letters = {column.code: letter(index) for index, column in enumerate(self.columns) if column.code}
        return Place(file, self.name, self.first_row + len(self.rows), letters)


def letter(column: int) -> str:
    """Return the letter of a 0-based column up to Z."""
    return chr(ord("A") + column)


def write_workbook(path: Path, sheets: Sequence[SheetPlan], look: Look, title: str) -> None:
    """Write one workbook; the same sheets give the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": MADE_AT, "title": title})
        formats = _Formats(workbook, look)
        for plan in sheets:
            _write_sheet(workbook, plan, formats)
        workbook.get_worksheet_by_name(sheets[0].name).activate()
    path.write_bytes(target.getvalue())


#: Columns of this width together, in characters, still read well on an upright page.
_WIDEST_PORTRAIT = 112

_NUMBER_FORMATS = {
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
    "money": "#,##0.00",
    "number": "General",
    "id": "000000",
    "center": "General",
    "text": "General",
}


class _Formats:
    """The cell formats of one workbook, made as they are needed."""

    def __init__(self, workbook: Any, look: Look) -> None:  # noqa: ANN401 - xlsxwriter has no types
        self._workbook = workbook
        self._look = look
        self._made: dict[tuple[str, str], Any] = {}

    def get(self, role: str, kind: str = "text") -> Any:  # noqa: ANN401 - likewise
        """Return the format of a cell by its role (title, subtitle, header, data, total, note) and kind."""
        key = (role, kind)
        if key not in self._made:
            self._made[key] = self._workbook.add_format(self._properties(role, kind))
        return self._made[key]

    def _properties(self, role: str, kind: str) -> dict[str, object]:
        plain: dict[str, object] = {"font_name": self._look.font, "font_size": 10, "valign": "vcenter"}
        if role == "title":
            return plain | {"font_size": 16, "bold": True, "align": "center", "font_color": self._look.title}
        if role in {"subtitle", "note"}:
            return plain | {"font_color": "#595959"}
        bordered = plain | {"border": 1, "border_color": "#A6A6A6"}
        if role == "header":
            return bordered | {
                "bold": True,
                "bg_color": self._look.header,
                "align": "center",
                "text_wrap": True,
            }
        if role == "total":
            bordered |= {"bold": True, "bg_color": "#F2F2F2"}
        align = (
            "center"
            if kind in {"center", "date", "moment", "id"}
            else "right"
            if kind in {"money", "number"}
            else "left"
        )
        wrap = {"text_wrap": True} if kind == "text" else {}
        return bordered | wrap | {"align": align, "num_format": _NUMBER_FORMATS[kind]}


def _write_sheet(workbook: Any, plan: SheetPlan, formats: _Formats) -> None:  # noqa: ANN401 - xlsxwriter has no types
    sheet = workbook.add_worksheet(plan.name)
    last = len(plan.columns) - 1
    for index, column in enumerate(plan.columns):
        sheet.set_column(index, index, column.width, None, {"hidden": index in plan.hidden_columns})
    if plan.title:
        sheet.merge_range(0, 0, 0, last, plan.title, formats.get("title"))
        sheet.set_row(0, 32)
    for index, text in plan.subtitle.items():
        sheet.write_string(plan.header_row - 1, index, text, formats.get("subtitle"))
    _write_header(sheet, plan, formats)
    for row, cells in enumerate(plan.rows, start=plan.first_row):
        sheet.set_row(row, plan.row_height)
        _write_cells(sheet, row, cells, plan, formats, "data")
    centred = formats.get("data", "center")
    for first, end, place in plan.merged:
        value = plan.rows[first][place]
        sheet.merge_range(plan.first_row + first, place, plan.first_row + end, place, value, centred)
    for row, (role, cells) in enumerate(plan.footers, start=plan.first_row + len(plan.rows)):
        _write_cells(sheet, row, cells, plan, formats, role)
    sheet.freeze_panes(plan.first_row, 2)
    sheet.repeat_rows(0, plan.first_row - 1)
    if sum(column.width for column in plan.columns) > _WIDEST_PORTRAIT:
        sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页,共 &N 页")
    if plan.hidden:
        sheet.hide()
    if plan.extras is not None:
        plan.extras(workbook, sheet, plan)


def _write_header(sheet: Any, plan: SheetPlan, formats: _Formats) -> None:  # noqa: ANN401 - likewise
    top, header = plan.header_row, formats.get("header")
    two_rows = plan.first_row - top == 2
    sheet.set_row(plan.first_row - 1, 30)
    index = 0
    while index < len(plan.columns):
        column = plan.columns[index]
        if not two_rows:
            sheet.write_string(top, index, column.header, header)
        elif not column.group:
            sheet.merge_range(top, index, top + 1, index, column.header, header)
        else:
            end = index
            while end + 1 < len(plan.columns) and plan.columns[end + 1].group == column.group:
                end += 1
            sheet.merge_range(top, index, top, end, column.group, header)
            for inner in range(index, end + 1):
                sheet.write_string(top + 1, inner, plan.columns[inner].header, header)
            index = end
        index += 1


def _write_cells(
    sheet: Any,  # noqa: ANN401 - likewise
    row: int,
    cells: Sequence[object],
    plan: SheetPlan,
    formats: _Formats,
    role: str,
) -> None:
    for index, (column, value) in enumerate(zip(plan.columns, cells, strict=False)):
        style = formats.get(role, column.kind)
        if role == "note" and value in {None, ""}:
            continue
        if isinstance(value, datetime):
            sheet.write_datetime(
                row, index, value, formats.get(role, "moment" if column.kind == "moment" else "date")
            )
        elif isinstance(value, date):
            sheet.write_datetime(
                row, index, datetime.combine(value, datetime.min.time()), formats.get(role, "date")
            )
        elif isinstance(value, Formula):
            sheet.write_formula(row, index, value.text, style, value.value)
        elif isinstance(value, Unformatted):
            sheet.write_number(row, index, value.value, formats.get(role, "center"))
        elif isinstance(value, int | float):
            sheet.write_number(row, index, value, style)
        elif value in {None, ""}:
            sheet.write_blank(row, index, None, style)
        else:
            sheet.write_string(row, index, str(value), style)
