"""Counts as people write and say them: ``1,234.5``, ``3万5千``, ``两万三``, ``一点二万``, ``两个亿``, ``3w5``, ``万八``."""

from __future__ import annotations

import re
from decimal import Decimal

from kehu_batch.normalisation.money.scales import EXACT, SCALE_WORDS, SCALES
from kehu_batch.numerals import DIGIT_CHARACTERS, NUMERAL_CHARACTERS, arabic_digits, read_digits, read_numeral

_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+"
#: A count as named groups, for use in a pattern over levelled text; ``read_count`` reads its match.
COUNT_PATTERN = (
    rf"(?:(?P<number>{_NUMBER})\s*(?P<scale>{SCALE_WORDS})?|(?P<words>[0-9kw点{NUMERAL_CHARACTERS}]+?))"
)

#: 两个亿 is 两亿, and 俩 is 两个; other things are counted by 个, too, and are no money.
_OF_THEM = re.compile(rf"(?<=[0-9{NUMERAL_CHARACTERS}])个(?=亿|[百千]?万|w)")
_PAIRS = {"俩": "两", "仨": "三"}
_PAIR = re.compile(r"[俩仨](?=[百千万亿w])")

_NIL = "零〇"
_NON_ZERO = "".join(digit for digit in DIGIT_CHARACTERS if digit not in _NIL)
#: 万八: one 万 and eight tenths of it; 万一 says something else.
_UNSAID_ONE = re.compile(rf"[万千](?![一壹两])[{_NON_ZERO}]")
_POINT = re.compile(
    rf"(?P<whole>[{NUMERAL_CHARACTERS}]+)点(?P<part>[{DIGIT_CHARACTERS}]{{1,4}})(?P<scale>{SCALE_WORDS})"
)
#: Thousands straight behind 亿 may be those of 万 (一亿五千 for 1.5 亿) or what they are.
_LEAP = re.compile(rf"亿(?![{_NIL}])[^万]*[千仟百佰][^万]*$")
#: Digits one by one, as figures are read out: with a nought or long enough to be no "three or four".
_SPELLED = re.compile(rf"(?=.*[{_NIL}]|.{{4}})[{DIGIT_CHARACTERS}]{{3,12}}")

#: Digits of two scripts side by side (两三w, 12三千) may be two numbers; 两 stands for no tenths, and kW is a measure.
_NO_COUNT = re.compile(
    rf"[{_NON_ZERO}][0-9{_NON_ZERO}]|[0-9][{_NON_ZERO}]|^[{_NIL}]|两$|k[w万亿]|w[万亿]", re.ASCII
)
_PLAIN = str.maketrans(
    {
        **arabic_digits(_NON_ZERO),
        **dict(
            zip(map(ord, "拾佰仟廿卅〇wk"), ("十", "百", "千", "2十", "3十", "零", "万", "千"), strict=True)
        ),
    }
)
_PIECES = re.compile(r"(?:零?[0-9]*[亿万千百十])*(?:零?[0-9]+)?", re.ASCII)
_PIECE = re.compile(r"(?P<nil>零?)(?P<digits>[0-9]*)(?P<unit>[亿万千百十]?)", re.ASCII)


def level_counts(text: str) -> str:
    """Return a levelled text without the measure word that may stand before 万 and 亿.

    Example:
        >>> level_counts("两个亿"), level_counts("俩万"), level_counts("两个人")
        ('两亿', '两万', '两个人')
    """
    if "个" in text:
        text = _OF_THEM.sub("", text)
    return _PAIR.sub(lambda match: _PAIRS[match[0]], text) if "俩" in text or "仨" in text else text


def read_count(match: re.Match[str], *, with_unit: bool) -> tuple[Decimal, bool] | None:
    """Return the count of a match of ``COUNT_PATTERN``, and whether it is named in money's own units (万, 千).

    Args:
        match: A match that has a count.
        with_unit: Whether a unit of money stands behind it.
    """
    if match["number"] is not None:
        number = Decimal(match["number"].replace(",", ""))
        return EXACT.multiply(number, Decimal(SCALES[match["scale"] or ""])), match["scale"] is not None
    words = match["words"]
    if re.search("[0-9kw]", words):
        mixed = None if _NO_COUNT.search(words) else _read_mixed(words.translate(_PLAIN))
        return None if mixed is None else (Decimal(mixed), True)
    if with_unit and _SPELLED.fullmatch(words):
        return Decimal(read_digits(words) or 0), True
    # Up to the hundreds it is a number like any other (三十, 一百二十), in the unit of its column.
    return (
        None if (whole := _read_words(words)) is None else (whole, any(unit in words for unit in "千仟万亿"))
    )


def _read_words(words: str) -> Decimal | None:
    point = _POINT.fullmatch(words)
    if point is not None:
        whole, part = read_numeral(point["whole"]), read_digits(point["part"])
        if whole is None or part is None:
            return None
        value = EXACT.add(Decimal(whole), Decimal(part).scaleb(-len(point["part"])))
        return EXACT.multiply(value, Decimal(SCALES[point["scale"]]))
    if _UNSAID_ONE.fullmatch(words):
        words = f"一{words}"
    whole = None if _LEAP.search(words) else read_numeral(words, spoken=True)
    return None if whole is None else Decimal(whole)


def _read_mixed(text: str) -> int | None:
    """Read digits with units between them, ``3万5千``, ``1亿2千万``: units must fall.

    A bare last digit counts tenths of the unit before it (``3万5``); behind 零 (``10万零500``), and where they are as
    many as that unit has noughts (``1万2500``), digits are what they are. Anything else is refused.
    """
    if _PIECES.fullmatch(text) is None or _LEAP.search(text) or not text.strip("零0123456789"):
        return None
    total, section, last, group, parted = 0, 0, 10**9, 10**12, False
    for match in _PIECE.finditer(text):
        nil, digits, unit = match.groups()
        if not match[0]:
            break
        if unit in {"亿", "万"}:
            number = section + int(digits or 0)
            if (section and digits and not nil and last != 10) or not 0 < number * SCALES[unit] < group:
                return None
            parted, last, group = section > 0 and not digits, SCALES[unit], SCALES[unit]
            total, section = total + number * group, 0
            continue
        value = _piece(nil, digits, unit, last)
        if value is None or (not unit and parted and not section and not nil):
            return None
        section, last = section + value, SCALES[unit] if unit else 1
    return total + section


def _piece(nil: str, digits: str, unit: str, last: int) -> int | None:
    """Return what digits with a small unit or none say behind a unit of ``last``."""
    scale = SCALES[unit]
    if unit:
        number = int(digits) if digits else 1 if unit == "十" else 0
        return number * scale if number and scale < last and number * scale < last else None
    number = int(digits)
    if nil or last == 10 or (len(digits) > 1 and 10 ** len(digits) == last):
        return number if number < last else None
    return number * last // 10 if len(digits) == 1 and number else None
