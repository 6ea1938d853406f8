"""Cells of a date that say that there is no such day: they are blank, and no date that could not be read."""

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
    ("field", "written", "codes"),
    [
        ("last_deal_on", "暂无交易", []),
        ("last_deal_on", "从未成交", []),
        ("last_deal_on", "很久以前", ["KB205"]),
        ("last_deal_on", "无需回访", ["KB205"]),
        ("next_callback_on", "无需回访", []),
        ("next_callback_on", "不用再打", []),
        ("next_callback_on", "暂无交易", ["KB205"]),
    ],
)
def test_that_there_is_none_is_an_answer(field: str, written: str, codes: list[str]) -> None:
    dataset = read_rows("callbacks", [{**_CALL, field: written}])
    assert dataset.tables["callbacks"][field].isna().all()
    assert [finding.code for finding in dataset.findings if finding.field == field] == codes
