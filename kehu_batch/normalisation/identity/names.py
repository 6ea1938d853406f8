"""Read customer cells and ids: who is meant, and whether the text may join one table to another."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any

from kehu_batch.folding import UNSEEN
from kehu_batch.normalisation.cells.text import is_blank_cell, is_error_value, is_none_answer, level_text
from kehu_batch.normalisation.identity.surnames import AMBIGUOUS, COMMON, COMPOUND
from kehu_batch.records import dataclass

__all__ = [
    "CustomerName",
    "IdProblem",
    "IdReading",
    "is_blank_cell",
    "is_masked",
    "is_none_answer",
    "is_person_like",
    "is_team_like",
    "read_id",
    "split_customer",
]

#: Excel keeps 15 digits; a longer number has lost its last ones.
_FIRST_LOSSY = 10**15

_SURNAMES = COMMON + AMBIGUOUS
_TITLE = r"(?:总经理|副总|经理|总监|主管|主任|专员|工程师|老师|老板|先生|女士|小姐|部长|科长|处长|院长|校长|店长|董事长|董|总|工|姐|哥)"
_PERSON = re.compile(
    rf"(?:(?:{COMPOUND})[一-龥]{{1,2}}|[{_SURNAMES}][一-龥]{{1,2}}"
    rf"|(?:{COMPOUND}|[一-龥*])[一-龥*]{{0,2}}{_TITLE}"
    rf"|[小老阿][{_SURNAMES}]|[{_SURNAMES}][*某]{{1,2}}|\*+[一-龥]{{1,2}}|[{_SURNAMES}]\*[一-龥])"
)

#: Words of two or three characters that begin like a name.
_WORDS = """
方案 方便 高度 高级 高效 高质 高质量 高标准 高优 周末 周内 周边 安排 安装 任务 任何 解决 解释 解答 常规 常见 成交 成本 成品 施工 施行 于是 关注 关怀 关于 关闭 许可 程序 周期 周报 周一
周二 周三 周四 周五 周六 周日 万元 文件 文档 文字 马上 何时 余款 余额 易用 钱款 黄金 白天 金额 金融 温馨 严格 严重 单据 单位 单独 包装 包括 包含
管理 项目 项目组 曲线 游客 席位 卫生 查询 查看 查找 查实 位置 盛大 童装 欧洲 华东 华南 华北 华中 车间 车辆 房间 房屋 边界 左右 季度 季末 章程
石油 田间 江苏 江西 江门 江阴 安徽 安庆 安阳 广西 云南 温州 金华 徐州 常州 常熟 郑州 杭州 苏州 宁波 宁夏 柳州 梅州 唐山 秦皇岛 石家庄 马鞍山 黄石
黄山 海南 武汉 武进 余姚 余杭 成都 贺州 汤阴 曲靖 莫干山 龙岩 龙华 万州 万宁 江北 江南 江宁 吴江 吴中 孟加拉 韩国 许昌 梁平 阳江 阳泉 齐齐哈尔 齐鲁
鲁南 桂林 葛洲坝 景德镇 常德 邢台 岳阳 洪都 兰州 陆家嘴 顾问 顾客 严查 单价 谢谢 易损 牛奶 雷达 石材 史料 白色 毛利 毛坯 段落 夏季 秦岭 龙头 阳光
返工 完工 竣工 开工 停工 复工 加工 动工 赶工 员工 职工 电工 焊工 技工 手工 人工 代工 分工
时间 成立 成员 解除 查收 查验 安全 安心 常驻 任意 项目部 单元 华为
"""
_NOT_PEOPLE = frozenset(_WORDS.split())
_TEAM = re.compile(
    # Not a sentence about a team (联系技术部), and not a word that only ends like one (全部, 待办).
    r"(?!联系|通知|安排|转给?|回访|提交|协调|请|由|让|反馈|发送?|上报|告知|咨询|对接|配合|协助|培训|催)(?!.*(?:全部|[内外局]部|[到各好此何用]处|[待补代承催]办|百科)$)"
    # Nor one that ends in whom it goes to (寄送报告并抄送主管).
    r"(?!.*(?:抄送|并(?!购)|[交派递]给|交由|派[人员]))"
    r"[0-9a-z一-龥]{0,12}(?:团队|小组|[一-龥]组|部门|部|中心|事业部|办公室|办|科|处|客服|售后|售前|销售|技术|财务|运维|实施|法务|物流|商务|市场|工程师|经理|主管|专员|总监|顾问)"
)
_COMPANY_END = re.compile(
    r"(?:公司|企业|集团|厂|店|行|院|校|所|社|局|中心|大学|医院|银行|学校|酒店|超市|工作室|合作社|有限合伙|事务所|co\.?|ltd\.?|inc\.?)\)?$"
)
_MASK = re.compile(r"[*＊×✱]|某|(?<![a-z])x{2,}(?![a-z])")

SHOWS_NOTHING = re.compile(f"[{UNSEEN}]")
_LONGEST_NAME = 200

#: Between name and contacts. A slash between single Latin letters (A/S) is part of a name.
_SEPARATOR = re.compile(r"(?<![a-z])/|/(?!\s?[a-z](?![a-z]))|[|\n\r]+")
_BETWEEN_PEOPLE = re.compile(r"[/|\n\r、,;]+")
_BRACKETS = re.compile(r"(?P<name>.+?)\s*\((?P<inside>[^()]+)\)")


@dataclass(frozen=True, slots=True)
class CustomerName:
    """A customer cell 客户名称/联系人 taken apart, as written.

    Args:
        name: The customer's name; empty where the cell names only contacts or nobody.
        contacts: Contact persons in the order of the cell.
    """

    name: str
    contacts: tuple[str, ...] = ()


def is_masked(text: str) -> bool:
    """Return whether a name hides part of itself: ``*经理``, ``张*``, ``某公司``, ``XX公司``.

    Example:
        >>> is_masked("*经理"), is_masked("某公司"), is_masked("AXX公司")
        (True, True, False)
    """
    return _MASK.search(level_text(text)) is not None


def is_person_like(text: str) -> bool:
    """Return whether a text looks like a person's name: a common surname, a title, or a masked form of either.

    Example:
        >>> is_person_like("张三"), is_person_like("*经理"), is_person_like("安装"), is_person_like("江苏")
        (True, True, False, False)
    """
    level = level_text(text).strip()
    return _PERSON.fullmatch(level) is not None and level not in _NOT_PEOPLE


def is_team_like(text: str) -> bool:
    """Return whether a text ends as the names of teams and roles do: 团队, 部, 组, 客服, 经理."""
    return _TEAM.fullmatch(level_text(text).strip()) is not None


#: What stands for an id or a name that nobody has given yet.
_NOT_YET = frozenset(
    {"待定", "待补", "待编", "待编号", "待分配", "未编号", "无编号", "未知", "不详", "新客户", "?", "??"}
)
_LONGEST_NOBODY = 6


def split_customer(text: str) -> CustomerName:
    """Split a cell that holds a customer's name and perhaps its contacts.

    Slashes, bars and line breaks separate; ``、`` only before a person; brackets hold a contact only where their
    inside is a person's name, and else are part of the name (北京, 集团, 有限合伙). Blanks separate nothing. What shows
    nothing is no part of a name.

    Example:
        >>> split_customer("A公司/*经理")
        CustomerName(name='A公司', contacts=('*经理',))
    """
    whole = SHOWS_NOTHING.sub("", text).strip()
    level = level_text(whole)
    separator = _SEPARATOR.search(level) or _comma_before_person(level)
    if separator is not None:
        name, contacts = whole[: separator.start()], _people(whole[separator.end() :])
    else:
        name, contacts = whole, ()
        brackets = _BRACKETS.fullmatch(level) if len(level) <= _LONGEST_NAME else None
        if brackets is not None and is_person_like(brackets["inside"]):
            name, contacts = whole[: brackets.end("name")], (whole[slice(*brackets.span("inside"))].strip(),)
    name = name.strip()
    if is_nobody(name):
        return CustomerName("", contacts)
    return CustomerName(name, contacts)


def _comma_before_person(level: str) -> re.Match[str] | None:
    match = re.search("、", level)
    if match is None:
        return None
    people = [part.strip() for part in level[match.end() :].split("、")]
    return (
        match
        if all(map(is_person_like, people)) and _COMPANY_END.search(level[: match.start()].rstrip())
        else None
    )


def _people(text: str) -> tuple[str, ...]:
    parts: list[str] = []
    done = 0
    level = level_text(text)
    for separator in _BETWEEN_PEOPLE.finditer(level):
        parts.append(text[done : separator.start()])
        done = separator.end()
    parts.append(text[done:])
    return tuple(part.strip() for part in parts if part.strip() and not is_none_answer(part))


class IdProblem(StrEnum):
    """Why a cell gives no id."""

    BLANK = "blank"
    """Nothing."""
    ERROR_VALUE = "error_value"
    """A formula's error value."""
    NOT_AN_ID = "not_an_id"
    """A date, a time or a fraction without digits of its own."""
    PRECISION_LOST = "precision_lost"
    """A number of more than 15 digits: Excel has overwritten the last ones, beyond repair."""


