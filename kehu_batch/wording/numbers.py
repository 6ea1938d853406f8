"""Numbers as people read them. Missing is ``—``, never 0; a minus is a true minus sign."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

MISSING = "—"
MINUS = "−"


def fen_to_decimal(fen: int) -> str:
    """Return money as a plain decimal string of yuan, as JSON carries it.

    Example:
        >>> fen_to_decimal(123450), fen_to_decimal(-5)
        ('1234.50', '-0.05')
    """
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(int(fen)), 100)
    return f"{sign}{yuan}.{rest:02d}"


def format_yuan(fen: int | None) -> str:
    """Return money in yuan with thousands commas and two decimals.

    Example:
        >>> format_yuan(12840000)
        '128,400.00'
    """
    if fen is None:
        return MISSING
    yuan, rest = divmod(abs(int(fen)), 100)
    return f"{MINUS if fen < 0 else ''}{yuan:,}.{rest:02d}"


def format_money(fen: int | None, currency: str = "") -> str:
    """Return money with what it is in: 元, or the code of another currency.

    Args:
        fen: The money, in hundredths.
        currency: Its currency; empty for the policy's own.

    Example:
        >>> format_money(50_000), format_money(50_000, "USD")
        ('500.00 元', '500.00 USD')
    """
    return f"{format_yuan(fen)} {currency or '元'}"


def format_wan(fen: int | None, decimals: int = 1) -> str:
    """Return money in 万元; from 1 亿 in 亿元 with two decimals and its unit.

    Example:
        >>> format_wan(12840000), format_wan(1234567890000)
        ('12.8', '123.46 亿元')
    """
    if fen is None:
        return MISSING
    sign = MINUS if fen < 0 else ""
    size = abs(int(fen))
    if size >= 10**10:
        return f"{sign}{_rounded(Decimal(size) / 10**10, 2):,} 亿元"
    return f"{sign}{_rounded(Decimal(size) / 10**6, decimals):,}"


def format_share(share: float | None, decimals: int = 1) -> str:
    """Return a rate as a percentage.

    Example:
        >>> format_share(0.8649), format_share(None)
        ('86.5%', '—')
    """
    if share is None:
        return MISSING
    return f"{format_number(share * 100, decimals)}%"


def format_number(value: float | None, decimals: int = 0) -> str:
    """Return a number with thousands commas, rounded half up.

    Example:
        >>> format_number(1234.5), format_number(-0.25, 1)
        ('1,235', '−0.3')
    """
    if value is None:
        return MISSING
    rounded = _rounded(Decimal(repr(float(value))), decimals)
    return f"{MINUS if rounded < 0 else ''}{abs(rounded):,}"


def format_interval(interval: tuple[float, float] | None, *, percent: bool = False, decimals: int = 2) -> str:
    """Return an interval as ``低–高``.

    Example:
        >>> format_interval((0.2065, 1.0), percent=True, decimals=1)
        '20.7%–100.0%'
    """
    if interval is None:
        return MISSING
    write = format_share if percent else format_number
    return f"{write(interval[0], decimals)}–{write(interval[1], decimals)}"


def format_day(day: date | None) -> str:
    """Return a date as ``2023-11-05``."""
    return MISSING if day is None else f"{day:%Y-%m-%d}"


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
