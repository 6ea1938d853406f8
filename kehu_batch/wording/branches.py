"""What is said of the branches of a department, on the page and on the sheet."""

from __future__ import annotations

from collections.abc import Mapping

from kehu_batch.model.figures.analysis import BranchFigures
from kehu_batch.wording.joining import join_words

BRANCHES = "分公司"
BRANCH_RULE = "按客户台账的“分公司/区域”；台账没有写的客户不在其中"
#: In place of the number of callbacks where there is none in the period.
NO_CALLBACKS = "没有记录"


def are_compared(branches: Mapping[str, BranchFigures] | None) -> bool:
    """Return whether branches are shown beside each other: one alone is compared with nothing."""
    return branches is not None and len(branches) > 1


def silent_first(branches: Mapping[str, BranchFigures]) -> list[tuple[str, BranchFigures]]:
    """Return the branches in the order of lists: those that delivered nothing, then the others."""
    return sorted(branches.items(), key=lambda item: item[1].delivered is not False)


def silent_branches(branches: Mapping[str, BranchFigures]) -> tuple[str, ...]:
    """Return the branches without a callback in the period, where there is a table of callbacks."""
    return tuple(name for name, one in branches.items() if one.delivered is False)


def branch_sentence(branches: Mapping[str, BranchFigures]) -> str:
    """Return what stands out: who delivered nothing."""
    if all(one.delivered is None for one in branches.values()):
        return "没有回访工作表，看不出谁没有交表"
    silent = silent_branches(branches)
    if not silent:
        return f"{len(branches):,} 个分公司/区域都有回访记录"
    return f"{len(silent):,} 个分公司/区域没有回访记录：{join_words(silent, unit='个')}"
