"""A page says what it cannot tell, and points to nothing that is not there: drops of few tables, made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from report.html_reading import Element, read_page
from report.report_drops import group, invented_month, published_rows

from kehu_batch.model.figures.analysis import Analysis, RowAccount
from kehu_batch.model.figures.follow_ups import Conduct
from kehu_batch.model.outcome import DropRequest
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.pipeline import process_drop
from kehu_batch.policy.loading import load_policy
from kehu_batch.report import risks
from kehu_batch.report.blocks import Cell, Matrix, Risks, TableBlock
from kehu_batch.report.follow_ups import build_follow_ups
from kehu_batch.report.headlines import build_headlines
from kehu_batch.report.issues import build_issues
from kehu_batch.report.relations.retention import explain_at_risk
from kehu_batch.report.render import render_report
from kehu_batch.report.risks import build_risks
from kehu_batch.report.satisfaction import build_satisfaction
from kehu_batch.report.sources import build_sources
from kehu_batch.report.tiers import build_tiers
from kehu_batch.wording.tier_groups import describe_groups
from kehu_batch.wording.untold import HEARD, LATE, OWED

POLICY = load_policy()
NO_CALLBACKS = "没有回访工作表"


def without_callbacks(drop: tuple[Analysis, Dataset]) -> tuple[Analysis, Dataset]:
    analysis, dataset = drop
    bare = replace(
        analysis,
        satisfaction=None,
        issues=None,
        demands=None,
        reasons=dict.fromkeys(("satisfaction", "issues", "demands"), NO_CALLBACKS),
        accounts={"ledger": RowAccount(2, 1, 1, 1_250_000, {"重复行": 1})},
        quality=replace(analysis.quality, findings=(), of_period=()),
    )
    return bare, dataset


@pytest.fixture(scope="module")
def bare() -> Element:
    return read_page(render_report(*without_callbacks(published_rows()), POLICY))


@pytest.fixture(scope="module")
def month() -> Element:
    return read_page(render_report(*invented_month(), POLICY))


def tile(page: Element, name: str) -> Element:
    return next(one for one in page.find("article", class_="kpi") if one.find("h2")[0].text == name)


def test_a_figure_that_no_table_tells_has_no_base_and_leads_nowhere(bare: Element, month: Element) -> None:
    untold, told = tile(bare, "满意率"), tile(month, "满意率")
    assert NO_CALLBACKS in untold.all_text()
    assert "n = " not in untold.all_text()
    assert untold.find("p", class_="more") == []
    assert "n = " in told.all_text()
    assert [link.text for link in told.find("p", class_="more")[0].find("a")] == ["查看明细"]


def test_every_link_of_the_page_leads_somewhere(bare: Element, month: Element) -> None:
    for page in (bare, month):
        anchors = {one.attributes["id"] for one in page.walk() if "id" in one.attributes}
        leading = [one.attributes["href"] for one in page.find("a") if one.attributes["href"].startswith("#")]
        assert [href for href in leading if href.removeprefix("#") not in anchors] == []


def test_rows_that_do_not_count_are_no_defects_of_the_box(bare: Element) -> None:
    box = bare.find("aside", class_="quality")[0]
    assert "数据质量提示（0 项）" in box.all_text()
    assert box.find("li") == []
    assert "客户台账排除 1 行" in box.all_text()
    assert "（重复行 1），1.3 万元，不计入各项数字。" in box.all_text()


def test_what_cannot_be_told_stands_below_what_comes_first(bare: Element) -> None:
    [line] = [one.text for one in bare.find("div", class_="first")[0].find("p", class_="sub")]
    assert line.startswith(f"本次看不出：满意度和问题（{NO_CALLBACKS}）；")


def stated(analysis: Analysis, labels: list[str | None]) -> Analysis:
    customers = analysis.tiers.customers.assign(stated=pd.Series(labels, dtype="str"))
    return replace(
        analysis, tiers=replace(analysis.tiers, customers=customers, counts={"核心": 1, "重要": 0})
    )


def test_without_a_stated_tier_nothing_is_compared() -> None:
    analysis, _ = published_rows()
    none = build_tiers(stated(analysis, [None, None]), POLICY.policy, many_files=False, sheet="")
    some = build_tiers(stated(analysis, ["VIP", None]), POLICY.policy, many_files=False, sheet="")
    texts = [getattr(block, "text", "") for block in none.blocks]
    assert none.note == "2 户；表中没有填写等级，无法比较"
    assert "表中没有填写等级，没有所填等级可以与重新计算的等级比较。" in texts
    assert "本次没有上期分级可比。" in texts
    titles = [[getattr(block, "title", "") for block in section.blocks] for section in (none, some)]
    assert "重新计算的等级与依据" in titles[0]
    assert not any("变动" in title for title in titles[0])
    assert "1 户无法比较，为什么" in titles[1]  # the other has no tier on either side
    assert some.note == "2 户；上调 0，下调 0，无法比较 2"


def test_other_labels_of_tiers_are_told_with_what_they_stand_for() -> None:
    analysis, _ = published_rows()  # VIP stands for 核心, 普通 for 基础
    how = "按重新计算的等级，未定级的按原等级"
    assert describe_groups(["核心", "未定级"], analysis.tiers) == how
    assert describe_groups(["VIP", "重要", "普通"], analysis.tiers) == (
        f"{how}；VIP 相当于核心，普通 相当于基础"
    )
    assert describe_groups(["金牌", "VIP"], analysis.tiers) == (
        f"{how}；VIP 相当于核心，金牌 不在等级别名表里"
    )


@pytest.mark.parametrize(
    ("scores", "span"), [([5.0], "，末月未满（空心点）"), ([], "，末月未满")], ids=["scored", "unscored"]
)
def test_a_hollow_point_is_spoken_of_only_where_one_is_drawn(scores: list[float], span: str) -> None:
    analysis, _ = invented_month()
    assert analysis.satisfaction is not None
    months = {**analysis.satisfaction.by_month, "2024-06": group(len(scores), scores)}
    figures = replace(analysis.satisfaction, by_month=months)
    period = replace(analysis.period, last=date(2024, 6, 30), as_of=date(2024, 6, 10))
    drop = replace(analysis, satisfaction=figures, period=period)
    section = build_satisfaction(drop, POLICY.policy, many_files=False, sheet="")
    subtitles = [block.subtitle for block in section.blocks if block.kind == "figure"]
    assert [f"2023-11 至 2024-06{span}" in text for text in subtitles[:2]] == [True, True]
    assert [("空心点" in text) == bool(scores) for text in subtitles[:2]] == [True, True]


def test_the_risk_list_says_what_it_could_not_look_at() -> None:
    analysis, dataset = without_callbacks(published_rows())
    dataset = replace(dataset, tables={})
    late = build_risks(analysis, dataset, POLICY.policy)
    blind = f"本次看不出：满意度和问题（{NO_CALLBACKS}）；欠款和对账。"
    assert late.count == "2"
    assert late.blocks[0].kind == "risks"
    assert late.blocks[0].rule.endswith(blind)
    quiet = replace(analysis.follow_ups, overdue=analysis.follow_ups.overdue.iloc[:0])
    calm = build_risks(replace(analysis, follow_ups=quiet), dataset, POLICY.policy)
    assert getattr(calm.blocks[0], "text", "") == f"能看出的部分没有客户符合列入规则。{blind}"
    untold = replace(quiet, reasons={"overdue": "没有回访、跟进、投诉或台账"})
    nothing = build_risks(replace(analysis, follow_ups=untold), dataset, POLICY.policy)
    assert (nothing.blocks, nothing.count) == ((), "")
    assert nothing.absent.endswith("因此列不出风险清单。")


@pytest.mark.parametrize(
    ("blind", "where"),
    [
        ((OWED,), "有逾期事项的见工作表“逾期跟进”，评分低的见回访工作表的批注列。"),
        ((HEARD, OWED), "有逾期事项的见工作表“逾期跟进”。"),
        ((LATE, HEARD), "欠款的见工作表“客户应收”。"),
        ((), "有逾期事项的见工作表“逾期跟进”，欠款的见工作表“客户应收”，评分低的见回访工作表的批注列。"),
    ],
)
def test_a_cut_risk_list_sends_nobody_to_a_sheet_that_is_not_there(
    blind: tuple[str, ...], where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(risks, "MAX_ROWS", 1)
    monkeypatch.setattr(risks, "untold_kinds", lambda _: dict.fromkeys(blind, ""))
    (listed,) = build_risks(*published_rows(), POLICY.policy).blocks
    assert isinstance(listed, Risks)
    assert f"另有 1 户：{where}" in listed.rule


def test_a_movement_that_nobody_made_has_a_list_of_its_usual_name() -> None:
    analysis, _ = published_rows()
    customers = analysis.tiers.customers.assign(movement="一致")
    same = replace(
        analysis, tiers=replace(analysis.tiers, customers=customers, counts={"核心": 1, "重要": 0})
    )
    blocks = build_tiers(same, POLICY.policy, many_files=False, sheet="").blocks
    [listed] = [block for block in blocks if block.kind == "table" and block.name == "客户分级变动"]
    assert (listed.title, listed.rows) == ("谁变动了，为什么", ())


def test_spend_is_called_by_the_window_that_the_policy_has() -> None:
    analysis, _ = invented_month()
    tiers = POLICY.policy.tiers.model_copy(update={"window_months": 24})
    two_years = POLICY.policy.model_copy(update={"tiers": tiers})
    tables = [
        one
        for one in build_tiers(analysis, two_years, many_files=False, sheet="").blocks
        if one.kind == "table"
    ]
    heads = {column.title for table in tables for column in table.columns}
    assert "近24个月消费（万元）" in heads
    assert not any("年消费" in head for head in heads)


def test_entries_have_no_line_of_what_is_known_of_none(bare: Element, month: Element) -> None:
    terms = [{one.text for one in page.find("section", id="risks")[0].find("dt")} for page in (bare, month)]
    assert terms[0] == {"负责人", "最早到期"}  # nobody's spend is known
    assert "近12个月消费" in terms[1]


@pytest.mark.parametrize(
    ("health", "owed", "words"),
    [
        ([None, None], False, ""),  # the column is left out
        ([None], False, "健康分 0–100，— 为数据不足；"),  # a single row has it
        ([None, 60.0], True, "不满且逾期的在最前，按涉险应收；健康分 0–100，— 为数据不足；"),
    ],
)
def test_a_column_that_stands_is_explained(health: list[float | None], owed: bool, words: str) -> None:
    listed = pd.DataFrame({"health": pd.Series(health, dtype="float64")})
    assert explain_at_risk(listed, owed=owed) == f"{words}等级为重新计算的，未定级的按原等级折算"


LEDGER = """客户编号,客户名称,负责人,客户等级,年合作金额,最近沟通时间,合作开始时间
A,甲公司,王敏,VIP,120000,2023-11-20,2020-01-05
B,乙公司,李强,普通,12000,2023-11-21,2021-02-06
"""


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Element:
    folder = tmp_path_factory.mktemp("ledger")
    (folder / "客户台账.csv").write_text(LEDGER, encoding="utf-8")
    request = DropRequest((folder / "客户台账.csv",), today=date(2023, 11, 30), output=folder)
    process_drop(request)
    return read_page((folder / "客户月报_2023-11.html").read_text(encoding="utf-8"))


def test_a_ledger_alone_tells_nobody_who_may_leave(ledger: Element) -> None:
    [retention] = ledger.find("section", id="retention")
    [contents] = [one for one in ledger.find("a", href="#retention") if "留存" in one.text]
    assert "预警信号看不出：没有应收明细、订单明细、回访工作表。" in retention.all_text()
    assert "流失预警 0 户" not in retention.all_text()
    assert "涉险应收" not in retention.all_text()
    assert contents.find("b") == []


def test_rows_of_a_table_without_amounts_take_no_money_with_them() -> None:
    analysis, dataset = published_rows()
    accounts = {
        "ledger": RowAccount(2, 1, 1, 1_250_000, {"重复行": 1}),
        "callbacks": RowAccount(3, 1, 2, 0, {"日期读不出": 2}),
        "orders": RowAccount(2, 1, 1, 0, {"重复行": 1}, excluded_foreign={"USD": 3_000_000}),
    }
    sources = build_sources(replace(analysis, accounts=accounts), dataset, POLICY, {})
    tables = [one for one in sources.blocks if isinstance(one, TableBlock)]
    (table,) = (one for one in tables if one.title.startswith("行数核对"))
    assert [row[4] for row in table.rows] == ["1.3 万元", "—", "0.0 万元、USD 3.0 万"]


@pytest.mark.parametrize(
    ("kept", "made", "told"),
    [
        (NO_CALLBACKS, NO_CALLBACKS, f"看不出约定和计划的回访做了没有：{NO_CALLBACKS}。"),
        ("本期没有到期的约定回访", "本期没有计划回访", "本期没有到期的约定回访；本期没有计划回访。"),
    ],
)
def test_a_missing_worksheet_is_said_with_what_it_would_have_told(kept: str, made: str, told: str) -> None:
    analysis, _ = invented_month()
    figures = replace(
        analysis.follow_ups, due=0, planned=0, reasons={"kept_rate": kept, "completion_rate": made}
    )
    section = build_follow_ups(
        replace(analysis, follow_ups=figures), POLICY.policy, many_files=False, sheet=""
    )
    assert told in str(section.blocks[0])


def test_a_month_in_which_nobody_called_has_no_bar_of_scores_and_no_word_of_what_was_said() -> None:
    analysis, _ = invented_month()
    assert analysis.satisfaction is not None
    assert analysis.demands is not None
    nothing = dict.fromkeys(analysis.satisfaction.distribution, 0)
    quiet = replace(analysis.satisfaction, total=group(0, []), distribution=nothing)
    unscored = replace(quiet, total=group(3, []))
    demands = replace(analysis.demands, total=0, items=analysis.demands.items.iloc[:0])
    told = [
        build_satisfaction(replace(analysis, satisfaction=one), POLICY.policy, many_files=False, sheet="")
        for one in (quiet, unscored)
    ]
    month = replace(analysis, satisfaction=quiet, demands=demands)
    asked = build_issues(month, many_files=False, sheet="")
    nobody = pd.DataFrame({"customer": []})
    agreed = replace(analysis.follow_ups, conduct=Conduct(nobody, 0, nobody, 0, 0))
    kept = build_follow_ups(replace(month, follow_ups=agreed), POLICY.policy, many_files=False, sheet="")
    assert "本期没有回访，没有评分的分布可列。" in str(told[0].blocks)
    assert "3 次回访都没有评分，没有评分的分布可列。" in str(told[1].blocks)
    assert "满意度评分分布：" not in str(told)
    assert "本期没有回访，看不出需求。" in str(asked.blocks)
    assert "本期没有回访，看不出跟进计划" in str(kept.blocks)


def test_nothing_is_late_is_said_of_what_the_drop_can_tell_only() -> None:
    analysis, _ = invented_month()
    figures = replace(analysis.follow_ups, overdue=analysis.follow_ups.overdue.iloc[:0])
    silent = replace(figures, reasons=dict.fromkeys(("plans", "kept_rate", "completion_rate"), NO_CALLBACKS))
    for given, told in ((figures, "没有逾期的约定、计划"), (silent, "没有逾期的事项")):
        items = given.items[given.items["clock"] != "tier_cadence"]
        month = replace(analysis, complaints=None, follow_ups=replace(given, items=items))
        section = build_follow_ups(month, POLICY.policy, many_files=False, sheet="")
        assert f"截止日{told}。" in str(section.blocks)


def test_a_tier_that_nobody_can_tell_has_no_bar_and_no_place_among_movements() -> None:
    analysis, _ = invented_month()
    tiers = analysis.tiers
    lowest = tiers.tiers[-1]
    nobody = tiers.previous_matrix.copy()
    nobody.loc[lowest], nobody[lowest] = 0, 0
    blind = replace(
        tiers,
        counts={**tiers.counts, lowest: 0},
        untold={lowest: NO_CALLBACKS},
        previous_matrix=nobody,
    )
    for figures, shown in ((tiers, True), (blind, False)):
        section = build_tiers(replace(analysis, tiers=figures), POLICY.policy, many_files=False, sheet="")
        [moved] = [one for one in section.blocks if isinstance(one, Matrix) and "上期" in one.corner]
        [bar] = [
            row[3]
            for one in section.blocks[:1]
            if isinstance(one, TableBlock)
            for row in one.rows
            if row[0] == lowest
        ]
        assert isinstance(bar, Cell)
        assert (lowest in moved.heads, bar.bullet is not None) == (shown, shown)


def test_a_downgrade_from_a_tier_that_nobody_can_tell_is_nothing_to_act_on_first() -> None:
    analysis, _ = invented_month()
    tiers = analysis.tiers
    lower = tiers.customers[tiers.customers["movement"] == "下调"]
    told: dict[str, dict[str, str]] = {
        "all can be told": {},
        "none of theirs can": dict.fromkeys(lower["stated_tier"], NO_CALLBACKS),
    }
    leads = {
        name: [
            one.lead
            for one in build_headlines(replace(analysis, tiers=replace(tiers, untold=untold)), POLICY.policy)
        ]
        for name, untold in told.items()
    }
    assert [any("等级下调" in lead for lead in found) for found in leads.values()] == [True, False]


CALLBACKS = """客户编号,客户名称,本次回访时间,回访方式,回访人,客户反馈,待解决问题
A,甲公司,2023-10-20,电话,王敏,满意度5分(满分5分),无
B,乙公司,2023-11-21,电话,王敏,满意度5分(满分5分),无
"""


def test_an_amount_without_a_date_is_no_spend_of_a_window_and_the_same_a_month_ago(tmp_path: Path) -> None:
    files = (tmp_path / "客户台账.csv", tmp_path / "回访.csv")
    for file, text in zip(files, (LEDGER.replace("VIP", "普通"), CALLBACKS), strict=True):
        file.write_text(text, encoding="utf-8")
    process_drop(DropRequest(files, today=date(2023, 11, 30), output=tmp_path))
    [page] = tmp_path.glob("客户月报_*.html")
    [tiers] = read_page(page.read_text(encoding="utf-8")).find("section", id="tiers")
    assert "台账的年合作金额没有日期，上期末按同一金额" in tiers.all_text()
    assert "年合作金额（万元）" in tiers.all_text()
    assert "近12个月消费" not in tiers.all_text()


@pytest.mark.parametrize(
    ("answered", "title"),
    [("2023-11-06 09:30", "看得出的时限都达标或未到期，2 次无法判定"), ("", "时限未达标 1 次")],
)
def test_limits_whose_columns_are_not_there_are_not_called_met(
    answered: str, title: str, tmp_path: Path
) -> None:
    table = tmp_path / "投诉.csv"
    row = f"T1,甲公司,2023-11-06 09:00,服务器卡顿,{answered},处理中"
    table.write_text(f"投诉编号,客户名称,投诉时间,投诉内容,响应时间,状态\n{row}\n", encoding="utf-8")
    process_drop(DropRequest((table,), today=date(2023, 11, 30), period="2023-11", output=tmp_path / "out"))
    page = read_page((tmp_path / "out" / "客户月报_2023-11.html").read_text(encoding="utf-8"))
    told = page.find("section", id="complaints")[0].all_text()
    assert title in told
    assert "表里没有这一列、" in told
    # Nobody can tell whether the open complaint is late: it is told beside the items that are none.
    words = "未结投诉 1 件的时限无法判定"
    assert page.all_text().count(words) == (2 if answered else 0)
