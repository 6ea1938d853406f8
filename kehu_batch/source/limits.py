"""How large an input may be. Files are hostile until read: every bound is checked before the cost is paid."""

from __future__ import annotations

from dataclasses import dataclass

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Bounds of one input file.

    The defaults let a million rows of forty columns through and stop decompression bombs.

    Args:
        file_bytes: Size of the file as it came.
        unpacked_bytes: Sum of the package's members, unpacked.
        ratio: Unpacked to packed size of one member; formatted empty rows reach about 150.
        ratio_floor_bytes: Members that unpack to less than this may have any ratio.
        members: Number of members of a package.
        sheets: Number of worksheets.
        rows: Rows down to the last cell with content, on one sheet.
        columns: Columns up to the last cell with content, on one sheet.
        cells: Rows × columns, over all sheets of the file.
        sparse_cells: Rows × columns of a sheet that has less than a byte for each: nearly all blank, so that a stray
            cell in a far corner costs more memory than all that was filled in.
    """

    file_bytes: int = 256 * _MIB
    unpacked_bytes: int = 4096 * _MIB
    ratio: int = 400
    ratio_floor_bytes: int = 64 * _MIB
    members: int = 20_000
    sheets: int = 1_000
    rows: int = 1_048_576
    columns: int = 2_000
    cells: int = 42_000_000
    sparse_cells: int = 20_000_000
