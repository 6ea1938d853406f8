"""What a claimed drop holds that is not read, and drops that are none."""

from __future__ import annotations

from kehu_batch.batch.drops import FINANCE_FOLDER
from kehu_batch.batch.unread_files import may_hold_tables
from kehu_batch.batch.workspace.inbox import InboxEntry
from kehu_batch.errors import ExitCode, InputRejected, KehuError, OutputError
from kehu_batch.model.findings.question import ANSWERS_NAME

#: Errors about the file of answers that came with a drop; the workspace's own has other codes.
_OF_ITS_ANSWERS = frozenset({"answers_invalid", "answers_syntax", "answers_unreadable"})
#: Refusals that say nothing about the file.
_AGAIN = frozenset({"changed", "locked", "stalled", "unreadable", "worker_not_started"})


def note_of(inputs: tuple[tuple[str, str, int], ...], entry: InboxEntry) -> str:
    """Return what to say of files of a drop's folder that are not read: too deep in it, or no spreadsheets."""
    tables = [path.name for path in entry.others if may_hold_tables(path)]
    others = [path.name for path in entry.others if path.name not in tables]
    notes = (
        _note_of_deep(inputs),
        _named(tables, "里可能有表格，没有读，请解开或另存为 .xlsx 再放进来"),
        _named(others, "不是表格文件，没有读"),
    )
    return "；".join(filter(None, notes))


def _named(names: list[str], said: str) -> str:
    more = f"等 {len(names)} 个文件" if len(names) > 3 else ""
    return f"{'、'.join(names[:3])}{more} {said}" if names else ""


def _note_of_deep(inputs: tuple[tuple[str, str, int], ...]) -> str:
    deep = [name for name, *_ in inputs if name.removeprefix(f"{FINANCE_FOLDER}/").count("/")]
    if not deep:
        return ""
    more = f"等 {len(deep)} 个文件" if len(deep) > 3 else ""
    return f"子文件夹里的 {'、'.join(deep[:3])}{more} 没有读（只看这一层和其中的“{FINANCE_FOLDER}”）"


def nothing_in(name: str, entry: InboxEntry) -> InputRejected:
    """None of its files counts."""
    if entry.answers:
        return InputRejected(
            f"“{name}”里只有答复文件 {ANSWERS_NAME}，没有工作簿",
            action=f"请把 {ANSWERS_NAME} 放进工作文件夹（与“收件箱”并列），或和工作簿放在同一个子文件夹里",
            code="only_answers",
        )
    return InputRejected(f"“{name}”里没有要处理的文件", action="请放入填好的工作簿", code="empty_folder")


def conflict(name: str) -> InputRejected:
    """A program of synchronisation made it of two versions."""
    return InputRejected(
        f"“{name}”是网盘同步产生的冲突副本：两个人同时改了同一个文件，不能确定以哪份为准",
        action="请打开冲突副本和原文件，把修改合并到一份里；然后只把合并后的那份放回收件箱",
        code="sync_conflict",
    )


def is_to_come_again(error: KehuError) -> bool:
    """Tell whether an error says nothing about the drop, which goes back to the inbox to be taken again.

    It is about rules, parts and outputs, and ends the same for every drop, or about the moment.
    """
    ours = error.exit_code in {ExitCode.POLICY, ExitCode.MISSING_PART} and error.code not in _OF_ITS_ANSWERS
    return isinstance(error, OutputError) or error.code in _AGAIN or ours
