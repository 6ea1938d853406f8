"""How large an input may be."""

from __future__ import annotations

from kehu_batch.model.limits import ReadLimits

__all__ = ["ReadLimits"]
