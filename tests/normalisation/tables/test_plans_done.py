"""Plans whose own text says that they are done: nothing else tells of it, so the clock runs on, and it is told."""

from __future__ import annotations

import pytest
from support.typed_rows import read_rows

_CALL = {
    "customer_id": "A1",
    "called_on": "2023-11-05",
    "method": "电话",
    "called_by": "李强",
    "feedback": "5分",
}


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        ("王敏/11月10日前/发资料（已完成）", True),
        ("王敏/11月10日前/发资料 已办结", True),
        ("王敏/11月10日前/发资料√", True),
        ("已完成：王敏/11月10日前/发资料", True),
        ("王敏/11月10日前/发资料", False),
        ("王敏/11月10日前/完成方案", False),
        ("王敏/11月10日前/发已完成的报告", False),
        ("王敏/11月10日前/发资料（未完成）", False),
        ("王敏/11月10日前/核对是否已解决", False),
    ],
)
def test_a_plan_that_says_it_is_done_is_told(plan: str, told: bool) -> None:
    dataset = read_rows("callbacks", [{**_CALL, "plan": plan}])
    assert ("KB249" in {finding.code for finding in dataset.findings}) == told
