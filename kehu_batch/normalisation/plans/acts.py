"""What is done behind the name of who does it: by one of ours, by the customer's people, or for a team."""

from __future__ import annotations

import re

from kehu_batch.normalisation.cells.text import level_text
from kehu_batch.normalisation.plans.owner_forms import NameForm

#: What a plan's content begins with, right behind the name of who does it.
_ACTS = (
    "一起|一同|一并|共同|分别|协同|配合|寄|发|送|上门|电话|回访|联系(?!不)|跟进|处理|负责|安排|确认|答复|回复|提交|准备|回厂|复[测核查检盘]|更?换|维?修|检|安装"
    "|培训|对(?:账|数|接|一下)|落实|预?约|拜访|给|报|补|催|核|做"
    "|出(?=[一-龥]{1,4}(?:图|报告|方案|报价|稿|样|单|证|函|结果|结论|意见))|出(?:具|方案|初稿|第|样|报|一|补|图|证|个|份)|写|提供|完成|调|升级|协调"
    "|协助|跟踪|整理|打|去|到|赴|拟|签|交(?![接付货])|办|查|带|组织|邮|测|返|退|开|拿|收|更新|沟通|取|把|将|陪|讲|跑|来(?![电函信访货人])|驻"
    "|改|装|敲定|审|排|录|清|结|解决|演|配|画|设计|翻译|巡|抽样|回[电厂填传8款]|了解|持续|再|先|继续|当面|亲自|现场|远程|登门|走访|过[去来]|前往"
    "|全程|专程|进[场厂驻]|续[跟办]|携|腾|押车|重[新启做拍发打写测录印]|推|找|买|申请|试驾|盘点|校|拆|保养|追|统计|汇总|通知|提醒|复盘|值守|盯|演示|指导|领|验|挂|转|传"
    "|等(?=客户|对方|通知|回[复信])|讲课|授课|备[货料件]|出[货库]|主持|参与|接(?![头口线管])|有空"
    "|派(?:[人员车工]|师傅|专人|[一二两三1-9][名位个])"
    "|为客户|向客户|帮客户|与客户|和客户|跟|询|谈|争取|走一?|弄|搞"
)
#: That somebody gave his word for what follows (常工已约5月19日进场), and that he means to do it.
PROMISED = "承诺|答应|保证|说好|约好|已预?约[好定了]?"
INTENDED = "预计|计划|争取|打算"
#: What those of a list do with one another.
TOGETHER = "一起|一同|一并|共同|分头|联合|协同"
#: How something is done, between the name and the act: 培训科要把证书补齐, 区域经理会亲自跟.
MANNER = (
    "(?:(?:要|会|将|须|需要?|应该?|得|必须|务必|记得|尽快|抓紧|马上|立即|立刻|及时|亲自|专门|统一|[再先]"
    f"|逐[个一家户]|挨[个家]|{PROMISED}|打算|预计)\\s?){{0,3}}"
)
_ACT = re.compile(rf"\s*{MANNER}(?:{_ACTS})")
#: What those do who are called upon: no act of the customer's, who signs, pays and sends back.
_CUSTOMERS_ACT = re.compile(
    rf"\s*{MANNER}(?:签[收字回章]|付|打款|汇|回[款签传]|寄回|退回|自提|验收|收[到货]|下单|出差|门诊|回来"
    r"|派[人员车]?(?:来|[自取提拿])|来(?:公司|我[司们]|店|厂里?)?(?:[自取拿提领]|验收?|参观|考察|看货|学习|培训|开票)|来公司|取货|答复是否|来[电函访])"
)
_CUSTOMERS_TITLE = re.compile("(?:总|先生|女士|小姐|老板|董|主任|院长|校长|局长)$")
_LATIN_ACT = re.compile(
    r"\s+(?:(?:to|will|shall|should|must|needs? to|can|please)\s+)?(?:call|send|visit|follow|check|e-?mail|mail"
    r"|repl(?:y|ie)|quote|ship|fix|repair|arrange|confirm|deliver|update|train"
    r"|review|meet|provide|submit|prepare|replace|install|contact)s?\b"
)
#: Where things are done as well.
_PLACES = frozenset(["仓库", "车间", "门店", "分店", "白班", "夜班", "早班", "中班", "晚班"])
_PLACE_ENDS = ("科", "室", "站", "仓", "处", "店")
_DONE_THERE = re.compile(r"\s*(?:安?装|维?修|检修|更?换|调试|试用|改|布线|保养|升级)")
#: What is done for a team rather than by it, where nothing comes behind: 客服培训.
_DONE_FOR_TEAM = re.compile(r"\s*(?:培训|(?:电话|维?修|检修|更?换|安装|改|调)[一-龥]{0,2}$)")
#: What a department sends back is ours as often as the customer's; what is paid, received or fetched is his.
_SENDS_BACK = re.compile(rf"\s*{MANNER}(?:回[签传]|寄回|退回|签[字回章])")
_DEPARTMENT_ENDS = ("部", "组", "课", "中心")
#: What our people do at the customer's, and not the customer's people.
_OUTWARD = re.compile(
    r"\s*(?:上门|拜访|回访|登门|走访|寄(?!回)|送|带|去|赴|给客户|回电|补[寄发]|到[店场访]|过去|前往|陪|约客户|打电话(?![来进过])|跟进|讲课|授课|上课)"
)
#: And what they do for him elsewhere.
_OUTSIDE = re.compile(
    rf"{_OUTWARD.pattern}"
    rf"|\s*(?:出(?=[一-龥]{{1,4}}(?:图|报告|方案|报价|稿|样))|持续|关注|跑|取|更?换|维?修|检修|发[给送样资货报]|盯|有空|催|把|安装|装|调试|驻|改)"
)


