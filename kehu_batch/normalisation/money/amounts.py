"""Read money exactly: from a cell to integer fen, or to the reason why not."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Context, Decimal
from enum import StrEnum
from typing import Any

from kehu_batch.normalisation.cells.numerals import NUMERAL_CHARACTERS, read_numeral
from kehu_batch.normalisation.cells.text import is_blank_cell, is_error_value, is_none_answer, level_text

FEN_PER_YUAN = 100

#: 10¹³ yuan. A larger amount is a slip, and a sum of many could leave int64.
LARGEST_FEN = 10**13 * FEN_PER_YUAN

#: Wide enough that no product of a cell's digits and a unit is ever rounded.
_EXACT = Context(prec=120)
_LONGEST = 64
_LONGEST_HEADER = 200

#: A float this close to a fen is the noise of binary arithmetic (0.1 + 0.2): 10⁻⁶ yuan, in fen, or two units in
#: its last place where that is more, and never a quarter of a fen.
_NOISE_FEN = Decimal("0.0001")
_LARGEST_NOISE_FEN = Decimal("0.25")


class AmountProblem(StrEnum):
    """Why a cell gives no amount."""

    BLANK = "blank"
    """Nothing, or an answer that says so (``—``, ``无``)."""
    ERROR_VALUE = "error_value"
    """A formula's error value."""
    NOT_AN_AMOUNT = "not_an_amount"
    """No amount, or one that can be read in two ways (``1 234,50``)."""
    APPROXIMATE = "approximate"
    """An estimate, a bound or a range (``约5万``, ``≥5万``, ``5-8万``), or digits cut by the display (1.23E+11)."""
    BAD_GROUPING = "bad_grouping"
    """Thousands separators in the wrong place (``12,34``): a digit may be missing."""
    SUB_FEN = "sub_fen"
    """More exact than a fen: rounding is the user's decision."""
    UNIT_CONFLICT = "unit_conflict"
    """The value names a unit in a column that has another in its header."""
    OVERFLOW = "overflow"
    """Beyond 10¹³ yuan."""


@dataclass(frozen=True, slots=True)
class AmountReading:
    """An amount, or the problem that there is instead; exactly one of ``fen`` and ``problem`` is set.

    Args:
        fen: The amount in hundredths of its currency's unit.
        problem: Why there is none.
        currency: ISO code where the cell names one. ``元`` alone names none.
    """

    fen: int | None = None
    problem: AmountProblem | None = None
    currency: str | None = None


