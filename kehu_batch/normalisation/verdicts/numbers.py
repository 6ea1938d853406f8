"""Numbers as scores are said, in digits or in words, and the 分 that counts points: ``4.5分``, ``七十二``, ``four``."""

from __future__ import annotations

import re

from kehu_batch.numerals import ONE_TO_TEN, SPOKEN_TO_TEN, read_numeral

#: Full mark of stars where nothing else is said.
STARS_FULL = 5.0
#: Numbers in English, by what they are.
ENGLISH = {
    word: value
    for value, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], start=1
    )
} | {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred"], start=2
    )
}
_KEYCAP_TEN = "🔟"
DIGITS = rf"(?:[0-9]{{1,3}}(?:\.[0-9]{{1,2}})?|{_KEYCAP_TEN})"
_HAN = f"[零{SPOKEN_TO_TEN}百]{{1,4}}(?:点[零{ONE_TO_TEN[:-1]}])?"
NUMBER = rf"(?:{DIGITS}|{_HAN})"
WORD_NUMBER = rf"(?:{DIGITS}|{'|'.join(ENGLISH)})"
#: A whole number that may be a full mark.
MARK = rf"(?:[0-9]{{1,3}}|[{SPOKEN_TO_TEN}百]{{1,3}})(?![0-9.])"

#: 分, but where it counts something else (分钟, 分店, 五分熟), or is part of a word.
POINT = r"分(?![0-9钟之公店部期批析销享开类别布时配工支摊红账母数贝歧裂钱熟糖])"

#: Full marks that are usual: what names another one must say so.
USUAL_MARKS = frozenset({3, 4, 5, 6, 7, 10, 20, 50, 100})


_HALVES = re.compile(
    rf"(?<![a-z0-9.])(?P<whole>[0-9]|{'|'.join(list(ENGLISH)[:9])})"
    r"(?:\sand\s(?:a\s?half|1/2)|\s1/2|\s?½\s?)(?![0-9/]|(?<!\s)[a-z])"
)


def halves_in_digits(text: str) -> str:
    """Return a text with its halves as digits, as long as it was: ``three and a half`` as ``             3.5``.

    Example:
        >>> halves_in_digits("3½ stars"), halves_in_digits("4 1/2 stars").split()
        ('3.5stars', ['4.5', 'stars'])
    """
    if "½" not in text and "half" not in text and "1/2" not in text:
        return text
    return _HALVES.sub(_half, text)


def _half(match: re.Match[str]) -> str:
    number = read_number(match["whole"])
    digits = f"{number or 0:g}.5"
    return digits.rjust(len(match[0])) if len(digits) <= len(match[0]) else match[0]


def read_number(text: str) -> float | None:
    """Return a number in digits, Chinese or English words; ``None`` where it is none.

    Example:
        >>> read_number("七十二"), read_number("四点五"), read_number("four")
        (72.0, 4.5, 4.0)
    """
    if text in ENGLISH:
        return float(ENGLISH[text])
    if text in {"百", _KEYCAP_TEN}:
        return 100.0 if text == "百" else 10.0
    if text[:1].isascii() and text[:1].isdecimal():
        return float(text)
    whole, _, tenth = text.partition("点")
    value, part = read_numeral(whole), read_numeral(tenth) if tenth else 0
    return None if value is None or part is None else value + part / 10
