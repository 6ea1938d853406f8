"""States of tasks in more words than the policy lists."""

from __future__ import annotations

import pytest

from kehu_batch.folding import fold_text
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.task_states import read_task_state

RULES = load_policy().policy.follow_ups
DONE = frozenset(map(fold_text, (*RULES.closing_statuses, *RULES.closed_words)))
UNDONE = frozenset(map(fold_text, RULES.open_words))


@pytest.mark.parametrize(
    ("text", "done"),
    [
        *[(text, True) for text in (
            "已完成", "✅已办结", "已完成 3/15", "2024年3月15日已完成", "已解决（客户已确认）", "退款完成，工单关闭", "3-已关闭", "巳完成",
            "提前完成", "逾期3天完成", "100%完成", "已妥善处理，客户表示感谢", "Closed - Resolved", "已執行完畢", "维修完成。",
        )],
        *[(text, False) for text in (
            "跟进中...", "已响应，方案制定中", "基本完成，还差验收", "完成60%", "尚未完成", "末完成", "预计6月30日完成", "已完成，待客户确认",
            "转技术部跟进", "2-处理中", "執行中(60%)", "顺延到下周", "On-hold", "未开始", "还没处理", "已派单-王工", "拟 5/20 前解决",
        )],
        *[(text, None) for text in (
            "客户满意", "已解决，客户不认可", "见备注", "3月15日", "王敏", "已完成，但又坏了", "其他", "√√", "已寄样品",
        )],
    ],
)  # fmt: skip
def test_states_of_tasks(text: str, done: bool | None) -> None:
    assert read_task_state(text, DONE, UNDONE) is done


def test_words_of_the_policy_go_before_all_that_a_cell_may_say() -> None:
    assert read_task_state("跟进中", {"跟进中"}, frozenset()) is True
    assert read_task_state("已完成", frozenset(), {"已完成"}) is False
