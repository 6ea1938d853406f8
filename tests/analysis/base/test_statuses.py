"""What a status word says: as the policy has it, with marks at its ends, and as somebody answered for it."""

from __future__ import annotations

import pandas as pd
import pytest

from kehu_batch.analysis.base.statuses import is_closed
from kehu_batch.model.findings.question import DONE, Answer, Answers, QuestionKind
from kehu_batch.policy.answered_states import task_state_key, with_answered_states
from kehu_batch.policy.loading import load_policy


@pytest.mark.parametrize("word", ["√", "已对接。", "ok!", "已对接"])
def test_an_answer_for_a_status_counts_as_it_is_written(word: str) -> None:
    statuses, policy = pd.Series([word, None]), load_policy().policy
    assert is_closed(statuses, policy.follow_ups).tolist() == [False, False]
    key = task_state_key(word)
    answers = Answers({(QuestionKind.TASK_STATE, key): Answer(QuestionKind.TASK_STATE, key, DONE)})
    assert is_closed(statuses, with_answered_states(policy, answers).follow_ups).tolist() == [True, False]


def test_marks_at_the_ends_change_no_word() -> None:
    statuses = pd.Series(["已完成。", "√已完成", "未完成。"])
    assert is_closed(statuses, load_policy().policy.follow_ups).tolist() == [True, True, False]
