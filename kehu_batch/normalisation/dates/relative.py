"""Dates told from the reference: named days, weekdays, ends of periods, spans, and words that name no day."""

from __future__ import annotations

import math
import re
from datetime import date

from kehu_batch.normalisation.dates.values import (
    DateContext,
    DateProblem,
    DateRule,
    DateSlot,
    Fields,
    Resolved,
    add_days,
    add_months,
    make_date,
    month_end,
    undeterminable,
)
from kehu_batch.numerals import SMALL_NUMERAL, read_count

_NAMED_DAYS = {
    "大后天": 3,
    "大后儿": 3,
    **dict.fromkeys(["后儿个", "后儿"], 2),
    **dict.fromkeys(["明儿个", "明儿", "听日", "听晚"], 1),
    **dict.fromkeys(["今儿个", "今儿"], 0),
    "后天": 2,
    "后日": 2,
    "明天": 1,
    "明日": 1,
    "明早": 1,
    "明晚": 1,
    "次日": 1,
    "翌日": 1,
    "第二天": 1,
    "今天": 0,
    "今日": 0,
    "今晚": 0,
    "当天": 0,
    "当日": 0,
    "即日": 0,
    "昨天": -1,
    "昨日": -1,
    "前天": -2,
}
_SHIFTS = {
    "上上": -2,
    **dict.fromkeys("上去", -1),
    **dict.fromkeys(["", *"这本当今"], 0),
    **dict.fromkeys("下次明", 1),
    "下下": 2,
}
_WEEKDAYS = {name: place for place, name in enumerate("一二三四五六")} | {
    **{str(place + 1): place for place in range(7)},
    **dict.fromkeys("日天末", 6),
}

_COUNT = rf"(?:[0-9]{{1,3}}|[{SMALL_NUMERAL}]{{1,3}})"
_WEEK = r"(?:周|星期|礼拜)"
_WITHIN = r"(?:之内|以内|内(?!部|容|测|网|审|勤))"
_AFTER = r"(?:之后|以后|后(?!续|面|期|台|勤|端))"
_BEFORE = r"(?:之前|以前|前(?!往|去|来|台|端|期|后|述))"
_SPAN_LEFT = rf"(?<![0-9.第个每至到或~{SMALL_NUMERAL}百千万-])"
_SLOT_START = r"(?<![^\s/|,;:、])"
_SLOT_END = r"(?=$|[\s/|,;、])"
_PERIOD = rf"(?P<unit>{_WEEK}|月|季度?|年)(?:份)?"
_PERIOD_LEFT = rf"(?<![0-9个每半前后全{SMALL_NUMERAL}])"
_ANY_SHIFT = r"(?:(?P<shift>上上|上|去|这|本|当|今|下下|下|次|明)个?)?"
_SPAN_UNIT = rf"(?:工作日|天|日|{_WEEK}|月|小时)"
_HOLIDAY = r"(?:春节|元旦|国庆节?|五一|劳动节|端午节?|中秋节?|清明节?|双十一|过年|年)"


def _named_day(fields: Fields, context: DateContext) -> Resolved:
    if context.reference is None:
        return DateProblem.UNDETERMINABLE
    return add_days(context.reference, _NAMED_DAYS[fields["name"]])


def _weekday(fields: Fields, context: DateContext) -> Resolved:
    """A day of a week from Monday; a bare weekday that is past might be the next week's, so it is not taken."""
    reference = context.reference
    if reference is None:
        return DateProblem.UNDETERMINABLE
    days = 7 * _SHIFTS[fields.get("shift", "")] + _WEEKDAYS[fields["weekday"]] - reference.weekday()
    return DateProblem.UNDETERMINABLE if days < 0 and "shift" not in fields else add_days(reference, days)


