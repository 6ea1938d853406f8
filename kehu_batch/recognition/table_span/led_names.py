"""Customers written in the first row of their group only, whose subtotal shows how far the group reaches."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from kehu_batch.folding import fold_text
from kehu_batch.model.tables.recognition import Region
from kehu_batch.model.tables.source import CellValue, MergedRange, Sheet
from kehu_batch.policy.headers.words import Words
from kehu_batch.policy.vocabulary import FieldKind, TableKind
from kehu_batch.recognition.cell_flags import is_filled
from kehu_batch.recognition.table_span.body import TOTAL
from kehu_batch.recognition.table_span.plain_numbers import adds_up, read_number
from kehu_batch.recognition.table_span.row_words import group_of_total
from kehu_batch.records import replace

#: Tables of documents, each of which is somebody's.
_OF_DOCUMENTS = frozenset({"invoices", "receipts"})
_WHOSE = ("customer_id", "customer_name")


def with_led_names(region: Region, sheet: Sheet, table: TableKind, words: Words) -> Region:
    """Return a region with the cells of customers that stand for the blank ones below them, to the end of their group.

    Nothing is guessed: a group is closed by a subtotal (``小计``, ``甲公司小计``) whose amounts are those of its rows
    to the cent, its first row has the customer and no other row another one. Rows without a subtotal stay nobody's,
    and what is under a merge is not blank.

    Args:
        region: The region.
        sheet: Its sheet.
        table: What it is.
        words: Words of totals.
    """
    whose = [match.column for match in region.columns if match.field in _WHOSE]
    amounts = [match.column for match in region.columns if table.fields[match.field].kind is FieldKind.AMOUNT]
    totals = [row.row for row in region.passed if row.reason == TOTAL]
    if table.code not in _OF_DOCUMENTS or region.owned or not (whose and amounts and totals):
        return region
    covered = {
        row
        for area in region.merged
        if any(area.first_column <= column <= area.last_column for column in whose)
        for row in range(area.first_row, area.last_row + 1)
    }
    led: list[MergedRange] = list(region.led)
    for group, total in _groups(region.data_rows.tolist(), totals):
        lines = [sheet.rows[row - 1] for row in group]
        if (
            covered.isdisjoint(group)
            and _is_of_one(lines, whose)
            and _closes(sheet.rows[total - 1], lines, whose, amounts, words)
        ):
            led.extend(MergedRange(group[0], column, group[-1], column) for column in whose)
    return replace(region, led=tuple(led)) if led else region


def _groups(rows: Sequence[int], totals: Sequence[int]) -> Iterator[tuple[Sequence[int], int]]:
    """Yield the data rows above each total, down from the total before it, where there are any."""
    above = 0
    for total in totals:
        group = rows[bisect_right(rows, above) : bisect_left(rows, total)]
        if group:
            yield group, total
        above = total


def _is_of_one(lines: Sequence[Sequence[CellValue]], whose: Sequence[int]) -> bool:
    """Whether the first row has a customer, another has none, and none has another one."""
    named = [[line[column] for column in whose] for line in lines]
    blank = [not any(map(is_filled, cells)) for cells in named]
    return (
        not blank[0]
        and any(blank)
        and all(cells == named[0] or not any(map(is_filled, cells)) for cells in named)
    )


def _closes(
    total: Sequence[CellValue],
    lines: Sequence[Sequence[CellValue]],
    whose: Sequence[int],
    amounts: Sequence[int],
    words: Words,
) -> bool:
    """Whether a total is that of these rows, as it says and as its amounts do."""
    names = {fold_text(str(lines[0][column])) for column in whose if is_filled(lines[0][column])}
    groups = [group for cell in total if (group := group_of_total(cell, words)) is not None]
    said = [fold_text(str(cell)) for cell in total if isinstance(cell, str)]
    own = any(group in names for group in groups) or any(text.startswith("小计") for text in said)
    some = any(read_number(total[column]) for column in amounts)
    return own and some and adds_up(total, lines, amounts)
