"""Totals whose word stands in a number format: ``"合计："#,##0.00`` is a sum, and no document without a number."""

from __future__ import annotations

import numpy as np

from kehu_batch.model.tables.shown import Shown
from kehu_batch.policy.headers.words import Words
from kehu_batch.recognition.cell_flags import RowsOf, is_filled, labels_of
from kehu_batch.recognition.table_span.body import TOTAL, BodyColumns
from kehu_batch.recognition.table_span.row_words import RowWord, find_row_words, is_foot

#: How a number of rows begins: 共12笔.
_COUNTS = "共"


def mark_shown_totals(body: RowsOf, columns: BodyColumns, words: Words, marks: dict[int, str]) -> None:
    """Mark rows without an id, a name and a day in which a cell shows a word for a total, or how many rows there are.

    Args:
        body: Rows under the header.
        columns: Columns by what they say.
        words: Words of total rows.
        marks: Reasons by position; changed in place.
    """
    for column in columns.all:
        shown = body.flags.sheet.shown.get(column)
        if shown is None:
            continue
        sums = [code for code, one in enumerate(shown.values) if _is_sum(one, words)]
        counts = [code for code, one in enumerate(shown.values) if one.before.startswith(_COUNTS)]
        for offset in np.flatnonzero(np.isin(shown.codes[body.start : body.stop], sums + counts)).tolist():
            row = body[offset]
            others = {other for other in columns.all if other != column and is_filled(row[other])}
            if shown.codes[body.start + offset] in sums:
                is_total = others.isdisjoint(columns.keys)
            else:
                is_total = others.issubset(columns.amounts) and is_foot(str(body.spoken(offset)[column]))
            if is_total:
                marks.setdefault(offset, TOTAL)


def _is_sum(shown: Shown, words: Words) -> bool:
    found = find_row_words(labels_of(shown), words, dates=False).values()
    return RowWord.TOTAL in found or RowWord.PERHAPS_TOTAL in found
