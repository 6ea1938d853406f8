"""Reads a policy from the workbook that a person edited; what is wrong is reported with its cell."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any

import openpyxl
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import ValidationError

from kehu_batch.cells import cell_ref
from kehu_batch.errors import PolicyError
from kehu_batch.package_limits import MEBIBYTE, SMALL_PART_BYTES
from kehu_batch.policy.problems import Place, describe_errors
from kehu_batch.policy.shape import ShapeKind
from kehu_batch.policy.workbook.layout import (
    BASE_KEY,
    FIRST_ROW,
    HEAD_ROW,
    KEY,
    KEY_MARK,
    SETTINGS_SHEET,
    VALUE,
    Table,
    single_settings,
    tables,
)
from kehu_batch.policy.workbook.values import from_cell
from kehu_batch.records import dataclass, field

#: A formula in a sheet.
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
#: A unit that a number format writes behind a number, and commas with which it shows a part of the number only.
_UNIT = re.compile(r"[万萬亿億千百]")
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
_HOW = "请用 kehu-batch policy edit --xlsx 生成策略工作簿，在里面修改"


@dataclass(slots=True)
class ReadPolicy:
    """What a workbook says.

    Args:
        base: The preset that it started from.
        values: Every value, as a policy file would write it.
        cells: Where each value stands, as ``sheet!A1``, by its place.
        unread: Columns that a person put beside the table's own, as ``sheet!A1“head”``; nothing reads them.
    """

    base: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    cells: dict[Place, str] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)

    def describe(self, error: ValidationError) -> str:
        """Return what the schema refuses, each with its cell."""
        return describe_errors(error, self._cell_of)

    def _cell_of(self, place: Place) -> str:
        for end in range(len(place), 0, -1):
            if place[:end] in self.cells:
                return self.cells[place[:end]]
        return ""


def read_policy_workbook(path: FilePath) -> ReadPolicy:
    """Read a workbook that ``write_policy_workbook`` wrote and a person edited.

    Raises:
        PolicyError: It cannot be opened, is no policy's workbook, or names what is not there.
    """
    try:
        _refuse_large(path)
        book = openpyxl.load_workbook(path, data_only=True)
    except (OSError, zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise PolicyError(f"策略工作簿 {path.name} 打不开", action=_HOW, code="policy_unreadable") from error
    _refuse_unsaved(path, book)
    _refuse_units(path, book)
    _refuse_struck(path, book)
    sheets = {key: sheet for sheet in book.worksheets if (key := _key_of(sheet))}
    if SETTINGS_SHEET not in sheets:
        raise PolicyError(
            f"{path.name} 不是策略工作簿：没有“{SETTINGS_SHEET}”表", action=_HOW, code="policy_invalid"
        )
    return _Reader(path.name, sheets).read()


def _refuse_large(path: FilePath) -> None:
    """Refuse a package of more than a policy can fill, before any of it is unpacked; none gives more than it states."""
    with zipfile.ZipFile(path) as package:
        size = sum(member.file_size for member in package.infolist())
    if size > SMALL_PART_BYTES:
        raise PolicyError(
            f"策略工作簿 {path.name} 解压后有 {size // MEBIBYTE} MB，超过上限 {SMALL_PART_BYTES // MEBIBYTE} MB",
            action=_HOW,
            code="policy_unreadable",
        )


def _refuse_unsaved(path: FilePath, book: Workbook) -> None:
    """Refuse formulas whose results were never saved: a blank cell would pass for one that is not set."""
    with zipfile.ZipFile(path) as package:
        parts = [name for name in package.namelist() if name.startswith("xl/worksheets/")]
        if not any(_FORMULA.search(package.read(name)) for name in parts):
            return
    for sheet in openpyxl.load_workbook(path).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f" and book[sheet.title][cell.coordinate].value is None:
                    raise PolicyError(
                        f"策略工作簿 {path.name}：{sheet.title}!{cell.coordinate} 是公式，没有保存结果",
                        action="请用 Excel 或 WPS 打开并保存一次，或把公式改成数",
                        code="policy_invalid",
                    )


def _refuse_units(path: FilePath, book: Workbook) -> None:
    """Refuse numbers to which a format adds a unit: 15 that is seen as 15万 would count as 15."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                code = cell.number_format
                if isinstance(cell.value, (int, float)) and _UNIT.search(code) and not _SCALED.search(code):
                    raise PolicyError(
                        f"策略工作簿 {path.name}：{sheet.title}!{cell.coordinate} 格里是 {cell.value}，"
                        f"数字格式 {code} 给它加了单位",
                        action="请改用普通的数字格式，写出完整的数（15万写 150000）",
                        code="policy_invalid",
                    )


