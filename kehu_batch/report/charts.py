"""Charts as geometry: what to draw and where, for the SVG macros of ``templates/report/charts.html``.

Horizontal positions are percentages and vertical ones pixels, so one drawing is fluid from 300 to 1,200
pixels with text of constant size and no script. Every mark has a class, coloured by the page's style, and a
light ``fill`` of its own for readers that drop the style.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from kehu_batch.records import dataclass, replace
from kehu_batch.report.scales import nice_ticks, percent, pixel, slot_room, spread, text_width, touching

_LABEL_GAP = 15.0
_TOP = 16.0
_SPARK_HEIGHT = 26

#: Share of the plot that one column takes at most.
_WIDEST_BAR = 0.14


@dataclass(frozen=True, slots=True)
class Tick:
    """A horizontal grid line with its text."""

    y: str
    text: str


@dataclass(frozen=True, slots=True)
class Category:
    """One slot of the horizontal axis.

    Args:
        x: Middle of the slot.
        lines: Label, one string a line.
        tip: What the pointer shows, one string a line.
        hide_on_phone: Whether the label is left out on a narrow screen.
        roomy: Label in fewer lines, which stands instead where the chart is not narrow; empty for the same.
    """

    x: str
    lines: tuple[str, ...]
    tip: tuple[str, ...]
    hide_on_phone: bool = False
    roomy: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle with its label.

    Args:
        x: Left end.
        y: Upper end.
        width: Its width.
        height: Its height.
        mark: Its colour class.
        text: Label; empty for none.
        text_x: Middle of the label.
        text_y: Its base line.
        inside: Whether the label stands on the bar.
        spare: Whether the label is left out where the chart is narrow.
    """

    x: str
    y: str
    width: str
    height: str
    mark: str
    text: str = ""
    text_x: str = ""
    text_y: str = ""
    inside: bool = False
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight piece of a line."""

    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a line; a hollow one is not final."""

    x: str
    y: str
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Trace:
    """One line: a gap where a value is missing."""

    mark: str
    key: bool
    segments: tuple[Segment, ...]
    dots: tuple[Dot, ...]
    label: str
    label_y: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart with axes.

    Args:
        kind: Drawing of bars, of lines, or of both.
        height: Pixels of the plot, axis labels below not counted.
        label_rows: Rows of text under the axis.
        ticks: Grid lines; the first is the base line.
        categories: Slots from left to right.
        bars: Rectangles.
        traces: Lines.
        rule_y: Vertical place of the target line; empty without one.
        rule_text: Its label.
        rule_label_y: Vertical place of the label, apart from those of the lines.
    """

    kind: Literal["plot"]
    height: int
    label_rows: int
    ticks: tuple[Tick, ...]
    categories: tuple[Category, ...]
    bars: tuple[Bar, ...] = ()
    traces: tuple[Trace, ...] = ()
    rule_y: str = ""
    rule_text: str = ""
    rule_label_y: str = ""


@dataclass(frozen=True, slots=True)
class Stack:
    """One horizontal bar of parts, e.g. a distribution or an owner's severities."""

    kind: Literal["stack"]
    bars: tuple[Bar, ...]
    height: int


@dataclass(frozen=True, slots=True)
class Bullet:
    """A figure's bar with the target's tick; ``tick`` is empty without a target."""

    width: str
    mark: str
    tick: str


@dataclass(frozen=True, slots=True)
class Slot:
    """Input of one category: its label lines and, where they differ, the words of its tip and the roomy label."""

    lines: tuple[str, ...]
    tip: tuple[str, ...] = ()
    hide_on_phone: bool = False
    roomy: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """Input of one line; ``None`` is a missing value. ``label`` stands at its end."""

    label: str
    values: tuple[float | None, ...]
    mark: str = "s1"
    key: bool = False
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float
    height: float
    top: float = _TOP

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.top + (1 - share) * (self.height - self.top)


def draw_columns(
    slots: Sequence[Slot],
    values: Sequence[int | None],
    marks: Sequence[str],
    *,
    cumulative: Sequence[float] = (),
    parts: int = 1,
    height: int = 200,
) -> Plot:
    """Return vertical bars from zero; with ``cumulative`` shares (0–1) a Pareto chart with its 80 % line.

    The share's axis is the plot's own height: 100 % stands level with the highest grid line. A value of
    ``None`` is a gap. A bar's number stands above it, inside it where the line passes over its top. Of values in
    ``parts`` of their unit, a power of ten, labels are in the unit: of 113 hundredths ``1.13``. Numbers
    that would touch one beside them in a narrow chart are spare: of a Pareto chart the first is kept, else the last.
    """
    known = [value for value in values if value is not None]
    ticks = nice_ticks(0, max(known, default=1), whole=True)
    scale = _Scale(0, ticks[-1], height)
    shares = _Scale(0, 1, height)
    count = len(slots)
    bars = []
    texts = ["" if value is None else _part_text(value, parts) for value in values]
    spare = touching(texts, ends=bool(cumulative), keep_last=not cumulative)
    for index, (value, mark) in enumerate(zip(values, marks, strict=True)):
        if value is not None:
            line_y = shares.y(cumulative[index]) if cumulative else None
            bar = _column(index, count, (value, texts[index]), mark, scale, line_y)
            bars.append(replace(bar, spare=index in spare))
    traces = (_trace(ChartSeries("", tuple(cumulative), "cum"), shares, count, 0.0),) if cumulative else ()
    return Plot(
        kind="plot",
        height=height,
        label_rows=max((len(slot.lines) for slot in slots), default=1),
        ticks=tuple(Tick(pixel(scale.y(tick)), f"{tick / parts:,.10g}") for tick in ticks),
        categories=_categories(slots),
        bars=tuple(bars),
        traces=traces,
        rule_y=pixel(shares.y(0.8)) if cumulative else "",
        rule_text="80%" if cumulative else "",
        rule_label_y=pixel(shares.y(0.8) + 4) if cumulative else "",
    )


