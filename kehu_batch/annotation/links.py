"""Ways from a row of the original to its row in the result sheets, which in turn lead back to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kehu_batch.annotation.columns import FOLLOW_UP, NEEDS_WORK
from kehu_batch.annotation.donor.addresses import collect_addresses
from kehu_batch.annotation.donor.layout import LIST_LIMIT, ResultSheet
from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.annotation.flags import RegionFlags
from kehu_batch.cells import cell_ref
from kehu_batch.model.findings.finding import Finding, Severity
from kehu_batch.model.tables.recognition import Region

#: Links on one sheet at most, from its top: opening a workbook takes Excel longer with each.
LINK_LIMIT = 5_000

_Place = tuple[str, int, int]


class ResultPlaces:
    """Where the result sheets list what concerns a row of the original.

    Args:
        drop: The drop.
        file: The workbook that takes the result sheets; links reach no other.
        results: Its result sheets under their final names.
    """

    def __init__(self, drop: ComputedDrop, file: str, results: Iterable[ResultSheet]) -> None:
        addresses = collect_addresses(results)
        self._findings = addresses.get("findings.place", "")
        self._overdue = addresses.get("overdue.place", "")
        self._finding_rows = _first_rows(drop.analysis.quality.findings[:LIST_LIMIT], file)
        overdue = drop.analysis.follow_ups.overdue.head(LIST_LIMIT)
        self._overdue_rows: dict[tuple[int, int], int] = {}
        places = zip(overdue["region"].tolist(), overdue["source_row"].tolist(), strict=True)
        for offset, place in enumerate(places):
            self._overdue_rows.setdefault(place, offset)

    def links(
        self,
        regions: Iterable[Region],
        flags: Mapping[int, RegionFlags],
        columns: Mapping[int, Mapping[str, int]],
    ) -> dict[str, str]:
        """Return the links of one sheet, by row: the first ``LINK_LIMIT``.

        Each row of 需处理 leads to the first finding that it names, each row of callbacks with something overdue
        in 跟进状态 to the first of these; what a list has no room for is not linked.

        Args:
            regions: The tables of the sheet.
            flags: By region.
            columns: Sheet column of each result column, by region.
        """
        found: dict[tuple[int, int], str] = {}
        for region in regions:
            own = columns[region.id]
            for row, offset in self._findings_of(region, flags[region.id]).items():
                found[row, own[NEEDS_WORK]] = _below(self._findings, offset)
            if region.table == "callbacks":
                for (id_, row), offset in self._overdue_rows.items():
                    if id_ == region.id and row > region.header_row:
                        found[row, own[FOLLOW_UP]] = _below(self._overdue, offset)
        return {cell_ref(*cell): found[cell] for cell in sorted(found)[:LINK_LIMIT]}

    def _findings_of(self, region: Region, flags: RegionFlags) -> dict[int, int]:
        """Return the offset in the list of the first finding of each row, by the columns that it concerns."""
        known = {match.column for match in (*region.columns, *region.duplicates)}
        rows: dict[int, int] = {}
        for row, columns in flags.columns.items():
            places = [(region.sheet, row, column) for column in columns & known]
            listed = [self._finding_rows[place] for place in places if place in self._finding_rows]
            if listed:
                rows[row] = min(listed)
        return rows


def _first_rows(findings: Iterable[Finding], file: str) -> dict[_Place, int]:
    """Return the place in the list of the first finding of each cell of a file."""
    rows: dict[_Place, int] = {}
    for offset, finding in enumerate(findings):
        place = finding.location
        if place is None or place.file != file or place.column < 0:
            continue
        if finding.severity.rank >= Severity.WARNING.rank:
            rows.setdefault((place.sheet, place.row, place.column), offset)
    return rows


def _below(address: str, offset: int) -> str:
    """Return the cell so many rows below the first of a range.

    Example:
        >>> _below("'数据质量'!$C$12:$C$20", 2)
        "'数据质量'!C14"
    """
    sheet, _, cells = address.rpartition("!")
    _, letter, first = cells.partition(":")[0].split("$")
    return f"{sheet}!{letter}{int(first) + offset}"
