"""A short run of ``crash.py``: kills at random moments lose, repeat and leave nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

if sys.platform != "win32":
    from batch.crash import crash

    def test_kills_at_random_moments_lose_repeat_and_leave_nothing(tmp_path: Path) -> None:
        assert crash(tmp_path / "工作区", kills=5, drops=4, seed=7) == []
