"""Processes drops one after another, each in a child process of its own."""

from __future__ import annotations

import contextlib
import gc
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from kehu_batch.batch.delivery import publish, refuse_overwriting, staging_folder
from kehu_batch.batch.drops import Drop
from kehu_batch.batch.isolation import Worker
from kehu_batch.errors import InputRejected, KehuError
from kehu_batch.model.limits import DropLimits
from kehu_batch.model.outcome import DropRequest, Outcome
from kehu_batch.records import dataclass, replace

#: All that a drop needs; imported in the child only, so that the parent stays light.
PIPELINE = "kehu_batch.pipeline"

Signature = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class DropResult:
    """What became of one drop: an outcome, or the error that ended it.

    Args:
        drop: The drop.
        folder: Where its outputs are; ``None`` where nothing was to be written.
        outcome: Its outcome.
        error: Why it ended early.
    """

    drop: Drop
    folder: Path | None
    outcome: Outcome | None = None
    error: KehuError | None = None


def process(
    drop: Drop,
    request: DropRequest,
    output: Path | None,
    limits: DropLimits | None = None,
    *,
    protected: Sequence[Path] = (),
    worker: Worker | None = None,
) -> DropResult:
    """Process one drop in a child process and deliver its outputs; never raises a ``KehuError``.

    Args:
        drop: The drop.
        request: What is to be done with it.
        output: Folder that its outputs go to; ``None`` to write nothing.
        limits: What it may cost; the defaults where ``None``.
        protected: Files besides the drop's own that no output may take the place of: all else that the call reads.
        worker: Who computes it, of :data:`PIPELINE`; one of its own where ``None``.
    """
    try:
        with contextlib.nullcontext(worker) if worker is not None else Worker(PIPELINE) as able:
            outcome = _process(able, request, output, limits or DropLimits(), protected)
    except KehuError as error:
        return DropResult(drop, output, error=error)
    return DropResult(drop, output, outcome=outcome)


def _process(
    worker: Worker, request: DropRequest, output: Path | None, limits: DropLimits, protected: Sequence[Path]
) -> Outcome:
    before = signatures(request.files)
    if output is None:
        return compute(worker, request, limits)
    with staging_folder(output) as stage:
        outcome = compute(worker, replace(request, output=stage), limits)
        require_unchanged(before, outcome)
        refuse_overwriting([*request.files, *protected], stage, output)
        publish(stage, output)
    return outcome


def compute(worker: Worker, request: DropRequest, limits: DropLimits) -> Outcome:
    """Process one drop in a worker, within what it may cost.

    Raises:
        KehuError: Why it ended early.
    """
    size = sum(_size(path) for path in request.files)
    return worker.call(
        _work,
        request,
        seconds=limits.allowed_seconds(len(request.files), size),
        memory_bytes=limits.allowed_memory(size),
        subject="、".join(path.name for path in request.files),
    )


def signatures(files: Iterable[Path]) -> dict[Path, Signature | None]:
    """Return by what a change of each file is noticed: device, node, size and time; ``None`` for one that is gone."""
    return {path: _signature(path) for path in files}


def _signature(path: Path) -> Signature | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def require_unchanged(before: dict[Path, Signature | None], outcome: Outcome) -> None:
    """Refuse a drop of which a file was replaced or saved while it was processed.

    Raises:
        InputRejected: ``changed``, naming the file. One that was saved anew with the same bytes is none.
    """
    read = {item["sha256"] for item in outcome.summary["inputs"]}
    for path, was in before.items():
        if _signature(path) != was and _digest(path) not in read:
            raise InputRejected(
                f"{path.name} 在处理过程中被修改、替换或移走，本次没有输出任何结果",
                action="请等文件保存或复制完成后再运行一次",
                code="changed",
            )


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _size(path: Path) -> int:
    """Return a file's size; 0 where it is gone, which the reader will say."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _work(request: DropRequest) -> Outcome:
    # A drop is millions of small objects that live until its end, and looking through them for cycles at the usual
    # pace takes a sixth of its time.
    gc.set_threshold(200_000, 20, 100)
    from kehu_batch.pipeline import process_drop

    return process_drop(request)
