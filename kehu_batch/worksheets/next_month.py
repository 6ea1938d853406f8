"""Next month's callback worksheet: the blank one, filled with the customers due (docs/rules.md, 12)."""

from __future__ import annotations

import calendar
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.tables.dataset import EVENT_DATE, Dataset
from kehu_batch.model.tables.listed import list_values
from kehu_batch.model.tables.lookup import Positions, find_rows, look_up
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.taxonomy import Taxonomy
from kehu_batch.policy.vocabulary import FieldKind, Vocabulary
from kehu_batch.records import replace
from kehu_batch.sheet_writing.book import Value
from kehu_batch.wording.labels import NOBODY
from kehu_batch.worksheets.due_callbacks import DueCallback, list_due
from kehu_batch.worksheets.forms import (
    Form,
    FormColumn,
    NextMonthFile,
    NoteColumnFile,
    load_form,
    read_file,
)
from kehu_batch.worksheets.known_deals import last_deals, newest_products
from kehu_batch.worksheets.portfolio_sheet import is_missing
from kehu_batch.worksheets.render import render_form

_TABLE = "callbacks"
_NOT_TO_FILL = "不用填"
#: Fields that are carried over from the newest callback that has them.
_CARRIED = ("industry", "deal_history", "contact", "last_deal_on")


def next_worksheet_name(as_of: date) -> str:
    """Return the file name of the worksheet for the month after a day.

    Example:
        >>> next_worksheet_name(date(2023, 12, 31))
        '回访工作表_2024-01.xlsx'
    """
    return f"回访工作表_{month_after(as_of):%Y-%m}.xlsx"


def write_next_worksheet(
    analysis: Analysis,
    dataset: Dataset,
    policy: Policy,
    vocabulary: Vocabulary,
    taxonomy: Taxonomy,
    target: Path,
    *,
    stamp: str = "",
) -> dict[str, int]:
    """Write the callback worksheet of the month after as_of, one row a customer due, in priority order.

    Returns how many customers each person is to call, the most first; 未指定 where nobody is named.

    Known columns are filled; what a call gives is blank, so that a row not called is a planned callback not made.
    Why and what to ask stand in two columns at the right that are not read when the worksheet is dropped.

    Args:
        analysis: Obligations, issues, demands and tiers.
        dataset: Customers, ledger and callbacks.
        policy: Gives the words of the drop-down lists.
        vocabulary: Labels of the columns.
        taxonomy: Gives the issue types.
        target: File to write; one that is there is replaced.
        stamp: By which rules it is made, as its last note; blank for none.
    """
    month = month_after(analysis.period.as_of)
    file = read_file("next_month", NextMonthFile)
    form = _form(load_form(_TABLE, vocabulary, policy, taxonomy), file, month)
    if stamp:
        form = replace(form, notes=(*form.notes, stamp))
    due = list_due(analysis, _month_end(month), file.suggestions)
    if not due and (untold := why_nobody_is_due(analysis)):
        form = replace(form, notes=(f"{untold}，看不出下月该回访谁。", *form.notes))
    rows, owners = _rows(form, due, analysis, dataset, file.avoid)
    target.write_bytes(render_form(form, rows))
    counts = Counter(owner or NOBODY for owner in owners)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def why_nobody_is_due(analysis: Analysis) -> str:
    """Return why an empty worksheet does not mean that nobody is to be called; empty where it does."""
    return analysis.follow_ups.reasons.get("overdue", "")


