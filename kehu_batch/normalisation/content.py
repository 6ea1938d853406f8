"""The hash of what a workbook says, less what this program wrote into it.

It is the same for an original and its annotated copy, so workbooks may show it and stay byte-identical from
run to run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from kehu_batch.model.recognition import Recognition
from kehu_batch.model.source import CellValue, Sheet, Workbook


def hash_content(workbook: Workbook, recognition: Recognition) -> str:
    """Return the SHA-256 of sheet names and cell values, our own sheets and columns left out."""
    own_sheets = {own.sheet for own in recognition.own_sheets if own.file == workbook.file}
    digest = hashlib.sha256()
    for sheet in workbook.sheets:
        if sheet.name in own_sheets:
            continue
        digest.update(f"\x1d{sheet.name}\x1d".encode("utf-8", "surrogatepass"))
        for row in _own_rows(workbook, sheet, recognition):
            digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _own_rows(workbook: Workbook, sheet: Sheet, recognition: Recognition) -> Iterable[list[CellValue]]:
    columns = {
        column
        for region in recognition.regions
        if region.file == workbook.file and region.sheet == sheet.name
        for column in region.own_columns
    }
    if not columns:
        return sheet.rows
    width = len(sheet.rows[0]) if sheet.rows else 0
    kept = [column for column in range(width) if column not in columns]
    while kept and all(row[kept[-1]] == "" for row in sheet.rows):
        kept.pop()
    return ([row[column] for column in kept] for row in sheet.rows)
