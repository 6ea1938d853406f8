"""A role and the name of who holds it, written apart: ``会计：钟丽``, ``仓管 罗大军``, ``CSM: Jason``, ``专员（祁雯）``.

One person is named by both. Joined they are read as one owner (会计钟丽); left apart the role would be taken for an owner
of its own, and the name for what he does.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from kehu_batch.normalisation.cells.text import level_text
from kehu_batch.normalisation.identity.names import is_person_like
from kehu_batch.normalisation.plans.acts import begins_as_task
from kehu_batch.normalisation.plans.owner_forms import (
    ROLES,
    ends_as_name,
    is_bare_role,
    is_called,
    is_full_name,
    is_role,
    is_team,
)
from kehu_batch.normalisation.plans.owners import (
    DEPARTMENTS,
    PlanContext,
    is_latin_name,
    is_trade,
)

_EDGE = r"(?:^|(?<=[\s,，;；。/／|｜—\-–\[【(（]))"
_END = r"(?=$|[\s,，;；。/／|｜—\-–\]】)）0-9]|[、&+](?=[A-Z一-龥]))"
#: Posts that are written out in English: Sales: Linda.
_ENGLISH_POSTS = frozenset(
    [
        "sales",
        "service",
        "support",
        "engineer",
        "technician",
        "manager",
        "driver",
        "finance",
        "logistics",
        "warehouse",
    ]
)
_GOES_ON = re.compile(r"\s+[a-z]")
_ROLE_AND_NAME = re.compile(
    rf"{_EDGE}(?P<role>[A-Za-z]{{2,4}}|(?i:{'|'.join(sorted(_ENGLISH_POSTS))})|[一-龥]{{0,5}}?(?:{ROLES}))"
    rf"(?P<mark>\s*[:：]\s*|\s+)(?P<name>[一-龥]{{2,4}}|[阿小老]?[A-Z][A-Za-z]{{1,11}}){_END}"
)
#: What people are called by at work, with a colon before the name of one: 技术：石磊. With a blank it may be the thing done.
_POST_AND_NAME = re.compile(
    rf"{_EDGE}(?P<role>[一-龥]{{2,6}})(?P<mark>\s*:\s*)(?P<name>[一-龥]{{2,4}}|[阿小老]?[A-Z][a-z]{{1,11}}){_END}"
)
_POST_NAMES = """
业务 工程 设计 项目 产品 品质 品控 安装 维修 维保 测试 培训 行政 人事 内勤 外勤 跟单 仓储 生管 关务 单证 审计 调度 配送 电商 运营 主讲 讲师 助教 主持 跟车 押车 校对 复核 审核 我方 我司
"""
_POSTS = frozenset(_POST_NAMES.split())
_NAME_BEHIND = re.compile(
    rf"{_EDGE}(?P<role>[一-龥]{{0,5}}(?:{ROLES}))(?P<mark>\s*)[(（](?P<name>[一-龥]{{2,4}}|[A-Z][a-z]{{1,11}})[)）]"
)


def join_roles(text: str, context: PlanContext) -> str:
    """Return a plan's text with each role joined to the name behind it that is set apart from all else.

    A role with a colon is a label, which goes.

    Example:
        >>> context = PlanContext(None, None, frozenset())
        >>> join_roles("补开发票 — 会计:钟丽 — 4月15号", context), join_roles("仓管 罗敏 / 清点", context)
        ('补开发票 — 钟丽 — 4月15号', '仓管罗敏 / 清点')
    """

    def joined(match: re.Match[str], written: str) -> str:
        role, name = written[slice(*match.span("role"))], written[slice(*match.span("name"))]
        is_role = _is_post(role) if match.re is _POST_AND_NAME else _is_role(role)
        # Support: Reset password.
        is_act = role.lower() in _ENGLISH_POSTS and _GOES_ON.match(written, match.end()) is not None
        if not is_role or is_act or not _is_person(name, context):
            return written[slice(*match.span())]
        if match["mark"].strip():
            return name
        return f"{role} {name}" if role.isascii() and name.isascii() else role + name

    for pattern in (_ROLE_AND_NAME, _POST_AND_NAME, _NAME_BEHIND):
        # Levelled ideographs match in both scripts; a name in Latin letters keeps its capitals.
        text = _replaced(pattern, text, joined)
    return text


def _replaced(pattern: re.Pattern[str], text: str, by: Callable[[re.Match[str], str], str]) -> str:
    """Return a text with each match in its simplified form replaced by what ``by`` says of it and of the text."""
    pieces, done = [], 0
    for match in pattern.finditer(_simplified(text)):
        pieces += [text[done : match.start()], by(match, text)]
        done = match.end()
    return "".join([*pieces, text[done:]])


def _simplified(text: str) -> str:
    """Return a text levelled but for its Latin letters, as long as it was."""
    level = level_text(text)
    return "".join(
        written if written.isascii() and written.isalpha() else plain
        for written, plain in zip(text, level, strict=True)
    )


def _is_post(text: str) -> bool:
    level = level_text(text)
    return level in _POSTS or is_trade(level) or (is_team(level) and not level.endswith("办"))


def _is_role(text: str) -> bool:
    level = level_text(text)
    if text.isascii():
        return text in DEPARTMENTS or text.lower() in _ENGLISH_POSTS
    return is_bare_role(level) or is_role(level)


def _is_person(text: str, context: PlanContext) -> bool:
    if context.knows(text) or is_latin_name(text):
        return True
    level = level_text(text)
    if is_bare_role(level) or begins_as_task(level):
        return False
    return (
        is_full_name(level)
        or is_called(level)
        or (len(level) == 3 and is_person_like(level) and ends_as_name(level))
    )
