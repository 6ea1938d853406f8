"""Which rows are attempts and which contacts, by the rule cases in tests/cases/attempts.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from support.typed_rows import read_row, read_rows

CASES = tomllib.loads((Path(__file__).parents[2] / "cases" / "attempts.toml").read_text(encoding="utf-8"))[
    "case"
]

FIELDS = {"issues": "pending_issues"}


def row_of(case: dict[str, Any]) -> pd.DataFrame:
    cells = {FIELDS.get(name, name): cell for name, cell in case["cells"].items()}
    event = "called_on" if case["table"] == "callbacks" else "followed_on"
    return read_row(case["table"], {"customer_id": "A001", event: "2023-11-05", **cells})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_row_is_an_attempt_where_it_says_so_and_nothing_else(case: dict[str, Any]) -> None:
    assert row_of(case)["attempt"].tolist() == [case["attempt"]]


@pytest.mark.parametrize(
    "cell",
    [
        "否",
        "失败",
        "未接通",
        "关机",
        "□接通 ☑未接通",
        "接通（ ）关机（√）",
        "×",
        "✘",
        False,
        "用户忙",
        "接通失败",
        "拒绝接听",
    ],
)
def test_a_result_column_tells_of_an_attempt(cell: object) -> None:
    row = read_row("callbacks", {"customer_id": "A001", "called_on": "2023-11-05", "result": cell})
    assert row["attempt"].tolist() == [True]


@pytest.mark.parametrize("cell", ["☑接通 □未接通", "□接通 □未接通", "☐", 0.0, True, "√"])
def test_what_a_result_column_offers_and_nobody_ticked_tells_of_none(cell: object) -> None:
    row = read_row("callbacks", {"customer_id": "A001", "called_on": "2023-11-05", "result": cell})
    assert row["attempt"].tolist() == [False]


@pytest.mark.parametrize(
    ("header", "cells", "told"),
    [
        ("接通状态", {"result": "客户挂断"}, ["KB240"]),
        ("是否接通", {"result": "放弃"}, ["KB240"]),
        ("接通状态", {"result": "已接通（本人）"}, []),
        ("接通状态", {"result": "用户忙"}, []),
        # What was said or scored tells that somebody was reached.
        ("接通状态", {"result": "客户挂断", "feedback": "嫌贵"}, []),
        ("接通状态", {"result": "客户挂断", "score": 2}, []),
        # A result tells what came of the call.
        ("回访结果", {"result": "再考虑"}, []),
    ],
)
def test_words_that_leave_open_whether_somebody_answered_are_told(
    header: str, cells: dict[str, Any], told: list[str]
) -> None:
    row = {"customer_id": "A001", "called_on": "2023-11-05", **cells}
    found = read_rows("callbacks", [row], headers={"result": header}).findings
    assert [finding.code for finding in found if finding.field == "result"] == told


@pytest.mark.parametrize(
    ("state", "cells", "made", "attempt"),
    [
        ("未回访", {}, False, False),
        ("待回訪", {}, False, False),
        ("否", {"feedback": "无"}, False, False),
        ("□已回访 ☑未回访", {}, False, False),
        ("已回访", {}, True, False),
        ("是", {}, True, False),
        ("×", {}, False, False),
        (False, {}, False, False),
        (True, {}, True, False),
        ("☐", {}, True, False),
        # What was scored or said tells that somebody has called.
        ("未完成", {"score": 4}, True, False),
        ("待处理", {"feedback": "发票还没收到"}, True, False),
        ("未接通", {}, True, True),
    ],
)
def test_a_state_tells_whether_a_callback_was_made(
    state: object, cells: dict[str, Any], made: bool, attempt: bool
) -> None:
    row = read_row(
        "callbacks", {"customer_id": "A1", "called_on": "2023-11-05", "call_state": state, **cells}
    )
    assert row["called_on"].notna().tolist() == [made]
    assert row["attempt"].tolist() == [attempt]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["√", "☐", "", "☑"], [False, True, False, False]),
        ([1.0, 0.0, 0.0], [False, True, True]),
        # What a code or a number of times means is not known.
        ([1.0, 0.0, 2.0], [False, False, False]),
        (["☐", "□"], [False, False]),
    ],
)
def test_empty_boxes_and_noughts_say_no_beside_ticks_only(cells: list[object], said: list[bool]) -> None:
    asked = {"result": "attempt", "call_state": "called_on"}
    for field, told in asked.items():
        rows = [
            {"customer_id": f"A{row}", "called_on": "2023-11-05", field: cell}
            for row, cell in enumerate(cells)
        ]
        frame = read_rows("callbacks", rows).table("callbacks")
        assert frame is not None
        assert (frame[told] if field == "result" else frame[told].isna()).tolist() == said
