"""The check and the hint of each column's cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from kehu_batch.policy.vocabulary import FieldKind
from kehu_batch.worksheets.forms import FormColumn

_FIRST_DAY = date(2000, 1, 1)
_LAST_DAY = date(2099, 12, 31)
_DAY_HINT = "例如 2023-11-05"
_MOMENT_HINT = "例如 2023-11-05 09:30"
_MONEY_HINT = "单位：元"
_MOST_YUAN = 1e12

#: Excel's limits of a list written into the check itself, and of a hint's title.
_LIST_LENGTH = 255
_TITLE_LENGTH = 32
_NOT_IN_A_LIST = re.compile('[,"]')


def validation_of(column: FormColumn, listed: str | None) -> dict[str, Any]:
    """Return the check of a column's cells, as xlsxwriter takes it; every column has at least its hint.

    Args:
        column: The column.
        listed: The formula of where its choices stand, if they do not fit into the check itself.
    """
    hint = {"input_title": column.header[:_TITLE_LENGTH], "input_message": hint_of(column)}
    if column.kind is FieldKind.DATE:
        example = _MOMENT_HINT if column.timed else _DAY_HINT
        return hint | {
            "validate": "date",
            "criteria": "between",
            "minimum": _FIRST_DAY,
            "maximum": _LAST_DAY,
            "error_type": "stop",
            "error_title": "不是日期",
            "error_message": f"请填 2000 年到 2099 年之间的日期，{example}。",
        }
    if column.kind is FieldKind.AMOUNT:
        return hint | {
            "validate": "decimal",
            "criteria": "between",
            "minimum": -_MOST_YUAN,
            "maximum": _MOST_YUAN,
            "error_type": "warning",
            "error_title": "不是数字",
            "error_message": "金额请只填数字，单位是元。",
        }
    if column.choices:
        return hint | {
            "validate": "list",
            "source": listed or list(column.choices),
            "show_error": not column.suggestion,
            "error_type": "warning",
            "error_title": "不在列表里",
            "error_message": "请尽量从下拉列表里选；确实没有合适的，可以保留现在填的内容。",
        }
    return hint | {"validate": "any"}


def hint_of(column: FormColumn) -> str:
    """Return how a column is filled, with an example of a date or the unit of an amount."""
    match column.kind:
        case FieldKind.DATE:
            return f"{column.how}。{_MOMENT_HINT if column.timed else _DAY_HINT}"
        case FieldKind.AMOUNT:
            return f"{column.how}。{_MONEY_HINT}"
        case _:
            return f"{column.how}。"


def fits_a_check(choices: Sequence[str]) -> bool:
    """Tell whether choices can be written into a check: short together, and without a character that parts them."""
    joined = ",".join(choices)
    length = len(joined.encode("utf-16-le")) // 2
    return length <= _LIST_LENGTH and not any(_NOT_IN_A_LIST.search(word) for word in choices)
