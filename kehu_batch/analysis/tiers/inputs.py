"""What a scheme of tiers may ask of a customer, by code: measures of its rows, and fields of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.calendar_months import window_opening
from kehu_batch.analysis.base.days import (
    Days,
    customers_of_keys,
    days_between,
    days_of_keys,
    is_dated,
    keys_of,
    newest_of_each,
    to_days,
)
from kehu_batch.analysis.base.events import newest_positions
from kehu_batch.analysis.base.snapshot import Codes, Counts, Mask, Snapshot
from kehu_batch.analysis.tiers.spend import Spend, sum_by_customer
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.sections.tiers import input_label, input_unit
from kehu_batch.records import dataclass, field, replace
from kehu_batch.wording.numbers import format_number, format_share, format_yuan

Numbers = npt.NDArray[np.int64] | npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TierInput:
    """One input, for every customer in the order of ``Dataset.customers``.

    Args:
        code: Its code in the policy.
        label: Its Chinese name, as this drop gives it: spend taken from the ledger is 年合作金额.
        unit: ``元`` (numbers are fen), ``比例``, a counting word, or ``""`` for words.
        known: Whether there is a value.
        absent: Whether there is not even a place for one: no such column, no such table.
        numbers: Numbers; 0 where not known. Empty for words.
        texts: Words as written; missing where not known. Empty for numbers.
        parts: Numerator and denominator of a rate.
        column: The ledger's field where a blank cell is a defect; ``None`` for what is computed.
    """

    code: str
    label: str
    unit: str
    known: Mask
    absent: Mask
    numbers: Numbers = field(default_factory=lambda: np.empty(0))
    texts: pd.Series = field(default_factory=lambda: pd.Series([], dtype="str"))
    parts: tuple[Counts, Counts] | None = None
    column: str | None = None

    def show(self, places: npt.NDArray[np.intp]) -> list[str]:
        """Return values as a reason shows them, each distinct one written once; a rate with its fraction."""
        if self.unit == "":
            return [f"“{word}”" for word in self.texts.to_numpy(dtype=object)[places]]
        if self.parts is not None:
            pairs = zip(self.parts[0][places].tolist(), self.parts[1][places].tolist(), strict=True)
            values = self.numbers[places].tolist()
            return [
                f" {show_number(value, self.unit)}（{f'{part}/{whole}' if whole else '没有成交'}）"
                for value, (part, whole) in zip(values, pairs, strict=True)
            ]
        distinct, position = np.unique(self.numbers[places], return_inverse=True)
        written = [f" {show_number(value, self.unit)}" for value in distinct.tolist()]
        return [written[place] for place in position.tolist()]


def show_number(value: float, unit: str) -> str:
    """Return a number of an input as people read it; fen as yuan, a share as a percentage."""
    if unit == "元":
        return format_yuan(int(value))
    if unit == "比例":
        return format_share(float(value))
    return format_number(float(value), 0 if float(value).is_integer() else 1)


class Inputs:
    """The inputs of one day, each computed when it is first asked for."""

    def __init__(self, snapshot: Snapshot, spend: Spend, policy: Policy) -> None:
        self.snapshot = snapshot
        self.spend = spend
        self.lifetime = measure_lifetime(snapshot, spend)
        #: Full mark of the policy's scale; a callback's score is a share of its own full mark.
        self.full_mark = policy.satisfaction.scale_max
        self._opening = window_opening(snapshot.as_of, policy.tiers.window_months)
        self._months = policy.tiers.window_months
        self._held: dict[str, TierInput] = {}

    def get(self, code: str) -> TierInput:
        """Return an input by its code."""
        if code not in self._held:
            measure = _MEASURES.get(code)
            self._held[code] = _of_ledger(self.snapshot, code) if measure is None else measure(self)
        return self._held[code]

    def money(self, code: str, amount: Spend, label: str) -> TierInput:
        """Return an amount as an input: from orders, else the ledger's annual amount under its own name."""
        if amount.by_orders:
            nowhere = np.zeros(len(amount.fen), dtype=np.bool_)
            return TierInput(code, label, "元", amount.known, nowhere, amount.fen)
        return replace(_of_ledger(self.snapshot, "annual_amount"), code=code)

    def deal_days(self, *, ever: bool = False) -> tuple[Codes, Days]:
        """Return customer and day of each deal of the window, or ever: a day with an order of a positive amount."""
        orders = self.snapshot.rows("orders", "customer", "ordered_on", "amount")
        customers, days = orders["customer"].to_numpy(dtype=np.int64), to_days(orders["ordered_on"])
        dealt = (customers >= 0) & (orders["amount"].fillna(0) > 0).to_numpy()
        dealt &= ever | (days > self._opening)
        keys = np.unique(keys_of(customers[dealt], days[dealt]))
        return customers_of_keys(keys), days_of_keys(keys)

    def deals(self) -> Counts:
        """Return each customer's deals in the window."""
        return np.bincount(self.deal_days()[0], minlength=self.snapshot.customer_count)

    def complaints(self) -> Counts:
        """Return each customer's complaints in the window."""
        rows = self.snapshot.rows("complaints", "customer", "received_at")
        customers, days = rows["customer"].to_numpy(dtype=np.int64), to_days(rows["received_at"])
        counted = customers[(customers >= 0) & (days > self._opening)]
        return np.bincount(counted, minlength=self.snapshot.customer_count)

    def newest_answer(self, column: str) -> tuple[npt.NDArray[np.float64], Mask]:
        """Return each customer's newest number in a column of the window's callbacks, and whether there is one."""
        rows = self.snapshot.rows("callbacks", "customer", "called_on", column)
        customers, days = rows["customer"].to_numpy(dtype=np.int64), to_days(rows["called_on"])
        answered = rows[column].notna().to_numpy() & (days > self._opening)
        newest = newest_positions(customers, days, answered, self.snapshot.customer_count)
        values = np.append(rows[column].to_numpy(dtype=np.float64), np.nan)[newest]
        known = newest >= 0
        return np.where(known, values, 0.0), known

    def window_label(self, what: str) -> str:
        """Return a measure's name with the window, e.g. ``近12个月消费``."""
        return f"近{self._months}个月{what}"