@dataclass(frozen=True, slots=True)
class IdReading:
    """An id as text, or the problem that there is instead; exactly one is set.

    Args:
        text: The id.
        problem: Why there is none.
        cleaned: Whether marks that show nothing, or a leading apostrophe, were taken off.
    """

    text: str | None = None
    problem: IdProblem | None = None
    cleaned: bool = False


_SCIENTIFIC = re.compile(r"[0-9]\.[0-9]+e\+?[0-9]{2}|[0-9]e\+[0-9]{2}", re.ASCII)


#: How exports keep a spreadsheet from taking an id for a number: '00123, ="00123".
_QUOTED = re.compile(r"=\s*\"([^\"]*)\"")
_APOSTROPHES = "'\u2018\u2019\uff07"


def is_nobody(text: str) -> bool:
    """Whether an id or a name only says that there is none, or none yet; two such customers are not one.

    Latin letters (``NA``, ``None``) may be an id, and stay.

    Example:
        >>> is_nobody("—"), is_nobody("待定"), is_nobody("NA"), is_nobody("无锡")
        (True, True, False, False)
    """
    if not 0 < len(text) <= _LONGEST_NOBODY or any(mark.isascii() and mark.isalnum() for mark in text):
        return False
    return is_none_answer(text) or level_text(text).strip("()[] ") in _NOT_YET


