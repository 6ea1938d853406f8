"""Small spellings in the text of a plan, made those that dates and parts are known by: ``3.29完``, ``ETA 6/24``."""

from __future__ import annotations

import re

from kehu_batch.normalisation.plans.owners import is_latin_name

#: A month and a day of one, in digits.
MONTH, DAY = "(?:1[0-2]|0?[1-9])", "(?:[12][0-9]|3[01]|0?[1-9])"
#: A box before the whole text, and not the first of several to choose from.
_TICK_BOX = re.compile(r"^\s*(?:[\[(（【]\s*[xX√✓✔]?\s*[\])）】]|[□☐☑✓✔√])\s*(?![^□☐☑]*[□☐☑])")
_DOTTED_DATE = re.compile(r"(?<![0-9])([0-9]{4})\s?[·•・‧]\s?([0-9]{1,2})\s?[·•・‧]\s?([0-9]{1,2})(?![0-9])")
#: Brackets round the whole text: 【生技课⇒3/19⇒修模】.
_WRAPPED = re.compile(r"\s*[【\[(（](?P<inside>[^【】\[\]()（）]+)[】\])）]\s*")
#: A deadline with a point and a blank behind it: DDL 5.31 会籍部.
_DEADLINE_DAY = re.compile(rf"截止({MONTH}\.{DAY})\s+(?=[^\s0-9])")
_DEADLINE = re.compile(r"(?<![A-Za-z])(?:ddl|deadline|eta|due)\s?[:：]?\s?(?=[0-9０-９])", re.IGNORECASE)
#: Who is named behind ``by`` in English, first of all: by Jason, due 9/17.
_BY_NAME = re.compile(r"\s*[Bb]y\s+(?P<name>[A-Z][a-z]+)")
#: That a day is the last: 3月31日为限.
_AS_LIMIT = re.compile(r"(?<=[日号0-9])\s?为(?:限|期限|准)(?=$|[\s,，;；])")
#: Words before a short day that it is the last, behind a mark, and behind one that all is done by it: ——限11.6, 3.29完.
_LIMITED = re.compile(r"(?<![一-龥])限(?=[0-9]{1,2}[./月-])")
_FINISHED = re.compile(rf"(?<![0-9./])({MONTH}[./]{DAY})(?:完(?!成)|搞定|到位|止|迄)(?=$|[\s,，;；/])")
#: A short day at the end of a part whose number is no part's of anything: 橱柜安装6/21，…
_DAY_AT_END = re.compile(
    rf"(?<=[一-龥])(?<![至止于在到期前迟晚日限改约定成率度共剩第占比分批次号楼版达])({MONTH}/(?:1[3-9]|2[0-9]|3[01]))(?=$|\s*[,，;；])"
)
#: A short day that another takes the place of: 原定4/3改4/10.
_MOVED_SHORT = re.compile(
    r"(?:原(?:定|约|计划|本)?[于在]?\s?)?(?<![0-9/.])[0-9]{1,2}[/.][0-9]{1,2}\s?(?:改期?|推迟|延期?|顺延|挪|提前)[到至为成]?\s?"
    rf"(?P<day>{MONTH}[/.]{DAY})(?![0-9/.折元%])[\s,，;；/]*"
)
#: A weekday of one character behind a day, which says no more: 7/8(二).
_WEEKDAY_BEHIND = re.compile(r"(?<=[0-9日号])\s?[(（][一二三四五六日天][)）]")
#: The weekday in brackets behind a short day, which would be taken for a day of its own: 1.18(周四)余洋….
_WEEKDAY_NAMED = re.compile(
    rf"(?<![0-9./])({MONTH}[./]{DAY})\s?[(（](?:周|星期|礼拜)[一二三四五六日天][)）](?!\s?[0-9])"
)
#: A colon between a short day and what is to be done: 9/17: 补文档.
_DAY_COLON = re.compile(rf"(?<![0-9/])({MONTH}/{DAY})\s*[:：]\s*(?=[^\s0-9])")


def respell_plan(text: str) -> str:
    """Return a plan's text without its box, and with its days and deadlines in their usual spelling.

    Example:
        >>> respell_plan("维修班 3.29完"), respell_plan("by Jason, due 9/17: 补文档"), respell_plan("原定4/3改4/10，李强上门")
        ('维修班 3.29', 'Jason, 截止9/17/补文档', '4/10/李强上门')
    """
    wrapped = _WRAPPED.fullmatch(text)
    plain = _DEADLINE_DAY.sub(r"截止\1/", _DEADLINE.sub("截止", wrapped["inside"] if wrapped else text))
    by = _BY_NAME.match(plain)
    if by is not None and is_latin_name(by["name"]):
        plain = plain[by.start("name") :]
    plain = _WEEKDAY_NAMED.sub(r"\1", _WEEKDAY_BEHIND.sub("", _LIMITED.sub("截止", plain)))
    plain = _DAY_COLON.sub(r"\1/", _DAY_AT_END.sub(r"/\1", _FINISHED.sub(r"\1", plain)))
    plain = _MOVED_SHORT.sub(r"/\g<day>/", _AS_LIMIT.sub("前", plain)).strip("/")
    return _DOTTED_DATE.sub(r"\1-\2-\3", _TICK_BOX.sub("", plain))
