"""Oracle figures in the JSON form of DESIGN's ``payment_risk``, and their comparison with a program's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal, InvalidOperation

from .oracle import Figures, compute
from .positions import (
    MISSING,
    VOID,
    WRITTEN_OFF,
    fold_number,
    living_documents,
    named_numbers,
    undated_payment,
)
from .records import HOME, Book, period_bounds

Json = None | str | int | float | list["Json"] | dict[str, "Json"]

BOUND = ("outstanding", "credit_notes", "unallocated", "later_receipts", "net", "overdue")
"""Money named in DESIGN's excerpt or in the published cases."""

RATES = (
    "collection_timeliness",
    "collection_rate",
    "cei",
    "overdue_rate",
    "dso",
    "best_possible_dso",
    "average_days_delinquent",
    "weighted_days_late",
    "credit_use",
)
"""Ratios by our names; DESIGN binds only collection_timeliness, dso and cei."""

ROLLED = frozenset({"opening", "invoiced", "received", "collection_rate", "cei"})
DAYS = frozenset({"dso", "best_possible_dso", "average_days_delinquent"})
UNALLOCATED = frozenset({"unallocated", "unallocated_parts", "net"})
DATED = ROLLED | {"collection_timeliness"}


def money(amount: Decimal) -> str:
    """Write money as DESIGN does: a decimal string with two places."""
    return f"{amount:.2f}"


def as_json(book: Book, figures: Figures) -> dict[str, Json]:
    """Return the figures under DESIGN's names, customers by outstanding, largest first."""
    names = {one.key: one.name for one in book.customers}
    customers: list[Json] = [
        {
            "customer_id": key if book.layout.ids else None,
            "customer_name": names[key],
            "outstanding": money(one.outstanding),
            "overdue": money(one.overdue),
            "max_days_overdue": one.max_days_overdue,
        }
        for key, one in sorted(figures.customers.items(), key=lambda pair: (-pair[1].outstanding, pair[0]))
    ]
    tops = figures.concentration
    shares: Json = None
    if tops is not None:
        shares = {name: float(getattr(tops, name)) for name in ("top1", "top5", "top10", "hhi")}
    return {
        **{name: money(getattr(figures, name)) for name in BOUND},
        **{name: _number(getattr(figures, name)) for name in RATES},
        "buckets": {name: money(amount) for name, amount in figures.buckets.items()},
        "unallocated_parts": {name: money(amount) for name, amount in figures.unallocated_parts.items()},
        "foreign": [
            {"currency": name, "outstanding": money(amount)} for name, amount in figures.foreign.items()
        ],
        "concentration": shares,
        "customers": customers,
    }


def _number(value: Decimal | None) -> float | None:
    """Turn a ratio into JSON's number."""
    return None if value is None else float(value)


def open_choices(book: Book) -> dict[str, frozenset[str]]:
    """Name what this book exercises that DOMAIN leaves open, with the figures that hang on it."""
    living = [one for one in living_documents(book, book.as_of) if one.invoice.currency == HOME]
    named = named_numbers(book)
    undated = [one for one in living if undated_payment(one, named)]
    start, last = period_bounds(book.period)
    closing = compute(book)
    found = {
        "missing_due_in_rates": closing.buckets[MISSING] > 0,
        "credit_notes_in_flow": closing.credit_notes > 0,
        "issue_date_missing": any(one.invoice.issued_on is None for one in living),
        "as_of_inside_period": book.as_of < last,
        "no_payments_known": not named and not any(one.paid for one in book.invoices),
        "some_payments_undated": bool(undated) and any(one.number in named for one in living),
        "receipts_on_equal_rows": _receipts_on_equal_rows(book),
        "receipt_before_issue": _receipt_before_issue(book, (book.as_of, start - timedelta(days=1))),
        "receipt_names_dead_document": _receipt_names_dead(book),
        "written_off": any(one.status in WRITTEN_OFF for one in book.invoices),
    }
    return {name: TOUCHES[name] for name, there in found.items() if there}


TOUCHES: dict[str, frozenset[str]] = {
    "missing_due_in_rates": frozenset({"cei", "overdue_rate"}) | (DAYS - {"dso"}),
    "credit_notes_in_flow": ROLLED | DAYS,
    "issue_date_missing": DATED | DAYS,
    "as_of_inside_period": DATED | DAYS,
    "no_payments_known": DATED,
    "some_payments_undated": DATED,
    "receipts_on_equal_rows": DATED | UNALLOCATED | {"buckets", "overdue"},
    "receipt_before_issue": DATED | UNALLOCATED,
    "receipt_names_dead_document": DATED | UNALLOCATED,
    "written_off": ROLLED | DAYS,
}
"""Which figures each open choice may change; the README says what was chosen for each."""


