"""Who owns a plan: what a plan is read against, and which texts name people or teams."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from kehu_batch.normalisation.cells.text import level_text
from kehu_batch.normalisation.dates.ranges import join_moved
from kehu_batch.normalisation.dates.reading import find_dates
from kehu_batch.normalisation.dates.values import DateReading, WorkingDayAfter
from kehu_batch.normalisation.identity.names import is_person_like, is_team_like
from kehu_batch.normalisation.statements.owner_forms import (
    LONGEST_NAME,
    NameForm,
    begins_with_act,
    is_customers,
    is_named_so,
    names_at_start,
)
from kehu_batch.records import dataclass

_LONGEST_LIST = 60

_ROLE = re.compile(
    r"^(?:客服|销售|技术|售后|售前|财务|商务|运维|实施)(?:部|组|人员|专员|经理|主管)?(?=.{2,4}$)|\s?\(.*\)$"
)
_OWNERS_BETWEEN = re.compile("[、,，&+;；/]|(?<=[A-Za-z一-龥]{2})(?:和|及|与)(?=[A-Za-z一-龥]{2})")

#: Latin names as people sign with them, and words that only look like one.
_LATIN = re.compile(r"[A-Z][a-z]{1,11}(?:[ .·][A-Z][a-z]{0,11}){0,2}")
#: Months and weekdays, in full or short; and teams by their trade: QA team.
_CALENDAR = re.compile(
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Mon|Tue|Tues|Wed|Thu|Thurs|Fri|Sat|Sun)"
    r"(?:uary|ruary|ch|il|e|y|ust|tember|ober|ember|day|sday|nesday|rsday|urday)?\.?(?:\s|$)"
)
_LATIN_TEAM = re.compile(
    r"(?:[A-Z]{2,5}|[A-Z][a-z]{2,11}) (?:[Tt]eam|[Dd]ept\.?|[Dd]epartment|[Dd]esk|[Gg]roup)"
)
#: Words that stand where an owner would and name nobody.
_NOWHERE = """
责任部门 责任人 负责人 负责部门 跟进人 经办人 对接人 专人 本人 我方 我司 (空) 空 待定 未定 暂定 暂无 待分配 无 各部门 相关部门 有关部门
due tomorrow today monday tuesday wednesday thursday friday saturday sunday asap tbd none by on next
"""
_NOBODY = frozenset(_NOWHERE.split())
_NO_NAMES = frozenset(
    [
        "Email",
        "Excel",
        "Word",
        "Demo",
        "Logo",
        "App",
        "Wifi",
        "Teams",
        "Zoom",
        "Offer",
        "Call",
        "Visit",
        "Send",
        "Mail",
        "Report",
        "Sample",
        "Update",
        "Follow",
        "Next",
        "Fax",
        "Web",
        "Due",
        "By",
        "On",
        "To",
        "The",
        "Please",
        "Today",
        "Tomorrow",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "Within",
        "Before",
        "After",
        "Owner",
        "Plan",
        "Quote",
        "Site",
        "Phone",
        "End",
    ]
)


@dataclass(frozen=True, slots=True)
class PlanContext:
    """What a plan's text is read against; see ``read_plans``."""

    reference: date | None
    working_day_after: WorkingDayAfter | None
    known_owners: frozenset[str]

    def dates_in(self, text: str) -> list[tuple[DateReading, int, int]]:
        """Return the dates in a text, with their places."""
        found = find_dates(text, self.reference, working_day_after=self.working_day_after, slots=True)
        return join_moved(level_text(text), found) if len(found) > 1 else found

    def is_date(self, text: str) -> bool:
        """Return whether a text is a date and nothing else."""
        stripped = text.strip()
        found = self.dates_in(f"/{stripped}/") if stripped else []
        return len(found) == 1 and found[0][1:] == (1, len(stripped) + 1)

    def knows(self, text: str) -> bool:
        """Return whether the text is an owner's name that stands elsewhere in the drop."""
        return text in self.known_owners

    def is_owner(self, text: str) -> bool:
        """Return whether the text names one or more owners, known ones or such as look like a person or a team."""
        names = split_owners(text) if len(text) <= _LONGEST_LIST else []
        several = len(names) > 1
        return bool(names) and all(
            self.knows(name)
            or (len(name) <= _LONGEST_OWNER and _looks_like_owner(name))
            or (several and is_trade(name))
            for name in names
        )


