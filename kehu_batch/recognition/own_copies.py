"""Of which files an annotated workbook says it was made: what it is called now does not matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kehu_batch.model.tables.source import CellValue, Workbook
from kehu_batch.policy.own_sheets import INPUT_FILES
from kehu_batch.policy.vocabulary import OWN_SHEET_MARKER


def stated_originals(workbooks: Sequence[Workbook]) -> tuple[str, ...]:
    """Return the names of the files that our sheets 运行信息 list as read, each once, in their order."""
    return tuple(
        dict.fromkeys(
            name for book in workbooks for sheet in book.sheets for name in _listed(sheet.rows) if name
        )
    )


def _listed(rows: Sequence[Sequence[CellValue]]) -> Iterator[str]:
    if not any(text.startswith(OWN_SHEET_MARKER) for text in _first_cells(rows[:3])):
        return
    first = _first_cells(rows)
    if INPUT_FILES not in first:
        return
    # Behind the title stands the header, then the files up to a blank row.
    for name in first[first.index(INPUT_FILES) + 2 :]:
        if not name:
            return
        yield name


def _first_cells(rows: Sequence[Sequence[CellValue]]) -> list[str]:
    return [str(row[0]).strip() if len(row) else "" for row in rows]
