"""Currencies of invoices and receipts: of the row, else of the amount's header (docs/rules.md, 10)."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.folding import fold_text
from kehu_batch.model.findings.catalogue_receivables import CURRENCY_UNKNOWN
from kehu_batch.model.findings.catalogue_values import AMOUNT_FOREIGN
from kehu_batch.normalisation.cells.collecting import Collector
from kehu_batch.normalisation.cells.distinct import read_distinct
from kehu_batch.normalisation.money.amounts import read_amount
from kehu_batch.normalisation.tables.columns import slices

_CODES = {
    "CNY": "人民币 人民幣 rmb cny ¥ 元 人民币元 本位币 本币 cnh",
    "USD": "美元 美金 usd us$ $ 美圆",
    "HKD": "港元 港币 港幣 hkd hk$",
    "EUR": "欧元 eur €",
    "JPY": "日元 日圆 jpy",
    "GBP": "英镑 gbp £",
    "TWD": "新台币 台币 twd nt$",
    "AUD": "澳元 澳大利亚元 aud a$",
    "CAD": "加元 加拿大元 cad c$",
    "SGD": "新加坡元 新币 sgd s$",
    "KRW": "韩元 韩币 krw",
    "CHF": "瑞士法郎 chf",
    "MOP": "澳门元 澳门币 mop",
    "THB": "泰铢 thb",
    "MYR": "马来西亚林吉特 林吉特 马币 myr",
    "RUB": "卢布 俄罗斯卢布 rub",
}
#: Too short to be looked for inside other text.
_MARKS = frozenset({"$", "¥", "元"})
_BRACKETED = re.compile(r"\((.*?)\)")


@cache
def _by_text() -> dict[str, str]:
    # Traditional characters need the converter, which few drops do.
    return {fold_text(text): code for code, texts in _CODES.items() for text in texts.split()}


@cache
def _named() -> re.Pattern[str]:
    words = (re.escape(text) for text in _by_text() if text not in _MARKS)
    return re.compile("|".join(sorted(words, key=len, reverse=True)))


def read_currency(text: str) -> str | None:
    """Return the ISO code that a text names; ``None`` where it is not one we know.

    Example:
        >>> read_currency("人民币"), read_currency("usd"), read_currency("美元(USD)"), read_currency("积分")
        ('CNY', 'USD', 'USD', None)
    """
    folded = fold_text(text)
    code = _by_text().get(folded)
    if code is not None:
        return code
    named = {_by_text()[match[0]] for match in _named().finditer(folded)}
    return named.pop() if len(named) == 1 else None


def add_currencies(collector: Collector, frame: pd.DataFrame) -> None:
    """Replace ``currency`` by ISO codes; missing where neither the row nor the amount's header names one.

    A text that we do not know stays as it is, a currency of its own, with a finding.
    """
    texts = frame["currency"]
    readings = read_distinct(texts, lambda text: read_currency(text) if isinstance(text, str) else None)
    codes = readings.expand()
    unknown = np.flatnonzero(texts.notna().to_numpy() & pd.isna(codes))
    if len(unknown):
        collector.add(CURRENCY_UNKNOWN, "currency", unknown, lambda label, value: f"{label}“{value}”不认识")
    codes[unknown] = texts.to_numpy(dtype=object)[unknown]
    _add_from_cells(collector, frame, codes)
    for region, inside in zip(collector.raw.regions, slices(collector.raw), strict=True):
        match = next((match for match in region.columns if match.field == "amount"), None)
        header = None if match is None else _header_currency(f"{match.header}({match.unit})")
        if header is not None:
            part = codes[inside]
            part[pd.isna(part)] = header
            codes[inside] = part
    frame["currency"] = pd.Series(codes, dtype="str")


def _add_from_cells(collector: Collector, frame: pd.DataFrame, codes: npt.NDArray[np.object_]) -> None:
    """Take the currency that an amount itself names (``US$1,200``); one that contradicts the row's is a finding."""
    cells = collector.raw.columns.get("amount")
    if cells is None:
        return
    named = read_distinct(
        cells, lambda cell: read_amount(cell).currency if isinstance(cell, str) else None
    ).expand()
    told, stated = ~pd.isna(named), ~pd.isna(codes)
    wrong = np.flatnonzero(told & stated & (named != codes))
    if len(wrong):
        collector.add(
            AMOUNT_FOREIGN, "amount", wrong, lambda label, value: f"{label}“{value}”与这一行的币种不同"
        )
        frame.loc[wrong, "amount"] = pd.NA
    codes[told & ~stated] = named[told & ~stated]


def _header_currency(header: str) -> str | None:
    """Return the currency that a header names in brackets, e.g. ``金额(USD)``; ``None`` where none, or only 元."""
    bracketed = "".join(_BRACKETED.findall(fold_text(header)))
    named = {_by_text()[match[0]] for match in _named().finditer(bracketed)}
    return named.pop() if len(named) == 1 else None
