"""Runs the cases of ``tests/cases/satisfaction.toml``; groups, months and the intervals' published values."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support_datasets import build_dataset

from kehu_batch.analysis.analyse import analyse
from kehu_batch.analysis.base.intervals import mean_interval, t_quantile, wilson_interval
from kehu_batch.model.figures.analysis import SatisfactionFigures
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.taxonomy import load_taxonomy

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "satisfaction.toml").read_text(encoding="utf-8"))


def _measure(dataset: Dataset) -> SatisfactionFigures:
    found = analyse(
        dataset, load_policy().policy, load_taxonomy(), period="2023-11", as_of=None, today=date(2024, 5, 1)
    )
    assert found.satisfaction is not None
    return found.satisfaction


def _calls(column: str, values: list[float]) -> Dataset:
    return build_dataset(
        callbacks=[
            {"customer_id": "C1", "called_on": "2023-11-05", column: None if value == -1 else value}
            for value in values
        ]
    )


def _unrolled(values: list[float | str]) -> list[float]:
    parts = [str(value).partition("*") for value in values]
    return [float(value) for value, _, times in parts for _ in range(int(times or 1))]


@pytest.mark.parametrize("case", CASES["total"], ids=lambda case: case["name"])
def test_total(case: dict[str, Any]) -> None:
    figures = _measure(_calls("score", _unrolled(case["scores"])))
    total = figures.total
    assert (total.called, total.scored) == (case["called"], case["scored"])
    assert total.mean == (pytest.approx(case["mean"]) if "mean" in case else None)
    assert total.csat == (pytest.approx(case["csat"]) if "csat" in case else None)
    if "interval" in case:
        assert list(total.mean_interval or ()) == pytest.approx(case["interval"], abs=0.00005)
    assert list(total.csat_interval or ()) == pytest.approx(case["wilson"], abs=0.00005)
    if "distribution" in case:
        assert list(figures.distribution.items()) == list(case["distribution"].items())


@pytest.mark.parametrize("case", CASES["nps"], ids=lambda case: case["name"])
def test_net_promoters(case: dict[str, Any]) -> None:
    assert _measure(_calls("recommendation", case["answers"])).nps == pytest.approx(case["points"])


def test_without_recommendations_there_is_no_nps() -> None:
    assert _measure(_calls("score", [1.0])).nps is None


def test_groups() -> None:
    calls: list[dict[str, Any]] = [
        {"customer_id": "C1", "score": 1.0, "called_by": "王敏", "method": "电话", "industry": "制造业"},
        {"customer_id": "C1", "score": 0.6, "called_by": "王敏"},
        {"customer_id": "C2", "called_by": "李强", "method": "上门"},
        {"customer_id": "C3", "score": 0.8, "method": "电话", "stated_tier": "钻石"},
        {"customer_id": "C4", "score": 0.2},
        {"customer_id": "C9", "score": 0.2, "called_on": "2023-10-31", "called_by": "赵磊"},
    ]
    ledger = [
        {"customer_id": "C1", "annual_amount": 4_000_000, "stated_tier": "VIP"},
        {"customer_id": "C2", "annual_amount": 100, "stated_tier": "普通", "industry": "服务业"},
        {"customer_id": "C4", "annual_amount": 100},
    ]
    rows: list[dict[str, Any]] = [{"called_on": "2023-11-05", **call} for call in calls]
    for row in rows[2:]:
        row["last_deal_on"] = "2023-01-01"  # so that nobody is a mere inquiry
    figures = _measure(build_dataset(ledger=ledger, callbacks=rows))
    assert {name: (group.called, group.scored) for name, group in figures.by_tier.items()} == {
        "重要": (2, 2),
        "普通": (1, 0),
        "钻石": (1, 1),
        "未定级": (1, 1),
    }
    assert list(figures.by_tier) == ["重要", "普通", "钻石", "未定级"]
    assert {name: group.mean for name, group in figures.by_owner.items()} == {"王敏": 4.0, "李强": None}
    assert {name: group.called for name, group in figures.by_method.items()} == {"电话": 2, "上门": 1}
    assert {name: group.called for name, group in figures.by_industry.items()} == {"制造业": 1, "服务业": 1}
    assert figures.total.called == 5


def test_every_month_from_the_first_callback_is_listed() -> None:
    days = ["2023-08-31", "2023-10-01", "2023-11-30", "2023-12-01"]
    rows = [{"customer_id": "C1", "called_on": day, "score": 1.0} for day in days]
    months = _measure(build_dataset(callbacks=rows)).by_month
    assert {month: group.called for month, group in months.items()} == {
        "2023-08": 1,
        "2023-09": 0,
        "2023-10": 1,
        "2023-11": 1,
    }


def test_a_period_without_callbacks() -> None:
    figures = _measure(
        build_dataset(callbacks=[{"customer_id": "C1", "called_on": "2023-09-01", "score": 1.0}])
    )
    assert figures.total.called == 0
    assert figures.total.mean is None
    assert figures.by_tier == {}
    assert figures.distribution == {"5": 0, "4": 0, "3": 0, "2": 0, "1": 0}


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (18, 20, 0.6989663547715128, 0.972133518786232),
        (4, 20, 0.0806576625797981, 0.4160174322518935),
        (4, 200, 0.00780442641634947, 0.05028708690582643),
        (190, 200, 0.910421851861224, 0.972617354399236),
        (70, 100, 0.6041514536665333, 0.7810511470506722),
    ],
)
def test_wilson_as_published(successes: int, trials: int, low: float, high: float) -> None:
    assert wilson_interval(successes, trials) == pytest.approx((low, high), abs=1e-14)


def test_wilson_at_the_ends() -> None:
    none, every = wilson_interval(0, 30), wilson_interval(30, 30)
    assert none == pytest.approx((0.0, 0.11351339), abs=5e-9)
    assert every == pytest.approx((0.8864866, 1.0), abs=5e-8)
    assert none is not None
    assert every is not None
    assert (none[0], every[1]) == (0.0, 1.0)
    assert wilson_interval(0, 0) is None


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    # The NIST handbook's table of Student's t, column 0.975, and Abramowitz and Stegun 26.10.
    [
        (1, 12.706),
        (2, 4.303),
        (3, 3.182),
        (4, 2.776),
        (5, 2.571),
        (9, 2.262),
        (10, 2.228),
        (29, 2.045),
        (30, 2.042),
        (60, 2.000),
        (99, 1.984),
        (100, 1.984),
        (120, 1.980),
    ],
)
def test_t_as_published(freedom: int, quantile: float) -> None:
    assert t_quantile(freedom) == pytest.approx(quantile, abs=0.0005)


def test_t_in_closed_form() -> None:
    # Two degrees of freedom: t = (2p - 1) / sqrt(2 p (1 - p)).
    assert t_quantile(2) == pytest.approx(0.95 / (2 * 0.975 * 0.025) ** 0.5, rel=1e-14)
    # Four: t = 2 sqrt(cos(arccos(sqrt a) / 3) / sqrt a - 1) with a = 4 p (1 - p).
    assert t_quantile(4) == pytest.approx(2.7764451051977987, rel=1e-12)


def test_t_falls_to_the_normal_quantile() -> None:
    quantiles = [t_quantile(freedom) for freedom in (3, 5, 10, 50, 500, 5_000, 100_000, 3_000_000)]
    assert quantiles == sorted(quantiles, reverse=True)
    assert quantiles[-1] == pytest.approx(1.959963984540054, abs=2e-6)


def test_the_mean_of_nist_heat_flow() -> None:
    # NIST handbook 1.3.5.2: 195 values, mean 9.261460, deviation 0.022789: 9.258242 to 9.264679.
    assert mean_interval(9.261460, 0.022789, 195) == pytest.approx((9.258242, 9.264679), abs=1e-6)


def test_one_value_has_no_interval() -> None:
    assert mean_interval(5.0, float("nan"), 1) is None
