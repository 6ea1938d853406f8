"""One cell of a web page's table: what its tag says of it, and the value that it stands for."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date

from kehu_batch.model.tables.shown import Shown
from kehu_batch.model.tables.source import CellValue
from kehu_batch.records import dataclass
from kehu_batch.source.formats.date_formats import Temporal, parse_temporal_format, read_serial
from kehu_batch.source.formats.format_sections import parse_quantity_format
from kehu_batch.source.formats.format_words import parse_day_form
from kehu_batch.source.formats.named_formats import format_code
from kehu_batch.source.formats.number_formats import parse_id_format
from kehu_batch.source.formats.shown_texts import read_shown_text, spell_number, with_all_digits
from kehu_batch.source.html.tokens import attributes
from kehu_batch.source.text.delimited import unquoted

#: The most that a browser takes.
_MOST_COLUMNS = 1_000
_MOST_ROWS = 65_534
_SPAN = re.compile(r"\s*\+?([0-9]{1,9})")
#: What is not shown, and the comments that Excel lists below a sheet.
_HIDDEN = re.compile(r"display\s*:\s*none|mso-element\s*:\s*comment-list", re.IGNORECASE)
_FORMAT = re.compile(
    r"(?:mso-number-format|vnd\.ms-excel\.numberformat)\s*:\s*(?:\"([^\"]*)\"|'([^']*)'|([^;]*))",
    re.IGNORECASE,
)
#: Excel keeps columns apart with it that are not merged.
_IGNORED_SPAN = re.compile(r"mso-ignore\s*:[^;]*colspan", re.IGNORECASE)
#: Decoration of text: what strikes out, and what takes that back.
_DECORATION = re.compile(r"text-decoration(?:-line)?\s*:\s*([^;}]*)", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?:([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_CLASS = re.compile(r"[A-Za-z]*\.([\w-]+)")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_WHOLE = re.compile(r"(0|[1-9][0-9]{0,14})(?:\.0*)?")
#: What may stand between the digits of a number as it is shown.
_AROUND = re.compile(r"[,，\s]")
_TEXT_FORMAT = "@"


@dataclass(frozen=True, slots=True)
class Declarations:
    """What a style says that matters here.

    Args:
        hidden: Whether what has it is not shown.
        format: Number format code; empty where it gives none.
        strikes: Whether it strikes out the text; ``None`` where it does not say.
    """

    hidden: bool = False
    format: str = ""
    strikes: bool | None = None


@dataclass(frozen=True, slots=True)
class CellTag:
    """What the tag of a cell, a row or a column says.

    Args:
        columns: Columns that it takes.
        rows: Rows that it takes; 0 for all that follow.
        merged: Whether they are one cell, and not empty ones written together.
        hidden: Whether it is not shown.
        format: Number format code; empty where it gives none.
        number: The number that the cell holds, as Excel and LibreOffice write it beside what it shows.
        strikes: Whether it strikes out what is in it; ``None`` where it does not say.
    """

    columns: int = 1
    rows: int = 1
    merged: bool = True
    hidden: bool = False
    format: str = ""
    number: str = ""
    strikes: bool | None = None


PLAIN = CellTag()

#: Classes of pages by Excel that no style sheet explains: the mark of a comment in its cell.
EXCEL_CLASSES: Mapping[str, Declarations] = {"msocomanchor": Declarations(hidden=True)}


def read_cell_tag(text: str, classes: Mapping[str, Declarations]) -> CellTag:
    """Read the attributes of a cell, a row or a column.

    Args:
        text: The attributes as written.
        classes: What the page's style sheet says of each class.
    """
    found = attributes(text)
    style = found.get("style", "")
    own = read_declarations(style)
    styles = [own, *(classes[name] for name in found.get("class", "").split() if name in classes)]
    number, code = _beside(found)
    return CellTag(
        columns=max(1, min(_span(found.get("colspan", found.get("span", ""))), _MOST_COLUMNS)),
        rows=min(_span(found.get("rowspan", "")), _MOST_ROWS),
        merged=not _IGNORED_SPAN.search(style),
        hidden="hidden" in found or any(item.hidden for item in styles),
        format=next((item.format for item in styles if item.format), code),
        number=number,
        strikes=next((item.strikes for item in styles if item.strikes is not None), None),
    )


def _beside(found: Mapping[str, str]) -> tuple[str, str]:
    """Return the number and the format code that stand beside what a cell shows.

    Excel writes the number as ``x:num``; LibreOffice writes ``sdval``, and its format with two languages as ``sdnum``.
    """
    if "x:str" in found:
        return "", ""
    number = found.get("x:num", found.get("sdval", "")).strip()
    code = found.get("sdnum", "").split(";", 2)[2:]
    return number, code[0] if code else ""


def read_style_sheet(text: str) -> dict[str, Declarations]:
    r"""Return what a style sheet says of each class; rules for anything else are passed over.

    Example:
        >>> found = read_style_sheet(".id, td.no {mso-number-format:'\\@'} p {display:none}")
        >>> {name: said.format for name, said in found.items()}
        {'id': '@', 'no': '@'}
    """
    found: dict[str, Declarations] = {}
    for rule in text.split("}"):
        selectors, _, body = rule.partition("{")
        said = read_declarations(body)
        if said != Declarations():
            for selector in selectors.split(","):
                name = _CLASS.fullmatch(selector.strip())
                if name:
                    found[name[1]] = said
    return found


def read_declarations(style: str) -> Declarations:
    """Read the text of a ``style`` attribute or of a rule."""
    if ":" not in style:
        return Declarations()
    match = _FORMAT.search(style)
    code = next((group for group in match.groups() if group is not None), "") if match else ""
    decoration = _DECORATION.search(style)
    strikes = decoration and "line-through" in decoration[1].lower()
    return Declarations(_HIDDEN.search(style) is not None, format_code(_unescaped(code)), strikes)


def cell_value(shown: str, tag: CellTag, *, date1904: bool) -> CellValue:
    """Return what a cell holds, given what it shows.

    What is shown is the value, so that ids keep their zeros and long numbers their digits. Otherwise only where the
    page says that there is more to it: a format of zeros for a number without them, a date format for a serial
    number, and a number that is shown rounded.

    Example:
        >>> cell_value("000123", CellTag(number="123"), date1904=False)
        '000123'
        >>> cell_value("1,234.6", CellTag(number="1234.56"), date1904=False)
        1234.56
        >>> cell_value("123", CellTag(format="000000"), date1904=False)
        '000123'
    """
    if shown[:2] == '="':
        return unquoted(shown)
    if not (tag.number or tag.format) or tag.format == _TEXT_FORMAT:
        return shown
    number = _parse(tag.number or shown)
    if number is None or not shown:
        return shown
    if parse_temporal_format(tag.format) is Temporal.MOMENT:
        moment = read_serial(number, Temporal.MOMENT, date1904=date1904)
        return shown if isinstance(moment, float) else _with_words(moment, tag.format)
    id_format = parse_id_format(tag.format)
    if id_format is None:
        return _quantity(shown, tag, number)
    digits = _WHOLE.fullmatch(tag.number or shown)
    return id_format.show(digits[1]) if digits else shown


def _with_words(moment: CellValue, code: str) -> CellValue:
    """Return a day with the words that its format puts round it as text, any other value as it is."""
    words = parse_day_form(code)
    return words.text(moment) if words is not None and isinstance(moment, date) else moment


def _quantity(shown: str, tag: CellTag, number: float) -> CellValue:
    """Return a number with all of its digits, and with what is shown beside them as text."""
    quantity = parse_quantity_format(tag.format)
    if quantity is not None:
        by_format = quantity.shown(number)
        # The format's language may say which dollars are meant, where the sign that is shown does not.
        if not tag.number or (by_format.currency.isalpha() and by_format.currency not in shown):
            return spell_number(number, by_format) or shown
    if not tag.number:
        return shown
    beside = read_shown_text(number, shown)
    if beside == Shown(scaled=beside.scaled):
        return number if beside.scaled > 1 or _is_rounded(shown, number) else shown
    return with_all_digits(number, shown)


def _is_rounded(shown: str, number: float) -> bool:
    """Whether what is shown is this number with fewer digits, without its sign, or in powers of ten.

    A power of ten by itself leaves open how many digits it hides; the number beside it tells that it hides none.
    """
    text = _AROUND.sub("", shown)
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1]}"
    value = _parse(text)
    if value is None or value == number:
        return value is not None and "e" in text.lower()
    # A format that shows debts in red may leave out their sign.
    value = -value if value * number < 0 else value
    if value == number:
        return True
    digits = text.lower().partition("e")[0]
    step = 10.0 ** -len(digits.partition(".")[2])
    if "e" in text.lower():
        step *= 10.0 ** int(text.lower().partition("e")[2])
    return abs(value - number) <= step / 2 * 1.000001


def _parse(text: str) -> float | None:
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def _span(text: str) -> int:
    match = _SPAN.match(text)
    return int(match[1]) if match else 1


def _unescaped(code: str) -> str:
    r"""Return a format code without the escapes of a style sheet: ``\0022`` for a quote, ``\@`` for ``@``."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else match[2], code)