def _refuse_struck(path: FilePath, book: Workbook) -> None:
    """Refuse what is struck out: whether it still holds is not known, and a struck 1 before a 2 would be 12."""
    with zipfile.ZipFile(path) as package:
        if not any(b"strike" in package.read(name) for name in package.namelist() if name.startswith("xl/")):
            return
    rich = openpyxl.load_workbook(path, rich_text=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=FIRST_ROW) if _key_of(sheet) else ():
            for cell in row:
                if cell.value not in (None, "") and _is_struck(
                    cell, rich[sheet.title][cell.coordinate].value
                ):
                    raise PolicyError(
                        f"策略工作簿 {path.name}：{sheet.title}!{cell.coordinate} 划着删除线，看不出还算不算",
                        action="不要的请删去(整行不要的，删去那一行)，要留的请去掉删除线",
                        code="policy_invalid",
                    )


def _is_struck(cell: Any, runs: object) -> bool:  # noqa: ANN401 - a cell of any kind
    parts = runs if isinstance(runs, CellRichText) else ()
    return bool(cell.font.strike) or any(isinstance(one, TextBlock) and one.font.strike for one in parts)


def _key_of(sheet: Worksheet) -> str:
    text = str(sheet.cell(1, 1).value or "")
    return text.removeprefix(KEY_MARK) if text.startswith(KEY_MARK) else ""