#: Longer texts name nobody.
_LONGEST_OWNER = 24


@lru_cache(maxsize=4096)
def _looks_like_owner(name: str) -> bool:
    """Return whether a text looks like a person or team, with or without a role beside it (``客服张三``)."""
    level = level_text(name)
    if is_no_owner(name) or level[-1:] in {"盯", "跟"} or begins_with_act(level):
        return False
    return (
        is_latin_name(name)
        or _LATIN_TEAM.fullmatch(name) is not None
        or any(
            is_person_like(text) or is_team_like(text) or is_named_so(text)
            for text in dict.fromkeys((level, _ROLE.sub("", level)))
        )
    )


def is_no_owner(text: str) -> bool:
    """Return whether a text that stands where an owner would names none of ours: ``客户``, ``（空）``, ``责任部门``."""
    level = level_text(text)
    return level in _NOBODY or is_customers(level)


def begins_as_task(text: str) -> bool:
    """Return whether a text begins with what is to be done, so that it names nobody: ``更换配件``."""
    return _ACT.match(level_text(text)) is not None


def split_owners(text: str) -> list[str]:
    """Return the single owners that a text names (``李强、王敏`` names two)."""
    names = (name.strip() for name in _OWNERS_BETWEEN.split(text))
    return [name for name in names if name]


def owners_apart(text: str) -> str:
    """Return a list of owners with ``、`` between them, each kept apart; what may be one team's name stays as written.

    Example:
        >>> owners_apart("李强+王敏"), owners_apart("李强和技术部"), owners_apart("市场与销售部")
        ('李强、王敏', '李强、技术部', '市场与销售部')
    """
    names = split_owners(text)
    trades = sum(map(is_trade, names))
    return "、".join(names) if len(names) > 1 and trades in {0, len(names)} else text


def is_latin_name(text: str) -> bool:
    """Return whether a text is a name in Latin letters: ``Amy``, ``Tom Lee``.

    Example:
        >>> is_latin_name("Tom Lee"), is_latin_name("VIP"), is_latin_name("Email")
        (True, False, False)
    """
    return _LATIN.fullmatch(text) is not None and text not in _NO_NAMES and _CALENDAR.match(text) is None


#: What a plan's content begins with, right behind the name of who does it.
_ACTS = (
    "一起|一同|共同|分别|协同|配合|寄|发|送|上门|电话|回访|联系|跟进|处理|负责|安排|确认|答复|回复|提交|准备|回厂|复[测核查检盘]|更?换|维?修|检|安装"
    "|培训|对(?:账|数|接|一下)|落实|预?约|拜访|给|报|补|催|核|做|出(?:具|方案|初稿|第|样|报|一|补|图|证|个|份)|写|提供|完成|调|升级|协调"
    "|协助|跟踪|整理|打|去|到|赴|拟|签|交(?![接付货])|办|查|带|组织|邮|测|返|退|开|拿|收|更新|沟通|取|把|将|陪|讲|跑|来(?![电函信访货])|驻"
    "|改|装|敲定|审|排|录|清|结|解决|演|配|画|设计|翻译|巡|抽样|回[电厂填传8款]|了解|持续|再|先|继续|当面|亲自|现场|远程|登门|走访|过[去来]|前往"
    "|全程|专程|重新|推|找|买|申请|试驾|盘点|校|拆|保养|追|统计|汇总|通知|提醒|复盘|值守|盯|演示|指导|领|验|挂|转|传|备[货料件]|主持|参与|接|有空"
    "|为客户|向客户|帮客户|与客户|和客户|跟"
)
_ACT = re.compile(rf"\s*(?:{_ACTS})")
#: What those do who are called upon: no act of the customer's, who signs, pays and sends back.
_CUSTOMERS_ACT = re.compile(
    r"\s*(?:签[收字回章]|付|打款|汇|回[款签传]|寄回|退回|自提|验收|收[到货]|下单|来[电函访])"
)
_CUSTOMERS_TITLE = re.compile("(?:总|先生|女士|小姐|老板|董|主任|院长|校长|局长)$")
_LATIN_START = re.compile(r"[A-Z][a-z]{1,11}(?: [A-Z][a-z]{1,11})?")
_LATIN_ACT = re.compile(
    r"\s+(?:(?:to|will|shall|should|must|needs? to|can|please)\s+)?(?:call|send|visit|follow|check|e-?mail|mail"
    r"|repl(?:y|ie)|quote|ship|fix|repair|arrange|confirm|deliver|update|train"
    r"|review|meet|provide|submit|prepare|replace|install|contact)s?\b"
)


