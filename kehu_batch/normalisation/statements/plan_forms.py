"""Plans in a form of their own, levelled to slots: brackets round who and when, marks of any kind, names in a sentence.

``寄样品（李强，11月20日前）`` becomes ``寄样品/李强，11月20日前/``, and ``由李强11月20日前寄样品`` becomes
``李强/11月20日前寄样品``. What is content stays as it was written.
"""

from __future__ import annotations

import re

from kehu_batch.normalisation.cells.text import level_text
from kehu_batch.normalisation.statements.owner_forms import has_title
from kehu_batch.normalisation.statements.plan_acts import (
    INTENDED,
    PROMISED,
    begins_as_task,
    is_titled,
    may_be_customers,
)
from kehu_batch.normalisation.statements.plan_charge import Charge, find_charge
from kehu_batch.normalisation.statements.plan_owners import (
    PlanContext,
    is_latin_name,
    is_no_owner,
    is_trade,
    leading_owner,
)
from kehu_batch.normalisation.statements.plan_parts import PlanPart, split_parts
from kehu_batch.normalisation.statements.plan_sentences import STOPS, open_sentence

_BRACKETS = re.compile(
    r"[(（\[【「『〔<〈{｛](?P<inside>[^()（）\[\]【】「」『』〔〕<>〈〉{}｛｝]{1,40})[)）\]】」』〕>〉}｝]"
)
_BETWEEN = re.compile(r"[,，;；/／、|｜\s]+")
#: Marks that separate where an owner or a date stands beside them, and are part of the words elsewhere.
_MARKS = re.compile(
    r"=>|->|[>＞]{2}|-{2,}|—+|–+|[⇒➡→～~\\＼_＿·・‧•\-－*＊#＃※>＞›»^＾┃│¦‖∥●○◎■◆◇▶►★☆+＋=＝]"
)
_DOTTED_DATE = re.compile(r"(?<![0-9])([0-9]{4})\s?[·•・‧]\s?([0-9]{1,2})\s?[·•・‧]\s?([0-9]{1,2})(?![0-9])")
#: Words that ask somebody to do it: no part of the name behind them. 请购部, 请示 are words of their own.
_ASKED = re.compile(r"\s*(?:[烦拟敬]?请(?![购示假款])|麻烦|安排|责成|委派|指派|(?P<awaited>[等待]))\s*(?=.)")
#: What he comes for who is awaited: 待严工7月29日来校准天平.
_COMES = re.compile(r"\s*(?:上门|过?来|到(?:店|场|访|厂|现场)|去|赴|登门)")
#: Before a day that runs on behind the owner: 让小邓5.17去现场.
_ASKS = re.compile(r"\s*(?:改?由|[请让叫派]|麻烦|安排)")
_LONGEST_ASK = 8
_DEADLINE = re.compile(r"(?<![A-Za-z])(?:ddl|deadline|eta|due)\s?[:：]?\s?(?=[0-9０-９])", re.IGNORECASE)
#: Who is named behind ``by`` in English, first of all: by Jason, due 9/17.
_BY_NAME = re.compile(r"\s*[Bb]y\s+(?P<name>[A-Z][a-z]+)")
#: That a day is the last: 3月31日为限.
_AS_LIMIT = re.compile(r"(?<=[日号0-9])\s?为(?:限|期限|准)(?=$|[\s,，;；])")
#: Words before a short day that it is the last, behind a mark, and behind one that all is done by it: ——限11.6, 3.29完.
_LIMITED = re.compile(r"(?<![一-龥])限(?=[0-9]{1,2}[./月-])")
_FINISHED = re.compile(
    r"(?<![0-9./])((?:1[0-2]|0?[1-9])[./](?:[12][0-9]|3[01]|0?[1-9]))(?:完(?!成)|搞定|到位|止)(?=$|[\s,，;；/])"
)
#: A short day at the end of a part whose number is no part's of anything: 橱柜安装6/21，…
_DAY_AT_END = re.compile(
    r"(?<=[一-龥])(?<![至止于在到期前迟晚日限改约定])((?:1[0-2]|0?[1-9])/(?:1[3-9]|2[0-9]|3[01]))(?=$|\s*[,，;；])"
)
#: A short day that another takes the place of: 原定4/3改4/10.
_MOVED_SHORT = re.compile(
    r"(?:原(?:定|约|计划|本)?[于在]?\s?)?(?<![0-9/.])[0-9]{1,2}[/.][0-9]{1,2}\s?(?:改期?|推迟|延期?|顺延|挪|提前)[到至为成]?\s?"
    r"(?P<day>(?:1[0-2]|0?[1-9])[/.](?:[12][0-9]|3[01]|0?[1-9]))(?![0-9/.折元%])[\s,，;；/]*"
)
#: A day with a point between colon and comma: 机修班：11.6，拆检涡轮.
_AFTER_COLON = re.compile(
    r"\s*(?P<who>[^\s\d:：,，]{2,8})\s*[:：]\s*"
    r"(?P<day>(?:1[0-2]|0?[1-9])\.(?:[12][0-9]|3[01]|0?[1-9]))[\s,，;；](?P<what>.+)",
    re.DOTALL,
)
#: A box before the whole text, and not the first of several to choose from.
_TICK_BOX = re.compile(r"^\s*(?:[\[(（【]\s*[xX√✓✔]?\s*[\])）】]|[□☐☑✓✔√])\s*(?![^□☐☑]*[□☐☑])")
_WILL = f"(?:{PROMISED}|{INTENDED}|负责|限|拟|须|应|将|要|得)?[于在]?"
_SHORT_DAY = re.compile(
    rf"\s*[“\"]?(?P<who>[^\s\d/／,，、:：.“”\"]{{2,10}}?)[”\"]?{_WILL}"
    r"(?P<day>[0-9０-９]{1,2}[/／.．月][0-9０-９]{1,2}|[01][0-9]-[0-3][0-9])(?![0-9０-９/／.．日号-])(?P<what>.*)",
    re.DOTALL,
)
#: A day with a slash that begins the text, before the owner: 4/9社工梁姑娘上门.
_DAY_FIRST = re.compile(
    r"\s*(?P<day>[0-9０-９]{1,2}(?:[/／][0-9０-９]{1,2}|\.[0-9]{2}|\.[1-9](?=\s)))(?![0-9０-９/／.．日号])(?P<what>\D.*)",
    re.DOTALL,
)
_DASHED_END = re.compile(r"\s*(?:——|—|--|\s-|(?<=[一-龥])[-－→])\s*(?P<who>[A-Za-z一-龥]{2,8})(?=$|[,，;；])")
_DAY_LAST = re.compile(
    r"[,，;；。\s(（]\s*(?P<who>[A-Za-z一-龥]{2,8})\s?(?P<day>[0-9０-９]{1,2}[/／.．-][0-9０-９]{1,2})"
    r"(?![0-9０-９/／.．日号折元%])(?P<what>[)）]?\s*$|[一-龥].*)"
)
_FOUR_DIGITS = re.compile(
    r"[/／|｜\s](?P<month>0[1-9])(?P<day>[0-2][0-9]|3[01])(?=前?(?:$|[/／|｜\s]))前?\s?[/／|｜]?"
)
_CHARGED_INSIDE = re.compile(
    r"([(（])(?P<who>[A-Za-z一-龥]{2,8}?)(?:办|跟|盯|做|弄|负责|跟进)(?=[,，;；)）])"
)
_LIST_MARKS = frozenset("、,，和与及&+＆＋")
#: Who and a day with a point, by themselves in brackets: （刘倩 7.21）.
_WHO_AND_DAY = re.compile(
    r"[(（\[【]\s*(?:(?P<who>[^\s\d()（）\[\]【】]{2,8})\s+(?P<day>(?:1[0-2]|0?[1-9])\.(?:[12][0-9]|3[01]|0?[1-9]))"
    r"|(?P<first>(?:1[0-2]|0?[1-9])\.(?:[12][0-9]|3[01]|0?[1-9]))\s+(?P<then>[^\s\d()（）\[\]【】]{2,8}))\s*[)）\]】]"
)
#: That something is to be done by the day before it: （10月23日前完成）.
_DONE_THEN = re.compile(
    r"(?<=[日号前内0-9])\s?(?:务必|必须)?(?:完成|办[完好结妥]|做[完好]|搞定|解决|交付|到位)(?=$|[,，;；])"
)
_JOINS = re.compile("[&＆+＋]")
_JOINED = re.compile(r"([^\s/／,，、;；&＆+＋]{1,20})\s*[&＆+＋]\s*([^\s/／,，、;；&＆+＋]{1,20})")
_BEFORE_DATE = re.compile(r"\s*(?:须|应该?|将|需|务必)?[于於在]?$")
_LONGEST = 200
#: Owners, a day written in short, and what is to be done, blanks between: ``李强 王敏 3.20 上门``.
_BLANK_FORM = re.compile(
    r"(?P<who>\S+(?:\s+\S+){0,3}?)\s+(?P<when>[0-9]{1,2}[./][0-9]{1,2})前?\s+(?P<what>[^0-9\s].*)"
)
#: A weekday of one character behind a day, which says no more: 7/8(二).
_WEEKDAY_BEHIND = re.compile(r"(?<=[0-9日号])\s?[(（][一二三四五六日天][)）]")
#: A colon between a short day and what is to be done: 9/17: 补文档.
_DAY_COLON = re.compile(r"(?<![0-9/])((?:1[0-2]|0?[1-9])/(?:[12][0-9]|3[01]|0?[1-9]))\s*[:：]\s*(?=[^\s0-9])")


