"""Dates written by year, month and day: the patterns, and how the parts make a day."""

from __future__ import annotations

from datetime import date

from kehu_batch.normalisation.dates.values import (
    ENGLISH_MONTHS,
    LEFT,
    NUMBER,
    SHORT,
    DateContext,
    DateOrder,
    DateProblem,
    DateRule,
    DateSlot,
    Fields,
    Resolved,
    infer_year,
    make_date,
    month_end,
    undeterminable,
)
from kehu_batch.numerals import SMALL_NUMERAL, read_count, read_digits

#: How far from the reference the year of a two-digit year may be: nobody plans or looks back further in a
#: worksheet, and it tells 23-11-05 from the 23rd of November 2005.
SHORT_YEAR_SPAN = 5

_YEAR_WORDS = {"今年": 0, "本年": 0, "当年": 0, "明年": 1, "次年": 1, "后年": 2, "去年": -1}

#: The year before the first of the Minguo calendar, which counts only where it is named.
_BEFORE_MINGUO = 1911
_YEARS = frozenset({"year", "yearword", "roc"})

_YEAR = rf"(?:(?P<year>[0-9]{{4}}|[0-9]{{2}}|[{SMALL_NUMERAL}]{{4}}|[{SMALL_NUMERAL}]{{2}})\s?年"
_YEAR += rf"|(?P<yearword>{'|'.join(_YEAR_WORDS)})的?)\s?"
_MONTH_DAY = rf"(?P<month>{NUMBER})\s?月(?:份)?\s?(?P<day>{NUMBER})(?![0-9])"
#: After a day without its 日, what must follow for the number to be a day (11月15人 is none).
_END = r"(?=$|[\s/|,;。.、)~-]|之?前|以前|之?后|以后|左右|前后|起|止|至|到|上午|下午|早|晚|中午)"
#: What is done on a day that ``号`` names: 25号签合同; what else stands behind it may be numbered (3号楼, 2号发电机).
_DOING = (
    r"(?=上门|签(?![名字])|寄|回[访电复]|答复|联系(?!人)|安排|拜访|报价(?![单表方])|确认(?![函书单])|跟进(?!人)|提交|交付(?![中件物])"
    r"|完成|前往|到[店场]|打?电话|见面(?!礼)|开会"
    r"|培训(?![室教班])|发(?:资料|样|货(?!口)|合同|邮件|报价|方案|给)|去(?![污油尘]))"
)
_DAY_MARK = rf"(?:\s?[日号]|{_END})"
#: A month and day behind what may be a year written oddly (20223年, 2023-) do not stand alone.
_YEARLESS_LEFT = rf"{LEFT}(?<![0-9][-/年])"
_RIGHT = r"(?![0-9a-z])"
_SLOT_START = r"(?:(?<![^\s/|,;:、@])|(?<=截至|截止|最迟|最晚|晚于|迟于|定于|止到|止至)|(?<=于)(?<![位低高小大多少等]于))"
_WEEKDAY = r"(?:周|星期|礼拜)?[一二三四五六日天]"
_SLOT_END = rf"(?=$|[\s/|,;、]|之?前|以前|[上中下]午|\s?\((?:{_WEEKDAY}|含[当本]?[日天]?)\))"
#: What is done on a day whose month stands before a slash: 4/27装完. Where the day may count parts (3/4完成), only visits.
_VISITING = (
    r"(?:[1-9]|1[0-2])/(?:(?:[79]|1[1-9]|2[0-9]|3[01])(?=[试装换修寄送到上去发交签回拜约开验复补取出给查测])"
    r"|[0-9]{1,2}(?=上门|拜访|试驾|到[店访场]|回访))"
)
#: A quarter or half of a year by its number, which its 个 would make a length: 四季度, 第四季度, Q4, 下半年. Others are
#: told from now (下一季度) or are sums (前三季度).
_QUARTER = (
    r"(?<![一二三四五六七八九十百个上下前近每这本后首头半])"
    r"(?P<quarter>(?:第\s?)?[1-4一二三四]\s?季度|第\s?[1-4一二三四]\s?季|q[1-4](?![0-9a-z])|[上下]半年)"
)
#: What of a period makes its last day meant.
_UNTIL_END = r"(?:[底末](?!线)|的?最后[一1]天|之?内(?!部|容)|以内)"
#: Days that are told by the lunar calendar where no 日 or 号 stands behind them: 二月二, 八月十五.
_FESTIVAL = rf"(?:二月二|三月三|六月六|七月七|八月十五|九月九)(?![{SMALL_NUMERAL}]|\s?[日号])"
#: The time of day behind a short date: 11.20 14:30, 11/20下午.
_AT = r"\s{0,3}(?:[上中下]午|傍晚|晚上|早上|[早晚](?=\s?[0-9]))|\s{1,3}[0-2]?[0-9](?::[0-5][0-9]|[点时])"
_MARKED = r"(?=\s?(?:\(含[当本]?[日天]?\)\s?)?(?:之?前|以前)|[日号])[日号]?"
_MONTH_NAME = rf"(?P<monthname>{'|'.join(ENGLISH_MONTHS)})[a-z]{{0,6}}\.?"
_ORDINAL = r"(?:st|nd|rd|th)?"


