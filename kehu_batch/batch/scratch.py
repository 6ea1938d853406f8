"""Folders of our own to work in: made with a lock that lasts as long as the process, and swept once it is gone.

Whatever ends a process, a lock of the operating system ends with it. A folder whose lock can be taken belongs to
nobody any more and is removed by the next run, so what a power cut or a kill leaves behind does not stay.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

#: Names of our folders begin so; everything else is none of our business.
PREFIX = ".kehu-"

_LOCK = "lock"
_DAY = 24 * 60 * 60
_LOOKS = 100


@contextlib.contextmanager
def scratch_folder(parent: Path) -> Iterator[Path]:
    """Give an empty folder inside a new one of ours under ``parent``; both are gone at the end.

    What earlier processes left under ``parent`` is swept first.

    Raises:
        OSError: ``parent`` cannot be written to.
    """
    sweep(parent)
    own = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    try:
        with hold(own / _LOCK):
            content = own / "out"
            content.mkdir()
            yield content
    finally:
        _remove(own)


def _remove(folder: Path) -> None:
    """Remove a folder whole also where the one interrupt that counts comes meanwhile."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def sweep(parent: Path) -> None:
    """Remove what is ours under ``parent`` and no process holds any more; never an error.

    A file of ours is one that was to take another's place at once: it is locked while it is written.
    """
    with contextlib.suppress(OSError):
        for own in sorted(parent.glob(f"{PREFIX}*")):
            if own.is_symlink():
                continue
            if own.is_file() and is_abandoned(own):
                own.unlink(missing_ok=True)
            elif own.is_dir() and is_abandoned(own / _LOCK):
                shutil.rmtree(own, ignore_errors=True)


def is_abandoned(lock: Path) -> bool:
    """Tell whether nobody holds a lock file any more.

    Not where it is missing or has nothing in it: whoever made it may just be about to lock it, and writes into it
    only then. What a kill in that moment leaves is nobody's after a day.
    """
    try:
        with lock.open("r+b") as file:
            made = os.fstat(file.fileno())
            begun = made.st_size > 0 or time.time() - made.st_mtime > _DAY
            return begun and take(file)
    except OSError:
        return False


@contextlib.contextmanager
def hold(lock: Path) -> Iterator[None]:
    """Hold a new lock file, and write into it that it is held."""
    with lock.open("a+b") as file:
        take_new(file)
        file.write(b"\n")
        file.flush()
        yield


def take_new(file: BinaryIO) -> None:
    """Lock a file that was just made: whoever sweeps may look at it for a moment. Some shares have no locks at all."""
    for _ in range(_LOOKS):
        if take(file):
            return
        time.sleep(0.01)


if sys.platform == "win32":
    import msvcrt

    def take(file: BinaryIO) -> bool:
        """Lock an open file without waiting; tells whether nobody else had it. It is let go on closing."""
        try:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def take(file: BinaryIO) -> bool:
        """Lock an open file without waiting; tells whether nobody else had it. It is let go on closing."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
