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
from kehu_batch.normalisation.plans.acts import (
    INTENDED,
    PROMISED,
    acts_at,
    acts_in_english,
    does,
    does_customers,
)
from kehu_batch.normalisation.plans.charge import is_put_in_charge
from kehu_batch.normalisation.plans.owner_forms import (
    LONGEST_NAME,
    NameForm,
    any_nick,
    begins_as_name,
    begins_with_act,
    is_bare_role,
    is_customers,
    is_done_by,
    is_named_so,
    is_others,
    names_at_start,
)
from kehu_batch.records import dataclass

_LONGEST_LIST = 60

_ROLE = re.compile(
    r"^(?:客服|销售|技术|售后|售前|财务|商务|运维|实施)(?:部|组|人员|专员|经理|主管)?(?=.{2,4}$)|\s?\(.*\)$"
)
_JOINTLY = re.compile("会同|联合|协同")
_BRACKETED = re.compile(r"\s?[(（][A-Za-z一-龥]{1,10}(?<![元家])[)）]$")
_OWNERS_BETWEEN = re.compile(
    "[、,，&+;；/]|会同|联合|协同|以及|(?<=[阿小老][一-龥])同(?=[阿小老][一-龥])|(?<=[A-Za-z一-龥]{2})[和及与與](?=[A-Za-z一-龥]{2})"
)

#: Words between names that may stand within a team's as well: 市场与销售部.
_JOINED_IN_WORDS = re.compile("[和与與及]|会同|联合|协同")

#: Latin names as people sign with them, and words that only look like one.
_LATIN = re.compile(r"[A-ZÀ-Ý][a-zß-ÿ]{1,11}(?:[ .·][A-ZÀ-Ý][a-zß-ÿ]{0,11}){0,2}")
#: Months and weekdays, in full or short; and teams by their trade: QA team, PMC.
_CALENDAR = re.compile(
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|Mon(?:day)?|Tue(?:s|sday)?|Wed(?:nesday)?"
    r"|Thu(?:rs|rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)\.?(?:\s|$)"
)
DEPARTMENTS = frozenset(
    [
        "IT",
        "HR",
        "PMC",
        "QA",
        "QC",
        "QE",
        "SQE",
        "FAE",
        "R&D",
        "RD",
        "PM",
        "PMO",
        "MKT",
        "OPS",
        "CS",
        "DBA",
        "UI",
        "UX",
        "SRE",
        "BD",
        "DEV",
        "CSM",
        "AM",
        "KA",
        "KAM",
    ]
)
_DEPARTMENT = f"(?:{'|'.join(sorted(DEPARTMENTS, key=len, reverse=True))})"
_LATIN_TEAM = re.compile(
    rf"(?:[A-Z]{{2,5}}|[A-Z][a-z]{{2,11}}) (?:[Tt]eam|[Dd]ept\.?|[Dd]epartment|[Dd]esk|[Gg]roup)"
    rf"|{_DEPARTMENT}(?: [A-Z][a-z]{{1,11}})?"
)
#: Words that stand where an owner would and name nobody.
_NOWHERE = """
责任部门 责任人 负责人 负责部门 跟进人 经办人 对接人 专人 本人 我方 我司 (空) 空 待定 未定 暂定 暂无 待分配 无 关键 重点 备注 注意 说明 要求 目标 紧急 优先 待办 结论 进展 现状 各部门 相关部门 有关部门
due tomorrow today monday tuesday wednesday thursday friday saturday sunday asap tbd none by on next
"""
_NOBODY = frozenset(_NOWHERE.split())
_OTHER_WORDS = """
Email Excel Word Demo Logo App Wifi Teams Zoom Offer Call Visit Send Mail Report Sample Update Follow Next
Fax Web Due By On To The Please Today Tomorrow Within Before After Owner Plan Quote Site Phone End
"""
_NO_NAMES = frozenset(_OTHER_WORDS.split())


@lru_cache(maxsize=256)
def _dates_in(
    text: str, reference: date | None, working_day_after: WorkingDayAfter | None
) -> tuple[tuple[DateReading, int, int], ...]:
    # One plan's text is looked at for its dates several times over.
    found = find_dates(text, reference, working_day_after=working_day_after, slots=True)
    return tuple(join_moved(level_text(text), found) if len(found) > 1 else found)


@dataclass(frozen=True, slots=True)
class PlanContext:
    """What a plan's text is read against; see ``read_plans``."""

    reference: date | None
    working_day_after: WorkingDayAfter | None
    known_owners: frozenset[str]

    def dates_in(self, text: str) -> list[tuple[DateReading, int, int]]:
        """Return the dates in a text, with their places."""
        return list(_dates_in(text, self.reference, self.working_day_after))

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


#: What stands behind a name, and is none of it: 陆凯盯, 邹姐说.
_NO_END = frozenset("盯跟说称将应须要限赶")
#: Longer texts name nobody.
_LONGEST_OWNER = 24


@lru_cache(maxsize=4096)
def _looks_like_owner(name: str) -> bool:
    """Return whether a text looks like a person or team, with or without a role beside it (``客服张三``)."""
    level = level_text(name)
    if is_no_owner(name) or level[-1:] in _NO_END or begins_with_act(level) or is_others(level):
        return False
    if _JOINTLY.search(level) or is_done_by(level) or is_put_in_charge(name):
        return False
    return (
        is_latin_name(_BRACKETED.sub("", name))
        or is_latin_name(name.rstrip("姐哥工"))
        or _LATIN_TEAM.fullmatch(name) is not None
        or any(
            is_person_like(text) or is_team_like(text) or is_named_so(text)
            for text in dict.fromkeys((level, _ROLE.sub("", level)))
        )
    )


