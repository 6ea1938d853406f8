"""``结果/index.html`` as a file that is kept up with what happens."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Sequence
from pathlib import Path

from kehu_batch.batch.clock import Clock
from kehu_batch.batch.delivery import write_atomically
from kehu_batch.batch.pages.index import IndexPage

#: How long the page may stay behind while one drop follows another, in seconds.
PAUSE = 2.0

#: Entries of the inbox that are not taken yet, each with its reason.
Waiting = Sequence[tuple[str, str]]


class StandingIndex:
    """The index of one workspace. A page of many drops costs a twentieth of a small drop: not one after each of them.

    Args:
        page: What makes it.
        file: Where it stands.
        clock: What tells how long ago it was made.
    """

    def __init__(self, page: IndexPage, file: Path, clock: Clock) -> None:
        self._page = page
        self._file = file
        self._clock = clock
        self._made_at = -math.inf
        # Whoever was here before may have been ended before it made the page.
        self._is_behind = True

    def write(self, waiting: Waiting) -> None:
        """Make the page anew now; where it cannot be written, the next one makes up for it."""
        self._made_at, self._is_behind = self._clock.monotonic(), False
        page = self._page.render(waiting)
        with contextlib.suppress(OSError):
            write_atomically(self._file, page.encode("utf-8"))

    def fall_behind(self) -> None:
        """Take note that something happened that the page does not tell yet."""
        self._is_behind = True

    def keep_up(self, waiting: Waiting) -> None:
        """Make the page anew where it is behind and was not made just now."""
        if self._is_behind and self._clock.monotonic() >= self._made_at + PAUSE:
            self.write(waiting)

    def catch_up(self, waiting: Waiting) -> None:
        """Make the page anew where it is behind: nothing else is to come soon."""
        if self._is_behind:
            self.write(waiting)
