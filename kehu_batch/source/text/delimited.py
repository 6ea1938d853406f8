"""Read delimited text, its delimiter told by content."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath

from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.tables.source import CellValue, Sheet, SheetState
from kehu_batch.source import refusals
from kehu_batch.source.content import Content
from kehu_batch.source.text.encoding import decode_text
from kehu_batch.source.text.quotes import mend_quotes

_DELIMITERS = ",\t;|"
_SAMPLE_LINES = 20
#: Characters looked at to tell a table from prose, and the share of its records that are of one width.
_LOOKED_AT = 1 << 16
_SAME_WIDTH_SHARE = 0.9
#: Excel writes a text that looks like a number as ``="000123"``.
_QUOTED_TEXT = re.compile(r'="((?:[^"]|"")*)"')


def read_delimited(data: bytes, file: str, limits: ReadLimits) -> Content:
    """Read a csv, tsv or similar text; every value stays text, and rows are filled up to one width.

    UTF-8, UTF-16 and UTF-32 (the latter two with their mark) and GB 18030 are read; a row is a record, as in
    Excel, but that a quote without its second takes in no rows. The only sheet is named like the file, without its
    suffix.

    Args:
        data: The whole file.
        file: File name.
        limits: Bounds on rows, columns, cells and the text of one cell.

    Raises:
        InputRejected: ``unknown_encoding``, ``too_large``, ``damaged``, ``empty_workbook``.
    """
    text = decode_text(data, file)
    first, _, rest = text.partition("\n")
    named = re.fullmatch(r"sep=(.)\r?", first)
    delimiter = named[1] if named else _delimiter(text)
    text = ("\n" + rest) if named else text
    loose: frozenset[str] = frozenset()
    csv.field_size_limit(limits.text_bytes)
    try:
        try:
            rows = _records(text, delimiter, file, limits, strict=True)
        except csv.Error:
            rows = _records(text, delimiter, file, limits)
            text, loose = mend_quotes(text, delimiter, _usual_width(rows))
            rows = _records(text, delimiter, file, limits) if loose else rows
    except csv.Error as error:
        raise refusals.damaged(file, "引号或换行不配对，或一格的文字过长") from error
    width = max(map(len, rows), default=0)
    places = frozenset(_places(rows, loose)) if loose else frozenset[tuple[int, int]]()
    stem = PurePath(file).stem
    return Content((Sheet(file, stem, SheetState.VISIBLE, _filled(rows, width), loose_quotes=places),))


def _records(
    text: str, delimiter: str, file: str, limits: ReadLimits, *, strict: bool = False
) -> list[list[str]]:
    rows: list[list[str]] = []
    width = 0
    for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict):
        rows.append(record)
        width = max(width, len(record))
        if len(rows) > limits.rows or width > limits.columns or len(rows) * width > limits.cells:
            raise refusals.too_large(
                file, f"内容超过 {limits.rows:,} 行、{limits.columns:,} 列或 {limits.cells:,} 个单元格"
            )
    return rows


def _places(rows: list[list[str]], cells: frozenset[str]) -> Iterator[tuple[int, int]]:
    for row, record in enumerate(rows, 1):
        yield from ((row, column) for column, value in enumerate(record) if value in cells)


def _usual_width(rows: list[list[str]]) -> int:
    widths = Counter(map(len, rows)).most_common(1)
    return widths[0][0] if widths else 0


def is_plainly_delimited(text: str) -> bool:
    """Whether a text whose suffix promises something else is a table for certain, and no prose with commas in it.

    Each of its first records has at least two fields, and nearly all have the same number.
    """
    head = text[:_LOOKED_AT]
    if len(head) < len(text):
        head = head[: head.rfind("\n") + 1]
    csv.field_size_limit(_LOOKED_AT)
    try:
        records = csv.reader(io.StringIO(head, newline=""), delimiter=_delimiter(head))
        widths = [len(record) for record in records if any(record)]
    except csv.Error:
        return False
    usual = max(set(widths), key=widths.count, default=0)
    return len(widths) > 1 and min(widths) > 1 and widths.count(usual) >= _SAME_WIDTH_SHARE * len(widths)


def _filled(rows: list[list[str]], width: int) -> list[list[CellValue]]:
    while rows and not any(rows[-1]):
        rows.pop()
    filled: list[list[CellValue]] = []
    for record in rows:
        cells: list[CellValue] = [unquoted(value) if value[:2] == '="' else value for value in record]
        cells.extend([""] * (width - len(record)))
        filled.append(cells)
    return filled


def unquoted(value: str) -> str:
    """Return the text that Excel shows for ``="000123"``; any other text as it is."""
    match = _QUOTED_TEXT.fullmatch(value)
    return match[1].replace('""', '"') if match else value


def _delimiter(text: str) -> str:
    """Return the delimiter that splits most of the first lines, and most evenly; a comma where none does."""
    lines = [line for line in text.splitlines()[:_SAMPLE_LINES] if line.strip()]

    def evenness(delimiter: str) -> tuple[int, int]:
        counts = [re.sub(r'"[^"]*"', "", line).count(delimiter) for line in lines]
        usual = max(set(counts) - {0}, key=counts.count, default=0)
        return (counts.count(usual) if usual else 0, usual)

    return max(_DELIMITERS, key=evenness)
