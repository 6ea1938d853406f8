"""Customers with several rows in the ledger: what agrees counts once, what differs is told (docs/rules.md, 1.11)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from kehu_batch.cells import cell_ref
from kehu_batch.model.findings.catalogue_values import LEDGER_ROWS_DIFFER
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.location import Location
from kehu_batch.model.tables.recognition import Region
from kehu_batch.policy.vocabulary import Field, FieldKind, TableKind
from kehu_batch.records import dataclass, replace
from kehu_batch.wording.numbers import format_yuan

#: Taken from the first row, and told where the others differ: one of them acts for the customer all the same.
_OF_FIRST = frozenset({"owner", "branch", "industry"})
#: What a customer may well have several of, a row each.
_OF_MANY = frozenset(
    {"contact", "phone", "birthday_on", "preferences", "tags", "notes", "need_type", "manual_tier_reason"}
)
#: What of several is the newest.
_NEWEST = frozenset({"last_contact_on"})
#: Columns that are made of another.
_MADE_OF = {"payment_terms": ("credit_start", "credit_months", "credit_days")}
_IDENTITY = frozenset({"customer_id", "customer_name"})
_MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class _Ledger:
    """The ledger while it is settled: its frame, its regions, and the positions of each customer's rows."""

    frame: pd.DataFrame
    regions: Sequence[Region]
    groups: Sequence[Sequence[int]]

    def place(self, row: int, code: str) -> Location:
        """Return where a field of a row stands."""
        region = self.regions[int(self.frame["region"].iloc[row])]
        return region.location(code, int(self.frame["source_row"].iloc[row]))

    def put(self, row: int, code: str, value: Any) -> None:  # noqa: ANN401  (a cell of any type)
        """Set a cell."""
        self.frame.iloc[row, list(self.frame.columns).index(code)] = value

    def unlike(self, code: str) -> Sequence[bool]:
        """Return for each customer whether a row says of a field what the first does not."""
        said = pd.factorize(self.frame[code])[0].tolist()
        return [any(said[row] not in {-1, said[group[0]]} for row in group) for group in self.groups]

    def customer(self, row: int) -> str:
        """Return the customer's id, else its name."""
        names = (self.frame[name].iloc[row] for name in ("customer_id", "customer_name"))
        return next((str(name) for name in names if pd.notna(name)), "")


def settle_ledger_rows(
    frame: pd.DataFrame, regions: Sequence[Region], table: TableKind, column_rows: int
) -> tuple[Finding, ...]:
    """Make the first of a customer's rows say what all of them say.

    A blank cell says nothing. A figure, a day, a tier or terms that differ are unknown, as of two columns of one
    field; the last contact is the newest.

    Args:
        frame: The ledger with ``customer``; cells of first rows are filled or made missing in place.
        regions: Regions by id.
        table: The ledger's vocabulary.
        column_rows: So many customers that differ in one field are one finding.

    Returns:
        A finding for each field of a customer that differs, at the cell that differs from those above it.
    """
    counted = (frame["customer"] >= 0) & (frame["excluded"] == "")
    several = frame[counted & frame["customer"].where(counted).duplicated(keep=False)]
    if several.empty:
        return ()
    rows = several.groupby("customer", sort=False).groups.values()
    ledger = _Ledger(frame, regions, [sorted(int(row) for row in group) for group in rows])
    findings: list[Finding] = []
    for code, item in table.fields.items():
        if code in frame and code not in _IDENTITY:
            unlike = [
                group for group, differs in zip(ledger.groups, ledger.unlike(code), strict=True) if differs
            ]
            told = [found for group in unlike if (found := _settle(ledger, group, item)) is not None]
            findings += told if len(told) < column_rows else [_of_column(told, item.label, regions)]
    return tuple(findings)


def _settle(ledger: _Ledger, group: Sequence[int], item: Field) -> Finding | None:
    """Settle one field of one customer; return a finding where its rows differ."""
    code, values = item.code, ledger.frame[item.code]
    said = [row for row in group if pd.notna(values.iloc[row])]
    if not said:
        return None
    differing = [row for row in said if values.iloc[row] != values.iloc[said[0]]]
    taken: int | None = said[0]
    if code in _NEWEST:
        taken = max(said, key=lambda row: values.iloc[row])
    elif differing and code not in _OF_FIRST | _OF_MANY:
        taken = None
    finding = None
    if differing and code not in _NEWEST | _OF_MANY:
        finding = _difference(ledger, [said[0], *differing], item)
    for name in (code, *_MADE_OF.get(code, ())):
        ledger.put(group[0], name, pd.NA if taken is None else ledger.frame[name].iloc[taken])
    return finding


def _difference(ledger: _Ledger, rows: Sequence[int], item: Field) -> Finding:
    values, show = ledger.frame[item.code], _shown(item.kind)
    places = [ledger.place(row, item.code) for row in rows]
    several_files = len({place.file for place in places}) > 1
    seen = [
        f"{place.file + ' ' if several_files else ''}{place.sheet}!{cell_ref(place.row, place.column)} "
        f"{show(values.iloc[row])}"
        for place, row in zip(places, rows, strict=True)
    ]
    shown = "、".join(seen[:_MOST_SHOWN]) + ("等" if len(seen) > _MOST_SHOWN else "")
    outcome = "用的是第一个" if item.code in _OF_FIRST else "没有用其中任何一个"
    customer = ledger.customer(rows[0])
    message = f"“{customer}”在台账里有多行，{item.label}不同：{shown}；{outcome}"
    value = show(values.iloc[rows[1]])
    return Finding(LEDGER_ROWS_DIFFER, places[1], message, value, "ledger", item.code, customer)


def _of_column(told: Sequence[Finding], label: str, regions: Sequence[Region]) -> Finding:
    """Return one finding for many customers, at the header of the column that has the first."""
    first = told[0]
    place = first.location
    region = next(
        (
            one
            for one in regions
            if place and one.file == place.file and one.sheet == place.sheet and one.table == "ledger"
        ),
        None,
    )
    if place is not None and region is not None:
        place = replace(place, row=region.header_row)
    message = f"{len(told):,} 个客户在台账里有多行，{label}不同。第一个：{first.message}"
    return Finding(first.kind, place, message, first.value, "ledger", first.field, count=len(told))


def _shown(kind: FieldKind) -> Callable[[Any], str]:
    if kind is FieldKind.AMOUNT:
        return lambda fen: format_yuan(int(fen))
    return (lambda day: f"{day:%Y-%m-%d}") if kind is FieldKind.DATE else str
