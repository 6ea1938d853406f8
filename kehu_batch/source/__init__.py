"""Open an input and read its sheets with absolute addresses. Nothing is understood here."""

from __future__ import annotations

from kehu_batch.source.limits import ReadLimits
from kehu_batch.source.opening import open_workbook

__all__ = ["ReadLimits", "open_workbook"]
