"""What stands in the inbox, and whether it is ready to be taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path, PurePosixPath

from kehu_batch.batch.drops import FINANCE_FOLDER, SPREADSHEET_SUFFIXES, SUMMARIES
from kehu_batch.model.findings.question import ANSWERS_NAME
from kehu_batch.records import dataclass, field

_PARTIAL = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".filepart", ".!ut", ".swp")
#: Our page beside a refused drop; a clerk may put the whole folder back.
REASON_PAGE = "退回原因.html"

_SYSTEM = {REASON_PAGE, "thumbs.db", "desktop.ini", ".ds_store", "icon\r"}
#: How programs of synchronisation name the other of two versions.
_CONFLICT = re.compile(
    r"冲突(?:副本|文件|版本)|(?:的)?冲突的?副本|conflicted copy|sync-conflict-\d|[\s_(-]conflict(?:ed)?(?:[\s_)-]|\.\w+$)|版本冲突"
    # OneDrive puts the name behind that Windows gave the other computer.
    r"|-(?:DESKTOP|LAPTOP|WIN)-[A-Z\d]{4,11}(?:-\d+)?\.\w+$",
    re.IGNORECASE,
)
#: What such a name says beside the name of the file that it is a version of.
_CONFLICT_MARK = re.compile(
    r"\s*[(（][^()（）]*(?:冲突|conflict)[^()（）]*[)）]|\.sync-conflict-.*$|[\s_-]+(?:版本)?冲突.*$"
    r"|[_-](?:DESKTOP|LAPTOP|WIN)-.*$|[\s_-]+conflict(?:ed)?(?![a-z]).*$",
    re.IGNORECASE,
)
_ZIP = b"PK\x03\x04"
_ZIP_END = b"PK\x05\x06"
_LONGEST_END = 65_557
#: An incomplete file that has stood so long is damaged, and an owner file so old was left by a crash; in seconds.
_PATIENCE = 600.0
_LONGEST_OPEN = 43_200.0


class Waiting(StrEnum):
    """Why an entry of the inbox is not taken yet."""

    MOVING = "还在复制或保存"
    OPEN = "正在 Excel 或 WPS 中打开"
    PARTIAL = "文件还不完整"
    LOCKED = "打不开，正被其他程序占用或没有读取权限"
    EMPTY = "是空文件"
    NOTHING = "里面没有可以处理的文件（只看这一层和其中的“财务”）"


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """One drop to be: a file of the inbox, or a folder with its files.

    Args:
        path: The file or folder.
        files: Its files that count, sorted by name.
        ignored: Files of a folder that are passed over: owner files, partial and temporary ones.
        answers: The file of answers that lies beside them, where there is one.
        finance: Files that are finance's though they do not lie in its subfolder.
        others: Files of a folder beside spreadsheets that are none by their name: pictures, letters.
    """

    path: Path
    files: tuple[Path, ...]
    ignored: tuple[Path, ...] = ()
    answers: tuple[Path, ...] = ()
    others: tuple[Path, ...] = ()
    finance: tuple[Path, ...] = ()

    @property
    def title(self) -> str:
        """What the drop is called: the folder's name, or the file's without its suffix."""
        return self.path.name if self.path.is_dir() else self.path.stem

    @property
    def saved_at(self) -> int:
        """When the newest of its files was saved, in nanoseconds; 0 where none can be asked."""
        return max((saved for _, _, saved in map(_stat, self.files)), default=0)

    @property
    def is_conflict(self) -> bool:
        """Whether a program of synchronisation made one of its files of two versions."""
        return any(_CONFLICT.search(path.name) for path in self.files)


def without_conflict(title: str) -> str:
    """Return the name of the file that a conflict is a version of.

    Example:
        >>> without_conflict("回访 (张三的冲突副本 2023-11-05)"), without_conflict("回访_DESKTOP-AB12_Nov-05_Conflict")
        ('回访', '回访')
    """
    return _CONFLICT_MARK.sub("", title).strip() or title


Signature = tuple[tuple[str, int, int], ...]


@dataclass(slots=True)
class Stillness:
    """Remembers since when each entry has stood still, by a clock that is only ever compared with itself.

    Args:
        seconds: How long it must.
    """

    seconds: float
    _seen: dict[Path, tuple[Signature, float]] = field(default_factory=dict)

    def look(self, entries: Mapping[Path, Signature], now: float) -> frozenset[Path]:
        """Take in how the entries are now, and return those that have stood still long enough."""
        self._seen = {
            path: self._seen[path] if path in self._seen and self._seen[path][0] == found else (found, now)
            for path, found in entries.items()
        }
        return frozenset(path for path, (_, since) in self._seen.items() if now - since >= self.seconds)


def list_entries(inbox: Path) -> Iterator[InboxEntry]:
    """Yield the entries of the inbox that may become drops, sorted by name; what is to be passed over is not there."""
    try:
        paths = sorted(inbox.iterdir(), key=lambda path: path.name)
    except OSError:
        return
    for path in paths:
        if is_ignored(path.name):
            continue
        if path.is_dir():
            yield folder_entry(path)
        elif path.is_file():
            yield InboxEntry(path, (path,))


def folder_entry(path: Path) -> InboxEntry:
    """Return a folder as one drop: its own files and those of the subfolder 财务."""
    try:
        found = sorted(
            (file for file in path.iterdir() if file.is_file()), key=lambda file: file.name
        ) + sorted(file for file in (path / FINANCE_FOLDER).glob("*") if file.is_file())
    except OSError:
        return InboxEntry(path, ())
    counting = [file for file in found if not is_ignored(file.name)]
    answers = tuple(file for file in counting if file.name == ANSWERS_NAME)
    counting = [file for file in counting if file not in answers]
    sheets = [file for file in counting if file.suffix.lower() in {*SPREADSHEET_SUFFIXES, ""}]
    told = [file for file in counting if file.match(SUMMARIES)]
    others = tuple(file for file in counting if file not in sheets and file not in told) if sheets else ()
    files = tuple(file for file in counting if file not in others)
    return InboxEntry(path, files, tuple(file for file in found if is_ignored(file.name)), answers, others)


def is_ignored(name: str) -> bool:
    """Tell whether a name is of an owner file, or of one that is temporary, partial, hidden or the system's."""
    lowered = name.lower()
    return lowered.startswith(("~$", ".", "~")) or lowered.endswith(_PARTIAL) or lowered in _SYSTEM


