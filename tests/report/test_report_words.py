from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from report.report_drops import group, invented_month, month_period
from support.small_drops import analyse_rows

from kehu_batch.model.figures.trend import Trend, TrendFigure, TrendSpan
from kehu_batch.model.findings.question import Question, QuestionKind
from kehu_batch.model.period import Period, PeriodKind
from kehu_batch.policy.loading import load_policy
from kehu_batch.report.blocks import (
    Cell,
    Figure,
    Note,
    PageColumn,
    TableBlock,
    drop_silent_columns,
    fill_rows,
    person_cell,
    say_nobody_once,
)
from kehu_batch.report.charts import Plot
from kehu_batch.report.headlines import build_headlines
from kehu_batch.report.indicators import build_indicators
from kehu_batch.report.issues import build_issues, lead_types
from kehu_batch.report.months import months_until, trend_months
from kehu_batch.report.phrases import (
    arrow_change,
    in_wan,
    money,
    money_in,
    money_unit,
    most_words,
    share_words,
    signed,
)
from kehu_batch.report.relations.returning import list_repeats
from kehu_batch.report.render import render_report
from kehu_batch.report.tiles.changes import describe_changes, tabulate_months
from kehu_batch.report.tiles.values import collect_values


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


def trend_of(period: Period, now: TrendFigure, then: TrendFigure | None, code: str = "issues.total") -> Trend:
    before = None if then is None else TrendSpan(period, {code: then})
    return Trend(TrendSpan(period, {code: now}), (), before, None)


def test_a_quarter_is_compared_with_the_quarter_before() -> None:
    first, last = month_period(2024, 4).first, month_period(2024, 6).last
    quarter = Period("2024Q2", PeriodKind.QUARTER, first, last, last)
    trend = trend_of(quarter, TrendFigure(40.0), TrendFigure(33.0))
    assert describe_changes("issues.total", trend) == (("环比", "▲ 7 条"), ("同比", "—（缺上年同季）"))


def test_a_year_has_one_comparison_and_all_time_none() -> None:
    first, last = month_period(2024, 1).first, month_period(2024, 12).last
    year = Period("2024", PeriodKind.YEAR, first, last, last)
    assert describe_changes("issues.total", trend_of(year, TrendFigure(40.0), None)) == (
        ("同比", "—（缺上年）"),
    )
    everything = replace(year, kind=PeriodKind.ALL)
    assert describe_changes("issues.total", trend_of(everything, TrendFigure(40.0), TrendFigure(1.0))) == ()


def test_a_growing_count_of_an_unfinished_month_is_not_compared() -> None:
    month = month_period(2024, 5)
    unfinished = replace(month, as_of=month.first)
    trend = trend_of(unfinished, TrendFigure(4.0), TrendFigure(33.0))
    assert dict(describe_changes("issues.total", trend))["环比"] == "—（本月未满）"
    stock = trend_of(unfinished, TrendFigure(4.0), TrendFigure(33.0), "follow_ups.overdue")
    assert dict(describe_changes("follow_ups.overdue", stock))["环比"] == "▼ 29 项"


def test_what_a_comparison_rests_on_is_said() -> None:
    month, code = month_period(2024, 5), "complaints.resolution_rate"
    then = TrendFigure(0.75, 3, 4, undated=2, restated_from=0.5)
    assert describe_changes(code, trend_of(month, TrendFigure(1.0, 4, 4), then, code)) == (
        ("环比", "▲ 25.0 百分点"),
        ("上月重述", "原报 50.0%，现为 75.0%"),
        ("上月含", "2 项解决状态没有日期，照现在的算"),
        ("同比", "—（缺上年同月）"),
    )
    recorded = TrendFigure(0.75, origin="四月回访")
    told = dict(describe_changes(code, trend_of(month, TrendFigure(1.0, 4, 4), recorded, code)))
    assert told["环比"] == "▲ 25.0 百分点（按历史）"


