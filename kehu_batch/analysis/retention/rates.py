"""Repurchase and growth, of all customers and of the key ones (docs/rules.md, 9)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np

from kehu_batch.analysis.base.calendar_months import month_number, window_opening
from kehu_batch.analysis.base.days import ONE_DAY, Day, date_of, day_of, is_dated
from kehu_batch.analysis.base.snapshot import Mask, Snapshot
from kehu_batch.analysis.retention.deals import Deals, customers_since, sum_orders
from kehu_batch.model.figures.measure import BEFORE, NOW, PART, WHOLE
from kehu_batch.model.figures.measures import MEASURE_BY_CODE
from kehu_batch.model.period import Period
from kehu_batch.model.tables.telling import why_untold_beside
from kehu_batch.records import dataclass, field

_REPURCHASE, _GROWTH, _CORE_REPURCHASE, _CORE_LIFETIME = (
    MEASURE_BY_CODE[f"retention.{code}"]
    for code in ("repurchase_rate", "growth_rate", "core_repurchase_growth", "core_lifetime_growth")
)

NO_ORDERS = "没有订单明细"
_NO_DEALS = "窗口内没有成交"
_NO_CUSTOMERS = "期初没有客户"
_BLANK_STARTS = "没有订单明细，台账的合作开始时间都没有填写"
_SHORT = "订单明细没有覆盖上一年"
_NO_CORE = "没有重点客户"


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates of customers; a rate that is ``None`` has its reason.

    Args:
        repurchase: Customers with two deals in the window or more ÷ those with one or more.
        repeat: Its numerator.
        buying: Its denominator.
        core_repurchase: The same of the key customers, in this window and in the one before; ``None`` where nothing
            can be said of them.
        growth: Customers now against those before the period, relative.
        before: Customers at the end of the day before the period.
        now: Customers as of as_of.
        core_lifetime_fen: Lifetime value of the key customers, now and a year before; ``None`` likewise.
        reasons: Why a rate is ``None``.
    """

    repurchase: float | None
    repeat: int | None
    buying: int | None
    core_repurchase: tuple[Fraction, Fraction] | None
    growth: float | None
    before: int | None
    now: int | None
    core_lifetime_fen: tuple[int, int] | None
    reasons: dict[str, str] = field(default_factory=dict)

    @property
    def core_repurchase_growth(self) -> float | None:
        """Return by what share the key customers' repurchase rate is more than in the window before."""
        pair = self.core_repurchase
        return None if pair is None else _CORE_REPURCHASE.value({NOW: pair[0], BEFORE: pair[1]})

    @property
    def core_lifetime_growth(self) -> float | None:
        """Return by what share the key customers' lifetime value is more than a year before."""
        pair = self.core_lifetime_fen
        return None if pair is None else _CORE_LIFETIME.value({NOW: pair[0], BEFORE: pair[1]})


def measure_rates(snapshot: Snapshot, period: Period, deals: Deals, core: Mask, months: int) -> Rates:
    """Measure the rates; ``core`` says which customers are key."""
    reasons: dict[str, str] = {}
    opening = window_opening(snapshot.as_of, months)
    number = deals.number(opening)
    repeat, buying = int((number >= 2).sum()), int((number >= 1).sum())
    if not buying:
        reasons["repurchase_rate"] = _NO_DEALS if deals.recorded else NO_ORDERS
    before, now = _count_customers(snapshot, period, deals)
    if not before:
        reasons["growth_rate"] = _why_no_starts(snapshot) if before is None else _NO_CUSTOMERS
    return Rates(
        repurchase=_REPURCHASE.rate(repeat, buying),
        repeat=repeat if deals.recorded else None,
        buying=buying if deals.recorded else None,
        core_repurchase=_core_repurchase(snapshot, deals, core, months, reasons),
        growth=None if before is None or now is None else _GROWTH.value({NOW: now, BEFORE: before}),
        before=before,
        now=now,
        core_lifetime_fen=_core_lifetime(snapshot, deals, core, months, reasons),
        reasons=reasons,
    )


def _why_no_starts(snapshot: Snapshot) -> str:
    """Return why nobody can tell since when somebody is a customer."""
    untold = why_untold_beside(snapshot.dataset, ("orders",), {"signed_on"}, "合作开始时间")
    return untold or _BLANK_STARTS


def _count_customers(snapshot: Snapshot, period: Period, deals: Deals) -> tuple[int | None, int | None]:
    """Return the customers at the end of the day before the period and as of as_of; ``None`` without any source."""
    since = customers_since(snapshot, deals)
    known = is_dated(since)
    if not deals.recorded and not known.any():
        return None, None
    return int((since < day_of(period.first)).sum()), int(known.sum())


def _core_repurchase(
    snapshot: Snapshot, deals: Deals, core: Mask, months: int, reasons: dict[str, str]
) -> tuple[Fraction, Fraction] | None:
    """Return the key customers' repurchase rate and that of the window before, which is not 0."""
    opening = window_opening(snapshot.as_of, months)
    earlier = window_opening(date_of(opening), months)
    reason = _lacking(deals, core, earlier)
    old, new = (_rate(deals.number(*span)[core]) for span in ((earlier, opening), (opening, snapshot.day)))
    if not reason and not old:
        reason = "上一年重点客户没有复购"
    if reason or not old or new is None:
        reasons["core_repurchase_growth"] = reason or _NO_DEALS
        return None
    return new, old


def _rate(number: np.ndarray) -> Fraction | None:
    return _REPURCHASE.expression.value({PART: int((number >= 2).sum()), WHOLE: int((number >= 1).sum())})


def _lacking(deals: Deals, core: Mask, opening: Day) -> str:
    """Return why nothing can be said of a year before; ``""`` where the orders reach back to it."""
    if not deals.recorded:
        return NO_ORDERS
    if not core.any():
        return _NO_CORE
    covered = not np.isnat(deals.starts) and month_number(deals.starts) <= month_number(opening + ONE_DAY)
    return "" if covered else _SHORT


def _core_lifetime(
    snapshot: Snapshot, deals: Deals, core: Mask, months: int, reasons: dict[str, str]
) -> tuple[int, int] | None:
    """Return the key customers' lifetime value and that of a year before, which is above 0.

    A record that begins less than a window before that day would show its own growth, not the customers'.
    """
    then = window_opening(snapshot.as_of, 12)
    reason = _lacking(deals, core, window_opening(date_of(then), months))
    old = int(sum_orders(snapshot, until=then).fen[core].sum())
    new = int(sum_orders(snapshot).fen[core].sum())
    if not reason and old <= 0:
        reason = "上一年重点客户没有成交金额"
    if reason:
        reasons["core_lifetime_growth"] = reason
        return None
    return new, old


def window_start(snapshot: Snapshot, months: int) -> date:
    """Return the first day of the window."""
    return date_of(window_opening(snapshot.as_of, months) + ONE_DAY)
