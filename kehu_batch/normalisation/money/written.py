"""Amounts as people write and say them: ``￥1,234.50``, ``三千八``, ``二十五块六``, ``捌万陆仟元整``, ``含税12.5万``.

A text is taken apart from its ends: labels, signs and currencies are put aside, and what is left must be one number.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal
from functools import cache

from kehu_batch.currencies import amount_pattern, codes_by_word
from kehu_batch.normalisation.money.scales import SCALES
from kehu_batch.numerals import DIGIT_CHARACTERS, NUMERAL_CHARACTERS, read_numeral
from kehu_batch.records import dataclass

_EXACT = Context(prec=120)

#: Words before an amount that change nothing in it. 不含税 and 定金 do, and are not among them.
_LABELS = (
    r"含税价?|价税合计|合计|共计|总计|总额|小计|金额|大写|小写|应收款?|应付款?|实收款?|已收款?|未收款?|实付款?|已付款?"
    r"|尾款|货款|余款|欠款|计|共"
)
_NEGATIVE = r"-|负|▲|\(红字?\)|红字|贷方?|cr\.?(?![a-z])"
_POSITIVE = r"\+|借方?|dr\.?(?![a-z])"
_NEGATIVE_END = r"-|\(红字?\)|\(贷方?\)|贷方?|\(?cr\.?\)?"
_POSITIVE_END = r"\(借方?\)|借方?|\(?dr\.?\)?"

_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+"
_SCALE = "|".join(sorted(filter(None, SCALES), key=len, reverse=True))
_DIGIT = f"[0-9{DIGIT_CHARACTERS}]"
_BODY = re.compile(
    rf"(?:(?P<number>{_NUMBER})\s*(?P<scale>{_SCALE})?|(?P<mixed>(?:[0-9]+[亿万千百])+[0-9]*)"
    rf"|(?P<han>[{NUMERAL_CHARACTERS}]+?))?\s*"
    rf"(?:(?P<yuan>[元圆]|块钱?)\s*)?(?:[零〇]?(?P<jiao>{_DIGIT})\s*(?P<mao>[角毛]))?"
    rf"(?:[零〇]?(?P<fen>{_DIGIT})\s*分|(?<=[块毛])(?P<tail>{_DIGIT}))?",
    re.ASCII,
)
_MIXED_PART = re.compile(r"([0-9]+)([亿万千百]?)", re.ASCII)

_YUAN = "CNY"
#: What stands for no fen behind an amount: ``¥1,200.-``; a stroke alone is a sign.
_NO_CENTS = re.compile(r"(?<=[0-9])\.(?:-|—)+$")
#: An amount in the numerals of banks, and again in brackets; or the other way round.
_TWICE = re.compile(
    rf"(?P<first>[^()]*[{NUMERAL_CHARACTERS}][^()0-9]*)\((?P<again>[^()]*[0-9][^()]*)\)"
    rf"|(?P<figures>[^()]*[0-9][^()]*)\((?P<words>(?:大写|人民币)[^()0-9]*[{NUMERAL_CHARACTERS}][^()0-9]*)\)"
)
#: Thousands set apart by spaces or apostrophes, all of one kind; a comma that follows leaves open what is meant.
_GROUPS = re.compile(r"(?<![0-9.,'])([0-9]{1,3})(?:([ ']|, )[0-9]{3})(?:\2[0-9]{3})*(?![0-9,' ])", re.ASCII)
_APOSTROPHES = str.maketrans(dict.fromkeys("‘’`´′", "'"))


@dataclass(frozen=True, slots=True)
class WrittenAmount:
    """An amount as written.

    Args:
        yuan: Its value in yuan where it names its unit, else in the column's unit; with its sign.
        currency: ISO code where one is named.
        names_unit: Whether it says of what it is so many: ``12万``, ``3000元``, ``三千``.
    """

    yuan: Decimal
    currency: str | None
    names_unit: bool


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
        rf"|\(?(?:{_LABELS})\)?)\s*:?)\s*",
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
        return _one_of(read_written(first), read_written(again))
    text = _NO_CENTS.sub("", text)
    bracketed = re.fullmatch(r"\(([^()红]*)\)", text) is not None
    core, signs, currencies = _take_ends(text[1:-1].strip() if bracketed else text)
    if len(signs) + bracketed > 1 or len(currencies) > 1:
        return None
    match = _BODY.fullmatch(core) if core else None
    yuan = None if match is None else _yuan(match)
    if match is None or yuan is None:
        return None
    named = any(match[name] for name in ("scale", "mixed", "yuan", "mao"))
    named |= match["han"] is not None and any(unit in match["han"] for unit in "百佰千仟万亿")
    negative = bracketed or "-" in signs
    return WrittenAmount(-yuan if negative else yuan, next(iter(currencies), None), named)


def _one_of(first: WrittenAmount | None, again: WrittenAmount | None) -> WrittenAmount | None:
    """Return an amount that is written twice, in words and in figures; ``None`` where the two differ."""
    if first is None or again is None or first.yuan != again.yuan:
        return None
    same = (first.currency or _YUAN) == (again.currency or _YUAN) and first.names_unit | again.names_unit
    return WrittenAmount(first.yuan, first.currency or again.currency, names_unit=True) if same else None


def _take_ends(text: str) -> tuple[str, list[str], set[str]]:
    """Take labels, signs and currencies off a text's ends; return the rest, the signs and the currencies' codes."""
    signs: list[str] = []
    currencies: set[str] = set()
    core = text
    for pattern, at_start in ((_start(), True), (_end(), False)):
        while core:
            match = pattern.match(core) if at_start else pattern.search(core)
            if match is None or not match[0]:
                break
            core = core[match.end() :] if at_start else core[: match.start()]
            if match["currency"]:
                currencies.add(codes_by_word()[match["currency"]])
            elif match["negative"] or match["positive"]:
                signs.append("-" if match["negative"] else "+")
    return core.strip(), signs, currencies


def _yuan(match: re.Match[str]) -> Decimal | None:
    """Return the amount of a body, in its own unit."""
    has_whole = any(match[name] is not None for name in ("number", "mixed", "han"))
    small = match["mao"] is not None or match["fen"] is not None or match["tail"] is not None
    if has_whole == (match["yuan"] is None and small) or (match["yuan"] and not has_whole):
        # A small part stands after 元 or alone: 五元八角, 8毛, never 五8毛.
        return None
    if not has_whole and match["mao"] is None:
        return None
    jiao, fen = _digit(match["jiao"]), _digit(match["fen"])
    if match["tail"]:
        jiao, fen = (jiao, _digit(match["tail"])) if match["mao"] else (_digit(match["tail"]), fen)
    whole = _whole(match) if has_whole else Decimal(0)
    if whole is None or (small and whole != whole.to_integral_value()):
        return None
    return _EXACT.add(whole, Decimal(jiao * 10 + fen).scaleb(-2)) if small else whole


def _digit(text: str | None) -> int:
    if text is None:
        return 0
    return int(text) if text.isdecimal() else read_numeral(text) or 0


def _whole(match: re.Match[str]) -> Decimal | None:
    if match["number"] is not None:
        number = Decimal(match["number"].replace(",", ""))
        return _EXACT.multiply(number, Decimal(SCALES[match["scale"] or ""]))
    whole = _read_mixed(match["mixed"]) if match["mixed"] else read_numeral(match["han"], spoken=True)
    return None if whole is None else Decimal(whole)


def _read_mixed(text: str) -> int | None:
    """Read digits with units between them, ``3万5千``: units must fall.

    A bare last digit counts tenths of the unit before it (``3万5``), and as many digits as that unit has noughts are
    what they are (``1万2500``); anything else is refused.
    """
    total, last_scale = 0, 10**9
    for digits, unit in _MIXED_PART.findall(text):
        scale = SCALES[unit]
        if not unit:
            if len(digits) == 1:
                return total + int(digits) * last_scale // 10 if int(digits) else None
            return total + int(digits) if 10 ** len(digits) == last_scale else None
        if scale >= last_scale or int(digits) * scale >= last_scale:
            return None
        total, last_scale = total + int(digits) * scale, scale
    return total
