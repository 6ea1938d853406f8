"""Per-owner lists: what each person has open and which customers are in charge (docs/rules.md, 12)."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd

from kehu_batch.folding import fold_text
from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.period import Period
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.policy.vocabulary import FieldKind
from kehu_batch.sheet_writing.book import Value, add_sheet, open_book
from kehu_batch.wording.labels import (
    CLOCK_LABELS,
    NOBODY,
    SEVERITY_LABELS,
    SEVERITY_ORDER,
    TIER_SHOWN,
    state_text,
)
from kehu_batch.wording.numbers import format_day
from kehu_batch.worksheets.file_names import UniqueNames
from kehu_batch.worksheets.portfolio import Portfolio, fold_people, owners_of, take_portfolios
from kehu_batch.worksheets.portfolio_sheet import ListColumn, plain_values, write_list, write_portfolio
from kehu_batch.worksheets.styles import FormStyles

#: Folder of the lists, in the output folder.
FOLDER = "负责人清单"

_SHEET, _CUSTOMERS = "任务清单", "名下客户"
_TEXT, _DAY = FieldKind.TEXT, FieldKind.DATE
#: Columns of a list of tasks.
TASK_COLUMNS: tuple[ListColumn, ...] = (
    ("事项", 14, _TEXT),
    ("客户编号", 12, _TEXT),
    ("客户名称", 20, _TEXT),
    ("客户等级", 10, _TEXT),
    ("到期日", 12, _DAY),
    ("状态", 12, _TEXT),
    ("轻重", 7, _TEXT),
    ("内容", 40, _TEXT),
    ("责任人", 9, _TEXT),
    ("客户负责人", 11, _TEXT),
    ("出处", 26, _TEXT),
    ("完成日期", 12, _DAY),
    ("完成情况", 26, _TEXT),
)


def write_owner_lists(
    analysis: Analysis, dataset: Dataset, folder: Path, *, stamp: str = ""
) -> tuple[str, ...]:
    """Write one workbook for each person with something open or a customer in charge, and one for nobody's tasks.

    A list holds that person's tasks and customers only. Whose a task is follows from what was promised (docs/rules.md,
    6.8), and may be another than the customer's owner: both stand in the row. It is known as written by this program
    and never read as input.

    Args:
        analysis: Obligations as of the period's as_of.
        dataset: Customers, whose they are, and the contacts with them.
        folder: Output folder; the lists go into its subfolder ``负责人清单``.
        stamp: By which rules they are made, said under their title; blank for none.

    Returns:
        Paths relative to ``folder``, with ``/``, in the order of the names.
    """
    owners = owners_of(analysis, dataset)
    tasks = open_tasks(analysis.follow_ups.items, owners)
    names = UniqueNames()
    written = []
    people = _people([*tasks["owner"].unique(), *owners.dropna().unique()])
    rows_of = tasks.groupby(fold_people(tasks["owner"])).indices
    nothing = np.array([], dtype=np.int64)
    for person, portfolio in zip(people, take_portfolios(analysis, dataset, owners, people), strict=True):
        path = f"{FOLDER}/{names.take(person)}.xlsx"
        (folder / FOLDER).mkdir(parents=True, exist_ok=True)
        mine = tasks.take(np.asarray(rows_of.get(fold_text(person), nothing)))
        (folder / path).write_bytes(_render(person, mine, portfolio, analysis.period, stamp))
        written.append(path)
    return tuple(written)


def _people(names: Sequence[str]) -> list[str]:
    """Return each person once, in the spelling seen first, by name."""
    spelling: dict[str, str] = {}
    for name in names:
        spelling.setdefault(fold_text(str(name)), str(name))
    return sorted(spelling.values())


def open_tasks(items: pd.DataFrame, owners: pd.Series) -> pd.DataFrame:
    """Return what is open: overdue first by severity, then by due date; what has no date last.

    Args:
        items: Obligations; their ``owner`` is responsible.
        owners: Whose each customer is, by customer: becomes the column ``customer_owner``.
    """
    tasks = items[items["closed_on"].isna()]
    # Its own column: assigned a longer one, a frame without rows would take on that one's index.
    tasks = tasks.assign(
        owner=tasks["owner"].fillna(NOBODY), customer_owner=owners.reindex(tasks["customer"]).array
    )
    rank = tasks["severity"].map(dict(SEVERITY_ORDER)).fillna(len(SEVERITY_ORDER))
    return tasks.assign(rank=rank).sort_values(["rank", "due_on"], na_position="last", kind="stable")


def task_rows(tasks: pd.DataFrame) -> list[list[Value]]:
    """Return tasks as the rows of a list."""
    states = list(zip(tasks["state"].tolist(), tasks["days_overdue"].tolist(), strict=True))
    in_words = {pair: state_text(*pair) for pair in set(states)}
    blank: list[Value] = [""] * len(tasks)
    columns: list[list[Value]] = [
        [CLOCK_LABELS[clock] for clock in tasks["clock"].tolist()],
        *(_texts(tasks[name]) for name in ("customer_id", "customer_name", "tier")),
        plain_values(tasks["due_on"]),
        [in_words[pair] for pair in states],
        [SEVERITY_LABELS.get(severity, "") for severity in tasks["severity"].tolist()],
        *(_texts(tasks[name]) for name in ("content", "owner", "customer_owner")),
        [
            " ".join(str(part) for part in place if part)
            for place in zip(_texts(tasks["file"]), _texts(tasks["cell"]), strict=True)
        ],
        blank,
        blank,
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def _texts(values: pd.Series) -> list[Value]:
    return [value if isinstance(value, str) else "" for value in values.tolist()]


def _scope(owner: str, tasks: pd.DataFrame, period: Period, stamp: str) -> str:
    """Return the line below the heading: as of when, how many, and how many of customers of somebody else."""
    others = tasks["customer_owner"].dropna()
    count = int((fold_people(others) != fold_text(owner)).sum())
    parts = [
        f"截止日 {format_day(period.as_of)}，未完成 {len(tasks)} 项",
        f"其中 {count} 项的客户由别人负责（见“客户负责人”）" if count and owner != NOBODY else "",
        "完成后请记入跟进记录或回访工作表",
        stamp,
    ]
    return "；".join(filter(None, parts))


def _render(owner: str, tasks: pd.DataFrame, portfolio: Portfolio, period: Period, stamp: str) -> bytes:
    target = BytesIO()
    with open_book(target, title=f"{owner} {_SHEET}") as book:
        looks = FormStyles(book)
        titles = f"{owner}的任务清单", _scope(owner, tasks, period, stamp)
        write_list(add_sheet(book, _SHEET), looks, TASK_COLUMNS, task_rows(tasks), titles)
        if len(portfolio.customers):
            count = f"截止日 {format_day(period.as_of)}，名下客户 {len(portfolio.customers)} 户；{TIER_SHOWN}"
            titles = f"{owner}的{_CUSTOMERS}", count
            write_portfolio(add_sheet(book, _CUSTOMERS), looks, portfolio, titles)
    return target.getvalue()