def is_no_owner(text: str) -> bool:
    """Return whether a text that stands where an owner would names none of ours: ``客户``, ``（空）``, ``责任部门``."""
    level = level_text(text)
    return level in _NOBODY or is_customers(level) or is_customers(_ASKED_OF.sub("", level))


#: What asks the customer, or waits for him: 请客户处理.
_ASKED_OF = re.compile("^(?:[敬烦]?请|麻烦|通知|提醒|待|等)")


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
    if len(names) > 1 and not _JOINED_IN_WORDS.search(text):
        return "、".join(names)
    trades = sum(map(is_trade, names))
    return "、".join(names) if len(names) > 1 and trades in {0, len(names)} else text


def is_latin_name(text: str) -> bool:
    """Return whether a text is a name in Latin letters: ``Amy``, ``Tom Lee``.

    Example:
        >>> is_latin_name("Tom Lee"), is_latin_name("VIP"), is_latin_name("Email")
        (True, False, False)
    """
    return (
        _LATIN.fullmatch(text) is not None
        and text.split(maxsplit=1)[0] not in _NO_NAMES
        and _CALENDAR.match(text) is None
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
        acts = acts_at(text, latin.end()) or acts_in_english(text[latin.end() :])
        return latin[0] if acts and is_latin_name(latin[0]) else ""
    level = level_text(text[:_LONGEST_LEAD])
    for size, form in names_at_start(level[:LONGEST_NAME]):
        if _follows(level, size, context) if named else does(level, size, form):
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
    if known:
        return known
    if latin is not None and is_latin_name(latin[0]):
        return latin[0]
    level = level_text(text[:_LONGEST_LEAD])
    for size, form in names_at_start(level[:LONGEST_NAME]):
        plain = form is not NameForm.TITLED and not does_customers(level, size)
        sure = level[:size].endswith(("姐", "哥", "师傅")) or (
            form is NameForm.TEAM and ends_team(level, size)
        )
        if plain and (sure or _follows(level, size, context)):
            return text[:size]
    lengths = (
        size
        for size in (3, 2)
        if begins_as_name(level[:size]) and is_person_like(level[:size]) and level[size : size + 1] in _CLOSES
    )
    whole = next(lengths, 0)
    if whole and not is_bare_role(level[:whole]) and not does_customers(level, 0):
        return text[:whole]
    nick = any_nick(level)
    if nick and _follows(level, len(nick), context) and not does_customers(level, len(nick)):
        return text[: len(nick)]
    return leading_trade(text)


def ends_team(level: str, size: int) -> bool:
    """Return whether a team's name, at the start of a levelled text, is at its end: 冷库组挑果, not 销售部门."""
    behind = level[size : size + 1]
    return level[size - 1] in "组班部科课队股" and behind not in _GOES_ON and not behind.isascii()


_GOES_ON = frozenset("门长员经主总内外分的一二三四五六七八九十")
#: What closes a name off, or nothing behind it.
_CLOSES = frozenset([*" ,，、;；。/／)）", ""])
#: Only so much of a text is looked at for the owner that it begins with and what he does.
_LONGEST_LEAD = 40
_LATIN_START = re.compile(r"[A-Z][a-z]{1,11}(?: [A-Z][a-z]{1,11})?")
#: Teams by their trade alone, which as often is the thing done (技术处理): owners only in a list of such.
_TRADE_START = re.compile(
    "(?:技术(?:支持)?|售后|售前|客服|销售|财务|物流|商务|实施|运维|研发|市场|法务|采购|生产|质检|仓库"
    "|船务|关务|单证|报关|仓储|跟单|人事|行政|总务|品管|品保|生管|资材|外贸|文控|仓务|前端|后端)"
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


def charged_trade(text: str) -> str:
    """Return the trade that a text begins with behind ``由``, where it is to do something; else ``""``.

    Example:
        >>> charged_trade("财务确认金额"), charged_trade("技术处理"), charged_trade("财务软件导出")
        ('财务', '技术', '')
    """
    trade = _TRADE_START.match(text)
    return trade[0] if trade is not None and acts_at(level_text(text), trade.end()) else ""


def is_trade(text: str) -> bool:
    """Return whether a text is a team's trade and nothing else: ``仓库``, ``质检``."""
    return _TRADE_START.fullmatch(level_text(text)) is not None


#: What he does in one character, at the end of a part: 归理赔岗出.
_SHORT_END = re.compile(r"[出管办做弄搞跟盯](?=$|[,，。;；\s])")
_WILL = re.compile(f"{PROMISED}|{INTENDED}|会[于在](?=[0-9明后下本周])")


def _follows(text: str, place: int, context: PlanContext) -> bool:
    """Whether a name can end at a place: an act, a date, a mark or nothing comes next."""
    rest = text[place:]
    if (
        not rest
        or acts_at(rest, 0)
        or _SHORT_END.match(rest)
        or rest[0] in "、,，/／;；。 和与與及于在须应将要赶"
        or _WILL.match(rest)
    ):
        return True
    dates = context.dates_in(rest)
    return bool(dates) and dates[0][1] == 0
