"""Scales of amounts (万, 千, k), and the units that headers name."""

from __future__ import annotations

import re
from decimal import Context
from functools import cache

from kehu_batch.currencies import amount_pattern
from kehu_batch.normalisation.cells.text import level_text

FEN_PER_YUAN = 100

#: How much each word or letter multiplies by.
SCALES = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 1000,
    "k": 1000,
    "万": 10**4,
    "w": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "万亿": 10**12,
}

#: The words of scales within a pattern, the longest first.
SCALE_WORDS = "|".join(sorted(filter(None, SCALES), key=len, reverse=True))
#: Wide enough that no product of a cell's digits and a unit is ever rounded.
EXACT = Context(prec=120)

_LONGEST_HEADER = 200
#: 仟元 is how Taiwan's books write 千元.
_CAPITALS = str.maketrans("拾佰仟", "十百千")
_SCALE = "万亿|亿|千万|百万|十万|万|千|百"


@cache
def _unit() -> re.Pattern[str]:
    currency = amount_pattern()
    return re.compile(
        r"(?:^|[(\[/_,:;|\s-]|单位)\s*(?:单位|币种)?[:\s为是以]*"
        rf"(?:(?:(?:{currency})\s?)?(?P<scale>{_SCALE})?(?:(?P<yuan>元)(?:整|{currency})?|{currency})"
        rf"|(?:(?:{currency})\s?)?(?P<bare>{_SCALE})|(?P<fen>分))"
        rf"\s*(?=[)\]/,;\s计]|为单位|$)|(?P<joined>{_SCALE})元$",
        re.ASCII,
    )


def units_of_header(header: str) -> frozenset[int]:
    """Return the units that an amount's header names, each in fen; two that differ contradict each other.

    Example:
        >>> sorted(units_of_header("金额(元/万元)")), sorted(units_of_header("金额(CNY，仟元)"))
        ([100, 1000000], [100000])
    """
    level = level_text(header[:_LONGEST_HEADER]).strip().translate(_CAPITALS)
    scales = {_scale(match) for match in _unit().finditer(level)}
    # A currency beside a unit says what money it is.
    return frozenset(scale or FEN_PER_YUAN for scale in (scales - {0} or scales))


def _scale(match: re.Match[str]) -> int:
    """Return the fen in the unit of a match; 0 where it names but a currency."""
    word = match["scale"] or match["bare"] or match["joined"]
    if match["fen"] or not (word or match["yuan"]):
        return 1 if match["fen"] else 0
    return FEN_PER_YUAN * SCALES[word or ""]


def unit_of_header(header: str) -> int | None:
    """Return the fen in the unit that an amount's header names.

    Returns:
        E.g. 1,000,000 for ``金额(万元)``, 100 for ``金额(元)`` and ``余额(USD)``; ``None`` where the header names no
        unit, or two that differ.

    Example:
        >>> unit_of_header("年度消费/万元"), unit_of_header("单位：千元"), unit_of_header("金额")
        (1000000, 100000, None)
    """
    units = units_of_header(header)
    return next(iter(units)) if len(units) == 1 else None
