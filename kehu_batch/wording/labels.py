"""Chinese names of what the code calls by a code."""

from __future__ import annotations

from collections.abc import Mapping

#: Shown wherever a value that no guide gives decides something.
UNSET_DEFAULT = "默认值,请部门设定"

UNRATED = "未定级"
UNCLASSIFIED = "未归类"
NOBODY = "未指定"
UNKNOWN = "未填写"
SOLVED = "已解决"
UNSOLVED = "未解决"

TABLE_LABELS: Mapping[str, str] = {
    "callbacks": "回访工作表",
    "ledger": "客户台账",
    "followups": "跟进记录",
    "orders": "订单明细",
    "complaints": "投诉登记表",
    "invoices": "应收明细",
    "receipts": "回款明细",
    "balances": "应收余额/账龄表",
}

CLOCK_LABELS: Mapping[str, str] = {
    "promised_callback": "约定回访",
    "plan_deadline": "跟进计划",
    "tier_cadence": "等级回访频率",
    "touch_1357": "1357 触达",
    "result_cadence": "回访结果分类跟进",
    "complaint_respond": "投诉响应",
    "complaint_plan": "投诉方案",
    "complaint_resolve": "投诉解决",
    "post_solution": "解决后回访",
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

#: Names of policy keys whose shipped value a department should look at.
POLICY_LABELS: Mapping[str, str] = {
    "satisfaction.default_full_mark": "未写满分的评分按几分制",
    "satisfaction.words": "满意度用语折算（占满分）",
    "satisfaction.unranked_below": "评分少于几个不排名",
    "follow_ups.severity": "逾期严重程度（天）",
    "follow_ups.cadence": "各等级联系频率",
    "follow_ups.touch.new_months": "新签客户的月数（1357 触达）",
    "follow_ups.results.top_tiers": "最高几级算高价值（回访结果分类）",
    "complaints.working_from": "投诉按工作时间计时的上班时间",
    "complaints.working_to": "投诉按工作时间计时的下班时间",
    "issues.conversion_days": "需求转化窗口（天）",
    "issues.departments": "问题类型对应部门",
    "targets.near_shortfall": "“接近”的界线（与目标相差占目标的比例）",
    "tiers.tiers": "等级与金额线",
    "tiers.levels": "定级的程度用语",
    "tiers.axes": "判断高低的界线",
    "tiers.parts": "加权得分的权重与分数",
    "tiers.known_weight_min": "已知权重至少要有",
    "rfm.window_months": "RFM 统计窗口（月）",
    "rfm.quantiles": "RFM 分几档打分",
    "rfm.min_customers": "RFM 至少几户才打分",
    "rfm.segments": "RFM 客群的划分",
    "receivables.grades": "回款风险等级的界线",
    "receivables.dunning": "催款建议的天数",
    "receivables.amount_tolerance": "对账允许的差额（元）",
    "receivables.relative_tolerance": "对账允许的差额比例",
    "retention.silent_after_days": "距上次成交超过几天为沉默",
    "retention.lost_after_days": "距上次成交超过几天为流失",
    "retention.order_gap_alert_above": "距上次成交超过自己订单间隔中位数的几倍预警",
    "retention.falling_score_by": "最近两次评分下降几分预警",
    "retention.complaint_before_silence_days": "沉默前后几天内有投诉预警",
    "retention.review_months": "重点客户几个月复核一次资料",
    "retention.health.weights": "健康分各项权重",
    "retention.health.known_weight_min": "健康分有数据的权重少于几灰显",
    "lifecycle.new_days": "首次成交不超过几天为新客户",
    "scorecard.weights": "人员绩效各项权重",
    "scorecard.targets": "人员绩效各项目标",
    "scorecard.known_weight_min": "绩效总分有数据的权重少于几灰显",
    **HEALTH_LABELS,
    **SCORECARD_LABELS,
    "high_over": "高于此为高",
    "medium_over": "高于此为中",
}

SEVERITY_LABELS: Mapping[str, str] = {"high": "高", "medium": "中", "low": "低"}
SEVERITY_ORDER: Mapping[str, int] = {"high": 0, "medium": 1, "low": 2}


def state_text(state: str, days_overdue: int = 0, days_late: int = 0) -> str:
    """Return an obligation's state with its days.

    Example:
        >>> state_text("逾期", 10), state_text("已完成(晚)", days_late=2), state_text("未到期")
        ('逾期10天', '已完成(晚2天)', '未到期')
    """
    if state == "逾期":
        return f"逾期{days_overdue}天" if days_overdue else "逾期不足1天"
    if state == "已完成(晚)":
        return f"已完成(晚{days_late}天)" if days_late else "已完成(晚不足1天)"
    return state
