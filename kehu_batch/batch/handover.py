"""Makes the handover workbook of a person from one drop, in a child process as all drops are."""

from __future__ import annotations

from kehu_batch.batch.drops import Drop
from kehu_batch.batch.isolation import Worker
from kehu_batch.batch.run import PIPELINE
from kehu_batch.model.limits import DropLimits
from kehu_batch.model.outcome import DropRequest


def make_handover(drop: Drop, request: DropRequest, owner: str, limits: DropLimits | None = None) -> bytes:
    """Return the handover workbook of a person.

    Raises:
        KehuError: The drop cannot be read, or nobody of that name has a customer.
    """
    allowed = limits or DropLimits()
    size = sum(path.stat().st_size for path in drop.files)
    with Worker(PIPELINE) as worker:
        return worker.call(
            _work,
            (request, owner),
            seconds=allowed.allowed_seconds(len(drop.files), size),
            memory_bytes=allowed.allowed_memory(size),
            subject="、".join(path.name for path in drop.files),
        )


def _work(asked: tuple[DropRequest, str]) -> bytes:
    from kehu_batch.pipeline import hand_over

    return hand_over(*asked)
