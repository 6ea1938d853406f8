"""Conditional formats that make cells unseen: white letters, or a number format that shows nothing."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from html import unescape

import numpy as np

from kehu_batch.cells import parse_ref
from kehu_batch.model.tables.cell_grid import CellGrid
from kehu_batch.model.tables.source import CellValue

_P = rb"(?:[A-Za-z_][\w.-]*:)?"
_FORMAT = re.compile(rb"<" + _P + rb"conditionalFormatting\b([^>]*)>")
_AREAS = re.compile(rb"\ssqref=[\"']([^\"']*)[\"']")
_CELL = r"([A-Z]{1,3}[1-9][0-9]{0,6})"
_AREA = re.compile(rf"{_CELL}(?::{_CELL})?")
_RULE = re.compile(
    rb"<" + _P + rb"cfRule\b([^>]*[^>/])>((?:\s*<" + _P + rb"formula>[^<]*</[^>]*>)+)", re.DOTALL
)
_FORMULA = re.compile(rb"<" + _P + rb"formula>([^<]*)<")
_ATTRIBUTE = re.compile(rb"\b(type|dxfId|operator)=[\"']([^\"']*)[\"']")
_TESTS: Mapping[str, Callable[[float, float], bool]] = {
    "equal": operator.eq,
    "notEqual": operator.ne,
    "lessThan": operator.lt,
    "lessThanOrEqual": operator.le,
    "greaterThan": operator.gt,
    "greaterThanOrEqual": operator.ge,
}
_Test = Callable[[float], bool]


def cells_hidden_by_rules(markup: bytes, looks: AbstractSet[int], rows: CellGrid) -> set[tuple[int, int]]:
    """Return the numbers that a rule hides by comparing them with numbers, as 1-based row and 0-based column.

    What a rule with a formula of its own hides is not known here.

    Args:
        markup: What stands behind a sheet's cells.
        looks: Which looks of rules show nothing.
        rows: The sheet's cells.
    """
    found: set[tuple[int, int]] = set()
    for areas, test in _rules(markup, frozenset(map(str, looks))):
        for area in filter(None, map(_AREA.fullmatch, areas.split())):
            found |= _met(area, test, rows)
    return found


def _rules(markup: bytes, looks: AbstractSet[str]) -> Iterator[tuple[str, _Test]]:
    opened = list(_FORMAT.finditer(markup))
    ends = [one.start() for one in opened[1:]] + [len(markup)]
    for one, end in zip(opened, ends, strict=True):
        areas = _AREAS.search(one[1])
        for head, formulas in _RULE.findall(markup, one.end(), end):
            told = {
                name.decode(): value.decode("utf-8", "replace") for name, value in _ATTRIBUTE.findall(head)
            }
            if areas is None or told.get("type") != "cellIs" or told.get("dxfId") not in looks:
                continue
            bounds = [unescape(text.decode("utf-8", "replace")) for text in _FORMULA.findall(formulas)]
            test = _test(told.get("operator", ""), bounds)
            if test is not None:
                yield areas[1].decode("utf-8", "replace"), test


def _test(name: str, formulas: list[str]) -> _Test | None:
    try:
        bounds = list(map(float, formulas))
    except ValueError:
        return None
    if name in _TESTS and bounds:
        return lambda value: _TESTS[name](value, bounds[0])
    if name in {"between", "notBetween"} and len(bounds) > 1:
        return lambda value: (min(bounds) <= value <= max(bounds)) == (name == "between")
    return None


def _met(area: re.Match[str], test: _Test, rows: CellGrid) -> set[tuple[int, int]]:
    (top, left), (bottom, right) = parse_ref(area[1]), parse_ref(area[2] or area[1])
    found: set[tuple[int, int]] = set()
    for place in range(left, min(right, rows.width - 1) + 1):
        column = rows.columns[place]
        hides = np.array([_is_met(value, test) for value in column.values.tolist()], dtype=bool)
        inside = column.codes[top - 1 : bottom]
        found.update((top + int(row), place) for row in np.flatnonzero(hides[inside]))
    return found


def _is_met(value: CellValue, test: _Test) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and test(value)
