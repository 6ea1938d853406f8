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
#: Stands between the parts of 问题出处 (file, cell, period) and of 差异标识.
_PART_MARK = " › "
#: What a difference is of, as 差异标识 says it, and of how many parts its key is.
_LEVELS = {"customer": "客户", "document": "单据"}
_PARTS = 4

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


def show_difference(key: str) -> str:
    """Return the key of a difference as 差异标识 says it: level, customer, document and instalment.

    Example:
        >>> show_difference("customer|001025||"), show_difference("document|001025|FP1|2")
        ('客户 › 001025', '单据 › 001025 › FP1 › 2')
    """
    level, _, rest = key.partition("|")
    words = [_LEVELS.get(level, level), *rest.rsplit("|", 2)]
    while words and not words[-1]:
        words.pop()
    return _PART_MARK.join(words)


def read_difference(text: str) -> str:
    """Return the key that a cell of 差异标识 says; earlier versions wrote the key itself.

    Example:
        >>> read_difference("客户 › 001025"), read_difference("customer|001025||")
        ('customer|001025||', 'customer|001025||')
    """
    word, *rest = text.split(_PART_MARK)
    level = next((level for level, shown in _LEVELS.items() if shown == word), "")
    return "|".join([level, *rest, "", "", ""][:_PARTS]) if level else text


def join_origin(origin: Origin) -> str:
    """Return where a question was asked, as 问题出处 says it.

    Example:
        >>> join_origin(Origin("回访.xlsx", "回访!G2", "2023-11"))
        '回访.xlsx › 回访!G2 › 2023-11'
    """
    return _PART_MARK.join((origin.file, origin.cell, origin.period))


def split_origin(text: str) -> Origin | None:
    """Return what a cell of 问题出处 says; ``None`` where it says nothing."""
    file, cell, period = (*text.split(_PART_MARK), "", "", "")[:3]
    return Origin(file, cell, period) if file else None
