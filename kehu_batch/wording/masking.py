"""Contact persons and phone numbers as those may see them who need not call: ``*总``, ``王**``, ``138****5678``."""

from __future__ import annotations

import re
from collections.abc import Iterable

_MOBILE = re.compile(r"(?<![0-9A-Za-z-])(1[3-9][0-9])[- ]?[0-9]{4}[- ]?([0-9]{4})(?![0-9A-Za-z-])")
#: A landline: area code, a separator, seven or eight digits. A date or a document number has no such form.
_LANDLINE = re.compile(r"(?<![0-9A-Za-z-])([(（]?0[0-9]{2,3}[)）\- ]{1,2})[0-9]{3,4}([0-9]{4})(?![0-9-])")
#: How the digits of each begin: a search that begins with a character of its own takes a tenth of theirs.
_MAY_BE_MOBILE, _MAY_BE_LANDLINE = re.compile("1[3-9][0-9][- ]?[0-9]"), re.compile(r"0[0-9]{2,3}[)）\- ]")

_BETWEEN = re.compile(r"[、,，;；/|\s()（）:：]+")
_TITLE = re.compile(
    r"(?:副?总经理|副总|经理|經理|总监|總監|主管|主任|专员|專員|工程师|工程師|师傅|師傅|老师|老師|老板|老闆|先生|女士|小姐"
    r"|部长|部長|科长|科長|处长|處長|院长|院長|校长|校長|店长|店長|厂长|廠長|董事长|董事長|总|總|董|工|生|姐|哥)$"
)
_HIDDEN = re.compile(r"[*＊×✱某]")
#: Words of two characters that end in a surname, and characters that go on a word begun by a title: neither 上周总结 nor
#: 由于总部 names anybody. Surnames that count things (3张总表) are none after a number.
_MEASURES = frozenset("张張元万萬项項")
_WORDS = frozenset(
    [
        "上周",
        "本周",
        "每周",
        "下周",
        "一周",
        "两周",
        "双周",
        "由于",
        "位于",
        "对于",
        "关于",
        "至于",
        "等于",
        "属于",
        "终于",
        "资金",
        "现金",
        "基金",
        "奖金",
        "租金",
        "押金",
        "佣金",
        "提高",
        "最高",
        "甲方",
        "乙方",
        "国王",
        "行李",
        "白杨",
        "蛋黄",
        "夸张",
        "紧张",
        "主张",
        "扩张",
        "开张",
        "纸张",
        "单张",
        "每张",
        "整张",
        "一张",
        "两张",
        "几张",
    ]
)
#: Surnames that end no word but those above: 王总结清尾款 names somebody however it is read.
_SURNAMES = frozenset(
    "王李张張刘劉陈陳杨楊赵趙黄黃吴吳徐孙孫胡朱郭宋韩韓冯馮萧蕭曹袁邓鄧沈彭吕呂卢盧蒋蔣蔡魏薛谭譚邹鄒秦尹"
)
#: Surnames that are words by themselves, before 总 and 工 too: 周总结, 向总部, 单总价.
_WORDS_ALONE = frozenset("周于高向和从由单單曾全时時常成方年季万萬元费費毛水经經何任余关關")
#: What stands right before a name: the start of a clause, or a word that leads to somebody.
_BEFORE_NAMES = re.compile(r"(?:^|[\s、，。；：！？,.;:!?（）()“”\"'/|]|[与與跟给給请請找让讓访訪约約替])$")
_GOES_ON = {
    "总": "结额数量计部体共和价线务包是",
    "總": "結額數量計部體共和價線務包是",
    "工": "作厂廠具艺藝期单單资資人时時业業",
}


def mask_phones(text: str) -> str:
    """Return text in which the middle of every phone number is stars; numbers of documents stay.

    Example:
        >>> mask_phones("请回电 13812345678"), mask_phones("单号 20138123456789"), mask_phones("电话 0571-87654321")
        ('请回电 138****5678', '单号 20138123456789', '电话 0571-****4321')
    """
    hidden = _MOBILE.sub(r"\1****\2", text) if _MAY_BE_MOBILE.search(text) else text
    return _LANDLINE.sub(r"\1****\2", hidden) if _MAY_BE_LANDLINE.search(hidden) else hidden


def split_people(text: str) -> tuple[str, ...]:
    """Return the people that a cell of contacts names.

    Example:
        >>> split_people("李工、郑经理"), split_people("张总 13812345678")
        (('李工', '郑经理'), ('张总',))
    """
    return tuple(part for part in _BETWEEN.split(mask_phones(text)) if part and not part[0].isdigit())


def mask_person(name: str) -> str:
    """Return a person's name as departments mask it: a title stays, of a name without one the first character.

    Example:
        >>> [mask_person(name) for name in ("周总", "王建国", "欧阳经理", "*经理", "John")]
        ['*总', '王**', '*经理', '*经理', 'J***']
    """
    if _HIDDEN.search(name):
        return name
    title = _TITLE.search(name)
    if title is not None and title.start():
        return f"*{title[0]}"
    return name[0] + "*" * max(1, min(len(name) - 1, 3))


class Masking:
    """Hides people and phone numbers in what is forwarded.

    Args:
        people: Contact persons as the tables name them; one that is hidden already, or a single character, is passed
            over, for it would be found in any text.
    """

    def __init__(self, people: Iterable[str] = ()) -> None:
        names = {name for name in people if len(name) > 1 and not _HIDDEN.search(name)}
        self._names = re.compile(_pattern(names)) if names else None

    def text(self, text: str) -> str:
        """Return text with phone numbers and known people hidden; of text that is masked nothing changes.

        Example:
            >>> hide = Masking(["周总", "王建国"]).text
            >>> hide("已与周总确认,上周总结见附件"), hide("王建国 13812345678")
            ('已与*总确认,上周总结见附件', '王** 138****5678')
        """
        if self._names is not None:
            text = self._names.sub(_hide, text)
        return mask_phones(text)

    def people(self, text: str) -> str:
        """Return a cell of contacts with each person in it hidden, known or not.

        Example:
            >>> Masking().people("李工、郑敏 13812345678")
            '*工、郑* 138****5678'
        """
        text = mask_phones(text)
        for name in sorted(split_people(text), key=len, reverse=True):
            text = text.replace(name, mask_person(name))
        return text


def _hide(found: re.Match[str]) -> str:
    """Return a person hidden; as it is where title or surname may be but a part of another word."""
    name = found[0]
    if len(name) == 2:
        after = found.string[found.end() : found.end() + 1]
        before = found.string[max(0, found.start() - 1) : found.start()]
        if before + name[0] in _WORDS or (before.isdigit() and name[0] in _MEASURES):
            return name
        if after and after in _GOES_ON.get(name[1], "") and not _is_surname(name[0], before):
            return name
    return mask_person(name)


def _is_surname(character: str, before: str) -> bool:
    """Return whether a character before 总结, 工作 and the like names somebody.

    Example:
        >>> _is_surname("王", "天"), _is_surname("段", "，"), _is_surname("段", "阶"), _is_surname("周", "")
        (True, True, False, False)
    """
    if character in _SURNAMES:
        return True
    return character not in _WORDS_ALONE and _BEFORE_NAMES.search(before) is not None


def _pattern(names: set[str]) -> str:
    """Return a pattern of the names, the longest first among those with one first character."""
    groups: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        groups.setdefault(name[0], []).append(re.escape(name[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in groups.items())
