"""Recorded months: which may be used, what they fill, and whose tiers they tell (docs/rules.md, 4)."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from support_datasets import build_from

from kehu_batch.analysis.analyse import analyse
from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.figures.recorded import RecordedMonth, settle_value, under_policy, usable_months
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.taxonomy import load_taxonomy

#: 10 callbacks in October, 8 of them scored 4.0 at the mean, half of these satisfied.
OCTOBER = {
    "satisfaction.called": 10.0, "satisfaction.scored": 8.0, "satisfaction.mean": 4.0, "satisfaction.csat": 0.5,
    "issues.total": 6.0, "follow_ups.overdue": 3.0,
}  # fmt: skip


def month(name: str = "2023-10", **values: object) -> RecordedMonth:
    given = {"source": "10月回访", "sha256": "f", "policy_sha256": "p", "figures": OCTOBER}
    return RecordedMonth(name, **{**given, **values})  # type: ignore[arg-type]


def analysed(*recorded: RecordedMonth, october: int = 0) -> Analysis:
    """Return the figures of a November with one callback, and so many in October, each scored 5."""
    days = ["2023-11-05", *(f"2023-10-{day:02d}" for day in range(1, october + 1))]
    calls = [{"customer_id": "A", "called_on": day, "score": 1.0} for day in days]
    dataset = build_from({"callbacks": calls, "ledger": [{"customer_id": "A", "customer_name": "甲公司"}]})
    return analyse(
        dataset, load_policy("annual-spend").policy, load_taxonomy(),
        period="2023-11", as_of=None, today=date(2024, 1, 1), recorded=recorded,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (month(), ""),
        (month(complete=False), "当时还没到月底"),
        (month(customers=("A",)), ""),
        (month(customers=("ａ", "B")), ""),  # half of them, and folded
        (month(customers=("甲公司",)), ""),
        (month(customers=("A", "B", "C")), "投递名与本次不同，且 3 户中只有 1 户在本次投递里"),
        (month(refused="别的原因"), "别的原因"),
    ],
)
def test_a_month_is_used_or_its_reason_is_told(given: RecordedMonth, reason: str) -> None:
    (told,) = analysed(given).recorded
    assert told.refused == reason
    assert usable_months([told]) == ({} if reason else {"2023-10": told})


def test_only_months_before_the_period_are_looked_at() -> None:
    given = (month("2023-12"), month("2023-11"), month("2023-10"), month("2022-11"))
    assert [one.month for one in analysed(*given).recorded] == ["2022-11", "2023-10"]


def test_a_month_by_another_policy_is_not_used() -> None:
    same, other = under_policy([month(), month(policy_sha256="q")], "p")
    assert (same.refused, other.refused) == ("", "当时按另一套策略计算")


@pytest.mark.parametrize(("october", "fills"), [(0, True), (4, True), (5, False), (10, False)])
def test_a_month_fills_what_the_inputs_hold_less_than_half_of(october: int, *, fills: bool) -> None:
    (told,) = analysed(month(), october=october).recorded
    assert told.fills is fills


def test_what_the_inputs_now_tell_otherwise_is_restated() -> None:
    (told,) = analysed(month(), october=10).recorded
    assert told.restated == {
        "satisfaction.mean": (4.0, 5.0), "satisfaction.csat": (0.5, 1.0), "issues.total": (6.0, 0.0),
    }  # fmt: skip
    (same,) = analysed(
        month(figures={"satisfaction.called": 10.0, "satisfaction.csat": 1.0}), october=10
    ).recorded
    assert same.restated == {}
    (filled,) = analysed(month(), october=1).recorded
    assert filled.restated == {}


def test_the_inputs_come_first_unless_they_hold_but_a_part() -> None:
    (part,) = analysed(month(), october=1).recorded
    (whole,) = analysed(month(), october=10).recorded
    assert settle_value("satisfaction.csat", 1.0, part) == (0.5, True)
    assert settle_value("satisfaction.csat", 1.0, whole) == (1.0, False)
    assert settle_value("satisfaction.csat", None, whole) == (0.5, True)
    assert settle_value("follow_ups.kept_rate", None, whole) == (None, False)
    assert settle_value("payment_risk.outstanding", 5.0, part) == (5.0, False)
    (refused,) = analysed(month(complete=False)).recorded
    assert settle_value("satisfaction.csat", None, refused) == (None, False)
    assert settle_value("satisfaction.csat", 1.0, None) == (1.0, False)


TIERS = (
    ("A", "甲公司", "核心"),
    (None, "乙（集团）公司", "重要"),
    ("C", "丙", "没有的等级"),
    ("D", "同名", "基础"),
)


def test_recorded_tiers_stand_where_the_inputs_hold_nothing_of_that_time() -> None:
    """By id, else by folded name where one side has no id; a tier of another scheme is none."""
    dataset = build_from(
        {
            "ledger": [
                {"customer_id": number, "customer_name": name, "annual_amount": 20_000_00}
                for number, name in (("A", "别名"), ("B", "乙(集团)公司"), ("C", "丙"), ("E", "同名"))
            ],
            "callbacks": [{"customer_id": "A", "called_on": "2023-11-05", "score": 1.0}],
        }
    )
    figures = analyse(
        dataset, load_policy("annual-spend").policy, load_taxonomy(), period="2023-11", as_of=None,
        today=date(2024, 1, 1), recorded=[month(tiers=TIERS), month("2023-09", tiers=(("A", None, "潜在"),))],
    ).tiers  # fmt: skip
    told = {
        row["customer_id"]: [row["previous"], row["since"]] for row in figures.customers.to_dict("records")
    }
    assert figures.previous_source == "10月回访"
    assert told["A"] == ["核心", "下调"]
    assert told["B"] == ["重要", "下调"]
    assert pd.isna(told["C"][0])
    assert pd.isna(told["E"][0])  # another id: another customer
    assert figures.previous_matrix.to_numpy().sum() == 4


def test_recomputed_tiers_come_before_recorded_ones() -> None:
    figures = analysed(month(tiers=(("A", None, "核心"),)), october=1).tiers
    assert figures.previous_source == ""
    assert figures.customers["previous"].tolist() == ["潜在"]  # a callback without a deal is an inquiry


def test_no_tiers_are_taken_from_an_older_or_a_refused_month() -> None:
    for given in (month("2023-09", tiers=TIERS), month(tiers=TIERS, complete=False), month()):
        figures = analysed(given).tiers
        assert (figures.previous, figures.previous_source) == ({}, "")
