"""What one cell of an OpenDocument table holds: its value, typed as that of any other workbook, and its text."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from kehu_batch.model.tables.shown import PLAIN, Shown
from kehu_batch.model.tables.source import CellValue
from kehu_batch.source.formats.format_words import words_of_day
from kehu_batch.source.formats.number_formats import is_id_wording
from kehu_batch.source.formats.shown_texts import read_shown_text
from kehu_batch.source.struck_runs import OPEN

#: Namespaces, each with the separator that stands before the local name.
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "

VALUE_TYPE = OFFICE + "value-type"
STRING_VALUE = OFFICE + "string-value"
FORMULA = TABLE + "formula"
VALUE = OFFICE + "value"
CURRENCY = OFFICE + "currency"
_CALC_TYPE = CALC + "value-type"

#: What stands for elements within a text until it is levelled; XML has no such characters.
SPACE, TAB, LINE_BREAK, PARAGRAPH = "\x01", "\x02", "\x03", "\x04"
_LAYOUT = "\x05"
_MARKS = str.maketrans({SPACE: " ", TAB: "\t", LINE_BREAK: "\n", PARAGRAPH: "\n", _LAYOUT: " "})
_UNLEVEL = re.compile("[\x01-\x04\t\n\r]")
_BLANKS = re.compile("[ \t\n\r]+")
_EDGES = re.compile(f"{_LAYOUT}?{PARAGRAPH}{_LAYOUT}?")

#: Dates of which the month is shown and not the day look so, and some of which it is not the year.
_MONTH_SHOWN = re.compile(r"[0-9]{2,4}[-/.年 ]{1,2}[0-9]{1,2} ?月?|[A-Za-z]{3,9}[-/. ][0-9]{2,4}")
_ID_SHOWN = re.compile(r"[A-Za-z0-9/_#-]+(?: [0-9]+)*")
#: Digits in groups of three are those of an amount.
_THOUSANDS = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+")
#: The same with words in front, and at least two digits.
_WORDED_ID = re.compile(r"[^\W\d_]{1,8}[ _/#-]?[0-9][0-9-]*[0-9][^\W\d]?")
_WHOLE = re.compile(r"[0-9]{1,15}(?:\.0+)?")
_ERROR = re.compile(r"#(?:N/A|DIV/0!|REF!|NAME\?|VALUE!|NUM!|NULL!)")
#: How LibreOffice shows errors that Excel has no name for, in English and in Chinese.
_NUMBERED_ERROR = re.compile(r"(?:Err|错误|錯誤) ?[:：][0-9]{3}")
_DURATION = re.compile(
    r"(?P<minus>-?)P(?:(?P<days>[0-9]{1,9})D)?"
    r"(?:T(?:(?P<hours>[0-9]{1,9})H)?(?:(?P<minutes>[0-9]{1,9})M)?(?:(?P<seconds>[0-9]{1,9}(?:\.[0-9]*)?)S)?)?"
)
#: The day from which days count: a moment on it is a time of day, as in other workbooks a number below one is.
_EPOCH = datetime(1899, 12, 30)
_DAY = timedelta(days=1)


def level(text: str) -> str:
    r"""Return a cell's text as it is shown: marks become what they stand for.

    Line breaks and indents of the XML itself are one space within a paragraph, and nothing at its ends. Spaces are
    kept, as LibreOffice keeps them.

    Example:
        >>> level(f"甲  乙{PARAGRAPH}丙{SPACE}{SPACE}丁")
        '甲  乙\n丙  丁'
    """
    if not _UNLEVEL.search(text):
        return text
    text = _BLANKS.sub(lambda run: run[0] if run[0].isprintable() else _LAYOUT, text)
    return _EDGES.sub(PARAGRAPH, text.strip(_LAYOUT)).translate(_MARKS)


def read_value(attributes: dict[str, str], shown: str) -> CellValue:
    """Return the value of a cell in the types that every other workbook gives.

    Numbers are ``float``; days ``date``, or ``datetime`` with a time of day; times of a day ``time``, longer or
    negative ones ``timedelta``. A number that is shown with zeros or letters before it is the text shown, as an id
    is. An error is its name in Excel. A value that is not of its stated type is the text shown.

    Args:
        attributes: The cell's, each name with its namespace.
        shown: The cell's text, levelled.
    """
    kind = attributes.get(VALUE_TYPE)
    if kind is None or kind == "string":
        if attributes.get(_CALC_TYPE) == "error":
            return _error(shown)
        return shown if OPEN in shown else attributes.get(STRING_VALUE) or shown
    if kind == "float":
        text = attributes.get(VALUE, "")
        # Far most cells show their value; what they show otherwise may say more.
        return _number(text, shown) if text == shown else _shown_number(text, shown)
    if _is_error(shown):
        return _error(shown)
    reader, attribute = _READERS.get(kind, (_text, ""))
    return reader(attributes.get(attribute, ""), shown)


@lru_cache(maxsize=4096)
def read_beside(kind: str, value: str, currency: str, shown: str) -> Shown:
    """Return what a number's cell shows beyond it.

    Args:
        kind: The stated type of the value: ``float``, ``percentage`` or ``currency``.
        value: The value as written.
        currency: The currency that the file states; empty where none.
        shown: The cell's text, levelled.
    """
    try:
        number = float(value)
    except ValueError:
        return PLAIN
    return read_shown_text(
        number, shown, percent=kind == "percentage", currency=currency if kind == "currency" else ""
    )


def _shown_number(text: str, shown: str) -> CellValue:
    if _is_error(shown):
        return _error(shown)
    return shown if _is_padded(text, shown) else _number(text, shown)


def _is_error(shown: str) -> bool:
    """Whether a number shows an error: programs before 2013 keep no other mark of it."""
    return (_ERROR if shown[:1] == "#" else _NUMBERED_ERROR).fullmatch(shown) is not None


def _error(shown: str) -> str:
    # Programs in other languages have names of their own, and numbers where Excel has no name.
    return shown if _ERROR.fullmatch(shown) else "#VALUE!"


def _number(value: str, shown: str) -> CellValue:
    try:
        number = float(value)
    except ValueError:
        return shown
    return number if math.isfinite(number) else shown


def is_seen_as_month(value: date, shown: str) -> bool:
    """Whether what is seen of a date is its year and month; of the first of December ``12-01`` is month and day.

    Example:
        >>> day = date(2023, 12, 1)
        >>> is_seen_as_month(day, "2023年12月"), is_seen_as_month(day, "Dec-23"), is_seen_as_month(day, "12-01")
        (True, True, False)
    """
    if _MONTH_SHOWN.fullmatch(shown) is None:
        return False
    told = sorted(map(int, re.findall("[0-9]+", shown)))
    named = [] if len(told) == 1 else [value.month]
    return any(told == sorted([year, *named]) for year in (value.year, value.year % 100))


def read_beside_day(day: date, shown: str) -> Shown:
    """Return what a cell shows beyond a day, or leaves out of it, given its text."""
    whole = type(day) is date
    return Shown(
        month=whole and is_seen_as_month(day, shown),
        year=whole and shown.strip().removesuffix("年") == str(day.year),
        instead=words_of_day(day, shown) or None,
    )


def _is_padded(value: str, shown: str) -> bool:
    """Whether a whole number is shown with zeros or letters before it, as an id is."""
    if not _WHOLE.fullmatch(value) or not (_ID_SHOWN.fullmatch(shown) or _is_worded(shown)):
        return False
    if _THOUSANDS.fullmatch(shown):
        return False
    digits, seen = value.partition(".")[0], "".join(filter(str.isdecimal, shown))
    # Nothing shown for 0 but a dash or a word is no id, and neither is the number with a minus.
    return shown.strip("-") != digits and seen != "" and seen.lstrip("0") == digits.lstrip("0")


def _is_worded(shown: str) -> bool:
    return _WORDED_ID.fullmatch(shown) is not None and is_id_wording(shown)


def _text(_: str, shown: str) -> CellValue:
    return shown


def _boolean(value: str, shown: str) -> CellValue:
    # A number formatted as a truth value is kept as its number.
    return value == "true" if value in {"true", "false"} else _number(value, shown)


@lru_cache(maxsize=4096)
def _date(value: str, shown: str) -> CellValue:
    """Return ``2023-11-05`` or ``2023-11-05T09:30:00`` as a day or a moment."""
    try:
        return _simplified(datetime.fromisoformat(value).replace(tzinfo=None))
    except (ValueError, OverflowError):
        return shown


@lru_cache(maxsize=4096)
def _time(value: str, shown: str) -> CellValue:
    """Return ``PT09H30M00S`` as a time of day; where it is longer, as what is shown: a duration or a moment."""
    match = _DURATION.fullmatch(value)
    if match is None:
        return shown
    try:
        span = timedelta(
            days=int(match["days"] or 0),
            hours=int(match["hours"] or 0),
            minutes=int(match["minutes"] or 0),
            milliseconds=round(float(match["seconds"] or 0) * 1000),
        )
        if match["minus"]:
            return -span
        return span if _counts_on(span, shown) else _simplified(_EPOCH + span)
    except OverflowError:
        return shown


def _counts_on(span: timedelta, shown: str) -> bool:
    """Whether hours are counted on beyond a day, or minutes beyond an hour, and not cut off to the time of a day."""
    if span < _DAY:
        return False
    minutes = round(span.total_seconds()) // 60
    return not shown or any(str(count) in shown for count in (minutes // 60, minutes))


def _simplified(moment: datetime) -> CellValue:
    """Return a moment without what is nothing in it, and without what a fraction of a day is short of."""
    moment += timedelta(microseconds=-((moment.microsecond + 500) % 1000) + 500)
    if moment.date() == _EPOCH.date():
        return moment.time()
    return moment.date() if moment.time() == time.min else moment


#: By the value's stated type: how it is read, and from where.
_READERS: Mapping[str, tuple[Callable[[str, str], CellValue], str]] = {
    "percentage": (_number, VALUE),
    "currency": (_number, VALUE),
    "date": (_date, OFFICE + "date-value"),
    "time": (_time, OFFICE + "time-value"),
    "boolean": (_boolean, OFFICE + "boolean-value"),
}
