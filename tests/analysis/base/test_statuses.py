"""What a status word says: as the policy has it, with marks at its ends, and as somebody answered for it."""

from __future__ import annotations

import pandas as pd
import pytest
from support.small_drops import analyse_rows

from kehu_batch.analysis.base.statuses import is_closed
from kehu_batch.model.findings.question import DONE, Answer, Answers, QuestionKind
from kehu_batch.policy.answered_states import task_state_key, with_answered_states
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.schema import Policy


@pytest.mark.parametrize("word", ["√", "已对接。", "nice!", "已对接"])
def test_an_answer_for_a_status_counts_as_it_is_written(word: str) -> None:
    statuses, policy = pd.Series([word, None]), load_policy().policy
    assert is_closed(statuses, policy.follow_ups).tolist() == [False, False]
    key = task_state_key(word)
    answers = Answers({(QuestionKind.TASK_STATE, key): Answer(QuestionKind.TASK_STATE, key, DONE)})
    assert is_closed(statuses, with_answered_states(policy, answers).follow_ups).tolist() == [True, False]


def test_marks_at_the_ends_change_no_word() -> None:
    statuses = pd.Series(["已完成。", "√已完成", "未完成。"])
    assert is_closed(statuses, load_policy().policy.follow_ups).tolist() == [True, True, False]


ISSUES = ["发票开错", "设备漏油", "物流太慢", "发票未寄", "无", "价格偏高"]
STATES = ["√", "×", "转二线", "已解决", "不适用", "☑"]


def asked_of(states: list[str], policy: Policy) -> tuple[float | None, list[str]]:
    rows = [
        {
            "customer_id": f"A{place}",
            "called_on": "2023-11-06",
            "pending_issues": issue,
            "resolution_status": state,
        }
        for place, (issue, state) in enumerate(zip(ISSUES, states, strict=True))
    ]
    analysis = analyse_rows({"callbacks": rows}, policy, period="2023-11", as_of="2023-11-30")
    assert analysis.issues is not None
    unknown = [one.value for one in analysis.quality.findings if one.code == "KB509"]
    return analysis.issues.resolution_rate, unknown


def test_a_state_of_an_issue_that_nobody_knows_is_told_and_counts_by_its_answer() -> None:
    policy = load_policy().policy
    # Of five issues three are solved; 不适用 stands where there is nothing to solve.
    assert asked_of(STATES, policy) == (3 / 5, ["转二线"])
    key = task_state_key("转二线")
    answers = Answers({(QuestionKind.TASK_STATE, key): Answer(QuestionKind.TASK_STATE, key, DONE)})
    assert asked_of(STATES, with_answered_states(policy, answers)) == (4 / 5, [])


def test_states_of_issues_that_say_that_they_are_open_are_known() -> None:
    states = ["否", "处理中", "☐", "False", "", "未"]
    assert asked_of(states, load_policy().policy) == (0.0, [])
