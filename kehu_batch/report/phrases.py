"""Figures as words: shares of few cases, gaps to a target, changes, and the names of periods."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from kehu_batch.model.figures.analysis import Analysis, RowAccount
from kehu_batch.model.period import Period, PeriodKind
from kehu_batch.wording.numbers import MINUS, MISSING, format_number, format_share, format_wan

#: Under this many cases a count leads and its percentage follows.
COUNTS_LEAD_BELOW = 30
#: Things in the first place that are named.
_NAMED = 3

#: What the rules say of a customer whose tier somebody set by hand.
_BY_RULE = "；按规则为 "
#: Quotes, another currency's amount, points and weights of a score, or an amount of 元, always told to the fen.
_AMOUNT = re.compile(
    r"“[^”]*”|[A-Z]{3} [\d,.]+|加权得分 [\d.]+(?: ≥ [\d.]+)?|得 [\d.]+ 分|权重(?:合计)? [\d.]+(?:，少于 [\d.]+)?"
    rf"|({MINUS}?\d[\d,]*\.\d\d)(?!\d)(?: 元)?"
)
_TO_FEN = str.maketrans({",": None, ".": None, MINUS: "-"})
_WAN = 10**6  # fen
_HUNDREDTH, _LEAST_WAN = Decimal("0.01"), Decimal("0.1")
_YI = 10**10  # fen

PERIOD_NAMES = {
    PeriodKind.MONTH: ("客户月报", "本月", "上月"),
    PeriodKind.QUARTER: ("客户季报", "本季", "上季"),
    PeriodKind.YEAR: ("客户年报", "本年", "上年"),
    PeriodKind.ALL: ("客户报告", "全部期间", ""),
}


def share_words(part: int, whole: int) -> str:
    """Return a share; of few cases the count leads.

    Example:
        >>> share_words(1, 2), share_words(45, 60), share_words(0, 0)
        ('1/2（50.0%）', '75.0%（45/60）', '—')
    """
    if whole == 0:
        return MISSING
    share, count = format_share(part / whole), f"{part:,}/{whole:,}"
    return f"{count}（{share}）" if whole < COUNTS_LEAD_BELOW else f"{share}（{count}）"


def longest_words(days: int) -> str:
    """Return how long what is late longest is late; a limit in hours may be over for less than a day.

    Example:
        >>> longest_words(1781), longest_words(0)
        ('最长 1,781 天', '不足 1 天')
    """
    return f"最长 {days:,} 天" if days else "不足 1 天"


def most_words(
    counts: Sequence[tuple[str, int]],
    figure: Callable[[int], str],
    unit: str,
    is_most: str = "最多",
    mark: str = "：",
) -> str:
    """Return which of some things there are most of; those that share the first place are all told.

    Args:
        counts: At least one thing with its count.
        figure: What is said of the highest count.
        unit: Measure word of the things, where they are too many to be named or all alike.
        is_most: What the first ones are said to be.
        mark: What stands before the figure.

    Example:
        >>> said = lambda count: f"{count} 件"
        >>> most_words([("甲", 3), ("乙", 1)], said, "类"), most_words([("甲", 3), ("乙", 3), ("丙", 1)], said, "类")
        ('甲最多：3 件', '甲、乙最多：各 3 件')
        >>> most_words([("甲", 1), ("乙", 1)], said, "类")
        '2 类各 1 件'
    """
    most = max(count for _, count in counts)
    first = [name for name, count in counts if count == most]
    if len(first) == 1:
        return f"{first[0]}{is_most}{mark}{figure(most)}"
    if len(first) == len(counts):
        return f"{len(first):,} {unit}{is_most.removesuffix('最多')}各 {figure(most)}"
    names = "、".join(first) if len(first) <= _NAMED else f"{len(first):,} {unit}"
    return f"{names}{is_most}{mark}各 {figure(most)}"


def signed(value: float, decimals: int = 0) -> str:
    """Return a number with its sign, a true minus.

    Example:
        >>> signed(0.5, 1), signed(-3), signed(0)
        ('+0.5', '−3', '0')
    """
    text = format_number(abs(value), decimals)
    if not text.strip("0.,"):
        return text
    return f"{MINUS if value < 0 else '+'}{text}"


def arrow_change(value: float, decimals: int = 0, unit: str = "") -> str:
    """Return a change with an arrow that tells direction only.

    Example:
        >>> arrow_change(0.8, 1, "百分点"), arrow_change(-2, 0), arrow_change(0.001, 2)
        ('▲ 0.8 百分点', '▼ 2', '持平')
    """
    text = format_number(abs(value), decimals)
    if not text.strip("0.,"):
        return "持平"
    return f"{'▲' if value > 0 else '▼'} {text}{' ' if unit else ''}{unit}"


def money(fen: int | None) -> str:
    """Return money in 万元 with its unit; an amount too small to show is said to be so.

    Example:
        >>> money(12840000), money(3000), money(0), money(-3000)
        ('12.8 万元', '不足 0.1 万元', '0.0 万元', '负 0.1 万元以内')
    """
    if fen is None:
        return MISSING
    if 0 < abs(fen) < _WAN // 20:
        return "不足 0.1 万元" if fen > 0 else "负 0.1 万元以内"
    text = format_wan(fen)
    return text if text.endswith("亿元") else f"{text} 万元"


def named_money(name: str, fen: int | None) -> str:
    """Return what an amount is, and the amount: a blank stands before a number and not before words.

    Example:
        >>> named_money("逾期", 12840000), named_money("本期转回", 3000), named_money("逾期", None)
        ('逾期 12.8 万元', '本期转回不足 0.1 万元', '逾期 —')
    """
    return named(name, money(fen))


def named(name: str, amount: str) -> str:
    """Return an amount as ``money`` tells it behind its name.

    Example:
        >>> named("欠款逾期", "12.8 万元、USD 3.0 万"), named("欠款逾期", "不足 0.1 万元")
        ('欠款逾期 12.8 万元、USD 3.0 万', '欠款逾期不足 0.1 万元')
    """
    return f"{name}{'' if amount.startswith(('不足', '负')) else ' '}{amount}"


def in_wan(text: str) -> str:
    """Return a reason with its amounts of 元 told in 万元, as all of the page tells money, with two decimals.

    To the fen is told what these would round to a whole number of 万元 or to another amount of the reason: either
    may be a bound that it does not reach.

    Other currencies, what stands in quotes, points and weights of a score, and what somebody wrote before 按规则为
    stay as they are.

    Example:
        >>> in_wan("涉险应收 33,300.00 元、EUR 1,000.00")
        '涉险应收 3.33 万元、EUR 1,000.00'
        >>> in_wan("重要 ← 近12个月消费 99,999.90 ≥ 30,000.00；备注“每吨 12.50”符合")
        '重要 ← 近12个月消费 9.99999 万元 ≥ 3 万元；备注“每吨 12.50”符合'
        >>> in_wan("距上次成交 94 天，金额 87,199.90")
        '距上次成交 94 天，金额 8.72 万元'
        >>> in_wan("普通 ← 近12个月消费 88.50 ≥ 0.01")
        '普通 ← 近12个月消费 88.50 元 ≥ 0.01 元'
    """
    written, rule, told = text.rpartition(_BY_RULE)
    amounts = {_wan(found[1]) for found in _AMOUNT.finditer(told) if found[1]}
    close = Counter(map(_rounded, amounts))

    def tell(found: re.Match[str]) -> str:
        if not found[1]:
            return found[0]
        wan = _wan(found[1])
        exact = close[_rounded(wan)] > 1 or _rounded(wan) == _rounded(wan).to_integral_value()
        return _wan_words(wan if exact else _rounded(wan), wan)

    return f"{written}{rule}{_AMOUNT.sub(tell, told)}"


def _wan(yuan: str) -> Decimal:
    """Return an amount of 元, told to the fen, in 万元."""
    return Decimal(yuan.translate(_TO_FEN)) / _WAN


def _rounded(wan: Decimal) -> Decimal:
    return wan.quantize(_HUNDREDTH, ROUND_HALF_UP)


def _wan_words(shown: Decimal, wan: Decimal) -> str:
    """Return an amount in 万元 as shown, without zeros at its end.

    Less than 1,000 元 stays in 元: of 0.000001 万元 nobody sees that it is a fen, and 0.01 万元 may be 140 元.
    """
    if 0 < abs(wan) < _LEAST_WAN:
        return f"{wan * 10_000:.2f} 元".replace("-", MINUS)
    text = f"{shown:,f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} 万元".replace("-", MINUS)


def excluded_money(accounts: Iterable[RowAccount]) -> str:
    """Return the money of rows that do not count, each currency apart: ``12.8 万元、USD 3.0 万``.

    Nothing where they have none: a table without amounts has no 0 元 either.
    """
    every = list(accounts)
    foreign: dict[str, int] = {}
    for account in every:
        for currency, fen in account.excluded_foreign.items():
            foreign[currency] = foreign.get(currency, 0) + fen
    own = sum(account.excluded_fen for account in every)
    if not own and not any(foreign.values()):
        return ""
    return "、".join([money(own), *(foreign_money(code, fen) for code, fen in foreign.items())])


def foreign_money(currency: str, fen: int) -> str:
    """Return money in another currency than the policy's own, which no sum in 元 holds.

    Example:
        >>> foreign_money("USD", 2_046_000_00), foreign_money("EUR", 3000)
        ('USD 204.6 万', 'EUR 不足 0.1 万')
    """
    return f"{currency} {money(fen).removesuffix('元')}"


def and_money(accounts: Iterable[RowAccount]) -> str:
    """Return the money of rows that do not count, to stand behind their number; nothing where they have none."""
    told = excluded_money(accounts)
    return f"，{told}" if told else ""


def money_unit(amounts: Iterable[int | None]) -> str:
    """Return the one unit of a column of money: 亿元 where an amount reaches 1 亿, else 万元.

    Example:
        >>> money_unit([12840000, None]), money_unit([10**10])
        ('万元', '亿元')
    """
    return "亿元" if any(abs(fen) >= _YI for fen in amounts if fen is not None) else "万元"


def money_in(fen: int | None, unit: str) -> str:
    """Return money in a column's unit, without it.

    Example:
        >>> money_in(12840000, "万元"), money_in(10**10, "亿元"), money_in(None, "万元")
        ('12.8', '1.00', '—')
        >>> money_in(3000, "万元"), money_in(-3000, "万元")
        ('<0.1', '>−0.1')
    """
    if fen is None:
        return MISSING
    scale, decimals = (_YI, 2) if unit == "亿元" else (_WAN, 1)
    text = format_number(fen / scale, decimals)
    if fen == 0 or text.strip(f"0.{MINUS}"):
        return text
    return f"{'<' if fen > 0 else f'>{MINUS}'}{'0.01' if decimals == 2 else '0.1'}"


def absent_text(analysis: Analysis, name: str, reason: str, consequence: str) -> str:
    """Return why a section is empty: the analysis's own reason, else ``reason``, and what was not done."""
    return f"本次{analysis.reasons.get(name, reason)}，{consequence}。"


