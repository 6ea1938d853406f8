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