ACCURACY = "data_quality.accuracy"


def test_why_accuracy_has_no_earlier_figure_is_said() -> None:
    month, now = month_period(2024, 5), TrendFigure(0.97, 97, 100)
    assert describe_changes(ACCURACY, trend_of(month, now, None, ACCURACY)) == (
        ("环比", "—（没有历史记录）"),
        ("同比", "—（没有历史记录）"),
    )
    recorded = trend_of(month, now, TrendFigure(0.95, origin="四月回访"), ACCURACY)
    assert dict(describe_changes(ACCURACY, recorded))["环比"] == "▲ 2.0 百分点（按历史）"
    # The history keeps months only: nothing is promised of it for a quarter.
    last = month_period(2024, 6).last
    quarter = Period("2024Q2", PeriodKind.QUARTER, month_period(2024, 4).first, last, last)
    told = dict(describe_changes(ACCURACY, trend_of(quarter, now, None, ACCURACY)))
    assert told["环比"] == "—（按每次投递计算）"


def test_why_there_is_nothing_to_compare_with_is_said_as_far_as_it_is_known() -> None:
    month, now = month_period(2024, 5), TrendFigure(1.0, 4, 4)

    def told(code: str, then: TrendFigure | None) -> str:
        return dict(describe_changes(code, trend_of(month, now, then, code)))["环比"]

    complaints, calls = "complaints.resolution_rate", "satisfaction.csat"
    assert told(complaints, None) == "—（缺上月）"
    assert told(complaints, TrendFigure(None, reason="没有收到投诉")) == "—（上月没有收到投诉）"
    assert told(calls, TrendFigure(None, reason="没有评分")) == "—（上月没有评分）"
    assert (
        told("issues.resolution_rate", TrendFigure(None, reason="这以前没有记录过问题"))
        == "—（上月没有记录过问题）"
    )
    assert told(calls, TrendFigure(None, reason="一个说明起来比一行还长的原因")) == "—（上月不可计算）"
    assert told(calls, TrendFigure(None)) == "—（缺上月）"
    # Where complaints reach back to the month before and callbacks do not, it is callbacks that are missing.
    other = TrendSpan(month, {complaints: now})
    trend = Trend(TrendSpan(month, {calls: now}), (), other, None)
    assert dict(describe_changes(calls, trend))["环比"] == "—（缺上月回访）"
    balance = describe_changes("payment_risk.outstanding", trend, of_one_day=True)
    assert balance == (("环比", "—（只有当日余额）"), ("同比", "—（只有当日余额）"))


