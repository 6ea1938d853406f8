"""Puts a drop's outputs where the user wants them: whole, or not at all.

Outputs are built on the filesystem they go to and renamed in. A new folder appears in one rename, from a sibling;
into one that exists, which may be a mount point, files go one by one from a folder inside it, with ``summary.json``
last, as the mark that the set is whole. Where one of them cannot be placed, what was there before comes back.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from kehu_batch.batch.disk import is_full, output_full
from kehu_batch.batch.scratch import PREFIX, scratch_folder, take_new
from kehu_batch.errors import OutputError
from kehu_batch.model.outcome import ROWS_NAME, SUMMARY_NAME


@contextmanager
def staging_folder(output: Path) -> Iterator[Path]:
    """Give an empty folder to build in, on the filesystem of ``output``; it is removed at the end.

    It stands beside ``output`` where that is yet to be made, else inside it. Where ``output`` is a link, what it leads
    to counts.

    Raises:
        OutputError: The place cannot be written to.
    """
    target = resolve_output(output)
    with contextlib.ExitStack() as stack:
        try:
            _check_folder(target)
            parent = target if target.is_dir() else target.parent
            parent.mkdir(parents=True, exist_ok=True)
            stage = stack.enter_context(scratch_folder(parent))
        except OSError as error:
            raise _no_room_for(target, error) from error
        yield stage


def resolve_output(output: Path) -> Path:
    """Return where outputs really go: the end of a chain of links, whether it exists or not."""
    return Path(os.path.realpath(output)) if output.is_symlink() else output


def _no_room_for(output: Path, error: OSError) -> OutputError:
    """Say which folder refuses: the output folder itself, or the nearest above it that exists."""
    if is_full(error) or output.is_dir():
        return unwritable(output, error)
    nearest = next((folder for folder in output.parents if folder.exists()), output.parent)
    reason = error.strerror or type(error).__name__
    return OutputError(
        f"输出文件夹“{output}”建不了：“{nearest}”写不进去（{reason}）",
        action=f"请检查“{nearest}”的权限，或用 -o 换一个文件夹",
        code="output_unwritable",
    )


def _check_folder(output: Path) -> None:
    if output.exists() and not output.is_dir():
        raise OutputError(
            f"输出位置“{output}”是一个文件，不是文件夹",
            action="请用 -o 指定一个文件夹",
            code="output_is_file",
        )


def publish(stage: Path, output: Path) -> None:
    """Move all that stands in ``stage`` into ``output``.

    Raises:
        OutputError: A file is open in another program, or the folder cannot be written to; nothing has changed then.
    """
    output = resolve_output(output)
    try:
        if not output.exists():
            stage.rename(output)
            return
    except OSError as error:
        raise unwritable(output, error) from error
    files = sorted(path.relative_to(stage) for path in stage.rglob("*") if path.is_file())
    files.sort(key=lambda path: path.name == SUMMARY_NAME)
    with _Exchange(output, stage.parent / "replaced") as exchange:
        for path in reversed(files):  # the old mark goes first, as the new one comes last
            exchange.take_away(path)
        if any(path.name == SUMMARY_NAME for path in files):
            # The rows of a summary that is replaced are those of no summary.
            exchange.take_away(Path(ROWS_NAME))
        for path in files:
            exchange.place(stage, path)


class _Exchange:
    """Files of a folder replaced as one: on leaving by an error, each is as it was before."""

    def __init__(self, folder: Path, kept: Path) -> None:
        self._folder = folder
        self._kept = kept
        self._placed: list[Path] = []
        self._taken: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            return
        for path in reversed(self._placed):
            with contextlib.suppress(OSError):
                (self._folder / path).unlink()
        for path in reversed(self._taken):
            with contextlib.suppress(OSError):
                (self._kept / path).replace(self._folder / path)

    def take_away(self, path: Path) -> None:
        """Put the file that is there aside, if there is one."""
        target = self._folder / path
        if not target.exists() and not target.is_symlink():
            return
        try:
            (self._kept / path).parent.mkdir(parents=True, exist_ok=True)
            target.replace(self._kept / path)
        except OSError as error:
            raise _unplaced(target, error) from error
        self._taken.append(path)

    def place(self, stage: Path, path: Path) -> None:
        """Move a new file in."""
        target = self._folder / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            (stage / path).replace(target)
        except OSError as error:
            raise _unplaced(target, error) from error
        self._placed.append(path)


def refuse_overwriting(inputs: Iterable[Path], stage: Path, output: Path) -> None:
    """Refuse outputs of which one would take the place of an input, whatever that is called.

    Args:
        inputs: All that the call reads.
        stage: Where the outputs stand now.
        output: Where they go.

    Raises:
        OutputError: Naming the file; inputs are never modified.
    """
    output = resolve_output(output)
    taken = {_identity(path) for path in inputs}
    for staged in stage.rglob("*"):
        target = output / staged.relative_to(stage)
        if staged.is_file() and target.exists() and _identity(target) in taken:
            raise OutputError(
                f"输出文件“{target.name}”会覆盖输入文件",
                action="请用 -o 指定另一个文件夹",
                code="output_is_input",
            )


def _identity(path: Path) -> object:
    """Return what is equal for two names of one file, whatever their case, links or drive letters."""
    try:
        found = path.stat()
    except OSError:
        return os.path.normcase(os.path.realpath(path))
    return (found.st_dev, found.st_ino)


def _unplaced(target: Path, error: OSError) -> OutputError:
    if isinstance(error, PermissionError):
        return OutputError(
            f"写不进“{target.name}”，它可能正在 Excel 或 WPS 中打开，或文件夹“{target.parent}”不允许写入",
            action="请关闭该文件、检查文件夹的权限后重新运行；原有的结果没有改动",
            code="output_locked",
        )
    return unwritable(target, error)


def unwritable(path: Path, error: OSError) -> OutputError:
    """Say that a place cannot be written to, and why; a full disk by its own name."""
    if is_full(error):
        return output_full(str(path))
    reason = error.strerror or type(error).__name__
    return OutputError(
        f"输出文件夹“{path}”写不进去（{reason}）",
        action="请检查权限和磁盘空间，或用 -o 换一个文件夹",
        code="output_unwritable",
    )


def write_atomically(path: Path, data: bytes) -> None:
    """Give a file new content at once: whoever reads it sees the old or the new one, whole.

    Raises:
        OSError: It cannot be written.
    """
    handle, name = tempfile.mkstemp(prefix=f"{PREFIX}{path.name}-", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            take_new(file)  # until it is closed nobody sweeps it away
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
