"""Which tables of a result sheet are long and plain enough to be written without xlsxwriter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from kehu_batch.annotation.donor.layout import Cell, Formula, ResultTable
from kehu_batch.sheet_writing.long_rows import Link

#: Rows from which on a table is long: with fewer, making its columns' texts costs what it saves.
LONG = 12


def is_long(table: ResultTable) -> bool:
    """Whether a table is a list of many rows that all look alike."""
    return table.rows >= LONG and not table.totalled and all(column.kinds is None for column in table.columns)


def holds_plain_cells(columns: Iterable[Sequence[Cell]], most_links: int) -> bool:
    """Whether no cell needs xlsxwriter: a formula, a link without a text, or one beyond ``most_links``."""
    kinds = Counter(chain.from_iterable(map(type, values) for values in columns))
    return Formula not in kinds and kinds[Link] <= most_links
