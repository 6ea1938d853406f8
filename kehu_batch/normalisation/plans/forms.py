"""Plans in a form of their own, levelled to slots: brackets round who and when, marks of any kind, names in a sentence.

``寄样品（李强，11月20日前）`` becomes ``寄样品/李强，11月20日前/``, and ``由李强11月20日前寄样品`` becomes
``李强/11月20日前寄样品``. What is content stays as it was written.
"""

from __future__ import annotations

import re

from kehu_batch.normalisation.cells.text import level_text
from kehu_batch.normalisation.plans.acts import (
    begins_as_task,
    is_titled,
    may_be_customers,
)
from kehu_batch.normalisation.plans.charge import Charge, find_charge
from kehu_batch.normalisation.plans.owner_forms import has_title
from kehu_batch.normalisation.plans.owners import (
    PlanContext,
    is_no_owner,
    is_trade,
)
from kehu_batch.normalisation.plans.parts import PlanPart, split_parts
from kehu_batch.normalisation.plans.sentences import STOPS, open_sentence
from kehu_batch.normalisation.plans.short_days import (
    BETWEEN,
    is_day_with_task,
    open_in_brackets,
    open_short_days,
)
from kehu_batch.normalisation.plans.spelling import respell_plan

_BRACKETS = re.compile(
    r"[(（\[【「『〔<〈{｛](?P<inside>[^()（）\[\]【】「」『』〔〕<>〈〉{}｛｝]{1,40})[)）\]】」』〕>〉}｝]"
)
#: Marks that separate where an owner or a date stands beside them, and are part of the words elsewhere.
_MARKS = re.compile(
    r"=>|->|[>＞]{2}|-{2,}|—+|–+|[⇒➡→～~\\＼_＿·・‧•\-－*＊#＃※>＞›»^＾┃│¦‖∥♥♡❤☞●○◎■◆◇▶►★☆+＋=＝]"
)
#: Words that ask somebody to do it: no part of the name behind them. 请购部, 请示 are words of their own.
_ASKED = re.compile(r"\s*(?:[烦拟敬]?请(?![购示假款])|麻烦|安排|责成|委派|指派|(?P<awaited>[等待]))\s*(?=.)")
#: What he comes for who is awaited: 待严工7月29日来校准天平.
_COMES = re.compile(r"\s*(?:上门|过?来|到(?:店|场|访|厂|现场)|去|赴|登门)")
_DASHED_END = re.compile(r"\s*(?:——|—|--|\s-|(?<=[一-龥])[-－→])\s*(?P<who>[A-Za-z一-龥]{2,8})(?=$|[,，;；])")
_CHARGED_INSIDE = re.compile(
    r"([(（])(?P<who>[A-Za-z一-龥]{2,8}?)(?:办|跟|盯|做|弄|负责|跟进)(?=[,，;；)）])"
)
_LIST_MARKS = frozenset("、,，和与及&+＆＋")
#: That something is to be done by the day before it: （10月23日前完成）.
_DONE_THEN = re.compile(
    r"(?<=[日号前内0-9])\s?(?:务必|必须)?(?:完成|办[完好结妥]|做[完好]|搞定|解决|交付|到位)(?=$|[,，;；])"
)
_JOINS = re.compile("[&＆+＋・]")
_JOINED = re.compile(r"([^\s/／,，、;；&＆+＋・]{1,20})\s*[&＆+＋・]\s*([^\s/／,，、;；&＆+＋・]{1,20})")
_BEFORE_DATE = re.compile(r"\s*(?:须|应该?|将|需|务必)?[于於在]?$")
_LONGEST = 200


def level_plan(text: str, context: PlanContext) -> str:
    """Return a plan's text with slashes where who and when are set apart in another way."""
    if len(text) > _LONGEST:
        return text
    plain = respell_plan(text)
    if _JOINS.search(plain):
        plain = _close_lists(plain, context)
    plain = _without_asking(plain, context)
    plain = _without_charge(_open_behind_name(plain, context), context)
    plain = open_short_days(_open_dashed(plain, context), context)
    plain = _open_brackets(open_in_brackets(plain, context), context)
    for mark in dict.fromkeys(_MARKS.findall(plain)):
        plain = _open_marks(plain, mark, context)
    return open_sentence(plain, context)


