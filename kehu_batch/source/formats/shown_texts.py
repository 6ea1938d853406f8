"""What a cell shows beside its digits, read off the text that the file keeps next to the number."""

from __future__ import annotations

import re
import unicodedata

from kehu_batch.model.tables.shown import PLAIN, Shown

_SIGNS = " \t\n\xa0()（）+-–—－＋"
_SHOWN = re.compile(
    r"(?P<before>[^0-9.]*)"
    r"(?P<digits>(?:[0-9][0-9,\u2009\u202f\xa0']*)?(?:\.[0-9]*)?)(?P<exponent>[eE][+-]?[0-9]{1,3})?"
    r"(?P<after>[^0-9].*)?",
    re.DOTALL,
)
#: What a format may divide by: thousands, and the units of Chinese.
_SCALES = (1, 1_000, 10_000, 1_000_000, 100_000_000)
_GROUPING = re.compile("[,\u2009\u202f\xa0' ]")


def read_shown_text(number: float, text: str, *, percent: bool = False, currency: str = "") -> Shown:
    """Return what a text shows of a number beyond it; plain where it is not that number in other dress.

    Args:
        number: The cell's number.
        text: What the cell shows.
        percent: Whether the file says that it is a share.
        currency: ISO code that the file gives; empty where none.

    Example:
        >>> read_shown_text(10000.0, "HK$10,000.00").currency, read_shown_text(123456.0, "12.3万").scaled
        ('HK$', 10000)
        >>> read_shown_text(0.9, "90%").percent, read_shown_text(7.0, "第三")
        (True, Shown(percent=False, currency='', before='', after='', scaled=1))
    """
    told = Shown(percent, currency)
    match = _SHOWN.fullmatch(text.strip())
    if match is None or not any(map(str.isdecimal, match["digits"])):
        return told
    before, after = (_text(match[part] or "") for part in ("before", "after"))
    whole = after[:1] in {"%", "％"}
    after = after[1:].strip(_SIGNS) if whole else after
    if after[:1] == "/" and float(_GROUPING.sub("", match["digits"])) != abs(number):
        # A fraction: a half shown as 1/2.
        return told
    scaled = _scale(abs(number) * (100 if whole else 1), match)
    if scaled is None and whole:
        # A percent sign that is mere text.
        scaled = _scale(abs(number), match)
        scaled = scaled and scaled * 100
    if scaled is None:
        return told
    money = next((part for part in (before, after) if _is_money(part) or (currency and part == currency)), "")
    before, after = ("" if part == money else part for part in (before, after))
    return Shown(percent or whole, currency or money, before, after, scaled)


def with_all_digits(number: float, text: str) -> str:
    """Return what a cell shows, with those digits of its number that are not shown put in.

    Example:
        >>> with_all_digits(1234.56, "¥1,234.6"), with_all_digits(0.9, "90%"), with_all_digits(-7.25, "(US$7)")
        ('¥1234.56', '90%', '(US$7.25)')
    """
    text = text.strip()
    match, shown = _SHOWN.fullmatch(text), read_shown_text(number, text)
    if match is None or shown == PLAIN:
        return text
    value = abs(number) * (100 if shown.percent else 1) / shown.scaled
    if match["exponent"]:
        return text
    if float(_GROUPING.sub("", match["digits"])) == float(f"{value:.12g}"):
        return text
    return f"{match['before']}{_digits(value)}{match['after'] or ''}"


def _text(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip(_SIGNS)


def _is_money(text: str) -> bool:
    return any(unicodedata.category(mark) == "Sc" for mark in text)


def _scale(number: float, match: re.Match[str]) -> int | None:
    """Return what a number was divided by to be shown so, within the rounding of the digits shown."""
    digits = _GROUPING.sub("", match["digits"])
    exponent = int(match["exponent"][1:]) if match["exponent"] else 0
    value = float(digits) * 10.0**exponent
    step = 10.0 ** (exponent - len(digits.partition(".")[2]))
    fitting = (scale for scale in _SCALES if abs(number / scale - value) <= step / 2 * 1.000001)
    return next(fitting, None)


def spell_number(number: float, shown: Shown) -> str | None:
    """Return a text that says a number to its last digit, and what is shown beside it.

    ``None`` where that is no more than the number: a format that only leaves out digits.

    Example:
        >>> spell_number(0.904, Shown(percent=True)), spell_number(123456.0, Shown(after="万", scaled=10000))
        ('90.4%', '12.3456万')
    """
    if shown in {PLAIN, Shown(scaled=shown.scaled)}:
        return None
    value = number * (100 if shown.percent else 1) / shown.scaled
    percent = "%" if shown.percent else ""
    return f"{shown.before}{shown.currency}{_digits(value)}{percent}{shown.after}"


def _digits(value: float) -> str:
    digits = f"{value:.15g}"
    return f"{value:f}" if "e" in digits else digits
