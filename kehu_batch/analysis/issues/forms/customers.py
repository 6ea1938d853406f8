"""Clauses that only say who the customer is or how his trade goes."""

from __future__ import annotations

import re

from kehu_batch.analysis.issues.split import soft_parts
from kehu_batch.folding import fold_text

#: Who the customer is: a kind of house with nothing before it that denies or is amiss (``断桥铝门窗厂``).
_HOUSE = re.compile(
    r"[^，,没不未别了着得被把让给太很嫌骂催欠找换]*?"
    "(?:[工分总新老]?厂|公司|单位|连锁|[代经]?[理销]商|运营商|集成商|供应商|开发商|制造商|企业|集团|机构|网点|门店|分店|批发|工作室|研究所|设计院"
    "|医院|学校|酒店|宾馆|超市|餐厅|饭店|农场|合作社|[商车琴]行|商会|协会|银行|政府|中心|店|驿站|[网站]点|[车服加]务?站|物业|铺子?|[展茶会]馆|园区|书院)"
)
#: What is told of a customer or his trade and is no fault of anybody's: ``主营冷链``, ``冬天最忙``, ``卖得好``.
_TRADE = re.compile(
    "(?:客户|他们|[他她]家?|这家|对方)(?:家|主要|平时|一直)?(?:做|干|搞|印|卖|产|修|跑|经营|代理|加工|生产|回收|种|养|批发)的"
    "(?:(?:主要|一直)?就是[^，,没不未错坏]{2,14}|(?:主要)?是[^，,没不未错坏]{1,12}(?:生意|买卖|行当|业务|批发|加工))"
    "|(?:他们|客户|我们)?(?:家)?(?:主要)?(?:主营|主做|主打|专做|专营|专卖|专门做|兼营)[^，,没不未]{1,12}"
    "|(?:他们|客户|我们)?(?:是|家)?(?:给|为|帮|替)?[^，,没不未]{0,8}做[^，,没不未了到得]{1,12}(?:的|批发|零售|出口|外贸|加工)"
    "|(?:是|算|都是)?(?:合作|做|买|用|打交道)?了?(?:十?[几多0-9一二三四五六七八九十]*年[多了]?的?)?"
    "(?:[老新大]客户|[老新]主顾|老用户|老顾客|老朋友|老关系|长期客户|重点客户|回头客|散客)了?"
    "|(?:合作|打交道|来往)了?[几多0-9一二三四五六七八九十]+年[多了]?"
    "|规模(?:不|很|挺|较|比较|中)?(?:[大小]|等|一般)|(?:员工|工人|人员)[0-9几多一二两三四五六七八九十百千来余]+[个人号]*"
    "|[0-9几多一二两三四五六七八九十百千来余]+号人|夫妻(?:俩|两个?)?开的?店?|[淡旺]季"
    "|[0-9几多一二两三四五六七八九十百来余]+(?:家|个)(?:门店|分店|店|网点|厂区?|分公司)"
    "|(?:[春夏秋冬][天季]|腊月|正月|[年月][底初中头尾]|[上下]半年|[淡旺]季|节前|节后|过年|春节前?后?|周末|[0-9一二三四五六七八九十]+月份?)"
    "(?:是|最|才|比较|很|都|也|特别)*[忙旺淡闲]季?"
)
#: How a thing of the customer's sells, and that a house of theirs opens.
_THRIVES = re.compile(
    "[^，,没不未别比假仿冒窜嫌如]*?(?:[卖走销]得(?:还|挺|很|也|蛮|最|特别)?(?:好|快|动|不错|火|俏|起来)|销[量路]?(?:还|挺|很|也)?(?:不错|好|可以)|卖(?:断货|光|空|脱销|爆)了)"
    "|[^，,没不未别影误延催]{1,10}?(?:公司|店|厂|仓|线|部|院|校|馆|车间|园)"
    "(?:今年|明年|后年|本月|[下这]个?月|年[初底后]|[节春]后|国庆节?|五一|元旦|春节|下周|[上下]半年|[0-9一二三四五六七八九十]+(?:月[初中底份]?|季度|号|日))*"
    "(?:要|就|正式|准备|将|会|计划|刚)*(?:开业|开张|投产|启用|试营业|揭牌|挂牌)了?"
)

#: How the customer is about it, which says nothing of his trade by itself.
_AT_EASE = re.compile("(?:他们?|客户|老板|大家)(?:都|也)?(?:很|挺|特别|非常|正)?(?:高兴|开心|忙)")


def describes_customer(text: str) -> bool:
    """Return whether a text only says who the customer is or how his trade goes, which is no problem to be solved.

    Example:
        >>> [describes_customer(text) for text in ("物流公司，主营冷链", "慢跑鞋那条线卖得好", "物流公司，货丢了")]
        [True, True, False]
    """
    parts = soft_parts(fold_text(text))
    told = [bool(_TRADE.fullmatch(part) or _THRIVES.fullmatch(part)) for part in parts]
    return any(told) and all(
        known or _HOUSE.fullmatch(part) or _AT_EASE.fullmatch(part)
        for known, part in zip(told, parts, strict=True)
    )


def without_customer(text: str) -> str:
    """Return a text without the parts that open it and only say who the customer is: ``老客户了，价格还这么高``."""
    parts = soft_parts(text)
    opening = next((place for place, part in enumerate(parts) if not _TRADE.fullmatch(fold_text(part))), 0)
    return "，".join(parts[opening:]) if opening else text
