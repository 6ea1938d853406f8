"""Headers on sheets of ours by which what people wrote there is read again."""

from __future__ import annotations

from kehu_batch.model.findings.question import Origin

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
    "origin": "问题出处",
}
#: Stands between the choices of a question.
CHOICES_MARK = "、"
#: Stands between the parts of 问题出处: file, cell, period.
_ORIGIN_MARK = " › "

#: Headers of the register of letters, by which what was sent and answered is read again.
REGISTER_HEADERS = {
    "kind": "函件",
    "customer_id": "客户编号",
    "customer_name": "客户名称",
    "as_of": "截止日",
    "currency": "币种",
    "amount": "金额(元)",
    "sent_on": "寄出日期",
    "answered_on": "回函日期",
    "result": "回函结果",
    "answered_amount": "回函金额(元)",
    "notes": "备注",
}

#: Title, on 运行信息, of the list of files that were read; by it an annotated copy is known whatever its name.
INPUT_FILES = "输入文件"

#: First cells of a workpaper's form, by which what people signed there is read again.
INDEX_LABEL = "索引号"
CONCLUSION, DRAFT = "结论", "结论（程序草拟）"
SIGN_OFF_LABELS = (CONCLUSION, "编制人", "编制日期", "复核人", "复核日期", "复核意见")

#: Whose documents a closing is of, and whether its rows were kept, as the hidden sheet says it.
SIDES = {"ops": "运营", "finance": "财务"}
KEPT_ROWS = {True: "是", False: "否"}


def join_origin(origin: Origin) -> str:
    """Return where a question was asked, as 问题出处 says it.

    Example:
        >>> join_origin(Origin("回访.xlsx", "回访!G2", "2023-11"))
        '回访.xlsx › 回访!G2 › 2023-11'
    """
    return _ORIGIN_MARK.join((origin.file, origin.cell, origin.period))


def split_origin(text: str) -> Origin | None:
    """Return what a cell of 问题出处 says; ``None`` where it says nothing."""
    file, cell, period = (*text.split(_ORIGIN_MARK), "", "", "")[:3]
    return Origin(file, cell, period) if file else None
