"""The clock, as something that is handed in: tests turn it themselves."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time and lets it pass."""

    def now(self) -> datetime:
        """Return the time with its zone."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go back, whoever sets the clock."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the time with its zone."""
        return datetime.now().astimezone()

    def monotonic(self) -> float:
        """Return seconds that never go back, whoever sets the clock."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds)
