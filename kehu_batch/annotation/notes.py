"""The notes on flagged cells."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import numpy as np

from kehu_batch.cells import cell_ref, parse_ref
from kehu_batch.model.findings.finding import Finding

#: Notes on one sheet. Each is a drawing, and thousands of drawings make Excel slow; the result columns hold
#: every finding all the same.
MAX_NOTES = 1_000

#: Characters of one note; a cell with so many findings says the rest in its result column.
_LONGEST = 1_500


def write_notes(
    cells: Mapping[str, Sequence[Finding]], merged: Iterable[str] = (), limit: int = MAX_NOTES
) -> dict[str, str]:
    """Return the note of each flagged cell, most severe findings first; at most ``limit`` of them.

    What is found in a cell that a merged area covers stands at the area's first cell: no note shows elsewhere in it.

    Args:
        cells: Findings by cell, most severe first in each.
        merged: Merged areas of the sheet.
        limit: Where there are more cells, those with the least severe findings have no note.
    """
    ranked = sorted(cells, key=lambda ref: -max(finding.severity.rank for finding in cells[ref]))
    shown: dict[str, list[Finding]] = {}
    seen_at = _shown_cells(merged)
    for ref in ranked[:limit]:
        shown.setdefault(seen_at(ref), []).extend(cells[ref])
    return {ref: note_text(findings) for ref, findings in shown.items()}


def whole_notes(notes: Mapping[str, str], not_written: Collection[str]) -> frozenset[str]:
    """Return the cells whose notes say all that was found in them.

    Args:
        notes: Those planned for a sheet.
        not_written: Its cells that take no note.
    """
    return frozenset(ref for ref, text in notes.items() if len(text) <= _LONGEST and ref not in not_written)


def note_text(findings: Sequence[Finding]) -> str:
    """Return the text of one cell's note: of each finding what was seen, its effect and what to do."""
    parts = dict.fromkeys(_paragraph(finding) for finding in findings)
    text = "\n\n".join(parts)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……"


def _paragraph(finding: Finding) -> str:
    lines = [f"【{finding.severity.label} {finding.code}】{finding.kind.title}", f"看到：{finding.message}"]
    if finding.effect:
        lines.append(f"影响：{finding.effect}")
    if finding.action:
        lines.append(f"处理：{finding.action}")
    return "\n".join(lines)


def _shown_cells(merged: Iterable[str]) -> Callable[[str], str]:
    """Return what gives the cell that is seen where a cell lies: the first of a merged area, else the cell itself."""
    areas = np.array(
        [
            (*parse_ref(first), *parse_ref(last or first))
            for first, _, last in (ref.partition(":") for ref in merged)
        ]
    )
    if not len(areas):
        return lambda ref: ref

    def seen_at(ref: str) -> str:
        row, column = parse_ref(ref)
        over = (areas[:, 0] <= row) & (row <= areas[:, 2]) & (areas[:, 1] <= column) & (column <= areas[:, 3])
        found = np.flatnonzero(over)
        return cell_ref(*areas[found[0], :2].tolist()) if len(found) else ref

    return seen_at
