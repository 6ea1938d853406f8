"""How large an input may be, and what processing it may cost. Every bound has its default here.

Files are hostile until read: each bound is checked before the cost is paid. A user changes them in a settings file
(``batch/settings.py``).
"""

from __future__ import annotations

from kehu_batch.package_limits import MEBIBYTE, PackageLimits
from kehu_batch.records import dataclass

__all__ = ["MEBIBYTE", "DropLimits", "ReadLimits"]


@dataclass(frozen=True, slots=True)
class ReadLimits(PackageLimits):
    """Bounds of one input file, those of its package among them.

    The defaults let a million rows of forty columns through and stop decompression bombs.

    Args:
        file_bytes: Size of the file as it came.
        sheets: Number of worksheets.
        rows: Rows down to the last cell with content, on one sheet.
        columns: Columns up to the last cell with content, on one sheet.
        cells: Rows × columns, over all sheets of the file.
        sparse_cells: Rows × columns of a sheet that has less than a byte for each: nearly all blank, so that a stray
            cell in a far corner costs more memory than all that was filled in.
        strings: Number of texts that the cells of a file share.
        text_bytes: Length of one cell's text. Excel stops at 32,767 characters, others do not.
        nesting: Depth of elements in XML.
    """

    file_bytes: int = 256 * MEBIBYTE
    sheets: int = 1_000
    rows: int = 1_048_576
    columns: int = 2_000
    cells: int = 42_000_000
    sparse_cells: int = 20_000_000
    strings: int = 20_000_000
    text_bytes: int = MEBIBYTE
    nesting: int = 256


@dataclass(frozen=True, slots=True)
class DropLimits:
    """What one drop may cost; it is given up beyond.

    What is allowed grows with what was given, so that a small file that makes a reader hang or swell is given up
    soon and a large one is not given up early.

    Args:
        seconds: Seconds of processor time for each file: a busy machine refuses nobody.
        seconds_per_mebibyte: And for each MiB of input.
        memory_bytes: Memory of the process, beside what the program itself takes.
        memory_per_byte: And for each byte of input.
    """

    seconds: float = 30.0
    seconds_per_mebibyte: float = 30.0
    memory_bytes: float = 1024.0 * MEBIBYTE
    memory_per_byte: float = 100.0

    def allowed_seconds(self, files: int, size: int) -> float:
        """Return the seconds for so many files of so many bytes together."""
        return self.seconds * max(files, 1) + self.seconds_per_mebibyte * size / MEBIBYTE

    def allowed_memory(self, size: int) -> int:
        """Return the bytes of memory for so many bytes of input."""
        return int(self.memory_bytes + self.memory_per_byte * size)
