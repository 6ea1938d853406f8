"""What became of the drops of one round."""

from __future__ import annotations

from kehu_batch.batch.history.records import Record
from kehu_batch.errors import KehuError
from kehu_batch.records import dataclass, field


@dataclass(slots=True)
class Tally:
    """What became of the drops of one round.

    Args:
        records: Each drop that was brought to its end, in that order.
        errors: Each that was not, by its name in the inbox.
        waiting: Entries that were not taken yet, each with its reason.
        notes: What else people should know.
    """

    records: list[Record] = field(default_factory=list)
    errors: list[tuple[str, KehuError]] = field(default_factory=list)
    waiting: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
