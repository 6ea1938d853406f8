"""Axis arithmetic: round ticks, positions in percent, labels that do not overlap."""

from __future__ import annotations

import math
from collections.abc import Sequence

from kehu_batch.wording.numbers import format_number

#: Pixels of a character of a chart, wide ones from this code point on, and of a comma.
_WIDE, _NARROW, _THIN, _FIRST_WIDE = 12.0, 6.8, 3.4, 0x2E80
#: Width of the narrowest chart in pixels, on a phone of 390 (half a printed page has as much), what labels at its end
#: take of it.
NARROWEST, _ENDS = 324.0, 34.0
#: Width of a chart that is not narrow: one of two abreast on the narrowest screen that has room for two.
ROOMY = 390.0
#: Pixels between two labels.
APART = 4.0


def nice_ticks(low: float, high: float, *, most: int = 5, whole: bool = False) -> tuple[float, ...]:
    """Return round tick values that enclose ``low`` to ``high``, both ends being ticks.

    Args:
        low: Least value shown.
        high: Greatest value shown; where it is no more than ``low``, one step of 1 is shown.
        most: Largest number of steps between the ends.
        whole: Whether only whole numbers make sense, as for counts.

    Returns:
        At least two values, ascending, 1, 2, 2.5 or 5 times a power of ten apart.

    Example:
        >>> nice_ticks(0, 186), nice_ticks(0, 1, whole=True), nice_ticks(4.1, 4.4)
        ((0.0, 50.0, 100.0, 150.0, 200.0), (0.0, 1.0), (4.1, 4.2, 4.3, 4.4))
    """
    flat = high - low <= 1e-9 * max(abs(low), abs(high))
    step = _step(1.0 if flat else (high - low) / most, whole=whole)
    first = math.floor(low / step + 1e-9)
    last = max(math.ceil(high / step - 1e-9), first + 1)
    return tuple(round(index * step, 10) for index in range(first, last + 1))


def _step(least: float, *, whole: bool) -> float:
    power = 10.0 ** math.floor(math.log10(least))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= least * (1 - 1e-9))
    return max(1.0, math.ceil(step)) if whole else step


def tick_texts(ticks: Sequence[float], least: int = 0) -> tuple[str, ...]:
    """Return the labels of ticks with as many decimals as say each of them exactly, ``least`` at least.

    Example:
        >>> tick_texts((3.75, 4.0, 4.25), 1), tick_texts((70.0, 72.5)), tick_texts((60.0, 80.0, 100.0))
        (('3.75', '4.00', '4.25'), ('70.0', '72.5'), ('60', '80', '100'))
    """
    exact = (digits for digits in range(least, 9) if all(abs(round(t, digits) - t) < 1e-9 for t in ticks))
    decimals = next(exact, 9)
    return tuple(format_number(tick, decimals) for tick in ticks)


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> tuple[float, ...]:
    """Return positions near the wanted ones that keep ``gap`` apart, so that labels do not overlap.

    Order is kept. The result stays within ``low`` to ``high`` where there is room for all; where there is
    not, it runs over ``high``.

    Example:
        >>> spread((10, 12, 50), 14, 0, 100), spread((95, 98), 14, 0, 100)
        ((10, 24, 50), (86, 100))
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    placed: list[float] = []
    for index in order:
        floor = placed[-1] + gap if placed else low
        placed.append(max(wanted[index], floor))
    ceiling = high
    for rank in range(len(placed) - 1, -1, -1):
        placed[rank] = max(min(placed[rank], ceiling), low + rank * gap)
        ceiling = placed[rank] - gap
    result = [0.0] * len(wanted)
    for rank, index in enumerate(order):
        result[index] = placed[rank]
    return tuple(result)


def text_width(text: str) -> float:
    """Return how many pixels a chart's text takes at most.

    Example:
        >>> text_width("61-90天"), text_width("1,234")
        (46.0, 30.6)
    """
    widths = (_THIN if mark in ",." else _WIDE if ord(mark) >= _FIRST_WIDE else _NARROW for mark in text)
    return round(sum(widths), 1)


def slot_room(count: int, *, ends: bool = False, width: float = NARROWEST) -> float:
    """Return how many pixels each of some slots of equal width has in a chart, if not told otherwise the narrowest.

    Args:
        count: Slots.
        ends: Whether the chart has labels at its right end, too.
        width: The chart's.
    """
    return (width - (_ENDS if ends else 0)) / max(count, 1)


def touching(
    texts: Sequence[str],
    *,
    ends: bool = False,
    keep_last: bool = False,
    apart: float = APART,
    width: float = NARROWEST,
) -> frozenset[int]:
    """Return the places of labels that would touch one beside them, which stays; in the narrowest chart by default.

    Args:
        texts: Labels from left to right, each at the middle of its slot.
        ends: Whether the chart has labels at its right end, too.
        keep_last: Whether the last label stays rather than the first.
        apart: Pixels that must lie between two.
        width: The chart's.

    Example:
        >>> sorted(touching(["1,234"] * 9)), sorted(touching(["1,234"] * 5 + ["950"] * 5))
        ([], [1, 3])
    """
    room, spare = slot_room(len(texts), ends=ends, width=width), set()
    places = [place for place, text in enumerate(texts) if text]
    kept: int | None = None
    for place in reversed(places) if keep_last else places:
        widths = text_width(texts[place]) + (0 if kept is None else text_width(texts[kept]))
        if kept is not None and widths > 2 * (room * abs(place - kept) - apart):
            spare.add(place)
        else:
            kept = place
    return frozenset(spare)


def percent(part: float, whole: float) -> str:
    """Return a length or position for SVG, e.g. ``"12.5%"``; ``"0%"`` of nothing.

    Example:
        >>> percent(1, 8), percent(1, 3), percent(1, 0)
        ('12.5%', '33.33%', '0%')
    """
    if whole == 0:
        return "0%"
    return f"{part / whole * 100:.2f}".rstrip("0").rstrip(".") + "%"


def pixel(value: float) -> str:
    """Return a vertical position in pixels with one decimal at most.

    Example:
        >>> pixel(12.0), pixel(12.34)
        ('12', '12.3')
    """
    return f"{value:.1f}".removesuffix(".0")
