"""Confidence intervals against scipy's."""

from __future__ import annotations

import pytest
from scipy import stats

from kehu_batch.analysis.base.intervals import mean_interval, t_quantile, wilson_interval


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 8, 13, 30, 100, 1_000, 100_000])
def test_students_quantile_is_scipys(freedom: int) -> None:
    assert t_quantile(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-9)


def test_the_interval_of_a_mean_is_scipys() -> None:
    values = [5, 4, 4, 3, 5, 2, 5]
    found = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    mean, deviation = float(stats.tmean(values)), float(stats.tstd(values))
    assert mean_interval(mean, deviation, len(values)) == pytest.approx((found.low, found.high), rel=1e-9)


@pytest.mark.parametrize(("successes", "trials"), [(0, 1), (1, 1), (18, 20), (3, 4), (0, 50), (999, 1_000)])
def test_wilsons_interval_is_scipys(successes: int, trials: int) -> None:
    found = stats.binomtest(successes, trials).proportion_ci(0.95, method="wilson")
    assert wilson_interval(successes, trials) == pytest.approx((found.low, found.high), rel=1e-9, abs=1e-12)
