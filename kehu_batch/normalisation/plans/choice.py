"""Tell who and what among the parts of a plan, its date taken out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from kehu_batch.normalisation.cells.text import is_none_answer, level_text
from kehu_batch.normalisation.plans.acts import TOGETHER, begins_as_task, does_customers, is_titled
from kehu_batch.normalisation.plans.charge import find_charge
from kehu_batch.normalisation.plans.owners import (
    PlanContext,
    is_no_owner,
    is_trade,
    owners_apart,
)
from kehu_batch.normalisation.plans.parts import PlanPart, split_parts

_LONGEST_OWNER = 12
_LONGEST_LIST = 60

_DOES = "负责(?!人)|跟进|处理|落实|联系|安排|对接|回访|跟踪|完成"
_BY_OWNER = re.compile(rf"由(?P<owner>[^\s/,，、由]{{2,8}}?)(?:{_DOES})")
_OWNER_DOES = re.compile(rf"^(?P<owner>[^\s/,，、]{{2,8}}?)(?:负责(?!人)|(?={_DOES}))")

_BRACKETS = re.compile("[()（）【】\\[\\]]")
#: Trades that are as often a thing as a team: 技术处理, 物流安排.
_TRADES = frozenset({"技术", "财务", "物流", "商务", "市场", "法务", "实施", "运维"})

#: Marks and words between owners that stay as they were typed.
_LISTED = re.compile("[、,，&+;；]|和|及|与")


def who_and_what(
    slots: Sequence[PlanPart], text: str, context: PlanContext, *, date_at: int, first_is_owner: bool = False
) -> tuple[str | None, str | None]:
    """Tell the owner among the parts that are not the date; the rest is content, as written.

    ``date_at`` is where the date stands; -1 where there is none.
    """
    texts = [slot.text for slot in slots]
    tasked = _each_with_task(text, context)
    if tasked:
        return "、".join(tasked), _joined(texts, slots, text)
    place = _owner_place(slots, context, dated=date_at >= 0, first_is_owner=first_is_owner)
    if place is None:
        owners = _owners_in_sentence(texts, context)
        # Where several do a part each, the content keeps who does which.
        content = (
            [_OWNER_DOES.sub("", _BY_OWNER.sub("", item)) for item in texts] if len(owners) == 1 else texts
        )
        return "、".join(owners) or None, _joined(content, slots, text)
    last = place
    while last + 1 < len(slots) and _shares(
        slots[last], slots[last + 1], text, context, dated=slots[last + 1].end <= date_at
    ):
        last += 1
    place = _first_of_list(slots, place, text, context)
    if last == place and _is_listed_trade(slots, place, text):
        return None, _joined(texts, slots, text)
    owner = _known_form(text[slots[place].start : slots[last].end].strip(), context)
    if last > place and not _LISTED.search(owner):
        # 李强/王敏 and 李强 王敏 are as good a list as 李强、王敏, and read as one.
        owner = "、".join(slot.text for slot in slots[place : last + 1])
    if not context.knows(owner):
        owner = owners_apart(owner)
    rest = [slot for at, slot in enumerate(slots) if not place <= at <= last]
    return owner, _joined([slot.text for slot in rest], rest, text)


_BEFORE_COLON = re.compile(r"(?:^|[,，;；。/\s])([A-Za-z一-龥]{2,8})\s*[:：]")


def _each_with_task(text: str, context: PlanContext) -> list[str]:
    """Return the owners that have a task each behind a colon (``技术：查日志，客服：安抚``); none where one has."""
    names = list(dict.fromkeys(_BEFORE_COLON.findall(text))) if ":" in text or "：" in text else []
    return names if len(names) > 1 and all(context.is_owner(name) or is_trade(name) for name in names) else []


def _first_of_list(slots: Sequence[PlanPart], place: int, text: str, context: PlanContext) -> int:
    """Return where the list begins that an owner stands in: one who is not known may stand before one who is."""
    while place > 0 and context.is_owner(slots[place - 1].text):
        between = text[slots[place - 1].end : slots[place].start]
        if between.strip() not in {"", "、", ",", "，"} or "\n" in between:
            break
        place -= 1
    return _first_together(slots, place, text)


#: What those of a list do with one another, so that each of it is somebody: 木木、豆包、阿葵一起核名单.
_TOGETHER = re.compile(rf"[,，、\s](?:{TOGETHER})")
_SHORT_NAME = re.compile("[一-龥]{2,3}")


def _first_together(slots: Sequence[PlanPart], place: int, text: str) -> int:
    """Return where the list begins that an owner ends, if those of it do something together, whoever they are."""
    if _TOGETHER.search(text, slots[place].end) is None:
        return place
    first = place
    while first > 0 and text[slots[first - 1].end : slots[first].start].strip() == "、":
        if _SHORT_NAME.fullmatch(slots[first - 1].text) is None or begins_as_task(slots[first - 1].text):
            return place
        first -= 1
    return first


def _is_listed_trade(slots: Sequence[PlanPart], place: int, text: str) -> bool:
    """Whether a trade begins a list that goes on with something else (``物流、价格跟进``): it may be what is done."""
    if slots[place].text not in _TRADES or place + 1 >= len(slots):
        return False
    return text[slots[place].end : slots[place + 1].start].strip() == "、"


def _known_form(owner: str, context: PlanContext) -> str:
    """Return a known name without the role beside it, other names as they are."""
    bare = re.sub("[(（].*[)）]$", "", owner[:_LONGEST_LIST]).strip()
    return bare if context.knows(bare) else owner


#: What calls upon those whose names it stands before.
_CALLS_UPON = frozenset("@＠")


def _shares(owner: PlanPart, other: PlanPart, text: str, context: PlanContext, *, dated: bool) -> bool:
    """Return whether the next part is one more owner of the same list (``李强、王敏``, ``何静/唐工/``).

    A slash or a blank may as well stand before the content, so the other part must be known or stand before the date.
    """
    between = text[owner.end : other.start].strip()
    if not context.is_owner(other.text):
        return False
    if between in {"、", ",", "，"}:
        return True
    # Nothing behind them is left to do: 换货，李强/王敏.
    last = owner.start > 0 and bool(between) and not text[other.end :].strip()
    # 2月3日，叶青/刘畅，清洗水箱: commas part the slots, so the slash parts names.
    within = (
        between in {"/", "／"}
        and text[: owner.start].rstrip()[-1:] in _COMMAS
        and text[other.end :].lstrip()[:1] in _COMMAS
    )
    # 10/8 @贾琳 @武强 复盘: both are called upon.
    called = between in _CALLS_UPON and text[: owner.start].rstrip()[-1:] in _CALLS_UPON
    apart = dated or last or within or called or context.knows(other.text)
    return between in {"", "/", "／", *_CALLS_UPON} and apart


def _owner_place(
    slots: Sequence[PlanPart], context: PlanContext, *, dated: bool, first_is_owner: bool
) -> int | None:
    """Return the place of the part that names the owner.

    A known name goes before one that only looks like a name; several must stand together. The format's own order
    (owner, slash, date) is trusted where nothing looks like a name.
    """
    for test in (context.knows, context.is_owner):
        places = [
            place
            for place, slot in enumerate(slots)
            if test(slot.text)
            and not _may_be_theirs(slot, slots[place + 1 : place + 2], context)
            and not (place and _THEIR_LABEL.fullmatch(level_text(slots[place - 1].text)))
        ]
        if places and (places[0] == 0 or places[-1] - places[0] == len(places) - 1):
            return places[0]
    places = [place for place, slot in enumerate(slots[:-1]) if slot.is_slot and is_trade(slot.text)]
    if len(places) == 1:
        return places[0]
    if not slots or not slots[0].is_slot or len(slots[0].text) > _LONGEST_OWNER or is_no_owner(slots[0].text):
        return None
    charge = find_charge(slots[0].text)
    if charge is not None and charge.plain:
        # 两人负责, 加急处理: nobody is named.
        return None
    if len(_BRACKETS.findall(slots[0].text)) % 2:
        return None
    in_order = dated and first_is_owner and slots[0].start_of_text
    return 0 if in_order and not any(map(str.isdecimal, slots[0].text)) else None


_COMMAS = frozenset(",，;；")
#: What stands before the name of one of the customer's: 收货人：李敏, 对方财务：李敏 (a 客户经理 is ours).
_THEIR_LABEL = re.compile(
    "收[货件]人|签收人|验收人|提货人|取货人|报修人|投诉人|预约人|(?:代理|经销|供应)商|客户方?|用户"
    "|(?:对方|甲方|业主|需方|买方)[一-龥]{0,4}"
)
_POLITE = re.compile("(?:先生|女士|小姐|太太|老板|老板娘)$")


def _may_be_theirs(slot: PlanPart, behind: Sequence[PlanPart], context: PlanContext) -> bool:
    """Whether a part calls somebody as customers are called, and is not set apart as the owner's slot is.

    Who is called politely may be theirs whatever he does (李女士), who has a title where he does what customers do.
    """
    if slot.is_slot or context.knows(slot.text):
        return False
    if _POLITE.search(level_text(slot.text)) is not None:
        return True
    return is_titled(slot.text) and any(does_customers(level_text(part.text), 0) for part in behind)


def _owners_in_sentence(texts: Sequence[str], context: PlanContext) -> list[str]:
    """Return the owners that sentences name, each once: ``张三负责报价``, ``由李强处理``."""
    matches = (_BY_OWNER.search(item) or _OWNER_DOES.match(item) for item in texts)
    named = (match["owner"] for match in matches if match is not None)
    return list(dict.fromkeys(name for name in named if name not in _TRADES and context.is_owner(name)))


def _joined(contents: Sequence[str], slots: Sequence[PlanPart], text: str) -> str | None:
    """Join what is left: cut from the text as one piece where it stands together, so its own marks stay."""
    kept = [item for item in contents if item and not is_none_answer(item) and level_text(item) != "(空)"]
    if not kept:
        return None
    together = text[slots[0].start : slots[-1].end]
    if len(kept) > 1 and kept == [part.text for part in split_parts(together)]:
        return together.strip()
    joined = kept[0]
    for before, item in pairwise(kept):
        # A slash between numbers is theirs (3/4完成), wherever the text is cut.
        own = before[-1].isdecimal() and item[0].isdecimal() and f"{before}/{item}" in text
        joined += f"{'/' if own else '，'}{item}"
    return joined
