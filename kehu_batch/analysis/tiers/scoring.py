"""Tiers by a weighted score of parts."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import numpy as np

from kehu_batch.analysis.base.snapshot import Counts
from kehu_batch.analysis.tiers.checks import Check, CheckVerdict, Levels, to_bound
from kehu_batch.analysis.tiers.inputs import Inputs, TierInput
from kehu_batch.analysis.tiers.rating import SCALE, Ground, Inquiry, Rating, Score, settle
from kehu_batch.folding import fold_text
from kehu_batch.policy.schema import ScorePart, TierPolicy


def rate_scores(inputs: Inputs, inquiry: Inquiry, policy: TierPolicy) -> Rating:
    """Rate by the weighted mean of the known parts' points, exact; the weight of an unknown part leaves the divisor."""
    measure, levels = inputs.get(policy.measure), Levels(policy.levels)
    sources = tuple(inputs.get(part.field) for part in policy.parts)
    gained = tuple(_points(source, part, levels) for source, part in zip(sources, policy.parts, strict=True))
    count = inputs.snapshot.customer_count
    points, weights = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    lacking = np.zeros(count, dtype=np.bool_)
    for part, got in zip(policy.parts, gained, strict=True):
        weight = scaled(part.weight)
        points += np.where(got >= 0, weight * got, 0)
        weights += np.where(got >= 0, weight, 0)
        lacking |= (got < 0) & part.required
    told = ~lacking & (weights >= scaled(policy.known_weight_min)) & (weights > 0)
    tiers = np.full(count, -1, dtype=np.int64)
    for place in reversed(range(len(policy.tiers))):
        least = policy.tiers[place].min_value
        if least is not None:
            tiers[told & (points >= scaled(least) * weights)] = place
    unpriced = ~measure.known & lacking
    grounds = np.select(
        [tiers >= 0, unpriced, ~told],
        [int(Ground.RULED), int(Ground.NO_AMOUNT), int(Ground.UNDECIDED)],
        int(Ground.BELOW),
    )
    tiers, grounds = settle(tiers, grounds, measure, inquiry, policy)
    verdicts = tuple(_verdict(source, got) for source, got in zip(sources, gained, strict=True))
    score = Score(points, weights, gained)
    return Rating(tiers, grounds, measure, inquiry, told, verdicts, score=score)


def scaled(value: Decimal) -> int:
    """Return a weight or points as a whole number of 1 / ``SCALE``."""
    return int(value * SCALE)


def _points(source: TierInput, part: ScorePart, levels: Levels) -> Counts:
    """Return each customer's points of a part, scaled; -1 where it is not known."""
    if source.unit == "":
        known = {word: _word_points(str(word), part, levels) for word in source.texts.dropna().unique()}
        return source.texts.map(known).fillna(-1).to_numpy(dtype=np.int64)
    points = np.zeros(len(source.known), dtype=np.int64)
    for band in reversed(part.bands):
        points[source.numbers >= to_bound(band.min, source.unit)] = scaled(band.points)
    return np.where(source.known, points, -1)


def _word_points(word: str, part: ScorePart, levels: Levels) -> int:
    """Return the points of a word: its own, else its level's; -1 where it has neither."""
    own = {fold_text(key): value for key, value in part.points.items()}
    found = own.get(fold_text(word))
    if found is None and (rank := levels.rank(word)) >= 0:
        found = own.get(fold_text(levels.names[rank]))
    return -1 if found is None else scaled(found)


def _verdict(source: TierInput, gained: Counts) -> CheckVerdict:
    choices = [source.absent, ~source.known, gained < 0]
    results = [Check.ABSENT, Check.BLANK, Check.UNKNOWN_WORD]
    checks = np.select(choices, [int(result) for result in results], int(Check.MET))
    return CheckVerdict("用来计算加权得分", source, checks)


def show_score(points: int, weights: int, bounds: Iterable[int] = ()) -> str:
    """Return a score with up to two decimals, rounded half up, but never up to a bound that it does not reach.

    Args:
        points: Sum of weight × points, times ``SCALE`` twice.
        weights: Sum of the weights, times ``SCALE``.
        bounds: Least scores of the tiers, times ``SCALE``.

    Example:
        >>> show_score(4400 * SCALE * SCALE, 60 * SCALE), show_score(2800 * SCALE * SCALE, 60 * SCALE)
        ('73.33', '46.67')
        >>> show_score(79_996 * SCALE, 1000), show_score(79_996 * SCALE, 1000, [80 * SCALE])
        ('80', '79.99')
    """
    unit = weights * SCALE
    hundredths = (points * 200 + unit) // (2 * unit)
    if any(points < bound * weights and bound * 100 <= hundredths * SCALE for bound in bounds):
        hundredths = points * 100 // unit
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else f"{whole}"


def show_points(gained: int) -> str:
    """Return points as a reason shows them."""
    return f"{gained / SCALE:g}"