def _of_ledger(snapshot: Snapshot, code: str) -> TierInput:
    values = snapshot.ledger_values(code)
    known, absent = values.notna().to_numpy(), ~has_column(snapshot, code)
    label, unit = input_label(code), input_unit(code)
    if not unit:
        return TierInput(code, label, "", known, absent, texts=values, column=code)
    numbers = values.fillna(0).to_numpy(dtype=np.int64 if unit == "元" else np.float64)
    return TierInput(code, label, unit, known, absent, numbers, column=code)


def has_column(snapshot: Snapshot, field: str) -> Mask:
    """Return which customers stand in a part of the ledger that has the column."""
    ledger = snapshot.dataset.table("ledger")
    rows = snapshot.ledger_rows()
    if ledger is None:
        return np.zeros(len(rows), dtype=np.bool_)
    present = np.array(
        [region.column_of(field) is not None for region in snapshot.dataset.regions], dtype=np.bool_
    )
    known = present[ledger["region"].to_numpy(dtype=np.int64)]
    return np.append(known, False)[rows]


def _spend(inputs: Inputs) -> TierInput:
    return inputs.money("spend", inputs.spend, inputs.window_label("消费"))


def _lifetime(inputs: Inputs) -> TierInput:
    return inputs.money("lifetime", inputs.lifetime, input_label("lifetime"))


def _counted(code: str, label: str, counts: Counts, *, told: bool) -> TierInput:
    known = np.full(len(counts), told, dtype=np.bool_)
    return TierInput(code, label, input_unit(code) or "次", known, ~known, counts.astype(np.float64))


def _deals(inputs: Inputs) -> TierInput:
    label = inputs.window_label("成交天数")
    return _counted("deals", label, inputs.deals(), told=inputs.spend.by_orders)


def _complaints(inputs: Inputs) -> TierInput:
    told = inputs.snapshot.dataset.table("complaints") is not None
    return _counted("complaints", inputs.window_label("投诉次数"), inputs.complaints(), told=told)


def _rate(code: str, numerators: Counts, denominators: Counts, known: Mask) -> TierInput:
    shares = np.where(known, numerators / np.maximum(denominators, 1), 0.0)
    parts = (numerators, denominators)
    return TierInput(code, input_label(code), "比例", known, ~known, shares, parts=parts)


def _repurchase_rate(inputs: Inputs) -> TierInput:
    """Return (deals − 1) ÷ deals of the window; 0 without a deal, where the orders cover the window."""
    deals = inputs.deals()
    known = np.full(len(deals), inputs.spend.by_orders, dtype=np.bool_)
    return _rate("repurchase_rate", np.maximum(deals - 1, 0), deals, known)


def _complaint_rate(inputs: Inputs) -> TierInput:
    """Return complaints ÷ deals of the window; not known without a deal, or without a table of complaints."""
    deals = inputs.deals()
    told = inputs.spend.by_orders and inputs.snapshot.dataset.table("complaints") is not None
    return _rate("complaint_rate", inputs.complaints(), deals, (deals > 0) & told)


def _answer(inputs: Inputs, code: str, column: str, factor: float = 1) -> TierInput:
    values, known = inputs.newest_answer(column)
    # 2.4 of 3 is four fifths, whatever floating point makes of it.
    return TierInput(
        code, input_label(code), input_unit(code) or "分", known, ~known, np.round(values * factor, 9)
    )


def _days_since_deal(inputs: Inputs) -> TierInput:
    customers, days = inputs.deal_days(ever=True)
    newest = newest_of_each(customers, days, inputs.snapshot.customer_count)
    known = is_dated(newest)
    values = days_between(newest, inputs.snapshot.day).astype(np.float64)
    return TierInput("days_since_deal", input_label("days_since_deal"), "天", known, ~known, values)


_MEASURES: Mapping[str, Callable[[Inputs], TierInput]] = {
    "spend": _spend,
    "lifetime": _lifetime,
    "deals": _deals,
    "complaints": _complaints,
    "repurchase_rate": _repurchase_rate,
    "complaint_rate": _complaint_rate,
    "recommendation": lambda inputs: _answer(inputs, "recommendation", "recommendation"),
    "satisfaction": lambda inputs: _answer(inputs, "satisfaction", "score", inputs.full_mark),
    "days_since_deal": _days_since_deal,
}


def measure_lifetime(snapshot: Snapshot, spend: Spend) -> Spend:
    """Measure what each customer spent in all recorded orders up to as_of, returns netted.

    Where the orders do not cover the window, spend itself stands in: it is then the ledger's annual amount.
    """
    if not spend.by_orders:
        return spend
    orders = snapshot.rows("orders", "customer", "amount")
    customers = orders["customer"].to_numpy(dtype=np.int64)
    named, priced = customers >= 0, orders["amount"].notna().to_numpy()
    count = snapshot.customer_count
    fen = orders["amount"].fillna(0).to_numpy(dtype=np.int64)
    return replace(
        spend,
        fen=sum_by_customer(customers[named], fen[named], count),
        unpriced=np.bincount(customers[named & ~priced], minlength=count),
    )
