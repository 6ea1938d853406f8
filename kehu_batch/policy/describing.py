"""Values of the policy in Chinese: as ``policy show``, differences, the run's notes and error messages say them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from kehu_batch.policy.schema import Cadence, Policy, ScorePart, TierCondition
from kehu_batch.policy.sections.base import Section
from kehu_batch.policy.sections.contact_clocks import FurtherContact
from kehu_batch.policy.sections.tiers import input_label, input_unit
from kehu_batch.policy.shape import Path, Shape, ShapeKind, choice_labels, fields_of, label_of
from kehu_batch.policy.taxonomy import load_taxonomy
from kehu_batch.records import dataclass, replace

NOT_SET = "不设"
#: Between the names of a part and of what stands in it.
_GROUP_MARK = " › "
_DEPARTMENTS = ("issues", "departments")

#: Told at the head of the page, not among the settings.
_ASIDE = {"name", "title", "unset_defaults"}


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a policy.

    Args:
        path: Its key.
        label: Its Chinese name.
        value: Its value as plain data, numbers exact as text.
        lines: The value in Chinese, one line for each item of a table.
        group: Chinese name of the part that it stands in, with a nested one after ``›``.
        entries: What it is made of, each in Chinese: the entries of a map, else its lines.
    """

    path: Path
    label: str
    value: Any
    lines: tuple[str, ...]
    group: str
    entries: tuple[str, ...]

    @property
    def key(self) -> str:
        """Return the dotted key."""
        return ".".join(self.path)


def list_settings(policy: Policy) -> tuple[Setting, ...]:
    """Return every setting in force, in the order of the policy."""
    return _list_below(policy, ((),))


def _list_below(policy: Policy, wanted: Collection[Path]) -> tuple[Setting, ...]:
    """Return the settings that stand at some places of the policy or below them, in the order of the policy."""
    return tuple(_list(policy, (), (), wanted))


def _list(section: Section, path: Path, groups: Path, wanted: Collection[Path]) -> Iterator[Setting]:
    model = type(section)
    for name, shape in fields_of(model).items():
        here = (*path, name)
        # Those that end above stand for all that is here.
        inside = [one for one in wanted if one[len(path) : len(here)] in ((), (name,))]
        if not inside or (not path and name in _ASIDE):
            continue
        label, shown = _in_percent(label_of(here, model), shape)
        if shape.kind is ShapeKind.SECTION:
            yield from _list(getattr(section, name), here, (*groups, label), inside)
        else:
            value = section.model_dump(mode="json", include={name})[name]
            lines = _departments(value) if here == _DEPARTMENTS else _lines(value, shown, here)
            plain = shape.kind is ShapeKind.MAP and len(lines) == 1 and value
            entries = tuple(_map_entries(value, shown, here)) if plain else lines
            yield Setting(here, label, value, lines, _GROUP_MARK.join(groups), entries)