def _close_lists(text: str, context: PlanContext) -> str:
    """Write owners that a mark joins as a list: ``Lucy & Tom`` as ``Lucy、Tom``."""

    def closed(match: re.Match[str]) -> str:
        names = match.groups()
        if all(map(context.is_owner, names)):
            return "、".join(names)
        # One whose name is not plain goes with the other, whatever his place: neither is left out.
        together = any(map(context.is_owner, names)) and all(_may_be_name(name, context) for name in names)
        return "&".join(names) if together else match[0]

    return _JOINED.sub(closed, text)


_SHORT_NAME = re.compile("[一-龥]{2,3}")


def _may_be_name(text: str, context: PlanContext) -> bool:
    """Whether a text beside a name, with a mark that joins them, is one as well: ``佩珊 & 阿德``."""
    if context.is_owner(text) or is_trade(text):
        return True
    return not (_SHORT_NAME.fullmatch(text) is None or is_no_owner(text) or begins_as_task(text))


def _without_asking(text: str, context: PlanContext) -> str:
    """Leave out the word that asks, where an owner and then the date follow it: ``请李工11月20日前复测``."""
    asked = _ASKED.match(level_text(text))
    dates = context.dates_in(text) if asked else []
    if asked is None or not dates:
        return text
    owner = _BEFORE_DATE.sub("", text[asked.end() : dates[0][1]].rstrip(STOPS + " "))
    act = text[dates[0][2] :]
    if asked["awaited"] and (has_title(level_text(owner)) or not _COMES.match(act)):
        return text
    theirs = not context.knows(owner) and may_be_customers(owner, act)
    return text[asked.end() :] if context.is_owner(owner) and not theirs else text


def _open_dashed(text: str, context: PlanContext) -> str:
    """Set the owner apart who stands last, behind a dash: ``通知客户——话务班``."""
    dashed = _DASHED_END.search(text)
    if dashed is not None and _stands_last(text, dashed, context):
        return f"{text[: dashed.start()]}/{dashed['who']}/{text[dashed.end() :].lstrip(STOPS)}".rstrip("/")
    return text


#: What makes the name behind it one of the customer's, or of whoever is spoken to.
_THEIRS = re.compile("(?:客户|对方|甲方|公司|联系人?|找|跟|和|与|给)\\s*$")


def _stands_last(text: str, dashed: re.Match[str], context: PlanContext) -> bool:
    """Whether a dash parts an owner from what is to be done, and not one of the customer's: ``联系客户-王总``."""
    if not context.is_owner(dashed["who"]) or not context.dates_in(text):
        return False
    if context.knows(dashed["who"]):
        return True
    return (
        not is_titled(dashed["who"])
        and _THEIRS.search(text[max(0, dashed.start() - 4) : dashed.start()]) is None
    )


def _without_charge(text: str, context: PlanContext) -> str:
    """Leave out the words that put an owner in charge, within brackets or in a part of his own.

    ``（葛红芳办，10月20日前）``, ``柳青负责；11/7；试吃反馈``, ``交给姚远去办，7月11日前换锁``.
    """

    def bare(match: re.Match[str]) -> str:
        return f"{match[1]}{match['who']}" if context.is_owner(match["who"]) else match[0]

    text = _CHARGED_INSIDE.sub(bare, text)
    parts = split_parts(text)
    charges = [(part, find_charge(part.text)) for part in parts]
    charged = [
        (part, charge)
        for part, charge in charges
        if charge is not None and _puts_owner(charge, part, len(parts), context)
    ]
    if len(charged) != 1:
        return text
    part, charge = charged[0]
    others = [other for other in parts if other is not part and context.is_owner(other.text)]
    if any(not _LIST_MARKS.issuperset(text[other.end : part.start].strip()) for other in others):
        return text
    if text[part.end :].lstrip().startswith("、"):
        # 区域总监牵头、品牌部配合.
        return text
    act = f"，{charge.act}" if charge.act else ""
    return f"{text[: part.start]}{charge.name}{act}{text[part.end :]}"


