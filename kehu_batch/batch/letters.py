"""Makes letters to customers from one drop, in a child process as all drops are."""

from __future__ import annotations

from kehu_batch.batch.drops import Drop
from kehu_batch.batch.isolation import Worker
from kehu_batch.batch.run import PIPELINE
from kehu_batch.model.limits import DropLimits
from kehu_batch.model.outcome import DropRequest
from kehu_batch.worksheets.letters.render import LetterRequest


def make_letters(
    drop: Drop, request: DropRequest, wanted: LetterRequest, limits: DropLimits | None = None
) -> dict[str, bytes]:
    """Return the workbooks by file name.

    Raises:
        KehuError: The drop cannot be read, or there is nobody to write to.
    """
    allowed = limits or DropLimits()
    size = sum(path.stat().st_size for path in drop.files)
    with Worker(PIPELINE) as worker:
        return worker.call(
            _work,
            (request, wanted),
            seconds=allowed.allowed_seconds(len(drop.files), size),
            memory_bytes=allowed.allowed_memory(size),
            subject="、".join(path.name for path in drop.files),
        )


def _work(asked: tuple[DropRequest, LetterRequest]) -> dict[str, bytes]:
    from kehu_batch.pipeline import write_to_customers

    return write_to_customers(*asked)