@lru_cache(maxsize=8)
def _by_first(known_owners: frozenset[str]) -> dict[str, list[str]]:
    """Return names by their first character, the longest first: a drop may have hundreds."""
    names: dict[str, list[str]] = {}
    for name in sorted(filter(None, known_owners), key=len, reverse=True):
        names.setdefault(name[0], []).append(name)
    return names


def _known_at_start(text: str, context: PlanContext) -> str:
    names = _by_first(context.known_owners).get(text[:1], ())
    return next((name for name in names if text.startswith(name)), "")


def leading_owner(text: str, context: PlanContext, *, named: bool) -> str:
    """Return the owner that a text begins with, though the rest runs on; ``""`` where it begins with none.

    Args:
        text: The text, as written.
        context: Knows the owners of the drop.
        named: Whether a word before it says that an owner follows (``由``); else what follows must be done by one.

    Example:
        >>> context = PlanContext(None, None, frozenset({"李强"}))
        >>> leading_owner("李强寄样品", context, named=False), leading_owner("郑涛协调退货", context, named=True)
        ('李强', '郑涛')
    """
    known = _known_at_start(text, context)
    if known:
        return known
    latin = _LATIN_START.match(text)
    if latin is not None:
        acts = _ACT.match(text, latin.end()) or _LATIN_ACT.match(text, latin.end())
        return latin[0] if acts and latin[0] not in _NO_NAMES else ""
    level = level_text(text[:_LONGEST_LEAD])
    for size, form in names_at_start(level[:LONGEST_NAME]):
        if _follows(level, size, context) if named else _does(level, size, form):
            return text[:size]
    if not named or begins_with_act(level):
        return ""
    lengths = (size for size in (2, 3, 4) if is_person_like(level[:size]) and _follows(level, size, context))
    return text[: next(lengths, 0)]


def called_owner(text: str, context: PlanContext) -> str:
    """Return the owner that a text begins with, behind a word that calls upon one; ``""`` where that is not plain.

    The customer's people are called upon as well (请王总签字): who has a title of theirs, or does what they do, is none.

    Example:
        >>> context = PlanContext(None, None, frozenset())
        >>> [called_owner(text, context) for text in ("老党跑一趟", "王总签字", "李工签收", "维修班")]
        ['老党', '', '', '维修班']
    """
    known = _known_at_start(text, context)
    latin = _LATIN_START.match(text)
    if known or (latin is not None and latin[0] not in _NO_NAMES):
        return known or (latin[0] if latin is not None else "")
    level = level_text(text[:_LONGEST_LEAD])
    for size, form in names_at_start(level[:LONGEST_NAME]):
        plain = form is not NameForm.TITLED and _CUSTOMERS_ACT.match(level, size) is None
        if plain and _follows(level, size, context):
            return text[:size]
    return leading_trade(text)


def may_be_customers(owner: str, act: str) -> bool:
    """Return whether somebody who is asked may be the customer's, by his title or by what he is to do.

    Example:
        >>> may_be_customers("王总", "给方案"), may_be_customers("李工", "签收"), may_be_customers("李工", "给方案")
        (True, True, False)
    """
    return (
        _CUSTOMERS_TITLE.search(level_text(owner)) is not None
        or _CUSTOMERS_ACT.match(level_text(act)) is not None
    )


