"""What a reading of a date is, and the calendar arithmetic and year rule that all readings share."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import MAXYEAR, date, time, timedelta
from enum import StrEnum

from kehu_batch.numerals import SMALL_NUMERAL
from kehu_batch.records import dataclass

#: Earlier or later, a date is a slip or a number in a date's format (1900-01-30 is the number 30).
FIRST_YEAR, LAST_YEAR = 1950, 2100

#: How far into the next year a date without a year may roll (docs/rules.md, 3).
ROLL_DAYS = 180

#: A longer cell is no date.
LONGEST_CELL = 80

#: Months as English shortens them.
ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: Parts of patterns: a number of a day or month, the same in digits only, and what may not stand left of a date.
NUMBER = rf"(?:[0-9]{{1,2}}|[{SMALL_NUMERAL}]{{1,3}})"
SHORT = r"[0-9]{1,2}"
LEFT = r"(?<![0-9a-z.#])"

#: Given a day and n, the n-th working day after it; ``None`` where the calendar lacks that year.
WorkingDayAfter = Callable[[date, int], date | None]

#: A rule's named groups that matched.
Fields = Mapping[str, str]


class DateOrder(StrEnum):
    """The order of day, month and a year's last two digits in a column of short dates."""

    UNKNOWN = "unknown"
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    YEAR_FIRST = "year_first"
    MIXED = "mixed"


class DateProblem(StrEnum):
    """Why a cell gives no date."""

    BLANK = "blank"
    """Nothing, or an answer that says so (``无``, ``—``)."""
    ERROR_VALUE = "error_value"
    """A formula's error value."""
    NOT_A_DATE = "not_a_date"
    """No date, an impossible one, or one outside the plausible years."""
    AMBIGUOUS_ORDER = "ambiguous_order"
    """Day, month or short year could each be meant."""
    UNDETERMINABLE = "undeterminable"
    """About a date, but not one day: vague, a range, a month, or relative to a day that is not known."""
    UNDETERMINABLE_YEAR = "undeterminable_year"
    """A day and month whose year does not follow from the reference."""
    BEYOND_CALENDAR = "beyond_calendar"
    """So many working days after the reference that the calendar lacks a year on the way."""


#: What a rule makes of its text: a day, or why there is none.
Resolved = date | DateProblem


@dataclass(frozen=True, slots=True)
class DateReading:
    """A date, or the problem that there is instead; exactly one of ``value`` and ``problem`` is set.

    Args:
        value: The day.
        problem: Why there is none.
        had_year: Whether the year was written.
        time: Time of day where one was written; midnight is how exports write none, and is ``None``.
        relative: Whether the day was told relative to the reference (``下周三``).
    """

    value: date | None = None
    problem: DateProblem | None = None
    had_year: bool = False
    time: time | None = None
    relative: bool = False


@dataclass(frozen=True, slots=True)
class DateContext:
    """What a date's text is read against.

    Args:
        reference: The day that years are taken from and relative words count from.
        order: Order of short dates in the column.
        working_day_after: The working-day calendar.
        ranges: Whether a range of days stands for its later end, as what is due in it does; else it is no day.
    """

    reference: date | None = None
    order: DateOrder = DateOrder.UNKNOWN
    working_day_after: WorkingDayAfter | None = None
    ranges: bool = True


class DateSlot(StrEnum):
    """How much of its surroundings a pattern needs to be sure that it is a date."""

    CELL = "cell"
    """Only as the whole of a cell."""
    SLOT = "slot"
    """Also between separators, as in ``李强/11-15/回访``."""
    PROSE = "prose"
    """Anywhere in running text."""


@dataclass(frozen=True, slots=True)
class DateRule:
    """One way to write a date.

    Args:
        pattern: Regular expression over levelled text, with named groups.
        resolve: Makes a day of the groups.
        place: Where the pattern may be trusted.
        relative: Whether it counts from the reference.
        vague: Whether a day elsewhere in the text goes before it; most such rules give no day.
    """

    pattern: str
    resolve: Callable[[Fields, DateContext], Resolved]
    place: DateSlot = DateSlot.PROSE
    relative: bool = False
    vague: bool = False


def undeterminable(_fields: Fields, _context: DateContext) -> Resolved:
    """Resolve a text that is about a date but names no day."""
    return DateProblem.UNDETERMINABLE


def make_date(year: int, month: int, day: int) -> Resolved:
    """Return the day, or ``NOT_A_DATE`` where there is none or its year is not plausible."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return DateProblem.NOT_A_DATE
    try:
        return date(year, month, day)
    except ValueError:
        return DateProblem.NOT_A_DATE


def infer_year(month: int, day: int, reference: date | None) -> Resolved:
    """Return a day without a year in the reference's year or the next.

    The reference's year where that is not before the reference; the next where it is within ``ROLL_DAYS`` after
    it; else ``UNDETERMINABLE_YEAR``. A day that no year has is ``NOT_A_DATE``.

    Example:
        >>> infer_year(11, 15, date(2023, 11, 5)), infer_year(10, 15, date(2023, 11, 5)).value
        (datetime.date(2023, 11, 15), 'undeterminable_year')
    """
    if isinstance(make_date(2000, month, day), DateProblem):
        return DateProblem.NOT_A_DATE
    if reference is None:
        return DateProblem.UNDETERMINABLE_YEAR
    same = make_date(reference.year, month, day)
    if isinstance(same, date) and same >= reference:
        return same
    following = make_date(reference.year + 1, month, day)
    if isinstance(following, date) and (following - reference).days <= ROLL_DAYS:
        return following
    return DateProblem.UNDETERMINABLE_YEAR


def add_days(day: date, days: int) -> Resolved:
    """Return the day so many calendar days on."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return DateProblem.NOT_A_DATE


def add_months(day: date, months: int) -> Resolved:
    """Return the same day of a later month, clamped to that month's end."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= MAXYEAR:
        return DateProblem.NOT_A_DATE
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])
