"""Read money exactly: from a cell to integer fen, or to the reason why not."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from kehu_batch.currencies import amount_pattern
from kehu_batch.model.tables.shown import Shown
from kehu_batch.normalisation.cells.shown_numbers import ShownNumber
from kehu_batch.normalisation.cells.text import is_blank_cell, is_error_value, is_none_answer, level_text
from kehu_batch.normalisation.money.beside import read_beside
from kehu_batch.normalisation.money.currencies import read_currency
from kehu_batch.normalisation.money.roles import AmountRole
from kehu_batch.normalisation.money.scales import EXACT, FEN_PER_YUAN, SCALES
from kehu_batch.normalisation.money.written import WrittenAmount, join_groups, read_written
from kehu_batch.records import dataclass, replace

#: 10¹³ yuan. A larger amount is a slip, and a sum of many could leave int64.
LARGEST_FEN = 10**13 * FEN_PER_YUAN

_LONGEST = 64

#: A float this close to a fen is the noise of binary arithmetic (0.1 + 0.2): 10⁻⁶ yuan, in fen, or two units in
#: its last place where that is more, and never a quarter of a fen.
_NOISE_FEN = Decimal("0.0001")
_LARGEST_NOISE_FEN = Decimal("0.25")
_NOTHING = Decimal(0)


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
    OVERFLOW = "overflow"
    """Beyond 10¹³ yuan."""


@dataclass(frozen=True, slots=True)
class AmountReading:
    """An amount, or the problem that there is instead; exactly one of ``fen`` and ``problem`` is set.

    Args:
        fen: The amount in hundredths of its currency's unit, rounded half up where it was finer.
        problem: Why there is none.
        currency: ISO code where the cell names one. ``元`` alone names none.
        moved: What rounding moved, in fen: the rounded amount less the exact one; 0 where it was whole.
        own_unit: Whether the cell names its own unit in a column that has another, and so beats it.
        role: Which money of a deal the cell says that it is; a column may ask for another.
    """

    fen: int | None = None
    problem: AmountProblem | None = None
    currency: str | None = None
    moved: Decimal = _NOTHING
    own_unit: bool = False
    role: AmountRole | None = None


def read_amount(value: Any, *, unit_fen: int = FEN_PER_YUAN) -> AmountReading:  # noqa: ANN401  (a cell of any type)
    """Read a cell of money to integer fen, exactly: no step is binary arithmetic.

    Args:
        value: A cell as the reader gives it.
        unit_fen: Fen in one unit of the column, 100 unless the header names another (``金额(万元)``: 1,000,000).
            A text that names its own unit (``12万``) is read by that.

    Example:
        >>> read_amount("￥1,234.50").fen, read_amount("1.2万").fen, read_amount(12.5, unit_fen=1_000_000).fen
        (123450, 1200000, 12500000)
        >>> read_amount("12万", unit_fen=1_000_000).fen, read_amount(1000 / 1.13).fen
        (12000000, 88496)
        >>> read_amount("约5万").problem.value
        'approximate'
    """
    if is_blank_cell(value):
        return AmountReading(problem=AmountProblem.BLANK)
    if isinstance(value, str):
        return _read_text(value, unit_fen)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return AmountReading(problem=AmountProblem.NOT_AN_AMOUNT)
    return _read_number(value, unit_fen)


def _read_number(value: float, unit_fen: int) -> AmountReading:
    if isinstance(value, ShownNumber):
        return _of_shown(value, unit_fen)
    if not isinstance(value, int):
        return _of_float(value, Decimal(unit_fen))
    if abs(value) > LARGEST_FEN:
        return AmountReading(problem=AmountProblem.OVERFLOW)
    return _whole_fen(_exact(Decimal(value), unit_fen), _NOISE_FEN)


def _of_float(
    value: float, unit_fen: Decimal, currency: str | None = None, *, own_unit: bool = False
) -> AmountReading:
    if math.isinf(value):
        return AmountReading(problem=AmountProblem.OVERFLOW)
    noise = Decimal(2 * math.ulp(value)) * unit_fen
    exact = EXACT.multiply(Decimal(repr(float(value))), unit_fen)
    return _whole_fen(exact, max(_NOISE_FEN, min(noise, _LARGEST_NOISE_FEN)), currency, own_unit=own_unit)


def _of_shown(value: ShownNumber, unit_fen: int) -> AmountReading:
    """Read a number by what its format shows: a currency, or a unit of its own. A percent is no amount.

    Words before it that say neither (``余3.00``) leave the number as it is; those of an estimate (``约``), of money that
    goes back (``退``) or of other money (``不含税``) do not, and neither does another measure behind it (``人``,
    ``元/月``), nor a unit that is not what the format divides by (``0.0,"万"``). A text in place of the digits is read
    as a text, a fraction as its number; in place of 0 it is the word for nothing (``免费``).
    """
    shown = value.shown
    # What stands there with a minus or in brackets is negative, whatever the number behind it.
    number = -float(value) if shown.turned else float(value)
    if shown.instead and value and "/" not in shown.instead:
        return _read_text(shown.instead, unit_fen)
    if shown.percent or shown.before[-1:].isdigit() or shown.after[:1].isdigit():
        # A digit that is mere text beside those of the number (0.0!0,"万") makes another number of it.
        return AmountReading(problem=AmountProblem.NOT_AN_AMOUNT)
    spelled = level_text(f"{shown.before}{shown.currency}1{shown.after}")
    one = read_written(spelled) or read_written(level_text(f"{shown.before}{shown.currency}1({shown.after})"))
    if one is None and _is_estimate(spelled.strip("()[] ")):
        return AmountReading(problem=AmountProblem.APPROXIMATE)
    # What stands behind digits that are left out is their unit, whatever it is called: the value has them all.
    measure = shown.after not in {"", "分"} and shown.scaled == 1
    if _is_misscaled(shown, one, unit_fen) or (one is None and (measure or _is_other(shown.before))):
        return AmountReading(problem=AmountProblem.NOT_AN_AMOUNT)
    if shown.after == "分":
        one = WrittenAmount(Decimal("0.01"), None, names_unit=True)
    # A sign that we do not know is a currency all the same, and never the department's own.
    currency = read_currency(shown.currency) or shown.currency or None if one is None else one.currency
    if one is not None and one.names_unit:
        own = Decimal(FEN_PER_YUAN) * one.yuan / shown.scaled
        other = unit_fen not in {FEN_PER_YUAN, own * shown.scaled}
        return _in_role(_of_float(number, own, currency, own_unit=other), one)
    # Digits left out stand in the header's unit (千元 over #,##0,); where it names none, the value says it in full.
    scaled = shown.scaled if unit_fen != FEN_PER_YUAN else 1
    return _in_role(_of_float(number, Decimal(unit_fen) / scaled, currency), one)


def _is_other(before: str) -> bool:
    """Whether words before a number make it money that goes back, or other money than is asked for."""
    return _GIVEN_BACK.search(before) is not None or _OTHER_MONEY.search(before) is not None


def _in_role(reading: AmountReading, written: WrittenAmount | None) -> AmountReading:
    """Return a reading with which money of a deal its words say that it is."""
    return reading if written is None or written.role is None else replace(reading, role=written.role)


def _is_misscaled(shown: Shown, one: WrittenAmount | None, unit_fen: int) -> bool:
    """Whether thousands are left out and another unit stands behind them (万): what is seen is ten times the number."""
    if one is None or not one.names_unit or shown.scaled == 1:
        return False
    return one.yuan not in {shown.scaled, Decimal(shown.scaled * unit_fen) / FEN_PER_YUAN}


def _exact(amount: Decimal, unit_fen: int) -> Decimal:
    return EXACT.multiply(amount, Decimal(unit_fen))


def _whole_fen(
    amount: Decimal, noise: Decimal, currency: str | None = None, *, own_unit: bool = False
) -> AmountReading:
    """Make a reading of an amount in fen; what is off a whole fen by no more than ``noise`` was not moved."""
    if abs(amount) > LARGEST_FEN:
        return AmountReading(problem=AmountProblem.OVERFLOW, currency=currency)
    whole = amount.quantize(Decimal(1), rounding=ROUND_HALF_UP, context=EXACT)
    moved = whole - amount
    if abs(moved) <= noise:
        moved = _NOTHING
    return AmountReading(int(whole), currency=currency, moved=moved, own_unit=own_unit)


def _read_text(value: str, unit_fen: int) -> AmountReading:
    text = join_groups(level_text(value).strip().rstrip("。;"))
    problem = AmountProblem.NOT_AN_AMOUNT
    if is_none_answer(value):
        problem = AmountProblem.BLANK
    elif is_error_value(value):
        problem = AmountProblem.ERROR_VALUE
    elif len(text) <= _LONGEST and not value.lstrip().startswith(_HEADING_MARKS):
        written = read_written(text)
        if written is not None:
            return _of_written(written, unit_fen)
        if _SCIENTIFIC.fullmatch(text) or _is_estimate(text):
            problem = AmountProblem.APPROXIMATE
        elif (beside := read_beside(text)) is not None:
            return _of_written(beside, unit_fen)
        elif _bad_grouping(text):
            problem = AmountProblem.BAD_GROUPING
    return AmountReading(problem=problem)


def _of_written(written: WrittenAmount, unit_fen: int) -> AmountReading:
    own = written.names_unit
    amount = _exact(written.yuan, FEN_PER_YUAN if own else unit_fen)
    reading = _whole_fen(amount, _NOISE_FEN, written.currency, own_unit=own and unit_fen != FEN_PER_YUAN)
    return _in_role(reading, written)


#: Brackets that set off a word; levelled they are those round what is below zero.
_HEADING_MARKS = ("【", "〔")
#: Words before a number that turn its sign, or may.
_GIVEN_BACK = re.compile("[退冲扣减负贷]")
#: Words before a number that make other money of it than a column asks for.
_OTHER_MONEY = re.compile(
    "不含税|未税|税额|[定订]金|首付|首期|预[付收]|押金|保证金|上[月季期年]|去年|[原单标]价|暂估|预估|估计"
)
_SCIENTIFIC = re.compile(r"[+-]?[0-9](?:\.[0-9]+)?e[+-]?[0-9]{1,3}", re.ASCII)
_ESTIMATE = re.compile(
    r"(?P<open>大?约|大概|近|超过?|逾|[><]=?|[≥≤≧≦~≈]|不[低少]于|不[超高]过?|至[少多]|最[多少]|将近|接近|预[估计])?\s*"
    r"(?P<core>.+?)\s*(?P<close>左右|上下|以[上下内]|[多余几](?=$|元)|[+])?(?P<yuan>元?)",
    re.ASCII,
)
_RANGE = re.compile(r"(?P<low>[^~至到-].*?)\s*(?:[-~至到]|—+)\s*(?P<high>.+)", re.ASCII)
_GROUPED = re.compile(
    r"[+-]?[0-9]+(?:,[0-9]+)+(?:\.[0-9]+)?\s*"
    rf"(?:{'|'.join(sorted(filter(None, SCALES), key=len, reverse=True))})?[元圆块]?-?",
    re.ASCII,
)


def _bad_grouping(text: str) -> bool:
    return _GROUPED.fullmatch(re.sub(rf"^([+-]?)\s*(?:{amount_pattern()})\s*", r"\1", text)) is not None


def _is_estimate(text: str) -> bool:
    """Return whether a text is an amount said to be inexact, or a range of two."""
    bounds = _RANGE.fullmatch(text)
    if bounds is not None and all(read_written(bounds[name]) for name in ("low", "high")):
        return True
    match = _ESTIMATE.fullmatch(text)
    if match is None or not (match["open"] or match["close"]):
        return False
    core = match["core"]
    return read_written(core) is not None or (core != text and _is_estimate(core))
