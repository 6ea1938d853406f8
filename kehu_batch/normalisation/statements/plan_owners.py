"""Who owns a plan: what a plan is read against, and which texts name people or teams."""

from __future__ import annotations

import re
from datetime import date

from kehu_batch.normalisation.cells.text import level_text
from kehu_batch.normalisation.dates.reading import find_dates
from kehu_batch.normalisation.dates.values import DateReading, WorkingDayAfter
from kehu_batch.normalisation.identity.names import is_person_like, is_team_like
from kehu_batch.records import dataclass

_LONGEST_LIST = 60

_ROLE = re.compile(
    r"^(?:客服|销售|技术|售后|售前|财务|商务|运维|实施)(?:部|组|人员|专员|经理|主管)?(?=.{2,4}$)|\s?\(.*\)$"
)
_OWNERS_BETWEEN = re.compile("[、,，&+;；/]|(?<=[A-Za-z一-龥]{2})(?:和|及|与)(?=[A-Za-z一-龥]{2})")

#: Latin names as people sign with them, and words that only look like one.
_LATIN = re.compile(r"[A-Z][a-z]{1,11}(?:[ .·][A-Z][a-z]{0,11}){0,2}")
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
        return find_dates(text, self.reference, working_day_after=self.working_day_after, slots=True)

    def knows(self, text: str) -> bool:
        """Return whether the text is an owner's name that stands elsewhere in the drop."""
        return text in self.known_owners

    def is_owner(self, text: str) -> bool:
        """Return whether the text names one or more owners, known ones or such as look like a person or a team."""
        names = split_owners(text) if len(text) <= _LONGEST_LIST else []
        return bool(names) and all(self.knows(name) or _looks_like_owner(name) for name in names)


def _looks_like_owner(name: str) -> bool:
    """Return whether a text looks like a person or team, with or without a role beside it (``客服张三``)."""
    bare = _ROLE.sub("", level_text(name))
    return is_person_like(name) or is_team_like(name) or is_person_like(bare) or is_latin_name(name)


def split_owners(text: str) -> list[str]:
    """Return the single owners that a text names (``李强、王敏`` names two)."""
    names = (name.strip() for name in _OWNERS_BETWEEN.split(text))
    return [name for name in names if name]


def is_latin_name(text: str) -> bool:
    """Return whether a text is a name in Latin letters: ``Amy``, ``Tom Lee``.

    Example:
        >>> is_latin_name("Tom Lee"), is_latin_name("VIP"), is_latin_name("Email")
        (True, False, False)
    """
    return _LATIN.fullmatch(text) is not None and text not in _NO_NAMES


#: What a plan's content begins with, right behind the name of who does it.
_ACTS = (
    "一起|一同|共同|分别|协同|配合|寄|发|送|上门|电话|回访|联系|跟进|处理|负责|安排|确认|答复|回复|提交|准备|回厂|复测|更?换|维?修|检|安装|培训|对接|落实|预?约|拜访"
    "|给|报|补|催|核|做|出具|写|提供|完成|调|升级|协调|协助|跟踪|整理|打|去|到|赴|拟|签|交|办|查|带|组织|邮|测|返|退|开|拿|收|更新|沟通"
)
_ACT = re.compile(rf"\s*(?:{_ACTS})")
_LATIN_START = re.compile(r"[A-Z][a-z]{1,11}(?: [A-Z][a-z]{1,11})?")
_TEAM_START = re.compile(
    r"[一-龥]{1,6}?(?:团队|小组|中心|部门|部|组|客服|科|处|经理|主管|专员|总监|工程师|顾问)"
)


def leading_owner(text: str, context: PlanContext, *, named: bool) -> str:
    """Return the owner that a text begins with, though the rest runs on; ``""`` where it begins with none.

    Args:
        text: The text, as written.
        context: Knows the owners of the drop.
        named: Whether a word before it says that an owner follows (``由``); else only known and Latin names count.

    Example:
        >>> context = PlanContext(None, None, frozenset({"李强"}))
        >>> leading_owner("李强寄样品", context, named=False), leading_owner("郑涛协调退货", context, named=True)
        ('李强', '郑涛')
    """
    known = max((name for name in context.known_owners if text.startswith(name)), key=len, default="")
    if known:
        return known
    latin = _LATIN_START.match(text)
    if latin is not None:
        acts = _ACT.match(text, latin.end()) is not None
        return latin[0] if acts and latin[0] not in _NO_NAMES else ""
    if not named:
        return ""
    team = _TEAM_START.match(text)
    if team is not None and _follows(text, team.end(), context):
        return team[0]
    lengths = (size for size in (2, 3, 4) if is_person_like(text[:size]) and _follows(text, size, context))
    size = next(lengths, 0)
    return text[:size]


#: Teams by their trade alone, which as often is the thing done (技术处理): owners only in a list of such.
_TRADE_START = re.compile(
    "(?:技术|售后|售前|客服|销售|财务|物流|商务|实施|运维|研发|市场|法务|采购|生产|质检|仓库)"
)
#: What trades in a list do that nobody does to them.
_PRESENT = re.compile(r"\s*(?:到场|上门|一起|一同|共同|协同|配合|负责|去|赴|回访|联系客户|、|和|与|及)")

#: How Chinese given names end, and hardly any word that begins as a surname does (高层, 温度).
_GIVEN_END = frozenset(
    "强敏涛伟芳娜静丽军勇艳杰娟磊超刚辉鑫鹏斌浩俊玲琳婷颖倩莉丹蕾薇萍凤洁燕霞娇媛晶莹茜蓉妍慧鹃珊翔宏峰峻恺凯轩宁梅兰菊芬琴淑佳欣怡彤彬亮"
)


def leading_trade(text: str) -> str:
    """Return the trade that a text begins with, where it stands for those of it: ``售后到场``; else ``""``."""
    trade = _TRADE_START.match(text)
    return trade[0] if trade is not None and _PRESENT.match(text, trade.end()) else ""


def is_trade(text: str) -> bool:
    """Return whether a text is a team's trade and nothing else: ``仓库``, ``质检``."""
    return _TRADE_START.fullmatch(text) is not None


def plain_name(text: str) -> str:
    """Return the name of a person that a text begins with, an act right behind it; ``""`` where that is not plain.

    Example:
        >>> plain_name("李强电话回访"), plain_name("高层拜访"), plain_name("李强")
        ('李强', '', '')
    """
    sizes = (size for size in (2, 3) if is_person_like(text[:size]) and text[size - 1 : size] in _GIVEN_END)
    size = next((size for size in sizes if _ACT.match(text, size)), 0)
    return text[:size]


def _follows(text: str, place: int, context: PlanContext) -> bool:
    """Whether a name can end at a place: an act, a date, a mark or nothing comes next."""
    rest = text[place:]
    if not rest or _ACT.match(rest) or rest[0] in "、,，/／;； 和与及":
        return True
    dates = context.dates_in(rest)
    return bool(dates) and dates[0][1] == 0