def test_nothing_is_said_of_what_is_late_where_no_table_tells_what_falls_due() -> None:
    analysis, dataset = invented_month()
    policy = load_policy()
    code = "follow_ups.overdue"
    untold = replace(analysis.follow_ups, reasons={"overdue": "没有回访工作表和投诉登记表"})
    without = replace(analysis, follow_ups=untold)
    (tile,) = [value for value in collect_values(without, policy.policy) if value.code == code]
    assert (tile.value, tile.reason) == (None, "没有回访工作表和投诉登记表")
    assert "本次没有回访工作表和投诉登记表，没有可以跟踪的事项。" in render_report(without, dataset, policy)
    (tile,) = [value for value in collect_values(analysis, policy.policy) if value.code == code]
    assert tile.value == len(analysis.follow_ups.overdue)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (
            "重点 ← 加权得分 73.33 ≥ 60，只按已知的各项折算（年合作金额 100,000.00 得 60 分 × 权重 40）",
            "重点 ← 加权得分 73.33 ≥ 60，只按已知的各项折算（年合作金额 10 万元 得 60 分 × 权重 40）",
        ),
        (
            "重点 ← 加权得分 46.67 ≥ 45.25（年合作金额 12,800.50 得 33.33 分 × 权重 0.35；信用等级“A” 得 80 分 × 权重 0.65）",
            "重点 ← 加权得分 46.67 ≥ 45.25（年合作金额 1.28 万元 得 33.33 分 × 权重 0.35；信用等级“A” 得 80 分 × 权重 0.65）",
        ),
        (
            "未定级：已知各项的权重合计 40.25，少于 60.75（年合作金额 600,000.00 得 100 分 × 权重 40.25）",
            "未定级：已知各项的权重合计 40.25，少于 60.75（年合作金额 60 万元 得 100 分 × 权重 40.25）",
        ),
        (
            "成长型 ← 累计消费 210,000.00 ≥ 200,000.00；复购率 66.7%（2/3） < 75.0% 不符合",
            "成长型 ← 累计消费 21 万元 ≥ 20 万元；复购率 66.7%（2/3） < 75.0% 不符合",
        ),
        # Two decimals, and to the fen where they would be a whole number or another amount of the reason.
        ("距上次成交 94 天，金额 87,199.90", "距上次成交 94 天，金额 8.72 万元"),
        ("近12个月消费 99,999.90 ≥ 30,000.00", "近12个月消费 9.99999 万元 ≥ 3 万元"),
        ("近12个月消费 29,999.99 ≥ 10,000.00", "近12个月消费 2.999999 万元 ≥ 1 万元"),
        ("近12个月消费 99,949.00 ≥ 30,000.00", "近12个月消费 9.99 万元 ≥ 3 万元"),
        ("累计消费 12,344.99 < 12,345.00", "累计消费 1.234499 万元 < 1.2345 万元"),
        ("退货 −12,345.67", "退货 −1.23 万元"),
        ("消费 999.99 ≥ 1,000.00", "消费 999.99 元 ≥ 0.1 万元"),
        ("消费 0.00 ≥ 0.01", "消费 0 万元 ≥ 0.01 元"),
        ("消费 500,000.00", "消费 50 万元"),
        ("消费 1,234,567,890.12", "消费 123,456.79 万元"),
    ],
)
def test_a_reason_tells_its_amounts_and_nothing_else_in_wan(reason: str, told: str) -> None:
    assert in_wan(reason) == told


def test_a_text_of_many_lines_is_whole_in_a_cell_of_few() -> None:
    analysis, dataset = invented_month()
    assert analysis.issues is not None
    long = "设备停机三次，要求书面答复；" * 400
    items = analysis.issues.items.assign(text=[long, *analysis.issues.items["text"].iloc[1:]])
    issues = replace(analysis.issues, items=items)
    page = render_report(replace(analysis, issues=issues), dataset, load_policy())
    assert f'<div class="fold" tabindex="0">{long}</div>' in page
    assert page.count('class="fold"') == 1


def test_a_long_word_leaves_its_column_hidden_on_a_phone() -> None:
    analysis, dataset = invented_month()
    assert analysis.issues is not None
    words = "超过十四个字的一个匹配词，会换行"
    matched = [(words,), *analysis.issues.items["matched"].iloc[1:]]
    issues = replace(analysis.issues, items=analysis.issues.items.assign(matched=matched))
    page = render_report(replace(analysis, issues=issues), dataset, load_policy())
    assert f'<td class="w p">{words}</td>' in page


def test_a_trend_ends_with_the_period_where_the_figures_stand_on_a_later_day() -> None:
    months = ["2026-08", "2026-09", "2026-10", "2026-11"]
    october = replace(month_period(2026, 10), as_of=month_period(2026, 11).last)
    assert months_until(months, october) == ["2026-08", "2026-09", "2026-10"]
    assert months_until(months, month_period(2026, 11)) == months


def test_months_without_accuracy_are_explained_where_there_are_any() -> None:
    def subtitle(code: str, *values: float | None) -> str:
        spans = tuple(
            TrendSpan(month_period(2024, number), {} if value is None else {code: TrendFigure(value)})
            for number, value in enumerate(values, start=4)
        )
        block = tabulate_months((code,), Trend(spans[-1], spans))
        assert block is not None
        return block.subtitle

    reason = "；数据准确率按整次投递的表计算，分不出各月：“—”的月份没有可用的历史记录"
    assert subtitle(ACCURACY, None, 0.97).endswith(reason)
    assert reason not in subtitle(ACCURACY, 0.95, 0.97)
    assert reason not in subtitle("satisfaction.csat", None, 0.97)


