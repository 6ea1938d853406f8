"""What a reader gives of one file, whatever its format."""

from __future__ import annotations

from kehu_batch.model.tables.source import Sheet
from kehu_batch.records import dataclass


@dataclass(frozen=True, slots=True)
class Content:
    """The sheets of one file.

    Args:
        sheets: In the order of their tabs; chart sheets left out.
        date1904: Whether serial dates count from 1904.
    """

    sheets: tuple[Sheet, ...]
    date1904: bool = False
