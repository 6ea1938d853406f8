"""Read delimited text: encoding and delimiter told by content, never guessed where they cannot be told."""

from __future__ import annotations

import codecs
import csv
import io
import re
from pathlib import PurePath

from kehu_batch.model.source import CellValue, Sheet, SheetState
from kehu_batch.source import refusals
from kehu_batch.source.content import Content
from kehu_batch.source.limits import ReadLimits

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DELIMITERS = ",\t;|"
_SAMPLE_LINES = 20
_FIELD_CHARACTERS = 1 << 20
#: Excel writes a text that looks like a number as ``="000123"``.
_QUOTED_TEXT = re.compile(r'="((?:[^"]|"")*)"')
#: Share of the characters beyond ASCII that must be common Chinese for a text to be GB 18030:
#: western text decodes too, but into rare characters.
_COMMON_SHARE = 0.9


def read_delimited(data: bytes, file: str, limits: ReadLimits) -> Content:
    """Read a csv, tsv or similar text; every value stays text, and rows are filled up to one width.

    UTF-8, UTF-16 and UTF-32 (the latter two with their mark) and GB 18030 are read; a row is a record, as in
    Excel. The only sheet is named like the file, without its suffix.

    Args:
        data: The whole file.
        file: File name.
        limits: Bounds on rows, columns and cells.

    Raises:
        InputRejected: ``unknown_encoding``, ``too_large``, ``damaged``, ``empty_workbook``.
    """
    text = _decode(data, file)
    first, _, rest = text.partition("\n")
    named = re.fullmatch(r"sep=(.)\r?", first)
    delimiter = named[1] if named else _delimiter(text)
    source = io.StringIO(("\n" + rest) if named else text, newline="")
    rows: list[list[str]] = []
    width = 0
    csv.field_size_limit(_FIELD_CHARACTERS)
    try:
        for record in csv.reader(source, delimiter=delimiter):
            rows.append(record)
            width = max(width, len(record))
            if len(rows) > limits.rows or width > limits.columns or len(rows) * width > limits.cells:
                raise refusals.too_large(
                    file, f"内容超过 {limits.rows:,} 行、{limits.columns:,} 列或 {limits.cells:,} 个单元格"
                )
    except csv.Error as error:
        raise refusals.damaged(file, "引号或换行不配对") from error
    return Content((Sheet(file, PurePath(file).stem, SheetState.VISIBLE, _filled(rows, width)),))


def _filled(rows: list[list[str]], width: int) -> list[list[CellValue]]:
    while rows and not any(rows[-1]):
        rows.pop()
    filled: list[list[CellValue]] = []
    for record in rows:
        cells: list[CellValue] = [_unquoted(value) if value[:2] == '="' else value for value in record]
        cells.extend([""] * (width - len(record)))
        filled.append(cells)
    return filled


def _unquoted(value: str) -> str:
    match = _QUOTED_TEXT.fullmatch(value)
    return match[1].replace('""', '"') if match else value


def _decode(data: bytes, file: str) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding, file)
    if b"\x00" in data[:4096]:
        raise refusals.unknown_encoding(file)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = _decoded(data, "gb18030", file)
    beyond = [character for character in text if character > "\x7f"]
    if sum(map(_is_common, beyond)) < _COMMON_SHARE * len(beyond):
        raise refusals.unknown_encoding(file)
    return text


def _decoded(data: bytes, encoding: str, file: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise refusals.unknown_encoding(file) from error


def _is_common(character: str) -> bool:
    """Whether it is in GB 2312: its 6,763 characters, and punctuation."""
    try:
        first = character.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return first <= 0xA3 or 0xB0 <= first <= 0xF7


def _delimiter(text: str) -> str:
    """Return the delimiter that splits most of the first lines, and most evenly; a comma where none does."""
    lines = [line for line in text.splitlines()[:_SAMPLE_LINES] if line.strip()]

    def evenness(delimiter: str) -> tuple[int, int]:
        counts = [re.sub(r'"[^"]*"', "", line).count(delimiter) for line in lines]
        usual = max(set(counts) - {0}, key=counts.count, default=0)
        return (counts.count(usual) if usual else 0, usual)

    return max(_DELIMITERS, key=evenness)
