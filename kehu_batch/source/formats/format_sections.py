"""Number formats of quantities: what they show round the digits, section by section."""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

from kehu_batch.currencies import codes_by_language, codes_by_name
from kehu_batch.model.tables.shown import PLAIN, Shown, marks_credit
from kehu_batch.records import dataclass, replace
from kehu_batch.source.formats.signs import Sign, sign_of, trim_behind, trim_signs
from kehu_batch.source.formats.spelled_sections import Spelling, spelling_of, text_instead

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?'
    # A program that does not know ``!`` keeps it before the point as a text: 0!.0 comes back as 0\\!.0.
    r"|(?:\\(?=!\.))?[\\!](?P<escaped>.?)"
    r"|[_*].?"
    r"|\[\$(?P<money>[^\]-]*)(?:-(?P<locale>[^\]]*))?\]?"
    r"|\[(?P<bracketed>[^\]]*)\]?"
    r"|(?P<digits>General|G/通用格式|[0#?]|E[+-])"
    r"|(?P<thousand>,)|(?P<point>\.)|(?P<percent>[%％])|(?P<end>;)|(?P<text_cell>@)|(?P<plain>.)",
    re.DOTALL | re.IGNORECASE,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)")
_TESTS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
_BUILT_IN: Mapping[int, str] = {9: "0%", 10: "0.00%", 12: "# ?/?", 13: "# ??/??"}
_LONGEST = 1 << 12
#: Letters and digits round those of an id.
_OF_ID = re.compile("[A-Za-z0-9]+")
#: Of a number that is not shown at all.
_HIDDEN = Shown(instead="")


@dataclass(frozen=True, slots=True)
class _Section:
    """One section of a format: what it shows, and the condition that it states itself, if any."""

    shown: Shown
    test: Callable[[float, float], bool] | None = None
    bound: float = 0.0
    has_digits: bool = True
    spell: Spelling | None = None
    sign: Sign = Sign.NONE


@dataclass(frozen=True, slots=True)
class QuantityFormat:
    """A format of numbers. Most say the same of every number; some choose by its sign or size.

    Args:
        always: What every number shows; ``None`` where it depends.
        sections: In their order.
    """

    always: Shown | None
    sections: tuple[_Section, ...]

    def shown(self, number: float) -> Shown:
        """Return what a number shows.

        Example:
            >>> parse_quantity_format('[>=10000]0!.0,"万";0').shown(123456.0).after
            '万'
        """
        if self.always is not None:
            return self.always
        chosen = self._choose(number)
        if chosen.spell is not None and (text := chosen.spell(number)) is not None:
            return Shown(instead=text)
        if chosen.has_digits and number:
            return self._signed(chosen, number)
        if chosen.has_digits or chosen.shown.instead:
            return chosen.shown
        # A dash or nothing: of zero the usual way to show it, of any other number nothing is seen.
        usual = self.sections[0]
        return _HIDDEN if number and usual.test is None else usual.shown

    def _signed(self, chosen: _Section, number: float) -> Shown:
        """Return what a section shows of a number other than 0, whose sign it may turn or leave out."""
        turning = self.sections[0].sign is Sign.MINUS
        if number > 0:
            return replace(chosen.shown, turned=True) if chosen.sign is Sign.MINUS else chosen.shown
        if chosen is self.sections[0] or chosen.sign is not Sign.NONE or self._has_conditions:
            return chosen.shown
        return replace(chosen.shown, turned=turning, unsigned=not turning)

    @property
    def _has_conditions(self) -> bool:
        return any(section.test for section in self.sections)

    @property
    def keeps_signs(self) -> bool:
        """Whether no positive number shows a minus, and each negative one is marked somehow."""
        signs = [section.sign for section in self.sections]
        if self._has_conditions:
            # Excel puts a minus before the negative numbers of such sections itself.
            return Sign.MINUS not in signs
        return signs[0] is not Sign.MINUS and Sign.NONE not in signs[1:2]

    def _choose(self, number: float) -> _Section:
        sections = self.sections
        if self._has_conditions:
            for section in sections[:2]:
                if section.test and section.test(number, section.bound):
                    return section
            # Without a condition of its own the second section takes negative numbers, and the last what is left.
            if len(sections) > 2 and not sections[1].test and number < 0:
                return sections[1]
            return next((section for section in sections[::-1] if not section.test), sections[-1])
        if number < 0 and len(sections) > 1:
            return sections[1]
        return sections[2] if number == 0 and len(sections) > 2 else sections[0]


