"""Denials by the form of a clause: what nobody says, what hardly is, what is no longer needed; and two that cancel out.

The words of the taxonomy deny what follows them. Here the clause as a whole does: ``没人反映难操作``, ``谈不上慢``,
``再也不用排队``. A denial of a denial says that it is so: ``没有哪个月的账单是对的``, ``不可谓不慢``.
"""

from __future__ import annotations

import re

#: Words of surprise hold a 没 or 不 that denies nothing: ``没想到真涨了``.
_SURPRISE = re.compile(
    "^(?:真是?|可|万万)?(?:没想到|想不到|没料到|没成想|没承想|不料|谁知道?|哪知道?|哪晓得|谁想到?)(?:的是)?[，,]?(?=.{2})"
)
#: Two denials, and what they say together.
_AFFIRMED = (
    (re.compile("(?:不能|不好|不敢)(?:说|讲)(?:是|就)?没有?(?=.)"), "有"),
    (re.compile("(?:不可谓|不能说|不得不说|不能算)(?:是)?不(?=[^是会能要想])"), "很"),
    (
        re.compile(
            "(?:没有?|就没)(?:哪|任何一|一)[个次回天批趟台件只单张份笔家位](?:月|星期|礼拜)?的?(?P<of>[^，,没不]{0,6}?)(?:是|能|会)?"
            "(?P<fine>对|准时?|按时|齐全?|好|完整|顺利?)(?:的|得上|过|到)?$"
        ),
        r"\g<of>总不\g<fine>",
    ),
    (
        re.compile(
            "(?:就|从来?|压根|根本)(?:没有?|未)(?:一[次回天])?(?P<fine>准时?|按时|对|齐|顺利?|干净|好用?)过"
        ),
        r"总不\g<fine>",
    ),
)
#: What was borne and need not be any more; ``再也不用你们家的`` says something else.
_NO_LONGER = re.compile(
    "(?:再也?不[用必]|不[用必]再|终于不[用必]|总算不[用必]|省得再?|免得再?)"
    "(?:天天|老是?|一直|一遍遍|来回|到处|反复|半夜|自己|手工|人工|挨个|每次)*"
    "(?:等|排队?|催|跑|担心|操心|发愁|盯|守|打电话|返工|重复|手[抄算写录工]|抄|熬夜|加班|求|折腾|麻烦|翻|数|算|录|猜)"
)
_NOBODY = re.compile(
    r"(?:(?:目前|至今|到现在|这[次回个]月?|客户|用户|大家|现场|回访|门店|店里|学员|家长|住户|业主)[^，,]{0,4})?"
    r"(?:没有?人|无人|未见有?人|没(?:听见?|有听)(?:说|到)?(?:谁|有?人)?|(?<=[客用]户)(?:也|都|并)?没有?)"
    r"(?:来|再|跟我|向我们)?(?:反[映馈]|投诉|抱怨|嫌弃?|喊|觉得|提(?!前|供|醒|交|货)|说(?!明|话|清|起))(?:过|起|到|是)?(?P<what>.{1,14})"
)
_HARDLY = re.compile(
    r"[^，,没不]{0,6}(?:谈不上|说不上|算不上|称不上|不至于|何来|哪[敢能会]说|(?:客户|他们?|她|我们?)?(?:并|也|都)?不(?:觉得|认为|感觉))"
    r"(?:有?多么?|什么|太|是|叫|算|会)?(?P<what>[^，,]{1,8}?)[哟啊呀呢吧了的]*"
)
_BLAMED = re.compile(
    "[^，,]{0,6}(?:不[怪赖怨]|[怪赖怨]不[得着到上])(?:你们?|您|咱们?|贵司|厂家)?(?P<what>[^，,客他她人我]{0,5})(?:的事)?[啊呀呢的]*"
    "|[^，,]{0,3}不关(?:你们?|您|贵司|[^，,客他她人我]{1,5})的?事"
    "|(?:跟|和|与|同)(?:你们?|您|咱们?|贵司|我们|我司|产品|机器|设备|本厂|[^，,客他她人]{1,6})(?:没有?关系|无关|无干|没牵连|两码事|不相干)"
)
#: It has not come back since: ``升级后没再出现``.
_GONE = re.compile(
    "[^，,]{0,10}?(?:再也?没有?|没有?再|未再|一[次点]都?没有?|就没有?)再?"
    "(?:出现|发生|犯|复发|响|掉|漏|卡|报|错|断|闪|坏|晚|迟到?|现)(?:[过线错]|这种情况)*了?"
)


def affirmed(text: str) -> str:
    """Return a clause without what denies nothing in it, two denials as what they say together.

    Example:
        >>> affirmed("没想到真涨了"), affirmed("报表出图不可谓不慢"), affirmed("没有哪个月的账单是对的")
        ('真涨了', '报表出图很慢', '账单总不对')
    """
    if "没" not in text and "不" not in text and "谁" not in text and "哪" not in text and "沒" not in text:
        return text
    text = _SURPRISE.sub("", text)
    for pattern, said in _AFFIRMED:
        text = pattern.sub(said, text)
    return text


def denied_part(text: str) -> str | None:
    """Return what a clause says that nobody says or that hardly is; ``None`` where it is of no such form.

    Example:
        >>> denied_part("没人反映难操作"), denied_part("谈不上慢"), denied_part("没人提前说停机")
        ('难操作', '慢', None)
    """
    match = _NOBODY.fullmatch(text) or _HARDLY.fullmatch(text)
    return match["what"] if match is not None else None


def needs_no_more(text: str) -> bool:
    """Return whether a clause tells what need not be borne any more: ``再也不用等半天了``."""
    return _NO_LONGER.search(text) is not None


def blames_nobody(text: str) -> bool:
    """Return whether a clause says only that something is no fault of ours: ``不怪粮``, ``与光伏无关``."""
    return _BLAMED.fullmatch(text) is not None


def is_gone(text: str) -> bool:
    """Return whether a clause says only that something has not come back: ``升级后没再出现``."""
    return _GONE.fullmatch(text) is not None
