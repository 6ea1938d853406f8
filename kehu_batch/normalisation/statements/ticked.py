"""Choices printed in one cell, one of them ticked: ``□满意 ☑不满意``, ``满意(√) 一般( )``, ``5-非常满意``."""

from __future__ import annotations

import re
from collections.abc import Collection

from kehu_batch.normalisation.cells.fields import NONE_FIELDS, PERSON_FIELDS
from kehu_batch.normalisation.cells.text import cell_text, is_none_answer, names_nobody, names_none

_TICKED, _EMPTY = "☑✓✔√■●☒✅▣◉", "□☐○▢◯〇"
_BRACKETED = re.compile(rf"[(\[（［【]\s*(?:(?P<tick>[{_TICKED}vV])|)\s*[)\]）］】]")
_BOX = re.compile(rf"\s*([{_TICKED}{_EMPTY}])[\s:,;、/|：，；]*")
_LABEL = re.compile(rf"^[^:：{_TICKED}{_EMPTY}]{{1,12}}[:：]\s*(?=\S)")
_EDGE = " \t\r\n,;、/|。.，；"
#: Without one of these no choice is printed in a cell. A pattern of two branches would be tried at each place.
_PRINTED = re.compile(r"[□☐▢(\[（［【](?:(?<=[□☐▢])|\s*[)\]）］】])")
_CODED = re.compile(
    r"(?:(?P<code>[0-9]{1,3}|[a-e])\s?[-–—.、:=_]|\(?[a-e]\)|[①②③④⑤⑥⑦])\s?(?P<word>[^0-9\s].*)"
)
_LONGEST = 80
#: The one free text that forms print an answer for.
_ISSUES = "pending_issues"


def read_choice(field: str, cell: object) -> str | None:
    """Return the text of a field that forms print choices for; missing where it says that there is none to name."""
    text = choose_ticked(cell_text(cell) or "")
    return None if not text or (field in NONE_FIELDS and names_none(text)) else text


def read_answer(field: str, cell: object) -> str | None:
    """Return free text; of a form that prints ``□有 ☑无`` the ticked answer that there is none, of nobody nothing."""
    text = cell_text(cell)
    if text and field in PERSON_FIELDS and names_nobody(text):
        return None
    chosen = text and field == _ISSUES and choose_ticked(text)
    return chosen if chosen and is_none_answer(chosen) else text


def ticked_choice(text: str) -> str | None:
    """Return the one choice that is ticked of those which a levelled cell prints; ``None`` for any other text.

    Boxes stand before their choices or behind them, as the first one does. Two ticks, or none, choose nothing.

    Example:
        >>> ticked_choice("□满意 ☑不满意"), ticked_choice("满意(√) 一般()"), ticked_choice("☑满意 ☑一般")
        ('不满意', '满意', None)
    """
    ticked = _ticked_of(text)
    return ticked[0] if len(ticked) == 1 else None


def choose_ticked(text: str) -> str:
    """Return what is ticked of the choices that a cell prints, several joined by ``、``; any other text as it is.

    Text in which nothing is ticked, or which has no empty box beside the ticks, prints no choices.

    Example:
        >>> choose_ticked("☑电话 □上门 □微信"), choose_ticked("电话（√）上门（√）微信（ ）"), choose_ticked("√电话")
        ('电话', '电话、上门', '√电话')
    """
    return "、".join(_ticked_of(text)) or text if _PRINTED.search(text) else text


def _ticked_of(text: str) -> list[str]:
    if len(text) > _LONGEST:
        return []
    boxed = _BRACKETED.sub(lambda match: "☑" if match["tick"] else "□", text)
    pieces = _BOX.split(_LABEL.sub("", boxed).strip())
    words, boxes = [piece.strip(_EDGE) for piece in pieces[::2]], pieces[1::2]
    before = not words[0]
    choices = words[1:] if before else words[:-1]
    whole = len(boxes) > 1 and all(choices) and (before or not words[-1])
    return [choice for box, choice in zip(boxes, choices, strict=False) if whole and box in _TICKED]


_CROSSED = re.compile(
    r"(?:客户|他|她)?(?:在|把)?\s?[“\"‘「『']?(?P<word>[^“”\"‘’「」『』',。;]{2,8}?)[”\"’」』']?"
    r"(?:那?一?[栏项格框]|选项)?(?:[上里处]|后面?|前面?|旁边?)?(?:打|画|划|标)[了上个]{0,2}(?:勾|钩|对勾|√|✓|圈)[了。!]{0,2}"
)


def crossed_word(text: str, words: Collection[str]) -> str | None:
    """Return the word that a levelled text says was ticked; ``None`` for any other text.

    Example:
        >>> crossed_word("在“满意”上打了勾", ["满意"]), crossed_word("在合同上打勾", ["满意"])
        ('满意', None)
    """
    match = _CROSSED.fullmatch(text)
    return match["word"] if match is not None and match["word"] in words else None


def choice_made(text: str, words: Collection[str]) -> str | None:
    """Return the choice that a levelled cell is, however it was made: by a box, by its code or by what it tells.

    Args:
        text: The cell.
        words: The choices there are, without the points that they stand for.
    """
    return ticked_choice(text) or coded_choice(text, words) or crossed_word(text, words)


def coded_choice(text: str, words: Collection[str]) -> str | None:
    """Return a choice as questionnaires export it, ``5-非常满意`` or ``2.满意``, as a number with its word.

    A letter says nothing of the scale: ``a.非常满意`` is its word alone.

    Example:
        >>> coded_choice("5-非常满意", ["非常满意"]), coded_choice("5-8分", ["非常满意"])
        ('5(非常满意)', None)
    """
    match = _CODED.fullmatch(text)
    if match is None or match["word"] not in words:
        return None
    return f"{match['code']}({match['word']})" if (match["code"] or "").isdecimal() else match["word"]