def test_a_figure_that_no_month_has_is_named_and_has_no_column() -> None:
    csat = "satisfaction.csat"
    pairs = ((month_period(2024, 4), 0.8), (month_period(2024, 5), 0.9))
    spans = tuple(TrendSpan(month, {csat: TrendFigure(value)}) for month, value in pairs)
    trend = Trend(spans[-1], spans)
    block = tabulate_months((ACCURACY, csat, "issues.total"), trend)
    assert block is not None
    assert [column.title for column in block.columns] == ["月份", "满意率（%）"]
    assert [row[1] for row in block.rows] == ["90.0", "80.0"]
    assert block.subtitle.endswith(
        "；数据准确率按整次投递的表计算，分不出各月，也没有可用的历史记录，不列；各月都没有、不列：问题数"
    )
    assert tabulate_months(("issues.total",), trend) is None


def test_that_no_row_names_a_person_is_said_once_and_not_in_red() -> None:
    def table(*names: str) -> TableBlock:
        rows = tuple((str(place), person_cell(name)) for place, name in enumerate(names))
        return TableBlock("欠款", (PageColumn("客户"), PageColumn("负责人")), rows, "万元", total=len(rows))

    calm = say_nobody_once(table("", "", ""))
    assert calm.rows == (("0", "未指定"), ("1", "未指定"), ("2", "未指定"))
    assert calm.subtitle == "万元；负责人都没有写明"
    # One who is named makes the others stand out; of a single row there is nothing to say once.
    for other in (table("", "王敏", ""), table(""), table("王敏", "王敏"), table()):
        assert say_nobody_once(other) is other
    folded = replace(table("", ""), tail=(("2", "王敏"),))
    assert say_nobody_once(folded) is folded


def test_a_column_of_nothing_is_named_and_left_out() -> None:
    columns = (PageColumn("客户"), PageColumn("单据"), PageColumn("差额", "number"), PageColumn("说明"))
    rows = (("甲", "—", "1.0", "—"), ("乙", Cell("—"), "—", "—"))
    found = drop_silent_columns(TableBlock("差异", columns, rows, "万元", total=2))
    assert [column.title for column in found.columns] == ["客户", "差额"]
    assert (found.rows, found.subtitle) == (
        (("甲", "1.0"), ("乙", "—")),
        "万元；列出的行都没有、不列：单据、说明",
    )
    # What a folded row has is there; the first column, and what a single row lacks, stand.
    folded = TableBlock("差异", columns[:2], (("甲", "—"),), tail=(("乙", "INV-1"),), total=2)
    single = TableBlock("差异", columns, rows[:1], total=1)
    unnamed = TableBlock("差异", columns[:1], (("—",), ("—",)), total=2)
    for other in (folded, single, unnamed):
        assert drop_silent_columns(other) is other


def test_money_changes_in_its_own_unit() -> None:
    month, code = month_period(2024, 5), "payment_risk.outstanding"
    trend = trend_of(month, TrendFigure(12_840_000.0), TrendFigure(12_000_000.0), code)
    assert dict(describe_changes(code, trend))["环比"] == "▲ 0.8 万元"
    same = trend_of(month, TrendFigure(12_000_000.0), TrendFigure(12_000_000.0), code)
    assert dict(describe_changes(code, same))["环比"] == "持平"


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
    half, wide = TableBlock("半", (PageColumn("甲"),) * 4, ()), Note("整")
    assert [block.wide for block in fill_rows([half, half, wide])] == [False, False, True]
    assert [block.wide for block in fill_rows([half, wide, half, half])] == [True, True, False, False]
    assert [block.wide for block in fill_rows([half, half, half])] == [False, False, True]
    assert fill_rows([]) == ()
    # Two columns across a whole page are hard to read together: such a table keeps its half.
    few = TableBlock("少", (PageColumn("客群"), PageColumn("客户")), (("冠军客户", "7"),))
    assert [block.wide for block in fill_rows([few, wide, few])] == [False, True, False]
    long = replace(few, rows=(("一句很长的话" * 9, "7"),))
    assert [block.wide for block in fill_rows([long])] == [True]


