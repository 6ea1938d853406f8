"""Amounts as people write and say them: ``￥1,234.50``, ``三千八``, ``二十五块六``, ``捌万陆仟元整``, ``含税12.5万``.

A text is taken apart from its ends: labels, signs and currencies are put aside, and what is left must be one number.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from kehu_batch.currencies import amount_pattern, codes_by_word
from kehu_batch.normalisation.money.counts import COUNT_PATTERN, level_counts, read_count
from kehu_batch.normalisation.money.roles import ROLE_PATTERN, AmountRole
from kehu_batch.normalisation.money.scales import EXACT
from kehu_batch.numerals import DIGIT_CHARACTERS, NUMERAL_CHARACTERS, read_numeral
from kehu_batch.records import dataclass

#: Words before an amount that change nothing in it. 不含税 and 定金 do, and are not among them.
_LABELS = (
    r"含(?:[0-9]{1,2}%|[0-9]{1,2}个?点)?(?:增值)?税价?(?!额)|价税合计|合计|共计|总计|总共|一共|总[额价款]|总金额|小计|金额|大写|小写"
    r"|合同(?:总?[价额款]|总?金额)|订单(?:总?额|总?金额)|成交(?:总?价|金额)|(?:优惠|打?折|折扣|抹零)后|优惠价|折后价"
    r"|退款?(?=\s*:?\s*-)|(?![^费]{0,2}[手滞违逾罚退返免减扣欠另含付收花自消耗浪省])[一-龥]{1,3}费(?!率)|年保"
    r"|(?![预首退欠罚借扣贷赔付收存到汇打进质期定未已应])[一-龥]{2,3}(?<![退欠罚借扣贷赔付收存到汇打])款"
    r"|尾款|货款|余款|全款|款项|计|共|整(?=[0-9一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾])"
)
_NEGATIVE = r"-|负|[▲△]|\(红字?\)|红字|贷方?|cr\.?(?![a-z])"
_POSITIVE = r"\+|借方?|dr\.?(?![a-z])"
_NEGATIVE_END = r"-|\(红字?\)|\(贷方?\)|贷方?|\(?cr\.?\)?"
_POSITIVE_END = r"\(借方?\)|借方?|\(?dr\.?\)?"

_DIGIT = f"[0-9{DIGIT_CHARACTERS}]"
_BODY = re.compile(
    rf"(?:{COUNT_PATTERN})?\s*"
    rf"(?:(?P<yuan>[元圆]|块钱?)\s*)?(?:[零〇]?(?P<jiao>{_DIGIT})\s*(?P<mao>[角毛]))?"
    rf"(?:[零〇]?(?P<fen>{_DIGIT})\s*分|(?<=[块毛])(?P<tail>{_DIGIT}|(?<=块)半))?(?:(?<=[角毛分])(?P<money>钱))?",
    re.ASCII,
)

_YUAN = "CNY"
#: How books write what is below zero: (1,200.00), <1,200.00>; <1800 is a bound, and <1800> may be
#: anything.
_IN_BRACKETS = re.compile(r"\(([^()红]*)\)|<[^<>]*[0-9][,.][0-9][^<>]*>")
#: What stands for no fen behind an amount: ``¥1,200.-``; a stroke alone is a sign.
_NO_CENTS = re.compile(r"(?<=[0-9])\.(?:-|—)+$")
#: An amount in the numerals of banks, and again in brackets; or the other way round.
_TWICE = re.compile(
    rf"(?P<first>[^()]*[{NUMERAL_CHARACTERS}][^()0-9]*)\((?P<again>[^()]*[0-9][^()]*)\)"
    rf"|(?P<figures>[^()]*[0-9][^()]*)\((?P<words>(?:大写|人民币)[^()0-9]*[{NUMERAL_CHARACTERS}][^()0-9]*)\)"
)
#: Thousands set apart by spaces or apostrophes, all of one kind; a comma that follows leaves open what is meant.
_GROUPS = re.compile(r"(?<![0-9.,'])([0-9]{1,3})(?:([ ']|, )[0-9]{3})(?:\2[0-9]{3})*(?![0-9,' ])", re.ASCII)
#: Blanks between a number and what it counts: 8 万 5 千.
_BLANKS = re.compile(r"(?<=[0-9])\s+(?=[亿万千百])|(?<=[亿万千百])\s+(?=[0-9]+\s*[千百十元]|元)")
_APOSTROPHES = str.maketrans(dict.fromkeys("‘’`´′", "'"))


@dataclass(frozen=True, slots=True)
class WrittenAmount:
    """An amount as written.

    Args:
        yuan: Its value in yuan where it names its unit, else in the column's unit; with its sign.
        currency: ISO code where one is named.
        names_unit: Whether it says of what it is so many: ``12万``, ``3000元``, ``三千``.
        role: Which money of a deal it is said to be; None where nothing is said.
    """

    yuan: Decimal
    currency: str | None
    names_unit: bool
    role: AmountRole | None = None


def join_groups(text: str) -> str:
    """Return a levelled text with its thousands set apart by commas, and without a leading apostrophe.

    Example:
        >>> join_groups("'7 650.00"), join_groups("1'234'567"), join_groups("1 234,50")
        ('7,650.00', '1,234,567', '1 234,50')
    """
    plain = text.translate(_APOSTROPHES).lstrip("'").strip()
    return _GROUPS.sub(lambda match: re.sub(r"[ ']|, ", ",", match[0]), plain)


@cache
def _start() -> re.Pattern[str]:
    return re.compile(
        rf"\s*(?:(?:(?P<currency>{amount_pattern()})|(?P<negative>{_NEGATIVE})|(?P<positive>{_POSITIVE})"
        rf"|\(?(?:{ROLE_PATTERN}|{_LABELS})\)?)\s*:?)\s*",
        re.ASCII,
    )


@cache
def _around_brackets() -> re.Pattern[str]:
    """Return the pattern of figures in brackets with their currency outside: ``¥(1,200.00)``, ``(500)元``."""
    return re.compile(
        rf"(?P<before>(?:{amount_pattern()})?)\s*\((?P<figures>[0-9][^()红]*)\)\s*(?P<behind>(?:{amount_pattern()}|元)?)",
        re.ASCII,
    )


@cache
def _end() -> re.Pattern[str]:
    return re.compile(
        rf"\s*(?:(?P<currency>{amount_pattern()})|(?P<negative>{_NEGATIVE_END})|(?P<positive>{_POSITIVE_END})"
        r"|[整正]|\(含税\))\s*$",
        re.ASCII,
    )


def read_written(text: str) -> WrittenAmount | None:
    """Read a levelled text that is one amount and nothing else; ``None`` where it is not.

    Example:
        >>> read_written("二十五块六").yuan, read_written("usd 12万").currency, read_written("5万/3万")
        (Decimal('25.60'), 'USD', None)
    """
    twice = _TWICE.fullmatch(text)
    if twice is not None:
        first, again = twice["first"] or twice["figures"], twice["again"] or twice["words"]
        return same_amount(read_written(first), read_written(again))
    text = _NO_CENTS.sub("", text)
    around = _around_brackets().fullmatch(text) if "(" in text else None
    if around is not None:
        text = f"({around['before']}{around['figures']}{around['behind']})"
    bracketed = _IN_BRACKETS.fullmatch(text) is not None
    core, ends = _take_ends(text[1:-1].strip() if bracketed else text)
    core = _BLANKS.sub("", core)
    if len(ends.signs) + bracketed > 1 or len(ends.currencies) > 1 or len(ends.roles) > 1:
        return None
    match = _BODY.fullmatch(level_counts(core)) if core else None
    found = None if match is None else _yuan(match)
    if match is None or found is None:
        return None
    yuan, named = found
    negative = bracketed or "-" in ends.signs
    return WrittenAmount(
        -yuan if negative else yuan,
        next(iter(ends.currencies), None),
        named or match["yuan"] is not None or match["mao"] is not None,
        next(iter(ends.roles), None),
    )


def same_amount(first: WrittenAmount | None, again: WrittenAmount | None) -> WrittenAmount | None:
    """Return an amount that is written twice, in words and in figures; ``None`` where the two differ."""
    if (
        first is None
        or again is None
        or first.yuan != again.yuan
        or len({first.role, again.role} - {None}) > 1
    ):
        return None
    same = (first.currency or _YUAN) == (again.currency or _YUAN) and first.names_unit | again.names_unit
    role = first.role or again.role
    return (
        WrittenAmount(first.yuan, first.currency or again.currency, names_unit=True, role=role)
        if same
        else None
    )


_SIGNS = {"negative": "-", "positive": "+"}


class _Ends(NamedTuple):
    """What stands at the ends of an amount."""

    signs: list[str]
    currencies: set[str]
    roles: set[AmountRole]


def _take_ends(text: str) -> tuple[str, _Ends]:
    """Take labels, signs and currencies off a text's ends; return the rest, and what was taken off."""
    ends = _Ends([], set(), set())
    core = text
    for pattern, at_start in ((_start(), True), (_end(), False)):
        while core:
            match = pattern.match(core) if at_start else pattern.search(core)
            if match is None or not match[0]:
                break
            core = core[match.end() :] if at_start else core[: match.start()]
            kind = match.lastgroup
            if kind == "currency":
                ends.currencies.add(codes_by_word()[match["currency"]])
            elif kind in _SIGNS:
                ends.signs.append(_SIGNS[kind])
            elif kind is not None:
                ends.roles.add(AmountRole(kind))
    return core.strip(), ends


