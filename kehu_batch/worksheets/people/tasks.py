"""What is open with a person, as the rows of a list (docs/rules.md, 12)."""

from __future__ import annotations

import pandas as pd

from kehu_batch.policy.vocabulary import FieldKind
from kehu_batch.sheet_writing.book import Value
from kehu_batch.wording.labels import (
    CLOCK_LABELS,
    NOBODY,
    SEVERITY_LABELS,
    SEVERITY_ORDER,
    state_text,
)
from kehu_batch.worksheets.portfolio_sheet import ListColumn, plain_values

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


def open_tasks(items: pd.DataFrame, owners: pd.Series) -> pd.DataFrame:
    """Return what is open: overdue first by severity, then by due date; what has no date last.

    Args:
        items: Open obligations; their ``owner`` is responsible.
        owners: Whose each customer is, by customer: becomes the column ``customer_owner``.
    """
    # Its own column: assigned a longer one, a frame without rows would take on that one's index.
    tasks = items.assign(
        owner=items["owner"].fillna(NOBODY), customer_owner=owners.reindex(items["customer"]).array
    )
    rank = tasks["severity"].map(dict(SEVERITY_ORDER)).fillna(len(SEVERITY_ORDER))
    return tasks.assign(rank=rank).sort_values(["rank", "due_on"], na_position="last", kind="stable")


def task_rows(tasks: pd.DataFrame) -> list[list[Value]]:
    """Return tasks as the rows of a list."""
    return [list(row) for row in zip(*task_values(tasks), strict=True)]


def task_values(tasks: pd.DataFrame) -> list[list[Value]]:
    """Return what the columns of a list of tasks hold."""
    states = list(zip(tasks["state"].tolist(), tasks["days_overdue"].tolist(), strict=True))
    in_words = {pair: state_text(*pair) for pair in set(states)}
    blank: list[Value] = [""] * len(tasks)
    return [
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


def _texts(values: pd.Series) -> list[Value]:
    return [value if isinstance(value, str) else "" for value in values.tolist()]
