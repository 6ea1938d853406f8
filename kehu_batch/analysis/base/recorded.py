"""Which recorded months a drop may be compared with, and what they tell that its inputs do not (docs/rules.md, 4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from kehu_batch.folding import fold_name
from kehu_batch.model.figures.analysis import IssueFigures, SatisfactionFigures
from kehu_batch.model.figures.recorded import RecordedMonth, RecordedTier, is_restated
from kehu_batch.model.period import Period
from kehu_batch.records import replace

#: A drop of another name is of the same department where so many of its customers are this one's.
_ENOUGH_IN_COMMON = 0.5


def choose_months(
    recorded: Iterable[RecordedMonth], customers: pd.DataFrame, span: Period
) -> tuple[RecordedMonth, ...]:
    """Return the months before a period, oldest first, each with the reason where it may not be used.

    Args:
        recorded: What the history holds.
        customers: ``Dataset.customers``.
        span: The drop's period.
    """
    first = f"{span.first:%Y-%m}"
    known = _keys_of(customers)
    return tuple(
        _judge(month, known) for month in sorted(recorded, key=lambda one: one.month) if month.month < first
    )


def _judge(month: RecordedMonth, known: frozenset[str]) -> RecordedMonth:
    if month.refused:
        return month
    if not month.complete:
        return replace(month, refused="当时还没到月底")
    if not month.customers:
        return month
    common = sum(fold_name(text) in known for text in month.customers)
    if common < _ENOUGH_IN_COMMON * len(month.customers):
        return replace(
            month, refused=f"投递名与本次不同，且 {len(month.customers)} 户中只有 {common} 户在本次投递里"
        )
    return month


def mark_filling(
    recorded: Iterable[RecordedMonth],
    satisfaction: SatisfactionFigures | None,
    issues: IssueFigures | None,
) -> tuple[RecordedMonth, ...]:
    """Return the months, each with whether the inputs lack it, and what they now tell otherwise.

    Args:
        recorded: The months.
        satisfaction: Of the inputs.
        issues: Of the inputs.
    """
    counts = None if issues is None else issues.by_month.groupby("month")["count"].sum()
    found = {} if counts is None else {str(month): int(count) for month, count in counts.items()}
    return tuple(_mark(month, satisfaction, found) for month in recorded)


def _mark(
    month: RecordedMonth, satisfaction: SatisfactionFigures | None, issues: Mapping[str, int]
) -> RecordedMonth:
    own = None if satisfaction is None else satisfaction.by_month.get(month.month)
    if own is None or own.called == 0 or 2 * own.called < month.called:
        return replace(month, fills=True)
    now = {
        "satisfaction.called": float(own.called),
        "satisfaction.mean": own.mean,
        "satisfaction.csat": own.csat,
        "issues.total": float(issues.get(month.month, 0)),
    }
    changed = {
        code: (month.figures[code], value)
        for code, value in now.items()
        if value is not None and is_restated(value, month.figures.get(code))
    }
    return replace(month, restated=changed)


def match_tiers(
    recorded: Sequence[RecordedTier], customers: pd.DataFrame, names: Sequence[str]
) -> dict[int, str | None]:
    """Return the recorded tier of each customer of the drop that is among them, by its position.

    Customers are the same by their id, else, where one side has none, by the folded name; a name that several have
    tells nobody.

    Args:
        recorded: Id, name and tier of each.
        customers: ``Dataset.customers``.
        names: Tiers of the scheme; any other is taken for none.
    """
    by_id = {str(number): tier for number, _, tier in recorded if number}
    by_name: dict[str, list[tuple[str | None, str | None]]] = {}
    for number, name, tier in recorded:
        if name:
            by_name.setdefault(fold_name(name), []).append((number, tier))
    found: dict[int, str | None] = {}
    pairs = zip(customers["customer_id"].tolist(), customers["customer_name"].tolist(), strict=True)
    for place, (number, name) in enumerate(pairs):
        own = None if pd.isna(number) else str(number)
        if own in by_id:
            tier = by_id[own]
        else:
            same = [] if pd.isna(name) else by_name.get(fold_name(str(name)), [])
            if len(same) != 1 or (own is not None and same[0][0]):
                continue
            tier = same[0][1]
        found[place] = tier if tier in names else None
    return found


def _keys_of(customers: pd.DataFrame) -> frozenset[str]:
    columns = (customers[column].dropna().unique().tolist() for column in ("customer_id", "customer_name"))
    return frozenset(fold_name(str(text)) for column in columns for text in column)
