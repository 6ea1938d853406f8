"""How much processor time another process has used: what a drop costs, however busy the machine is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def processor_seconds(pid: int) -> float | None:
    """Return the seconds of processor time that a running process has used; ``None`` where nobody says.

    Children count once they have ended, where the system counts them at all.
    """
    try:
        return _read(pid)
    except (OSError, ValueError, IndexError):
        return None


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _QUERY = 0x1000

    def _read(pid: int) -> float | None:
        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(_QUERY, False, pid)
        if not handle:
            return None
        times = [wintypes.FILETIME() for _ in range(4)]
        try:
            if not kernel.GetProcessTimes(handle, *map(ctypes.byref, times)):
                return None
        finally:
            kernel.CloseHandle(handle)
        ticks = ((time.dwHighDateTime << 32) + time.dwLowDateTime for time in times[2:])
        return sum(ticks) / 1e7  # a tick is a hundred nanoseconds

elif sys.platform.startswith("linux"):

    def _read(pid: int) -> float | None:
        # The name, in brackets, may hold anything; user, system and both of ended children are fields 14 to 17.
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

else:

    def _read(pid: int) -> float | None:
        command = ["/bin/ps", "-o", "time=", "-p", str(pid)]
        shown = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a number
        return _parse(shown.stdout.strip())


def _parse(shown: str) -> float | None:
    """Return the seconds that ``ps`` shows.

    Example:
        >>> _parse("1:02.50"), _parse("2-01:00:00"), _parse("")
        (62.5, 176400.0, None)
    """
    if not shown:
        return None
    days, _, clock = shown.rpartition("-")
    seconds = 0.0
    for part in clock.split(":"):
        seconds = seconds * 60 + float(part)
    return seconds + float(days or 0) * 86_400
