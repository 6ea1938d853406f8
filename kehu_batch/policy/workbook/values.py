"""One value of a policy as a cell of its workbook, and back."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from kehu_batch.policy.shape import Path, Shape, ShapeKind, choice_labels

Cell = str | int | float | bool | date | datetime | time | None

#: What people put between items; the first is what is written.
_GAPS = re.compile(r"[、，,；;\n]")
#: Between the items of a list, and the two parts of an entry.
GAP, EQUALS, COLON = "、", "=", ":"

_DAY = re.compile(r"(\d{4})\s*[年/.-]\s*(\d{1,2})\s*[月/.-]\s*(\d{1,2})\s*日?")
_SHORT_TIME = re.compile(r"\d:\d\d(:\d\d)?")

_YES = {"是", "true", "yes", "1", "y", "对", "√"}
_NO = {"否", "false", "no", "0", "n", "不", "×"}


def to_cell(value: Any, shape: Shape, path: Path) -> Cell:  # noqa: ANN401 - plain data
    """Return a value as its cell shows it."""
    if value is None:
        return None
    match shape.kind:
        case ShapeKind.FLAG:
            return "是" if value else "否"
        case ShapeKind.INTEGER | ShapeKind.NUMBER | ShapeKind.SHARE:
            return _number(value)
        case ShapeKind.LIST | ShapeKind.PAIR | ShapeKind.MAP:
            return _many_to_cell(value, shape, path)
        case ShapeKind.SECTION:
            return json.dumps(value, ensure_ascii=False)
        case _:
            return choice_labels(path).get(str(value), str(value))


def _many_to_cell(value: Any, shape: Shape, path: Path) -> str:  # noqa: ANN401 - plain data
    item = shape.item or Shape(ShapeKind.TEXT)
    if shape.kind is ShapeKind.MAP:
        return GAP.join(f"{name}{EQUALS}{_shown(one, item, path)}" for name, one in value.items())
    return (COLON if shape.kind is ShapeKind.PAIR else GAP).join(_shown(one, item, path) for one in value)


def _shown(value: Any, shape: Shape, path: Path) -> str:  # noqa: ANN401 - plain data
    cell = to_cell(value, shape, path)
    return "" if cell is None else str(cell)


def _number(value: Any) -> int | float:  # noqa: ANN401 - plain data
    number = Decimal(str(value))
    return int(number) if number == number.to_integral_value() else float(number)


def from_cell(cell: Cell, shape: Shape, path: Path) -> Any:  # noqa: ANN401 - plain data
    """Return what a cell says, as a policy file would write it; what it cannot be stays as it is, to be refused."""
    if isinstance(cell, str):
        cell = cell.strip()
    if cell is None or cell == "":
        return [] if shape.kind is ShapeKind.LIST else {} if shape.kind is ShapeKind.MAP else None
    match shape.kind:
        case ShapeKind.DAY:
            return cell.date() if isinstance(cell, datetime) else _read_day(cell)
        case ShapeKind.LIST | ShapeKind.PAIR | ShapeKind.MAP:
            return _read_many(_text(cell), shape, path)
        case ShapeKind.CHOICE | ShapeKind.TEXT:
            return _read_choice(_text(cell), path)
        case _:
            return _READERS[shape.kind](cell)


def _read_many(text: str, shape: Shape, path: Path) -> Any:  # noqa: ANN401 - plain data
    item = shape.item or Shape(ShapeKind.TEXT)
    if shape.kind is ShapeKind.PAIR:
        return [from_cell(one, item, path) for one in unicodedata.normalize("NFKC", text).split(COLON)]
    parts = [one.strip() for one in _GAPS.split(text) if one.strip()]
    if shape.kind is ShapeKind.LIST:
        return [from_cell(one, item, path) for one in parts]
    pairs = [one.replace("＝", EQUALS).partition(EQUALS) for one in parts]
    return {name.strip(): from_cell(value, item, path) for name, _, value in pairs}


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _flag(cell: Cell) -> Any:  # noqa: ANN401 - what it cannot be stays as it is
    word = unicodedata.normalize("NFKC", _text(cell)).strip().lower()
    return True if word in _YES else False if word in _NO else cell


def _read_number(cell: Cell) -> Any:  # noqa: ANN401 - what it cannot be stays as it is
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return cell
    text = unicodedata.normalize("NFKC", str(cell)).replace(",", "").strip()
    try:
        number = Decimal(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except InvalidOperation:
        return cell
    if not number.is_finite():
        return cell
    return int(number) if number == number.to_integral_value() else float(number)


def _read_day(cell: Cell) -> Cell:
    """Return a day that is written in the order year, month, day, with 年月日 or any marks between them."""
    match = _DAY.fullmatch(unicodedata.normalize("NFKC", cell)) if isinstance(cell, str) else None
    if match is None:
        return cell
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return cell


def _read_time(cell: Cell) -> Cell:
    """Return a time as it is written with two digits of the hour; people write ``8:30``."""
    if isinstance(cell, time):
        return cell
    text = unicodedata.normalize("NFKC", _text(cell))
    return f"0{text}" if _SHORT_TIME.fullmatch(text) else text


def _read_choice(text: str, path: Path) -> str:
    labels: Mapping[str, str] = choice_labels(path)
    if text in labels:
        return text
    return next((code for code, label in labels.items() if label == text), text)


def _read_json(text: str) -> Any:  # noqa: ANN401 - what it cannot be stays as it is
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


_READERS: Mapping[ShapeKind, Callable[[Cell], Any]] = {
    ShapeKind.FLAG: _flag,
    ShapeKind.INTEGER: _read_number,
    ShapeKind.NUMBER: _read_number,
    ShapeKind.SHARE: _read_number,
    ShapeKind.TIME: _read_time,
    ShapeKind.SECTION: lambda cell: _read_json(_text(cell)),
}
