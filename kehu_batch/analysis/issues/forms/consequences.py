"""Clauses that only tell what came of the fault beside them."""

from __future__ import annotations

import re

from kehu_batch.analysis.issues.split import soft_parts
from kehu_batch.folding import fold_text

#: Tells what one's own people make of a fault (``会计天天问我``), or have to do or to leave because of it (``工人不肯碰``,
#: ``吵得睡不着``, ``得重新录``, ``我们产线停了三天``).
_OUR_PEOPLE = "(?:老板|领导|主任|会计|财务|法务|审计|护士|员工|工人|操作工|装卸工|瓦工|家里|老婆|媳妇|孩子|老人|客人|顾客|家属|学生|学员|住户|邻居|仓管|门卫)"
_REACTS = re.compile(
    rf"(?:搞得|弄得|害得|转到|连)?[^\W你贵装修送]{{0,3}}{_OUR_PEOPLE}们?(?:天天|一直|老是?|总|都|又|来)*(?:[问骂催怪]|追着)(?:[了我]|$)"
    rf"|(?:搞得|弄得|害得|连)?[^\W你贵装修送]{{0,3}}{_OUR_PEOPLE}们?(?:[都也全就又只]|天天|整天|每天|半夜|一直|到现在|根本|只能|只好)*"
    "(?:不[肯敢愿想]|没法|睡不|[干白空]等|干坐|干着急|窝工|停工|[歇闲坐]着|[直只]?摇头|抱怨|差点|险些|(?:来)?敲门|熬夜|加班|[陪跟]着|[用打进碰装抵入](?:不了|不成))"
    r"|[吵呛熏冻热烫震闷]得[^\W客售服]"
    "|(?:[又都就]|每次|天天)*(?:得|要|只好|只能|不得不|被迫)(?:又|全|全部)?(?:重新|从头|重)(?:[^\\W退发寄开]|开[始机])"
    r"|(?:我们?|咱们?)(?:这边|这头|这里|家|厂)?[^\W没不你]{0,3}(?:产线|生产线|流水线|车间|工地|机器|设备|店里|生意|后面|下游)"
    "(?:[都也就全只]|只好|只能|被迫|已经?|跟着|白白)*[停歇耽误]"
)
#: Says but that somebody waited long: ``头发都等白了``.
_WAITED = re.compile(
    "(?:等[得到])?(?:头发|胡子|脖子|眼睛|眼|花儿?|黄花菜|人)[都也快]*(?:等|盼|急|望|催)?得?[都快]*(?:白|长|谢|穿|凉|老|蔫)了"
)


def tells_consequence(part: str) -> bool:
    """Return whether a part only tells what came of the fault before it: ``工人不肯碰``, ``得重新录``."""
    return _REACTS.match(fold_text(part)) is not None


def only_waits(part: str) -> bool:
    """Return whether a part only tells that somebody waited long: ``头发都等白了``."""
    return _WAITED.fullmatch(fold_text(part)) is not None


def without_consequences(text: str) -> str:
    """Return a text without the parts that only tell what came of the others, or that somebody waited long."""
    parts = soft_parts(text)
    if len(parts) == 1:
        return text
    kept = [
        part
        for place, part in enumerate(parts)
        if not ((place and tells_consequence(part)) or only_waits(part))
    ]
    return "，".join(kept) if kept and len(kept) < len(parts) else text
