"""Makes what is asked for of one drop (a handover, letters), in a child process as all drops are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from kehu_batch.batch.drops import Drop
from kehu_batch.batch.isolation import Worker
from kehu_batch.batch.run import PIPELINE
from kehu_batch.model.limits import DropLimits
from kehu_batch.model.outcome import DropRequest

if TYPE_CHECKING:
    from kehu_batch.worksheets.letters.render import LetterRequest  # loads what only letters need

Asked = TypeVar("Asked")
Made = TypeVar("Made")


def make_handover(drop: Drop, request: DropRequest, owner: str, limits: DropLimits | None = None) -> bytes:
    """Return the handover workbook of a person.

    Raises:
        KehuError: The drop cannot be read, or nobody of that name has a customer.
    """
    return _make(_hand_over, (request, owner), drop, limits)


def make_letters(
    drop: Drop, request: DropRequest, wanted: LetterRequest, limits: DropLimits | None = None
) -> dict[str, bytes]:
    """Return the workbooks by file name.

    Raises:
        KehuError: The drop cannot be read, or there is nobody to write to.
    """
    return _make(_write_letters, (request, wanted), drop, limits)


def _make(work: Callable[[Asked], Made], asked: Asked, drop: Drop, limits: DropLimits | None) -> Made:
    allowed = limits or DropLimits()
    size = sum(path.stat().st_size for path in drop.files)
    with Worker(PIPELINE) as worker:
        return worker.call(
            work,
            asked,
            seconds=allowed.allowed_seconds(len(drop.files), size),
            memory_bytes=allowed.allowed_memory(size),
            subject="、".join(path.name for path in drop.files),
        )


def _hand_over(asked: tuple[DropRequest, str]) -> bytes:
    from kehu_batch.pipeline import hand_over

    return hand_over(*asked)


def _write_letters(asked: tuple[DropRequest, LetterRequest]) -> dict[str, bytes]:
    from kehu_batch.pipeline import write_to_customers

    return write_to_customers(*asked)
