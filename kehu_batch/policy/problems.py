"""What is wrong with a policy file, in words: file, key, value and what is allowed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import ValidationError

from kehu_batch.policy.layers import walk
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.sections.base import Section
from kehu_batch.policy.shape import Path, Shape, ShapeKind, choice_labels, fields_of, label_of
from kehu_batch.shipped_tables import read_table

Place = tuple[int | str, ...]

#: The key of a policy file that is no setting: the preset that all it does not say comes from.
EXTENDS = "extends"

_WANTED: Mapping[str, str] = {
    "bool": "true 或 false（工作簿里写 是 或 否）",
    "int": "整数",
    "float": "数字",
    "decimal": "数字",
    "string": "文字，要放在引号里",
    "tuple": '列表，如 ["甲", "乙"]',
    "dict": "一组键值",
    "model": "一组设置",
    "date": "日期，如 2026-12-31",
    "time": "时刻，如 09:00:00",
}


def _nowhere(_: Place) -> str:
    return ""


def describe_errors(error: ValidationError, locate: Callable[[Place], str] = _nowhere) -> str:
    """Return all that pydantic refuses, each with its key, its value and what is allowed.

    Args:
        error: What was refused.
        locate: Returns the cell that a place came from, where it came from a workbook; else blank.
    """
    found = error.errors(include_url=False)
    places = [tuple(item["loc"]) for item in found]
    # A list is too short where an item of it was refused; that item's own mistake is told.
    found = [
        item
        for item in found
        if item["type"] != "too_short"
        or not any(
            place[: len(item["loc"])] == tuple(item["loc"])
            for place in places
            if len(place) > len(item["loc"])
        )
    ]
    return "；".join(dict.fromkeys(_describe(tuple(item["loc"]), item, locate) for item in found))


def _describe(place: Place, item: Mapping[str, Any], locate: Callable[[Place], str]) -> str:
    kind, context = str(item["type"]), item.get("ctx", {})
    cell = locate(place)
    shown = f"{cell}，{show_place(place)}" if cell else show_place(place)
    if kind == "missing":
        return f"{shown}：缺少这一项"
    if kind == "extra_forbidden":
        return f"{shown}：{_unknown_key(place)}"
    if kind == "value_error":
        message = str(item["msg"]).removeprefix("Value error, ")
        told = message + _written(message, item["input"])
        return (
            f"{shown}：{told}{_gloss(told, place)}" if locate is _nowhere else _in_words(told, place, locate)
        )
    value = item["input"]
    told = f"写的是 {value!r}" if isinstance(value, str | int | float) else f"写的是 {type(value).__name__}"
    if isinstance(value, bool):
        told = f"写的是 {str(value).lower()}"
    if isinstance(value, date):
        told = f"写的是日期 {value:%Y-%m-%d}"
    return f"{shown}：{told.replace('dict', '一组键值').replace('list', '列表')}，{_allowed(kind, context, place)}"


#: A code word in a message: none of what a person wrote, which stands in “ ”.
_CODE = re.compile(r"(?<![“\w.])\"?([a-z][a-z_]+(?:\.[a-z_]+)*)\"?(?![\w.”])")
#: A code word that says once more what a name before it says.
_REPEATED = re.compile(r"(?<=”)（[a-z_]+）")


def _gloss(message: str, place: Place) -> str:
    """Return the Chinese names of the code words in a message, for who writes keys."""
    names = _names_below(key_path(place))
    words = dict.fromkeys(_CODE.findall(_REPEATED.sub("", message)))
    told = [f"{word} 是“{name}”" for word in words if (name := _name_of(word, names))]
    return f"（{'，'.join(told)}）" if told else ""


def _in_words(message: str, place: Place, locate: Callable[[Place], str]) -> str:
    """Return a message about a section for who fills in a workbook: names for code words, and the cells they are in."""
    names = _names_below(key_path(place))
    plain = _REPEATED.sub("", message)
    words = dict.fromkeys(_CODE.findall(plain))
    cells = [cell for word in words if (cell := locate((*place, *word.split("."))))]
    here = "、".join(dict.fromkeys(cells)) or locate(place)
    part = " › ".join(_labels_along(key_path(place)))
    told = _CODE.sub(lambda found: f"“{_name_of(found[1], names) or found[1]}”", plain)
    told = re.sub(r" ?(“[^”]*”) ?", r"\1", told)
    return f"{here}，{part}：{told}" if here else f"{part or '整体'}：{told}"


def _name_of(word: str, names: Mapping[str, str]) -> str:
    """Return the Chinese name of a key of a section, of a dotted key, or of a choice; blank where there is none."""
    if "." in word:
        return " › ".join(_labels_along(tuple(word.split("."))))
    return names.get(word, "")


@cache
def _names_below(path: Path) -> Mapping[str, str]:
    """Return the Chinese names of the keys of a section and of what stands in it, and of their choices."""
    names: dict[str, str] = {}
    waiting = [path]
    while waiting:
        here = waiting.pop(0)
        model = _model_at(here)
        for name, shape in fields_of(model).items() if model is not None else ():
            below = (*here, name)
            if (label := label_of(below, model)) != name:
                names.setdefault(name, label)
            for code, choice in choice_labels(below).items():
                names.setdefault(code, choice)
            inner = shape.item if shape.item is not None else shape
            if inner.model is not None:
                waiting.append(below)
    return names


def _labels_along(path: Path) -> list[str]:
    labels = [_label_at(path[:end]) for end in range(1, len(path) + 1)]
    return list(dict.fromkeys(label for label, part in zip(labels, path, strict=True) if label != part))


def _written(message: str, values: object) -> str:
    """Return what stands under the keys that a message about a section names, where they hold plain values."""
    if not isinstance(values, Mapping) or "写的" in message or "现在是" in message:
        return ""
    told = [
        f"{key} 写的是 {text}"
        for key, value in values.items()
        if re.search(rf"(?<![a-z_]){re.escape(str(key))}(?![a-z_])", message) and (text := _plain(value))
    ]
    return "；" + "，".join(told) if told else ""


def _plain(value: object) -> str:
    """Return a value or a list of values as written; blank for a table."""
    if isinstance(value, list | tuple):
        parts = [_plain(one) for one in value]
        return "、".join(parts) if all(parts) else ""
    return "" if value is None or isinstance(value, Mapping | bool) else str(value)


def _bound(context: Mapping[str, Any], name: str) -> str:
    value = context.get(name)
    return f"{value:g}" if isinstance(value, int | float | Decimal) else str(value)


def _allowed(kind: str, context: Mapping[str, Any], place: Place) -> str:
    path = key_path(place)
    shape = _shape_at(path)
    of_whole = "（0.9 即 90%）" if shape is not None and shape.kind is ShapeKind.SHARE else ""
    for name, words in (
        ("greater_than_equal", f"不能小于 {_bound(context, 'ge')}"),
        ("greater_than", f"要大于 {_bound(context, 'gt')}"),
        ("less_than_equal", f"不能大于 {_bound(context, 'le')}"),
        ("less_than", f"要小于 {_bound(context, 'lt')}"),
        ("too_short", f"至少要有 {context.get('min_length')} 项"),
        ("string_too_short", "不能是空的"),
        ("decimal_max_places", f"小数不能多于 {context.get('decimal_places')} 位"),
        ("decimal_max_digits", f"位数不能多于 {context.get('max_digits')} 位"),
    ):
        if kind == name:
            return words + of_whole
    if kind == "literal_error":
        labels = choice_labels(path)
        choices = shape.choices if shape is not None and shape.choices else ()
        choices = choices or (shape.item.choices if shape is not None and shape.item is not None else ())
        listed = "、".join(f"{one}（{labels[one]}）" if one in labels else one for one in choices)
        return f"可以写：{listed or context.get('expected')}"
    for prefix, words in _WANTED.items():
        if kind.startswith(prefix):
            return f"要写{words}{of_whole}"
    return "不能这样写"


def show_place(place: Place) -> str:
    """Return a place with its key and its Chinese name, e.g. ``receivables.grades 第2项.name（回款风险与对账 › …）``."""
    key, labels = "", list[str]()
    path: Path = ()
    for part in place:
        if isinstance(part, int):
            key += f" 第{part + 1}项"
            continue
        key += f".{part}" if key else part
        path = (*path, part)
    for end in range(1, len(path) + 1):
        label = _label_at(key_path(path[:end]))
        if label and label != path[end - 1]:
            labels.append(label)
    return f"{key or '整体'}（{' › '.join(dict.fromkeys(labels))}）" if labels else key or "整体"


def key_path(place: Place) -> Path:
    """Return a place without positions and without the keys of maps."""
    path: Path = ()
    model: type[Section] | None = Policy
    in_map = False
    for part in place:
        if isinstance(part, int):
            continue
        if in_map:
            in_map = False
            continue
        path = (*path, part)
        shape = fields_of(model).get(part) if model is not None else None
        in_map = shape is not None and shape.kind is ShapeKind.MAP
        inner = shape.item if shape is not None and shape.item is not None else shape
        model = inner.model if inner is not None else None
    return path


def _shape_at(path: Path) -> Shape | None:
    model: type[Section] | None = Policy
    shape: Shape | None = None
    for part in path:
        shape = fields_of(model).get(part) if model is not None else None
        inner = shape.item if shape is not None and shape.item is not None else shape
        model = inner.model if inner is not None else None
    return shape


def _model_at(path: Path) -> type[Section] | None:
    if not path:
        return Policy
    shape = _shape_at(path)
    inner = shape.item if shape is not None and shape.item is not None else shape
    return inner.model if inner is not None else None


def _label_at(path: Path) -> str:
    return label_of(path, _model_at(path[:-1]))


def _unknown_key(place: Place) -> str:
    """Return what to say of a key that does not exist: renamed, misspelt, or what there is."""
    *_, last = (part for part in place if not isinstance(part, int))
    path = key_path(place)
    model = _model_at(path[:-1])
    known = list(fields_of(model)) if model is not None else []
    labels = {name: label_of((*path[:-1], name), model) for name in known}
    if model is Policy:
        labels = {EXTENDS: "以哪个预设为基础", **labels}
    near = difflib.get_close_matches(str(last), labels, 1)
    listed = "、".join(f"{name}（{label}）" for name, label in labels.items())
    return (
        "没有这个设置项"
        + (f"，是不是 {near[0]}？" if near else "")
        + (f"；这里可以写：{listed}" if listed else "")
    )


@cache
def _renamed() -> tuple[Mapping[str, str], ...]:
    return tuple(read_table("renamed").get("renamed", ()))


def find_renamed(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return an explanation for each key that goes by another name now."""
    present = {".".join(path) for path in _walk_lists(values)}
    return tuple(
        f"{one['old']} 已改名为 {one['new']}：{one['note']}" for one in _renamed() if one["old"] in present
    )


def _walk_lists(values: Mapping[str, Any]) -> set[tuple[str, ...]]:
    """Return the paths of all keys, those inside lists of tables without their positions."""
    found = set(walk(values))
    for path in list(found):
        here: Any = values
        for part in path:
            here = here[part]
        if isinstance(here, list):
            for item in here:
                if isinstance(item, Mapping):
                    found |= {(*path, *inner) for inner in _walk_lists(item)}
    return found
