"""What every parser asks of a cell first: is it blank, is it an error, and its text with the width folded away."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from kehu_batch.folding import refold, simplify
from kehu_batch.normalisation.cells.shown_numbers import ShownNumber

#: Values that spreadsheets show for a formula that failed, lower case.
_ERRORS = """
#n/a #ref! #value! #div/0! #name? #null! #num! #spill! #calc! #field! #getting_data #blocked! #unknown! #connect! #busy!
"""
_ERROR_VALUES = frozenset(_ERRORS.split())

#: Answers that say "nothing", folded. A cell that holds one is answered, not blank.
_NOTHING = r"无 没有 暂无 没 暂时没有 目前没有 无内容 / \ - -- --- — —— ――  ─ n/a na none nil null"
_NONE_ANSWERS = frozenset(_NOTHING.split())
_NONE_EDGE = " \t\r\n.。,;、!()[]【】\"'"

_NAMES_NONE = re.compile(
    "(?:暂时?|目前|近期)?(?:无|没有?)(?:新增?|其他|明确|具体)*(?:需求|要求|调整)|否|不变|(?:不|无需|未)调整"
    "|(?:暂|尚)?未(?:定级|评级|分级|定)|(?:暂|目前|都)?不需要|不详|未知|待定|待确认|待了解"
)

_NOBODY = frozenset(
    ["待定", "未定", "待分配", "未分配", "未指定", "待指定", "暂缺", "空缺", "待安排", "未安排", "tbd"]
)

#: Text written from top to bottom, an ideograph a line.
_STACKED = re.compile(r"[\u3400-\u9fff](?:\s*\n\s*[\u3400-\u9fff])+")

#: With what such an answer can begin, marks aside; most cells are told apart by their first character.
_NONE_STARTS = frozenset(ord(answer[0]) for answer in _NONE_ANSWERS)

#: Characters of one meaning that NFKC keeps apart. Each is one character, so positions stay.
_ALIKE = {
    **dict.fromkeys("‐‑‒–−﹣", "-"),
    **dict.fromkeys("〜∼", "~"),
    **dict.fromkeys("○◯", "〇"),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u2028\u2029\x85\x1c\x1d\x1e\x1f", " "),
    # Set round what is copied from a dialog. Not the soft hyphen, which some programs show as a minus, nor the
    # override from right to left, under which figures are seen the other way round.
    **dict.fromkeys("\u061c\u202a\u202b\u202c\u202d\u2066\u2067\u2068\u2069", " "),
    **dict.fromkeys("【〔", "("),
    **dict.fromkeys("】〕", ")"),
}

#: No character above the ideographs' planes has a form worth folding; they are not remembered either.
_LAST_FOLDED = 0x2FFFF


class _Levels(dict[int, int]):
    """A table for ``str.translate`` that fills itself, one code point at a time."""

    def __missing__(self, code: int) -> int:
        if code > _LAST_FOLDED or 0xD800 <= code <= 0xDFFF:
            return code
        character = chr(code)
        if _is_set_apart(character):
            return code
        folded = _ALIKE.get(character) or simplify(character).lower()
        # A bracket that stands upright or small is one of those first: ﹝.
        folded = _ALIKE.get(folded, folded)
        level = ord(folded) if len(folded) == 1 else code
        self[code] = level
        return level


def _is_set_apart(character: str) -> bool:
    """Whether a digit is raised, lowered or circled: it numbers a note or an item, and is no digit of a number."""
    return character.isdigit() and unicodedata.decomposition(character).startswith(
        ("<super>", "<sub>", "<circle>")
    )


_LEVELS = _Levels()

#: Longer texts are not remembered: they are rare, and a hostile workbook may have many.
_LONGEST_KEPT = 256


def level_text(text: str) -> str:
    """Return ``text`` in half width, simplified and lower case, character by character.

    Positions stay: ``level_text(text)[i]`` stands for ``text[i]``, so what a pattern finds in the levelled text
    can be cut from the text as it was written. A character whose folded form is longer stays as it is, and so does a
    digit that is raised or circled.

    Example:
        >>> level_text("２０２３年１１月５號"), level_text("５０００¹")
        ('2023年11月5号', '5000¹')
    """
    return _remembered(text) if len(text) <= _LONGEST_KEPT else refold(text, _level_of)


#: What parts texts that are levelled together: few texts have it, and no level but its own is it.
_APART = "^"


def levels_of(texts: Collection[str]) -> dict[str, str]:
    """Return what ``level_text`` makes of each of many texts, in a third of the time of one after another.

    Example:
        >>> levels_of(["５號", "A^B"])
        {'５號': '5号', 'A^B': 'a^b'}
    """
    levels = refold(_APART.join(texts), _level_of).split(_APART)
    return dict(zip(texts, levels if len(levels) == len(texts) else map(level_text, texts), strict=True))


@lru_cache(maxsize=4096)
def _remembered(text: str) -> str:
    # The parsers that look at a cell level it one after another.
    return refold(text, _level_of)


def _level_of(match: re.Match[str]) -> str:
    return chr(_LEVELS[ord(match[0])])


def is_blank_cell(value: Any) -> bool:  # noqa: ANN401  (a cell may hold anything)
    """Return whether a cell holds nothing: ``None``, white space only, NaN or NaT.

    Example:
        >>> is_blank_cell("  "), is_blank_cell("无"), is_blank_cell(0)
        (True, False, False)
    """
    if isinstance(value, str):
        return not value or (not value[0].isalnum() and not level_text(value).strip())
    return value is None or bool(value != value)  # noqa: PLR0124  (only NaN and NaT differ from themselves)


def unstack(text: str) -> str:
    r"""Return text without white space around it, and in one line where it stands upright, an ideograph a line.

    Example:
        >>> unstack("华\n东\n区"), unstack("华东\n分部 ")
        ('华东区', '华东\n分部')
    """
    bare = text.strip()
    return "".join(bare.split()) if "\n" in bare and _STACKED.fullmatch(bare) else bare


def is_none_answer(value: Any) -> bool:  # noqa: ANN401
    """Return whether a cell is answered with "nothing": ``无``, ``暂无``, ``N/A``, a dash or a slash.

    Such a cell is not blank: someone looked and said that there is none.

    Example:
        >>> is_none_answer("暫無。"), is_none_answer("/"), is_none_answer(""), is_none_answer("无法登录")
        (True, True, False, False)
    """
    if not isinstance(value, str) or not 0 < len(value) < 64:
        return False
    if value[0].isalnum() and _LEVELS[ord(value[0])] not in _NONE_STARTS:
        return False
    return level_text(value).strip(_NONE_EDGE) in _NONE_ANSWERS


def names_none(text: str) -> bool:
    """Return whether a cell that should name something says that there is none: ``无``, ``否``, ``暂无需求``, ``未定级``.

    Example:
        >>> names_none("无"), names_none("暂无新增需求"), names_none("不需要"), names_none("无人机维修")
        (True, True, True, False)
    """
    return is_none_answer(text) or _NAMES_NONE.fullmatch(level_text(text).strip(_NONE_EDGE)) is not None


def names_nobody(text: str) -> bool:
    """Return whether a cell that should name a person says that nobody is: ``无``, ``/``, ``待定``, ``未分配``.

    Example:
        >>> names_nobody("/"), names_nobody("待定"), names_nobody("无双")
        (True, True, False)
    """
    return is_none_answer(text) or level_text(text).strip(_NONE_EDGE) in _NOBODY


def is_error_value(value: Any) -> bool:  # noqa: ANN401
    """Return whether a cell's text is a spreadsheet's error value, e.g. ``#N/A``."""
    return isinstance(value, str) and "#" in value and value.strip().lower() in _ERROR_VALUES


def cell_text(cell: object) -> str | None:
    """Return a cell's text without outer white space; ``None`` for a blank cell or an error value.

    A whole number that the reader gives as a float is written without its decimal point.
    """
    if isinstance(cell, str) and cell[:1].isalnum():
        return unstack(cell)
    if is_blank_cell(cell) or is_error_value(cell):
        return None
    if isinstance(cell, ShownNumber):
        return cell.text
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