def _puts_owner(charge: Charge, part: PlanPart, parts: int, context: PlanContext) -> bool:
    """Whether a part says whose the plan is and nothing else but what he does."""
    if is_trade(charge.name):
        # 技术处理 behind a day is what is done.
        return charge.plain and part.is_slot and part.start_of_text and parts > len(("who", "when"))
    return context.is_owner(charge.name) and (
        charge.plain or charge.name.isascii() or context.knows(charge.name) or charge.names()
    )


#: Who does it, and in brackets when and what: 杜娟（10月23日前寄发票复印件）.
_NAME_AND_PLAN = re.compile(
    r"\s*(?P<who>[^\s\d,，、;；:：/／|()（）\[\]【】]{2,10})\s?[(（\[【](?P<inside>[^()（）\[\]【】/／]{4,60})[)）\]】][。.]?\s*"
)


def _open_behind_name(text: str, context: PlanContext) -> str:
    """Take the brackets off when and what, where nothing but the owner stands before them and nothing behind."""
    match = _NAME_AND_PLAN.fullmatch(text)
    if match is None or not context.is_owner(match["who"]):
        return text
    inside = match["inside"].strip()
    dates = context.dates_in(inside)
    if len(dates) != 1 or context.is_date(inside):
        return text
    _, start, end = dates[0]
    what = inside[end:] if start == 0 else inside[:start] if end == len(inside) else ""
    return f"{match['who']}/{inside}" if what.strip(STOPS + " ") else text


def _open_brackets(text: str, context: PlanContext) -> str:
    """Turn brackets round owners and dates into slots; those round a role beside its name stay."""
    found = list(_BRACKETS.finditer(text))
    told = context.dates_in(text) if found else []
    opened = [
        match
        for match in found
        # 3/20（周三）14:30 is one date.
        if not any(start < match.start() and match.end() <= end for _, start, end in told)
        and _holds_slots(text, match, context)
    ]
    if not opened:
        return text
    # [李强][11月20日][寄样品]: the last one is the content in the same dress.
    opened += [
        match
        for match in found
        if match not in opened and match.end() == len(text.rstrip()) and match.start() == opened[-1].end()
    ]
    for match in sorted(opened, key=re.Match.start, reverse=True):
        inside = _DONE_THEN.sub("", match["inside"])
        text = f"{text[: match.start()]}/{inside}/{text[match.end() :]}"
    return text


def _holds_slots(text: str, match: re.Match[str], context: PlanContext) -> bool:
    """Whether brackets hold owners and dates alone, and neither beside what they explain (11月20日（周一）)."""
    inside = _DONE_THEN.sub("", match["inside"]).strip()
    dates = context.dates_in(f"/{inside}/")
    rest = f"/{inside}/"
    for _, start, end in reversed(dates):
        rest = f"{rest[:start]},{rest[end:]}"
    owners = [inside] if context.is_owner(inside) else [part for part in BETWEEN.split(rest) if part]
    if not (dates or owners) or not all(context.is_owner(owner) or is_trade(owner) for owner in owners):
        return False
    before = BETWEEN.split(text[: match.start()].rstrip())[-1]
    if not owners:
        return not (before and context.is_date(before))
    return bool(dates) or not (before and context.is_owner(before))


def _open_marks(text: str, mark: str, context: PlanContext) -> str:
    """Turn a mark into a slash where an owner or a date stands on one side of it, if both are set apart by it."""
    parts = text.split(mark)
    kinds = [_kind(part, context) for part in parts]
    if not {"when", "who"}.issubset(kinds):
        return text
    joined = parts[0]
    for place in range(1, len(parts)):
        joined += ("/" if kinds[place - 1] or kinds[place] else mark) + parts[place]
    return joined


def _kind(part: str, context: PlanContext) -> str:
    if context.is_date(part) or is_day_with_task(part):
        return "when"
    return "who" if context.is_owner(part.strip()) or is_trade(part.strip()) else ""