def year_of(fields: Fields, reference: date | None) -> int | None:
    """Return the year that a rule's groups name: four digits, two digits of this century, or a word (``明年``)."""
    word = fields.get("yearword")
    if word is not None:
        return None if reference is None else reference.year + _YEAR_WORDS[word]
    if "roc" in fields:
        count = read_digits(fields["roc"]) if len(fields["roc"]) == 3 else None
        count = read_count(fields["roc"]) if count is None else count
        return None if count is None else count + _BEFORE_MINGUO
    text = fields["year"]
    year = int(text) if text.isdecimal() else read_digits(text)
    if year is None:
        return None
    return year + 2000 if len(text) == 2 else year


def has_year(fields: Fields) -> bool:
    """Return whether a rule's groups include a year."""
    return not _YEARS.isdisjoint(fields)


def _full(fields: Fields, context: DateContext) -> Resolved:
    year = year_of(fields, context.reference)
    month, day = read_count(fields["month"]), read_count(fields["day"])
    if year is None:
        return DateProblem.UNDETERMINABLE_YEAR
    return DateProblem.NOT_A_DATE if month is None or day is None else make_date(year, month, day)


def _yearless(fields: Fields, context: DateContext) -> Resolved:
    month, day = read_count(fields["month"]), read_count(fields["day"])
    return (
        DateProblem.NOT_A_DATE if month is None or day is None else infer_year(month, day, context.reference)
    )


def _yearless_digits(fields: Fields, context: DateContext) -> Resolved:
    """Month before day, as the mainland writes, unless the column is known to put the day first.

    ``23-11`` may be a month with its year, or a day before its month.
    """
    first, second = int(fields["first"]), int(fields["second"])
    if context.order is DateOrder.DAY_FIRST:
        return infer_year(second, first, context.reference)
    possible = first > 12 and 1 <= second <= 12
    return DateProblem.AMBIGUOUS_ORDER if possible else infer_year(first, second, context.reference)


def _yearless_by(fields: Fields, context: DateContext) -> Resolved:
    """A day that something is to be done by (``15/1前``): its first number is no year where that is far from now."""
    first, second = int(fields["first"]), int(fields["second"])
    reference = context.reference
    near = reference is None or abs(first + 2000 - reference.year) <= SHORT_YEAR_SPAN
    if near or not (12 < first <= 31 and 1 <= second <= 12):
        return _yearless_digits(fields, context)
    return infer_year(second, first, reference)


def _beside_weekday(fields: Fields, context: DateContext) -> Resolved:
    """A day in brackets behind its weekday (``周五(3/15)``); undeterminable where it is another weekday's."""
    found = _yearless(fields, context) if "month" in fields else _yearless_digits(fields, context)
    names = {"天": "日"}
    weekday = fields.get("weekday", "")
    told = "一二三四五六日".find(names.get(weekday, weekday)) if weekday else -1
    other = isinstance(found, date) and told >= 0 and found.weekday() != told
    return DateProblem.UNDETERMINABLE if other else found


def _dotted(fields: Fields, context: DateContext) -> Resolved:
    """A day as ``11.15``, which stands in a slot of its own; what cannot be one may be a number."""
    found = infer_year(int(fields["first"]), int(fields["second"]), context.reference)
    return DateProblem.NOT_A_DATE if context.order is DateOrder.DAY_FIRST else found


def _named_month(fields: Fields, context: DateContext) -> Resolved:
    month = ENGLISH_MONTHS.index(fields["monthname"]) + 1
    year = year_of(fields, None) if "year" in fields else None
    if year is None:
        return infer_year(month, int(fields["day"]), context.reference)
    return make_date(year, month, int(fields["day"]))


