"""The columns of every typed table, declared once: name, dtype, unit and meaning (docs/rules.md, 1.3).

Frames without rows are made from it, and a test holds the frames that normalisation makes to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

TEXT = "str"
DAY = "datetime64[s]"
MONEY = "Int64"
COUNT = "Int64"
NUMBER = "float64"
PLACE = "int64"
FLAG = "bool"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a typed table.

    Args:
        name: Its name: the field's code, or what is made of one.
        dtype: Its pandas dtype. Text, days and money may be missing.
        meaning: The usual header of its field, or what it holds.
        unit: E.g. ``fen``, ``day``, ``moment`` (a day with its time); empty where it has none.
    """

    name: str
    dtype: str
    meaning: str
    unit: str = ""


_LEADING = (
    Column("region", PLACE, "Region.id"),
    Column("source_row", PLACE, "Sheet row from 1"),
    Column("customer", PLACE, "Position in Dataset.customers; -1 where the row names none"),
    Column("excluded", TEXT, "Why the row does not count; empty where it does"),
)

#: Columns of each table.
FRAMES: Mapping[str, tuple[Column, ...]] = {
    "callbacks": (
        *_LEADING,
        Column("customer_id", TEXT, "客户编号"),
        Column("customer_name", TEXT, "客户名称/联系人"),
        Column("contact", TEXT, "联系人"),
        Column("industry", TEXT, "所属行业"),
        Column("stated_tier", TEXT, "客户等级"),
        Column("last_deal_on", DAY, "最近交易时间", "day"),
        Column("deal_history", TEXT, "历史合作项目/产品"),
        Column("called_on", DAY, "本次回访时间", "day"),
        Column("method", TEXT, "回访方式"),
        Column("called_by", TEXT, "回访人"),
        Column("summary", TEXT, "沟通核心内容摘要"),
        Column("result", TEXT, "回访结果"),
        Column("pending_issues", TEXT, "待解决问题"),
        Column("plan_owner", TEXT, "跟进负责人"),
        Column("plan_content", TEXT, "跟进内容"),
        Column("notes", TEXT, "备注"),
        Column("recommendation", NUMBER, "推荐意愿(0-10)", "0-10"),
        Column("issue_type", TEXT, "问题类型"),
        Column("resolution_status", TEXT, "解决状态"),
        Column("plan_due_on", DAY, "计划完成时间", "day"),
        Column("next_callback_on", DAY, "下次回访时间", "day"),
        Column("resolved_at", DAY, "解决时间", "day"),
        Column("feedback", TEXT, "客户反馈(满意度/建议/需求)"),
        Column("feedback_rest", TEXT, "What 客户反馈 says beside its score"),
        Column("score", NUMBER, "Share of the full mark", "share"),
        Column("score_raw", NUMBER, "The number given", "points"),
        Column("score_full_mark", NUMBER, "What it is of", "points"),
        Column("attempt", FLAG, "Nobody was reached"),
    ),
    "ledger": (
        *_LEADING,
        Column("customer_id", TEXT, "客户编号"),
        Column("customer_name", TEXT, "客户名称"),
        Column("contact", TEXT, "联系人"),
        Column("phone", TEXT, "联系方式"),
        Column("industry", TEXT, "所属行业"),
        Column("stated_tier", TEXT, "客户等级"),
        Column("manual_tier", TEXT, "人工定级"),
        Column("manual_tier_reason", TEXT, "人工定级理由"),
        Column("owner", TEXT, "负责人"),
        Column("signed_on", DAY, "合作开始时间", "day"),
        Column("annual_amount", MONEY, "年合作金额", "fen"),
        Column("annual_profit", MONEY, "年利润贡献", "fen"),
        Column("industry_position", TEXT, "行业地位"),
        Column("expansion_potential", TEXT, "扩展需求"),
        Column("referral_potential", TEXT, "转介绍能力"),
        Column("stability", TEXT, "合作稳定性"),
        Column("credit_rating", TEXT, "信用等级"),
        Column("credit_limit", MONEY, "信用额度", "fen"),
        Column("payment_terms", TEXT, "账期"),
        Column("receivable_balance", MONEY, "应收余额", "fen"),
        Column("last_contact_on", DAY, "最近沟通时间", "day"),
        Column("need_type", TEXT, "需求类型"),
        Column("follow_status", TEXT, "跟进状态"),
        Column("lifecycle_stage", TEXT, "客户阶段"),
        Column("contract_end_on", DAY, "合同到期日", "day"),
        Column("birthday_on", DAY, "生日", "day"),
        Column("founded_on", DAY, "成立日期", "day"),
        Column("reviewed_on", DAY, "资料更新时间", "day"),
        Column("loss_reason", TEXT, "流失原因"),
        Column("branch", TEXT, "分公司/区域"),
        Column("preferences", TEXT, "沟通偏好"),
        Column("tags", TEXT, "标签"),
        Column("notes", TEXT, "备注"),
        Column("credit_start", TEXT, "Where the payment terms count from"),
        Column("credit_months", COUNT, "Months of the payment terms", "months"),
        Column("credit_days", COUNT, "Days of the payment terms", "days"),
    ),
    "followups": (
        *_LEADING,
        Column("customer_id", TEXT, "客户编号"),
        Column("customer_name", TEXT, "跟进客户"),
        Column("followed_on", DAY, "跟进时间", "day"),
        Column("content", TEXT, "跟进内容"),
        Column("owner", TEXT, "负责人员"),
        Column("status", TEXT, "状态"),
        Column("attempt", FLAG, "Nobody was reached"),
    ),
    "orders": (
        *_LEADING,
        Column("order_id", TEXT, "订单编号"),
        Column("customer_id", TEXT, "客户编号"),
        Column("customer_name", TEXT, "客户名称"),
        Column("ordered_on", DAY, "下单日期", "day"),
        Column("product", TEXT, "产品"),
        Column("amount", MONEY, "订单金额", "fen"),
        Column("status", TEXT, "订单状态"),
        Column("document_state", TEXT, "A DocumentState"),
    ),
    "complaints": (
        *_LEADING,
        Column("complaint_id", TEXT, "投诉编号"),
        Column("customer_id", TEXT, "客户编号"),
        Column("customer_name", TEXT, "客户名称"),
        Column("received_at", DAY, "投诉时间", "moment"),
        Column("content", TEXT, "投诉内容"),
        Column("issue_type", TEXT, "投诉类型"),
        Column("responded_at", DAY, "响应时间", "moment"),
        Column("planned_at", DAY, "方案时间", "moment"),
        Column("resolved_at", DAY, "解决时间", "moment"),
        Column("confirmed_at", DAY, "回访确认时间", "moment"),
        Column("owner", TEXT, "负责人"),
        Column("status", TEXT, "状态"),
    ),
    "invoices": (
        *_LEADING,
        Column("invoice_no", TEXT, "单据号"),
        Column("customer_id", TEXT, "客户编号"),
        Column("customer_name", TEXT, "客户名称"),
        Column("instalment", TEXT, "期数"),
        Column("instalment_key", TEXT, "Which instalment it is, equal however it is written"),
        Column("issued_on", DAY, "开票日期", "day"),
        Column("due_on", DAY, "到期日", "day"),
        Column("amount", MONEY, "应收金额", "fen"),
        Column("credit_amount", MONEY, "贷方金额", "fen"),
        Column("paid", MONEY, "已收金额", "fen"),
        Column("open_amount", MONEY, "未收金额", "fen"),
        Column("stated_age", TEXT, "账龄"),
        Column("disputed", MONEY, "争议金额", "fen"),
        Column("currency", TEXT, "币种"),
        Column("status", TEXT, "单据状态"),
        Column("direction", TEXT, "方向"),
        Column("document_state", TEXT, "A DocumentState"),
    ),
    "receipts": (
        *_LEADING,
        Column("receipt_no", TEXT, "回款单号"),
        Column("invoice_no", TEXT, "单据号"),
        Column("customer_id", TEXT, "客户编号"),
        Column("customer_name", TEXT, "客户名称"),
        Column("received_on", DAY, "回款日期", "day"),
        Column("amount", MONEY, "回款金额", "fen"),
        Column("currency", TEXT, "币种"),
        Column("status", TEXT, "单据状态"),
        Column("document_state", TEXT, "A DocumentState"),
    ),
    "balances": (
        *_LEADING,
        Column("customer_id", TEXT, "客户编号"),
        Column("customer_name", TEXT, "客户名称"),
        Column("receivable_balance", MONEY, "应收余额", "fen"),
        Column("credit_balance", MONEY, "贷方余额", "fen"),
        Column("overdue_balance", MONEY, "逾期金额", "fen"),
        Column("direction", TEXT, "方向"),
        Column("risk_grade", TEXT, "风险等级"),
        Column("as_of", DAY, "Day of the sheet", "day"),
    ),
}

#: One row a follow-up plan.
PLANS = (
    Column("callback", PLACE, "Position in callbacks"),
    *_LEADING[:3],
    Column("called_on", DAY, "When it was made", "day"),
    Column("owner", TEXT, "Who carries it out; several with 、 between them"),
    Column("due_on", DAY, "By when", "day"),
    Column("content", TEXT, "What is to be done"),
)


def column_of(table: str, name: str) -> Column:
    """Return the declaration of a column.

    Raises:
        KeyError: The table has no such column.
    """
    found = next((column for column in FRAMES[table] if column.name == name), None)
    if found is None:
        raise KeyError(f"{table}.{name}")
    return found


def empty_frame(columns: Iterable[Column]) -> pd.DataFrame:
    """Return a frame of some columns without rows.

    Example:
        >>> empty_frame([column_of("orders", "amount")]).dtypes.tolist()
        [Int64Dtype()]
    """
    return pd.DataFrame({column.name: pd.Series([], dtype=column.dtype) for column in columns})
