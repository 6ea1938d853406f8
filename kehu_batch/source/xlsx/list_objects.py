"""The tables that a workbook declares on its sheets: only their totals rows matter to a reader of cells."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kehu_batch.cells import parse_ref
from kehu_batch.model.tables.source import TotalsRow
from kehu_batch.ooxml.opc.zip_members import Member
from kehu_batch.source.package.input_package import InputPackage
from kehu_batch.source.package.markup import visit_elements
from kehu_batch.source.package.relations import read_relations

_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")


def read_totals_rows(package: InputPackage, part: Member) -> tuple[TotalsRow, ...]:
    """Return the totals rows of a sheet's tables, in the order of its relationships.

    Args:
        package: The open package.
        part: Member of the sheet.

    Raises:
        InputRejected: ``damaged``: a table's part is no XML; ``not_a_spreadsheet``: it declares entities.
    """
    found: list[TotalsRow] = []

    def visit(tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "table" and (totals := totals_row(attributes)) is not None:
            found.append(totals)

    for relation in read_relations(package, part.name).values():
        if relation.kind == "table" and relation.part:
            visit_elements(package, relation.part, visit)
    return tuple(found)


def totals_row(attributes: Mapping[str, str]) -> TotalsRow | None:
    """Return the totals row of a table by the attributes of its element; ``None`` where it has none.

    Example:
        >>> totals_row({"ref": "A1:C9", "totalsRowCount": "1"})
        TotalsRow(row=9, first_column=0, last_column=2)
    """
    area = _AREA.fullmatch(attributes.get("ref", ""))
    if area is None or attributes.get("totalsRowCount", "0") in {"", "0"}:
        return None
    first, last = parse_ref(area[1] + area[2]), parse_ref(area[3] + area[4])
    return TotalsRow(last[0], first[1], last[1])
