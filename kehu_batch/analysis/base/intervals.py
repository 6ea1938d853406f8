"""Confidence intervals: Wilson's for a share, Student's for a mean."""

from __future__ import annotations

import math
from functools import cache

from kehu_batch.model.figures.analysis import Interval

#: The normal quantile of 0.975.
Z_95 = 1.959963984540054

_TINY = 1e-300
_PRECISION = 1e-15
_MAX_TERMS = 10_000


def wilson_interval(successes: int, trials: int) -> Interval | None:
    """Return Wilson's 95 % interval of a share; ``None`` without trials.

    Example:
        >>> low, high = wilson_interval(18, 20)
        >>> round(low, 6), round(high, 6)
        (0.698966, 0.972134)
    """
    if trials == 0:
        return None
    share, square = successes / trials, Z_95 * Z_95
    centre = share + square / (2 * trials)
    spread = Z_95 * math.sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    scale = 1 + square / trials
    low = 0.0 if successes == 0 else (centre - spread) / scale
    high = 1.0 if successes == trials else (centre + spread) / scale
    return low, high


def mean_interval(mean: float, deviation: float, count: int) -> Interval | None:
    """Return the 95 % t-interval of a mean; ``None`` under two values.

    Args:
        mean: Mean of the values.
        deviation: Their sample standard deviation (divisor ``count - 1``).
        count: How many values.
    """
    if count < 2:
        return None
    margin = t_quantile(count - 1) * deviation / math.sqrt(count)
    return mean - margin, mean + margin


@cache
def t_quantile(freedom: int) -> float:
    """Return Student's 0.975 quantile.

    Newton's method on the distribution function, which is the regularised incomplete beta function, from the
    Cornish-Fisher expansion around the normal quantile (Abramowitz and Stegun 26.7.5).

    Args:
        freedom: Degrees of freedom, at least 1.

    Example:
        >>> round(t_quantile(1), 4), round(t_quantile(10), 4), round(t_quantile(120), 4)
        (12.7062, 2.2281, 1.9799)
    """
    if freedom == 1:
        return math.tan(math.pi * 0.475)
    if freedom == 2:
        return math.sqrt(2 / (0.05 * 1.95)) * 0.95
    z = Z_95
    t = z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
    for _ in range(50):
        step = (_upper_tail(t, freedom) - 0.025) / _t_density(t, freedom)
        t += step
        if abs(step) <= 1e-13 * t:
            break
    return t


def _upper_tail(t: float, freedom: int) -> float:
    """Return the probability of a value above ``t`` for ``t`` > 0."""
    x = freedom / (freedom + t * t)
    return 0.5 * _incomplete_beta(freedom / 2, 0.5, x)


def _t_density(t: float, freedom: int) -> float:
    log_scale = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2) - 0.5 * math.log(freedom * math.pi)
    return math.exp(log_scale - (freedom + 1) / 2 * math.log1p(t * t / freedom))


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b).

    By its continued fraction, on the side of the mean where that converges fast.
    """
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    if x < (a + 1) / (a + b + 2):
        return math.exp(log_front) * _beta_fraction(a, b, x) / a
    return 1 - math.exp(log_front) * _beta_fraction(b, a, 1 - x) / b


def _beta_fraction(a: float, b: float, x: float) -> float:
    """Evaluate the continued fraction of the incomplete beta function by Lentz's method (DLMF 8.17.22)."""
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _MAX_TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        change = 1.0
        for term in (even, odd):
            d = 1 / _away_from_zero(1 + term * d)
            c = _away_from_zero(1 + term / c)
            change = c * d
            value *= change
        if abs(change - 1) < _PRECISION:
            break
    return value


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
