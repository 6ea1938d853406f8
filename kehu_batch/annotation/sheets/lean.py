"""What of a sheet would show nothing or needs no room.

A list without rows becomes a sentence, and so does a chart of a single bar; a last text runs on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from kehu_batch.annotation.donor.layout import (
    Chart,
    Column,
    Formula,
    Lines,
    Part,
    ResultTable,
    number_in,
)
from kehu_batch.annotation.donor.measuring import let_texts_run_on
from kehu_batch.records import replace

_HEADER_OF = re.compile(r"\{(\w+)\.[\w.]+#\}")


def headers_named(parts: Iterable[Part]) -> frozenset[str]:
    """Return the keys of tables whose headers formulas name: these need a header, with rows or without."""
    tables = (part for part in parts if isinstance(part, ResultTable))
    columns = (column.values for table in tables for column in table.columns)
    live = (values for values in columns if Formula in map(type, values))  # few are, of long lists none
    texts = (cell.text for values in live for cell in values if isinstance(cell, Formula))
    return frozenset(key for text in texts if "#" in text for key in _HEADER_OF.findall(text))


def _make_lean(part: Part, named: frozenset[str], columns: Mapping[str, Column]) -> Part:
    """Return a part without headers over nothing and without charts of one bar.

    Args:
        part: A part of a sheet that nobody fills in or signs: there a form keeps its shape.
        named: Tables whose headers formulas name.
        columns: All of the sheet's, as its charts name them.
    """
    if not isinstance(part, ResultTable):
        return part
    if not part.rows and part.key not in named:
        return Lines(part.title, tuple(filter(None, (part.empty, part.note))))
    part = _without_blank_tail(part)
    lone = {chart.title: one for chart in part.charts if (one := _lone_bar(columns, chart))}
    if not lone:
        return part
    said = "".join(f"{title}：{one}，不画图。" for title, one in lone.items())
    charts = tuple(chart for chart in part.charts if chart.title not in lone)
    return replace(part, charts=charts, note=" ".join(filter(None, (part.note, said))))


def _without_blank_tail(table: ResultTable) -> ResultTable:
    """Return a table without last columns in which nothing stands; formulas name the others by their letters."""
    columns = table.columns
    while len(columns) > 1 and table.rows and all(cell == "" for cell in columns[-1].values):
        columns = columns[:-1]
    return replace(table, columns=columns)


def _lone_bar(columns: Mapping[str, Column], chart: Chart) -> str:
    """Return what a chart of fewer than two bars would show; empty where it shows more, or draws another sheet."""
    if chart.names not in columns or any(one.column not in columns for one in chart.series):
        return ""
    drawn = range(chart.first, chart.first + chart.rows)
    values = [[number_in(columns[one.column].values[row]) for row in drawn] for one in chart.series]
    bars = [place for place, each in enumerate(zip(*values, strict=True)) if any(each)]
    if len(bars) > 1:
        return ""
    if not bars:
        return "都是 0"
    return f"只有“{_text(columns[chart.names], chart.first + bars[0])}”一项"


def _text(column: Column, row: int) -> str:
    value = column.values[row]
    return str(value.value if isinstance(value, Formula) else value)


def lean_parts(parts: Sequence[Part], named: frozenset[str]) -> tuple[Part, ...]:
    """Return the parts of a sheet, each without what would show nothing and no wider than it needs to be."""
    drawn = [part for part in parts if isinstance(part, ResultTable)]
    columns = {f"{table.key}.{column.key}": column for table in drawn for column in table.columns}
    lean = [_make_lean(part, named, columns) for part in parts]
    tables = iter(let_texts_run_on([part for part in lean if isinstance(part, ResultTable)]))
    return tuple(next(tables) if isinstance(part, ResultTable) else part for part in lean)
