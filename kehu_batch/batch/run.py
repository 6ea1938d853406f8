"""Processes drops one after another, each in a child process of its own."""

from __future__ import annotations

import gc
from dataclasses import dataclass, replace
from pathlib import Path

from kehu_batch.batch.delivery import publish, refuse_overwriting, staging_folder
from kehu_batch.batch.drops import Drop
from kehu_batch.batch.isolation import run_isolated
from kehu_batch.errors import KehuError
from kehu_batch.model.limits import DropLimits
from kehu_batch.model.outcome import DropRequest, Outcome

#: All that a drop needs; imported in the child only, so that the parent stays light.
_PIPELINE = "kehu_batch.pipeline"


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
    drop: Drop, request: DropRequest, output: Path | None, limits: DropLimits | None = None
) -> DropResult:
    """Process one drop in a child process and deliver its outputs; never raises a ``KehuError``.

    Args:
        drop: The drop.
        request: What is to be done with it.
        output: Folder that its outputs go to; ``None`` to write nothing.
        limits: What it may cost; the defaults where ``None``.
    """
    try:
        return DropResult(drop, output, outcome=_process(request, output, limits or DropLimits()))
    except KehuError as error:
        return DropResult(drop, output, error=error)


def _process(request: DropRequest, output: Path | None, limits: DropLimits) -> Outcome:
    if output is None:
        return _run_child(request, limits)
    with staging_folder(output) as stage:
        outcome = _run_child(replace(request, output=stage), limits)
        refuse_overwriting(request.files, (output / name for name in outcome.outputs.files))
        publish(stage, output)
    return outcome


def _run_child(request: DropRequest, limits: DropLimits) -> Outcome:
    size = sum(_size(path) for path in request.files)
    return run_isolated(
        _worker,
        request,
        seconds=limits.allowed_seconds(len(request.files), size),
        memory_bytes=limits.allowed_memory(size),
        subject="、".join(path.name for path in request.files),
        preload=_PIPELINE,
    )


def _size(path: Path) -> int:
    """Return a file's size; 0 where it is gone, which the reader will say."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _worker(request: DropRequest) -> Outcome:
    # A drop is millions of small objects that live until its end, and looking through them for cycles at the usual
    # pace takes a sixth of its time.
    gc.set_threshold(50_000, 20, 100)
    from kehu_batch.pipeline import process_drop

    return process_drop(request)