def _yuan(match: re.Match[str]) -> tuple[Decimal, bool] | None:
    """Return the amount of a body, in its own unit, and whether its count names one."""
    has_whole = match["number"] is not None or match["words"] is not None
    small = match["mao"] is not None or match["fen"] is not None or match["tail"] is not None
    if has_whole == (match["yuan"] is None and small) or (match["yuan"] and not has_whole):
        # A small part stands after 元 or alone: 五元八角, 8毛, never 五8毛.
        return None
    if not has_whole and match["mao"] is None and match["money"] is None:
        # 五分钱 is money, and 5分 may be a score.
        return None
    jiao, fen = _digit(match["jiao"]), _digit(match["fen"])
    if match["tail"]:
        jiao, fen = (jiao, _digit(match["tail"])) if match["mao"] else (_digit(match["tail"]), fen)
    nothing = Decimal(0), match["money"] is not None
    whole = read_count(match, with_unit=match["yuan"] is not None) if has_whole else nothing
    if whole is None or (small and whole[0] != whole[0].to_integral_value()):
        return None
    return (EXACT.add(whole[0], Decimal(jiao * 10 + fen).scaleb(-2)) if small else whole[0]), whole[1]


def _digit(text: str | None) -> int:
    if text is None:
        return 0
    if text == "半":
        return 5
    return int(text) if text.isdecimal() else read_numeral(text) or 0
