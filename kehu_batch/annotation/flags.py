"""Which rows and cells of a table the findings concern."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from kehu_batch.cells import cell_ref
from kehu_batch.model.findings.finding import Finding, Severity
from kehu_batch.model.location import Location
from kehu_batch.model.tables.recognition import Region
from kehu_batch.records import dataclass, field


@dataclass(frozen=True, slots=True)
class Told:
    """What one finding says of a row.

    Args:
        text: What was seen and what to do.
        seen: What was seen alone.
        title: Name of its kind.
        cell: Where, e.g. ``"M3"``; empty where it concerns the whole row.
    """

    text: str
    seen: str
    title: str
    cell: str = ""


@dataclass(slots=True)
class RegionFlags:
    """What the findings say of one region.

    Args:
        columns: Columns with a finding at warning or above, by sheet row.
        told: What the findings say, by sheet row and text, most severe first.
    """

    columns: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    told: dict[int, dict[str, Told]] = field(default_factory=lambda: defaultdict(dict))


@dataclass(slots=True)
class FileFlags:
    """What the findings say of one file.

    Args:
        regions: Flags by region id; every region of the file is there.
        cells: Findings by sheet and cell, most severe first.
    """

    regions: dict[int, RegionFlags]
    cells: dict[str, dict[str, list[Finding]]] = field(default_factory=dict)


def collect_flags(file: str, regions: Iterable[Region], findings: Iterable[Finding]) -> FileFlags:
    """Sort the findings of one file by the rows and cells that they concern.

    Args:
        file: The file's name.
        regions: All regions of the drop.
        findings: Most severe first.
    """
    own = [region for region in regions if region.file == file]
    by_sheet: dict[str, list[Region]] = defaultdict(list)
    for region in own:
        by_sheet[region.sheet].append(region)
    flags = FileFlags({region.id: RegionFlags() for region in own})
    for finding in findings:
        place = finding.location
        if place is None or place.file != file or place.row <= 0 or place.sheet not in by_sheet:
            continue
        _flag(flags, finding, place, by_sheet[place.sheet])
    return flags


def describe(finding: Finding) -> str:
    """Return what was seen and what to do, as one clause."""
    seen = _what_was_seen(finding)
    return f"{seen}，{finding.action.rstrip('。；;')}" if finding.action else seen


def _what_was_seen(finding: Finding) -> str:
    return finding.message.rstrip("。；;,， ")


def _flag(flags: FileFlags, finding: Finding, place: Location, regions: Sequence[Region]) -> None:
    cell = cell_ref(place.row, place.column) if place.column >= 0 else ""
    if cell:
        flags.cells.setdefault(place.sheet, {}).setdefault(cell, []).append(finding)
    region = next((item for item in regions if _holds(item, place)), None)
    if region is None:
        return
    own = flags.regions[region.id]
    text, told = describe(finding), own.told[place.row]
    if text not in told:
        told[text] = Told(text, _what_was_seen(finding), finding.kind.title, cell)
    if cell and finding.severity.rank >= Severity.WARNING.rank:
        own.columns[place.row].add(place.column)


def _holds(region: Region, place: Location) -> bool:
    """Whether a place is in a data row of the region."""
    if place.column >= 0 and not region.first_column <= place.column <= region.last_column:
        return False
    position = int(np.searchsorted(region.data_rows, place.row))
    return position < len(region.data_rows) and int(region.data_rows[position]) == place.row
