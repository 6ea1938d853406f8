"""One callback or follow-up in two workbooks: a person's own sheet and the department's (docs/rules.md, 1.12)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from kehu_batch.folding import fold_name, fold_text
from kehu_batch.model.findings.catalogue_lists import CONTACT_PERHAPS_TWICE, CONTACT_TWICE
from kehu_batch.model.findings.finding import Finding, FindingKind
from kehu_batch.model.tables.dataset import EVENT_DATE
from kehu_batch.model.tables.list_versions import OTHER_ROW
from kehu_batch.normalisation.cells.raw import RawColumn
from kehu_batch.normalisation.cells.text import cell_text
from kehu_batch.normalisation.dates.reading import read_date
from kehu_batch.normalisation.identity.names import is_masked
from kehu_batch.normalisation.lists.grouping import name_sides, several_groups
from kehu_batch.normalisation.lists.reporting import RowPlaces

#: What says which customer.
_GIVEN = frozenset({"customer_id", "customer_name", "contact", "customer"})
#: The hour of a call, among what its row says.
_HOUR = "hour"
_NAME = "customer_name"
#: Marks and spaces that no text differs by.
_MARKS = re.compile(r"[\s、，,。.；;：:！!“”\"'()（）\-]+")
#: A score says the same with its word and without it.
_SCORE = re.compile(r"^(\d+(?:\.\d+)?)分$")
#: A text that goes on in another workbook has so many characters at least.
_LONG = 4
#: So many cells say the same where it is perhaps the same call.
_MANY = 2

#: Where these differ, two calls of one day are two.
_TELLING = ("contact", _HOUR)

Cells = Mapping[str, str]


def settle_contacts(places: RowPlaces, columns: Mapping[str, RawColumn]) -> Iterator[Finding]:
    """Exclude each contact that another list has with the same cells or fuller ones; the frame changes in place.

    Args:
        places: The rows of callbacks or follow-ups.
        columns: Their cells by field.
    """
    frame, day = places.frame, EVENT_DATE[places.table]
    rows = frame[(frame["excluded"] == "") & (frame["customer"] >= 0)]
    keys = [name_sides(rows, places.regions), rows["customer"], rows[day]]
    for group in several_groups(rows, keys, dropna=False):
        yield from _settle(places, group.index.tolist(), columns)


def _settle(places: RowPlaces, rows: Sequence[int], columns: Mapping[str, RawColumn]) -> Iterator[Finding]:
    said = {row: said_in_row(places, row, columns) for row in rows}
    region = places.frame["region"]
    gone: set[int] = set()
    for one, other in combinations(rows, 2):
        if region[one] == region[other] or gone & {one, other}:
            continue
        if is_within(said[other], said[one]):
            gone.add(other)
            yield tell_contact(places, CONTACT_TWICE, (other, one), "这一次在{} 已有，只计那一行")
        elif is_within(said[one], said[other]):
            gone.add(one)
            yield tell_contact(places, CONTACT_TWICE, (one, other), "这一次在{} 写得更完整，只计那一行")
        elif are_like(said[one], said[other]):
            yield tell_contact(
                places, CONTACT_PERHAPS_TWICE, (other, one), "这一次与{} 只差一两格，两行都计入"
            )
    if gone:
        places.frame.loc[sorted(gone), "excluded"] = OTHER_ROW[places.table]


def said_in_row(places: RowPlaces, row: int, columns: Mapping[str, RawColumn]) -> Cells:
    """Return what a row says by field, so that spaces, marks and ways to write a day make no difference."""
    frame, day = places.frame, EVENT_DATE[places.table]
    hour = read_date(columns[day][row], reference=None).time if day in columns else None
    said = {} if hour is None else {_HOUR: hour.isoformat()}
    # Whom the call reached stands in a column of its own or behind the customer's name.
    contact = frame["contact"].iloc[row] if "contact" in frame else None
    said |= {} if pd.isna(contact) else {"contact": _MARKS.sub("", fold_text(contact))}
    # One id with two names is one customer; calls of two departments that number alike are none the less two.
    name = frame[_NAME].iloc[row] if _NAME in frame else None
    said |= {} if pd.isna(name) or is_masked(name) else {_NAME: fold_name(name)}
    for field, cells in columns.items():
        if field in _GIVEN or field == day:
            continue
        if field in frame and frame[field].dtype.kind == "M" and pd.notna(frame[field].iloc[row]):
            said[field] = str(np.datetime64(frame[field].iloc[row], "s"))
        else:
            text = _MARKS.sub("", fold_text(cell_text(cells[row]) or ""))
            said |= {field: _SCORE.sub(r"\1", text)} if text else {}
    return said


def is_within(one: Cells, other: Cells) -> bool:
    """Whether all that one row says another says too, be it at more length."""
    return all(_goes_on(text, other.get(field, "")) for field, text in one.items())


def _goes_on(text: str, longer: str) -> bool:
    return text == longer or (len(text) >= _LONG and (longer.startswith(text) or longer.endswith(text)))


def are_like(one: Cells, other: Cells) -> bool:
    """Whether two rows contradict each other in one cell at most and agree in several."""
    both = one.keys() & other.keys()
    # The customer's name is mostly equal where the customer is; it says nothing of the call.
    equal = sum(one[field] == other[field] for field in both if field != _NAME)
    unlike = sum(
        not _goes_on(one[field], other[field]) and not _goes_on(other[field], one[field]) for field in both
    )
    return equal >= _MANY and unlike <= 1


def are_apart(one: Cells, other: Cells) -> bool:
    """Whether two rows say that they are two calls: of two people, or at two hours."""
    return any(one.get(field) and other.get(field) and one[field] != other[field] for field in _TELLING)


def tell_contact(places: RowPlaces, kind: FindingKind, rows: tuple[int, int], text: str) -> Finding:
    """Return a finding at the first of two rows; ``{}`` of its text stands for the other's place."""
    day = EVENT_DATE[places.table]
    row, other = rows
    return Finding(
        kind,
        places.of(row, day),
        text.format(places.name(other, day)),
        "",
        places.table,
        day,
        places.customer(row),
    )
