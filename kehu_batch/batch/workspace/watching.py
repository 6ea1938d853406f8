"""Watches a workspace: woken by the system where it tells of changes, and by the clock always."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Protocol

from kehu_batch.batch.clock import Clock
from kehu_batch.batch.settings import FolderSettings
from kehu_batch.batch.workspace.keeper import Keeper
from kehu_batch.batch.workspace.layout import CLAIMS
from kehu_batch.batch.workspace.tally import Tally

#: How often a listener looks at the clock, in milliseconds.
_TURN = 500


class Alarm(Protocol):
    """Waits for a change."""

    def wait(self, seconds: float) -> None:
        """Return at a change, and after some seconds at the latest."""
        ...


def watch(keeper: Keeper, settings: FolderSettings, alarm: Alarm, told: Callable[[Tally], None]) -> None:
    """Look, work and wait, until the process is interrupted.

    What just came in is looked at again as soon as it may stand still; else the inbox is looked through after each
    change that the system tells of, and every ``rescan_seconds`` whether it tells or not.

    Args:
        keeper: The workspace's.
        settings: How often to look.
        alarm: What wakes us.
        told: Called after each round in which something happened.
    """
    alarm.wait(
        0
    )  # it listens from its first wait on: what comes between the first look and that would be missed
    while True:
        ready = keeper.look()
        tally = keeper.work(ready)
        if tally.records or tally.errors or tally.notes:
            told(tally)
        moving = keeper.has_moving
        alarm.wait(
            min(settings.still_seconds, settings.rescan_seconds) if moving else settings.rescan_seconds
        )


class ClockAlarm:
    """Only the clock: for shares that tell nothing of what other machines do."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def wait(self, seconds: float) -> None:
        """Let the seconds pass."""
        self._clock.sleep(seconds)


class ChangeAlarm:
    """The system's own notices of changes, by ``watchfiles``.

    Args:
        folder: What is watched, with all below.
        clock: What wakes us where nothing changes.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._changes: Iterator[Collection[object]] | None = None

    def wait(self, seconds: float) -> None:
        """Return at a change, and after some seconds at the latest."""
        if self._changes is None:
            self._changes = self._listen()
        end = self._clock.monotonic() + seconds
        for changes in self._changes:
            if changes or self._clock.monotonic() >= end:
                return

    def _listen(self) -> Iterator[Collection[object]]:
        from watchfiles import watch as listen

        # One listener for ever: between two of them a change would be missed.
        return listen(
            self._folder,
            watch_filter=lambda _change, path: CLAIMS not in path,  # what we do ourselves wakes nobody
            debounce=400,
            step=100,
            rust_timeout=_TURN,
            yield_on_timeout=True,
            raise_interrupt=True,
            ignore_permission_denied=True,
        )


def open_alarm(folder: Path, settings: FolderSettings, clock: Clock) -> Alarm:
    """Return what wakes us for a folder: by the system where it is to be trusted, else by the clock."""
    if settings.polling == "yes" or (settings.polling == "auto" and is_share(folder)):
        return ClockAlarm(clock)
    return ChangeAlarm(folder, clock)


def is_share(folder: Path) -> bool:
    """Tell whether a folder lies on a network share or a shared volume, whose changes the system may not tell of."""
    where = str(folder.resolve())
    if where.startswith(("\\\\", "//")):
        return True
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    best, kind = "", ""
    for line in mounts:
        _, point, type_, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        if len(point) >= len(best) and (where == point or where.startswith(point.rstrip("/") + "/")):
            best, kind = point, type_
    return kind.startswith(
        ("nfs", "cifs", "smb", "fuse", "9p", "virtiofs", "vboxsf", "afs", "ceph", "gluster", "ncp")
    )
