"""Texts of figures of which nothing is amiss: what was promised came, it costs no more, or a figure became better."""

from __future__ import annotations

import re

from kehu_batch.folding import fold_text

_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,12})(?:[.][0-9]{1,4})?"
#: What was said, and what came of it. A unit is that of both, or stands once.
_BOTH = re.compile(
    rf"(?P<said>[^0-9,]{{0,12}})(?P<first>{_NUMBER})(?P<unit>[^0-9,.]{{0,3}}?)(?P<what>[^0-9,.]{{0,6}}),"
    rf"(?P<came>[^0-9,]{{0,8}})(?P<second>{_NUMBER})(?:(?P=unit))?"
    r"(?P<tail>,?(?:对[得的]?上了?|没错|一致|没少|没多|正好|刚好)|(?:就|准时|按时|准点|如期|正好)[^0-9没未不才坏断漏裂响停,]{1,6})?[了的呢]*[.!。]?"
)
_SAID = re.compile(
    "[应该要订定说标写约报账限]|合同|额定|承诺|答应|去年|上[年月次回]|以前|原来|之前|[别他]家|同行|隔壁|网上|外面|单[上子]|et[ad]|预计|[请问]"
)
_CAME = re.compile(
    "(?:今年|这[个月次回]|现在|你们|你家|贵司|这[里边]|结果|发票)*(?:还是|仍是?|也是?|就是|正好|刚好|确实|实[到收退付测际发开]|到手|[称量测](?:出来|了|着)"
    "|收到|发来|送来|到[了货账]|开[的了出成]|退[的了]|答[对上出])*(?:us|hk)?[$¥€£￥]?"
)
_AMISS = re.compile("[少多缺漏丢坏错短差破裂涨贵没未不无才只催罚扣]")
#: Who else sells it, or what it cost before, and the price that is asked now.
_ELSEWHERE = re.compile("[别他]家|同行|隔壁|网上|外面|去年|上[年月次回]|以前|原来|之前")
_HERE = re.compile("今年|这[个月次回里边]|现在|你们|你家|贵司")
_MONEY = re.compile("[$¥€£￥元块]|usd|rmb|钱")
#: A day that a thing is due, and today.
_DUE = re.compile(
    "(?:合同|约定)?(?:交期|交货[日期]期?|应交货?[日期]?|交付日|完工日|竣工日)[^0-9,]{0,3}(?:是|到|写)?(?:([0-9]{1,2})[./月-])?([0-9]{1,2})[日号]?"
    ",(?:今[天日]|现在|目前)[^0-9,]{0,3}(?:([0-9]{1,2})[./月-])?([0-9]{1,2})[日号]?"
)

#: A measure of which less is better that fell to a figure.
_FIGURE = r"[0-9几半一二两三四五六七八九十百千万.%成]{1,8}[^0-9，,没不未]{0,4}"
_BETTER = re.compile(
    "[^，,.;没不未]{0,8}(?:交[货付]?期|货期|工期|周期|l/t|leadtime|lt|d?ppm|不良率|不良品率|故障率|报废率|返修率|[单原均]价|价格?|报价|运费|费用|手续费"
    rf"|起订量|moq|时间|耗时|延迟|投诉率?)[^0-9，,没不未]{{0,4}}?(?:[由从]{_FIGURE})?(?:压缩?|降低?|缩短?|减少?|砍)[到至成为]了?{_FIGURE}[。.!]?"
)


def figures_agree(text: str) -> bool:
    """Return whether a text sets two figures against each other of which nothing is amiss, or says that one got better.

    Example:
        >>> [figures_agree(text) for text in ("应退86，实退86", "应退86，实退68", "别家12元，你家才9.5", "错3处，漏3处", "货期从9周压到4周")]
        [True, False, True, False, True]
    """
    folded = fold_text(text)
    if _BETTER.fullmatch(folded) is not None:
        return True
    due = _DUE.fullmatch(folded)
    if due is not None:
        month, day, month_now, day_now = (int(part or 0) for part in due.groups())
        return (month == 0) == (month_now == 0) and (month_now, day_now) <= (month, day)
    both = _BOTH.fullmatch(folded)
    if both is None:
        return False
    first, second = (float(both[name].replace(",", "")) for name in ("first", "second"))
    cheap = second < first and _costs_less(both)
    if not cheap and (first != second or _AMISS.search(both["said"] + both["what"] + both["came"])):
        return False
    return cheap or (_SAID.search(both["said"]) is not None and _CAME.fullmatch(both["came"]) is not None)


def _costs_less(both: re.Match[str]) -> bool:
    """Whether both figures are prices, the second of them ours."""
    return (
        _ELSEWHERE.search(both["said"]) is not None
        and _HERE.match(both["came"]) is not None
        and _MONEY.search(both["said"] + both["unit"] + both["what"] + both["came"]) is not None
    )