def acts_in_english(text: str) -> bool:
    """Return whether a text goes on with what somebody does, in English: `` to send revised quote``."""
    return _LATIN_ACT.match(text) is not None


def does_outside(level: str) -> bool:
    """Return whether a levelled text begins with what our people do for customers, and customers do not."""
    return _OUTSIDE.match(level) is not None


#: Only so much of a text is looked at for the owner that it begins with and what he does.
_LONGEST_LEAD = 40
#: Where things are done as well.
_PLACES = frozenset(["仓库", "车间", "门店", "分店"])
#: What is done for a team rather than by it, where nothing comes behind: 客服培训.
_DONE_FOR_TEAM = re.compile(r"\s*(?:电话|培训|维?修|检修|更?换|安装|改|调)[一-龥]{0,2}$")
#: What our people do at the customer's, and not the customer's people.
_OUTWARD = re.compile(
    r"\s*(?:上门|拜访|回访|登门|走访|寄(?!回)|送|带|去|赴|给客户|回电|补[寄发]|到[店场访]|过去|前往|陪)"
)
#: And what they do for him elsewhere.
_OUTSIDE = re.compile(
    rf"{_OUTWARD.pattern}|\s*(?:持续|关注|跑|取|更?换|维?修|检修|发[给送样资货报]|盯|有空|催|把|安装|装|调试|驻|改)"
)


def _does(level: str, size: int, form: NameForm) -> bool:
    """Whether what stands behind a name of that form is what one of ours does."""
    if form is NameForm.TITLED:
        return _OUTWARD.match(level, size) is not None
    if _ACT.match(level, size) is None or _CUSTOMERS_ACT.match(level, size) is not None:
        return False
    if level[:size] in _PLACES:
        return False
    return form is not NameForm.TEAM or _DONE_FOR_TEAM.match(level, size) is None


#: Teams by their trade alone, which as often is the thing done (技术处理): owners only in a list of such.
_TRADE_START = re.compile(
    "(?:技术(?:支持)?|售后|售前|客服|销售|财务|物流|商务|实施|运维|研发|市场|法务|采购|生产|质检|仓库)"
)
#: What trades in a list do that nobody does to them.
_PRESENT = re.compile(r"\s*(?:到场|上门|一起|一同|共同|协同|配合|负责|去|赴|回访|联系客户|、|和|与|及)")
#: What a trade does with something, so that it is not itself what is done: 法务出补充协议.
_WITH_OBJECT = re.compile(
    r"(?:法务|财务|采购|研发|质检|售后|生产|运维|商务)"
    r"(?=\s*(?:出(?![货库厂口差纳])|把|给(?!付)|寄|补[发寄开]|重新|先|再|去|来)[一-龥a-z0-9]{2})"
)


def leading_trade(text: str) -> str:
    """Return the trade that a text begins with, where it stands for those of it: ``售后到场``; else ``""``."""
    trade = _TRADE_START.match(text)
    return trade[0] if trade is not None and _PRESENT.match(text, trade.end()) else ""


def acting_trade(text: str) -> str:
    """Return the trade that a text begins with, where it does something with something; else ``""``.

    Example:
        >>> acting_trade("法务出补充协议"), acting_trade("物流安排"), acting_trade("采购给付款")
        ('法务', '', '')
    """
    match = _WITH_OBJECT.match(text)
    return match[0] if match else ""


def is_trade(text: str) -> bool:
    """Return whether a text is a team's trade and nothing else: ``仓库``, ``质检``."""
    return _TRADE_START.fullmatch(text) is not None


def _follows(text: str, place: int, context: PlanContext) -> bool:
    """Whether a name can end at a place: an act, a date, a mark or nothing comes next."""
    rest = text[place:]
    if not rest or _ACT.match(rest) or rest[0] in "、,，/／;；。 和与及于须应将要":
        return True
    dates = context.dates_in(rest)
    return bool(dates) and dates[0][1] == 0