def begins_as_task(text: str) -> bool:
    """Return whether a text begins with what is to be done, so that it names nobody: ``更换配件``."""
    return acts_at(level_text(text), 0)


def acts_at(level: str, place: int) -> bool:
    """Return whether something is done at a place of a levelled text."""
    return _ACT.match(level, place) is not None


def may_be_customers(owner: str, act: str) -> bool:
    """Return whether somebody who is asked may be the customer's, by his title or by what he is to do.

    Example:
        >>> may_be_customers("王总", "给方案"), may_be_customers("李工", "签收"), may_be_customers("李工", "给方案")
        (True, True, False)
    """
    return is_titled(owner) or does_customers(level_text(act), 0)


def is_titled(owner: str) -> bool:
    """Return whether somebody has a title that the customer's people have: ``刘主任``."""
    return _CUSTOMERS_TITLE.search(level_text(owner)) is not None


def acts_in_english(text: str) -> bool:
    """Return whether a text goes on with what somebody does, in English: `` to send revised quote``."""
    return _LATIN_ACT.match(text) is not None


def does_outside(level: str) -> bool:
    """Return whether a levelled text begins with what our people do for customers, and customers do not."""
    return _OUTSIDE.match(level) is not None


def does(level: str, size: int, form: NameForm) -> bool:
    """Return whether what stands behind a name of that form, at the start of a levelled text, one of ours does."""
    if form is NameForm.TITLED:
        return _OUTWARD.match(level, size) is not None
    if not acts_at(level, size) or (does_customers(level, size) and not _sends_back(level, size, form)):
        return False
    if form is not NameForm.TEAM:
        return True
    done_there = level[:size].endswith(_PLACE_ENDS) and _DONE_THERE.match(level, size) is not None
    return not (done_there or level[:size] in _PLACES or _DONE_FOR_TEAM.match(level, size) is not None)


def _sends_back(level: str, size: int, form: NameForm) -> bool:
    """Whether a department sends something back: 商务部回传合同."""
    is_department = form is NameForm.TEAM and level[:size].endswith(_DEPARTMENT_ENDS)
    return is_department and _SENDS_BACK.match(level, size) is not None


def does_customers(level: str, size: int) -> bool:
    """Return whether what stands behind a name the customer's people do."""
    return _CUSTOMERS_ACT.match(level, size) is not None
