"""What a claimed drop holds that is not read, and drops that are none."""

from __future__ import annotations

from kehu_batch.batch.drops import FINANCE_FOLDER
from kehu_batch.errors import InputRejected


def note_of(inputs: tuple[tuple[str, str, int], ...]) -> str:
    """Return what to say of files that stand too deep in a drop's folder to be read."""
    deep = [name for name, *_ in inputs if name.removeprefix(f"{FINANCE_FOLDER}/").count("/")]
    if not deep:
        return ""
    more = f"等 {len(deep)} 个文件" if len(deep) > 3 else ""
    return f"子文件夹里的 {'、'.join(deep[:3])}{more} 没有读（只看这一层和其中的“{FINANCE_FOLDER}”）"


def nothing_in(name: str) -> InputRejected:
    """None of its files counts."""
    return InputRejected(f"“{name}”里没有要处理的文件", action="请放入填好的工作簿", code="empty_folder")


def conflict(name: str) -> InputRejected:
    """A program of synchronisation made it of two versions."""
    return InputRejected(
        f"“{name}”是网盘同步产生的冲突副本：两个人同时改了同一个文件，不能确定以哪份为准",
        action="请打开冲突副本和原文件，把修改合并到一份里；然后只把合并后的那份放回收件箱",
        code="sync_conflict",
    )
