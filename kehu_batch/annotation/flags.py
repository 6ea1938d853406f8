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


@dataclass(slots=True)
class RegionFlags:
    """What the findings say of one region.

    Args:
        columns: Columns with a finding at warning or above, by sheet row.
        texts: What was seen and what to do, by sheet row, most severe first.
        seen: What was seen alone, by sheet row, in the same order.
    """

    columns: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    texts: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    seen: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))


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
    if place.column >= 0:
        cells = flags.cells.setdefault(place.sheet, {})
        cells.setdefault(cell_ref(place.row, place.column), []).append(finding)
    region = next((item for item in regions if _holds(item, place)), None)
    if region is None:
        return
    own = flags.regions[region.id]
    text = describe(finding)
    if text not in own.texts[place.row]:
        own.texts[place.row].append(text)
        own.seen[place.row].append(_what_was_seen(finding))
    if place.column >= 0 and finding.severity.rank >= Severity.WARNING.rank:
        own.columns[place.row].add(place.column)


def _holds(region: Region, place: Location) -> bool:
    """Whether a place is in a data row of the region."""
    if place.column >= 0 and not region.first_column <= place.column <= region.last_column:
        return False
    position = int(np.searchsorted(region.data_rows, place.row))
    return position < len(region.data_rows) and int(region.data_rows[position]) == place.row
