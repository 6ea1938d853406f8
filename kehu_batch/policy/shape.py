"""The shape of the policy's values, read from its models: what a key may hold, and what it is called."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from kehu_batch.checked_values import constraints_of, declared_fields
from kehu_batch.policy.sections.base import Section
from kehu_batch.policy.sections.tiers import MEASURES, ledger_inputs
from kehu_batch.records import dataclass
from kehu_batch.shipped_tables import read_table

#: A key of the policy without positions, e.g. ``("tiers", "tiers", "min_amount")``; a map's keys are left out.
Path = tuple[str, ...]

_NOTHING: Mapping[str, Any] = {}


class ShapeKind(StrEnum):
    """What a key holds."""

    TEXT = "文字"
    INTEGER = "整数"
    NUMBER = "数字"
    SHARE = "比例（0 至 1，或 0% 至 100%）"
    FLAG = "是或否"
    DAY = "日期，如 2026-12-31"
    TIME = "时刻，如 09:00"
    CHOICE = "可选值之一"
    LIST = "列表"
    PAIR = "几个数，以冒号隔开"
    MAP = "一组键值"
    SECTION = "一组设置"


@dataclass(frozen=True, slots=True)
class Shape:
    """What one value may be.

    Args:
        kind: Its kind.
        optional: Whether it may be left out.
        item: Of each item of a list, or each value of a map.
        model: Of a section.
        choices: Of a choice, as the policy writes them.
    """

    kind: ShapeKind
    optional: bool = False
    item: Shape | None = None
    model: type[Section] | None = None
    choices: tuple[str, ...] = ()

    @property
    def holds_sections(self) -> bool:
        """Whether it is a list or a map of sections: a table."""
        return self.item is not None and self.item.kind is ShapeKind.SECTION


@cache
def fields_of(model: type[Section]) -> Mapping[str, Shape]:
    """Return the shape of each field of a model."""
    return {name: _of(field.type, field.constraints) for name, field in declared_fields(model).items()}


def _of(annotation: Any, asked: Mapping[str, Any] = _NOTHING, *, optional: bool = False) -> Shape:  # noqa: ANN401
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        inner, *more = arguments
        for one in more:
            asked = {**constraints_of(one), **asked}
        return _of(inner, asked, optional=optional)
    if origin in {Union, UnionType}:
        (inner,) = [one for one in arguments if one is not NoneType]
        return _of(inner, asked, optional=True)
    if origin in {tuple, dict}:
        return _of_many(origin, arguments, optional=optional)
    if origin is Literal:
        return Shape(ShapeKind.CHOICE, optional, choices=tuple(str(one) for one in arguments))
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return Shape(ShapeKind.SECTION, optional, model=annotation)
    return Shape(_of_plain(annotation, asked), optional)


def _of_many(origin: Any, arguments: tuple[Any, ...], *, optional: bool) -> Shape:  # noqa: ANN401
    """Return the shape of a tuple or a mapping."""
    if origin is dict:
        return Shape(ShapeKind.MAP, optional, item=_of(arguments[1]))
    endless = len(arguments) == 2 and arguments[1] is Ellipsis
    return Shape(ShapeKind.LIST if endless else ShapeKind.PAIR, optional, item=_of(arguments[0]))


def _of_plain(annotation: Any, asked: Mapping[str, Any]) -> ShapeKind:  # noqa: ANN401
    if annotation is float:
        return ShapeKind.SHARE if asked.get("le") == 1 and "ge" in asked else ShapeKind.NUMBER
    kinds = {
        bool: ShapeKind.FLAG,
        int: ShapeKind.INTEGER,
        Decimal: ShapeKind.NUMBER,
        date: ShapeKind.DAY,
        time: ShapeKind.TIME,
    }
    return kinds.get(annotation, ShapeKind.TEXT)


@cache
def _labels() -> Mapping[str, Any]:
    return read_table("labels")


def label_of(path: Path, model: type[Section] | None = None) -> str:
    """Return the Chinese name of a key; the code itself where it has none.

    Args:
        path: The key.
        model: The model whose field it is, which may name it itself.
    """
    if model is not None and (field := declared_fields(model).get(path[-1])) is not None and field.title:
        return field.title
    here: Any = _labels()["keys"]
    for part in path:
        here = here.get(part, {}) if isinstance(here, Mapping) else {}
    if isinstance(here, Mapping):
        here = here.get("_")
    return here if isinstance(here, str) else path[-1]


@cache
def choice_labels(path: Path) -> Mapping[str, str]:
    """Return the Chinese names of what a key may be, by the code that the policy writes; empty where it is free."""
    if path[-1] in {"field", "measure"} and path[0] == "tiers":
        return {code: label for code, (label, _) in {**MEASURES, **ledger_inputs()}.items()}
    found: Mapping[str, str] = _labels()["choices"].get(".".join(path), {})
    return found
