"""Figures of an earlier month as an earlier drop told them: for what the inputs of this one do not hold.

The history of a workspace supplies them (docs/rules.md, 4). They fill only months that the inputs lack, and are shown
as what they are: 按历史.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kehu_batch.records import dataclass, field, replace

#: Id, name and tier of a customer, each as it was told; the tier is ``None`` for 未定级.
RecordedTier = tuple[str | None, str | None, str | None]

#: Figures that stand on callbacks: where the inputs hold but a part of a month's callbacks, they tell another figure.
_OF_CALLBACKS = ("satisfaction.", "issues.", "follow_ups.")
#: Two values of one figure are the same up to what storing them may move.
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class RecordedMonth:
    """One month as an earlier drop told it.

    Args:
        month: ``YYYY-MM``.
        source: The drop, e.g. ``10月回访（第 2 版）``.
        sha256: Hash of all that the drop told.
        policy_sha256: Hash of the policy that it was computed by.
        figures: Figures by the code of their measure: shares as shares, money in fen.
        customers: Some of its customers by id, else by name, where it must be found out whether the drop is of the
            same department; empty where its name tells.
        tiers: Tiers at the month's end; empty where they are not at hand.
        complete: Whether the month was over when it was told.
        refused: Why it is not used, in Chinese; empty where it may be.
        fills: Whether the inputs lack the month: none of its callbacks, or under half of those that were recorded.
        restated: Figures of which the inputs now tell another value than was told then: then and now, by code.
    """

    month: str
    source: str
    sha256: str
    policy_sha256: str
    figures: Mapping[str, float]
    customers: tuple[str, ...] = ()
    tiers: tuple[RecordedTier, ...] = ()
    complete: bool = True
    refused: str = ""
    fills: bool = False
    restated: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def called(self) -> int:
        """Callbacks that were counted."""
        return int(self.figures.get("satisfaction.called", 0))


def under_policy(recorded: Iterable[RecordedMonth], sha256: str) -> tuple[RecordedMonth, ...]:
    """Return the months, those that were told by another policy marked as not to be used."""
    return tuple(
        month if month.policy_sha256 == sha256 else replace(month, refused="当时按另一套策略计算")
        for month in recorded
    )


def usable_months(recorded: Iterable[RecordedMonth]) -> dict[str, RecordedMonth]:
    """Return the months that may be used, by month."""
    return {month.month: month for month in recorded if not month.refused}


def settle_value(code: str, own: float | None, recorded: RecordedMonth | None) -> tuple[float | None, bool]:
    """Return a figure of an earlier month, and whether it is the recorded one.

    Args:
        code: Code of its measure.
        own: What the inputs tell; ``None`` where they do not.
        recorded: The month as recorded; ``None`` where it is not.

    Example:
        >>> month = RecordedMonth("2023-10", "10月回访", "", "", {"satisfaction.csat": 0.9}, fills=True)
        >>> settle_value("satisfaction.csat", 1.0, month), settle_value("satisfaction.mean", 4.5, month)
        ((0.9, True), (4.5, False))
    """
    told = None if recorded is None or recorded.refused else recorded.figures.get(code)
    if recorded is None or told is None:
        return own, False
    if own is None or (recorded.fills and code.startswith(_OF_CALLBACKS)):
        return told, True
    return own, False


def is_restated(own: float | None, told: float | None) -> bool:
    """Tell whether the inputs now tell another value of a month than was told then."""
    return own is not None and told is not None and abs(own - told) > _TOLERANCE * max(1.0, abs(told))
