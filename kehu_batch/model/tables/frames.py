"""The columns of every typed table, declared once: name, dtype, unit and meaning (docs/rules.md, 1.3).

Frames without rows are made from it, and a test holds the frames that normalisation makes to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import pandas as pd

from kehu_batch.records import dataclass

#: The unit of money: hundredths, as whole numbers.
FEN = "fen"

TEXT = "str"
DAY = "datetime64[s]"
MONEY = "Int64"
#: Money that is never missing.
KNOWN_MONEY = "int64"
COUNT = "Int64"
NUMBER = "float64"
PLACE = "int64"
FLAG = "bool"


@dataclass(frozen=True, slots=True)
class FrameColumn:
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
    FrameColumn("region", PLACE, "Region.id"),
    FrameColumn("source_row", PLACE, "Sheet row from 1"),
    FrameColumn("customer", PLACE, "Position in Dataset.customers; -1 where the row names none"),
    FrameColumn("excluded", TEXT, "Why the row does not count; empty where it does"),
)

#: Columns of each table.
FRAMES: Mapping[str, tuple[FrameColumn, ...]] = {
    "callbacks": (
        *_LEADING,
        FrameColumn("customer_id", TEXT, "客户编号"),
        FrameColumn("customer_name", TEXT, "客户名称/联系人"),
        FrameColumn("contact", TEXT, "联系人"),
        FrameColumn("industry", TEXT, "所属行业"),
        FrameColumn("stated_tier", TEXT, "客户等级"),
        FrameColumn("last_deal_on", DAY, "最近交易时间", "day"),
        FrameColumn("deal_history", TEXT, "历史合作项目/产品"),
        FrameColumn("called_on", DAY, "本次回访时间", "day"),
        FrameColumn("method", TEXT, "回访方式"),
        FrameColumn("called_by", TEXT, "回访人"),
        FrameColumn("summary", TEXT, "沟通核心内容摘要"),
        FrameColumn("result", TEXT, "回访结果"),
        FrameColumn("call_state", TEXT, "回访状态"),
        FrameColumn("pending_issues", TEXT, "待解决问题"),
        FrameColumn("plan_owner", TEXT, "跟进负责人"),
        FrameColumn("plan_content", TEXT, "跟进内容"),
        FrameColumn("notes", TEXT, "备注"),
        FrameColumn("recommendation", NUMBER, "推荐意愿(0-10)", "0-10"),
        FrameColumn("issue_type", TEXT, "问题类型"),
        FrameColumn("resolution_status", TEXT, "解决状态"),
        FrameColumn("plan_due_on", DAY, "计划完成时间", "day"),
        FrameColumn("next_callback_on", DAY, "下次回访时间", "day"),
        FrameColumn("resolved_at", DAY, "解决时间", "day"),
        FrameColumn("feedback", TEXT, "客户反馈(满意度/建议/需求)"),
        FrameColumn("feedback_rest", TEXT, "What 客户反馈 says beside its score"),
        FrameColumn("score", NUMBER, "Share of the full mark", "share"),
        FrameColumn("score_raw", NUMBER, "The number given", "points"),
        FrameColumn("score_full_mark", NUMBER, "What it is of", "points"),
        FrameColumn("attempt", FLAG, "Nobody was reached"),
    ),
    "ledger": (
        *_LEADING,
        FrameColumn("customer_id", TEXT, "客户编号"),
        FrameColumn("customer_name", TEXT, "客户名称"),
        FrameColumn("contact", TEXT, "联系人"),
        FrameColumn("phone", TEXT, "联系方式"),
        FrameColumn("industry", TEXT, "所属行业"),
        FrameColumn("stated_tier", TEXT, "客户等级"),
        FrameColumn("manual_tier", TEXT, "人工定级"),
        FrameColumn("manual_tier_reason", TEXT, "人工定级理由"),
        FrameColumn("owner", TEXT, "负责人"),
        FrameColumn("signed_on", DAY, "合作开始时间", "day"),
        FrameColumn("annual_amount", MONEY, "年合作金额", FEN),
        FrameColumn("annual_profit", MONEY, "年利润贡献", FEN),
        FrameColumn("industry_position", TEXT, "行业地位"),
        FrameColumn("expansion_potential", TEXT, "扩展需求"),
        FrameColumn("referral_potential", TEXT, "转介绍能力"),
        FrameColumn("stability", TEXT, "合作稳定性"),
        FrameColumn("credit_rating", TEXT, "信用等级"),
        FrameColumn("credit_limit", MONEY, "信用额度", FEN),
        FrameColumn("payment_terms", TEXT, "账期"),
        FrameColumn("receivable_balance", MONEY, "应收余额", FEN),
        FrameColumn("last_contact_on", DAY, "最近沟通时间", "day"),
        FrameColumn("need_type", TEXT, "需求类型"),
        FrameColumn("follow_status", TEXT, "跟进状态"),
        FrameColumn("lifecycle_stage", TEXT, "客户阶段"),
        FrameColumn("contract_end_on", DAY, "合同到期日", "day"),
        FrameColumn("birthday_on", DAY, "生日", "day"),
        FrameColumn("founded_on", DAY, "成立日期", "day"),
        FrameColumn("reviewed_on", DAY, "资料更新时间", "day"),
        FrameColumn("loss_reason", TEXT, "流失原因"),
        FrameColumn("branch", TEXT, "分公司/区域"),
        FrameColumn("preferences", TEXT, "沟通偏好"),
        FrameColumn("tags", TEXT, "标签"),
        FrameColumn("currency", TEXT, "币种"),
        FrameColumn("notes", TEXT, "备注"),
        FrameColumn("credit_start", TEXT, "Where the payment terms count from; empty where they tell no day"),
        FrameColumn("credit_months", COUNT, "Months of the payment terms", "months"),
        FrameColumn("credit_days", COUNT, "Days of the payment terms", "days"),
    ),
    "followups": (
        *_LEADING,
        FrameColumn("customer_id", TEXT, "客户编号"),
        FrameColumn("customer_name", TEXT, "跟进客户"),
        FrameColumn("followed_on", DAY, "跟进时间", "day"),
        FrameColumn("content", TEXT, "跟进内容"),
        FrameColumn("owner", TEXT, "负责人员"),
        FrameColumn("status", TEXT, "状态"),
        FrameColumn("attempt", FLAG, "Nobody was reached"),
    ),
    "orders": (
        *_LEADING,
        FrameColumn("order_id", TEXT, "订单编号"),
        FrameColumn("customer_id", TEXT, "客户编号"),
        FrameColumn("customer_name", TEXT, "客户名称"),
        FrameColumn("ordered_on", DAY, "下单日期", "day"),
        FrameColumn("product", TEXT, "产品"),
        FrameColumn("amount", MONEY, "订单金额", FEN),
        FrameColumn("currency", TEXT, "币种"),
        FrameColumn("status", TEXT, "订单状态"),
        FrameColumn("document_state", TEXT, "A DocumentState"),
    ),
    "complaints": (
        *_LEADING,
        FrameColumn("complaint_id", TEXT, "投诉编号"),
        FrameColumn("customer_id", TEXT, "客户编号"),
        FrameColumn("customer_name", TEXT, "客户名称"),
        FrameColumn("received_at", DAY, "投诉时间", "moment"),
        FrameColumn("content", TEXT, "投诉内容"),
        FrameColumn("issue_type", TEXT, "投诉类型"),
        FrameColumn("responded_at", DAY, "响应时间", "moment"),
        FrameColumn("planned_at", DAY, "方案时间", "moment"),
        FrameColumn("resolved_at", DAY, "解决时间", "moment"),
        FrameColumn("confirmed_at", DAY, "回访确认时间", "moment"),
        FrameColumn("owner", TEXT, "负责人"),
        FrameColumn("status", TEXT, "状态"),
    ),
    "invoices": (
        *_LEADING,
        FrameColumn("invoice_no", TEXT, "单据号"),
        FrameColumn("customer_id", TEXT, "客户编号"),
        FrameColumn("customer_name", TEXT, "客户名称"),
        FrameColumn("instalment", TEXT, "期数"),
        FrameColumn("instalment_key", TEXT, "Which instalment it is, equal however it is written"),
        FrameColumn("issued_on", DAY, "开票日期", "day"),
        FrameColumn("due_on", DAY, "到期日", "day"),
        FrameColumn("payment_terms", TEXT, "账期"),
        FrameColumn("written_off_on", DAY, "核销日期", "day"),
        FrameColumn("cleared_on", DAY, "清账日期", "day"),
        FrameColumn("cleared_by", TEXT, "清账凭证"),
        FrameColumn("amount", MONEY, "应收金额", FEN),
        FrameColumn("credit_amount", MONEY, "贷方金额", FEN),
        FrameColumn("paid", MONEY, "已收金额", FEN),
        FrameColumn("paid_on", DAY, "最后回款日期", "day"),
        FrameColumn("open_amount", MONEY, "未收金额", FEN),
        FrameColumn("stated_age", TEXT, "账龄"),
        FrameColumn("disputed", MONEY, "争议金额", FEN),
        FrameColumn("currency", TEXT, "币种"),
        FrameColumn("status", TEXT, "单据状态"),
        FrameColumn("direction", TEXT, "方向"),
        FrameColumn("credit_start", TEXT, "Where the payment terms count from; empty where they tell no day"),
        FrameColumn("credit_months", COUNT, "Months of the payment terms", "months"),
        FrameColumn("credit_days", COUNT, "Days of the payment terms", "days"),
        FrameColumn("document_state", TEXT, "A DocumentState"),
    ),
    "receipts": (
        *_LEADING,
        FrameColumn("receipt_no", TEXT, "回款单号"),
        FrameColumn("invoice_no", TEXT, "单据号"),
        FrameColumn("customer_id", TEXT, "客户编号"),
        FrameColumn("customer_name", TEXT, "客户名称"),
        FrameColumn("received_on", DAY, "回款日期", "day"),
        FrameColumn("amount", MONEY, "回款金额", FEN),
        FrameColumn("applied", MONEY, "核销金额", FEN),
        FrameColumn("settled", MONEY, "已核销金额", FEN),
        FrameColumn("unsettled", MONEY, "未核销金额", FEN),
        FrameColumn("currency", TEXT, "币种"),
        FrameColumn("status", TEXT, "单据状态"),
        FrameColumn("document_state", TEXT, "A DocumentState"),
        FrameColumn("document_written_off_on", DAY, "When the document that it names was written off", "day"),
    ),
    "balances": (
        *_LEADING,
        FrameColumn("customer_id", TEXT, "客户编号"),
        FrameColumn("customer_name", TEXT, "客户名称"),
        FrameColumn("receivable_balance", MONEY, "应收余额", FEN),
        FrameColumn("credit_balance", MONEY, "贷方余额", FEN),
        FrameColumn("overdue_balance", MONEY, "逾期金额", FEN),
        FrameColumn("currency", TEXT, "币种"),
        FrameColumn("stated_on", TEXT, "截止日期"),
        FrameColumn("direction", TEXT, "方向"),
        FrameColumn("stated_age", TEXT, "账龄"),
        FrameColumn("credit_limit", MONEY, "信用额度", FEN),
        FrameColumn("risk_grade", TEXT, "风险等级"),
        FrameColumn("as_of", DAY, "Day that the row states, else its sheet", "day"),
        FrameColumn("listed_on", DAY, "That day, else the end of the month that names the sheet", "day"),
        FrameColumn("account_code", TEXT, "科目编码"),
        FrameColumn("account_name", TEXT, "科目名称"),
    ),
}

#: Where a row of a figure stands.
PLACED = (FrameColumn("file", TEXT, "Its file"), FrameColumn("cell", TEXT, "Its cell, sheet!A1"))

#: One row a follow-up plan.
PLANS = (
    FrameColumn("callback", PLACE, "Position in callbacks"),
    *_LEADING[:3],
    FrameColumn("called_on", DAY, "When it was made", "day"),
    FrameColumn("owner", TEXT, "Who carries it out; several with 、 between them"),
    FrameColumn("due_on", DAY, "By when", "day"),
    FrameColumn("content", TEXT, "What is to be done"),
)


def column_of(table: str, name: str) -> FrameColumn:
    """Return the declaration of a column.

    Raises:
        KeyError: The table has no such column.
    """
    found = next((column for column in FRAMES[table] if column.name == name), None)
    if found is None:
        raise KeyError(f"{table}.{name}")
    return found


def typed_frame(columns: Sequence[FrameColumn], records: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """Return a frame of some columns from its records, each with the columns' values in their order."""
    frame = pd.DataFrame(list(records), columns=[column.name for column in columns])
    return frame.astype({column.name: column.dtype for column in columns})


def empty_frame(columns: Iterable[FrameColumn]) -> pd.DataFrame:
    """Return a frame of some columns without rows.

    Example:
        >>> empty_frame([column_of("orders", "amount")]).dtypes.tolist()
        [Int64Dtype()]
    """
    return pd.DataFrame({column.name: no_values(column.dtype) for column in columns})


@cache
def no_values(dtype: str) -> pd.api.extensions.ExtensionArray:
    """Return an array of a type without values; the same each time, as it has nothing that could change."""
    return pd.Series([], dtype=dtype).array
