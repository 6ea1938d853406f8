"""Rows at the head of a group that hold its customer and its sums, as outlines and pivots put them above the documents.

They say no word for a total, and would count each document twice.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kehu_batch.model.tables.recognition import PassedRow, Region
from kehu_batch.model.tables.source import CellValue, MergedRange, Sheet
from kehu_batch.policy.vocabulary import FieldKind, TableKind
from kehu_batch.recognition.cell_flags import is_filled
from kehu_batch.recognition.table_span.body import MAX_TEXT, TOTAL
from kehu_batch.recognition.table_span.plain_numbers import adds_up
from kehu_batch.records import dataclass, replace

#: Tables of documents, each with a number or a day of its own.
_OF_DOCUMENTS = frozenset({"invoices", "receipts", "orders"})
_WHOSE = ("customer_id", "customer_name")
#: One group of so many rows at least: that one row is the same as another's sum may be chance.
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class _Columns:
    """0-based columns: of customers, of what each document has of its own (number, days), of money."""

    whose: tuple[int, ...]
    own: tuple[int, ...]
    amounts: tuple[int, ...]


def with_group_heads(region: Region, sheet: Sheet, table: TableKind) -> Region:
    """Return a region without the rows that add up the group below them; its blank customers are theirs.

    Nothing is guessed. Either each row that names a customer and has neither number nor day adds up the rows below it
    to the cent, down to the next, which name no other customer; or one such row holds nothing else, and those below it
    name nobody.

    Args:
        region: The region.
        sheet: Its sheet.
        table: What it is.
    """
    kinds = {match.column: table.fields[match.field].kind for match in region.columns}
    whose = tuple(match.column for match in region.columns if match.field in _WHOSE)
    columns = _Columns(
        whose=whose,
        own=tuple(
            c for c, kind in kinds.items() if kind in {FieldKind.ID, FieldKind.DATE} and c not in whose
        ),
        amounts=tuple(c for c, kind in kinds.items() if kind is FieldKind.AMOUNT),
    )
    rows: list[int] = region.data_rows.tolist()
    if table.code not in _OF_DOCUMENTS or not (columns.whose and columns.own and columns.amounts and rows):
        return region
    if region.owned or region.led:
        return region
    groups = _groups_of_all(rows, sheet, columns) or _groups_of_blanks(rows, region, sheet, columns)
    return _without_heads(region, groups, sheet, columns) if groups else region


def _without_heads(region: Region, groups: list[list[int]], sheet: Sheet, columns: _Columns) -> Region:
    heads = {group[0] for group in groups}
    passed = (PassedRow(row, TOTAL, _text(sheet.rows[row - 1], columns)) for row in heads)
    return replace(
        region,
        data_rows=np.array([row for row in region.data_rows if row not in heads], dtype=np.int64),
        passed=tuple(sorted((*region.passed, *passed), key=lambda one: one.row)),
        led=tuple(
            MergedRange(group[0], column, group[-1], column)
            for group in groups
            if any(
                not is_filled(sheet.rows[row - 1][column]) for row in group[1:] for column in columns.whose
            )
            for column in columns.whose
        ),
    )


def _groups_of_all(rows: Sequence[int], sheet: Sheet, columns: _Columns) -> list[list[int]]:
    """Return each head with the rows below it, where all heads of the table add up; else none."""
    if not _is_head(sheet.rows[rows[0] - 1], columns):
        return []
    groups = _groups(rows, sheet, columns)
    add_up = all(_is_headed([sheet.rows[row - 1] for row in group], columns) for group in groups)
    return groups if add_up and any(len(group) > _SEVERAL for group in groups) else []


def _groups_of_blanks(
    rows: Sequence[int], region: Region, sheet: Sheet, columns: _Columns
) -> list[list[int]]:
    """Return each head that holds nothing else, with the rows below it that name nobody, where it adds them up."""
    ends = {row.row for row in region.passed}
    others = [
        column
        for column in range(region.first_column, region.last_column + 1)
        if column not in {*columns.whose, *columns.amounts}
    ]
    groups = []
    for place, row in enumerate(rows):
        head = sheet.rows[row - 1]
        if not _is_head(head, columns) or any(is_filled(head[column]) for column in others):
            continue
        group = [row]
        for below in rows[place + 1 :]:
            line = sheet.rows[below - 1]
            apart = not ends.isdisjoint(range(group[-1] + 1, below))
            if apart or not _has(line, columns.own) or _has(line, columns.whose):
                break
            group.append(below)
        if _is_headed([sheet.rows[one - 1] for one in group], columns):
            groups.append(group)
    return groups


def _has(row: Sequence[CellValue], columns: Sequence[int]) -> bool:
    return any(is_filled(row[column]) for column in columns)


def _groups(rows: Sequence[int], sheet: Sheet, columns: _Columns) -> list[list[int]]:
    """Return each head with the rows below it."""
    groups: list[list[int]] = []
    for row in rows:
        if _is_head(sheet.rows[row - 1], columns):
            groups.append([])
        groups[-1].append(row)
    return groups


def _is_head(row: Sequence[CellValue], columns: _Columns) -> bool:
    """Whether a row names a customer and has money, and neither number nor day."""
    return _has(row, columns.whose) and _has(row, columns.amounts) and not _has(row, columns.own)


def _is_headed(lines: Sequence[Sequence[CellValue]], columns: _Columns) -> bool:
    """Whether the first of some rows adds up the others, which name nobody else."""
    head, *below = lines
    named = [head[column] for column in columns.whose]
    same = all(
        not is_filled(line[column]) or line[column] == name
        for line in below
        for column, name in zip(columns.whose, named, strict=True)
    )
    return same and bool(below) and adds_up(head, below, columns.amounts)


def _text(row: Sequence[CellValue], columns: _Columns) -> str:
    return str(next(row[column] for column in columns.whose if is_filled(row[column])))[:MAX_TEXT]