def _weekday_range(fields: Fields, context: DateContext) -> Resolved:
    """The later end of a range of weekdays; the second is of the first's week where it names none."""
    first = _weekday(fields, context)
    shift = fields.get("shift2", fields.get("shift"))
    second = {"weekday": fields["weekday2"], **({} if shift is None else {"shift": shift})}
    last = _weekday(second, context)
    follows = isinstance(first, date) and isinstance(last, date) and last > first
    return last if context.ranges and follows else DateProblem.UNDETERMINABLE


def _period_end(fields: Fields, context: DateContext) -> Resolved:
    """The last day of a week, month, quarter or year, the reference's or one after it."""
    reference, shift, unit = context.reference, _SHIFTS[fields.get("shift", "")], fields["unit"]
    if reference is None:
        return DateProblem.UNDETERMINABLE
    if unit[0] in "周星礼":
        return add_days(reference, 7 * shift + 6 - reference.weekday())
    if unit == "年":
        return make_date(reference.year + shift, 12, 31)
    months = 3 * shift + (-reference.month) % 3 if unit[0] == "季" else shift
    month = add_months(reference.replace(day=1), months)
    return month_end(month.year, month.month) if isinstance(month, date) else month


def _day_of_month(fields: Fields, context: DateContext) -> Resolved:
    day, reference = read_count(fields["day"]), context.reference
    if day is None:
        return DateProblem.NOT_A_DATE
    if reference is None:
        return DateProblem.UNDETERMINABLE
    month = add_months(reference.replace(day=1), _SHIFTS[fields["shift"]])
    return make_date(month.year, month.month, day) if isinstance(month, date) else month


def _span(fields: Fields, context: DateContext) -> Resolved:
    """The last day of a span that begins with the reference, which itself does not count."""
    count, unit, reference = read_count(fields["count"]), fields["unit"], context.reference
    if count is None or reference is None:
        return DateProblem.UNDETERMINABLE
    if unit == "工作日":
        if context.working_day_after is None:
            return DateProblem.UNDETERMINABLE
        return context.working_day_after(reference, count) or DateProblem.BEYOND_CALENDAR
    months = {"月": 1, "季": 3, "年": 12}.get(unit[0])
    if months is not None:
        return add_months(reference, count * months)
    if unit in {"小时", "钟头", "h"}:
        # The reference has no time: this is the last day on which the span can end.
        return add_days(reference, math.ceil(count / 24))
    return add_days(reference, count * (7 if unit[0] in "周星礼" else 1))


def _half(fields: Fields, context: DateContext) -> Resolved:
    if context.reference is None:
        return DateProblem.UNDETERMINABLE
    return add_days(context.reference, 15) if fields["unit"] == "月" else add_months(context.reference, 6)


_ENGLISH_COUNTS = {
    name: count
    for count, name in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], start=1
    )
}
_ENGLISH_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def _english_span(fields: Fields, context: DateContext) -> Resolved:
    """``within 5 business days``."""
    written = fields["count"]
    count = str(_ENGLISH_COUNTS.get(written, written))
    unit = "工作日" if "working" in fields else {"d": "天", "w": "周", "m": "月"}[fields["unit"][0]]
    return _span({"count": count, "unit": unit}, context)


def _english_day(fields: Fields, context: DateContext) -> Resolved:
    return _named_day({"name": "今天" if fields["name"] == "today" else "明天"}, context)


def _english_weekday(fields: Fields, context: DateContext) -> Resolved:
    """``next Monday``, as 下周一; ``by Friday`` is a bare weekday."""
    shift = {"next": "下", "this": "本"}.get(fields.get("shift", ""))
    weekday = "一二三四五六日"[_ENGLISH_WEEKDAYS.index(fields["weekday"])]
    return _weekday({"weekday": weekday, **({"shift": shift} if shift else {})}, context)


def _english_period_end(fields: Fields, context: DateContext) -> Resolved:
    shift = "下" if fields.get("shift") == "next" else ""
    return _period_end(
        {"shift": shift, "unit": {"m": "月", "q": "季", "y": "年"}[fields["unit"][0]]}, context
    )


