"""The mark that says whether a figure meets its target; the word carries it, the colour repeats it."""

from __future__ import annotations

from kehu_batch.annotation.donor.layout import Cell, Formula, Tone

MET = "● 达标"
NEAR = "◆ 接近"
MISSED = "■ 未达标"

MARK_TONES = {MET: Tone.GOOD, NEAR: Tone.NEAR, MISSED: Tone.BAD}

#: How far short of its target, relative to the target, a figure still counts as near; as in the report.
_NEAR_SHARE = 0.95


def mark_formula(value_cell: str, target_cell: str, value: float | None, target: float | None) -> Cell:
    """Return the mark of a figure of which more is better, as a formula over its cell and its target's.

    Args:
        value_cell: Cell of the figure, e.g. ``"C{row}"``.
        target_cell: Cell of the target.
        value: The figure; ``None`` where it cannot be computed.
        target: The target; ``None`` where there is none.

    Returns:
        ``None`` without figure or target.
    """
    if value is None or target is None:
        return None
    now = MET if value >= target else NEAR if value >= target * _NEAR_SHARE else MISSED
    text = (
        f'IF({value_cell}>={target_cell},"{MET}",'
        f'IF({value_cell}>={target_cell}*{_NEAR_SHARE},"{NEAR}","{MISSED}"))'
    )
    return Formula(text, now)
