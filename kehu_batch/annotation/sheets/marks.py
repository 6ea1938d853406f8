"""The mark that says whether a figure meets its target; the word carries it, the colour repeats it."""

from __future__ import annotations

from kehu_batch.annotation.donor.layout import Cell, Formula, Tone
from kehu_batch.wording.target_rating import BAD, GOOD, NEAR, TOLERANCE, TargetRating, judge


def _shown(standing: TargetRating) -> str:
    return f"{standing.mark} {standing.word}"


MARK_TONES = {_shown(GOOD): Tone.GOOD, _shown(NEAR): Tone.NEAR, _shown(BAD): Tone.BAD}


def mark_formula(
    value_cell: str, target_cell: str, value: float | None, target: float | None, near: float
) -> Cell:
    """Return the mark of a figure of which more is better, as a formula over its cell and its target's.

    Args:
        value_cell: Cell of the figure, e.g. ``"C{row}"``.
        target_cell: Cell of the target.
        value: The figure; ``None`` where it cannot be computed.
        target: The target; ``None`` where there is none.
        near: The policy's ``targets.near_shortfall``.

    Returns:
        ``None`` without figure or target.
    """
    if value is None or target is None:
        return None
    short = f"{target_cell}-{value_cell}"
    text = (
        f'IF({short}<={TOLERANCE:.0E},"{_shown(GOOD)}",'
        f'IF({short}<=ABS({target_cell})*{near!r}+{TOLERANCE:.0E},"{_shown(NEAR)}","{_shown(BAD)}"))'
    )
    return Formula(text, _shown(judge(value, target, near)))
