"""Brings a claimed drop to its end: outputs to their folder, inputs to theirs, one row to the history.

What is decided is written into the claim first. From then on whoever comes, after a crash at any point, does what is
left of it, and each step sees whether it was done.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kehu_batch.batch.delivery import unwritable
from kehu_batch.batch.history.database import History
from kehu_batch.batch.history.records import Record
from kehu_batch.batch.workspace.answers import Written, keep_answers
from kehu_batch.batch.workspace.claims import Claim
from kehu_batch.batch.workspace.layout import Workspace
from kehu_batch.batch.workspace.names import free_folder
from kehu_batch.errors import OutputError
from kehu_batch.model.outcome import SUMMARY_NAME
from kehu_batch.records import dataclass

_TRIES = 20


@dataclass(frozen=True, slots=True)
class SettlingPlan:
    """What becomes of a drop.

    Args:
        record: Its row in the history, folders still to be given.
        archive: Folder that its inputs are put under.
        name: What its folders are called.
        results: Folder that its outputs are put under; ``None`` where it has none.
        answers: Answers that it brought, to be kept for the drops to come.
    """

    record: Record
    archive: Path
    name: str
    results: Path | None = None
    answers: tuple[Written, ...] = ()


def settle(
    workspace: Workspace, history: History, claim: Claim, plan: SettlingPlan, stage: Path | None
) -> Record:
    """Carry out a plan and return the row as recorded.

    Args:
        workspace: The workspace.
        history: Its history.
        claim: The drop; it is gone at the end.
        plan: What is to be done.
        stage: The outputs, whole, on the filesystem of the results; ``None`` for none.

    Raises:
        OutputError: Something cannot be written. The drop is as it was, or will be finished by the next run.
    """
    try:
        for _ in range(_TRIES):
            written = _decide(workspace, claim, plan, stage)
            if stage is None or _deliver(stage, workspace.root / written["result"]):
                return _finish(workspace, history, claim, written)
    except OSError as error:
        raise unwritable(workspace.root, error) from error
    raise OutputError(
        f"“{plan.results}”下建不了结果文件夹", action="请检查该文件夹", code="output_unwritable"
    )


def _decide(workspace: Workspace, claim: Claim, plan: SettlingPlan, stage: Path | None) -> dict[str, Any]:
    plan.archive.mkdir(parents=True, exist_ok=True)
    archive = free_folder(plan.archive, plan.name)
    written: dict[str, Any] = {
        "record": plan.record.to_json(),
        "archive": archive.relative_to(workspace.root).as_posix(),
        "result": None,
        "mark": None,
        "answers": [list(answer) for answer in plan.answers],
    }
    if stage is not None and plan.results is not None:
        plan.results.mkdir(parents=True, exist_ok=True)
        written["result"] = free_folder(plan.results, plan.name).relative_to(workspace.root).as_posix()
        written["mark"] = digest_of(stage / SUMMARY_NAME)
    claim.write_plan(written)
    return written


def _deliver(stage: Path, target: Path) -> bool:
    """Rename the outputs in; tells whether the place was still free."""
    try:
        stage.rename(target)
    except OSError:
        if target.exists():
            return False
        raise
    return True


def finish_planned(
    workspace: Workspace, history: History, claim: Claim, written: Mapping[str, Any]
) -> Record | None:
    """Finish a drop that another process had decided; ``None`` where its outputs were not delivered yet.

    Raises:
        OutputError: Something cannot be written.
    """
    if written["result"] is not None and not is_delivered(workspace, written):
        return None
    try:
        return _finish(workspace, history, claim, written)
    except OSError as error:
        raise unwritable(workspace.root, error) from error


def is_delivered(workspace: Workspace, written: Mapping[str, Any]) -> bool:
    """Tell whether the outputs of a plan are where it says; not for one that has none."""
    if written["result"] is None:
        return False
    mark = workspace.root / written["result"] / SUMMARY_NAME
    return mark.is_file() and bool(digest_of(mark) == written["mark"])


def _finish(workspace: Workspace, history: History, claim: Claim, written: Mapping[str, Any]) -> Record:
    archive = workspace.root / written["archive"]
    if claim.files.is_dir():
        archive = move_folder(claim.files, archive)
    record = Record.from_json(
        {
            **written["record"],
            "archive_folder": archive.relative_to(workspace.root).as_posix(),
            "result_folder": written["result"] or written["record"]["result_folder"],
        }
    )
    keep_answers(workspace, history, written.get("answers", ()))
    history.add(record)
    claim.end()
    return record


def move_folder(source: Path, target: Path) -> Path:
    """Move a folder to where it does not exist yet, across filesystems too; returns where it is.

    Where the target exists and holds just the same, an earlier move was cut off before its source was removed.

    Raises:
        OSError: It cannot be moved; nothing is lost.
    """
    if target.exists():
        if _content(target) == _content(source):
            shutil.rmtree(source)
            return target
        target = free_folder(target.parent, target.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source.rename(target)
    except OSError:
        if not source.is_dir() or target.exists():
            raise
        _copy_over(source, target)
    return target


def _copy_over(source: Path, target: Path) -> None:
    partial = target.with_name(f".{target.name}.部分")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        shutil.copytree(source, partial)
        partial.rename(target)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    shutil.rmtree(source)


def _content(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): digest_of(path) for path in folder.rglob("*") if path.is_file()
    }


def digest_of(path: Path) -> str:
    """Return the hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