def period_title(period: Period) -> str:
    """Return a period as a title has it: ``2023 年 11 月``, ``2023 年第 4 季度``, ``2023 年``, ``全部期间``."""
    if period.kind is PeriodKind.MONTH:
        return f"{period.first.year} 年 {period.first.month} 月"
    if period.kind is PeriodKind.QUARTER:
        return f"{period.first.year} 年第 {(period.first.month + 2) // 3} 季度"
    if period.kind is PeriodKind.YEAR:
        return f"{period.first.year} 年"
    return "全部期间"


def drawn_amounts(amounts: Iterable[int], unit: str) -> tuple[list[int], int]:
    """Return money as whole lengths of bars, and how many of these are one of the unit.

    Bars of 亿元 are drawn in hundredths, and those of 万元 in as small parts as the largest of them needs: rounded to
    whole ones, most would be nothing.

    Example:
        >>> drawn_amounts([12840000], "万元"), drawn_amounts([18_800_000_000], "亿元")
        (([13], 1), ([188], 100))
        >>> drawn_amounts([4_810_000, 500_000], "万元"), drawn_amounts([130_000, 80_050], "万元")
        (([48, 5], 10), ([13, 8], 100))
    """
    amounts = tuple(amounts)
    whole, parts = (_YI, 100) if unit == "亿元" else (_WAN, _parts_of_wan(max(amounts, default=0)))
    scale = whole // parts
    return [(fen + scale // 2) // scale for fen in amounts], parts


def _parts_of_wan(largest: int) -> int:
    if largest >= 10 * _WAN:
        return 1
    return 10 if largest >= _WAN else 100
