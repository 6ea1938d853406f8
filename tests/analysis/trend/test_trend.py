"""Headline figures of earlier months, as each was known at its end; expected values worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest
from support_datasets import build_dataset

from kehu_batch.analysis.analyse import analyse
from kehu_batch.analysis.trend.join import settle_trend
from kehu_batch.model.figures.recorded import RecordedMonth
from kehu_batch.model.figures.trend import Trend, TrendFigure
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.taxonomy import load_taxonomy

_QUIET = {"responded_at", "planned_at", "confirmed_at"}


def _two_months() -> Dataset:
    return build_dataset(
        absent=_QUIET,
        callbacks=[
            {
                "customer_id": "C1",
                "called_on": "2024-03-05",
                "score": 1.0,
                "pending_issues": "服务器卡顿",
                "resolution_status": "已解决",
                "resolved_at": "2024-04-02",
                "next_callback_on": "2024-03-20",
            },
            {"customer_id": "C2", "called_on": "2024-03-10", "score": 0.6, "next_callback_on": "2024-03-25"},
            {"customer_id": "C1", "called_on": "2024-03-18", "pending_issues": "无"},
            {"customer_id": "C2", "called_on": "2024-04-03", "score": 0.8, "pending_issues": "无"},
        ],
        complaints=[
            {"customer_id": "C1", "received_at": "2024-03-10", "resolved_at": "2024-04-05"},
            {"customer_id": "C1", "received_at": "2024-03-12", "resolved_at": "2024-03-13"},
            {"customer_id": "C2", "received_at": "2024-03-20", "status": "已解决"},
        ],
        invoices=[
            {
                "customer_id": "C1",
                "invoice_no": "A",
                "amount": 10_000,
                "issued_on": "2024-03-01",
                "due_on": "2024-03-15",
            },
            {
                "customer_id": "C1",
                "invoice_no": "B",
                "amount": 5_000,
                "issued_on": "2024-04-10",
                "due_on": "2024-04-20",
            },
        ],
        receipts=[
            {"customer_id": "C1", "invoice_no": "A", "amount": 4_000, "received_on": "2024-03-15"},
            {"customer_id": "C1", "invoice_no": "A", "amount": 6_000, "received_on": "2024-04-02"},
        ],
    )


def _trend(dataset: Dataset, period: str, today: date = date(2024, 4, 30)) -> Trend:
    policy = load_policy().policy
    found = analyse(dataset, policy, load_taxonomy(), period=period, as_of=None, today=today).trend
    assert found is not None
    return found


@pytest.fixture(scope="module")
def april() -> Trend:
    return _trend(_two_months(), "2024-04")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        # 5 and 3 of 5; one of the two is satisfied.
        ("satisfaction.mean", TrendFigure(4.0, whole=2)),
        ("satisfaction.csat", TrendFigure(0.5, 1, 2)),
        ("issues.total", TrendFigure(1.0)),
        # Solved on 2 April: open at the end of March.
        ("issues.resolution_rate", TrendFigure(0.0, 0, 1)),
        # One solved in April, one on the 13th, one said to be solved without a day.
        ("complaints.resolution_rate", TrendFigure(2 / 3, 2, 3, undated=1)),
        # C2's promise of the 25th, and the limit of the complaint that was solved in April.
        ("follow_ups.overdue", TrendFigure(2.0)),
        # C1 was called on the 18th, before the 20th; C2 only on 3 April.
        ("follow_ups.kept_rate", TrendFigure(0.5, 1, 2)),
        ("follow_ups.completion_rate", TrendFigure(1.0, 3, 3)),
        # 100.00 less the 40.00 of the 15th, which came by the due date.
        ("payment_risk.outstanding", TrendFigure(6_000.0)),
        ("payment_risk.collection_timeliness", TrendFigure(0.4)),
    ],
)
def test_a_month_is_as_it_was_known_at_its_end(april: Trend, code: str, expected: TrendFigure) -> None:
    assert april.before is not None
    assert april.before.period.as_of == date(2024, 3, 31)
    assert april.before.figures[code] == expected


def test_each_month_equals_a_report_of_it(april: Trend) -> None:
    march = _trend(_two_months(), "2024-03").current
    assert april.before is not None
    for code, figure in april.before.figures.items():
        told = march.figures[code]
        assert (figure.value, figure.part, figure.whole) == (told.value, told.part, told.whole), code


def test_the_months_end_with_the_period_itself(april: Trend) -> None:
    assert [month.period.label for month in april.months] == ["2024-03", "2024-04"]
    assert april.months[-1] is april.current
    assert april.year_before is None


def test_a_period_that_the_inputs_hold_in_part_is_not_compared_with() -> None:
    quarter = _trend(_two_months(), "2024Q2")
    assert quarter.before is None
    assert [month.period.label for month in quarter.months] == ["2024-03", "2024-04"]


def test_one_month_alone_has_no_line() -> None:
    assert _trend(_two_months(), "2024-03", date(2024, 3, 31)).months == ()


def test_a_contact_by_channel_that_was_overdue_was_owed_whenever_it_began() -> None:
    # At the end of March C1, signed on the 1st, lacks the first contact (the 8th) and one online (the 22nd); C2, last
    # called on the 5th, one online (the 26th). By telephone both are due in April.
    dataset = build_dataset(
        absent=_QUIET,
        ledger=[{"customer_id": "C1", "signed_on": "2024-03-01"}],
        callbacks=[{"customer_id": "C2", "called_on": day} for day in ("2024-03-05", "2024-04-20")],
    )
    policy = load_policy().policy
    rules = policy.follow_ups.model_copy(update={"clocks": ("touch_1357",)})
    found = analyse(
        dataset,
        policy.model_copy(update={"follow_ups": rules}),
        load_taxonomy(),
        period="2024-04",
        as_of=None,
        today=date(2024, 4, 30),
    )
    assert found.trend is not None
    assert found.trend.before is not None
    assert found.trend.before.figures["follow_ups.overdue"] == TrendFigure(3.0)


def test_money_received_on_an_unknown_day_tells_no_earlier_balance() -> None:
    dataset = build_dataset(
        invoices=[
            {
                "customer_id": "C1",
                "invoice_no": "A",
                "amount": 10_000,
                "paid": 4_000,
                "issued_on": "2024-03-01",
            },
            {"customer_id": "C1", "invoice_no": "B", "amount": 10_000, "issued_on": "2024-04-01"},
        ],
    )
    trend = _trend(dataset, "2024-04")
    assert trend.before is not None
    figure = trend.before.figures["payment_risk.outstanding"]
    assert figure.value is None
    assert "没有逐笔的回款日期" in figure.reason


def test_the_history_fills_what_the_inputs_lack_and_marks_what_they_tell_otherwise(april: Trend) -> None:
    told = {"satisfaction.csat": 0.75, "data_quality.accuracy": 0.9, "issues.total": 1.0}
    march = RecordedMonth("2024-03", "3月回访", "", "", told)
    january = RecordedMonth("2024-01", "1月回访", "", "", {"satisfaction.csat": 0.8})
    trend = settle_trend(april, {"2024-03": march, "2024-01": january})
    assert [month.period.label for month in trend.months] == ["2024-01", "2024-02", "2024-03", "2024-04"]
    assert trend.months[0].figures == {"satisfaction.csat": TrendFigure(0.8, origin="1月回访")}
    assert trend.months[1].figures == {}
    assert trend.before is not None
    beside = trend.before.figures
    assert beside["satisfaction.csat"] == TrendFigure(0.5, 1, 2, restated_from=0.75)
    assert beside["data_quality.accuracy"] == TrendFigure(0.9, origin="3月回访")
    assert beside["issues.total"] == TrendFigure(1.0)


def test_a_month_before_the_first_issue_is_not_known() -> None:
    dataset = build_dataset(
        callbacks=[
            {"customer_id": "C1", "called_on": "2024-03-05"},
            {"customer_id": "C1", "called_on": "2024-04-05", "pending_issues": "服务器卡顿"},
        ]
    )
    trend = _trend(dataset, "2024-04")
    assert trend.before is not None
    assert trend.before.figures["issues.total"].value is None


def test_a_month_without_a_callback_has_no_number_of_issues() -> None:
    dataset = build_dataset(
        callbacks=[
            {"customer_id": "C1", "called_on": "2024-02-05", "pending_issues": "服务器卡顿"},
            {"customer_id": "C1", "called_on": "2024-04-05", "pending_issues": "服务器卡顿"},
        ]
    )
    trend = _trend(dataset, "2024-04")
    assert trend.before is not None
    assert trend.before.figures["issues.total"] == TrendFigure(None, reason="没有回访")
    assert [span.figures["issues.total"].value for span in trend.months] == [1.0, None, 1.0]
