"""Collects findings about the rows of one table, each with its cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from kehu_batch.cells import repeat_cell
from kehu_batch.model.findings.finding import Finding, FindingKind, Severity
from kehu_batch.model.findings.question import NO_ANSWERS, Answers, Matter, Question, QuestionKind
from kehu_batch.model.location import Location
from kehu_batch.model.tables.recognition import ColumnMatch, Region
from kehu_batch.normalisation.cells.raw import RawTable
from kehu_batch.normalisation.cells.shown_numbers import ShownNumber
from kehu_batch.records import replace

Positions = npt.NDArray[np.intp]

_NO_WORDS: Mapping[str, float] = {}


def show_value(value: object) -> str:
    """Return a cell's value as a message repeats it: one line, not too long."""
    return repeat_cell(value.text if isinstance(value, ShownNumber) else value)


def say(template: str) -> Callable[[str, str], str]:
    """Return what writes a message from ``{label}`` and ``{value}`` of a template of our own."""

    def write(label: str, value: str) -> str:
        return template.format(label=label, value=value)

    return write


class Collector:
    """Findings of one table, in the order of their rows within each kind.

    Args:
        raw: The table's cells.
        label: Chinese label of a field.
        whole_column_rows: From this many rows on, one kind over a whole column is one finding.
        answers: What was answered to earlier questions.
        currency: ISO code of the department's own currency.
        score_words: The policy's words for scores, each with its share of the full mark.
    """

    def __init__(
        self,
        raw: RawTable,
        label: Callable[[str], str],
        whole_column_rows: int,
        answers: Answers = NO_ANSWERS,
        currency: str = "CNY",
        score_words: Mapping[str, float] = _NO_WORDS,
    ) -> None:
        self.raw = raw
        self.score_words = score_words
        self.currency = currency
        self.answers = answers
        self.label = label
        self.whole_column_rows = whole_column_rows
        self.items: list[Finding] = []
        self.matters: set[Matter] = set()
        self._rows: dict[str, list[tuple[FindingKind, Positions]]] = {}

    def answer(self, kind: QuestionKind, key: str) -> str | None:
        """Return the answer about what the table holds, if somebody gave one; that it holds it is remembered."""
        self.matters.add((kind, key))
        return self.answers.of(kind, key)

    def faulty_rows(self, field: str, *, but: FindingKind | None = None) -> Positions:
        """Return the rows whose cell of a field is at fault: a finding of any kind ``but`` one, hints aside."""
        kinds = self._rows.get(field, [])
        found = [rows for kind, rows in kinds if kind is not but and kind.severity is not Severity.INFO]
        return np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.intp)

    def add(self, kind: FindingKind, field: str, rows: Positions, message: Callable[[str, str], str]) -> None:
        """Add a finding for each of ``rows``; one for a region whose whole column is concerned.

        Args:
            kind: The catalogue entry.
            field: The field whose cell is at fault.
            rows: Positions in the table.
            message: Called with the field's label and the value as shown.
        """
        self._rows.setdefault(field, []).append((kind, rows))
        for region in self.raw.regions:
            inside = rows[self.raw.region[rows] == region.id]
            size = len(region.data_rows)
            if len(inside) == size >= self.whole_column_rows:
                text = f"整列 {size} 行都有同样的问题：{message(self.label(field), '')}"
                self.add_column(kind, field, region, text)
            else:
                for row in inside.tolist():
                    self._add_cell(kind, field, row, message)

    def ask(self, kind: FindingKind, region: Region, question: Question, field: str, value: str = "") -> None:
        """Have the first of a region's findings of a kind carry the question that would settle them all.

        Args:
            kind: The catalogue entry.
            region: Where they stand.
            question: What is asked.
            field: The field concerned.
            value: The value concerned; empty for all.
        """
        places = [
            place
            for place, item in enumerate(self.items)
            if item.kind is kind
            and item.field == field
            and item.location is not None
            and (item.location.file, item.location.sheet) == (region.file, region.sheet)
            and (not value or item.value == value)
        ]
        if places:
            count = sum(self.items[place].count for place in places)
            self.items[places[0]] = replace(self.items[places[0]], question=replace(question, count=count))

    def add_together(self, kind: FindingKind, field: str, rows: Positions, message: str) -> None:
        """Add one finding for several rows of a region, at the first of them; their cells are not at fault."""
        region = self._region(int(self.raw.region[rows[0]]))
        first = region.location(field, int(self.raw.source_row[rows[0]]))
        shown = show_value(self.raw.columns[field][int(rows[0])])
        self.items.append(Finding(kind, first, message, shown, self.raw.table, field, count=len(rows)))

    def add_missing_column(self, kind: FindingKind, field: str) -> None:
        """Add one finding for each header that lacks a column which every row needs; calls side by side share one."""
        told = set[tuple[str, str, int, int]]()
        for region in self.raw.regions:
            columns = {(region.file, region.sheet, region.header_row, one.column) for one in region.columns}
            if told.isdisjoint(columns):
                self.add_column(kind, field, region, f"表里没有“{self.label(field)}”这一列")
            told |= columns

    def add_differing(
        self, kind: FindingKind, match: ColumnMatch, region: Region, rows: Positions, messages: Sequence[str]
    ) -> None:
        """Add a finding at each of ``rows`` of a column that is not its field's own; those cells are unknown.

        Where the whole column is concerned it is one finding, at its header.
        """
        self._rows.setdefault(match.field, []).append((kind, rows))
        if len(rows) == len(region.data_rows) >= self.whole_column_rows:
            place = Location(region.file, region.sheet, region.header_row, match.column)
            text = f"整列 {len(rows)} 行都有同样的问题：{messages[0]}等"
            self.items.append(
                Finding(kind, place, text, match.header, self.raw.table, match.field, count=len(rows))
            )
            return
        for row, text in zip(rows.tolist(), messages, strict=True):
            place = Location(region.file, region.sheet, int(self.raw.source_row[row]), match.column)
            self.items.append(
                Finding(kind, place, text, "", self.raw.table, match.field, self._customer(row))
            )

    def _add_cell(self, kind: FindingKind, field: str, row: int, message: Callable[[str, str], str]) -> None:
        region = self._region(int(self.raw.region[row]))
        column = self.raw.columns.get(field)
        shown = "" if column is None else show_value(column[row])
        location = region.location(field, int(self.raw.source_row[row]))
        text = message(self.label(field), shown)
        self.items.append(Finding(kind, location, text, shown, self.raw.table, field, self._customer(row)))

    def add_column(self, kind: FindingKind, field: str, region: Region, message: str) -> None:
        """Add one finding at the header of a field, for all rows of a region."""
        location = Location(region.file, region.sheet, region.header_row, region.location(field, 1).column)
        self.items.append(
            Finding(kind, location, message, "", self.raw.table, field, count=len(region.data_rows))
        )

    def _region(self, region_id: int) -> Region:
        return next(region for region in self.raw.regions if region.id == region_id)

    def _customer(self, row: int) -> str:
        for field in ("customer_id", "customer_name"):
            column = self.raw.columns.get(field)
            if column is not None and column[row] != "":
                return show_value(column[row])
        return ""