def find_settings(policy: Policy, keys: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return Chinese name, with the part of the policy before it, and value of each dotted key.

    A key may name a whole section. Parts have settings of like names: 各项权重 of the health score and of the scorecard.
    """
    paths = [tuple(key.split(".")) for key in keys]
    settings = _list_below(policy, paths)
    return tuple(_find(settings, path) for path in paths)


def _find(settings: Iterable[Setting], path: Path) -> tuple[str, str]:
    inside = [one for one in settings if one.path[: len(path)] == path]
    if len(inside) == 1 and inside[0].path == path:
        part = inside[0].group.split(_GROUP_MARK)[-1]
        return _GROUP_MARK.join(filter(None, (part, inside[0].label))), "；".join(inside[0].lines)
    told = "；".join(_filled_in(one.label, "；".join(one.lines)) for one in inside)
    return _GROUP_MARK.join(
        label_of(path[:depth]) for depth in range(max(len(path) - 1, 1), len(path) + 1)
    ), told


def _departments(own: Mapping[str, str]) -> tuple[str, ...]:
    """Return the department of every type of issue: the policy's, and for the rest that of the taxonomy."""
    shipped = {one.name: one.department for one in load_taxonomy().types if one.name not in own}
    named = "、".join(f"{name}→{department}" for name, department in own.items())
    rest = "、".join(f"{name}→{department}" for name, department in shipped.items())
    if not rest:
        return (named,)
    return tuple(filter(None, (named, f"{'其余' if own else ''}按出厂的问题类型表：{rest}")))


def _lines(value: Any, shape: Shape, path: Path) -> tuple[str, ...]:  # noqa: ANN401 - plain data
    item = shape.item
    if (
        shape.kind is ShapeKind.MAP
        and item is not None
        and item.kind in {ShapeKind.LIST, ShapeKind.MAP}
        and value
    ):
        return tuple(f"{name}：{describe(one, item, path)}" for name, one in value.items())
    if not shape.holds_sections or not value or item is None or item.model is None:
        return (describe(value, shape, path),)
    if shape.kind is ShapeKind.MAP:
        return tuple(f"{name}：{describe_section(one, item.model, path)}" for name, one in value.items())
    return tuple(_named(one, item.model, path) for one in value)


def _named(value: Mapping[str, Any], model: type[Section], path: Path) -> str:
    name = value.get("name")
    rest = {key: one for key, one in value.items() if key != "name"}
    told = describe_section(rest, model, path)
    return f"{name}：{told}" if name and told else str(name or told)


def describe(value: Any, shape: Shape, path: Path) -> str:  # noqa: ANN401 - plain data
    """Return a value in Chinese."""
    if value is None or value in ("", [], {}):
        return NOT_SET
    write = _WRITERS.get(shape.kind)
    return choice_labels(path).get(str(value), str(value)) if write is None else write(value, shape, path)


def _map_entries(value: Mapping[str, Any], shape: Shape, path: Path) -> list[str]:
    textual = shape.item is not None and shape.item.kind in {ShapeKind.TEXT, ShapeKind.CHOICE}
    return [f"{name}{'→' if textual else ' '}{_item(one, shape, path)}" for name, one in value.items()]


_WRITERS: Mapping[ShapeKind, Callable[[Any, Shape, Path], str]] = {
    ShapeKind.FLAG: lambda value, _, __: "是" if value else "否",
    ShapeKind.SHARE: lambda value, _, __: describe_share(value),
    ShapeKind.INTEGER: lambda value, _, __: describe_number(value),
    ShapeKind.NUMBER: lambda value, _, __: describe_number(value),
    ShapeKind.LIST: lambda value, shape, path: "、".join(_item(one, shape, path) for one in value),
    ShapeKind.PAIR: lambda value, shape, path: ":".join(_item(one, shape, path) for one in value),
    ShapeKind.MAP: lambda value, shape, path: "、".join(_map_entries(value, shape, path)),
    ShapeKind.SECTION: lambda value, shape, path: describe_section(value, shape.model or Section, path),
}


def _item(value: Any, shape: Shape, path: Path) -> str:  # noqa: ANN401 - plain data
    item = shape.item or Shape(ShapeKind.TEXT)
    told = describe(value, item, path)
    return (
        f"（{told}）"
        if item.kind in {ShapeKind.MAP, ShapeKind.SECTION} and item.model not in _TOLD_WHOLE
        else told
    )


def describe_section(value: Mapping[str, Any], model: type[Section], path: Path) -> str:
    """Return the settings of a section that say something, in one line."""
    if model is TierCondition:
        return _condition(value)
    if model is ScorePart:
        return _part(value)
    timed = model is Cadence or issubclass(model, FurtherContact)
    told = [_interval(value)] if timed else []
    shapes = fields_of(model)
    for name, one in value.items():
        if one in (None, "", [], {}, False) or (timed and name in _INTERVALS):
            continue
        shape = Shape(ShapeKind.FLAG) if one is True else shapes[name]
        label, shape = _in_percent(label_of((*path, name), model), shape)
        told.append(label if one is True else _filled_in(label, describe(one, shape, (*path, name))))
    return "，".join(told)


def _in_percent(label: str, shape: Shape) -> tuple[str, Shape]:
    """Return name and shape of what is a part of 1 and may be more than it, told as a percentage like other shares.

    Its name says how it is written (``1 即 100%``), which is for those who write it, not for those who read it.

    Example:
        >>> _in_percent("消费增长（0.1 即 10%）", Shape(ShapeKind.NUMBER))[0]
        '消费增长'
    """
    plain = _AS_PART.sub("", label).replace("（）", "")
    if plain == label:
        return label, shape
    if shape.item is not None:
        return plain, replace(shape, item=replace(shape.item, kind=ShapeKind.SHARE))
    return plain, replace(shape, kind=ShapeKind.SHARE)


def _filled_in(label: str, told: str) -> str:
    """Return a name with its value; a name that asks is answered, not followed by the answer.

    Example:
        >>> _filled_in("几小时内答复", "24"), _filled_in("风险等级", "高")
        ('24 小时内答复', '风险等级 高')
        >>> _filled_in("从哪天算起", "首次成交"), _filled_in("做什么", "书面催款")
        ('从首次成交算起', '书面催款')
    """
    if label.count("几") == 1 and _NUMBER.fullmatch(told):
        return label.replace("几", f" {told} ").strip()
    asked = next((words for words in _ASKED if words in label), "")
    return label.replace(asked, told) if asked else f"{label} {told}"


#: Words of a name that ask for its value.
_ASKED = ("几项成立", "哪天", "做什么")


_NUMBER = re.compile(r"-?[\d,.]+")
#: How a part of 1 is written, as the name of a setting says it.
_AS_PART = re.compile(r"，?[\d.]+ 即 [\d.]+%")


_TOLD_WHOLE = {TierCondition}
_INTERVALS = {"months": "个月", "weeks": "周", "days": "天"}


def _interval(value: Mapping[str, Any]) -> str:
    return "、".join(f"每 {value[key]} {unit}一次" for key, unit in _INTERVALS.items() if value.get(key))


def _condition(value: Mapping[str, Any]) -> str:
    code = str(value["field"])
    label, told = input_label(code), []
    if value.get("any_of"):
        told.append(f"是 {'、'.join(value['any_of'])} 之一")
    if value.get("at_least"):
        told.append(f"至少为“{value['at_least']}”")
    if value.get("min") is not None:
        told.append(f"不低于 {_of_unit(value['min'], code)}")
    if value.get("max") is not None:
        told.append(f"不高于 {_of_unit(value['max'], code)}")
    return label + "、".join(told)


def _part(value: Mapping[str, Any]) -> str:
    code = str(value["field"])
    points = [
        f"{_of_unit(one['min'], code)}起 {describe_number(one['points'])} 分"
        for one in value.get("bands", ())
    ]
    points += [f"{word} {describe_number(one)} 分" for word, one in value.get("points", {}).items()]
    required = "，缺了就不评分" if value.get("required") else ""
    return f"{input_label(code)}：权重 {describe_number(value['weight'])}{required}；{'、'.join(points)}"


def _of_unit(value: Any, code: str) -> str:  # noqa: ANN401 - plain data
    unit = input_unit(code)
    if unit == "比例":
        return describe_share(value)
    return f"{describe_number(value)}{'' if unit in {'数', None} else f' {unit}'}"


def describe_number(value: Any) -> str:  # noqa: ANN401 - plain data
    """Return a number with thousands commas and no more decimals than it has.

    Example:
        >>> describe_number("100000"), describe_number(0.5)
        ('100,000', '0.5')
    """
    number = Decimal(str(value))
    whole = number.to_integral_value()
    return f"{int(whole):,}" if whole == number else f"{number.normalize():,f}"


def describe_share(value: Any) -> str:  # noqa: ANN401 - plain data
    """Return a share as a percentage with no more decimals than it has.

    Example:
        >>> describe_share(0.98), describe_share("0.125")
        ('98%', '12.5%')
    """
    return f"{describe_number(Decimal(str(value)) * 100)}%"
