"""Headers on sheets of ours by which what people wrote there is read again."""

from __future__ import annotations

#: Headers on 对账 of what is read again from an earlier run: what people wrote about a difference, and which it was.
EXPLANATION_HEADERS = {
    "key": "差异标识",
    "note": "差异说明",
    "first_seen": "首次发现",
    "kind_label": "类型",
    "customer_id": "客户编号",
    "customer_name": "客户名称",
    "document": "单据号",
}

#: Headers on 待确认, by which answers are read again.
ANSWER_HEADERS = {
    "kind": "类别",
    "text": "问题",
    "place": "位置",
    "answer": "答复",
    "choices": "可选的答复",
    "effect": "影响",
    "key": "问题标识",
}

#: First cells of a workpaper's form, by which what people signed there is read again.
INDEX_LABEL = "索引号"
CONCLUSION, DRAFT = "结论", "结论（程序草拟）"
SIGN_OFF_LABELS = (CONCLUSION, "编制人", "编制日期", "复核人", "复核日期", "复核意见")

#: Whose documents a closing is of, and whether its rows were kept, as the hidden sheet says it.
SIDES = {"ops": "运营", "finance": "财务"}
KEPT_ROWS = {True: "是", False: "否"}

#: Headers on the hidden sheet 期末余额, by which later runs read what this one closed with.
CLOSING_HEADERS = {
    "as_of": "期末截止日",
    "side": "取自",
    "outstanding_fen": "未收余额",
    "credit_notes_fen": "贷项",
    "unallocated_fen": "未分配回款",
    "net_fen": "净额",
    "kind": "类别",
    "number": "单号",
    "instalment": "期数",
    "document": "所属单据",
    "customer_id": "客户编号",
    "customer_name": "客户名称",
    "currency": "币种",
    "day": "日期",
    "amount_fen": "金额",
    "kept": "逐笔保存",
}