def _day_only(fields: Fields, context: DateContext) -> Resolved:
    """A day of the reference's month; one already past might be the next month's, so it is not taken."""
    day, reference = read_count(fields["day"]), context.reference
    if day is None or not 1 <= day <= 31:
        return DateProblem.NOT_A_DATE
    if reference is None:
        return DateProblem.UNDETERMINABLE
    found = make_date(reference.year, reference.month, day)
    return DateProblem.UNDETERMINABLE if isinstance(found, date) and found < reference else found


def _month_end(fields: Fields, context: DateContext) -> Resolved:
    month, reference = read_count(fields["month"]), context.reference
    if month is None or not 1 <= month <= 12:
        return DateProblem.NOT_A_DATE
    if has_year(fields):
        year = year_of(fields, reference)
        return DateProblem.UNDETERMINABLE_YEAR if year is None else _last_day(year, month)
    if reference is None:
        return DateProblem.UNDETERMINABLE_YEAR
    last = infer_year(month, month_end(reference.year, month).day, reference)
    return _last_day(last.year, month) if isinstance(last, date) else last


def _quarter_end(fields: Fields, context: DateContext) -> Resolved:
    """The last day of a quarter (``四季度末``) or half (``下半年内``) of a year."""
    quarter = fields["quarter"]
    month = {"上": 6, "下": 12}.get(quarter[0]) or 3 * (read_count(quarter.strip("第季度q ")) or 0)
    return _month_end({**fields, "month": str(month)}, context)


def _named_month_end(fields: Fields, context: DateContext) -> Resolved:
    """``end of April``."""
    month = str(ENGLISH_MONTHS.index(fields["monthname"]) + 1)
    year = {"year": fields["year"]} if "year" in fields else {}
    return _month_end({"month": month, **year}, context)


def _year_end(fields: Fields, _context: DateContext) -> Resolved:
    year = year_of(fields, None)
    return DateProblem.NOT_A_DATE if year is None else _last_day(year, 12)


def _last_day(year: int, month: int) -> Resolved:
    first = make_date(year, month, 1)
    return first if isinstance(first, DateProblem) else month_end(year, month)


def short_readings(fields: Fields, reference: date | None) -> dict[DateOrder, date]:
    """Return the days that three short numbers can mean, by order.

    Args:
        fields: Groups ``first``, ``second`` and ``third``; only the last may have four digits.
        reference: Keeps two-digit years within ``SHORT_YEAR_SPAN`` of its own.
    """
    first, second, third = (fields[name] for name in ("first", "second", "third"))
    orders = {
        DateOrder.YEAR_FIRST: (first, second, third),
        DateOrder.DAY_FIRST: (third, second, first),
        DateOrder.MONTH_FIRST: (third, first, second),
    }
    readings: dict[DateOrder, date] = {}
    for order, (year, month, day) in orders.items():
        if len(year) not in {2, 4} or len(day) > 2:
            continue
        short = len(year) == 2
        found = make_date(int(year) + 2000 if short else int(year), int(month), int(day))
        if isinstance(found, DateProblem):
            continue
        if short and reference is not None and abs(found.year - reference.year) > SHORT_YEAR_SPAN:
            continue
        readings[order] = found
    return readings


def _short(fields: Fields, context: DateContext) -> Resolved:
    readings = short_readings(fields, context.reference)
    if not readings:
        # Days far from the reference are days all the same, though none is likely.
        return DateProblem.AMBIGUOUS_ORDER if short_readings(fields, None) else DateProblem.NOT_A_DATE
    if len(set(readings.values())) == 1:
        return next(iter(readings.values()))
    return readings.get(context.order, DateProblem.AMBIGUOUS_ORDER)


#: Three short numbers, the column's order to be known; ``judge_order`` reads columns by it.
SHORT_DATE = (
    rf"{LEFT}(?P<first>{SHORT})\s?(?P<mark>[-/.])\s?(?P<second>{SHORT})\s?(?P=mark)\s?"
    rf"(?P<third>[0-9]{{4}}|{SHORT}){_RIGHT}"
)

