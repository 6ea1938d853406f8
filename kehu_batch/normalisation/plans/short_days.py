"""Days written in short beside who does it, which are no dates by themselves: ``窦窦3/20``, ``机修班：11.6，拆检``.

Each is set apart with slashes where somebody stands beside it whom the text names; else it stays, as 3/4 may be a part
of something and 11.6 an amount.
"""

from __future__ import annotations

import re

from kehu_batch.normalisation.cells.text import level_text
from kehu_batch.normalisation.plans.acts import INTENDED, PROMISED, begins_as_task, may_be_customers
from kehu_batch.normalisation.plans.owners import PlanContext, is_trade, leading_owner
from kehu_batch.normalisation.plans.parts import split_parts
from kehu_batch.normalisation.plans.spelling import DAY, MONTH

#: Marks between the parts of a plan.
BETWEEN = re.compile(r"[,，;；/／、|｜\s]+")
#: A day with a point between colon and comma: 机修班：11.6，拆检涡轮.
_AFTER_COLON = re.compile(
    r"\s*(?P<who>[^\s\d:：,，]{2,8})\s*[:：]\s*"
    rf"(?P<day>{MONTH}[./]{DAY})(?:[\s,，;；]|(?=[一-龥])(?![元折个台版号%]))(?P<what>.+)",
    re.DOTALL,
)
#: Before a day that runs on behind the owner: 让小邓5.17去现场.
_ASKS = re.compile(r"\s*(?:改?由|[请让叫派]|麻烦|安排)")
_LONGEST_ASK = 8
_WILL = f"(?:{PROMISED}|{INTENDED}|负责|限|拟|须|应|将|要|得|赶)?[于在]?"
_SHORT_DAY = re.compile(
    rf"\s*[“\"]?(?P<who>[^\s\d/／,，、:：.“”\"]{{2,10}}?)[”\"]?{_WILL}"
    r"(?P<mark>[,，]\s?(?=[0-9]{1,2}\.[0-9]{2}))?"
    r"(?P<day>[0-9０-９]{1,2}[/／.．月][0-9０-９]{1,2}(?:\s?[~～至到-]\s?[0-9]{1,2}[/.][0-9]{1,2})?"
    r"|[01][0-9]-[0-3][0-9])(?![0-9０-９/／.．日号-])(?P<what>.*)",
    re.DOTALL,
)
#: A day with a slash that begins the text, before the owner: 4/9社工梁姑娘上门.
_DAY_FIRST = re.compile(
    r"\s*(?P<day>[0-9０-９]{1,2}(?:[/／][0-9０-９]{1,2}|\.[0-9]{2}|\.[1-9](?=\s)))(?![0-9０-９/／.．日号])(?P<what>\D.*)",
    re.DOTALL,
)
_DAY_LAST = re.compile(
    r"[,，;；。\s(（]\s*(?P<who>[A-Za-z一-龥]{2,8})\s?(?P<day>[0-9０-９]{1,2}[/／.．-][0-9０-９]{1,2})"
    r"(?![0-9０-９/／.．日号折元%])(?P<what>[)）]?\s*$|[一-龥].*)"
)
_FOUR_DIGITS = re.compile(
    r"[/／|｜\s](?P<month>0[1-9])(?P<day>[0-2][0-9]|3[01])(?=前?(?:$|[/／|｜\s]))前?\s?[/／|｜]?"
)
#: Who and a day with a point, by themselves in brackets: （刘倩 7.21）.
_WHO_AND_DAY = re.compile(
    rf"[(（\[【]\s*(?:(?P<who>[^\s\d()（）\[\]【】]{{2,8}})\s+(?P<day>{MONTH}\.{DAY})"
    rf"|(?P<first>{MONTH}\.{DAY})\s+(?P<then>[^\s\d()（）\[\]【】]{{2,8}}))\s*[)）\]】]"
)
#: Owners, a day written in short, and what is to be done, blanks between: ``李强 王敏 3.20 上门``.
_BLANK_FORM = re.compile(
    r"(?P<who>\S+(?:\s+\S+){0,3}?)\s+(?P<when>[0-9]{1,2}[./][0-9]{1,2})前?\s+(?P<what>[^0-9\s].*)"
)


def open_short_days(text: str, context: PlanContext) -> str:
    """Return a plan's text with its short day set apart from the owner beside it.

    Example:
        >>> context = PlanContext(None, None, frozenset({"李强"}))
        >>> open_short_days("李强3/20上门", context), open_short_days("联系到货，李强4/13", context)
        ('李强/3/20/上门', '联系到货/李强/4/13')
    """
    text = _open_blanks(_open_beside(text, context), context)
    return _open_digits(_open_at_end(_open_last(text, context), context), context)


def _open_beside(text: str, context: PlanContext) -> str:
    """Set a day apart that runs on before an owner or behind him: ``窦窦3/20``, ``4/9李强上门``, ``机修班：11.6，拆检``."""
    behind = _AFTER_COLON.fullmatch(text)
    # A part of something has a slash as well (3/4完成, 1/2的货).
    task = (
        behind is not None and begins_as_task(what := behind["what"].strip()) and not what.startswith("完成")
    )
    if behind is not None and ("." in behind["day"] or task) and context.is_owner(behind["who"]):
        return f"{behind['who']}/{behind['day']}/{behind['what'].strip()}"
    first = _DAY_FIRST.fullmatch(text)
    if first is not None and not context.dates_in(text) and _is_day_of_plan(first, context):
        return f"{first['day']}/{first['what']}"
    return _open_behind_owner(text, context)


