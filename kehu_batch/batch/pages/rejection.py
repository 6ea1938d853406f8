"""The page beside a refused drop: what is wrong, and what to do about it, for someone who never saw a program."""

from __future__ import annotations

from collections.abc import Sequence

from kehu_batch.batch.pages.environment import render
from kehu_batch.errors import KehuError

#: A command is of no use to whom this page is for: the workspace has the blank tables at hand.
_WITHOUT_COMMANDS = (
    ("按 kehu-batch template 生成的空白表", "用工作文件夹的“空白表”里的表"),
    ("空白表可用 kehu-batch template 生成", "空白表在工作文件夹的“空白表”里"),
    ("可用 kehu-batch template 生成空白表", "可用工作文件夹的“空白表”里的表"),
)


def render_reason(name: str, files: Sequence[str], error: KehuError) -> str:
    """Return the page.

    Args:
        name: What the drop was called.
        files: Its files.
        error: Why it was refused.
    """
    action = error.action
    for said, meant in _WITHOUT_COMMANDS:
        action = action.replace(said, meant)
    steps = [part for part in action.split("；") if part] or ["请把本页内容告诉维护人员"]
    return render("reason.html", name=name, files=files, message=error.message, steps=steps, code=error.code)
