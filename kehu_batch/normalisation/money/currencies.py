"""Currencies by the names and marks that people use for them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from kehu_batch.folding import fold_text
from kehu_batch.policy.cell_words import load_cell_words

#: Too short, or too much part of other words, to be looked for inside other text.
_MARKS = frozenset({"$", "¥", "元", "rm", "本币", "本位币"})
_BRACKETED = re.compile(r"\((.*?)\)")


@cache
def _named() -> re.Pattern[str]:
    return re.compile(_alternatives(text for text in load_cell_words().currencies if text not in _MARKS))


def _alternatives(names: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


@cache
def currency_pattern() -> str:
    """Return an expression for any name or mark that may stand before or after an amount, the longest first.

    元 is a unit of several currencies and none of the names; 本位币 stands in headers only.
    """
    left_out = {"元", "人民币元", "本位币", "本币"}
    return _alternatives(name for name in load_cell_words().currencies if name not in left_out)


def read_currency(text: str) -> str | None:
    """Return the ISO code that a text names; ``None`` where it is not one we know.

    Example:
        >>> read_currency("人民币"), read_currency("usd"), read_currency("美元(USD)"), read_currency("积分")
        ('CNY', 'USD', 'USD', None)
    """
    folded = fold_text(text)
    code = load_cell_words().currencies.get(folded)
    return code if code is not None else _only_currency(folded)


def _only_currency(folded: str) -> str | None:
    named = {load_cell_words().currencies[match[0]] for match in _named().finditer(folded)}
    return named.pop() if len(named) == 1 else None


def header_currency(header: str) -> str | None:
    """Return the currency that a header names in brackets, e.g. ``金额(USD)``; ``None`` where none, or only 元."""
    return _only_currency("".join(_BRACKETED.findall(fold_text(header))))
