"""Chinese numerals, read strictly: what colloquial speech leaves open (三万五) is not a number here."""

from __future__ import annotations

import re

#: Every way to write a digit, the financial forms with it.
_DIGITS = {
    **{digit: value for value, digit in enumerate("零一二三四五六七八九")},
    **{digit: value for value, digit in enumerate("壹贰叁肆伍陆柒捌玖", start=1)},
    "〇": 0,
    "两": 2,
    "参": 3,
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}

#: Characters that may stand in a numeral, for use inside a character class.
NUMERAL_CHARACTERS = "".join((*_DIGITS, *_UNITS, "万亿"))

#: Digits and tens only, enough for days, months and short spans.
SMALL_NUMERAL = "零〇一二两三四五六七八九十"

_LARGE = re.compile(
    rf"(?:([{NUMERAL_CHARACTERS}]+?)亿)?(?:([{NUMERAL_CHARACTERS}]+?)万)?([{NUMERAL_CHARACTERS}]*)"
)
_LONGEST = 32


def read_numeral(text: str) -> int | None:
    """Return the value of a Chinese numeral below 10¹², or ``None`` where it is none.

    Simplified and financial forms, levelled by the caller. A last digit without its unit after a gap is refused:
    ``三万五`` is 35,000 to some and 30,005 to others.

    Example:
        >>> read_numeral("壹万贰仟"), read_numeral("一百零二"), read_numeral("十五"), read_numeral("三万五")
        (12000, 102, 15, None)
    """
    if not text or len(text) > _LONGEST:
        return None
    match = _LARGE.fullmatch(text)
    if match is None:
        return None
    total = 0
    for part, scale in zip(match.groups(), (100_000_000, 10_000, 1), strict=True):
        if not part:
            continue
        section = _read_section(part, after_larger=total > 0)
        if section is None:
            return None
        total += section * scale
    return total


def _read_section(text: str, *, after_larger: bool) -> int | None:
    """Read up to four digits with their units (below 10,000)."""
    total, last_unit = 0, 10_000
    digit: int | None = None
    gap_named = False
    for character in text:
        unit = _UNITS.get(character)
        if unit is None:
            value = _DIGITS.get(character)
            if value is None or digit is not None:
                return None
            if value == 0 and text not in {"零", "〇"}:
                gap_named = True
                continue
            digit = value
            continue
        if digit is None and unit == 10 and total == 0:
            digit = 1
        if digit is None or unit >= last_unit:
            return None
        total, last_unit, digit, gap_named = total + digit * unit, unit, None, False
    if digit is None:
        return None if gap_named else total
    follows_directly = last_unit == 10 or (last_unit == 10_000 and not after_larger)
    return total + digit if follows_directly or gap_named else None


def read_digits(text: str) -> int | None:
    """Return the value of digits spoken one by one, as years are (``二〇二三``)."""
    values = [_DIGITS.get(character) for character in text]
    if not values or None in values or len(values) > _LONGEST:
        return None
    return int("".join(map(str, values)))


def read_count(text: str) -> int | None:
    """Return a small whole number in either script: ``"15"``, ``"十五"``, ``"两"``."""
    return int(text) if text.isdecimal() else read_numeral(text)