@lru_cache(maxsize=1024)
def parse_quantity_format(code: str) -> QuantityFormat | None:
    """Return what a format code says of numbers; ``None`` where it shows them and nothing else.

    Codes of dates and of ids are not for this function. The section for texts (``@``) says nothing of numbers.

    Example:
        >>> parse_quantity_format('_ [$¥-804]* #,##0.00_ ;_ [$¥-804]* -#,##0.00_ ').always.currency
        '¥'
        >>> parse_quantity_format("0.0%").always.percent, parse_quantity_format("#,##0.00;[Red]-#,##0.00")
        (True, None)
    """
    read = map(_read_section, _split(code[:_LONGEST]))
    sections = [section for section in read if section is not None][:3]
    if not code.strip() or not sections:
        return None
    found, first = QuantityFormat(None, tuple(sections)), sections[0].shown
    if not (found.keeps_signs and all(section.has_digits and not section.spell for section in sections)):
        return found
    if any(section.shown != first for section in sections):
        return found
    return None if first == PLAIN else replace(found, always=first)


def quantity_format(code: str | None, number: int) -> QuantityFormat | None:
    """Return the same for a format that the file names by its number, with its code where it has one.

    The formats of money that Excel knows without a code are shown in the currency of whoever opens the file, and say
    nothing.
    """
    code = _BUILT_IN.get(number) if code is None else code
    return None if code is None else parse_quantity_format(code)


def _split(code: str) -> list[list[re.Match[str]]]:
    sections: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code):
        if token["end"]:
            sections.append([])
        else:
            sections[-1].append(token)
    return sections


def _read_section(tokens: list[re.Match[str]]) -> _Section | None:
    """Return what a section says; ``None`` for that of texts, and for no code."""
    if any(token["text_cell"] for token in tokens):
        return None
    places = [place for place, token in enumerate(tokens) if token["digits"]]
    condition = next(filter(None, (_CONDITION.fullmatch(token["bracketed"] or "") for token in tokens)), None)
    test, bound = (_TESTS[condition[1]], float(condition[2])) if condition else (None, 0.0)
    if not places:
        instead = text_instead(tokens)
        shows = instead is not None and trim_signs(instead)
        return _Section(Shown(instead=instead) if shows else PLAIN, test, bound, has_digits=instead is None)
    first, last = places[0], places[-1]
    before, money_before = _text(tokens[:first], trim_signs)
    after, money_after = _text(tokens[last + 1 :], trim_behind)
    percent = any(token["percent"] for token in tokens)
    scaled = _scale(tokens, first, last)
    if not percent and after[:1] in {"%", "％"}:
        percent, after, scaled = True, trim_signs(after[1:]), scaled * 100
    shown = Shown(percent, money_before or money_after, before, after, scaled)
    return _Section(shown, test, bound, spell=spelling_of(tokens), sign=sign_of(tokens, first, last))


def _text(tokens: list[re.Match[str]], trim: Callable[[str], str]) -> tuple[str, str]:
    """Return the text that tokens show, trimmed, and the money that they name."""
    texts, money = "", ""
    for token in tokens:
        if token["money"]:
            money = money or _currency(token["money"].strip(), token["locale"] or "")
        else:
            texts += token["quoted"] or token["escaped"] or token["plain"] or ""
    texts = trim(texts)
    if not money and any(unicodedata.category(mark) == "Sc" for mark in texts):
        money, texts = texts, ""
    return _with_hyphen(texts, tokens), money


def _with_hyphen(texts: str, tokens: list[re.Match[str]]) -> str:
    """Return texts with the hyphen that stands in quotes with letters of an id (``"KH-"0``), and is no minus."""
    if not _OF_ID.fullmatch(texts) or texts.casefold() in codes_by_name() or marks_credit(texts, ""):
        return texts
    quoted = "".join(token["quoted"] or "" for token in tokens).strip()
    return quoted if quoted in {f"{texts}-", f"-{texts}"} else texts


def _currency(sign: str, locale: str) -> str:
    try:
        language = int(locale, 16) & 0xFFFF
    except ValueError:
        language = 0
    return codes_by_language().get((sign.replace("￥", "¥"), language), sign)


def _scale(tokens: list[re.Match[str]], first: int, last: int) -> int:
    """Return what the number is divided by: by commas behind its digits, and by a point that is mere text."""
    commas = 0
    for token in tokens[last + 1 :]:
        if not token["thousand"]:
            break
        commas += 1
    point = next((place for place in range(first, last) if tokens[place]["point"]), None)
    if point is not None:
        place = point - 1
        while place > first and tokens[place]["thousand"]:
            commas, place = commas + 1, place - 1
    digits = 0
    for place in range(last, first, -1):
        token = tokens[place]
        if "." in (token["quoted"] or token["escaped"] or ""):
            return int(1000**commas * 10**digits)
        digits += bool(token["digits"])
    return int(1000**commas)
