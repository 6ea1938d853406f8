"""Currencies by the names and marks that people use for them."""

from __future__ import annotations

import re
from functools import cache

from kehu_batch.currencies import codes_by_name, codes_by_word, name_pattern
from kehu_batch.folding import fold_text

_BRACKETED = re.compile(r"\((.*?)\)")


@cache
def _named() -> re.Pattern[str]:
    return re.compile(name_pattern())


def read_currency(text: str) -> str | None:
    """Return the ISO code that a text names; ``None`` where it is not one we know.

    Example:
        >>> read_currency("人民币"), read_currency("usd"), read_currency("美元(USD)"), read_currency("积分")
        ('CNY', 'USD', 'USD', None)
    """
    folded = fold_text(text)
    code = codes_by_word().get(folded)
    return code if code is not None else _only_currency(folded)


def _only_currency(folded: str) -> str | None:
    named = {codes_by_name()[match[0]] for match in _named().finditer(folded)}
    return named.pop() if len(named) == 1 else None


def header_currency(header: str) -> str | None:
    """Return the currency that a header names in brackets, e.g. ``金额(USD)``; ``None`` where none, or only 元."""
    return _only_currency("".join(_BRACKETED.findall(fold_text(header))))


#: What a header says of amounts that were converted to the department's own currency.
_OWN = re.compile(r"本位币|本币|折合?人民币")


def is_own_currency(header: str) -> bool:
    """Whether a header says that its amounts are in the own currency, whatever the documents are in.

    Example:
        >>> is_own_currency("本位币金额"), is_own_currency("期末余额(折人民币)"), is_own_currency("原币金额")
        (True, True, False)
    """
    return _OWN.search(fold_text(header)) is not None
