"""Forms: sheets with the names of fields in a column and what was filled in beside them, one record to a form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kehu_batch.folding import fold_header, fold_text
from kehu_batch.model.tables.source import CellValue, Sheet
from kehu_batch.policy.vocabulary import TableKind
from kehu_batch.recognition.cell_flags import is_filled
from kehu_batch.recognition.header.forms import header_forms
from kehu_batch.recognition.header.rows import HeaderRows
from kehu_batch.records import dataclass

#: So many labels below one another make a form.
_LEAST_LABELS = 3
#: So many of them are known.
_LEAST_KNOWN = 2
#: What labels end in that no content does.
_LABEL_ENDS = ("：", ":", "*", "＊")
#: So many cells with a label and its content in them do.
_LEAST_INLINE = 4
_LONGEST_LABEL = 30
#: Rows of a sheet that are looked at.
_LOOKED_AT = 200
#: Rows of a form without a label in the column, one after another: a picture, a heading.
_MOST_SKIPPED = 1
#: Rows of a form at most, to either side of a label.
_MOST_ROWS = 40


_DIGIT = re.compile(r"\d")
#: Who the customer is.
WHOSE_FIELDS = frozenset({"customer_id", "customer_name"})
#: What a label says of whose the rows below are; 单位名称 over a table may be the firm that made it.
_WHOSE = re.compile("客户|往来|购货|购买方|购方|欠款单位|债务")
ANYBODY = fold_header("单位名称")
_LONGEST_WHOSE = 60


@dataclass(frozen=True, slots=True)
class RecordForm:
    """A form, at its first label: 1-based row, 0-based column."""

    row: int
    column: int
    labels: tuple[str, ...]


def is_form_row(rows: HeaderRows, first: int, last: int) -> bool:
    """Whether what reads like a header is a row of a form, or of labels over a header; rows count from 0."""
    labels = _labels_of(rows, first) if first == last else ()
    if len(labels) > 1 and (_is_header_like(rows, first + 1) or _have_contents(rows, first, labels)):
        return True
    return bool(_columns_of_labels(rows, first) or _columns_of_labels(rows, last))


def _have_contents(rows: HeaderRows, row: int, labels: Sequence[int]) -> bool:
    """Whether each label has something at its right, and what stands there are values: a date, a number, an id."""
    cells = rows.sheet.rows[row]
    contents = [cells[column + 1] for column in labels if column + 1 < len(cells)]
    values = [value for value in contents if is_filled(value) and not rows.is_known(str(value))]
    filled = sum(map(is_filled, cells))
    return filled <= 2 * len(labels) == 2 * len(values) and any(
        not isinstance(value, str) or _DIGIT.search(value) is not None for value in values
    )


def find_form(rows: HeaderRows) -> RecordForm | None:
    """Return the first form of a sheet; ``None`` where there is none."""
    for row in range(min(_LOOKED_AT, len(rows.sheet.rows))):
        columns = _columns_of_labels(rows, row)
        if columns:
            labels = [label for column in columns for label in _labels_around(rows, row, column)]
            return RecordForm(row + 1, columns[0], tuple(labels))
    inline: dict[str, tuple[int, int]] = {}
    for place, label in _inline_labels(rows):
        inline.setdefault(label, place)
    if len(inline) < _LEAST_INLINE:
        return None
    row, column = min(inline.values())
    return RecordForm(row + 1, column, tuple(inline))


def _columns_of_labels(rows: HeaderRows, row: int) -> list[int]:
    """Return the columns in which labels stand below one another: two at least, or the row's only one.

    One of several may be a column of data under a header with blank columns between: 电话, 手机, 微信.
    """
    labels = _labels_of(rows, row)
    columns = [column for column in labels if _is_column_of_labels(rows, row, column)]
    return columns if len(columns) >= min(2, len(labels)) else []


def _is_column_of_labels(rows: HeaderRows, row: int, column: int) -> bool:
    labels = _labels_around(rows, row, column)
    return len(labels) >= _LEAST_LABELS and sum(_is_label(rows, label) for label in labels) >= _LEAST_KNOWN


def _is_header_like(rows: HeaderRows, row: int) -> bool:
    """Whether a row holds known texts for the most part."""
    if row >= len(rows.sheet.rows):
        return False
    filled = sum(1 for value in rows.sheet.rows[row] if value != "")
    return filled > 1 and rows.hits(row) * 2 > filled


def inline_label(rows: HeaderRows, text: str) -> str:
    """Return the label of a cell that holds it with its content (``客户名称：甲公司``); empty where there is none."""
    label, colon, content = text.replace("：", ":").partition(":")
    return label.strip() if colon and content.strip() and _is_label(rows, label) else ""


def _is_label(rows: HeaderRows, text: str) -> bool:
    """Whether a text is a header by itself; a pattern such as that of aging buckets says too little."""
    if not 0 < len(text) <= _LONGEST_LABEL:
        return False
    return any(form.text in rows.vocabulary.known for form in header_forms(text))


def _labels_of(rows: HeaderRows, row: int) -> tuple[int, ...]:
    """Return the columns of labels in a row where each has room for its content at its right; else nothing."""
    if not 0 <= row < len(rows.sheet.rows):
        return ()
    columns = [
        column
        for column, value in enumerate(rows.sheet.rows[row])
        if isinstance(value, str) and value and _is_label(rows, value)
    ]
    return () if any(column + 1 in columns for column in columns) else tuple(columns)


def _labels_around(rows: HeaderRows, row: int, column: int) -> list[str]:
    """Return the different labels in a column above and below a row, without a gap, from the top."""
    above = list(_labels_on(rows, row - 1, column, -1))
    labels = [*reversed(above), rows.text_at(row, column), *_labels_on(rows, row + 1, column, 1)]
    return list({fold_text(label): label for label in labels}.values())


def _labels_on(rows: HeaderRows, row: int, column: int, step: int) -> Iterator[str]:
    skipped = 0
    for at in range(row, row + step * _MOST_ROWS, step):
        if not 0 <= at < len(rows.sheet.rows) or skipped > _MOST_SKIPPED:
            return
        text = rows.text_at(at, column)
        if _is_label(rows, text) or text.endswith(_LABEL_ENDS):
            skipped = 0
            yield rows.text_at(at, column)
        else:
            skipped += 1


def _inline_labels(rows: HeaderRows) -> Iterator[tuple[tuple[int, int], str]]:
    for row, values in enumerate(rows.sheet.rows[:_LOOKED_AT]):
        for column, value in enumerate(values):
            if isinstance(value, str) and (label := inline_label(rows, value)):
                yield (row, column), fold_text(label)


def whose_label(value: CellValue, table: TableKind) -> str:
    """Return the folded label of a cell that says whose something is (``客户：甲公司``); empty where it says nothing."""
    if not isinstance(value, str) or not (":" in value or "：" in value):
        return ""
    label, colon, _ = value.replace("：", ":").partition(":")
    folded = fold_header(label) if colon and 0 < len(label) <= _LONGEST_WHOSE else ""
    if table.strong.get(folded) not in WHOSE_FIELDS:
        return ""
    return folded if folded == ANYBODY or _WHOSE.search(folded) else ""


def says_whose(sheet: Sheet, columns: Iterable[int], table: TableKind) -> bool:
    """Whether any cell of some columns says whose something is: nearly no sheet has one."""
    for column in columns:
        texts = [value for value in sheet.column(column).values if isinstance(value, str)]
        joined = "".join(texts)
        if (":" in joined or "：" in joined) and any(whose_label(text, table) for text in texts):
            return True
    return False
