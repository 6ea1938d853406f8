"""What tests of folders and processes have in common."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from batch.workspace.fake_work import OPEN


@pytest.fixture(autouse=True)
def _histories_closed() -> Iterator[None]:
    """Close what desks have opened, in the thread that opened it."""
    yield
    while OPEN:
        OPEN.pop().close()