_SPAN = (
    rf"{_SPAN_LEFT}(?P<count>{_COUNT})\s?个?(?P<unit>工作日|自然日|日历[日天]|天|{_WEEK}|(?<=[个两俩])季度|年|小时"
    r"|h(?![a-z])|钟头|(?<=个)月)"
)

#: What days are counted from that is not the reference: 收货后3天内, 收到样品3天内. The talk itself is (回访后3天内).
_FROM_EVENT = re.compile(
    r"(?<![然今随稍最])后[,，]?\s?$|(?:收到|接到|到货|收货|签收|到账)[^\s,，;；。/|:：、]{0,6}$"
)
_FROM_TALK = re.compile(
    r"(?:回访|通话|沟通|来电|联系|电话|挂机|今[天日]|当[天日]|即日|本次|此次)[之以]?后[,，]?\s?$"
)


def counts_from_event(level: str, start: int) -> bool:
    """Return whether a number of days at a place of a levelled text counts from what has yet to happen.

    Example:
        >>> counts_from_event("收货后3天内", 3), counts_from_event("回访后3天内", 3), counts_from_event("请3天内", 1)
        (True, False, False)
    """
    before = level[max(0, start - 16) : start]
    return _FROM_EVENT.search(before) is not None and _FROM_TALK.search(before) is None


