"""What a cell shows beside its digits, read off the text that the file keeps next to the number."""

from __future__ import annotations

import re
import unicodedata

from kehu_batch.model.tables.shown import PLAIN, Shown
from kehu_batch.source.formats.signs import shows_minus, trim_behind, trim_signs

_SHOWN = re.compile(
    r"(?P<before>[^0-9.]*)"
    r"(?P<digits>(?:[0-9][0-9,\u2009\u202f\xa0']*)?(?:\.[0-9]*)?)(?P<exponent>[eE][+-]?[0-9]{1,3})?"
    r"(?P<after>[^0-9].*)?",
    re.DOTALL,
)
#: What a format may divide by: thousands, and the units of Chinese.
_SCALES = (1, 1_000, 10_000, 1_000_000, 100_000_000)
#: A text of words only, and a fraction. Numerals are the number itself in other dress (``三千八百元整``).
_WORDS = re.compile(
    r"(?=.*\w)(?![〇零一二三四五六七八九十百千万亿兩两壹贰叁肆伍陆柒捌玖拾佰仟第负点元圆角分整]+$)[^\d]+",
    re.DOTALL,
)
_FRACTION = re.compile(r"-?(?:(?P<whole>[0-9]{1,9}) )?(?P<part>[0-9]{1,3}) ?/ ?(?P<of>[1-9][0-9]{0,2})")
_NEAR = 1e-9
_GROUPING = re.compile("[,\u2009\u202f\xa0' ]")
#: ``0!.0,"万"`` as LibreOffice shows it, where ``!`` hides nothing: the point that Excel puts among the digits of the
#: thousands stands behind them, with decimals of its own.
_POINT_AS_TEXT = re.compile(r"(?P<whole>[0-9][0-9,]*)!\.(?P<part>[0-9]+)!?")


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
        >>> read_shown_text(0.9, "90%").percent, read_shown_text(7.0, "第三") == PLAIN
        (True, True)
        >>> read_shown_text(1.0, "满意").instead, read_shown_text(0.8, "4/5").instead
        ('满意', '4/5')
    """
    told = Shown(percent, currency)
    text = _level(text)
    if _WORDS.fullmatch(text) or _is_fraction(number, text):
        return Shown(instead=text)
    match = _SHOWN.fullmatch(text)
    if match is None or not any(map(str.isdecimal, match["digits"])):
        return told
    before, after = trim_signs(match["before"] or ""), trim_behind(match["after"] or "")
    whole = after[:1] in {"%", "％"}
    after = trim_signs(after[1:]) if whole else after
    if after[:1] == "/" and float(_GROUPING.sub("", match["digits"])) != abs(number):
        # A fraction that is only near the number.
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
    return Shown(
        percent or whole,
        currency or money,
        before,
        after,
        scaled,
        turned=number > 0 and _shows_minus(match, money),
    )


def with_all_digits(number: float, text: str) -> str:
    """Return what a cell shows, with those digits of its number that are not shown put in.

    Example:
        >>> with_all_digits(1234.56, "¥1,234.6"), with_all_digits(0.9, "90%"), with_all_digits(-7.25, "(US$7)")
        ('¥1234.56', '90%', '(US$7.25)')
    """
    text = _level(text)
    match, shown = _SHOWN.fullmatch(text), read_shown_text(number, text)
    if match is None or shown == PLAIN or shown.instead is not None:
        return text
    value = abs(number) * (100 if shown.percent else 1) / shown.scaled
    if match["exponent"]:
        return text
    if float(_GROUPING.sub("", match["digits"])) == float(f"{value:.12g}"):
        return text
    return f"{match['before']}{_digits(value)}{match['after'] or ''}"


def _level(text: str) -> str:
    return _POINT_AS_TEXT.sub(_move_point, text.strip()) if "!" in text else text.strip()


def _move_point(shown: re.Match[str]) -> str:
    """Return the digits with their point where Excel has it: ``123!.5`` (of 123456) is 12.35."""
    places = 2 * len(shown["part"])
    digits = f"{shown['whole'].replace(',', '')}{shown['part']}".zfill(places + 1)
    return f"{digits[:-places]}.{digits[-places:]}"


def _is_fraction(number: float, text: str) -> bool:
    """Whether a text is a number as a fraction, and exactly it: 4/5 for 0.8, and not 4/5 for 4."""
    match = _FRACTION.fullmatch(text)
    if match is None:
        return False
    value = int(match["whole"] or 0) + int(match["part"]) / int(match["of"])
    return abs(value - abs(number)) <= _NEAR


def _shows_minus(match: re.Match[str], money: str) -> bool:
    """Whether digits stand there with a minus or in brackets, and with nothing else before them but the money."""
    before, after = ("".join((match[part] or "").replace(money, "").split()) for part in ("before", "after"))
    return shows_minus(before, after)


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
    if shown.instead is not None:
        return shown.instead or None
    if shown in {PLAIN, Shown(scaled=shown.scaled), Shown(scaled=shown.scaled, unsigned=True)}:
        return None
    value = (-number if shown.has_minus else number) * (100 if shown.percent else 1) / shown.scaled
    percent = "%" if shown.percent else ""
    return f"{shown.before}{shown.currency}{_digits(value)}{percent}{shown.after}"


def _digits(value: float) -> str:
    digits = f"{value:.15g}"
    return f"{value:f}" if "e" in digits else digits