#: Tried in this order at each position; a range goes before the day it begins with.
ABSOLUTE_RULES: tuple[DateRule, ...] = (
    DateRule(
        rf"{LEFT}(?P<year>[0-9]{{4}})\s?[-/.]\s?(?P<month>{SHORT})\s?[-/.月]\s?(?P<day>{SHORT})"
        rf"(?![0-9])[日号]?",
        _full,
    ),
    DateRule(
        rf"(?:中华)?民国\s?(?P<roc>[0-9]{{1,3}}|[{SMALL_NUMERAL}百]{{1,6}})\s?[-/.年]\s?(?P<month>{NUMBER})\s?[-/.月]"
        rf"\s?(?P<day>{NUMBER})(?![0-9])\s?[日号]?",
        _full,
    ),
    DateRule(rf"{LEFT}{_YEAR}{_MONTH_DAY}{_DAY_MARK}", _full),
    DateRule(rf"{_YEARLESS_LEFT}{_FESTIVAL}", undeterminable),
    DateRule(rf"{_YEARLESS_LEFT}{_MONTH_DAY}{_DAY_MARK}", _yearless),
    DateRule(
        rf"{LEFT}(?<![单编批账票]号)(?P<year>(?:19|20)[0-9]{{2}})(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}}){_RIGHT}",
        _full,
        DateSlot.SLOT,
    ),
    DateRule(SHORT_DATE, _short, DateSlot.SLOT),
    DateRule(rf"{LEFT}(?P<first>{SHORT})[-/.](?P<second>{SHORT}){_MARKED}", _yearless_by),
    DateRule(
        rf"{_SLOT_START}(?P<first>{SHORT})[-/](?P<second>{SHORT}){_SLOT_END}",
        _yearless_digits,
        DateSlot.SLOT,
    ),
    DateRule(
        rf"{_SLOT_START}(?={_VISITING})(?P<first>{SHORT})/(?P<second>{SHORT})",
        _yearless_digits,
        DateSlot.SLOT,
    ),
    DateRule(
        rf"(?:(?:[上这本下]个?)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])|[明后]天)\s?"
        rf"\((?:(?P<first>{SHORT})[-/.](?P<second>{SHORT})|(?P<month>{NUMBER})月(?P<day>{NUMBER})[日号]?)\)",
        _beside_weekday,
    ),
    DateRule(
        rf"(?:(?<![^/|,;、(\n])|(?<=[/|]\s)|(?<=截至|截止|最迟|最晚|晚于|迟于))(?P<first>{SHORT})\.(?P<second>{SHORT})"
        rf"(?=$|\s?[/|]|[,;、)\n]|{_AT})",
        _dotted,
        DateSlot.SLOT,
        vague=True,
    ),
    DateRule(
        rf"{LEFT}{_MONTH_NAME}\s?-?(?P<day>{SHORT}){_ORDINAL}(?:[\s,-]{{1,2}}(?P<year>[0-9]{{4}}))?"
        rf"{_RIGHT}(?!\s?[-~]\s?[0-9])",
        _named_month,
    ),
    DateRule(
        rf"{LEFT}(?P<day>{SHORT}){_ORDINAL}[\s-]?{_MONTH_NAME}"
        rf"(?:[\s,-]{{1,2}}(?P<year>[0-9]{{4}}|[0-9]{{2}}))?{_RIGHT}",
        _named_month,
    ),
    DateRule(rf"{LEFT}(?P<year>[0-9]{{4}})[\s-]{_MONTH_NAME}[\s-](?P<day>{SHORT}){_RIGHT}", _named_month),
    DateRule(rf"{LEFT}(?:{_YEAR})?(?P<month>{NUMBER})月(?:份)?{_UNTIL_END}", _month_end),
    DateRule(rf"{LEFT}(?:{_YEAR})?{_QUARTER}{_UNTIL_END}", _quarter_end, vague=True),
    DateRule(
        rf"{_SLOT_START}(?:{_YEAR})?{_QUARTER}[初中]?{_SLOT_END}", undeterminable, DateSlot.SLOT, vague=True
    ),
    DateRule(
        rf"{LEFT}end\sof\s{_MONTH_NAME}(?:\s(?P<year>[0-9]{{4}}))?{_RIGHT}", _named_month_end, DateSlot.SLOT
    ),
    DateRule(rf"{LEFT}(?P<year>[0-9]{{4}})\s?年(?:[底末]|之?内(?!部|容)|以内)", _year_end),
    DateRule(rf"{LEFT}(?:{_YEAR})?{NUMBER}月(?:份)?[上中下]旬(?:之?内)?", undeterminable, vague=True),
    DateRule(rf"{LEFT}(?:{_YEAR})?{NUMBER}月(?:份)?[初中]?", undeterminable, DateSlot.CELL),
    DateRule(r"[0-9]{4}[-/.][0-9]{1,2}", undeterminable, DateSlot.CELL),
    DateRule(
        rf"(?<![0-9a-z.#第月每{SMALL_NUMERAL}])(?P<day>{NUMBER})(?:日(?!内|常|志|期|历|程|均|报|后|子|用|本)|号(?:{_END}|{_DOING}))",
        _day_only,
    ),
)
