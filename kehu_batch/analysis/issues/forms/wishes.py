"""Clauses that ask for something by their form, whatever it is."""

from __future__ import annotations

import re

from kehu_batch.analysis.issues.split import soft_parts
from kehu_batch.folding import fold_text

#: Thanks for something that is asked for, and what tells that it was done, or that something is amiss.
_THANKS = re.compile("(?:多?谢谢?|感谢|辛苦|麻烦|拜托|有劳|費心|费心)(?:你们?|您|大家|各位)?[了啦啊哈]?")
_DONE = re.compile("[了过過已没沒未不]|都好|很|挺")
#: Says what would be enough: ``要接口文档（PDF即可）``.
_ENOUGH = re.compile(
    "(?:还|另|再|也|想|客户)*(?:需要|需|要(?!求|不|是|等|死|命|钱|退|赔)|索要|求)[^没沒不未别錯错坏]{2,40}"
    "(?:即可|就行|就好|就可以|也行|都行|也可以|都可以)[)。.!]?"
)
#: Has one of our people do something: ``让财务发下收款账号``. What is told of as done or denied asks for nothing.
_HAVE_THEM = re.compile(
    "(?:让|叫|请|喊)(?:你们?|贵司)?的?"
    "(?:财务|会计|销售|业务|客服|技术|工程师|售后|仓库|物流|厂里|厂家|总部|公司|经理|客户经理|跟单|设计|采购|内勤|师傅)(?:部|员|师|那边|的人)?"
    "(?:(?!以后|下次)[^没沒不未别過过了再又得都，,]){2,20}"
    "|[^没沒不未别，,太很最真嫌]{1,8}麻烦(?:再|重新|尽快|你们|您|帮|给|发|寄|改|换|开|补|出|送|安排|确认|留)[^没沒不未别了，,]{1,20}"
)
#: Would have it so: ``列表里要是能加个搜索框就好了``.
_IF_ONLY = re.compile(
    "(?!.*(?:当初|当时|那时|早知|[没沒不未别]))[^，,]{0,12}(?:要是|如果|若是|假如|若)[^，,]{0,6}?(?:能够?|可以|有|会)[^，,]{2,24}"
    "(?:就|那就|会)(?:更|最|太)?(?:好|方便|完美|省事|省心|棒|理想)[了啦]?[。.!]?"
)


def thanked_in_advance(text: str) -> str | None:
    """Return what a text asks for that ends in thanks for it: ``导出时多带一列批号，谢谢``; None where it does not.

    Thanks for what was done (``都弄好了，谢谢``) are praise.
    """
    parts = soft_parts(text)
    asked = "，".join(parts[:-1])
    return asked if len(parts) > 1 and _THANKS.fullmatch(parts[-1]) and not _DONE.search(asked) else None


def asked_by_form(text: str) -> str | None:
    """Return what a text asks for by its form, if it is a request at all; None where it has no such form.

    Example:
        >>> [asked_by_form(text) for text in ("导出时多带一列批号，谢谢", "让财务发下收款账号", "要资料，PDF就行", "让客服催了三回")]
        ['导出时多带一列批号', '让财务发下收款账号', '要资料，PDF就行', None]
    """
    folded = fold_text(text)
    asks = _HAVE_THEM.fullmatch(folded) or _ENOUGH.fullmatch(folded)
    return text if asks else thanked_in_advance(text)


def wishes_it_were(text: str) -> bool:
    """Return whether a folded text says no more than that something would be good to have: ``要是能撤回就好了``."""
    return _IF_ONLY.fullmatch(text) is not None
