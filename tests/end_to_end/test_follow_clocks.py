"""Runs the cases of ``tests/cases/follow_clocks.toml``: one customer each, from cells to items."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from support.cases import load_cases
from support.small_drops import FollowedUp, follow_up_rows

from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.schema import Policy

CASES = load_cases("follow_clocks.toml")["case"]

_CALLBACK = {
    "date": "called_on",
    "next": "next_callback_on",
    "issues": "pending_issues",
    "by": "called_by",
    "solved_at": "resolved_at",
}
_FOLLOW_UP = {"date": "followed_on"}
_COMPLAINT = {"type": "issue_type"}
_COMPLAINT_CLOCKS = {"complaint_respond", "complaint_plan", "complaint_resolve", "post_solution"}
#: What is told in words, by the finding that tells it.
_FINDINGS = {
    "time order": "KB508",
    "calendar lacks 2035": "KB507",
    "date without a year cannot be placed": "KB206",
}


def _policy(case: dict[str, Any]) -> Policy:
    policy = load_policy(case.get("preset", "annual-spend")).policy
    follow_ups = policy.follow_ups.model_copy(update={"clocks": tuple(case["clocks"])})
    asked = {"clocks": case.get("complaint_clock", "1-24-48"), "hours": case.get("hours", "calendar")}
    complaints = policy.complaints.model_copy(update=asked)
    return policy.model_copy(update={"follow_ups": follow_ups, "complaints": complaints})


def _rows(rows: list[dict[str, Any]], names: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"customer_id": "C001", **{names.get(key, key): value for key, value in row.items()}} for row in rows
    ]


def _measure(case: dict[str, Any]) -> FollowedUp:
    # Another customer's ledger row makes the tables known where the case has next to nothing.
    ledger = [{"customer_id": "C001", **case["ledger"]}] if "ledger" in case else []
    tables: dict[str, list[dict[str, Any]]] = {
        "ledger": [*ledger, {"customer_id": "C999", "owner": "他人", "annual_amount": "500"}],
        "callbacks": _rows(case.get("callbacks", []), _CALLBACK),
        "followups": [
            *_rows(case.get("followups", []), _FOLLOW_UP),
            *({**row, "customer_id": "C999"} for row in _rows(case.get("others", []), _FOLLOW_UP)),
        ],
        "complaints": _rows(case.get("complaints", []), _COMPLAINT),
    }
    for rows in tables.values():
        for row in rows:
            if "annual_amount" in row:
                row["annual_amount"] = float(row["annual_amount"])
    return follow_up_rows(tables, _policy(case), period=case["period"], as_of=case["as_of"])


def _when(day: Any, moment: Any) -> str:  # noqa: ANN401 - a frame's cell
    if pd.notna(moment):
        return f"{moment:%Y-%m-%d %H:%M}"
    return "" if pd.isna(day) else f"{day:%Y-%m-%d}"


def _item(row: dict[Any, Any], *, complaint: bool) -> dict[str, Any]:
    state = "无法判定" if row["state"] == "期限不明" else row["state"]
    late, closed_late = row["working_days_overdue"], row["working_days_late"]
    working = late if state == "逾期" else closed_late
    item = {
        "clock": row["clock"],
        "due": _when(row["due_on"], row["due_at"]),
        "state": state,
        "days_late": row["days_overdue"] if state == "逾期" else row["days_late"],
        "working_days_late": -1 if pd.isna(working) else int(working),
        "severity": row["severity"] if isinstance(row["severity"], str) else "",
        "owner": row["owner"] if isinstance(row["owner"], str) else "",
        "closed_on": _when(row["closed_on"], row["closed_at"]),
    }
    if row["channel"]:
        item["channel"] = row["channel"]
    if complaint:
        item["result"] = _RESULTS[state]
    return item


_RESULTS = {
    "已完成": "met",
    "已完成(晚)": "missed",
    "逾期": "missed",
    "未到期": "pending",
    "今日到期": "pending",
    "无法判定": "undeterminable",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']} {case['name']}")
def test_items_of_the_clocks(case: dict[str, Any]) -> None:
    found = _measure(case)
    figures = found.figures
    known = found.tiers.customers
    unmet = pd.concat([figures.items, figures.quiet]).assign(days_late=0, working_days_late=0)
    met = figures.met.assign(days_overdue=0, working_days_overdue=0, severity=None)
    listed = pd.concat([unmet, met]).sort_values(["source_row", "number"], kind="stable")
    listed = listed[listed["customer"] == known["customer"][known["customer_id"] == "C001"].item()]
    complaint = bool(_COMPLAINT_CLOCKS & set(case["clocks"]))
    items = [_item(row, complaint=complaint) for row in listed.to_dict("records")]
    order = {clock: place for place, clock in enumerate(case["clocks"])}
    channels = ["新签", "线上", "电话", "上门", "高层回访", "季度调研", "每月深谈"]
    items.sort(key=lambda item: (order[item["clock"]], channels.index(item.get("channel", "新签"))))
    expected = sorted(case["expect"], key=lambda item: order[item["clock"]])
    assert items == expected
    if "unrecorded" in case:
        assert [name for _, name in figures.unrecorded] == case["unrecorded"]
    if "kept" in case:
        assert [figures.kept, figures.due] == case["kept"]
    codes = [finding.code for finding in found.findings]
    for told in case.get("findings", []):
        assert codes.count(_FINDINGS[told]) == 1
    assert date.fromisoformat(case["as_of"]) == found.period.as_of
