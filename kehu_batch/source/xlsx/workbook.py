"""Read .xlsx and .xlsm: cells by calamine, and beside them what it does not tell."""

from __future__ import annotations

import zipfile
from dataclasses import replace

from kehu_batch.model.limits import ReadLimits
from kehu_batch.source.content import Content
from kehu_batch.source.extent import check_extent
from kehu_batch.source.xlsx.archives import open_archive
from kehu_batch.source.xlsx.calamine_sheets import read_sheets
from kehu_batch.source.xlsx.list_objects import read_totals_rows
from kehu_batch.source.xlsx.package import Package, PackageSheet, read_package, readable_copy
from kehu_batch.source.xlsx.shared_strings import check_shared_strings
from kehu_batch.source.xlsx.sheet_facts import SheetFacts, find_extent, scan_sheet

#: Sheets of more cells than this, nearly all blank, are looked at for stray cells.
_WORTH_A_LOOK = 1_000_000


def read_office_open_xml(data: bytes, file: str, limits: ReadLimits) -> Content:
    """Read a workbook of Office Open XML.

    Raises:
        InputRejected: ``encrypted``, ``damaged``, ``not_a_spreadsheet`` (it declares entities) or ``too_large``.
    """
    with open_archive(data, file, limits) as archive:
        package = read_package(archive, file, limits)
        check_shared_strings(archive, package.strings_part, file, limits)
        facts = {
            sheet.name: _scan(archive, sheet, package, file, limits)
            for sheet in package.sheets
            if sheet.worksheet and sheet.part
        }
        far = {sheet.part: facts[sheet.name].far_cells for sheet in package.sheets if sheet.name in facts}
    sheets = read_sheets(readable_copy(data, package, far, file), facts, file, limits)
    return Content(sheets, package.date1904)


def _scan(
    archive: zipfile.ZipFile, sheet: PackageSheet, package: Package, file: str, limits: ReadLimits
) -> SheetFacts:
    facts = scan_sheet(archive, sheet.part, package.formats, file)
    facts.totals_rows = read_totals_rows(archive, sheet.part, file, limits)
    size = archive.getinfo(sheet.part).file_size
    reach = facts.last_row * (facts.last_column + 1)
    wide = facts.last_column >= limits.columns
    if wide or reach > limits.cells or (reach > min(limits.sparse_cells, _WORTH_A_LOOK) and size < reach):
        last_row, last_column, facts.far_cells = find_extent(archive, sheet.part, file, limits)
        sparse = size < last_row * (last_column + 1)
        bounds = replace(limits, cells=min(limits.cells, limits.sparse_cells)) if sparse else limits
        check_extent(last_row, last_column, sheet.name, file, bounds)
    return facts
