"""The drops of one round in the order in which they are begun: the months of a department one after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from kehu_batch.batch.history.database import Horizon
from kehu_batch.batch.history.records import Record
from kehu_batch.batch.workspace.names import is_dated, month_of, series_of, undated


class _Titled(Protocol):
    @property
    def title(self) -> str: ...


class _Savable(_Titled, Protocol):
    @property
    def saved_at(self) -> int: ...


_Item = TypeVar("_Item", bound=_Titled)
_Saved = TypeVar("_Saved", bound=_Savable)


class RoundQueue(Generic[_Item]):
    """What is still to be begun in a round.

    Drops whose names tell months of one department stand side by side, earlier months first, and each waits for the one
    before it, whose figures it is compared with; versions of one thing wait for each other, too. All else comes in its
    order.

    Args:
        first: What comes before all else.
        ready: What is ready.
    """

    def __init__(self, first: Iterable[_Item], ready: Sequence[_Item]) -> None:
        self._items = deque([*first, *_in_order_of_months(ready)])

    def __bool__(self) -> bool:
        return bool(self._items)

    def take(self, computing: Iterable[str]) -> _Item | None:
        """Return the next that need not wait for another month of its department, or another version of it.

        Args:
            computing: Titles of the drops that are being computed.

        Returns:
            The item, which is no longer queued; ``None`` where all have to wait.
        """
        held = set(map(_line_of, computing))
        for item in self._items:
            if _line_of(item.title) not in held:
                self._items.remove(item)
                return item
        return None


def department_of(title: str) -> str | None:
    """Return what the drops of a department's months share in their names; ``None`` for a name that tells no month.

    Example:
        >>> department_of("2023年11月客户回访(2)"), department_of("客户回访")
        ('客户回访', None)
    """
    series = series_of(title)
    return undated(series) if is_dated(series) else None


def horizon(until: int, series: str, settled: Iterable[Record]) -> Horizon:
    """Return what a drop sees of the history: what was there when its round began, and its department's months since.

    So each sees the same, whichever is computed first, and by whom.

    Args:
        until: Number of the newest drop when the round began.
        series: Name that the drop's versions share.
        settled: What was settled in this round.
    """
    own = department_of(series)
    if own is None:
        return Horizon(until)
    return Horizon(until, tuple(record.id for record in settled if department_of(record.series) == own))


def _line_of(title: str) -> tuple[bool, str]:
    """Return what drops share of which one waits for the other: the department's name, or that of the one thing."""
    department = department_of(title)
    return department is not None, series_of(title) if department is None else department


def in_order_of_versions(items: Sequence[_Saved]) -> list[_Saved]:
    """Return the items in their order, but versions of one thing from the first one on, the last that was saved last.

    Names do not tell which is newer: a download of the mended file is called ``回访(2)``, a copy for a try ``回访 - 副本``.
    """
    groups: dict[str, list[_Saved]] = {}
    for item in items:
        groups.setdefault(series_of(item.title), []).append(item)
    return [item for group in groups.values() for item in sorted(group, key=lambda one: one.saved_at)]


def _in_order_of_months(items: Sequence[_Item]) -> list[_Item]:
    """Return the items in their order, but those of one department from the first one on, by year and month.

    Where one of them tells no year, the months alone decide.
    """
    groups: dict[str | int, list[_Item]] = {}
    for place, item in enumerate(items):
        department = department_of(item.title)
        groups.setdefault(place if department is None else department, []).append(item)
    return [item for group in groups.values() for item in sorted(group, key=_order_of(group))]


def _order_of(group: Sequence[_Item]) -> Callable[[_Item], tuple[int, int]]:
    has_years = all(month_of(item.title)[0] for item in group)

    def place(item: _Item) -> tuple[int, int]:
        year, month = month_of(item.title)
        return (year if has_years else 0), month

    return place