def _receipts_on_equal_rows(book: Book) -> bool:
    """Tell whether a receipt names a number that stands on two equal rows."""
    named = named_numbers(book)
    seen = set()
    for one in book.invoices:
        if one in seen and fold_number(one.number) in named:
            return True
        seen.add(one)
    return False


def _receipt_before_issue(book: Book, days: tuple[object, ...]) -> bool:
    """Tell whether, as of one of the days, a receipt had come for an invoice not yet issued."""
    issued = {fold_number(one.number): one.issued_on for one in book.invoices}
    for one in book.receipts:
        day = issued.get(fold_number(one.number)) if one.number is not None else None
        if day is not None and any(one.received_on <= on < day for on in days):  # type: ignore[operator]
            return True
    return False


def _receipt_names_dead(book: Book) -> bool:
    """Tell whether a receipt names a void or written-off document."""
    dead = {fold_number(one.number) for one in book.invoices if one.status in VOID | WRITTEN_OFF}
    return bool(dead & named_numbers(book))


def compare(
    book: Book,
    program: Mapping[str, Json],
    *,
    strict: bool = False,
    names: Mapping[str, str] | None = None,
    tolerance: float = 0.00005,
) -> list[str]:
    """Return what differs between the oracle and a program's ``payment_risk``.

    Args:
        book: The book that the program read.
        program: The program's ``payment_risk`` object.
        strict: Also compare the figures that hang on a choice DOMAIN leaves open.
        names: Our name to the program's dotted path, where they differ; a name mapped to "" is left out.
        tolerance: What rounding may move in a ratio (a hundred times as much in a figure in days).
    """
    figures = compute(book)
    expected = as_json(book, figures)
    skipped = frozenset() if strict else frozenset().union(*open_choices(book).values())
    wrong: list[str] = []
    for name, value in expected.items():
        path = (names or {}).get(name, name)
        if path and name not in skipped and name != "customers":
            wide = tolerance * 100 if name in DAYS | {"weighted_days_late"} else tolerance
            wrong += _differences(name, value, look_up(program, path), wide)
    if "customers" not in skipped:
        wrong += _customer_differences(book, expected["customers"], program.get("customers"), skipped)
    return wrong


def look_up(document: Json | Mapping[str, Json], path: str) -> Json:
    """Follow a dotted path; what is not there reads as null."""
    here: object = document
    for key in path.split("."):
        here = here.get(key) if isinstance(here, Mapping) else None
    return here  # type: ignore[return-value]


def _differences(name: str, ours: Json, theirs: Json, tolerance: float) -> list[str]:
    """Compare one figure: objects by key, lists of currencies by currency, money exactly."""
    if isinstance(ours, dict):
        got = theirs if isinstance(theirs, Mapping) else {}
        return [
            line
            for key, value in ours.items()
            for line in _differences(f"{name}.{key}", value, got.get(key), tolerance)
        ]
    if isinstance(ours, list):
        return _differences(name, _by_currency(ours), _by_currency(theirs), tolerance)
    return [] if _same(ours, theirs, tolerance) else [f"{name}: oracle {ours!r}, program {theirs!r}"]


def _by_currency(rows: Json) -> Json:
    """Turn a list of {currency, outstanding} into an object."""
    found: dict[str, Json] = {}
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict):
            found[str(row.get("currency"))] = row.get("outstanding")
    return found


def _same(ours: Json, theirs: Json, tolerance: float) -> bool:
    """Compare null with null only, money as exact decimals (absent money is 0.00), ratios within tolerance."""
    if isinstance(ours, str):
        try:
            return Decimal(ours) == Decimal("0" if theirs is None else str(theirs))
        except InvalidOperation:
            return False
    if ours is None or theirs is None:
        return ours is None and theirs is None
    if isinstance(ours, int | float) and isinstance(theirs, int | float | str):
        return abs(float(ours) - float(theirs)) <= tolerance * max(1.0, abs(float(ours)))
    return False


def _customer_differences(book: Book, ours: Json, theirs: Json, skipped: frozenset[str]) -> list[str]:
    """Compare each customer's outstanding, overdue and longest delay; an absent customer owes nothing."""
    key = "customer_id" if book.layout.ids else "customer_name"
    mine, yours = _by_key(ours, key), _by_key(theirs, key)
    wrong = []
    for customer in sorted(mine.keys() | yours.keys()):
        for name in ("outstanding", "overdue", "max_days_overdue"):
            if name in skipped or (name == "max_days_overdue" and "overdue" in skipped):
                continue
            left, right = mine.get(customer, {}).get(name), yours.get(customer, {}).get(name)
            if Decimal(str(left or 0)) != Decimal(str(right or 0)):
                wrong.append(f"{customer}.{name}: oracle {left!r}, program {right!r}")
    return wrong


def _by_key(rows: Json, key: str) -> dict[str, dict[str, Json]]:
    """Index the customer rows by id or name."""
    listed = rows if isinstance(rows, list) else []
    return {str(row.get(key)): row for row in listed if isinstance(row, dict)}
