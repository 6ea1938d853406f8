"""The figures of a trend as a page shows them, and as ``summary.json`` has them; neither is asked about the other."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from report.html_reading import Element

from kehu_batch.model.figures.measures import MEASURES, Measure

Json = dict[str, Any]
BY_NAME = {measure.name: measure for measure in MEASURES}
_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?")


def value_of(span: Json | None, code: str) -> float | None:
    """Return a measure's value in a span, in yuan where it is money; ``None`` where it is not known."""
    figure = {} if span is None else span["figures"].get(code, {})
    return None if figure.get("value") is None else float(figure["value"])


def told(text: str, measure: Measure, *, unit: str = "") -> tuple[float, float]:
    """Return the number of a text in the measure's own unit, and half of its last place."""
    found = _NUMBER.search(text.replace("−", "-"))
    assert found, text
    number = found[0].replace(",", "")
    step = 0.5 * 10.0 ** -len(number.partition(".")[2])
    factor = 1.0
    if measure.unit == "%":
        factor = 0.01
    elif measure.unit == "元":
        factor = 1e8 if "亿" in f"{text}{unit}" else 1e4 if "万" in f"{text}{unit}" else 1.0
    return float(number) * factor, step * factor


def check_change(tile: Element, measure: Measure, trend: Json, name: str, then: Json | None) -> bool:
    """Check a tile's change against a span; return whether there was one to check."""
    shown = {
        row.find("dt")[0].text: row.find("dd")[0].all_text() for row in tile.find("div") if row.find("dt")
    }
    before, now = value_of(then, measure.code), value_of(trend["current"], measure.code)
    text = shown.get(name, "—")
    if before is None or now is None:
        assert text.startswith("—"), (measure.name, name, text)
        return False
    if text == "持平":
        assert now == before
        return True
    size, step = told(text, measure)
    assert text.startswith("▲" if now > before else "▼"), (measure.name, name, text)
    assert abs(size - abs(now - before)) <= step * 1.001, (measure.name, name, text)
    return True


def check_spark(tile: Element, measure: Measure, trend: Json) -> bool:
    """Check that a sparkline is a drawing of the months to scale; return whether there is one."""
    values = [value_of(month, measure.code) for month in trend["months"]]
    places = [place for place, value in enumerate(values) if value is not None]
    drawn = tile.find("svg", class_="spark")
    if len(places) < 2:
        assert not drawn, measure.name
        return False
    span = tile.find("p", class_="months")[0].text.strip()
    labels = [trend["months"][place]["period"] for place in places]
    assert span == f"{labels[0]} 至 {labels[-1]}", measure.name
    lines = [
        tuple(float(line.attributes[name].rstrip("%")) for name in ("x1", "y1", "x2", "y2"))
        for line in drawn[0].find("line")
    ]
    steps = [(one, other) for one, other in pairwise(places) if other == one + 1]
    assert len(lines) == len(steps), measure.name
    known = [value for value in values if value is not None]
    low, high = min(known), max(known)
    ends = [pair for line in lines for pair in ((line[1],), (line[3],))]
    heights = [height for (height,) in ends]
    points = [values[place] for pair in steps for place in pair]
    top, bottom = min(heights), max(heights)
    for height, value in zip(heights, points, strict=True):
        assert value is not None
        if high > low and bottom > top and {low, high} <= {point for point in points if point is not None}:
            share = (bottom - height) / (bottom - top)
            assert abs(share - (value - low) / (high - low)) < 0.03, (measure.name, height, value)
    for one, other in pairwise(lines):
        assert other[0] >= one[0], "months go from left to right"
    return True


def check_months(block: Element, trend: Json) -> int:
    """Check the table of the months, newest first; return how many of its figures were compared."""
    heads = [head.all_text().strip() for head in block.find("th")]
    rows = [[cell.all_text().strip() for cell in row.find("td")] for row in block.find("tbody")[0].find("tr")]
    assert [row[0][:7] for row in rows] == [month["period"] for month in reversed(trend["months"])]
    compared = 0
    for month, row in zip(reversed(trend["months"]), rows, strict=True):
        for head, text in zip(heads[1:], row[1:], strict=True):
            name, _, unit = head.partition("（")
            measure = BY_NAME[name]
            value = value_of(month, measure.code)
            if value is None:
                assert text == "—", (head, text)
                continue
            number, step = told(text, measure, unit=unit)
            assert abs(number - value) <= step * 1.001, (month["period"], head, text, value)
            compared += 1
    return compared
