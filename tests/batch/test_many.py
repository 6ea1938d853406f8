"""A worker's memory and open files do not grow with the drops that it has done; a short run of ``many.py``."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.cold_children]

if sys.platform.startswith("linux"):
    from batch.many import grow

    def test_memory_is_flat_over_many_drops(tmp_path: Path) -> None:
        sizes = grow(tmp_path, drops=24, every=12)
        assert sizes[-1].memory - sizes[0].memory < 6 * 1024, sizes  # KiB; the first twelve fill the caches
        assert len({size.files for size in sizes}) == 1, sizes