def draw_lines(
    slots: Sequence[Slot],
    series: Sequence[ChartSeries],
    *,
    texts: Sequence[str] = (),
    ticks: Sequence[float],
    target: float | None = None,
    target_text: str = "",
    height: int = 190,
) -> Plot:
    """Return lines over the slots, at most four, labelled at their ends.

    Args:
        slots: Months from left to right.
        series: Lines; missing values are gaps, and a lone point is a dot.
        texts: Tick labels, one for each of ``ticks``.
        ticks: Values of the grid lines, ascending; they bound the scale.
        target: Value of a dotted line.
        target_text: Its label.
        height: Pixels.
    """
    scale = _Scale(ticks[0], ticks[-1], height)
    ends = [next((v for v in reversed(line.values) if v is not None), ticks[0]) for line in series]
    wanted = [scale.y(value) for value in ends] + ([] if target is None else [scale.y(target)])
    places = spread(wanted, _LABEL_GAP, _TOP - 4, height)
    traces = tuple(
        _trace(line, scale, len(slots), place) for line, place in zip(series, places, strict=False)
    )
    return Plot(
        kind="plot",
        height=height,
        label_rows=max((len(slot.lines) for slot in slots), default=1),
        ticks=tuple(Tick(pixel(scale.y(tick)), text) for tick, text in zip(ticks, texts, strict=True)),
        categories=_categories(slots),
        traces=traces,
        rule_y="" if target is None else pixel(scale.y(target)),
        rule_text=target_text,
        rule_label_y="" if target is None else pixel(places[-1] + 4),
    )


def draw_stack(parts: Sequence[tuple[str, int, str]], *, whole: int | None = None, height: int = 14) -> Stack:
    """Return one horizontal bar of ``(mark, size, text)`` parts; ``whole`` is what the full width stands for."""
    total = sum(size for _, size, _ in parts) if whole is None else whole
    bars, start = [], 0
    for mark, size, text in parts:
        if size > 0:
            bars.append(
                Bar(
                    x=percent(start, total),
                    y="0",
                    width=percent(size, total),
                    height=str(height),
                    mark=mark,
                    text=text if total and size / total >= 0.09 else "",
                    text_x=percent(start + size / 2, total),
                    text_y=pixel(height / 2 + 4),
                )
            )
        start += size
    return Stack("stack", tuple(bars), height)


def draw_bullet(value: float, whole: float, mark: str, target: float | None = None) -> Bullet:
    """Return a bar from zero to ``value`` of ``whole`` with the target's tick."""
    return Bullet(
        width=percent(min(max(value, 0.0), whole), whole),
        mark=mark,
        tick="" if target is None else percent(min(target, whole), whole),
    )


def draw_spark(values: Sequence[float | None]) -> Trace | None:
    """Return a sparkline with a dot at its end; ``None`` under two values."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    low, high = min(known), max(known)
    flat = high == low
    scale = _Scale(low - 1 if flat else low, high + 1 if flat else high, _SPARK_HEIGHT - 4, top=4)
    line = _trace(ChartSeries("", tuple(values), "mut"), scale, len(values), 0.0)
    last = max(index for index, value in enumerate(values) if value is not None)
    dots = tuple(dot for dot in line.dots if dot.x == percent(last + 0.5, len(values)))
    return Trace(line.mark, line.key, line.segments, dots, "", "")


def _part_text(value: int, parts: int) -> str:
    """Return a value in parts of its unit with as many decimals as they have."""
    return f"{value / parts:,.{len(str(parts)) - 1}f}"


def _column(
    index: int, count: int, told: tuple[int, str], mark: str, scale: _Scale, line_y: float | None
) -> Bar:
    value, text = told
    top, width = scale.y(value), min(0.64, count * _WIDEST_BAR)
    crossed = line_y is not None and -4 <= top - line_y <= _LABEL_GAP + 4
    fits = text_width(text) <= width * slot_room(count, ends=line_y is not None)
    inside = crossed and fits and scale.height - top > 2 * _LABEL_GAP
    # Over a narrow bar the number stands above the line.
    above = min(top, line_y or top) - 3 if crossed else top
    return Bar(
        x=percent(index + 0.5 - width / 2, count),
        y=pixel(top),
        width=percent(width, count),
        height=pixel(scale.height - top),
        mark=mark,
        text=text,
        text_x=percent(index + 0.5, count),
        text_y=pixel(top + 22 if inside else above - 5),
        inside=inside,
    )


def _categories(slots: Sequence[Slot]) -> tuple[Category, ...]:
    return tuple(
        Category(
            x=percent(index + 0.5, len(slots)),
            lines=slot.lines,
            tip=slot.tip or slot.lines,
            hide_on_phone=slot.hide_on_phone,
            roomy=slot.roomy,
        )
        for index, slot in enumerate(slots)
    )


def _trace(line: ChartSeries, scale: _Scale, count: int, label_y: float) -> Trace:
    places = [
        None if value is None else (percent(index + 0.5, count), pixel(scale.y(value)))
        for index, value in enumerate(line.values)
    ]
    segments = tuple(Segment(*first, *second) for first, second in pairwise(places) if first and second)
    last = max((index for index, place in enumerate(places) if place), default=-1)
    dots = tuple(
        Dot(*place, hollow=line.unfinished and index == len(places) - 1)
        for index, place in enumerate(places)
        if place
    )
    label = line.label if last >= 0 else ""
    return Trace(line.mark, line.key, segments, dots, label, pixel(label_y + 4))