#: Tried in this order at each position, after the absolute rules.
RELATIVE_RULES: tuple[DateRule, ...] = (
    # Recurring, or several days.
    DateRule(
        rf"每(?:个|隔)?(?:{_COUNT})?个?(?:工作日|天|日|{_WEEK}(?:[一二三四五六日天](?!次))?|月|季度?|年)(?:{_COUNT}[日号])?",
        undeterminable,
        vague=True,
    ),
    DateRule(
        rf"{_SPAN_LEFT}{_COUNT}\s?[-~至到]\s?{_COUNT}\s?个?{_SPAN_UNIT}(?:{_WITHIN}|{_AFTER})?",
        undeterminable,
        vague=True,
    ),
    DateRule(rf"[几数]\s?个?{_SPAN_UNIT}(?:{_WITHIN}|{_AFTER})", undeterminable, vague=True),
    DateRule(
        rf"(?:[下本这]个?)?{_WEEK}[一二三四五六日天]\s?[或、]\s?(?:[下本这]?{_WEEK})?[一二三四五六日天](?!次)",
        undeterminable,
    ),
    DateRule(
        rf"(?:(?P<shift>[下本这])个?)?{_WEEK}(?P<weekday>[一二三四五六日天])\s?[-~至到]\s?"
        rf"(?:(?:(?P<shift2>[下本这])个?)?{_WEEK})?(?P<weekday2>[一二三四五六日天])(?!次)",
        _weekday_range,
        relative=True,
    ),
    # Days and weekdays.
    DateRule(rf"(?<![今以先提目])(?P<name>{'|'.join(_NAMED_DAYS)})(?!童)", _named_day, relative=True),
    DateRule(
        rf"(?<![0-9几每半{SMALL_NUMERAL}])(?:(?P<shift>上上|上|这|本|下下|下)个?)?{_WEEK}"
        r"(?P<weekday>[一二三四五六日末]|(?<=[期拜])天|[1-7](?![0-9]))(?!次|遍|常|回(?![访复电款来]))",
        _weekday,
        relative=True,
    ),
    DateRule(
        rf"(?P<shift>上|这|本|当|下下|下|次)个?月(?:份)?的?(?P<day>{_COUNT})[日号]",
        _day_of_month,
        relative=True,
    ),
    DateRule(r"(?P<shift>今|明|去)年的?(?P<unit>年)[底末]", _period_end, relative=True),
    # Ends of periods. 前 after a whole period leaves open whether the period counts.
    DateRule(
        rf"{_PERIOD_LEFT}{_ANY_SHIFT}{_PERIOD}(?:[底末](?!线)|的?最后[一1]天|{_WITHIN})",
        _period_end,
        relative=True,
    ),
    DateRule(
        rf"{_PERIOD_LEFT}{_ANY_SHIFT}{_PERIOD}(?:初|中(?![心文旬])|[上中下]旬(?:{_WITHIN})?|{_BEFORE})",
        undeterminable,
        vague=True,
    ),
    DateRule(
        rf"(?P<shift>下下|下|次)个?(?P<unit>{_WEEK}|月|季度?)(?:份)?(?![期转末天0-9{SMALL_NUMERAL}日])",
        _period_end,
        relative=True,
    ),
    DateRule(
        rf"{_SLOT_START}(?P<shift>本|这|当)个?(?P<unit>{_WEEK}|月|季度?)(?:份)?{_SLOT_END}",
        _period_end,
        DateSlot.SLOT,
        relative=True,
    ),
    DateRule(r"(?:明|次|来|后)年|[上中下]旬", undeterminable, vague=True),
    # Spans. 内 and 后 name the same last day.
    DateRule(rf"{_SPAN}(?:{_WITHIN}|{_AFTER})", _span, relative=True),
    DateRule(rf"{_SPAN_LEFT}(?P<count>{_COUNT})\s?(?P<unit>日){_WITHIN}", _span, relative=True),
    DateRule(rf"(?<![个大多上下])半个?(?P<unit>月|年)(?:{_WITHIN}|{_AFTER})", _half, relative=True),
    # The forty-eighth week of the year as well as forty-eight weeks.
    DateRule(rf"{_SLOT_START}[1-5][0-9]\s?{_WEEK}{_SLOT_END}", undeterminable, DateSlot.SLOT, vague=True),
    DateRule(rf"{_SLOT_START}{_SPAN}(?<![年h]){_SLOT_END}", _span, DateSlot.SLOT, relative=True),
    # In English, as branches of foreign companies write; only where the text is a list of parts.
    DateRule(
        rf"(?<![a-z])(?:within|in(?!\s[0-9a-z]{{1,5}}\smonth))\s(?P<count>[0-9]{{1,3}}|{'|'.join(_ENGLISH_COUNTS)})\s"
        r"(?:calendar\s|(?P<working>(?:business|work(?:ing)?)\s))?(?P<unit>day|week|month)s?"
        r"(?![a-z]|\s(?:of|after|from)\s(?!today))",
        _english_span,
        DateSlot.SLOT,
        relative=True,
    ),
    DateRule(
        r"(?<![a-z])(?:(?P<shift>this|next)\s|(?<=by\s)|(?<=before\s)|(?<=on\s))"
        rf"(?P<weekday>{'|'.join(_ENGLISH_WEEKDAYS)})"
        r"(?!,?\s[0-9]|,?\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))",
        _english_weekday,
        DateSlot.SLOT,
        relative=True,
    ),
    DateRule(
        r"(?<![a-z])end\sof\s(?:the\s)?(?:(?P<shift>this|next)\s)?(?P<unit>month|quarter|year)(?![a-z])",
        _english_period_end,
        DateSlot.SLOT,
        relative=True,
    ),
    DateRule(
        rf"{_SLOT_START}(?P<name>today|tomorrow)(?=$|[\s,;:/.])", _english_day, DateSlot.SLOT, relative=True
    ),
    # Open.
    DateRule(
        r"尽[快早]|从速|近[期日]|待定|未定|待确[认定]|[择改][日天]|择期|另行通知|立[即刻]|马上|稍后|随时|即将"
        rf"|过(?:几天|段时间|一阵)|{_HOLIDAY}(?:{_BEFORE}|{_AFTER}|期间)"
        r"|(?<![环情细章季时关气调礼])[过长小]?节[前后](?:第?[一1首]个?(?:工作日|天|周))?",
        undeterminable,
        vague=True,
    ),
    DateRule(
        r"最近|有空|长期|持续|不?定期|看情况|视情况|不确定|未知|暂缓|暂不|[0-9]+日后",
        undeterminable,
        DateSlot.CELL,
        vague=True,
    ),
)