def _is_day_of_plan(first: re.Match[str], context: PlanContext) -> bool:
    """Whether what begins a text is a day: an owner stands behind it, or a task behind one with a point."""
    what = first["what"].lstrip()
    if leading_owner(what, context, named=False) or context.is_owner(re.split(r"\s", what, maxsplit=1)[0]):
        return True
    if ("/" in first["day"] or first["what"][0].isspace()) and _owner_behind(what, context):
        return True
    # 11.20 may be an amount as well, 11.2 mostly is one.
    return first["day"][-3:-2] == "." and begins_as_task(first["what"])


def _open_behind_owner(text: str, context: PlanContext) -> str:
    asked = _ASKS.match(level_text(text[:_LONGEST_ASK]))
    match = _SHORT_DAY.fullmatch(level_text(text), asked.end() if asked else 0)
    if match is None:
        return text
    who, day, what = (text[slice(*match.span(part))] for part in ("who", "day", "what"))
    if is_trade(who) or not context.is_owner(who) or (asked is not None and may_be_customers(who, what)):
        return text
    # A day that nothing sets apart from what is done could be part of it (3/4完成).
    acts = begins_as_task(what) and not what.startswith("完成")
    if match["mark"] and not acts:
        return text
    return f"{who}/{day}{'/' if acts else ''}{what}"


_BRACKET = re.compile("[(（\\[【)）\\]】]")
#: Behind a short day that may be a part of something: 2/3的客户.
_PART_OF = re.compile("[的次个台折号楼栋页条份期批%分元万寸米吨公斤克级]")


def _owner_behind(text: str, context: PlanContext) -> bool:
    """Whether a part behind the first names an owner and nothing else, and that one tells of no share of something."""
    behind = split_parts(_BRACKET.sub("，", text))[1:]
    return any(context.is_owner(part.text) for part in behind) and _PART_OF.match(text) is None


def _open_last(text: str, context: PlanContext) -> str:
    """Set a day apart behind the owner who stands last: ``联系到货，华东仓4/13``."""
    ended = _DAY_LAST.search(text)
    if ended is None or context.dates_in(text) or not context.is_owner(ended["who"]):
        return text
    what = ended["what"].strip(" )）")
    if what and not begins_as_task(what):
        return text
    return f"{text[: ended.start()]}/{ended['who']}/{ended['day']}{'/' if what else ''}{what}"


#: A short day that ends a text, and what an amount would stand behind: 折扣 8.8.
_AT_END = re.compile(
    rf"(?P<what>.*[^\s0-9价折扣率额费元降涨约版成分度量共剩占比第号款])\s+(?P<day>{MONTH}[./]{DAY})前?\s*",
    re.DOTALL,
)


def _open_at_end(text: str, context: PlanContext) -> str:
    """Set a day apart that ends the text of somebody who is named: ``贺师傅带备件上门 8.8``."""
    ended = _AT_END.fullmatch(text)
    if ended is None or context.dates_in(text):
        return text
    named = leading_owner(ended["what"].lstrip(), context, named=False)
    owner = named or any(context.is_owner(part.text) for part in split_parts(ended["what"]))
    return f"{ended['what']}/{ended['day']}" if owner else text


def _open_digits(text: str, context: PlanContext) -> str:
    """Write four digits that stand alone beside an owner as the day that they are: ``甄妮 0415 回访`` (no 1120)."""
    digits = list(_FOUR_DIGITS.finditer(text)) if "0" in text else []
    if len(digits) != 1 or context.dates_in(text):
        return text
    before, after = text[: digits[0].start()], text[digits[0].end() :]
    if not any(context.is_owner(part.strip()) for part in BETWEEN.split(before)):
        return text
    return f"{before}/{digits[0]['month']}-{digits[0]['day']}/{after}"


def _may_own(text: str, context: PlanContext) -> bool:
    """Whether a text stands for who does it: an owner, a trade, or names joined with an owner's (大鹏&Coco)."""
    return context.is_owner(text) or is_trade(text) or any(map(context.is_owner, text.split("&")))


def _open_blanks(text: str, context: PlanContext) -> str:
    """Turn the blanks round a day with a point into slashes, where nothing but owners stands before it."""
    match = _BLANK_FORM.fullmatch(text.strip().lstrip("@＠"))
    if match is None or not all(_may_own(who, context) for who in match["who"].split()):
        return text
    who = match["who"] if context.is_owner(match["who"]) else "、".join(match["who"].split())
    return f"{who}/{match['when']}/{match['what']}"


def open_in_brackets(text: str, context: PlanContext) -> str:
    """Turn brackets round an owner and a day with a point into slots."""

    def opened(match: re.Match[str]) -> str:
        who, day = match["who"] or match["then"], match["day"] or match["first"]
        return f"/{who}/{day}/" if context.is_owner(who) else match[0]

    return _WHO_AND_DAY.sub(opened, text).strip("/") if "." in text else text


def is_day_with_task(part: str) -> bool:
    """Whether a part begins with a short day and what is done on it: ``11/21补发``."""
    first = _DAY_FIRST.fullmatch(part)
    return first is not None and begins_as_task(first["what"].lstrip())
