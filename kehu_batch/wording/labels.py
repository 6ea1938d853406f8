"""Chinese names of what the code calls by a code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kehu_batch.model.figures.states import ClockName, DelayClass, ObligationState

#: What stands above the sentences of what to act on first.
ACT_FIRST = "先处理"
UNRATED = "未定级"
#: What a table by tier groups its rows by.
TIER_GROUPS = "按重新计算的等级，未定级的按原等级"
#: What a list of customers shows as the tier of each: the label as stated where there is none of the scheme.
TIER_SHOWN = "等级为重新计算的，未定级的写原等级"
#: The same where the stated label is told as the tier of the scheme that it stands for.
TIER_ALIASED = "等级为重新计算的，未定级的按原等级折算"
NOBODY = "未指定"
#: Stands where an amount could not be read: it is not 0.
UNREAD = "无法读取"
UNKNOWN = "未填写"
SOLVED = "已解决"
UNSOLVED = "未解决"

#: How a provision is reckoned.
PROVISION_METHODS: Mapping[str, str] = {"age": "账龄", "migration": "迁徙率"}

CLOCK_LABELS: Mapping[str, str] = {
    ClockName.PROMISE: "约定回访",
    ClockName.PLAN: "跟进计划",
    ClockName.CADENCE: "等级回访频率",
    ClockName.TOUCH: "1357 触达",
    ClockName.RESULT: "回访结果分类跟进",
    ClockName.RESPONSE: "投诉响应",
    ClockName.SOLUTION_PLAN: "投诉方案",
    ClockName.RESOLUTION: "投诉解决",
    ClockName.CONFIRMATION: "解决后回访",
}

#: Parts of the health score.
HEALTH_LABELS: Mapping[str, str] = {
    "recency": "距上次成交",
    "frequency": "成交次数",
    "satisfaction": "满意度",
    "complaints": "投诉",
    "payment": "回款",
}

#: Measures of the scorecard by owner.
SCORECARD_LABELS: Mapping[str, str] = {
    "callbacks_made": "回访完成",
    "promises_kept": "约定按期",
    "satisfaction": "满意度",
    "issues_resolved": "问题解决",
    "complaint_clocks": "投诉时限",
    "spend_growth": "消费增长",
    "collection": "回款及时",
    "accuracy": "数据准确",
}

#: Signals that put a customer on the list of those at risk, the most pressing first.
SIGNAL_LABELS: Mapping[str, str] = {
    "upset_overdue": "不满且逾期",
    "complaint_silence": "投诉后沉默",
    "silent": "沉默",
    "order_gap": "超过订单间隔",
    "new_no_order": "新客户未再下单",
    "falling_score": "评分下降",
}

#: What falls due in the coming month.
CARE_LABELS: Mapping[str, str] = {
    "contract_end": "合同到期",
    "birthday": "生日",
    "founding": "成立纪念日",
    "signing": "签约纪念日",
}

SEVERITY_LABELS: Mapping[str, str] = {DelayClass.HIGH: "高", DelayClass.MEDIUM: "中", DelayClass.LOW: "低"}
SEVERITY_ORDER: Mapping[str, int] = {one.value: rank for rank, one in enumerate(DelayClass)}


def table_label(table: str) -> str:
    """Return the Chinese name of a table; the code where there is none.

    Example:
        >>> table_label("balances")
        '应收余额表'
    """
    # Only here: what runs before a drop is read has labels to tell, and no tables yet.
    from kehu_batch.policy.vocabulary import load_vocabulary

    tables = load_vocabulary().tables
    return tables[table].label if table in tables else table


def spend_label(months: int, *, by_orders: bool = True) -> str:
    """Return what a customer's spend that tiers are told by is called.

    Args:
        months: The window, which the policy sets: it need not be a year.
        by_orders: Whether orders of the window tell it; else it is what the ledger has for a year.

    Example:
        >>> spend_label(12), spend_label(12, by_orders=False)
        ('近12个月消费', '年合作金额')
    """
    return f"近{months}个月消费" if by_orders else "年合作金额"


def unrecorded_text(unrecorded: Iterable[tuple[str, str]], no_log: str = "") -> str:
    """Return which further contacts nobody can judge, in words; blank where there is none.

    Args:
        unrecorded: Clock and name of each.
        no_log: Why there is no record of contacts at all; empty where there is one.

    Example:
        >>> unrecorded_text([("tier_cadence", "季度调研")])
        '季度调研：记录里没有一次写明是这种联系，无法判定有没有按期进行。'
    """
    names = "、".join(dict.fromkeys(name for _, name in unrecorded))
    why = no_log or "记录里没有一次写明是这种联系"
    return f"{names}：{why}，无法判定有没有按期进行。" if names else ""


def state_text(state: str, days_overdue: int = 0, days_late: int = 0) -> str:
    """Return an obligation's state with its days.

    Example:
        >>> state_text("逾期", 10), state_text("已完成(晚)", days_late=2), state_text("未到期")
        ('逾期10天', '已完成(晚2天)', '未到期')
    """
    if state == ObligationState.OVERDUE:
        return f"逾期{days_overdue}天" if days_overdue else "逾期不足1天"
    if state == ObligationState.DONE_LATE:
        return f"已完成(晚{days_late}天)" if days_late else "已完成(晚不足1天)"
    return state
