"""What one number format shows beyond the values of its cells, whatever these are: numbers, days or texts."""

from __future__ import annotations

from datetime import date, datetime

from kehu_batch.model.tables.shown import PLAIN, Shown
from kehu_batch.model.tables.source import CellValue
from kehu_batch.records import dataclass
from kehu_batch.source.formats.date_formats import (
    built_in_temporal,
    parse_temporal_format,
    shows_month_only,
    shows_year_only,
)
from kehu_batch.source.formats.format_sections import QuantityFormat, quantity_format
from kehu_batch.source.formats.format_words import DayForm, parse_day_form, parse_text_form
from kehu_batch.source.formats.number_formats import parse_id_format


@dataclass(frozen=True, slots=True)
class CellForm:
    """What a format shows beyond values.

    Args:
        numbers: Beside the digits of numbers; ``None`` where nothing is.
        month: Whether it shows the month of a day, and not the day.
        year: Whether it shows its year, and nothing else.
        days: The words round days; ``None`` where there are none.
        texts: What stands round texts.
    """

    numbers: QuantityFormat | None = None
    month: bool = False
    year: bool = False
    days: DayForm | None = None
    texts: Shown = PLAIN

    @property
    def always(self) -> Shown | None:
        """Return what every number shows, where nothing but numbers shows more; ``None`` where it depends."""
        return self.numbers.always if self.numbers is not None and self.texts == PLAIN else None

    def of(self, value: CellValue) -> Shown:
        """Return what a cell shows beyond its value.

        Example:
            >>> cell_form('"截止日期："yyyy-mm-dd', 176).of(date(2023, 10, 31)).instead
            '截止日期：2023年10月31日'
            >>> cell_form('"VIP-"@', 176).of("001").before, cell_form('0.0"万"', 176).of(3.0).after
            ('VIP-', '万')
        """
        if isinstance(value, str):
            # A dash or a stroke says that there is nothing, whatever stands beside it.
            return self.texts if any(map(str.isalnum, value)) else PLAIN
        if isinstance(value, date):
            instead = None if self.days is None else self.days.text(value)
            whole = not isinstance(value, datetime)
            return Shown(month=self.month and whole, year=self.year and whole, instead=instead)
        if self.numbers is None or isinstance(value, bool) or not isinstance(value, int | float):
            return PLAIN
        return self.numbers.shown(value)


def cell_form(code: str | None, number: int) -> CellForm | None:
    """Return what a format shows beyond values; ``None`` where it shows them and nothing else.

    Args:
        code: Its code; ``None`` for one that the file names by its number only.
        number: That number.
    """
    texts = PLAIN if code is None or "@" not in code else parse_text_form(code)
    if (built_in_temporal(number) if code is None else parse_temporal_format(code)) is not None:
        days = None if code is None else parse_day_form(code)
        form = CellForm(None, shows_month_only(code, number), shows_year_only(code), days, texts)
    elif code is not None and parse_id_format(code) is not None:
        form = CellForm(texts=texts)
    else:
        form = CellForm(numbers=quantity_format(code, number), texts=texts)
    return None if form == CellForm() else form