def is_read(name: str) -> bool:
    """Tell whether a file of a drop, by its path within it, is one that figures come from."""
    file = PurePosixPath(name)
    return not (is_ignored(file.name) or file.name == ANSWERS_NAME or file.match(SUMMARIES))


def signature_of(entry: InboxEntry) -> Signature:
    """Return sizes and times of an entry's files, partial ones included: a folder is still while all of it is."""
    everything = (*entry.files, *entry.ignored, *entry.answers, *entry.others)
    return tuple(_stat(path) for path in everything)


def _stat(path: Path) -> tuple[str, int, int]:
    try:
        found = path.stat()
    except OSError:
        return (path.name, -1, -1)
    return (path.name, found.st_size, found.st_mtime_ns)


def why_waiting(entry: InboxEntry, now: float) -> Waiting | None:
    """Return what keeps an entry that stands still from being taken; ``None`` for nothing.

    Args:
        entry: What is in the inbox.
        now: Time by the clock of the inbox's own filesystem, in seconds. What has been incomplete, or open by a file
            that says so, for very long will not change any more and is taken as it is.
    """
    if not entry.files:
        return Waiting.NOTHING
    for path in (*entry.files, *entry.ignored):
        try:
            waiting = _why_file(path, now)
        except OSError:
            return Waiting.LOCKED
        if waiting is not None:
            return waiting
    return None


def _why_file(path: Path, now: float) -> Waiting | None:
    if path.name.lower().endswith(_PARTIAL):
        return Waiting.PARTIAL if _is_younger(path, now, _PATIENCE) else None
    if is_ignored(path.name):
        return None
    if any(_is_younger(owner, now, _LONGEST_OPEN) for owner in _owner_files(path)):
        return Waiting.OPEN
    if path.stat().st_size == 0:
        return Waiting.EMPTY
    if not _is_whole(path) and _is_younger(path, now, _PATIENCE):
        return Waiting.PARTIAL
    return None


def _is_younger(path: Path, now: float, seconds: float) -> bool:
    """Tell whether a file was changed less than so long ago, or, by a clock that was set back, in the near future."""
    return abs(now - path.stat().st_mtime) < seconds


def _owner_files(path: Path) -> list[Path]:
    """Return the files by which Excel, WPS or LibreOffice says that it has one open."""
    names = (f"~${path.name}", f"~${path.name[2:]}", f".~{path.name}", f".~lock.{path.name}#")
    return [path.parent / name for name in names if (path.parent / name).exists()]


def _is_whole(path: Path) -> bool:
    """Tell whether a file can be read, and where it is a package, whether its end is there."""
    with path.open("rb") as file:
        if file.read(len(_ZIP)) != _ZIP:
            return True
        size = file.seek(0, 2)
        file.seek(max(0, size - _LONGEST_END))
        return _ZIP_END in file.read()


def newest_ledger(folder: Path) -> Path | None:
    """Return the workbook of the ledgers' folder that was saved last; ``None`` where there is none that is whole."""
    found: list[tuple[int, str, Path]] = []
    for path in folder.glob("*"):
        try:
            if path.is_file() and not is_ignored(path.name) and path.stat().st_size and _is_whole(path):
                found.append((path.stat().st_mtime_ns, path.name, path))
        except OSError:
            continue
    return max(found)[2] if found else None
