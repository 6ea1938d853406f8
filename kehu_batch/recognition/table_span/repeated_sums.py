"""Orders with a row for each product, on each of which the sum of the whole order stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from kehu_batch.folding import fold_header
from kehu_batch.model.tables.source import Sheet
from kehu_batch.policy.headers.words import Words
from kehu_batch.recognition.header.reading import HeaderReading
from kehu_batch.recognition.table_span.plain_numbers import CENT, read_number

#: So many orders of one sum each, whose products differ in number, are no chance.
_SEVERAL = 3
_Rows = list[list[float | None]]


def find_repeated_sums(
    sheet: Sheet, reading: HeaderReading, rows: Sequence[int], returned: Sequence[int], words: Words
) -> tuple[int, ...]:
    """Return the rows, 1-based, that say again what an order above comes to; none where that is not sure.

    It is where each order with several rows of one day has one sum on all of them, while what the products cost or how
    many there are differs in some: the sum of a product would differ with it. Number times price that come to the same
    on all rows (2 at 50, 1 at 100) say nothing: with tax or a discount on it, each row's sum is rightly the same.

    Args:
        sheet: The table's sheet.
        reading: Its header; columns that are no field may tell how many of a product there are, and what it costs.
        rows: 1-based rows of its data.
        returned: Those that are returns: they take back what another row comes to and say nothing again.
        words: What those columns are called.
    """
    places = {match.field: match.column for match in reading.columns}
    counts, prices = _columns(reading, words.product_counts), _columns(reading, words.product_prices)
    items = [*prices, *counts]
    if reading.table != "orders" or not items or not {"order_id", "ordered_on", "amount"} <= places.keys():
        return ()
    whose = [places[field] for field in ("customer_id", "customer_name") if field in places]
    lines: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for row in sorted(set(rows).difference(returned)):
        line = sheet.rows[row - 1]
        number = str(line[places["order_id"]]).strip()
        if number:
            lines[number, *(str(line[column]).strip() for column in whose)].append(row)
    several = [mine for mine in lines.values() if len(mine) > 1]
    differing = False
    for mine in several:
        cells = [sheet.rows[row - 1] for row in mine]
        sums = {read_number(line[places["amount"]]) for line in cells}
        if len(sums) != 1 or not all(sums) or len({line[places["ordered_on"]] for line in cells}) > 1:
            return ()
        told = [[read_number(line[column]) for column in items] for line in cells]
        if _of_products(told, float(sums.pop() or 0)):
            return ()
        # Two of the one may cost as much as one of the other: how many there are shows less than what they cost.
        compared = items if len(several) >= _SEVERAL else prices
        differing = differing or (
            any(len({line[at] for line in told}) > 1 for at in range(len(compared)))
            and not _come_to_the_same(told, len(prices))
        )
    return tuple(sorted(row for mine in several for row in mine[1:])) if differing else ()


def _columns(reading: HeaderReading, wanted: Sequence[str]) -> list[int]:
    """Return the columns that are no field and have one of some words in their header."""
    return [one.column for one in reading.unknown if any(word in fold_header(one.header) for word in wanted)]


def _come_to_the_same(told: _Rows, prices: int) -> bool:
    """Whether a price times a number is the same on all rows, but for rounding; ``prices`` stand before the numbers."""
    for price in range(prices):
        for count in range(prices, len(told[0])):
            lines = [(line[price], line[count]) for line in told]
            sums = [one * number for one, number in lines if one is not None and number is not None]
            most = max(number or 0 for _, number in lines)
            if len(sums) == len(told) and max(sums) - min(sums) < CENT * max(1.0, most):
                return True
    return False


def _of_products(told: _Rows, amount: float) -> bool:
    """Whether each row's sum is that of its product: one of its figures, or two of them multiplied.

    A price may be rounded to the cent (3 at 33.33 are 100).
    """
    return all(
        any(
            abs(one * other - amount) < CENT * max(1.0, min(one, other))
            for at, one in enumerate([1.0, *figures])
            for other in figures[max(0, at - 1) :]
        )
        for figures in ([figure for figure in line if figure is not None] for line in told)
    )