class _Reader:
    """Reads one workbook."""

    def __init__(self, file: str, sheets: Mapping[str, Worksheet]) -> None:
        self._file = file
        self._sheets = sheets
        self._read = ReadPolicy()
        #: Rows of a list of sections by what their first column says, for the tables nested in them.
        self._owners: dict[str, dict[str, int]] = {}

    def read(self) -> ReadPolicy:
        self._settings()
        for table in tables():
            if table.key not in self._sheets:
                raise self._fail(f"没有“{table.label}”表（{KEY_MARK}{table.key}）")
            self._table(table)
        return self._read

    def _fail(self, problem: str) -> PolicyError:
        return PolicyError(f"策略工作簿 {self._file}：{problem}", action=_HOW, code="policy_invalid")

    def _settings(self) -> None:
        sheet = self._sheets[SETTINGS_SHEET]
        shapes = {".".join(one.path): one for one in single_settings()}
        for row in range(FIRST_ROW, sheet.max_row + 1):
            key = str(sheet.cell(row, KEY + 1).value or "").strip()
            cell: Any = sheet.cell(row, VALUE + 1).value
            if key == BASE_KEY:
                self._read.base = str(cell or "").strip()
            elif key in shapes:
                setting = shapes[key]
                value = from_cell(cell, setting.shape, setting.path)
                self._put(setting.path, value, f"{sheet.title}!{cell_ref(row, VALUE)}")
            elif key:
                raise self._fail(f"{sheet.title}!{cell_ref(row, KEY)} 的键“{key}”不是设置项")

    def _put(self, path: tuple[str, ...], value: Any, cell: str) -> None:  # noqa: ANN401 - plain data
        """Set a value; a blank one is left out, so that its default stands or it is reported as missing."""
        here = self._read.values
        for part in path[:-1]:
            here = here.setdefault(part, {})
        self._read.cells[path] = cell
        if value is not None:
            here[path[-1]] = value

    def _table(self, table: Table) -> None:
        sheet = self._sheets[table.key]
        places = self._columns(table, sheet)
        rows = [
            (row, [sheet.cell(row, place).value for place in places])
            for row in range(FIRST_ROW, sheet.max_row + 1)
        ]
        filled = [(row, values) for row, values in rows if any(value not in (None, "") for value in values)]
        if table.owner is not None:
            self._nested(table, sheet, places, filled)
        elif table.shape.kind is ShapeKind.MAP:
            self._map(table, sheet, places, filled)
        else:
            self._list(table, sheet, places, filled)

    def _columns(self, table: Table, sheet: Worksheet) -> list[int]:
        heads = [str(cell.value or "").strip() for cell in sheet[HEAD_ROW]]
        for column in table.columns:
            if column.head not in heads:
                raise self._fail(f"{sheet.title} 第 {HEAD_ROW} 行没有表头“{column.head}”")
        own = {column.head for column in table.columns}
        self._read.unread += [
            f"{sheet.title}!{cell_ref(HEAD_ROW, place)}“{head}”"
            for place, head in enumerate(heads)
            if head and head not in own
        ]
        return [heads.index(column.head) + 1 for column in table.columns]

    def _section(
        self, table: Table, sheet: Worksheet, row: int, cells: Iterator[tuple[int, Any]], place: Place
    ) -> dict[str, Any]:
        """Return one row as a section; ``cells`` are the places and values of its fields."""
        fields = [column for column in table.columns if column.field]
        section: dict[str, Any] = {}
        for column, (number, cell) in zip(fields, cells, strict=True):
            self._read.cells[*place, column.field] = f"{sheet.title}!{cell_ref(row, number - 1)}"
            value = from_cell(cell, column.shape, column.path)
            if value is not None:
                section[column.field] = value
        self._read.cells[place] = f"{sheet.title}!{cell_ref(row, 0)}"
        return section

    def _list(
        self, table: Table, sheet: Worksheet, places: list[int], rows: list[tuple[int, list[Any]]]
    ) -> None:
        found = []
        owners = self._owners.setdefault(table.key, {})
        for number, (row, values) in enumerate(rows):
            cells = zip(places, values, strict=True)
            found.append(self._section(table, sheet, row, cells, (*table.path, number)))
            owners.setdefault(str(values[0]).strip(), number)
        self._put(table.path, found, sheet.title)

    def _nested(
        self, table: Table, sheet: Worksheet, places: list[int], rows: list[tuple[int, list[Any]]]
    ) -> None:
        if table.owner is None:
            return
        owners, name = self._owners[table.owner.key], table.path[-1]
        sections = self._at(table.owner.path)
        for row, values in rows:
            owner = owners.get(str(values[0]).strip())
            if owner is None:
                cell = f"{sheet.title}!{cell_ref(row, places[0] - 1)}"
                raise self._fail(
                    f"{cell} 写的“{values[0]}”在“{table.owner.label}”里没有，可以写：{'、'.join(owners)}"
                )
            held = sections[owner].setdefault(name, [])
            place: Place = (*table.owner.path, owner, name, len(held))
            cells = zip(places[1:], values[1:], strict=True)
            held.append(self._section(table, sheet, row, cells, place))

    def _map(
        self, table: Table, sheet: Worksheet, places: list[int], rows: list[tuple[int, list[Any]]]
    ) -> None:
        found: dict[str, Any] = {}
        for row, values in rows:
            name = str(values[0] if values[0] is not None else "").strip()
            cell = f"{sheet.title}!{cell_ref(row, places[-1] - 1)}"
            if table.shape.holds_sections:
                fields = zip(places[1:], values[1:], strict=True)
                found[name] = self._section(table, sheet, row, fields, (*table.path, name))
                continue
            value = from_cell(values[-1], table.columns[-1].shape, table.path)
            if len(table.columns) == 3:
                found.setdefault(name, {})[str(values[1] or "").strip()] = value
            elif name in found:
                raise self._fail(f"{cell}：“{name}”写了两次")
            else:
                found[name] = value
            self._read.cells[*table.path, name] = cell
        self._put(table.path, found, sheet.title)

    def _at(self, path: tuple[str, ...]) -> Any:  # noqa: ANN401 - plain data
        here: Any = self._read.values
        for part in path:
            here = here[part]
        return here
