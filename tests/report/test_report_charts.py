from __future__ import annotations

import itertools
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu_batch.report.books.buckets import label_lines, roomy_lines
from kehu_batch.report.charts import (
    ChartSeries,
    Slot,
    draw_bullet,
    draw_columns,
    draw_lines,
    draw_spark,
    draw_stack,
)
from kehu_batch.report.environment import FILLS
from kehu_batch.report.scales import nice_ticks, percent, spread, tick_texts
from kehu_batch.resources import templates_dir

MONTHS = tuple(Slot((str(month),)) for month in range(1, 5))


def test_spans_are_broken_where_they_would_touch_on_a_phone() -> None:
    # Seven bars of 324 px: 46.3 each, less 4. Digits have 6.8 px and a letter 12: 46 and 52.8 are 49.4 at the mean.
    # Without the unit 40.8 and 47.6 are 44.2 at the mean, which leaves two pixels; another bar takes them away.
    days = ["未到期", "1-30天", "31-60天", "61-90天", "91-180天", "181-365天", "1年以上"]
    broken = [
        ("未到期",),
        ("1-30", "天"),
        ("31-60", "天"),
        ("61-90", "天"),
        ("91-180", "天"),
        ("181-365", "天"),
    ]
    assert label_lines([*days, "到期日缺失"])[4:6] == [("91-", "180天"), ("181-", "365天")]
    assert label_lines(days) == [*broken, ("1年", "以上")]
    # 34 and 40.8 are 37.4 at the mean, and six have 50 each.
    bare = ["未到期", "1-30", "31-60", "61-90", "91-180", ">180", "到期日缺失"]
    assert label_lines(bare)[4] == ("91-180",)
    assert label_lines(days[:5])[3:] == [("61-90天",), ("91-180天",)]


def test_spans_stand_in_one_line_where_the_chart_is_not_narrow() -> None:
    # Seven bars of 390 px: 55.7 each, less 4. 46 and 52.8 are 49.4 at the mean, 56.4 and 60 are 58.2: these break.
    days = ["未到期", "1-30天", "31-60天", "61-90天", "91-180天", "180天以上", "到期日缺失"]
    assert label_lines(days)[4] == ("91-180", "天")
    assert roomy_lines(days)[4:] == [("91-180天",), ("180天", "以上"), ("到期日", "缺失")]
    # An eighth leaves 44.8: nothing is roomier than on a phone. Four bars have their labels whole there, too.
    assert roomy_lines([*days, "181-365天"]) == roomy_lines(days[:4]) == []


def test_numbers_are_spare_where_they_would_touch() -> None:
    months = [Slot((str(month),)) for month in range(1, 13)]
    # Twelve bars of 324 px have 27 each: 30.6 and 4 px between do not fit, 20.4 do.
    crowded = draw_columns(months, [1_234] * 12, ["mut"] * 12).bars
    assert [bar.spare for bar in crowded] == [True, False] * 6  # the last is what the chart is about
    assert not any(bar.spare for bar in draw_columns(months, [123] * 12, ["mut"] * 12).bars)


def test_of_a_pareto_the_first_number_stays_and_none_is_wider_than_its_bar() -> None:
    # Ten bars of 290 px have 29 each: two of 30.6 touch, one of 30.6 and one of 20.4 (25.5 at the mean) do, too.
    counts = [1_283, 1_233, 805, 795, 783, 776, 747, 435, 434, 807]
    shares = [sum(counts[: end + 1]) / sum(counts) for end in range(10)]
    slots = [Slot((str(place),)) for place in range(10)]
    bars = draw_columns(slots, counts, ["s1"] * 10, cumulative=shares).bars
    assert [place for place, bar in enumerate(bars) if bar.spare] == [1]
    # Bars of 18.6 px hold two digits; a number that the line passes stands above the line.
    assert not any(bar.inside for bar in bars)
    few = draw_columns(
        slots, [30, 20, 15, 9, 8, 7, 5, 3, 2, 1], ["s1"] * 10, cumulative=[0.3, 0.5] + [0.6] * 8
    ).bars
    # 15 of 30 is 108 px from the top, and 60 % of the line 89.6: the line passes 18.4 px above that bar.
    assert [place for place, bar in enumerate(few) if bar.inside] == [2]


def number(text: str) -> float:
    return float(text.removesuffix("%"))


@given(st.floats(-1e6, 1e6), st.just(0.0) | st.floats(1e-3, 1e9), st.integers(2, 8))
def test_ticks_enclose_the_values_evenly(low: float, width: float, most: int) -> None:
    ticks = nice_ticks(low, low + width, most=most)
    slack = max(abs(low), width, 1) * 1e-6
    assert ticks[0] <= low + slack
    assert ticks[-1] >= low + width - slack
    steps = [later - earlier for earlier, later in itertools.pairwise(ticks)]
    assert max(steps) - min(steps) <= slack
    assert 2 <= len(ticks) <= most + 3


