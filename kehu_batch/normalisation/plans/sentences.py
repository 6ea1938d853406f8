"""Owners that a sentence names, set apart with slashes: ``由李强11月20日前寄样品`` becomes ``李强/11月20日前寄样品``.

A sentence names who does it in four ways, the surest first: behind a word that calls upon him (由, 派给, 麻烦), before
a word that puts him in charge (牵头, 带队, 盯), right behind the date and before what he does, or first in a clause
before what only one of ours does. Where two clauses of one way name somebody the text stays as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehu_batch.normalisation.cells.text import level_text
from kehu_batch.normalisation.plans.acts import (
    INTENDED,
    MANNER,
    PROMISED,
    TOGETHER,
    acts_at,
    acts_in_english,
    does_outside,
    may_be_customers,
)
from kehu_batch.normalisation.plans.owner_forms import (
    LONGEST_NAME,
    SHORT_ACTS,
    NameForm,
    has_title,
    is_bare_role,
    is_called,
    is_full_name,
    names_at_start,
)
from kehu_batch.normalisation.plans.owners import (
    PlanContext,
    acting_trade,
    called_owner,
    charged_trade,
    ends_team,
    is_latin_name,
    is_trade,
    leading_owner,
    leading_trade,
)
from kehu_batch.normalisation.plans.parts import PlanPart, split_parts

#: Marks behind an owner that set him apart already.
STOPS = ",，/／、;；"
_BY = re.compile(r"(?:(?<![自理缘事经])|(?<=[一这此该]事))由(?=[^于此来衷])")
_CHARGED = re.compile(r"\s*(?:负责|(?:跟进|处理|落实|对接|安排|[跟盯做办去])(?=$|[,，。;；/(（]))")
_SEES_TO = re.compile(r"\s*[跟盯做办去管](?=$|[\s,，。;；/(（])")
#: 由李强改为王敏: the later one.
_CHANGED = re.compile(r"\s*(?:改[为由成]|换[成为])\s*")
_MODAL = re.compile(
    rf"\s*(?:负责|须|应该?|将|要|赶|需要?|得|必须|务必|会|能|可以?|{PROMISED}|{INTENDED}|拟)?[于在]?(?=.)"
)
#: 质检部派人5月7日到厂.
_SENDS = re.compile(r"\s*派[人员车工][于在]?(?=[0-9０-９一二三四五六七八九十明后下本])")
_PROMISED = re.compile(rf"\s*(?:{PROMISED})")
_LISTED = re.compile("[、和与與及+&]|以及|[会會]同|[联聯]合|[协協]同")
#: Within so much of a text a list's first owner ends.
_LONGEST_FIRST = 16

#: Words that call upon somebody, wherever they stand, and such as may as well send something to him: first only.
_CALLED = re.compile(
    r"(?<![邀申提礼转出分选呼应])(?:派单?给?|派遣|委派|指派给?|指定|责成|麻烦|拜托|劳烦|[烦拟敬]?请(?![购示假款帖求教])|让(?!利)|叫|喊|安排"
    r"|人员|负责人|责任人|跟进人|经办人|承办人|执行人|对接人|(?<![回当所终])归(?![还档零位类属集总并口拢案到于纳因功咎]))\s*"
)
_HANDED = re.compile(
    r"(?:(?:[此这该]事|这件事|[一-龥]{1,8}的事情?|[该此]?问题|后续|其余的?|剩下的?|全部|统一|都|已|先|再|需|可|后){0,2})"
    r"(?:交由|交给|转派给?|转交?给?|移交给?|分配给|分给)\s*"
)
#: What any of these holds: most texts have none.
_CALLS = re.compile("[派指责麻劳拜请让叫喊安交转移分人归]")
_CHARGES = re.compile(f"[头队导关底手筹责办跟盯做管]|[{SHORT_ACTS}](?:一下)?[。.]?(?:[\\s,，、;；/／|｜]|$)")
#: What is said of those in charge, nothing else behind it.
_IN_CHARGE = re.compile(
    rf"\s*{MANNER}(?:负责|牵头|带队|主导|把关|兜底|接手|统筹|主责|督办|主办|经办|承办|负责到底|全程跟进?|在跟|来[跟办做盯]|去[办做]|[盯跟][着紧]?|管|跟一下|盯一下)[。.!！]*$"
)
_MATTER = re.compile(r".{0,20}?(?:的事情?|这事|此事|这件事|的活儿?|这块)\s*(?=.)")
#: What somebody does with what stands before him, and which stays: 补充协议，崔颖拟.
_DOES_LAST = re.compile(rf"\s*(?:[去来]|负责)?[{SHORT_ACTS}](?:一下)?[。.]?$")
#: What was told is no plan of ours: 李工说机器要返厂, and what waits for somebody: 等李工确认后再寄.
_TOLD = re.compile(
    "[说称]|表示|反[映馈]|要求|希望|认为|觉得|已|[过了](?:$|[0-9一二两三四五六七八九十])|没|未|不|是否|[^之以]后[再就才]?$|后[再就才]"
)


_TOGETHER = re.compile(rf"\s*(?:{TOGETHER})")


def open_sentence(text: str, context: PlanContext) -> str:
    """Return a text with its owner set apart by slashes, where its words tell who that is; else the text as it is."""
    by = _BY.search(text)
    if by is not None:
        return _open_by(text, by, context)
    bare = text.lstrip()
    listed = _owners_at(bare, context) if _LISTED.search(bare, 0, _LONGEST_FIRST) else ""
    if _LISTED.search(listed):
        rest = bare[len(listed) :].lstrip()
        return f"{listed}/{rest}" if rest and rest[0] not in STOPS else text
    opened = _open_first(bare, leading_owner(bare, context, named=True), context)
    return _open_clauses(text, context) if opened is None else opened or text


def _open_by(text: str, by: re.Match[str], context: PlanContext) -> str:
    """Set apart the owners that 由 names."""
    begin = by.end()
    owners = _owners_at(text[begin:], context)
    changed = _CHANGED.match(text, begin + len(owners)) if owners else None
    if changed is not None:
        begin = changed.end()
        owners = _owners_at(text[begin:], context)
    owners = owners or charged_trade(text[begin:]) or _called_so(text[begin:])
    if not owners:
        return text
    rest = text[begin + len(owners) :]
    charged = _CHARGED.search(level_text(rest))
    rest = rest[: charged.start()] + rest[charged.end() :] if charged else rest
    return f"{text[: by.start()]}/{owners}/{rest}" if by.start() else f"{owners}/{rest}"


def _called_so(text: str) -> str:
    """Return what only ours are called by whom a text begins with, whatever they do: ``褚工携备机到院顶用``."""
    level = level_text(text[:LONGEST_NAME])
    called = (
        size
        for size, form in names_at_start(level)
        if form is NameForm.CALLED or (form is NameForm.TEAM and ends_team(level, size))
    )
    return text[: next(called, 0)]


def _open_first(text: str, owner: str, context: PlanContext) -> str | None:
    """Set apart the owner that a text begins with and his day follows; ``""`` where it does without a word between.

    ``None`` where no owner begins it, or what he does comes before the day.
    """
    rest = text[len(owner) :]
    if owner and is_latin_name(owner) and acts_in_english(rest):
        return f"{owner}/{rest}"
    if owner and (sends := _SENDS.match(rest)) is not None:
        dates = context.dates_in(rest[sends.end() :])
        theirs = dates and may_be_customers(owner, rest[sends.end() + dates[0][2] :])
        return f"{owner}/{rest}" if dates and dates[0][1] == 0 and not theirs else None
    modal = _MODAL.match(rest)
    dates = context.dates_in(rest[modal.end() :] if modal else rest) if owner else []
    if not dates or dates[0][1] != 0:
        return None
    if modal is not None and _PROMISED.match(modal[0]) and not context.knows(owner):
        # 王总答应5月10日付款 is the customer's word, and one that was not kept is no plan.
        promised = rest[modal.end() + dates[0][2] :]
        if may_be_customers(owner, promised) or has_title(level_text(owner)) or _TOLD.search(promised):
            return ""
    return f"{owner}/{rest[modal.end() :]}" if modal is not None and modal[0].strip() else ""


def _owners_at(text: str, context: PlanContext) -> str:
    """Return the owner or list of owners that a text begins with, as written."""
    done, owners = 0, 0
    while True:
        owner = leading_owner(text[done:], context, named=True) or leading_trade(text[done:])
        if not owner:
            # 由邹颖、… with somebody whose name is not plain is no plan of the first alone.
            if text[:done].rstrip().endswith("、"):
                return ""
            break
        done, owners = done + len(owner), owners + 1
        more = re.match(rf"\s*(?:{_LISTED.pattern})\s*", text[done:])
        if more is None:
            break
        done += more.end()
    listed = text[:done].rstrip("、,，和与與及+& ")
    return "" if owners == 1 and leading_trade(text) == listed else listed


def _open_clauses(text: str, context: PlanContext) -> str:
    """Set the owner apart that a clause names, in the surest of the ways that one does; two of one way are none."""
    parts = split_parts(text)
    if any(context.is_owner(part.text) for part in parts):
        return text
    dates = [(start, end) for _, start, end in context.dates_in(text)]
    for way in (_called_upon, _in_charge, _behind_date, _first_in_clause):
        places = list(dict.fromkeys(way(text, parts, dates, context)))
        if len(places) == 1:
            opened, start, end, closed = places[0]
            return f"{text[:opened].rstrip()}/{text[start:end]}/{text[closed:].lstrip()}".removeprefix("/")
        if places:
            return text
    return text


#: Where an owner is told: what goes before him is kept up to the first place, he stands between the next two, and what
#: he does goes on from the last.
_Place = tuple[int, int, int, int]
_Dates = list[tuple[int, int]]


def _called_upon(text: str, parts: list[PlanPart], dates: _Dates, context: PlanContext) -> Iterator[_Place]:
    for part in parts if _CALLS.search(level_text(text)) else ():
        inside = [end - part.start for _, end in dates if part.start < end < part.end]
        level = level_text(part.text)
        handed = (_HANDED.match(level, place) for place in (0, *inside))
        for match in [*filter(None, handed), *_CALLED.finditer(level)]:
            # A date with slashes behind the owner is cut in two by the parts.
            start = part.start + match.end()
            owner = called_owner(text[start:], context)
            if owner and not may_be_customers(owner, _act_behind(text[start + len(owner) :], context)):
                end = start + len(owner)
                charged = _SEES_TO.match(text, end)
                yield part.start + match.start(), start, end, charged.end() if charged else end


def _act_behind(rest: str, context: PlanContext) -> str:
    """Return what stands behind an owner, the date first left out that may come between."""
    dates = context.dates_in(rest[:_LONGEST_FIRST])
    return rest[dates[0][2] :] if dates and dates[0][1] == 0 else rest


def _in_charge(text: str, parts: list[PlanPart], dates: _Dates, context: PlanContext) -> Iterator[_Place]:
    for part in parts if _CHARGES.search(level_text(text)) else ():
        level = level_text(part.text)
        match = _IN_CHARGE.search(level) or _DOES_LAST.search(level)
        if match is None:
            continue
        closed = part.start + (match.start() if match.re is _DOES_LAST else match.end())
        inside = [end for _, end in dates if part.start <= end < part.start + match.start()]
        start = max(inside, default=part.start)
        owner = part.text[start - part.start : match.start()]
        matter = _MATTER.match(owner)
        if matter is not None:
            # 换配送车的事老康管.
            start, owner = start + matter.end(), owner[matter.end() :]
        start += len(owner) - len(owner.lstrip())
        named = _is_sure_name if match.re is _DOES_LAST else context.is_owner
        if owner and named(owner.strip()) and not is_trade(owner.strip()):
            yield start, start, part.start + match.start(), closed


def _is_nick(text: str) -> bool:
    """Whether only one of ours is called so: 小野, 孟姐; customers have people who are called 黄工."""
    level = level_text(text)
    if level.endswith("工") or (level[:1] not in _NICK_STARTS and not level.endswith(("姐", "哥", "师傅"))):
        return False
    return (len(level), NameForm.CALLED) in names_at_start(level[:LONGEST_NAME])


_NICK_STARTS = frozenset("小老阿")


def _is_sure_name(text: str) -> bool:
    """Whether a text is a name by its form: 余额未退 would call 余额未 somebody."""
    level = level_text(text)
    return is_full_name(level) or is_called(level)


#: When on a day, before the one who does it.
_HOUR = re.compile(r"(?:夜[里间]|[上中下]午|凌晨|清?早上?|早晨|傍晚|晚上?)\s?")


def _behind_date(text: str, _parts: list[PlanPart], dates: _Dates, context: PlanContext) -> Iterator[_Place]:
    for _, end in dates:
        start = end + len(text[end:]) - len(text[end:].lstrip(" \t　,，:："))
        hour = _HOUR.match(text, start)
        start = hour.end() if hour else start
        rest = text[start:]
        listed = _owners_at(rest, context) if _LISTED.search(rest, 0, _LONGEST_FIRST) else ""
        # Two names in a list and an act behind them are owners; one alone may be a word that looks like a name.
        owner = (
            listed
            if _LISTED.search(listed)
            else leading_owner(rest, context, named=False) or acting_trade(rest)
        )
        follows = rest[len(owner) :].lstrip()
        if owner and follows and follows[0] not in STOPS:
            yield start, start, start + len(owner), start + len(owner)


def _first_in_clause(
    _text: str, parts: list[PlanPart], _dates: _Dates, context: PlanContext
) -> Iterator[_Place]:
    for part in parts:
        listed = _owners_at(part.text, context) if _LISTED.search(part.text, 0, _LONGEST_FIRST) else ""
        if _LISTED.search(listed) and _TOGETHER.match(part.text, len(listed)):
            yield part.start, part.start, part.start + len(listed), part.start + len(listed)
            continue
        owner = leading_owner(part.text, context, named=False)
        rest = level_text(part.text[len(owner) :])
        if not owner or is_bare_role(level_text(owner)):
            continue
        ours = does_outside(rest) or (_is_nick(owner) and acts_at(rest, 0))
        if ours and not _TOLD.search(rest):
            yield part.start, part.start, part.start + len(owner), part.start + len(owner)
