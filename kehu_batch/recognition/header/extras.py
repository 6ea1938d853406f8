"""Rows in and under a header that are neither header nor data: units, column numbers, requirements, field names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from kehu_batch.folding import fold_text, split_header_unit
from kehu_batch.model.tables.source import CellValue
from kehu_batch.policy.headers.words import Words

UNITS = "单位行"
NUMBERS = "列号行"
REQUIREMENTS = "填写要求行"
FIELD_NAMES = "字段名行"

_BRACKETS = re.compile(r"[()（）]")
_ASIDE = re.compile(r"[(（][^()（）\d]{1,8}[)）]")
_NUMBER = re.compile(r"\(?(\d{1,3})\)?(?:[.、]|=.*)?")
_LETTER = re.compile(r"[a-z]|[甲乙丙丁戊己庚辛壬癸]|栏次|列号|列次")
_DASHES = {"-", "—", "--"}
_FORMULA = re.compile(r"\(?\d{1,3}\)?(?:[+\-×*/÷]\(?\d{1,3}\)?)+")
_CODE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+", re.IGNORECASE)
_ENGLISH = re.compile(r"[A-Za-z][A-Za-z0-9 _.,'&/()#-]*")
#: Words of a name as programs write it: ``MobilePhone``, ``address1_line``, ``OrderNO``.
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_TYPE = re.compile(
    r"(?:n?varchar2?|char|int|integer|bigint|smallint|decimal|numeric|number|datetime|date|timestamp|text|string|float"
    r"|double|bool|boolean|enum|lookup|picklist|guid|uuid)(?:\([0-9, ]+\))?"
    r"|文本|文字|字符串?|数字|数值|整数|小数|金额|日期|时间|日期时间|枚举|下拉|下拉框|下拉选择|单选|多选|布尔|布尔值|单行文本|多行文本|关联对象",
    re.IGNORECASE,
)
#: Such rows under a header at most.
_MOST_ROWS = 4
#: Fewer numbers in a row may as well be data.
_LEAST_NUMBERS = 3


def describe_extra_row(
    row: Sequence[CellValue], columns: Sequence[int], words: Words, is_known: Callable[[str], bool]
) -> str | None:
    """Return what a row under a header is, if it is one of these; ``None`` where it may hold data.

    Args:
        row: The row.
        columns: The header's columns.
        words: Words of requirements.
        is_known: Whether a text is a header.
    """
    texts = {column: _as_text(row[column]) for column in columns if _as_text(row[column])}
    if not texts:
        return None
    if units_of(texts):
        return UNITS
    # A column that the header leaves blank, such as that of serial numbers, is numbered with the others.
    whole = [text for value in row if (text := _as_text(value))]
    if is_numbering(list(texts.values()), len(columns)) or is_numbering(whole, len(columns)):
        return NUMBERS
    folded = [fold_text(text) for text in texts.values()]
    if all(text.startswith(words.requirements) for text in folded) and len(folded) > 1:
        return REQUIREMENTS
    known = partial(_tells_a_field, is_known=is_known, words=words.field_words)
    return FIELD_NAMES if _are_field_names(list(texts.values()), len(columns), known) else None


def find_extra_rows(
    rows: Sequence[Sequence[CellValue]],
    first: int,
    last: int,
    columns: Sequence[int],
    words: Words,
    is_known: Callable[[str], bool],
) -> dict[int, str]:
    """Return what the rows right under a header are, by 1-based row, down to the first that may hold data.

    Args:
        rows: All rows of the sheet.
        first: 1-based row under the header.
        last: 1-based last row that may be its.
        columns: The header's columns.
        words: Words of requirements.
        is_known: Whether a text is a header.
    """
    extra: dict[int, str] = {}
    blank = 0
    for row in range(first, min(last, first + _MOST_ROWS - 1) + 1):
        reason = describe_extra_row(rows[row - 1], columns, words, is_known)
        if reason is not None:
            extra.update({blank: "空行", row: reason} if blank else {row: reason})
            blank = 0
        elif blank or any(_as_text(rows[row - 1][column]) for column in columns):
            break
        else:
            blank = row
    return extra


def units_of(texts: Mapping[int, str]) -> dict[int, str]:
    """Return the unit of each column, where every text is a unit: ``(元)``, ``万元``; else nothing.

    Beside one, what stands in brackets alone says how a column is filled in: ``(年月日)``, ``(台)``.
    """
    units = {column: split_header_unit(f"x({_BRACKETS.sub('', text)})")[1] for column, text in texts.items()}
    units = {column: unit for column, unit in units.items() if unit and not any(map(str.isdecimal, unit))}
    return units if all(column in units or _ASIDE.fullmatch(texts[column]) for column in texts) else {}


def is_numbering(texts: Sequence[str], width: int) -> bool:
    """Whether texts number the columns of a form: ``1 2 3 …``, ``甲 乙 1 2``, ``③=①-②``.

    Args:
        texts: Filled cells of the row, left to right.
        width: How many columns the header has.
    """
    folded = [fold_text(text) for text in texts]
    numbers = [int(match[1]) for text in folded if (match := _NUMBER.fullmatch(text))]
    others = [text for text in folded if not _NUMBER.fullmatch(text) and not _FORMULA.fullmatch(text)]
    letters = [text for text in others if text not in _DASHES]
    if not all(map(_LETTER.fullmatch, letters)) or len(set(letters)) < len(letters):
        return False
    enough = len(numbers) >= _LEAST_NUMBERS or (numbers and len(letters) > 1)
    if not enough or len(texts) * 2 < width:
        return False
    # Letters come first; the numbers follow one another.
    return numbers[0] in (0, 1, len(letters) + 1) and numbers == list(
        range(numbers[0], numbers[0] + len(numbers))
    )


def _are_field_names(texts: Sequence[str], width: int, is_known: Callable[[str], bool]) -> bool:
    """Whether texts are names of fields in English or in a program: ``customer_name``, ``MobilePhone``, ``Order No.``.

    Few in a wide table must all be known as fields, as a row of data may hold as few.
    """
    if len(texts) > 1 and all(map(_TYPE.fullmatch, texts)):
        return True
    if len(texts) < 2 or len(set(texts)) < len(texts) or not all(map(_ENGLISH.fullmatch, texts)):
        return False
    codes = sum(_CODE.fullmatch(text) is not None for text in texts)
    known = sum(bool(_CODE.fullmatch(text) or is_known(text)) for text in texts)
    if len(texts) * 2 < width:
        return known == len(texts) and not any(" " in text for text in texts)
    # Abbreviations beside names with underscores: ``ACC_NO``, ``ACC_NAME``, ``TEL``.
    if codes > 1 and all(map(str.isidentifier, texts)):
        return True
    return codes == len(texts) or (known >= 2 and known * 2 >= len(texts))


def _tells_a_field(text: str, is_known: Callable[[str], bool], words: frozenset[str]) -> bool:
    """Whether an English text is a header, or one of its words says what a field holds: the last of several texts."""
    if is_known(text) or _TYPE.fullmatch(text):
        return True
    *others, last = map(fold_text, _WORDS.findall(text) or [""])
    return last in words or (" " not in text and not words.isdisjoint(others))


def _as_text(value: CellValue) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
