"""What 说明 says of one row: all of it in few words, and where the rest stands."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kehu_batch.annotation.flags import Told
from kehu_batch.sheet_writing.text import text_width

#: A text on one line that can still be looked over beside the columns left and right of it, in characters.
WIDEST_WHOLE = 60
_COMMA = "；"


def explain(told: Collection[Told]) -> str:
    """Return what was seen in a row and what to do, however long.

    Args:
        told: What the findings say of the row, most severe first.
    """
    return _COMMA.join(one.text for one in told)


def explain_shortly(told: Collection[Told], noted: Collection[str]) -> str:
    """Return what was seen in a row as short as nothing is lost by it, for a cell with another right of it.

    Rows keep the heights that the original gives them, so all of it stands on one line. Where it is wider than
    ``WIDEST_WHOLE``, what to do is left to the notes on the cells and to 数据质量; where it still is, so is what the
    notes say in full of all but the most severe finding. What no note says stands here whatever its width.

    Args:
        told: What the findings say of the row, most severe first.
        noted: Cells of the sheet whose notes say all that was found in them.
    """
    whole = explain(told)
    if _fits([whole]):
        return whole
    found: dict[str, Told] = {}
    for one in told:
        found.setdefault(one.seen, one)
    return _COMMA.join(list(found) if _fits(list(found)) else _shorten(list(found.values()), noted))


def _shorten(found: Sequence[Told], noted: Collection[str]) -> list[str]:
    first, *others = found
    long = first.cell in noted and not _fits([first.seen])
    kept = [f"{first.title}（详见单元格批注）" if long else first.seen]
    left = 0
    for one in others:
        if one.cell not in noted or _fits([*kept, one.seen, _rest(len(others))]):
            kept.append(one.seen)
        else:
            left += 1
    return [*kept, _rest(left)] if left else kept


def _rest(count: int) -> str:
    return f"另 {count:,} 项见单元格批注"


def _fits(texts: Sequence[str]) -> bool:
    return text_width(_COMMA.join(texts)) <= WIDEST_WHOLE
