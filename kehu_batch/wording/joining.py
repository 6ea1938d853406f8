"""Words and sheet rows in a row, those beyond the first few counted."""

from __future__ import annotations

from collections.abc import Iterable

_SHOWN_ROWS = 10
_ABSENT = "没有"
#: What a reason has that is a sentence, not the name of what is missing.
_CLAUSES = frozenset("，；")


def join_words(words: Iterable[str], most: int = 4, unit: str = "项") -> str:
    """Return words with 、 between them; those beyond ``most`` as 等N项, or another measure word.

    Example:
        >>> join_words(["甲", "乙", "丙"], 2), join_words(["甲"])
        ('甲、乙等3项', '甲')
    """
    found = list(words)
    text = "、".join(found[:most])
    return f"{text}等{len(found)}{unit}" if len(found) > most else text


def join_reasons(reasons: Iterable[str]) -> str:
    """Return different reasons with 、 between them; of tables that are not there it is said once that they are not.

    A table that another reason names together with others is not named twice. Reasons that are sentences stand behind
    the others, with ； between them: what follows one with 、 would be read as part of it.

    Example:
        >>> join_reasons(["没有应收明细", "没有订单明细", "没有应收明细"]), join_reasons(["没有订单", "台账没有负责人"])
        ('没有应收明细、订单明细', '没有订单、台账没有负责人')
        >>> join_reasons(["没有回访工作表和投诉登记表", "没有回访工作表"])
        '没有回访工作表和投诉登记表'
        >>> join_reasons(["没有回访工作表和投诉登记表", "没有订单明细"])
        '没有回访工作表、投诉登记表、订单明细'
        >>> join_reasons(["没有应收明细；余额表没有分段", "没有订单明细"])
        '没有订单明细；没有应收明细；余额表没有分段'
    """
    different = dict.fromkeys(reasons)
    kept = [one for one in different if not any(o != one and o.startswith(f"{one}和") for o in different)]
    names = [one for one in kept if _CLAUSES.isdisjoint(one)]
    absent = bool(names) and names[0].startswith(_ABSENT)
    if absent and len(names) > 1:
        names = [one.replace("和", "、") if one.startswith(_ABSENT) else one for one in names]
    told = [one.removeprefix(_ABSENT) if absent and place else one for place, one in enumerate(names)]
    sentences = [one for one in kept if not _CLAUSES.isdisjoint(one)]
    return "；".join(filter(None, ("、".join(told), *sentences)))


def name_lines(lines: Iterable[int]) -> str:
    """Return sheet rows as a message lists them: the first few.

    Example:
        >>> name_lines([5, 3]), name_lines(range(2, 15))
        ('第 3、5 行', '第 2、3、4、5、6、7、8、9、10、11 行等 13 行')
    """
    ordered = sorted(lines)
    shown = "、".join(map(str, ordered[:_SHOWN_ROWS]))
    return f"第 {shown} 行" + (f"等 {len(ordered)} 行" if len(ordered) > _SHOWN_ROWS else "")
