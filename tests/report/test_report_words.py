from __future__ import annotations

from dataclasses import replace

import pytest
from report.report_drops import group, invented_month, month_period

from kehu_batch.model.findings.question import Question, QuestionKind
from kehu_batch.model.period import Period, PeriodKind
from kehu_batch.policy.loading import load_policy
from kehu_batch.report.blocks import Note, TableBlock, fill_rows
from kehu_batch.report.headlines import build_headlines
from kehu_batch.report.issues import lead_types
from kehu_batch.report.months import earlier_period, trend_months
from kehu_batch.report.phrases import arrow_change, money, money_in, money_unit, share_words, signed


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (0, 1, "0/1（0.0%）"),
        (29, 29, "29/29（100.0%）"),
        (15, 30, "50.0%（15/30）"),
        (1234, 5678, "21.7%（1,234/5,678）"),
    ],
)
def test_counts_lead_under_thirty(part: int, whole: int, words: str) -> None:
    assert share_words(part, whole) == words


def test_signs_are_true_minus_signs() -> None:
    assert signed(-28.04, 1) == "−28.0"
    assert signed(-0.04, 1) == "0.0"
    assert arrow_change(-17.8, 1, "百分点") == "▼ 17.8 百分点"
    assert arrow_change(-0.004, 2, "分") == "持平"


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (None, "—"),
        (0, "0.0 万元"),
        (1, "不足 0.1 万元"),
        (5 * 10**4, "0.1 万元"),
        (10**10 - 1, "10,000.0 万元"),
        (10**10, "1.00 亿元"),
    ],
)
def test_money_in_words(fen: int | None, words: str) -> None:
    assert money(fen) == words


def test_a_column_of_money_has_one_unit() -> None:
    column = [None, 1, 25 * 10**5, 3 * 10**10]
    unit = money_unit(column)
    assert unit == "亿元"
    assert [money_in(fen, unit) for fen in column] == ["—", "<0.01", "<0.01", "3.00"]
    assert [money_in(fen, "万元") for fen in column[:3]] == ["—", "<0.1", "2.5"]


def test_trend_shows_a_year_and_the_month_it_is_compared_with() -> None:
    months = trend_months(["2022-01", "2024-05"])
    assert len(months) == 13
    assert (months[0], months[-1]) == ("2023-05", "2024-05")
    assert trend_months(["2023-11", "2024-02"]) == ["2023-11", "2023-12", "2024-01", "2024-02"]
    assert trend_months([]) == []


def quarter() -> Period:
    first = month_period(2024, 4).first
    last = month_period(2024, 6).last
    return Period("2024Q2", PeriodKind.QUARTER, first, last, last)


def test_an_earlier_quarter_is_the_sum_of_its_months() -> None:
    analysis, _ = invented_month()
    past = earlier_period(quarter(), analysis.satisfaction, analysis.issues)
    assert past is not None
    # January: 15 fives, 11 fours, 2 threes; February none; March: 20 fives, 17 fours, 4 threes.
    assert past.mean == pytest.approx((35 * 5 + 28 * 4 + 6 * 3) / 69)
    assert past.csat == pytest.approx(63 / 69)
    assert past.issues == 33


def test_an_earlier_period_is_not_made_from_a_part() -> None:
    analysis, _ = invented_month()
    assert earlier_period(analysis.period, analysis.satisfaction, analysis.issues, years=1) is None
    assert earlier_period(month_period(2023, 11), analysis.satisfaction, analysis.issues) is None


def test_nothing_is_before_all_time() -> None:
    analysis, _ = invented_month()
    everything = replace(quarter(), kind=PeriodKind.ALL)
    assert earlier_period(everything, analysis.satisfaction, analysis.issues) is None


def test_issues_of_earlier_months_are_unknown_without_any() -> None:
    analysis, _ = invented_month()
    assert analysis.issues is not None
    months = analysis.issues.by_month
    only_this = replace(analysis.issues, by_month=months[months["month"] == "2024-05"])
    past = earlier_period(analysis.period, analysis.satisfaction, only_this)
    assert past is not None
    assert past.issues is None


def test_lead_types_names_the_few_that_make_up_most() -> None:
    analysis, _ = invented_month()
    assert analysis.issues is not None
    assert lead_types(analysis.issues) == "功能操作最多（14 条）"  # four types are needed for 80 %
    one = replace(analysis.issues, total=14, by_type=analysis.issues.by_type.iloc[:1])
    assert lead_types(one) == "功能操作 14 条"
    two = analysis.issues.by_type.iloc[:3].assign(cumulative=[0.56, 0.96, 1.0], count=[14, 10, 1])
    assert (
        lead_types(replace(analysis.issues, total=25, by_type=two)) == "功能操作、系统性能占 24/25（96.0%）"
    )


def test_headlines_put_what_is_off_target_first() -> None:
    analysis, _ = invented_month()
    policy = load_policy().policy
    leads = [headline.lead for headline in build_headlines(analysis, policy)]
    assert leads[:2] == ["逾期跟进 34 项，", "满意率 67.3%，"]
    quiet = replace(analysis.follow_ups, overdue=analysis.follow_ups.overdue.iloc[:0])
    assert analysis.satisfaction is not None
    happy = replace(analysis.satisfaction, total=group(60, [5.0] * 60))
    calm = build_headlines(replace(analysis, follow_ups=quiet, satisfaction=happy), policy)
    assert not any(word in headline.lead for headline in calm for word in ("逾期", "满意率"))


def test_open_questions_take_a_line_with_what_they_decide() -> None:
    analysis, _ = invented_month()
    asked = Question(
        QuestionKind.STATUS, "状态|搁置", "“搁置”算已解决吗？", ("是", "不是"), "解决率", None, 3
    )
    other = Question(QuestionKind.HEADER, "表头|备考", "“备考”是哪一列？", ("备注",), "整列", None, 4)
    policy = load_policy().policy
    told = build_headlines(replace(analysis, questions=(asked, other)), policy)
    rest = {headline.lead: headline.rest for headline in told}
    assert rest["待确认 2 项，"] == "影响 7 处；在工作簿的工作表“待确认”里回答，再次投递时生效。"
    assert not any("待确认" in headline.lead for headline in build_headlines(analysis, policy))


def test_no_callback_is_told_as_such() -> None:
    analysis, _ = invented_month()
    assert analysis.satisfaction is not None
    none = replace(analysis, satisfaction=replace(analysis.satisfaction, total=group(0, [])))
    told = build_headlines(none, load_policy().policy)
    assert any(headline.lead == "本期没有回访，" for headline in told)
    assert not any("0 次" in f"{headline.lead}{headline.rest}" for headline in told)


def test_a_half_block_is_never_alone_in_its_row() -> None:
    half, wide = TableBlock("半", (), ()), Note("整")
    assert [block.wide for block in fill_rows([half, half, wide])] == [False, False, True]
    assert [block.wide for block in fill_rows([half, wide, half, half])] == [True, True, False, False]
    assert [block.wide for block in fill_rows([half, half, half])] == [False, False, True]
    assert fill_rows([]) == ()