def level_plan(text: str, context: PlanContext) -> str:
    """Return a plan's text with slashes where who and when are set apart in another way."""
    if len(text) > _LONGEST:
        return text
    plain = _DEADLINE.sub("截止", text)
    by = _BY_NAME.match(plain)
    if by is not None and is_latin_name(by["name"]):
        plain = plain[by.start("name") :]
    plain = _DAY_AT_END.sub(r"/\1", _FINISHED.sub(r"\1", _LIMITED.sub("截止", plain)))
    plain = _DAY_COLON.sub(r"\1/", _WEEKDAY_BEHIND.sub("", plain))
    plain = _MOVED_SHORT.sub(r"/\g<day>/", _AS_LIMIT.sub("前", plain)).strip("/")
    plain = _DOTTED_DATE.sub(r"\1-\2-\3", _TICK_BOX.sub("", plain))
    if _JOINS.search(plain):
        plain = _close_lists(plain, context)
    plain = _without_asking(plain, context)
    plain = _without_charge(plain, context)
    plain = _open_blanks(_open_short_day(plain, context), context)
    plain = _open_digits(_open_tail(plain, context), context)
    plain = _open_brackets(_open_who_and_day(plain, context), context)
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


def _open_short_day(text: str, context: PlanContext) -> str:
    """Set a day apart that runs on behind the owner without a word between, or before him: ``窦窦3/20``."""
    behind = _AFTER_COLON.fullmatch(text)
    if behind is not None and context.is_owner(behind["who"]):
        return f"{behind['who']}/{behind['day']}/{behind['what'].strip()}"
    first = _DAY_FIRST.fullmatch(text)
    if first is not None and not context.dates_in(text):
        what = first["what"].lstrip()
        by_owner = leading_owner(what, context, named=False) or context.is_owner(
            re.split(r"\s", what, maxsplit=1)[0]
        )
        by_owner = by_owner or ("/" in first["day"] and _owner_behind(what, context))
        by_owner = by_owner or (first["what"][:1].isspace() and _owner_behind(what, context))
        if by_owner or (first["day"][-3:-2] == "." and begins_as_task(first["what"])):
            return f"{first['day']}/{first['what']}"
    asked = _ASKS.match(level_text(text[:_LONGEST_ASK]))
    match = _SHORT_DAY.fullmatch(level_text(text), asked.end() if asked else 0)
    if match is None:
        return text
    who, day, what = (text[slice(*match.span(part))] for part in ("who", "day", "what"))
    if is_trade(who) or not context.is_owner(who) or (asked is not None and may_be_customers(who, what)):
        return text
    # A day that nothing sets apart from what is done could be part of it (3/4完成).
    acts = begins_as_task(what) and not what.startswith("完成")
    return f"{who}/{day}{'/' if acts else ''}{what}"


