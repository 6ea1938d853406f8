"""Writes a policy as a workbook that a person edits: labels, drop-downs, and a note at each value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path as FilePath
from typing import Any

from kehu_batch.cells import column_letter
from kehu_batch.errors import OutputError
from kehu_batch.policy.loading import LoadedPolicy
from kehu_batch.policy.marks import UNSET_DEFAULT
from kehu_batch.policy.page import is_unset_path, origin_of_path
from kehu_batch.policy.shape import Path, Shape, ShapeKind, choice_labels
from kehu_batch.policy.workbook.layout import (
    ALLOWED,
    BASE_KEY,
    FIRST_ROW,
    GUIDE_SHEET,
    HEAD_ROW,
    KEY_MARK,
    OPTIONS_SHEET,
    SETTING_HEADS,
    SETTINGS_SHEET,
    VALUE,
    PolicyColumn,
    Table,
    choices_of,
    single_settings,
    tables,
)
from kehu_batch.policy.workbook.values import to_cell
from kehu_batch.sheet_writing.book import CheckedSheet, add_sheet, open_book
from kehu_batch.sheet_writing.page import Margins, set_up_page
from kehu_batch.sheet_writing.room import Room

#: Widths of the sheet of settings, in characters; a Chinese one takes two.
_WIDTHS = (24, 38, 44, 44, 22, 36)
_ROOM = Room(unusable=2, line=16, padding=0)
#: As xlsxwriter has them by itself.
_MARGINS: Margins = (0.7, 0.7, 0.75, 0.75)
#: Rows below a table that its drop-downs reach.
_SPARE_ROWS = 100
#: More choices than this are told by the first ones; the drop-down has them all.
_TOLD_CHOICES = 12
#: A list of choices longer than this stands on a sheet of its own.
_INLINE_CHOICES = 200

_GUIDE = (
    "这是一套策略。改“设置”表的“取值”列，或改其余各表的行；带下拉的单元格请从下拉中选。",
    "一格里写几项时用“、”隔开；一组键值写成 名称=值；一对数用“:”隔开，如 4:5。",
    "比例写百分数，如 80%；金额单位是元；空着表示不设。",
    "各表可以增加行、删除行；表头、“键”和灰色的第一行请不要改。",
    "改好后检查：kehu-batch policy check 本文件；使用：kehu-batch report … --policy 本文件。",
    f"批注里注明“{UNSET_DEFAULT}”的，没有公开的依据，请部门自己定。",
)


def write_policy_workbook(loaded: LoadedPolicy, path: FilePath) -> None:
    """Write the policy to a new workbook.

    Raises:
        OutputError: The file cannot be written.
    """
    target = BytesIO()
    with open_book(target) as book:
        _Writer(book, loaded).write()
    try:
        path.write_bytes(target.getvalue())
    except OSError as error:
        raise OutputError(
            f"策略工作簿 {path.name} 写不出来",
            action="请检查文件夹是否存在、文件是否正在 Excel 或 WPS 里打开",
        ) from error


class _Writer:
    """Writes one workbook."""

    def __init__(self, book: Any, loaded: LoadedPolicy) -> None:  # noqa: ANN401 - xlsxwriter has no types
        self._book = book
        self._loaded = loaded
        self._values = loaded.policy.model_dump(mode="json")
        self._options: dict[tuple[str, ...], str] = {}
        self._names: set[str] = set()
        self._formats = {
            "head": book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True}),
            "mark": book.add_format({"font_color": "#999999", "font_size": 8}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "number": book.add_format({"num_format": "#,##0.####", "valign": "top", "align": "left"}),
            "share": book.add_format({"num_format": "0.##%", "valign": "top", "align": "left"}),
            "aside": book.add_format({"font_color": "#777777", "text_wrap": True, "valign": "top"}),
        }

    def write(self) -> None:
        guide = self._sheet(GUIDE_SHEET)
        guide.set_column(0, 0, 100)
        for row, line in enumerate(_GUIDE):
            guide.write_value(row, 0, line, self._formats["text"])
        self._settings()
        for table in tables():
            self._table(table)
        options = self._sheet(OPTIONS_SHEET)
        options.hide()
        for place, choices in enumerate(self._options):
            options.write_column(0, place, choices)

    def _sheet(self, label: str) -> CheckedSheet:
        name = "".join("-" if mark in "[]:*?/\\" else mark for mark in label)[:31]
        number = 2
        while name in self._names:
            name = f"{name[:28]} {number}"
            number += 1
        self._names.add(name)
        sheet = add_sheet(self._book, name)
        set_up_page(sheet, _MARGINS, footer="")
        return sheet

    def _heads(self, sheet: CheckedSheet, key: str, heads: Sequence[str]) -> None:
        sheet.write_string(0, 0, f"{KEY_MARK}{key}", self._formats["mark"])
        sheet.write_row(HEAD_ROW - 1, 0, heads, self._formats["head"])
        sheet.freeze_panes(HEAD_ROW, 0)

    def _settings(self) -> None:
        sheet = self._sheet(SETTINGS_SHEET)
        self._heads(sheet, SETTINGS_SHEET, SETTING_HEADS)
        sheet.set_widths(_WIDTHS)
        base = ("", "以哪个预设为基础", self._loaded.base, "预设的名称", "", BASE_KEY)
        sheet.write_row(FIRST_ROW - 1, 0, base, self._formats["text"])
        for row, setting in enumerate(single_settings(), FIRST_ROW):
            origin = origin_of_path(setting.path, self._loaded)
            allowed = self._allowed(setting.path, setting.shape)
            aside = (setting.group, setting.label, None, allowed, origin, ".".join(setting.path))
            sheet.write_row(row, 0, aside, self._formats["aside"])
            value = _look_up(self._values, setting.path)
            self._cell(sheet, row, VALUE, value, PolicyColumn("", "", setting.path, setting.shape))
            told = PolicyColumn("", "", setting.path, setting.shape)
            _fit(sheet, row, [(_text_of(value, told), _WIDTHS[VALUE]), (allowed, _WIDTHS[ALLOWED])])
            self._validate(sheet, (row, row), VALUE, setting.path, setting.shape)
            sheet.write_comment(row, VALUE, self._note(setting.path, setting.shape, origin))

    def _table(self, table: Table) -> None:
        sheet = self._sheet(table.label)
        self._heads(sheet, table.key, [column.head for column in table.columns])
        rows = list(self._rows(table))
        for place, column in enumerate(table.columns):
            sheet.set_column(
                place,
                place,
                30 if column.shape.kind in {ShapeKind.TEXT, ShapeKind.LIST, ShapeKind.MAP} else 18,
            )
            sheet.write_comment(
                HEAD_ROW - 1,
                place,
                self._note(column.path, column.shape, origin_of_path(table.path, self._loaded)),
            )
            last = FIRST_ROW - 1 + len(rows) + _SPARE_ROWS
            self._validate(sheet, (FIRST_ROW - 1, last), place, column.path, column.shape)
        for row, values in enumerate(rows, FIRST_ROW - 1):
            for place, (column, value) in enumerate(zip(table.columns, values, strict=True)):
                self._cell(sheet, row, place, value, column)
            shown = zip(table.columns, values, strict=True)
            _fit(sheet, row, [(_text_of(value, column), _width(column)) for column, value in shown])

    def _rows(self, table: Table) -> Iterator[list[Any]]:
        if table.owner is not None:
            field = table.path[-1]
            for one in _look_up(self._values, table.owner.path):
                owner = one[table.owner.columns[0].field]
                for inner in one[field]:
                    yield [owner, *(inner[column.field] for column in table.columns[1:])]
            return
        value = _look_up(self._values, table.path)
        if table.shape.kind is ShapeKind.LIST:
            for one in value:
                yield [one[column.field] for column in table.columns]
            return
        for name, one in value.items():
            if table.shape.holds_sections:
                yield [name, *(one[column.field] for column in table.columns[1:])]
            elif len(table.columns) == 3:
                for inner, texts in one.items():
                    yield [name, inner, texts]
            else:
                yield [name, one]

    def _cell(
        self,
        sheet: CheckedSheet,
        row: int,
        place: int,
        value: Any,  # noqa: ANN401
        column: PolicyColumn,
    ) -> None:
        cell = to_cell(value, column.shape, column.path)
        style = self._style(column.shape)
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            sheet.write_value(row, place, cell, style)
        else:
            sheet.write_value(row, place, "" if cell is None else str(cell), style)

    def _style(self, shape: Shape) -> Any:  # noqa: ANN401 - xlsxwriter has no types
        if shape.kind is ShapeKind.SHARE:
            return self._formats["share"]
        return self._formats["number" if shape.kind in {ShapeKind.NUMBER, ShapeKind.INTEGER} else "text"]

    def _validate(
        self, sheet: CheckedSheet, rows: tuple[int, int], place: int, path: Path, shape: Shape
    ) -> None:
        choices = choices_of(path, shape, self._loaded.policy)
        if not choices:
            return
        source: Any = list(choices)
        if sum(len(one) + 1 for one in choices) > _INLINE_CHOICES:
            source = self._options.setdefault(choices, self._range(len(self._options), len(choices)))
        rule = {
            "validate": "list",
            "source": source,
            "error_title": "请从下拉中选",
            "error_message": "这一格只能填下拉里的内容",
        }
        if shape.kind is ShapeKind.TEXT and not choice_labels(path):
            rule["error_type"] = "warning"
        sheet.data_validation(rows[0], place, rows[1], place, rule)

    def _range(self, place: int, count: int) -> str:
        letter = column_letter(place)
        return f"={OPTIONS_SHEET}!${letter}$1:${letter}${count}"

    def _allowed(self, path: Path, shape: Shape) -> str:
        item = shape.item
        inner = shape if item is None else item
        choices = choices_of(path, inner, self._loaded.policy)
        words = "、".join(choices) if choices else f"{inner.kind.value}"
        if len(choices) > _TOLD_CHOICES:
            words = f"从下拉中选：{'、'.join(choices[:3])}等 {len(choices)} 项"
        many = "，可写几项，用“、”隔开" if shape.kind is ShapeKind.LIST else ""
        return f"{words}{many}{'，可空' if shape.optional else ''}"

    def _note(self, path: Path, shape: Shape, origin: str) -> str:
        unset = f"\n{UNSET_DEFAULT}" if is_unset_path(path, self._loaded) else ""
        return f"可以填：{self._allowed(path, shape)}\n来自：{origin}{unset}"


def _width(column: PolicyColumn) -> int:
    """Return a column's width in characters."""
    if column.shape.kind in {ShapeKind.LIST, ShapeKind.MAP}:
        return 60
    return 30 if column.shape.kind is ShapeKind.TEXT else 20


def _text_of(value: Any, column: PolicyColumn) -> str:  # noqa: ANN401 - plain data
    return str(to_cell(value, column.shape, column.path) or "")


def _fit(sheet: CheckedSheet, row: int, cells: Sequence[tuple[str, int]]) -> None:
    """Make a row as high as its longest text needs; the cells are texts with their columns' widths."""
    height = _ROOM.row_height(cells)
    if height > _ROOM.height_of(1):
        sheet.set_row(row, height)


def _look_up(values: Mapping[str, Any], path: Path) -> Any:  # noqa: ANN401 - plain data
    here: Any = values
    for part in path:
        here = here[part]
    return here
