"""Where a policy's values stand in a workbook: single settings on one sheet, and a sheet for each table.

A table is a list or a map of sections, or a map of plain values. A list of sections inside a row of a table is a
table of its own, whose first column names the row that it belongs to by that row's first column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kehu_batch.policy.schema import Policy
from kehu_batch.policy.sections.base import Section
from kehu_batch.policy.shape import Path, Shape, ShapeKind, choice_labels, fields_of, label_of
from kehu_batch.records import dataclass

SETTINGS_SHEET = "设置"
OPTIONS_SHEET = "选项"
GUIDE_SHEET = "填写说明"
#: Stands in A1 of every sheet of a policy's workbook, before the table's key.
KEY_MARK = "键："
#: Sheet rows, from 1: heads, and the first row of values.
HEAD_ROW, FIRST_ROW = 2, 3

#: Columns of the sheet of settings.
GROUP, LABEL, VALUE, ALLOWED, ORIGIN, KEY = range(6)
SETTING_HEADS = ("部分", "设置项", "取值", "可以怎样填", "来自", "键（勿改）")
#: The setting that names the preset which the values started from.
BASE_KEY = "extends"

#: Heads of columns that are no field: the name of a map's entry, its value, the row that a nested one belongs to.
NAME_HEAD, INNER_HEAD, VALUE_HEAD, OWNER_HEAD = "名称", "项目", "取值", "属于"


@dataclass(frozen=True, slots=True)
class PolicyColumn:
    """A column of a table: a field of its model, or one of the heads that are no field.

    Args:
        head: What stands at its head.
        field: Code of the field; blank where it is none.
        path: Its key.
        shape: What its cells hold.
    """

    head: str
    field: str
    path: Path
    shape: Shape


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of values.

    Args:
        path: Its key.
        label: Its Chinese name, with the parts that it stands in.
        shape: The list or map that it holds.
        columns: From left to right.
        owner: The table whose rows its own belong to; ``None`` of one that stands by itself.
    """

    path: Path
    label: str
    shape: Shape
    columns: tuple[PolicyColumn, ...]
    owner: Table | None = None

    @property
    def key(self) -> str:
        """Return the dotted key."""
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A single setting."""

    path: Path
    group: str
    label: str
    shape: Shape


_TEXT = Shape(ShapeKind.TEXT)


def single_settings(model: type[Section] = Policy, path: Path = (), group: str = "") -> Iterator[SettingRow]:
    """Return the settings that are no tables, in the order of the policy."""
    for name, shape in fields_of(model).items():
        here, label = (*path, name), label_of((*path, name), model)
        if here == ("unset_defaults",):
            continue
        if shape.kind is ShapeKind.SECTION and shape.model is not None:
            yield from single_settings(shape.model, here, f"{group} › {label}" if group else label)
        elif not _is_table(shape):
            yield SettingRow(here, group, label, shape)


def tables(model: type[Section] = Policy, path: Path = ()) -> Iterator[Table]:
    """Return the tables in the order of the policy, each followed by those nested in its rows."""
    for name, shape in fields_of(model).items():
        here = (*path, name)
        if shape.kind is ShapeKind.SECTION and shape.model is not None:
            yield from tables(shape.model, here)
        elif _is_table(shape):
            yield from _table(here, label_of(here, model), shape)


def _is_table(shape: Shape) -> bool:
    return shape.kind is ShapeKind.MAP or shape.holds_sections


def _table(path: Path, label: str, shape: Shape) -> Iterator[Table]:
    item = shape.item or _TEXT
    if item.model is None:
        yield Table(path, label, shape, _plain_columns(path, item))
        return
    named = (PolicyColumn(NAME_HEAD, "", path, _TEXT),) if shape.kind is ShapeKind.MAP else ()
    owner = Table(path, label, shape, (*named, *_field_columns(path, item.model)))
    yield owner
    if shape.kind is ShapeKind.LIST:
        yield from _nested(owner, item.model)


def _plain_columns(path: Path, item: Shape) -> tuple[PolicyColumn, ...]:
    name = PolicyColumn(NAME_HEAD, "", path, _TEXT)
    if item.kind is ShapeKind.MAP and item.item is not None:
        return (
            name,
            PolicyColumn(INNER_HEAD, "", path, _TEXT),
            PolicyColumn(VALUE_HEAD, "", path, item.item),
        )
    return (name, PolicyColumn(VALUE_HEAD, "", path, item))


def _field_columns(path: Path, model: type[Section]) -> tuple[PolicyColumn, ...]:
    return tuple(
        PolicyColumn(label_of((*path, name), model), name, (*path, name), shape)
        for name, shape in fields_of(model).items()
        if not (shape.kind is ShapeKind.LIST and shape.holds_sections)
    )


def _nested(owner: Table, model: type[Section]) -> Iterator[Table]:
    for name, shape in fields_of(model).items():
        item = shape.item
        if shape.kind is ShapeKind.LIST and item is not None and item.model is not None:
            path = (*owner.path, name)
            first = PolicyColumn(OWNER_HEAD, "", owner.columns[0].path, owner.columns[0].shape)
            columns = (first, *_field_columns(path, item.model))
            yield Table(path, f"{owner.label} {label_of(path, model)}", shape, columns, owner)


def choices_of(column_path: Path, shape: Shape, policy: Policy) -> tuple[str, ...]:
    """Return what a cell may hold, in Chinese; empty where it is free."""
    labels: Mapping[str, str] = choice_labels(column_path)
    if shape.kind is ShapeKind.FLAG:
        return ("是", "否")
    if shape.kind is ShapeKind.CHOICE:
        return tuple(labels.get(one, one) for one in shape.choices)
    if shape.kind is not ShapeKind.TEXT:
        return ()
    known: Mapping[Path, tuple[str, ...]] = {
        ("complaints", "clocks"): tuple(policy.complaints.sets),
        ("acknowledged", "tier"): tuple(tier.name for tier in policy.tiers.tiers),
    }
    if column_path[-1] == "at_least":
        return tuple(policy.tiers.levels)
    return known.get(column_path) or tuple(dict.fromkeys(labels.values()))
