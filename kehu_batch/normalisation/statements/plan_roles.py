"""A role and the name of who holds it, written apart: ``会计：钟丽``, ``仓管 罗大军``, ``CSM: Jason``, ``专员（祁雯）``.

One person is named by both. Joined they are read as one owner (会计钟丽); left apart the role would be taken for an owner
of its own, and the name for what he does.
"""

from __future__ import annotations

import re

from kehu_batch.normalisation.cells.text import level_text
from kehu_batch.normalisation.identity.names import is_person_like
from kehu_batch.normalisation.statements.owner_forms import (
    ROLES,
    ends_as_name,
    is_bare_role,
    is_called,
    is_full_name,
    is_role,
)
from kehu_batch.normalisation.statements.plan_acts import begins_as_task
from kehu_batch.normalisation.statements.plan_owners import DEPARTMENTS, PlanContext, is_latin_name

_EDGE = r"(?:^|(?<=[\s,，;；。/／|｜—\-–\[【(（]))"
_END = r"(?=$|[\s,，;；。/／|｜—\-–\]】)）])"
_ROLE_AND_NAME = re.compile(
    rf"{_EDGE}(?P<role>[A-Za-z]{{2,4}}|[一-龥]{{0,5}}?(?:{ROLES}))"
    rf"(?P<mark>\s*[:：]\s*|\s+)(?P<name>[一-龥]{{2,4}}|[A-Z][A-Za-z]{{1,11}}){_END}"
)
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

    def joined(match: re.Match[str]) -> str:
        role, name = match["role"], match["name"]
        if not _is_role(role) or not _is_person(name, context):
            return match[0]
        if match["mark"].strip():
            return name
        return f"{role} {name}" if role.isascii() and name.isascii() else role + name

    return _NAME_BEHIND.sub(joined, _ROLE_AND_NAME.sub(joined, text))


def _is_role(text: str) -> bool:
    level = level_text(text)
    return text in DEPARTMENTS if text.isascii() else is_bare_role(level) or is_role(level)


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
