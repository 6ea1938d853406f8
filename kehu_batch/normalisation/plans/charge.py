"""Words that put somebody in charge, at the end of a part of a plan: ``柳青负责``, ``交给姚远去办``, ``维修班跟进``."""

from __future__ import annotations

import re

from kehu_batch.normalisation.cells.text import level_text
from kehu_batch.normalisation.identity.names import is_team_like
from kehu_batch.normalisation.plans.acts import is_titled
from kehu_batch.normalisation.plans.owner_forms import begins_with_act, is_called, is_full_name, is_team
from kehu_batch.records import dataclass

#: What puts the one before it in charge, at the end of a part, and can say nothing else, or may as well end a word; an
#: act is what he does as well (柳青跟进), the others say no more than that it is he (姚远去办).
_PUTS_IN_CHARGE = re.compile(
    "(?P<plain>[来去][跟盯办做弄搞管]"
    "|[来去会要]?(?:全权|全程|主要)?(?:负责(?:到底)?|(?:负责)?(?P<act>跟[进踪]|处理|落实|办理|安排|值守|值班|带班)|牵头|[主承经]办|主责|操办|接手))$"
    "|(?:[会要]?[跟盯办做弄搞管](?:一下|[着紧])?|去)$"
)
#: What hands something to the one behind it: 交给姚远去办.
_HANDS = re.compile(r"(?:交由|转派给?|转?交给?|派给?|[指委]派|责成|安排|改?由|归|[烦拟敬]?请|麻烦|让|叫)\s*")
#: Numbers that are no team's own: 11月20日前联系技术部.
_COUNTED = re.compile(r"[0-9](?![0-9组部班店科队课])")


@dataclass(frozen=True, slots=True)
class Charge:
    """Words at the end of a text that put somebody in charge.

    Args:
        name: What stands before them, perhaps a name.
        plain: Whether they can say nothing else (负责), or may as well end a word (办).
        act: What he does, where they tell (跟进); else empty.
    """

    name: str
    plain: bool
    act: str

    def names(self) -> bool:
        """Return whether one of ours is named by form alone; a shop is one of ours where it is in charge."""
        level = level_text(self.name)
        if begins_with_act(level):
            return False
        by_form = (is_full_name, is_called, is_team, is_team_like)
        return any(is_so(level) for is_so in by_form) or (len(level) > len("某店") and level.endswith("店"))


def find_charge(text: str) -> Charge | None:
    """Return the words at the end of a text that put somebody in charge; ``None`` where there are none.

    Example:
        >>> find_charge("交给姚远去办").name, find_charge("柳青跟进").act, find_charge("客服部")
        ('姚远', '跟进', None)
    """
    found = _PUTS_IN_CHARGE.search(level_text(text))
    name = text[: found.start()].rstrip() if found else ""
    if found is None or _COUNTED.search(level_text(name)):
        return None
    handed = _HANDS.match(name)
    act = found["act"] or ""
    # Who has a title and is asked may be the customer's.
    if handed is not None and not is_titled(name):
        name = name[handed.end() :]
        # 由技术部跟进，完成修复 says no more than who completes it.
        act = "" if handed[0].strip().endswith("由") else act
    if "由" in name:
        return None
    return Charge(name, found["plain"] is not None, act)


def is_put_in_charge(text: str) -> bool:
    """Return whether a text is a name with words behind it that put him in charge: ``柳青负责`` (行政办 is an office)."""
    charge = find_charge(text)
    return charge is not None and charge.names()
