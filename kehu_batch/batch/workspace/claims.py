"""Claims: a drop is taken by one rename, so that of several processes and machines only one has it.

A claim is a folder under ``收件箱/.处理中``: ``files`` holds the inputs, ``plan.json`` what was decided about them.
Beside it ``<id>.lock`` is held by the process at work: whatever ends that, the lock ends with it, and the next process
finishes the work. On shares where locks mean nothing between machines, a claim of another machine stands as long as
its heartbeat moves, measured by the share's own clock.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from kehu_batch.batch.delivery import write_atomically
from kehu_batch.batch.scratch import PREFIX, take
from kehu_batch.batch.workspace.inbox import REASON_PAGE, InboxEntry
from kehu_batch.batch.workspace.names import free_folder
from kehu_batch.records import dataclass, field

_FILES = "files"
_PLAN = "plan.json"
_OWNER = "owner.json"


@dataclass(slots=True)
class Claim:
    """A drop that this process has taken.

    Args:
        folder: Its folder.
        name: What the drop was called in the inbox.
        single: Whether it was one file, not a folder.
    """

    folder: Path
    name: str
    single: bool
    _lock: BinaryIO = field(repr=False)

    @property
    def id(self) -> str:
        """Its name among all drops of the workspace, for ever."""
        return self.folder.name

    @property
    def title(self) -> str:
        """What the drop is called: the folder's name, or the file's without its suffix."""
        return Path(self.name).stem if self.single else self.name

    @property
    def files(self) -> Path:
        """The folder of its inputs."""
        return self.folder / _FILES

    def read_plan(self) -> dict[str, Any] | None:
        """Return what was decided before; ``None`` where nothing was."""
        return _read_json(self.folder / _PLAN)

    def write_plan(self, plan: Mapping[str, Any]) -> None:
        """Record what is decided, so that whoever comes next can finish it.

        Raises:
            OSError: It cannot be written.
        """
        write_atomically(self.folder / _PLAN, json.dumps(plan, ensure_ascii=False).encode("utf-8"))

    def beat(self) -> None:
        """Show that this process is alive."""
        with contextlib.suppress(OSError):
            os.utime(_lock_of(self.folder))

    def release(self) -> None:
        """Let go of it where it is, for the next process to finish."""
        self._lock.close()

    def end(self) -> None:
        """Remove what is left of the claim: its inputs are elsewhere."""
        for name in (_PLAN, _OWNER):
            (self.folder / name).unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            for stray in self.folder.glob(f"{PREFIX}*"):
                stray.unlink()
            self.folder.rmdir()
        lock = _lock_of(self.folder)
        if os.name == "nt":  # a file that is open cannot be removed there
            self._lock.close()
        lock.unlink(missing_ok=True)
        self._lock.close()

    def put_back(self, inbox: Path) -> None:
        """Give the drop back to the inbox, beside another of its name where there is one.

        Raises:
            OSError: It cannot be moved; the claim stands.
        """
        if not self.files.is_dir():
            raise FileNotFoundError(self.files)  # its inputs are where they were to go already
        (self.folder / _PLAN).unlink(missing_ok=True)
        (self.files / REASON_PAGE).unlink(missing_ok=True)
        if self.single:
            (source,) = self.files.iterdir()
            target = inbox / source.name
            number = 1
            while target.exists():
                number += 1
                target = inbox / f"{source.stem}({number}){source.suffix}"
            source.rename(target)
            self.files.rmdir()
        else:
            self.files.rename(free_folder(inbox, self.name))
        self.end()


def claim(entry: InboxEntry, claims: Path, started: str) -> Claim | None:
    """Take an entry of the inbox; ``None`` where it is gone, or cannot be moved because someone has it open.

    Args:
        entry: What is to be taken.
        claims: Folder of the claims.
        started: When, in a form that sorts, e.g. ``20231105T093000``.

    Raises:
        OSError: The folder of the claims cannot be written to.
    """
    folder = claims / f"{started}-{secrets.token_hex(4)}"
    folder.mkdir()  # before its lock: a lock without a folder is a stray that anyone removes
    lock = _lock_of(folder).open("a+b")
    if not _owns(lock, folder):
        lock.close()
        return None
    try:
        single = not entry.path.is_dir()
        owner = {"host": platform.node(), "pid": os.getpid(), "name": entry.path.name, "single": single}
        write_atomically(folder / _OWNER, json.dumps(owner, ensure_ascii=False).encode("utf-8"))
        taken = Claim(folder, entry.path.name, single, lock)
        if single:
            taken.files.mkdir()
    except BaseException:
        lock.close()
        raise
    try:
        entry.path.rename(taken.files / entry.path.name if single else taken.files)
    except OSError:
        if single:
            taken.files.rmdir()
        taken.end()
        return None
    return taken


def abandoned(claims: Path, lease_seconds: float) -> Iterator[Claim]:
    """Yield the claims that no process works on any more, each taken over by this one.

    Args:
        claims: Folder of the claims.
        lease_seconds: How long the claim of another machine stands without a heartbeat.
    """
    for folder in sorted(claims.glob("*")):
        if folder.is_dir() and not folder.name.startswith(PREFIX):
            found = _take_over(folder, lease_seconds)
            if found is not None:
                yield found
    for lock in claims.glob("*.lock"):
        _remove_stray(lock)


def _take_over(folder: Path, lease_seconds: float) -> Claim | None:
    try:
        lock = _lock_of(folder).open("a+b")
    except OSError:
        return None
    owner = _read_json(folder / _OWNER) or {}
    elsewhere = owner.get("host") not in {None, platform.node()}
    if not _owns(lock, folder) or (elsewhere and age_of(_lock_of(folder)) < lease_seconds):
        lock.close()
        return None
    taken = Claim(folder, str(owner.get("name", folder.name)), bool(owner.get("single", False)), lock)
    taken.beat()
    empty = not taken.files.is_dir() or not any(taken.files.iterdir())
    if empty and taken.read_plan() is None:  # it was killed before it had taken anything
        with contextlib.suppress(OSError):
            taken.files.rmdir()
        taken.end()
        return None
    return taken


def _owns(lock: BinaryIO, folder: Path) -> bool:
    """Take a claim's lock; tells whether it was free, and is still the claim's, which someone may just have ended."""
    if not take(lock) or not folder.is_dir():
        return False
    try:
        return os.path.samestat(os.fstat(lock.fileno()), _lock_of(folder).stat())
    except OSError:
        return False


def _remove_stray(lock: Path) -> None:
    """Remove a lock whose folder is gone and that nobody holds."""
    if lock.with_suffix("").exists():
        return
    with contextlib.suppress(OSError):
        with lock.open("r+b") as file:
            free = take(file)
        if free and not lock.with_suffix("").exists():
            lock.unlink()


def age_of(path: Path) -> float:
    """Return how long ago a file was touched, in seconds, by the clock of its own filesystem."""
    return filesystem_time(path.parent) - path.stat().st_mtime


def filesystem_time(folder: Path) -> float:
    """Return the time by the clock that stamps the files of a folder; a share has one of its own."""
    with tempfile.NamedTemporaryFile(prefix=PREFIX, dir=folder) as probe:
        return Path(probe.name).stat().st_mtime


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lock")


def _read_json(path: Path) -> dict[str, Any] | None:
    try:
        value = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) else None
