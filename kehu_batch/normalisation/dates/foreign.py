"""Dates of other languages and calendars, whole cells, written in the words that the rules know.

Only where nothing is left open: names of months in full or in their usual short form, never numbers alone.
"""

from __future__ import annotations

import re
from datetime import date

from kehu_batch.normalisation.dates.values import ENGLISH_MONTHS
from kehu_batch.numerals import SMALL_NUMERAL, read_count

#: French, German, Spanish, Italian, Portuguese, Dutch and Russian; a word that two share means one month in both.
_MONTHS_BY_LANGUAGE = """
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
janv févr mars avr mai juin juil août sept oct nov déc
januar februar märz april mai juni juli august september oktober november dezember
jänner feber maerz apr mai jun jul aug sept okt nov dez
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
ene feb mar abr may jun jul ago setiembre oct nov dic
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
januari februari maart april mei juni juli augustus september oktober november december
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
"""
_MONTHS = {
    word: month
    for line in _MONTHS_BY_LANGUAGE.split("\n")
    for word, month in zip(line.split(), ENGLISH_MONTHS, strict=False)
}
#: Weekdays and articles that may stand before the day.
_BEFORE_TEXT = """
lundi mardi mercredi jeudi vendredi samedi dimanche le montag dienstag mittwoch donnerstag freitag samstag
sonnabend sonntag den am lunes martes miércoles miercoles jueves viernes sábado sabado domingo el
lunedì martedì mercoledì giovedì venerdì sabato domenica il
понедельник вторник среда четверг пятница суббота воскресенье
"""
_LETTERS = "a-zà-ÿа-я"
_DAY_FIRST = re.compile(
    rf"(?:(?:{'|'.join(_BEFORE_TEXT.split())})\.?,?\s)*(?P<day>[0-9]{{1,2}})(?:er|º|°)?[.\s]\s?(?:de\s)?"
    rf"(?P<month>[{_LETTERS}]{{3,10}})\.?,?\s(?:del?\s)?(?P<year>[0-9]{{4}})(?:\s?(?:г\.?|года))?"
)
_KOREAN = re.compile(
    r"(?P<year>[0-9]{4})\s?년\s?(?P<month>[0-9]{1,2})\s?월\s?(?P<day>[0-9]{1,2})\s?일(?:\s?\(?[월화수목금토일](?:요일)?\)?)?"
)
_VIETNAMESE = re.compile(
    r"(?:(?:thứ|thu)\s[a-zà-ỹ]{2,4},?\s|chủ nhật,?\s)?(?:(?:ngày|ngay)\s)?(?P<day>[0-9]{1,2})\s(?:tháng|thang)"
    r"\s(?P<month>[0-9]{1,2}),?\s(?:(?:năm|nam)\s)?(?P<year>[0-9]{4})"
    r"|(?:ngày|ngay)\s(?P<day2>[0-9]{1,2})[-/.](?P<month2>[0-9]{1,2})[-/.](?P<year2>[0-9]{4})"
)
#: The first year of each era of Japan, less one.
_ERAS = {"昭和": 1925, "平成": 1988, "令和": 2018}
_ERA = re.compile(rf"({'|'.join(_ERAS)})\s?(元|[0-9]{{1,2}}|[{SMALL_NUMERAL}]{{1,3}})\s?(?=[-/.年])")
_JAPANESE_WEEKDAY = re.compile(r"(?<=[0-9日])\s?(?:\([月火水木金土日](?:曜日?)?\)|[月火水木金土日]曜日?)")
_WEEK = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})(?P<mark>-?)w(?P<week>[0-9]{2})(?P=mark)(?P<day>[1-7])", re.ASCII
)


def read_in_words_known(text: str) -> str:
    """Return a levelled cell's date in words that the rules know; other texts as they are.

    Example:
        >>> read_in_words_known("21 de mayo de 2024"), read_in_words_known("令和6年8月1日(木)")
        ('21 may 2024', '2024年8月1日')
    """
    week = _WEEK.fullmatch(text)
    if week is not None:
        return _day_of_week(week) or text
    text = _JAPANESE_WEEKDAY.sub("", _ERA.sub(_of_era, text))
    match = _DAY_FIRST.fullmatch(text)
    if match is not None and match["month"] in _MONTHS:
        return f"{match['day']} {_MONTHS[match['month']]} {match['year']}"
    korean = _KOREAN.match(text)
    if korean is not None:
        rest = text[korean.end() :].replace("오전", "上午").replace("오후", "下午")
        return f"{korean['year']}-{korean['month']}-{korean['day']}{rest}"
    there = _VIETNAMESE.fullmatch(text)
    if there is not None:
        return "-".join(there[name] or there[f"{name}2"] for name in ("year", "month", "day"))
    return text


def _of_era(match: re.Match[str]) -> str:
    count = 1 if match[2] == "元" else read_count(match[2])
    return match[0] if not count else str(_ERAS[match[1]] + count)


def _day_of_week(match: re.Match[str]) -> str | None:
    try:
        return date.fromisocalendar(int(match["year"]), int(match["week"]), int(match["day"])).isoformat()
    except ValueError:
        return None