#: Behind a short day that may be a part of something: 2/3的客户.
_PART_OF = re.compile("[的次个台折号楼栋页条份期批%]")


def _owner_behind(text: str, context: PlanContext) -> bool:
    """Whether a part behind the first names an owner and nothing else, and that one tells of no share of something."""
    behind = split_parts(text)[1:]
    return any(context.is_owner(part.text) for part in behind) and _PART_OF.match(text) is None


def _open_tail(text: str, context: PlanContext) -> str:
    """Set the owner apart who stands last, behind a dash or before a day: ``通知客户——话务班``, ``联系到货，华东仓4/13``."""
    dashed = _DASHED_END.search(text)
    if dashed is not None and _stands_last(text, dashed, context):
        return f"{text[: dashed.start()]}/{dashed['who']}/{text[dashed.end() :].lstrip(STOPS)}".rstrip("/")
    ended = _DAY_LAST.search(text)
    if ended is None or context.dates_in(text) or not context.is_owner(ended["who"]):
        return text
    what = ended["what"].strip(" )）")
    if what and not begins_as_task(what):
        return text
    return f"{text[: ended.start()]}/{ended['who']}/{ended['day']}{'/' if what else ''}{what}"


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


def _open_digits(text: str, context: PlanContext) -> str:
    """Write four digits that stand alone beside an owner as the day that they are: ``甄妮 0415 回访`` (no 1120)."""
    digits = list(_FOUR_DIGITS.finditer(text)) if "0" in text else []
    if len(digits) != 1 or context.dates_in(text):
        return text
    before, after = text[: digits[0].start()], text[digits[0].end() :]
    if not any(context.is_owner(part.strip()) for part in _BETWEEN.split(before)):
        return text
    return f"{before}/{digits[0]['month']}-{digits[0]['day']}/{after}"


