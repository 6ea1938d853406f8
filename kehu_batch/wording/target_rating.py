"""How a figure stands to its target: the one rule, and its marks and words."""

from __future__ import annotations

from kehu_batch.model.figures.measures import Direction
from kehu_batch.records import dataclass

#: A figure that meets its target but for floating point meets it.
TOLERANCE = 1e-12


@dataclass(frozen=True, slots=True)
class TargetRating:
    """How a figure stands to its target: class, mark and word, always together."""

    tone: str
    mark: str
    word: str


GOOD = TargetRating("good", "●", "达标")
NEAR = TargetRating("near", "◆", "接近")
BAD = TargetRating("bad", "■", "未达标")
NO_TARGET = TargetRating("mut", "○", "未设目标")
NO_FIGURE = TargetRating("mut", "—", "不可计算")


def judge(
    value: float | None, target: float | None, near: float, direction: Direction = Direction.UP_GOOD
) -> TargetRating:
    """Return how a value stands to its target.

    Args:
        value: ``None`` where it cannot be computed.
        target: ``None`` where there is none.
        near: How far short of the target, as a share of it, a value still counts as near: the policy's
            ``targets.near_shortfall``.
        direction: Whether more is better.

    Example:
        >>> judge(0.90, 0.90, 0.05).word, judge(0.88, 0.90, 0.05).word, judge(0.5, 0.9, 0.05).word
        ('达标', '接近', '未达标')
    """
    if value is None:
        return NO_FIGURE
    if target is None:
        return NO_TARGET
    short = value - target if direction is Direction.DOWN_GOOD else target - value
    if short <= TOLERANCE:
        return GOOD
    return NEAR if short <= abs(target) * near + TOLERANCE else BAD