def _read_id_text(value: str) -> IdReading:
    seen = SHOWS_NOTHING.sub("", value).strip()
    quoted = _QUOTED.fullmatch(seen)
    text = (quoted[1] if quoted else seen.lstrip(_APOSTROPHES) or seen).strip()
    if not text or is_nobody(text):
        return IdReading(problem=IdProblem.BLANK)
    # No letter or mark of ASCII is levelled to a digit, and most ids begin with one.
    begins_plainly = text[0].isascii() and not text[0].isdecimal()
    if not begins_plainly and _SCIENTIFIC.fullmatch(level_text(text)):
        return IdReading(problem=IdProblem.PRECISION_LOST)
    return IdReading(text, cleaned=text != value.strip())


def read_id(value: Any) -> IdReading:  # noqa: ANN401  (a cell of any type, a line for each)
    """Read an id as the text that it is: leading zeros and width stay, what shows nothing at its ends or inside goes.

    A whole number given as a float loses its ``.0``. The zeros of a number format (``000000``) are not in the
    value: the caller passes the text as shown.

    Example:
        >>> read_id(" 000123 ").text, read_id(123.0).text, read_id(1.5e17).problem.value
        ('000123', '123', 'precision_lost')
    """
    if is_blank_cell(value):
        return IdReading(problem=IdProblem.BLANK)
    if is_error_value(value):
        return IdReading(problem=IdProblem.ERROR_VALUE)
    if isinstance(value, str | bool):
        # A spreadsheet makes a truth value of an id ``TRUE`` that is typed, and shows it so.
        return _read_id_text(value if isinstance(value, str) else str(value).upper())
    if not isinstance(value, int | float):
        return IdReading(problem=IdProblem.NOT_AN_ID)
    if abs(value) >= _FIRST_LOSSY:
        return IdReading(problem=IdProblem.PRECISION_LOST)
    text = str(int(value)) if value == int(value) else repr(value)
    return IdReading(problem=IdProblem.NOT_AN_ID) if "e" in text else IdReading(text)
