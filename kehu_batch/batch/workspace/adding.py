"""Puts files into the inbox for someone who drags them onto a script: each a drop of its own."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from kehu_batch.batch.delivery import unwritable
from kehu_batch.batch.workspace.layout import Workspace
from kehu_batch.errors import UsageError

_PART = ".part"


def add_to_inbox(workspace: Workspace, paths: Sequence[Path]) -> None:
    """Copy files and folders into the inbox, beside others of their names; each stands there whole or not at all.

    Raises:
        UsageError: One does not exist, or holds the inbox; nothing is copied then.
        OutputError: One cannot be copied.
    """
    for path in paths:
        if not path.exists():
            raise UsageError(f"找不到文件或文件夹：{path}", action="请检查路径是否写对", code="missing_file")
        if path.is_dir() and workspace.inbox.resolve().is_relative_to(path.resolve()):
            raise UsageError(
                f"“{path}”就是工作文件夹或包含着它，不能当作一次投递",
                action="请只给出要处理的文件",
                code="usage",
            )
    for path in paths:
        try:
            _copy(path, workspace.inbox)
        except (OSError, shutil.Error) as error:
            cause = error if isinstance(error, OSError) else OSError(str(error))
            raise unwritable(workspace.inbox, cause) from error


def _copy(source: Path, inbox: Path) -> None:
    name = source.resolve().name
    target, number = inbox / name, 1
    while target.exists():
        number += 1
        stem, suffix = (name, "") if source.is_dir() else (Path(name).stem, Path(name).suffix)
        target = inbox / f"{stem}({number}){suffix}"
    part = target.with_name(f".{target.name}{_PART}")  # hidden and partial: nobody takes it for a drop
    try:
        shutil.copytree(source, part) if source.is_dir() else shutil.copyfile(source, part)
        part.rename(target)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True) if part.is_dir() else part.unlink(missing_ok=True)
        raise
