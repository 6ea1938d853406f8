"""The notes on flagged cells."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from kehu_batch.model.findings.finding import Finding

#: Notes on one sheet. Each is a drawing, and thousands of drawings make Excel slow; the result columns hold
#: every finding all the same.
MAX_NOTES = 1_000

#: Characters of one note; a cell with so many findings says the rest in its result column.
_LONGEST = 1_500


def write_notes(cells: Mapping[str, Sequence[Finding]], limit: int = MAX_NOTES) -> dict[str, str]:
    """Return the note of each flagged cell, most severe findings first; at most ``limit`` of them.

    Args:
        cells: Findings by cell, most severe first in each.
        limit: Where there are more cells, those with the least severe findings have no note.
    """
    ranked = sorted(cells, key=lambda ref: -max(finding.severity.rank for finding in cells[ref]))
    return {ref: note_text(cells[ref]) for ref in ranked[:limit]}


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