_CURRENCIES = {
    "人民币": "CNY",
    "rmb": "CNY",
    "cny": "CNY",
    "¥": "CNY",
    "us$": "USD",
    "usd": "USD",
    "美元": "USD",
    "美金": "USD",
    "hk$": "HKD",
    "hkd": "HKD",
    "港元": "HKD",
    "港币": "HKD",
    "nt$": "TWD",
    "新台币": "TWD",
    "eur": "EUR",
    "€": "EUR",
    "欧元": "EUR",
    "jpy": "JPY",
    "日元": "JPY",
    "gbp": "GBP",
    "£": "GBP",
    "英镑": "GBP",
    "$": "USD",
}
_SCALES = {
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

_CURRENCY = "|".join(map(re.escape, _CURRENCIES))
_SCALE = "|".join(sorted(filter(None, _SCALES), key=len, reverse=True))
_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+"
_HAN = f"[{NUMERAL_CHARACTERS}]+"
_YUAN = "[元圆块]"

_AMOUNT = re.compile(
    rf"(?P<sign>[+-]?)\s*(?P<before>{_CURRENCY})?\s*:?\s*(?P<sign2>[+-]?)\s*"
    rf"(?:(?P<number>{_NUMBER})\s*(?P<scale>{_SCALE})?|(?P<mixed>(?:[0-9]+[亿万千百])+[0-9]*)|(?P<han>{_HAN}))\s*"
    rf"(?:(?P<after>{_CURRENCY})|(?P<yuan>{_YUAN})(?:(?P<jiao>[零〇一-龥])角)?(?:[零〇]?(?P<fen>[一-龥])分)?)?[整正]?"
    r"(?P<trailing>-?)",
    re.ASCII,
)
_BAD_GROUPING = re.compile(
    rf"[+-]?\s*(?:{_CURRENCY})?\s*[+-]?[0-9]+(?:,[0-9]+)+(?:\.[0-9]+)?\s*(?:{_SCALE})?{_YUAN}?-?", re.ASCII
)
_SCIENTIFIC = re.compile(r"[+-]?[0-9](?:\.[0-9]+)?e[+-]?[0-9]{1,3}", re.ASCII)
_ESTIMATE = re.compile(
    r"(?P<open>大?约|大概|近|超过?|逾|[><]=?|[≥≤≧≦~]|不[低少]于|不[超高]过?|至[少多]|最[多少]|将近|接近|预[估计])?\s*"
    r"(?P<core>.+?)\s*(?P<close>左右|上下|以[上下内]|[多余几](?=$|元)|[+])?(?P<yuan>元?)",
    re.ASCII,
)
_RANGE = re.compile(r"(?P<low>[^~至到-].*?)\s*(?:[-~至到]|—+)\s*(?P<high>.+)", re.ASCII)
_MIXED_PART = re.compile(r"([0-9]+)([亿万千百]?)", re.ASCII)


def read_amount(value: Any, *, unit_fen: int = FEN_PER_YUAN) -> AmountReading:  # noqa: ANN401  (a cell of any type)
    """Read a cell of money to integer fen, exactly: no step is binary arithmetic.

    Args:
        value: A cell as the reader gives it.
        unit_fen: Fen in one unit of the column, 100 unless the header names another (``金额(万元)``: 1,000,000).

    Example:
        >>> read_amount("￥1,234.50").fen, read_amount("1.2万").fen, read_amount(12.5, unit_fen=1_000_000).fen
        (123450, 1200000, 12500000)
        >>> read_amount("约5万").problem.value
        'approximate'
    """
    if is_blank_cell(value):
        return AmountReading(problem=AmountProblem.BLANK)
    if isinstance(value, str):
        return _read_text(value, unit_fen)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return AmountReading(problem=AmountProblem.NOT_AN_AMOUNT)
    if isinstance(value, int) and abs(value) <= LARGEST_FEN:
        return _whole_fen(_exact(str(value), unit_fen), _NOISE_FEN)
    if isinstance(value, int) or math.isinf(value):
        return AmountReading(problem=AmountProblem.OVERFLOW)
    noise = Decimal(2 * math.ulp(value)) * unit_fen
    return _whole_fen(_exact(repr(float(value)), unit_fen), max(_NOISE_FEN, min(noise, _LARGEST_NOISE_FEN)))


def _exact(digits: str, unit_fen: int) -> Decimal:
    return _EXACT.multiply(Decimal(digits), Decimal(unit_fen))


def _whole_fen(amount: Decimal, noise: Decimal, currency: str | None = None) -> AmountReading:
    """Make a reading of an amount in fen, which may be off a whole fen by no more than ``noise``."""
    if abs(amount) > LARGEST_FEN:
        return AmountReading(problem=AmountProblem.OVERFLOW, currency=currency)
    whole = _EXACT.to_integral_value(amount)
    if abs(amount - whole) > noise:
        return AmountReading(problem=AmountProblem.SUB_FEN, currency=currency)
    return AmountReading(int(whole), currency=currency)


def _read_text(value: str, unit_fen: int) -> AmountReading:
    text = level_text(value).strip()
    problem = AmountProblem.NOT_AN_AMOUNT
    if is_none_answer(value):
        problem = AmountProblem.BLANK
    elif is_error_value(value):
        problem = AmountProblem.ERROR_VALUE
    elif len(text) <= _LONGEST:
        reading = _read_plain(text, unit_fen)
        if reading is not None:
            return reading
        if _SCIENTIFIC.fullmatch(text) or _is_estimate(text):
            problem = AmountProblem.APPROXIMATE
        elif _BAD_GROUPING.fullmatch(text):
            problem = AmountProblem.BAD_GROUPING
    return AmountReading(problem=problem)


def _read_plain(text: str, unit_fen: int) -> AmountReading | None:
    """Read a text that is one amount and nothing else; ``None`` where it is not."""
    bracketed = text.startswith("(") and text.endswith(")")
    match = _AMOUNT.fullmatch(text[1:-1].strip() if bracketed else text)
    if match is None:
        return None
    signs = [sign for sign in (match["sign"], match["sign2"], match["trailing"]) if sign]
    if len(signs) > 1 or (signs and bracketed) or (match["before"] and match["after"]):
        return None
    yuan = _yuan(match)
    if yuan is None:
        return None
    named_unit = bool(match["scale"] or match["yuan"] or match["han"] or match["mixed"])
    currency = _CURRENCIES.get(match["before"] or match["after"] or "")
    if match["yuan"] and currency not in {None, "CNY"}:
        return None
    if named_unit and unit_fen != FEN_PER_YUAN:
        return AmountReading(problem=AmountProblem.UNIT_CONFLICT, currency=currency)
    negative = bracketed or "-" in signs
    return _whole_fen(_exact(f"{'-' if negative else ''}{yuan:f}", unit_fen), _NOISE_FEN, currency)


def _yuan(match: re.Match[str]) -> Decimal | None:
    """Return the amount before its sign and the column's unit."""
    if match["jiao"] or match["fen"]:
        jiao, fen = (read_numeral(match[name] or "零") for name in ("jiao", "fen"))
        if match["han"] is None or jiao is None or fen is None or jiao > 9 or fen > 9:
            return None
    else:
        jiao = fen = 0
    if match["number"] is not None:
        return _EXACT.multiply(
            Decimal(match["number"].replace(",", "")), Decimal(_SCALES[match["scale"] or ""])
        )
    whole = _read_mixed(match["mixed"]) if match["mixed"] else read_numeral(match["han"])
    return None if whole is None else Decimal(whole * 100 + jiao * 10 + fen).scaleb(-2)


def _read_mixed(text: str) -> int | None:
    """Read digits with units between them, ``3万5千``: units must fall, and a bare last part is refused (``3万5``)."""
    total, last_scale = 0, 10**9
    for digits, unit in _MIXED_PART.findall(text):
        scale = _SCALES[unit]
        if not unit or scale >= last_scale or int(digits) * scale >= last_scale:
            return None
        total, last_scale = total + int(digits) * scale, scale
    return total


def _is_estimate(text: str) -> bool:
    """Return whether a text is an amount said to be inexact, or a range of two."""
    bounds = _RANGE.fullmatch(text)
    if bounds is not None and all(_is_plain(bounds[name]) for name in ("low", "high")):
        return True
    match = _ESTIMATE.fullmatch(text)
    if match is None or not (match["open"] or match["close"]):
        return False
    core = match["core"]
    return _is_plain(core) or (core != text and _is_estimate(core))


def _is_plain(text: str) -> bool:
    match = _AMOUNT.fullmatch(text)
    return match is not None and _yuan(match) is not None


_HEADER_SCALE = "万亿|亿|千万|百万|十万|万|千|百"
_HEADER_MONEY = f"(?:元|{_CURRENCY})"
_HEADER_UNIT = re.compile(
    r"(?:^|[(\[/_,:;|\s-]|单位)\s*(?:单位|币种)?[:\s]*"
    rf"(?:(?:{_CURRENCY})?(?P<scale>{_HEADER_SCALE})?{_HEADER_MONEY}"
    rf"|(?:{_CURRENCY})?(?P<bare>{_HEADER_SCALE})|(?P<fen>分))"
    rf"\s*(?=[)\]/,;\s]|$)|(?P<joined>{_HEADER_SCALE})元$",
    re.ASCII,
)


def units_of_header(header: str) -> frozenset[int]:
    """Return the units that an amount's header names, each in fen; two that differ contradict each other.

    Example:
        >>> sorted(units_of_header("金额(元/万元)"))
        [100, 1000000]
    """
    return frozenset(
        1
        if match["fen"]
        else FEN_PER_YUAN * _SCALES[match["scale"] or match["bare"] or match["joined"] or ""]
        for match in _HEADER_UNIT.finditer(level_text(header[:_LONGEST_HEADER]).strip())
    )


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
