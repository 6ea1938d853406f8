"""Clauses that tell of a fault only to explain it away: the customer's own doing, a thing that turned up, a joke."""

from __future__ import annotations

import re

#: What a fault was found to be.
_CAUSED = re.compile(
    "(?P<what>[^，,是说称知 ]{1,12}?)(?<![的那])(?:(?:查明|查实|查出|查了|查过|原来|其实|结果|后来|发现|确认|应该|都|只|就)*(?:是|系|属于)(?:因为?|由于)?"
    "|(?:原来|其实)(?:因为|由于|因)?|因为|由于)(?P<cause>[^，,]{2,20})"
)
#: The customer or his people did it, or left something out; and what is elsewhere or was in the way.
_THEIR_DOING = re.compile(
    "(?:客户|用户|他们?|她|对方|自己|自家|人家|前台|门卫|保安|员工|工人|阿姨|孩子|仓管|会计)[^，,]{0,6}?"
    "(?:忘|没(?:[插按开关注填写看拧装接充交带]|电)|错|弄|误|反了|松了|压着|收着|欠费|设置|自己的?(?:原因|问题)|拿走|碰|踩|拔|关了|挡|盖)"
    "|(?:楼[上下]|隔壁(?!.*的)|邻居|小区|物业|市政|供电|电力|自来水|运营商|电信|移动|联通|[停断]电|停水|电压|冷凝水|天气|下雨|台风|灯光|光线|施工|检修)"
)
#: Done by us, or a fault of the thing.
_OUR_DOING = re.compile(
    "你|贵[司方公]|我[司们]|厂家|师傅|工程师|客服|技术|售后|司机|快递|物流|销售|业务|系统|软件|质量|设计|老化|做工|材料|安装|不[行够良承认]|没人|狡辩|推"
)
_JOKED = re.compile(
    "(?:说|讲|嫌|喊|骂)?(?P<what>[^，,没拿跟]{1,10}?)(?:那句话?|那话|的话)?(?:都|也|就|只|不过|纯粹|纯属)*是?(?:在|[跟和]你们?|[跟和]我们?)*"
    "(?:开(?:个|句)?玩笑|玩笑话?|随口(?:一说|说说|说)|逗(?:你们?|我们?|着)?玩|说着玩|气话)[的了而已]*"
)
_TURNED_UP = re.compile(
    "(?:上次|上回|之前)?(?P<what>(?:少|缺|漏|丢|差|短)(?:发|寄|送|装|给|掉|失)?)了?的[那这]?[^，,没不未给请把要]{1,14}?"
    "(?:找[到着回]|补[到上来齐]|[代签]收|收到|送来|寄来|送到|还回来)了?"
)
#: What a hand does and the fault is gone: ``掀开就没了``.
_UNDONE = re.compile(
    "(?:客户|他们?|自己)?(?:拿|掀|挪|移|清|擦|拔|关|换|插|拧|紧|扶|重启|摘|撕|吹|掸|按|扫|搬|垫|接)[^没不，,]{0,4}(?:就|后)[^没，,]{0,2}"
    "(?:没了|好了|亮了|通了|行了|正常了|消失了|不[^，,]{1,2}了)"
)
_IS = re.compile("(?P<what>[^，,是]{1,12}?)(?:原来|其实|就|都)*是[^，,]{2,16}")


def explained_part(text: str) -> str | None:
    """Return the fault that a folded clause tells only to explain it away; None where it does not.

    Example:
        >>> explained_part("登不上是他自己输错密码"), explained_part("少的那桶门卫代收了"), explained_part("登不上是系统崩了")
        ('登不上', '少', None)
    """
    told = _JOKED.fullmatch(text) or _TURNED_UP.fullmatch(text)
    if told is not None:
        return told["what"]
    caused = _CAUSED.fullmatch(text)
    if caused is None or _OUR_DOING.search(caused["cause"]):
        return None
    return caused["what"] if _THEIR_DOING.match(caused["cause"]) else None


def undone_part(left: str, right: str) -> str | None:
    """Return the fault of which the first of two folded parts tells the cause, and the second that it is removed.

    Example:
        ``报警是布盖住了探头，掀开就没了``
    """
    caused = _IS.fullmatch(left)
    return caused["what"] if caused is not None and _UNDONE.fullmatch(right) else None
