"""Whether a header is near enough to a known one to be proposed: a slip of the pen, or the same thing in more words."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

#: What stands before the thing itself.
_BEGINNING = re.compile("^(?:客户|最近|最后|所属|所在|本次|当前)")
#: What the thing is, by kinds: a time is no name, though both are the customer's.
_KINDS = (
    ("时间", "日期", "年份", "年月", "日"),
    ("名称", "姓名", "名字"),
    ("编号", "编码", "代码", "号码", "号"),
    ("余额", "结余"),
    ("金额", "总额", "款项", "额"),
    ("人员", "人", "员"),
    ("类型", "类别", "种类"),
    ("状态", "情况"),
    ("方式", "途径", "渠道", "形式", "方法"),
    ("说明", "描述", "信息", "备注", "内容"),
)
_ENDINGS = {ending: kind for kind, endings in enumerate(_KINDS) for ending in endings}
#: Kinds that say no more of a thing: 回访结果说明 is the result, 回访人员姓名 who called.
_PLAIN = frozenset({1, 9})
#: Characters by whose exchange a header says the opposite.
_OPPOSITE = frozenset(
    map(frozenset, ("初末", "上下", "已未", "前后", "首末", "借贷", "应实", "新旧", "收付", "增减"))
)
#: Words by which a longer header is not the shorter one: 未核销金额 is not 核销金额, 清账凭证 is not 凭证号.
_DENYING = frozenset("未已不非应实预清")
#: A header that is the end of another is the same thing from so many characters on: 主要联系人.
_WHOLE = 3
#: Headers of one length are different things where they differ in one character (开票人, 开票日), unless they are long,
#: or at their end.
_LONG, _LEAST = 5, 4
#: How alike texts of one ending must be.
_ALIKE = 0.6


def are_near(text: str, form: str) -> bool:
    """Return whether a folded header may well be what a known one says.

    Example:
        >>> are_near("信用额渡", "信用额度"), are_near("回访人员姓名", "回访人"), are_near("主要联系人", "联系人")
        (True, True, True)
        >>> are_near("投诉渠道", "投诉编号"), are_near("所属省份", "所属行业"), are_near("期初余额", "期末余额")
        (False, False, False)
    """
    text, form = (part.replace("的", "") or part for part in (text, form))
    shorter, longer = sorted((text, form), key=len)
    if len(shorter) >= _WHOLE and longer.endswith(shorter):
        return _DENYING.isdisjoint(longer.removesuffix(shorter))
    slip = len(text) == len(form) and _one_slip(text, form)
    return slip or _says_the_same(text, form)


def _says_the_same(text: str, form: str) -> bool:
    """Whether two texts are one thing but for words around it and endings that say no more of it."""
    one, kinds = _stem(_bare(text))
    other, of_form = _stem(_bare(form))
    telling = kinds - _PLAIN
    shorter, longer = sorted((one, other), key=len)
    if telling != of_form - _PLAIN or len(shorter) < 2 or _says_the_opposite(one, other):
        return False
    if one == other:
        return True
    if not telling:
        return False
    alike = len(shorter) >= _WHOLE and SequenceMatcher(None, one, other, autojunk=False).ratio() > _ALIKE
    return shorter in longer or alike


def _bare(text: str) -> str:
    """Return a text without what stands before the thing, where enough of it is left."""
    rest = _BEGINNING.sub("", text)
    return rest if len(rest) >= _WHOLE else text


def _says_the_opposite(one: str, other: str) -> bool:
    """Whether one of two texts denies the other, or a character of it is the opposite of one of the other's."""
    mine, its = set(one) - set(other), set(other) - set(one)
    return not _DENYING.isdisjoint(mine ^ its) or any(
        frozenset((a, b)) in _OPPOSITE for a in mine for b in its
    )


def _stem(text: str) -> tuple[str, frozenset[int]]:
    """Return a text without its endings, and the kinds of those."""
    kinds: set[int] = set()
    while True:
        ending = next((one for one in _ENDINGS if text.endswith(one) and len(text) > len(one) + 1), None)
        if ending is None:
            return text, frozenset(kinds)
        kinds.add(_ENDINGS[ending])
        text = text.removesuffix(ending)


def _ending(text: str) -> int | None:
    return next((kind for ending, kind in _ENDINGS.items() if text.endswith(ending)), None)


def _one_slip(text: str, form: str) -> bool:
    """Whether one character stands for another, and neither the thing nor its sense is another for it."""
    different = [(a, b) for a, b in zip(text, form, strict=True) if a != b]
    if len(different) != 1 or _says_the_opposite(text, form):
        return False
    if len(text) < _LONG and (len(text) < _LEAST or text[-1] == form[-1]):
        return False
    return _ending(text) in (None, _ending(form))