def test_a_title_tells_all_that_share_the_first_place() -> None:
    def said(*counts: int) -> str:
        named = list(zip("甲乙丙丁戊", counts, strict=False))
        return most_words(named, lambda count: f"{count} 项", "人", "名下最多")

    assert said(3, 1, 2) == "甲名下最多：3 项"
    assert said(2, 1, 2) == "甲、丙名下最多：各 2 项"
    assert said(2, 2, 2, 2, 1) == "4 人名下最多：各 2 项"
    assert said(1, 1, 1) == "3 人名下各 1 项"


def test_groups_that_share_a_place_by_their_shown_mean_are_all_told() -> None:
    analysis, dataset = invented_month()
    assert analysis.satisfaction is not None
    groups = {name: group(5, [mean] * 5) for name, mean in (("甲", 5.0), ("乙", 5.0), ("丙", 4.0))}
    for by_method, title in (
        (groups, "回访方式中乙、甲最高（5.00），丙最低（4.00）"),
        ({name: groups[name] for name in ("甲", "乙")}, "回访方式中 2 组均分相同（5.00）"),
    ):
        figures = replace(analysis.satisfaction, by_method=by_method)
        page = render_report(replace(analysis, satisfaction=figures), dataset, load_policy())
        assert f">{title}</h3>" in page


def test_figures_that_cannot_be_computed_stand_last() -> None:
    analysis, _ = invented_month()
    policy = load_policy().policy
    whole = [one.code for one in build_indicators(analysis, policy)]
    bare = build_indicators(replace(analysis, satisfaction=None), policy)
    lacking = [one.figure == "—" for one in bare]
    assert any(lacking)
    assert lacking == sorted(lacking)
    known = [one.code for one in bare if one.figure != "—"]
    assert [code for code in known if code in whole] == [code for code in whole if code in known]


def test_what_came_back_last_is_listed_first() -> None:
    days = (("C1", "2023-10-02"), ("C2", "2023-10-07"), ("C1", "2023-11-06"), ("C2", "2023-11-16"))
    calls = [
        {"customer_id": customer, "called_on": day, "pending_issues": "系统卡顿"} for customer, day in days
    ]
    issues = analyse_rows(
        {"callbacks": calls}, load_policy().policy, period="2023-11", as_of="2023-11-30"
    ).issues
    assert issues is not None
    assert issues.details is not None
    listed = list_repeats(issues.details, many_files=False, sheet="")
    assert [row[3:5] for row in listed.rows] == [("2023-11-16", "2023-10-07"), ("2023-11-06", "2023-10-02")]


def test_the_bar_that_stands_out_is_the_month_that_the_title_tells() -> None:
    analysis, _ = invented_month()
    assert analysis.satisfaction is not None
    called = {**analysis.satisfaction.by_month, "2024-06": group(0, ())}
    year = Period("2024", PeriodKind.YEAR, date(2024, 1, 1), date(2024, 12, 31), date(2024, 6, 30))
    analysis = replace(analysis, period=year, satisfaction=replace(analysis.satisfaction, by_month=called))
    blocks = build_issues(analysis, many_files=False, sheet="").blocks
    (monthly,) = (one for one in blocks if isinstance(one, Figure) and "5 月" in one.title)
    assert isinstance(monthly.chart, Plot)
    assert [bar.text for bar in monthly.chart.bars if bar.mark == "s1"] == ["46"]