@pytest.mark.parametrize(
    ("ticks", "least", "texts"),
    [
        ((3.25, 3.5, 3.75, 4.0), 1, ("3.25", "3.50", "3.75", "4.00")),  # 3.3 and 3.8 would be no such lines
        ((3.8, 3.9, 4.0), 1, ("3.8", "3.9", "4.0")),
        ((3.0, 4.0, 5.0), 1, ("3.0", "4.0", "5.0")),
        ((4.12, 4.14), 1, ("4.12", "4.14")),
        ((87.5, 90.0, 92.5), 0, ("87.5", "90.0", "92.5")),
        ((0.7 * 100, 0.8 * 100, 0.9 * 100), 0, ("70", "80", "90")),
    ],
)
def test_a_tick_s_label_is_the_value_of_its_line(
    ticks: tuple[float, ...], least: int, texts: tuple[str, ...]
) -> None:
    assert tick_texts(ticks, least) == texts


@given(st.integers(0, 10**7))
def test_ticks_of_counts_are_whole_and_start_at_zero(most: int) -> None:
    ticks = nice_ticks(0, most, whole=True)
    assert ticks[0] == 0
    assert all(tick == int(tick) for tick in ticks)


@given(st.lists(st.floats(0, 200), max_size=6))
def test_labels_keep_apart_in_their_order(wanted: list[float]) -> None:
    placed = spread(wanted, 15, 0, 200)
    ordered = sorted(placed)
    assert all(later - earlier >= 15 - 1e-6 for earlier, later in itertools.pairwise(ordered))
    assert all(-1e-6 <= place <= 200 + 1e-6 for place in placed)
    for first in range(len(wanted)):
        for second in range(len(wanted)):
            if wanted[first] < wanted[second]:
                assert placed[first] < placed[second]


def test_columns_start_at_zero_and_grow_with_their_values() -> None:
    plot = draw_columns(MONTHS, [4, 2, 0, 1], ["s1"] * 4, height=200)
    heights = [number(bar.height) for bar in plot.bars]
    assert heights == [184, 92, 0, 46]  # 16 px above for the highest label
    for bar in plot.bars:
        assert number(bar.y) + number(bar.height) == 200
    assert [tick.text for tick in plot.ticks] == ["0", "1", "2", "3", "4"]


def test_columns_of_large_units_are_drawn_in_their_parts() -> None:
    # 1.13, 0.19 and 0 of 亿元: whole ones would have been 1, 0 and 0.
    plot = draw_columns(MONTHS[:3], [113, 19, 0], ["a4"] * 3, parts=100)
    assert [bar.text for bar in plot.bars] == ["1.13", "0.19", "0.00"]
    assert [tick.text for tick in plot.ticks] == ["0", "0.25", "0.5", "0.75", "1", "1.25"]
    assert plot.bars[1].height != plot.bars[2].height


def test_a_month_without_callbacks_has_no_column() -> None:
    plot = draw_columns(MONTHS, [4, None, 0, 1], ["mut"] * 4)
    assert [bar.text for bar in plot.bars] == ["4", "0", "1"]
    assert [bar.text_x for bar in plot.bars] == ["12.5%", "62.5%", "87.5%"]


def test_pareto_line_ends_at_the_top_and_marks_eighty_percent() -> None:
    plot = draw_columns(MONTHS, [6, 2, 1, 1], ["s1"] * 4, cumulative=[0.6, 0.8, 0.9, 1.0], height=200)
    dots = plot.traces[0].dots
    assert [dot.x for dot in dots] == ["12.5%", "37.5%", "62.5%", "87.5%"]
    assert dots[-1].y == plot.ticks[-1].y == "16"
    assert plot.rule_y == dots[1].y
    assert len(plot.traces[0].segments) == 3


def test_a_column_s_number_moves_inside_where_the_line_crosses_its_top() -> None:
    plot = draw_columns(MONTHS[:2], [1, 1], ["s1"] * 2, cumulative=[0.5, 1.0], height=200)
    assert [bar.inside for bar in plot.bars] == [False, True]
    assert number(plot.bars[1].text_y) > number(plot.bars[1].y)


def test_line_has_gaps_and_a_hollow_end() -> None:
    line = ChartSeries("3.9", (4.0, None, 4.2, 3.9), "s1", key=True, unfinished=True)
    plot = draw_lines(MONTHS, [line], ticks=(3.5, 4.0, 4.5), texts=("3.5", "4.0", "4.5"), height=200)
    trace = plot.traces[0]
    assert len(trace.segments) == 1  # only months 3 to 4 are neighbours
    assert [(dot.x, dot.hollow) for dot in trace.dots] == [
        ("12.5%", False),
        ("62.5%", False),
        ("87.5%", True),
    ]
    assert plot.ticks[1].y == trace.dots[0].y == "108"


def test_an_unfinished_month_without_a_value_leaves_no_hollow_point() -> None:
    line = ChartSeries("4.2", (4.0, 4.1, 4.2, None), unfinished=True)
    plot = draw_lines(MONTHS, [line], ticks=(4.0, 4.5), texts=("4.0", "4.5"))
    assert [dot.hollow for dot in plot.traces[0].dots] == [False] * 3


