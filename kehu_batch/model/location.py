"""A physical place in an input: file, sheet and cell."""

from __future__ import annotations

from dataclasses import dataclass

from kehu_batch.cells import cell_ref


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in an input.

    Args:
        file: File name as the user sees it, without folders.
        sheet: Sheet name; for a csv the file's stem.
        row: 1-based row; 0 where the whole sheet is meant.
        column: 0-based column; -1 where the whole row is meant.
    """

    file: str
    sheet: str = ""
    row: int = 0
    column: int = -1

    @property
    def ref(self) -> str | None:
        """Return the reference inside the sheet, e.g. ``'M3'``; ``None`` for a row or sheet."""
        return cell_ref(self.row, self.column) if self.row > 0 and self.column >= 0 else None

    @property
    def cell(self) -> str | None:
        """Return ``sheet!A1``, e.g. ``'回访!M3'``; ``None`` where no single cell is meant."""
        ref = self.ref
        return f"{self.sheet}!{ref}" if ref else None

    def __str__(self) -> str:
        if self.cell:
            return f"{self.file} {self.cell}"
        if self.row > 0:
            return f"{self.file} {self.sheet} 第{self.row}行"
        return f"{self.file} {self.sheet}".strip()