def month_after(day: date) -> date:
    """Return the first day of the month after a day's."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _form(blank: Form, file: NextMonthFile, month: date) -> Form:
    added = (_column("reason", file.reason), _column("questions", file.questions))
    return replace(
        blank,
        title=file.title.format(year=month.year, month=month.month),
        notes=(*file.notes, *blank.notes),
        columns=(*blank.columns, *added),
    )


def _column(field: str, file: NoteColumnFile) -> FormColumn:
    return FormColumn(
        field=field,
        header=file.header,
        kind=FieldKind.TEXT,
        timed=False,
        width=file.width,
        how=file.how,
        needed=_NOT_TO_FILL,
        blank="不影响计算",
        example="",
        choices=(),
        suggestion=False,
    )


def _rows(
    form: Form, due: list[DueCallback], analysis: Analysis, dataset: Dataset, avoid: str
) -> tuple[list[tuple[Value, ...]], list[str]]:
    """Return the rows to call, made column by column, and who is to call in each."""
    if not due:
        return [], []
    known = _known([item.customer for item in due], analysis, dataset)
    preferences, owners = known.pop("preferences"), known.pop("owner")
    callers = [item.owner or str(owner) for item, owner in zip(due, owners, strict=True)]
    known["called_by"] = [*callers]
    known["notes"] = [
        "；".join(filter(None, [f"沟通偏好：{preference}" if preference else "", avoid]))
        for preference in preferences
    ]
    known["reason"] = ["\n".join(item.reasons) for item in due]
    known["questions"] = ["\n".join(item.questions) for item in due]
    blank: list[Value] = [""] * len(due)
    return list(zip(*(known.get(column.field, blank) for column in form.columns), strict=True)), callers


def _known(customers: list[int], analysis: Analysis, dataset: Dataset) -> dict[str, list[Value]]:
    """Return by field what the drop knows of each customer, blank where nothing; the ledger is asked before callbacks.

    A deal on record after the last one that people wrote down is told: the caller must not ask why nothing was bought.
    """
    wanted = np.array(customers, dtype=np.intp)
    names, rows = ("customer_id", "customer_name"), dataset.customers["ledger_row"].to_numpy()[wanted]
    known = {name: look_up(dataset.customers[name], wanted).tolist() for name in names}
    tiers = analysis.tiers.customers
    # The label as the department states it: the recomputed one would look like a change of the ledger.
    known["stated_tier"] = look_up(tiers["stated"], find_rows(tiers["customer"], wanted)).tolist()
    carried = _newest_callbacks(customers, dataset, analysis.period.as_of)
    for field in (*_CARRIED, "preferences", "owner"):
        known[field] = _from_ledger(rows, dataset, field)
        if field in carried:
            known[field] = _fill(known[field], carried[field].reindex(customers).tolist())
    known["last_deal_on"] = last_deals(wanted, analysis, known["last_deal_on"])
    products = newest_products(customers, dataset, analysis.period.as_of)
    known["deal_history"] = _fill(known["deal_history"], products.tolist())
    contacts = known.pop("contact")
    known["customer_name"] = [
        "/".join(part for part in pair if not is_missing(part))
        for pair in zip(known["customer_name"], contacts, strict=True)
    ]
    return {field: [_value(value) for value in values] for field, values in known.items()}


def _fill(values: list[Any], others: list[Any]) -> list[Any]:
    """Return values, another where one is missing."""
    return [other if is_missing(value) else value for value, other in zip(values, others, strict=True)]


def _value(value: object) -> Value:
    if isinstance(value, str):
        return value
    if is_missing(value):
        return ""
    return value.date() if isinstance(value, pd.Timestamp) else str(value)


def _newest_callbacks(customers: list[int], dataset: Dataset, as_of: date) -> pd.DataFrame:
    """Return for each customer the newest value of each carried field, up to as_of."""
    calls = dataset.table(_TABLE)
    if calls is None:
        return pd.DataFrame()
    made = EVENT_DATE[_TABLE]
    used = (
        (calls["excluded"] == "") & (calls[made] <= pd.Timestamp(as_of)) & calls["customer"].isin(customers)
    )
    newest = calls[used].sort_values(made, kind="stable")
    return newest.groupby("customer")[list(_CARRIED)].last()


def _from_ledger(rows: Positions, dataset: Dataset, field: str) -> list[Any]:
    ledger = dataset.table("ledger")
    if ledger is None or field not in ledger:
        return [None] * len(rows)
    return list_values(look_up(ledger[field], rows))
