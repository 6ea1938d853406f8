"""What a cell says of a task's state in more words than one: ``已完成 3/15``, ``退款完成，工单关闭``, ``已响应，方案制定中``.

A cell is cut into clauses; days, ticks, the number of a choice and slips of the pen are left out. What is still to be
done in any clause decides, then what is done, where no other clause puts it in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from kehu_batch.folding import fold_text

#: A longer cell is a report, and no state.
_LONGEST = 40
_EDGE = " \t\r\n。.!！;；,，、…√✓✔☑✅"
_CHOICE = re.compile(r"[(\[]?[a-z]?\d{1,2}[)\]]?[-.、:_|/]\s*(?=\D)|\d{2}(?=[^\x00-\x7f年月日天次个件%])")
_DAY = re.compile(r"(?:\d{2,4}[-/.年])?\d{1,2}[-/.月]\d{1,2}[日号]?")
_TICKS = re.compile(r"[√✓✔☑✅]+")
#: 巳 and 己 are written for 已, 末 for 未.
_ALREADY = re.compile("[巳己](?=[完解处办关结落执修闭])")
_NOT_YET = re.compile("末(?=[完解处办关结落执开])")
_CLAUSES = re.compile(r"[,，;；。、()（）\[\]【】:：~—-]+")
_DONE = re.compile(
    r"(?:问题|任务|事项|工单|本项|该项|退款|维修|整改)?"
    r"(?:已经?(?:全部|妥善|按期|按时|提前)?(?:处理|解决|办结|办妥|修复|落实|完成|完结|闭环|结案|关闭|维修|整改|执行)(?:完毕|完成|了)?"
    r"|(?:全部|按期|按时|提前|延期|逾期(?:\d{1,3}天)?|100%)?(?:处理|执行|维修|整改|落实|退款)?(?:完成|完毕|办结|办妥|完结|关闭)了?)"
)
_OPEN = re.compile(
    r"(?:还|尚|仍|暂|一直|已逾期|逾期)?(?:未|没有?|待|等待?|需)(?:[^已]{0,12})"
    r"|[^已]{0,8}中\.*|(?:已?完成)?\d{1,2}%(?:完成)?|(?:预计|计划|拟|将|即将|争取|顺延|推迟)[^已]{0,12}"
    r"|(?:部分|基本|初步|接近|快)(?:完成|解决|处理)|还差.{0,8}|(?:转|移交).{1,8}(?:跟进|处理)|(?:持续|继续)跟进"
)
#: What another clause may not say beside something done.
_DOUBT = re.compile("[未没待还但仍等不再重]")


def read_task_state(text: str, done: Collection[str], undone: Collection[str]) -> bool | None:
    """Return whether a task is done by what its cell says; ``None`` where that is not known.

    Args:
        text: The cell.
        done: Folded words that say that it is.
        undone: Folded words that say that it is not.

    Example:
        >>> words = {"已完成", "已关闭"}, {"跟进中"}
        >>> [read_task_state(text, *words) for text in ("已完成 3/15", "巳完成", "已响应,方案制定中", "已完成50%", "客户满意")]
        [True, True, False, False, None]
    """
    whole = fold_text(text)
    for form in (whole, fold_text(text.strip(_EDGE))):
        if form in done or form in undone:
            return form in done
    if len(whole) > _LONGEST:
        return None
    bare = _NOT_YET.sub("未", _ALREADY.sub("已", _TICKS.sub("", _CHOICE.sub("", whole, count=1))))
    clauses = [clause.strip(_EDGE) for clause in _CLAUSES.split(_DAY.sub("", bare)) if clause.strip(_EDGE)]
    if any(clause in undone or (clause not in done and _OPEN.fullmatch(clause)) for clause in clauses):
        return False
    over = [clause in done or _DONE.fullmatch(clause) is not None for clause in clauses]
    doubtful = any(_DOUBT.search(clause) for clause, told in zip(clauses, over, strict=True) if not told)
    return True if any(over) and not doubtful else None
