"""Puts a drop's outputs where the user wants them: whole, or not at all.

Outputs are built in a sibling of the output folder, on the same filesystem, and renamed in. A new folder
appears in one rename; into one that exists, files go one by one with ``summary.json`` last, as the mark
that the set is whole.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kehu_batch.errors import OutputError
from kehu_batch.model.outcome import SUMMARY_NAME


@contextmanager
def staging_folder(output: Path) -> Iterator[Path]:
    """Give an empty folder beside ``output`` to build in; it is removed at the end.

    Raises:
        OutputError: The place cannot be written to.
    """
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        _check_folder(output)
        stage = Path(tempfile.mkdtemp(prefix=f".{output.name}-", dir=output.parent))
    except OSError as error:
        raise _unwritable(output, error) from error
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _check_folder(output: Path) -> None:
    if output.exists() and not output.is_dir():
        raise OutputError(
            f"输出位置“{output}”是一个文件，不是文件夹",
            action="请用 -o 指定一个文件夹",
            code="output_is_file",
        )
    if output.is_dir():
        with tempfile.TemporaryFile(dir=output):
            pass


def publish(stage: Path, output: Path) -> None:
    """Move all that stands in ``stage`` into ``output``.

    Raises:
        OutputError: A file is open in another program, or the folder cannot be written to.
    """
    try:
        if not output.exists():
            # mkdtemp makes folders private; what users open has the usual rights.
            stage.chmod(0o755)
            stage.rename(output)
            return
    except OSError as error:
        raise _unwritable(output, error) from error
    files = sorted(
        (path for path in stage.rglob("*") if path.is_file()), key=lambda path: path.name == SUMMARY_NAME
    )
    for path in files:
        _replace(path, output / path.relative_to(stage))


def refuse_overwriting(inputs: Iterable[Path], planned: Iterable[Path]) -> None:
    """Refuse an output path that is an input.

    Raises:
        OutputError: Naming the file; inputs are never modified.
    """
    taken = {path.resolve() for path in inputs}
    for path in planned:
        if path.resolve() in taken:
            raise OutputError(
                f"输出文件“{path.name}”会覆盖输入文件",
                action="请用 -o 指定另一个文件夹",
                code="output_is_input",
            )


def _replace(source: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        source.replace(target)
    except PermissionError as error:
        raise OutputError(
            f"写不进“{target.name}”，它可能正在 Excel 或 WPS 中打开",
            action="请关闭该文件后重新运行",
            code="output_locked",
        ) from error
    except OSError as error:
        raise _unwritable(target, error) from error


def _unwritable(path: Path, error: OSError) -> OutputError:
    reason = error.strerror or type(error).__name__
    return OutputError(
        f"输出文件夹“{path}”写不进去（{reason}）",
        action="请检查权限和磁盘空间，或用 -o 换一个文件夹",
        code="output_unwritable",
    )
