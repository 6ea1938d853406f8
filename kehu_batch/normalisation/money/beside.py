"""Amounts with something beside them that leaves them as they are: a remark, the same in words, or how they come about.

Read only where the cell is no plain amount: ``37,500元（已开票）``, ``50000（伍万元整）``, ``120元×5件，合计600元``. Of two
different numbers in a cell one counts only where it is named the total, and nothing contradicts that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cache

from kehu_batch.currencies import amount_pattern
from kehu_batch.normalisation.money.roles import ROLE_PATTERN, AmountRole
from kehu_batch.normalisation.money.scales import SCALE_WORDS, SCALES
from kehu_batch.normalisation.money.written import WrittenAmount, read_written, same_amount
from kehu_batch.numerals import NUMERAL_CHARACTERS
from kehu_batch.records import replace

_WORK = (
    r"(?:运输?|邮寄?|快递|物流|安装|调试|搬运|吊装|包装|培训|服务|人工|材料|差旅)费?用?|配件|备件|耗材|辅材"
)
#: How an amount is paid, what papers there are of it, and who has looked at it.
_STATE = (
    r"(?:已|未|待|尚未)(?:开具?|收到?|寄出?)(?:增值税)?(?:发票|票)|(?:发票|票)(?:已|未)[开到寄收]"
    r"|(?:银行|对公|微信|支付宝)?转账|电汇|汇款|现金|现汇|现款|支票|(?:银行|商业)?承兑(?:汇票)?|银承|商承|微信|支付宝|刷卡|网银|对公"
    r"|月结|季结|现结|[月季年]付|半年付|货到付款|款到发货|先款后货|一次性?付清"
    r"|已(?:核对?|核实|确认|审核?|对账|盖章|签字|回签)|核对?无误|无误|属实"
)
#: What it includes besides, of what kind it is, and what the paper of it is called; before an amount, they may be of
#: another (含运费 200).
_REMARK = "|".join(
    (
        _STATE,
        r"含(?:[0-9]{1,2}%|[0-9]{1,2}个?点)?(?:增值)?税(?:价|运费?|[0-9]{1,2}%)?",
        rf"(?:[不未已全]?包?含|不?包括?)(?:{_WORK})",
        r"包邮|免运费|运费(?:另[算计付]|自理)",
        r"[普专]票|增值税(?:专用|普通)?发票|(?:电子)?发票|开[普专]?票",
        r"合同(?:总?价|金额|额)|总价|全款|一口价|成交价|(?:优惠|打?折|折扣)后价?|优惠价|折后价|一次性",
        r"(?:已|新)签(?:合同)?|续[签费约]|首单|复购|返单|加急",
    )
)
_REMARKED = re.compile(
    rf"(?P<core>[^\s(].*?(?<![\s,;、:(]))\s*(?:[,;]\s*)?(?P<open>\()?(?:{_REMARK})"
    rf"(?:(?:[,;、/\s]|和|及|且)*(?:{_REMARK}))*\)?",
    re.ASCII,
)
_REMARK_FIRST = re.compile(
    rf"(?:\((?:{_REMARK})\)\s*|(?![月季现]结|支票)(?:{_STATE})(?P<bare>[\s:,]\s*))(?P<core>.+)", re.ASCII
)
_LEAST_BARE = 100
#: As long are numbers of accounts and telephones (微信 13800138000); years, and numbers of papers, are no amounts either.
_OTHER_NUMBER = re.compile("[0-9]{8,}|0[0-9]+|20[1-3][0-9]|20[1-3][0-9]0[0-9]*[1-9]")
_ROLE_BEHIND = re.compile(rf"(?P<core>[^()]+)\((?:{ROLE_PATTERN})\)")

_HAN = re.compile(f"[{NUMERAL_CHARACTERS}]")
#: Where an amount may be written again: a bracket, a mark, or a word that says so.
_AGAIN = re.compile(r"[\s,;/=(:即合]+|(?<=[^\s,;/=(:即合])(?=[大小]写)")
_MOST_SPLITS = 8


#: Without a digit or a unit of money there is no amount to look for.
_ANY_COUNT = re.compile("[0-9元圆块万千百亿仟佰]")


@cache
def _with_unit() -> re.Pattern[str]:
    """Return an expression for an amount whose unit stands in brackets behind it or behind its label: 总金额(元):5000."""
    unit = rf"(?:单位:?)?\s*(?P<{{}}>(?:{SCALE_WORDS})?(?:元|{amount_pattern()})|[万亿千])"
    behind = rf"(?P<core>[^()]*[0-9])\s*\({unit.format('unit')}\)"
    label = rf"(?P<label>[^()0-9]{{1,8}})\({unit.format('first')}\)\s*:?\s*(?P<count>[0-9][0-9.,]*)"
    money = rf"(?P<money>[^()]*[元块圆])\s*\((?P<currency>{amount_pattern()})\)"
    return re.compile(f"{behind}|{label}|{money}", re.ASCII)


def read_beside(text: str) -> WrittenAmount | None:
    """Read a levelled text of one amount and what leaves it as it is; ``None`` where there is none or two may be meant.

    Example:
        >>> read_beside("12.5万(含运费)").yuan, read_beside("120元x5件,合计600元").yuan, read_beside("5万(去年)")
        (Decimal('125000.0'), Decimal('600'), None)
    """
    if not _ANY_COUNT.search(text):
        return None
    match = _with_unit().fullmatch(text)
    if match is not None:
        return read_written(
            "".join(
                part
                for part in match.group("label", "core", "count", "unit", "first", "money", "currency")
                if part
            )
        )
    return _with_remark(text) or _written_again(text) or _total(text)


#: Less than nothing, and why: -500(退费).
_GIVEN_BACK = re.compile(
    r"(?P<core>-[0-9][0-9,.]*(?:元|块)?)\s*\((?:退(?:还|回)?(?:定金|押金|货款|[费款货]|差价|订金|保证金)|红冲|冲[红回减销])\)"
)


def _with_remark(text: str) -> WrittenAmount | None:
    match = _REMARKED.fullmatch(text)
    if match is not None and text.count("(") == text.count(")"):
        return _read_remarked(match["core"], bracketed=match["open"] is not None)
    match = _REMARK_FIRST.fullmatch(text)
    if match is not None:
        return _read_remarked(match["core"].strip(), bracketed=match["bare"] is None)
    match = _GIVEN_BACK.fullmatch(text)
    if match is not None:
        return read_written(match["core"])
    said = _ROLE_BEHIND.fullmatch(text)
    amount = None if said is None else read_written(said["core"].strip())
    role = None if said is None or said.lastgroup is None else AmountRole(said.lastgroup)
    return replace(amount, role=role) if amount is not None and amount.role in {None, role} else None


def _read_remarked(core: str, *, bracketed: bool) -> WrittenAmount | None:
    """Read the amount beside a remark; without brackets a small number may count or number it (2 发票未开)."""
    amount = read_written(core)
    if amount is None or bracketed or amount.names_unit or amount.currency is not None:
        return amount
    return amount if abs(amount.yuan) >= _LEAST_BARE and not _OTHER_NUMBER.fullmatch(core) else None


def _written_again(text: str) -> WrittenAmount | None:
    """Read an amount that stands in figures and in the numerals of banks, in any order; the two must be the same."""
    if not _HAN.search(text) or not re.search("[0-9]", text):
        return None
    text = text.replace("(大写)", "大写:").replace("(小写)", "小写:")
    for place in list(_AGAIN.finditer(text))[:_MOST_SPLITS]:
        bracket = "(" in place[0]
        first, again = text[: place.start()].strip(), text[place.end() :].strip()
        if bracket != again.endswith(")"):
            continue
        one, other = read_written(first), read_written(again.removesuffix(")"))
        if one is not None and other is not None:
            return same_amount(one, other)
    return None


_TOTAL_WORD = r"(?:合计|共计|总计|总共|一共|总[额价]|总金额|共)"
#: A comma within a number.
_GROUP = "(?<=[0-9]),(?=[0-9]{3}(?![0-9]))"
_TOTAL_LAST = re.compile(rf"(?P<head>.*[0-9].*?)[\s,;。=:]*(?P<total>{_TOTAL_WORD}\s*[:为是]?.+)", re.ASCII)
_TOTAL_FIRST = re.compile(
    rf"(?P<total>{_TOTAL_WORD}\s*[:为是]?(?:[^,;:=(]|{_GROUP})+?)\s*(?:(?!{_GROUP}),|[;:=(])"
    rf"(?P<head>[^()]*[0-9][^()]*)\)?",
    re.ASCII,
)
_RESULT = re.compile(r"(?P<head>[^=()]*[0-9][^=()]*)=(?P<total>[^=]+)", re.ASCII)
#: What says that a number beside a total is of another time, or that less than all of it is meant.
_OF_OTHER_MONEY = re.compile(
    r"(?<!首)付|[收欠退还结余预定订税率期约]|[去今往0-9]年|(?:[上本下当每]个?|[0-9一二三四五六七八九十])[月年周季]|累计|历史|[差错漏]|大概|左右|以[上下]"
)
_OTHER_TOTAL = re.compile("合计|总计|总[额价]|总金额")
_TERM = re.compile(rf"(?:(?!{_GROUP})[,;、+和及。])+|(?=-)")
_FIGURE = re.compile(
    r"(?<![0-9.,])([0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)\s*([万千百wk]?)", re.ASCII
)
_NAMED = re.compile(r"[a-z\u4e00-\u9fff]")
_LESS = re.compile(r"减|优惠|扣|抹|折让|-")


def _total(text: str) -> WrittenAmount | None:
    """Read the amount that is named the total of what stands beside it; ``None`` where that gives another.

    Two numbers or more must give it as a sum of products, one must only not be larger.
    """
    match = _TOTAL_LAST.fullmatch(text) or _TOTAL_FIRST.fullmatch(text)
    named = match is not None
    match = match or _RESULT.fullmatch(text)
    if match is None or _OF_OTHER_MONEY.search(match["head"]) or _OTHER_TOTAL.search(match["head"]):
        return None
    total = read_written(match["total"].strip()) or _with_remark(match["total"].strip())
    if total is None or total.role is not None or not (total.names_unit or abs(total.yuan) >= _LEAST_BARE):
        return None
    figures = [_values(term) for term in _TERM.split(match["head"]) if term.strip()]
    if len(figures) == 1 and len(figures[0]) == 1:
        return total if named and _NAMED.search(match["head"]) and abs(figures[0][0]) <= total.yuan else None
    return total if total.yuan in _results(figures) else None


def _values(term: str) -> list[Decimal]:
    """Return the numbers of a term, the first with a minus where the term is taken off."""
    try:
        found = [Decimal(digits.replace(",", "")) * SCALES[scale] for digits, scale in _FIGURE.findall(term)]
    except InvalidOperation:
        return []
    return [-found[0], *found[1:]] if found and _LESS.search(term) else found


def _results(figures: list[list[Decimal]]) -> Iterator[Decimal]:
    """Return what the numbers of the terms may give: the sum of their products, or the product of all."""
    products = [_product(term) for term in figures if term]
    yield sum(products, Decimal(0))
    yield _product([number for term in figures for number in term])


def _product(numbers: list[Decimal]) -> Decimal:
    result = Decimal(1)
    for number in numbers[:8]:
        result *= number
    return result
