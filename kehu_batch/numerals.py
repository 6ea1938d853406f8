"""Chinese numerals: strictly, or as people say them (三万五 for 35,000)."""

from __future__ import annotations

import re

#: One to ten as headings, lists and weekdays count them, and with the word for two of things.
ONE_TO_TEN = "一二三四五六七八九十"
SPOKEN_TO_TEN = "一二两三四五六七八九十"

#: Every way to write a digit, the financial forms with it.
_DIGITS = {
    **{digit: value for value, digit in enumerate(ONE_TO_TEN[:-1], start=1)},
    "零": 0,
    **{digit: value for value, digit in enumerate("壹贰叁肆伍陆柒捌玖", start=1)},
    "〇": 0,
    "两": 2,
    "参": 3,
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}

#: Characters that may stand in a numeral, for use inside a character class.
NUMERAL_CHARACTERS = "".join((*_DIGITS, *_UNITS, "万亿廿卅"))

#: Digits and tens only, enough for days, months and short spans.
SMALL_NUMERAL = f"零〇{SPOKEN_TO_TEN}廿卅"

#: The capitals that banks write, for numbers as small.
BANK_NUMERAL = "零〇壹贰叁参肆伍陆柒捌玖拾"

#: Every way to write a digit, for use inside a character class.
DIGIT_CHARACTERS = "".join(_DIGITS)

#: One character for two or three tens.
_TENS = str.maketrans({"廿": "二十", "卅": "三十", "卌": "四十"})

_LARGE = re.compile(
    rf"(?:([{NUMERAL_CHARACTERS}]+?)亿)?(?:([{NUMERAL_CHARACTERS}]+?)万)?([{NUMERAL_CHARACTERS}]*)"
)
_LONGEST = 32

#: Units after which a bare digit counts tenths, and the digits that may.
_SPOKEN_UNITS = {"百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10**4, "亿": 10**8}
_TENTHS = frozenset(digit for digit, value in _DIGITS.items() if value)


def read_numeral(text: str, *, spoken: bool = False) -> int | None:
    """Return the value of a Chinese numeral below 10¹², or ``None`` where it is none.

    Simplified and financial forms, levelled by the caller.

    Args:
        text: The numeral.
        spoken: Whether a last digit without its unit counts tenths of the unit before it, as people say amounts:
            ``三万五`` is 35,000. Else it is refused.

    Example:
        >>> read_numeral("壹万贰仟"), read_numeral("一百零二"), read_numeral("十五"), read_numeral("三万五")
        (12000, 102, 15, None)
        >>> read_numeral("三万五", spoken=True), read_numeral("一万二千三", spoken=True)
        (35000, 12300)
    """
    if not text or len(text) > _LONGEST:
        return None
    text = text.translate(_TENS)
    if spoken and text[-1] in _TENTHS and text[-2:-1] in _SPOKEN_UNITS:
        whole = read_numeral(text[:-1])
        return None if whole is None else whole + _DIGITS[text[-1]] * _SPOKEN_UNITS[text[-2]] // 10
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


def arabic_digits(characters: str) -> dict[int, str]:
    """Return the table for ``str.translate`` that writes digits in Arabic, those of ``characters`` only.

    Example:
        >>> "三个月、两年".translate(arabic_digits("一二两三"))
        '3个月、2年'
    """
    return {ord(digit): str(_DIGITS[digit]) for digit in characters}


def numeral_text(number: int) -> str:
    """Return a number from 1 to 99 as headings are numbered.

    Example:
        >>> numeral_text(3), numeral_text(10), numeral_text(12), numeral_text(40)
        ('三', '十', '十二', '四十')
    """
    tens, ones = divmod(number, 10)
    words = ("", *ONE_TO_TEN)
    return f"{words[tens] if tens > 1 else ''}{'十' if tens else ''}{words[ones]}"


def read_digits(text: str) -> int | None:
    """Return the value of digits spoken one by one, as years are (``二〇二三``)."""
    values = [_DIGITS.get(character) for character in text]
    if not values or None in values or len(values) > _LONGEST:
        return None
    return int("".join(map(str, values)))


def read_count(text: str) -> int | None:
    """Return a small whole number in either script: ``"15"``, ``"十五"``, ``"两"``."""
    return int(text) if text.isdecimal() else read_numeral(text)