def _open_blanks(text: str, context: PlanContext) -> str:
    """Turn the blanks round a day with a point into slashes, where nothing but owners stands before it."""
    match = _BLANK_FORM.fullmatch(text.strip().lstrip("@＠"))
    if match is None or not all(context.is_owner(who) or is_trade(who) for who in match["who"].split()):
        return text
    who = match["who"] if context.is_owner(match["who"]) else "、".join(match["who"].split())
    return f"{who}/{match['when']}/{match['what']}"


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


def _open_who_and_day(text: str, context: PlanContext) -> str:
    """Turn brackets round an owner and a day with a point into slots."""

    def opened(match: re.Match[str]) -> str:
        who, day = match["who"] or match["then"], match["day"] or match["first"]
        return f"/{who}/{day}/" if context.is_owner(who) else match[0]

    return _WHO_AND_DAY.sub(opened, text).strip("/") if "." in text else text


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
    owners = [inside] if context.is_owner(inside) else [part for part in _BETWEEN.split(rest) if part]
    if not (dates or owners) or not all(context.is_owner(owner) or is_trade(owner) for owner in owners):
        return False
    before = _BETWEEN.split(text[: match.start()].rstrip())[-1]
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
    if context.is_date(part) or _is_day_with_task(part):
        return "when"
    return "who" if context.is_owner(part.strip()) or is_trade(part.strip()) else ""


def _is_day_with_task(part: str) -> bool:
    """Whether a part begins with a short day and what is done on it: ``11/21补发``."""
    first = _DAY_FIRST.fullmatch(part)
    return first is not None and begins_as_task(first["what"].lstrip())
