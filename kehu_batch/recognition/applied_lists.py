"""Tables that say which documents the receipts of other tables settle: 核销明细 beside 收款单 (docs/rules.md, 10.6).

Such a table may lack a receipt's day and sum, or may read as receipts or as invoices by itself. What it is shows only
when all sheets are read: another table of receipts must have its numbers.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence

import numpy as np

from kehu_batch.folding import fold_document_number, fold_text
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.tables.recognition import OwnedRows, PassedRow, Region
from kehu_batch.model.tables.source import CellValue, Sheet
from kehu_batch.recognition.cell_flags import is_filled
from kehu_batch.recognition.header.vague_columns import find_paired
from kehu_batch.recognition.table_span.body import GROUP
from kehu_batch.recognition.table_span.plain_numbers import CENT, read_number
from kehu_batch.records import dataclass, field, replace

RECEIPTS, INVOICES = "receipts", "invoices"
#: The share of what a table names that must stand elsewhere for it to be no table of its own.
_MOST = 0.5
_NUMBER, _DOCUMENT, _AMOUNT, _APPLIED = "receipt_no", "invoice_no", "amount", "applied"
#: Names of what is applied, in the header of its amount or over the table.
_APPLIES = re.compile("核销|认领|分配|勾稽|勾对|清账|冲账|冲抵")
#: What a row of a list of settlements is that is a receipt; others are documents.
_IS_RECEIPT = re.compile("(?<!应)(?:收款|回款|预收|来款|到款)|汇款")
_NAMELESS = re.compile(r"(?:sheet|工作表)\s*\d*", re.IGNORECASE)
_NOT_YET = re.compile("(?:未|待|没有?|尚未)(?:核销|认领|分配|勾稽|勾对|清账|冲账|冲抵)")


@dataclass(frozen=True, slots=True)
class AppliedList:
    """A table that may say what receipts of other tables settle.

    Args:
        place: Where it stands, or would stand, among the regions.
        region: It as such a table.
        sheet: Its sheet.
        findings: What is told of it as such.
        otherwise: What is told of it where it is none.
        replaces: Whether the region at ``place`` is what it is where it is none; else nothing is read of it then.
    """

    place: int
    region: Region
    sheet: Sheet
    findings: tuple[Finding, ...]
    otherwise: tuple[Finding, ...]
    replaces: bool


@dataclass(slots=True)
class FoundRegions:
    """Regions of a drop as they are found, with what may be read otherwise.

    Args:
        regions: Regions so far.
        sheets: The sheet of each.
        lists: Tables that may say what receipts settle.
    """

    regions: list[Region] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    lists: list[AppliedList] = field(default_factory=list)

    def add(self, region: Region, sheet: Sheet) -> None:
        """Add a region."""
        self.regions.append(region)
        self.sheets.append(sheet)

    def maybe_applies(
        self,
        region: Region,
        sheet: Sheet,
        findings: Sequence[Finding],
        otherwise: Sequence[Finding],
        *,
        replaces: bool,
    ) -> None:
        """Remember that a table may say what receipts settle.

        Args:
            region: It as a table of receipts.
            sheet: Its sheet.
            findings: What is told of it as such.
            otherwise: What is told of it where it is none.
            replaces: Whether the region added last is what it is then; else nothing is read of it.
        """
        place = len(self.regions) - replaces
        told = tuple(findings), tuple(otherwise)
        self.lists.append(AppliedList(place, _as_list(region), sheet, *told, replaces))

    def settle(self) -> tuple[tuple[Region, ...], list[Finding]]:
        """Return the regions as they are read, each with its id, and what is told of those that were in doubt."""
        doubtful = {one.place for one in self.lists if one.replaces}
        applying = [one for one in self.lists if one.replaces and self._stands_elsewhere(one, doubtful)]
        others = {one.place for one in applying}
        # What nothing else is read of needs no more than a receipt that it knows.
        applying += [
            one for one in self.lists if not one.replaces and self._share(one, RECEIPTS, _NUMBER, others)
        ]
        found = {(place, 1, 0): region for place, region in enumerate(self.regions)}
        found |= {
            (one.place, int(one.replaces), 0 if one.replaces else position): one.region
            for position, one in enumerate(applying)
        }
        told: list[Finding] = []
        for one in self.lists:
            told += one.findings if any(one is other for other in applying) else one.otherwise
        regions = (found[key] for key in sorted(found))
        return tuple(replace(region, id=place) for place, region in enumerate(regions)), told

    def _stands_elsewhere(self, one: AppliedList, doubtful: Container[int]) -> bool:
        """Whether most of what a table names stands in tables that are nothing else, so that it need not count."""
        named = [(RECEIPTS, _NUMBER)]
        if self.regions[one.place].table == INVOICES:
            named.append((INVOICES, _DOCUMENT))
        if not all(self._share(one, *each, doubtful) >= _MOST for each in named):
            return False
        return len(named) > 1 or self._says_otherwise(one, doubtful)

    def _says_otherwise(self, one: AppliedList, doubtful: Container[int]) -> bool:
        """Whether a receipt of a list is unknown or comes to another sum than where it stands as well.

        Where all come to the same either list may count, and the one that names the documents does.
        """
        known: dict[str, float] = {}
        for place, (region, sheet) in enumerate(zip(self.regions, self.sheets, strict=True)):
            if region.table == RECEIPTS and region.side is one.region.side and place not in doubtful:
                for number, part in _sums_of(region, sheet, _AMOUNT).items():
                    known[number] = known.get(number, 0.0) + part
        column = _AMOUNT if one.region.column_of(_APPLIED) is None else _APPLIED
        mine = _sums_of(one.region, one.sheet, column).items()
        return any(number not in known or abs(known[number] - part) > CENT for number, part in mine)

    def _share(self, one: AppliedList, table: str, number: str, without: Container[int]) -> float:
        """Return which share of the numbers of a list stands in tables of its side, those at some places left out."""
        known: set[str] = set()
        for place, (region, sheet) in enumerate(zip(self.regions, self.sheets, strict=True)):
            if region.table == table and region.side is one.region.side and place not in without:
                known |= _numbers_of(region, sheet, number)
        mine = _numbers_of(one.region, one.sheet, number)
        return len(mine & known) / len(mine) if mine else 0.0


def is_said_to_apply(region: Region, file: str) -> bool:
    """Whether what reads as receipts says that it lists what they settle, by a column or by its name.

    Args:
        region: The table.
        file: The name of its file, which counts where its sheet has none of its own.
    """
    names = (region.title, region.sheet if _NAMELESS.fullmatch(region.sheet.strip()) is None else file)
    fields = {match.field: match.header for match in region.columns}
    if region.table != RECEIPTS or not {_NUMBER, _DOCUMENT} <= fields.keys():
        return False
    said = [fields.get(_AMOUNT, ""), *names]
    return _APPLIED in fields or any(_APPLIES.search(_NOT_YET.sub("", fold_text(text))) for text in said)


def pair_rows(region: Region, sheet: Sheet, texts: Mapping[int, str]) -> Region:
    """Return a list of settlements with a row for each document that a receipt settled.

    Receipts and documents of one settlement stand in rows of their own there: of one receipt each document's row is a
    line of it; of several receipts for one document each receipt's is. Where several settle several, no row says which.

    Args:
        region: The list as a table of receipts.
        sheet: Its sheet.
        texts: Its header.
    """
    columns = find_paired(texts)
    if columns is None or region.column_of(_NUMBER) is not None:
        return region
    settlements: dict[str, tuple[list[int], list[int]]] = {}
    for row in region.data_rows.tolist():
        cells = sheet.rows[row - 1]
        # A row that names no settlement has nothing to do with another such row.
        settlement = _text(cells[columns.settlement]) or f"\n{row}"
        sides = settlements.setdefault(settlement, ([], []))
        sides[_IS_RECEIPT.search(fold_text(str(cells[columns.kind]))) is None].append(row)
    told: list[OwnedRows] = []
    passed: list[PassedRow] = []
    for receipts, documents in settlements.values():
        lines, one = (documents, receipts) if len(receipts) == 1 else (receipts, documents)
        for row in lines if len(one) == 1 else (*receipts, *documents):
            number = _text(sheet.rows[row - 1][columns.number])
            other = _text(sheet.rows[one[0] - 1][columns.number]) if len(one) == 1 else ""
            receipt, document = (other, number) if lines is documents else (number, other)
            told.append(OwnedRows(row, columns.number, row, row, {_NUMBER: receipt, _DOCUMENT: document}))
        if len(one) == 1 and lines:
            passed.append(PassedRow(one[0], GROUP, _text(sheet.rows[one[0] - 1][columns.number])))
    left = {row.row for row in passed}
    return replace(
        region,
        columns=tuple(match for match in region.columns if match.column != columns.number),
        duplicates=tuple(match for match in region.duplicates if match.field != _DOCUMENT),
        data_rows=np.array([row for row in region.data_rows.tolist() if row not in left], dtype=np.int64),
        passed=tuple(sorted((*region.passed, *passed), key=lambda row: row.row)),
        told=(*region.told, *told),
    )


def _as_list(region: Region) -> Region:
    """Return a region as one of lines: what they apply is their amount."""
    columns = region.columns
    if region.column_of(_AMOUNT) is None:
        columns = tuple(
            replace(match, field=_AMOUNT) if match.field == _APPLIED else match for match in columns
        )
    return replace(region, columns=columns, applies=True)


def _numbers_of(region: Region, sheet: Sheet, field_code: str) -> frozenset[str]:
    column = region.column_of(field_code)
    if column is None:
        texts = (one.values.get(field_code, "") for one in region.told)
        return frozenset(fold_document_number(text) for text in texts if text)
    cells = (sheet.rows[row - 1][column] for row in region.data_rows.tolist())
    return frozenset(fold_document_number(_text(cell)) for cell in cells if is_filled(cell))


def _sums_of(region: Region, sheet: Sheet, amount: str) -> dict[str, float]:
    """Return what the rows of each receipt's number come to."""
    number, money = region.column_of(_NUMBER), region.column_of(amount)
    sums: dict[str, float] = {}
    if number is None or money is None:
        return sums
    for row in region.data_rows.tolist():
        cells = sheet.rows[row - 1]
        if is_filled(cells[number]):
            name = fold_document_number(_text(cells[number]))
            sums[name] = sums.get(name, 0.0) + (read_number(cells[money]) or 0.0)
    return sums


def _text(cell: CellValue) -> str:
    """Return a number as its digits; what its format adds does not matter to whether two lists know each other."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
