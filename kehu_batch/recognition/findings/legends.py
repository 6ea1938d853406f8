"""Findings of words that give a meaning to colours and lines of a table, which nobody reads here."""

from __future__ import annotations

from kehu_batch.model.findings import catalogue_reading as kinds
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.location import Location
from kehu_batch.model.tables.recognition import Region
from kehu_batch.model.tables.source import Sheet
from kehu_batch.recognition.legend_words import is_legend

#: Rows of a sheet without a table that are looked at.
_LOOKED_AT = 100
#: So much of the text is repeated.
_SHOWN = 60


def legend_findings(region: Region) -> list[Finding]:
    """Return a finding for each title, header or note of a table that says what its colours mean."""
    first = max(region.header_first_row - 1, 1)
    headers = [(one.header, one.column) for one in (*region.columns, *region.duplicates)]
    headers += [(one.header, one.column) for one in region.unknown]
    texts = [
        *((first, line, region.first_column) for line in region.title.splitlines()),
        *((region.header_row, text, column) for text, column in headers),
        *((passed.row, passed.text, region.first_column) for passed in region.passed),
    ]
    findings, seen = [], set[str]()
    for row, text, column in texts:
        if text and text not in seen and is_legend(text):
            seen.add(text)
            findings.append(told_legend(Location(region.file, region.sheet, row, column), text, region.table))
    return findings


def legends_on(sheet: Sheet) -> list[Finding]:
    """Return a finding for each text on a sheet without a table that says what colours mean on others."""
    texts: dict[str, Location] = {}
    for row, cells in enumerate(sheet.rows[:_LOOKED_AT], start=1):
        for column, value in enumerate(cells):
            if isinstance(value, str) and is_legend(value):
                texts.setdefault(value, Location(sheet.file, sheet.name, row, column))
    return [told_legend(place, text) for text, place in texts.items()]


def told_legend(place: Location, text: str, table: str = "") -> Finding:
    """Return the finding of a text that says what colours mean."""
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    message = f"“{shown}”用颜色或线条表示意思，程序不读颜色和线条"
    return Finding(kinds.COLOUR_LEGEND, place, message, shown, table)