def test_end_labels_and_the_target_s_do_not_overlap() -> None:
    series = [ChartSeries(str(value), (None, None, None, value)) for value in (4.0, 4.01, 4.02)]
    plot = draw_lines(MONTHS, series, ticks=(3.0, 5.0), texts=("3", "5"), target=4.01, target_text="目标")
    places = sorted([number(trace.label_y) for trace in plot.traces] + [number(plot.rule_label_y)])
    assert all(later - earlier >= 15 for earlier, later in itertools.pairwise(places))


def test_stack_fills_its_width_and_labels_only_wide_parts() -> None:
    stack = draw_stack([("v5", 90, "90"), ("v4", 0, "0"), ("v3", 5, "5"), ("v1", 5, "5")])
    assert [bar.width for bar in stack.bars] == ["90%", "5%", "5%"]
    assert [bar.x for bar in stack.bars] == ["0%", "90%", "95%"]
    assert [bar.text for bar in stack.bars] == ["90", "", ""]


def test_stack_of_nothing_is_empty() -> None:
    assert draw_stack([("v5", 0, "0")]).bars == ()


def test_bullet_stays_in_its_track() -> None:
    assert draw_bullet(1.2, 1.0, "good", 0.9).width == "100%"
    assert draw_bullet(-0.1, 1.0, "bad").width == "0%"
    assert draw_bullet(0.5, 1.0, "bad", 0.9).tick == "90%"


def test_sparkline_needs_two_values_and_dots_only_its_end() -> None:
    assert draw_spark((None, 1.0, None)) is None
    trace = draw_spark((1.0, 2.0, None))
    assert trace is not None
    assert [dot.x for dot in trace.dots] == ["50%"]
    assert len(trace.segments) == 1
    flat = draw_spark((3.0, 3.0))
    assert flat is not None
    assert flat.segments[0].y1 == flat.segments[0].y2


@given(st.integers(0, 1000), st.integers(1, 1000))
def test_percent_is_short_and_right(part: int, whole: int) -> None:
    text = percent(part, whole)
    assert number(text) == pytest.approx(part / whole * 100, abs=0.0050001)  # half of the last digit
    assert "e" not in text


def test_every_mark_has_a_colour_in_the_style_and_the_same_light_one() -> None:
    style = (templates_dir() / "report" / "report.css").read_text(encoding="utf-8")
    light = dict(re.findall(r"--([a-z0-9]+):(#[0-9a-f]{3,6})", style.split("@media")[0]))
    for mark, fill in FILLS.items():
        assert light[mark] == fill
        assert f".f-{mark}{{fill:var(--{mark})}}" in style


def test_both_dark_themes_are_the_same_and_complete() -> None:
    style = (templates_dir() / "report" / "report.css").read_text(encoding="utf-8")
    light, *dark = (
        dict(re.findall(r"--([a-z0-9-]+):([^;}]+)", block))
        for block in re.findall(r":root[^{]*\{(--[^}]*)\}", style)
    )
    assert len(dark) == 2
    assert dark[0] == dark[1]
    assert set(dark[0]) == set(light)


#: Colours that stand side by side: ages with 到期日缺失, scores from 5 to 1, severities.
BESIDE = (
    ("a0", "a1", "a2", "a3", "a4", "a5", "mut"),
    ("v5", "v4", "v3", "v2", "v1"),
    ("low", "medium", "high"),
)


@pytest.mark.parametrize("theme", [0, 1])
@pytest.mark.parametrize("marks", BESIDE)
def test_colours_of_one_bar_are_told_apart(theme: int, marks: tuple[str, ...]) -> None:
    style = (templates_dir() / "report" / "report.css").read_text(encoding="utf-8")
    block = re.findall(r"\{(--ground[^}]*)\}", style)[theme]
    colours = dict(re.findall(r"--(\w+):(#[0-9a-f]{6})", block))
    for one, other in itertools.combinations(marks, 2):
        apart = math.dist(lab(colours[one]), lab(colours[other]))
        assert apart > 15, f"{one} and {other}: {apart:.0f}"


def test_lab_is_that_of_the_standard() -> None:
    # Black, white, and the red of sRGB by CIE 1976 under D65.
    assert lab("#000000") == pytest.approx((0, 0, 0), abs=0.1)
    assert lab("#ffffff") == pytest.approx((100, 0, 0), abs=0.1)
    assert lab("#ff0000") == pytest.approx((53.2, 80.1, 67.2), abs=0.1)
    assert math.dist(lab("#5b6880"), lab("#6a7485")) < 10  # two greys that were taken for one


def lab(colour: str) -> tuple[float, float, float]:
    """Return a colour as CIE 1976 L*a*b*, in which distances are as people see them."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    x, y, z = (
        share ** (1 / 3) if share > 0.008856 else 7.787 * share + 16 / 116
        for share in (
            (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047,
            0.2126 * red + 0.7152 * green + 0.0722 * blue,
            (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883,
        )
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)
