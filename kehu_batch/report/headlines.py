"""What to act on first: at most six sentences over all sections, by money and urgency, each with its list."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.figures.finance.stated import StatedReceivables
from kehu_batch.model.figures.receivables import PaymentRiskFigures
from kehu_batch.model.figures.states import UPSET, Movement
from kehu_batch.policy.schema import Policy
from kehu_batch.records import dataclass
from kehu_batch.report.blocks import customer_text, has_value, records, text_of
from kehu_batch.report.books.stated import FOREIGN_LIST
from kehu_batch.report.follow_ups import severity_words
from kehu_batch.report.issues import lead_types
from kehu_batch.report.phrases import (
    COUNTS_LEAD_BELOW,
    foreign_money,
    longest_words,
    named_money,
    share_words,
)
from kehu_batch.report.relations.branches import LIST
from kehu_batch.report.relations.questions import QUESTIONS, QUESTIONS_LIST
from kehu_batch.report.relations.retention import AT_RISK_LIST
from kehu_batch.report.satisfaction import UNSATISFIED_LIST
from kehu_batch.report.tiers import has_tiers, movement_counts, share_sentence, unrated_reason
from kehu_batch.wording.branches import silent_branches
from kehu_batch.wording.buckets import bucket_name
from kehu_batch.wording.complaints import clock_label
from kehu_batch.wording.joining import join_words
from kehu_batch.wording.labels import CLOCK_LABELS, SIGNAL_LABELS
from kehu_batch.wording.numbers import format_number, format_share
from kehu_batch.wording.target_rating import BAD, NEAR, judge

MOST = 6
_UNSATISFIED = (UNSATISFIED_LIST, "不满意的回访")


@dataclass(frozen=True, slots=True)
class Headline:
    """One numbered finding.

    Args:
        lead: Its bold beginning.
        rest: The rest of the sentence.
        section: Anchor of the section that shows it.
        weight: 2 off target, 1 near or worth a look; what is as it should be has no headline.
        fen: Money that it is about; those with more stand first among equals of weight.
        list_id: Anchor of the list behind it; empty where the section itself is.
        list_name: What the link to it says.
    """

    lead: str
    rest: str
    section: str
    weight: int
    fen: int = 0
    list_id: str = ""
    list_name: str = ""

    @property
    def sentence(self) -> str:
        """Return it as plain text."""
        return f"{self.lead}{self.rest}"


def build_headlines(analysis: Analysis, policy: Policy) -> tuple[Headline, ...]:
    """Return at most six sentences: the most money first, then the most urgent; none where nothing is amiss."""
    found = [
        *_money_lines(analysis),
        _complaint_clocks(analysis),
        _overdue(analysis),
        _satisfaction(analysis, policy),
        _accuracy(analysis, policy),
        _branches(analysis),
        _questions(analysis),
        _issues(analysis),
        _tiers(analysis),
        _retention(analysis),
    ]
    kept = [headline for headline in found if headline is not None]
    return tuple(sorted(kept, key=lambda headline: (-headline.weight, -headline.fen))[:MOST])


def _money_lines(analysis: Analysis) -> tuple[Headline | None, ...]:
    figures, stated = analysis.payment_risk, analysis.stated
    if figures is not None:
        return _owed(figures), _upset(figures), _finance(analysis)
    return (_stated(stated), _upset(stated)) if stated is not None else ()


def _owed(figures: PaymentRiskFigures) -> Headline | None:
    total = figures.total
    others = _others({one.currency: one.overdue_fen for one in figures.foreign})
    if not total.overdue_fen:
        if not others:
            return None
        return Headline(
            f"外币逾期应收 {others}，",
            "不折算、不相加；本位币没有逾期。",
            "payment",
            2,
            0,
            FOREIGN_LIST,
            "外币应收",
        )
    own = figures.customers[figures.customers["currency"] == figures.currency]
    worst = records(own.sort_values("overdue_fen", ascending=False, kind="stable"), 1)[0]
    share = f"占应收余额 {format_share(total.overdue_fen / total.outstanding_fen)}；"
    most = (
        f"最多的是{customer_text(worst)}，{named_money('逾期', int(worst['overdue_fen']))}，"
        f"最长 {int(worst['max_days_overdue']):,} 天{f'；外币另有逾期 {others}' if others else ''}"
        f"{f'；{figures.allocation}' if figures.payments_untold else ''}。"
    )
    lead = f"{named_money('逾期应收', total.overdue_fen)}，"
    return Headline(lead, share + most, "payment", 2, total.overdue_fen, "list-debtors", "应收客户")


def _stated(figures: StatedReceivables) -> Headline | None:
    """Return what is overdue by finance's balances, else what is owed and why nobody can tell."""
    total, own = figures.total, figures.customers[figures.customers["currency"] == figures.currency]
    others = _others({one.currency: one.overdue_fen or 0 for one in figures.foreign})
    if not total.outstanding_fen or total.overdue_fen == 0:
        lead, rest = f"外币逾期应收 {others}（财务口径），", "不折算、不相加；本位币没有逾期。"
        return Headline(lead, rest, "payment", 2, 0, FOREIGN_LIST, "外币应收") if others else None
    if total.overdue_fen is None:
        lead = f"{named_money('应收余额', total.outstanding_fen)}（财务口径），"
        rest = f"逾期看不出：{total.reasons['overdue']}。"
        return Headline(lead, rest, "payment", 1, total.outstanding_fen, "list-debtors", "应收客户")
    late = own.assign(late=own["overdue_fen"].fillna(0)).sort_values("late", ascending=False, kind="stable")
    worst = records(late, 1)[0]
    share = f"占应收余额 {format_share(total.overdue_fen / total.outstanding_fen)}；"
    oldest = f"，最久在“{bucket_name(text_of(worst['oldest']))}”一段" if has_value(worst["oldest"]) else ""
    most = f"最多的是{customer_text(worst)}，{named_money('逾期', int(worst['late']))}{oldest}。"
    lead = f"{named_money('逾期应收', total.overdue_fen)}（财务口径），"
    return Headline(lead, share + most, "payment", 2, total.overdue_fen, "list-debtors", "应收客户")


def _others(overdue: Mapping[str, int]) -> str:
    """Return sums in other currencies than the policy's own, each by itself; empty where there are none."""
    return "、".join(foreign_money(currency, fen) for currency, fen in overdue.items() if fen)


def _upset(figures: PaymentRiskFigures | StatedReceivables) -> Headline | None:
    listed = figures.attention[figures.attention["mood"] == UPSET]
    if listed.empty:
        return None
    # Those who owe in the policy's own currency first, as in the list.
    own = listed[listed["currency"] == figures.currency]
    foreign = listed[listed["currency"] != figures.currency]
    named = pd.concat([own, foreign]).drop_duplicates("customer")
    overdue, owed = int(own["overdue_fen"].sum()), int(own["outstanding_fen"].sum())
    late = foreign.groupby("currency")["overdue_fen"].sum()
    others = _others({str(code): int(fen) for code, fen in late.items()})
    sums = [
        f"{named_money('逾期', overdue)}、{named_money('所涉应收', owed)}" if len(own) else "",
        f"外币逾期 {others}" if others else "",
    ]
    names = "、".join(customer_text(row) for row in records(named, 2))
    names += "等" if len(named) > 2 else ""
    lead = f"{len(named):,} 户不满且欠款逾期，"
    rest = f"{'；'.join(filter(None, sums))}：{names}；先处理不满的原因，再谈付款。"
    return Headline(lead, rest, "risks", 2, overdue, "", "风险清单")


def _finance(analysis: Analysis) -> Headline | None:
    """Return the differences that nobody explained; the largest one, for sums over two levels would count twice."""
    figures = analysis.cross_check
    if figures is None or figures.differences.empty:
        return None
    waiting = figures.differences[figures.differences["note"].isna()]
    if waiting.empty:
        return None
    # Sums in other currencies have no place in an order of yuan.
    sizes = waiting.loc[waiting["currency"] == figures.currency, "difference_fen"].abs()
    worst = records(waiting.loc[[*sizes.sort_values(ascending=False).index, *waiting.index]], 1)[0]
    known = worst["currency"] == figures.currency and has_value(worst["difference_fen"])
    fen = abs(int(worst["difference_fen"])) if known else 0
    largest = (
        f"{named_money('最大一项', fen)}（{customer_text(worst)}，{worst['kind_label']}）；" if fen else ""
    )
    lead = f"与财务有 {len(waiting):,} 项差异没有说明，"
    return Headline(lead, f"{largest}逐项核对并填写说明。", "payment", 2, fen, "list-differences", "差异清单")


def _complaint_clocks(analysis: Analysis) -> Headline | None:
    figures = analysis.complaints
    if figures is None:
        return None
    missed = {clock: figures.clocks[clock].missed for clock in figures.limits}
    still = f"未结 {len(figures.open):,} 件" if len(figures.open) else ""
    if still:
        still += f"，最久的已 {int(figures.open['age_days'].max()):,} 天"
    if not any(missed.values()):
        if not still:
            return None
        return Headline("投诉", f"{still}。", "complaints", 1, 0, "list-open-complaints", "未结投诉")
    parts = [
        f"{clock_label(clock, figures.limits[clock], figures.working)}{count:,} 次"
        for clock, count in missed.items()
        if count
    ]
    lead = f"投诉时限未达标 {sum(missed.values()):,} 次，"
    rest = f"{'、'.join(parts)}{f'；{still}' if still else ''}。"
    return Headline(lead, rest, "complaints", 2, 0, "list-complaints", "投诉明细")


def _satisfaction(analysis: Analysis, policy: Policy) -> Headline | None:
    figures = analysis.satisfaction
    if figures is None:
        return None
    total, target = figures.total, policy.satisfaction.target
    if not total.called:
        return Headline("本期没有回访，", "满意度不可计算。", "satisfaction", 1)
    if not total.scored:
        return Headline("没有满意度评分，", f"{total.called:,} 次回访都未记录评分。", "satisfaction", 1)
    standing = judge(total.csat, target, policy.targets.near_shortfall)
    weight = {BAD: 2, NEAR: 1}.get(standing, 0)
    if not weight:
        return None
    gap = (total.csat or 0.0) - target
    against = f"比目标 {format_share(target)} 低 {format_number(-gap * 100, 1)} 个百分点"
    mean = f"均分 {format_number(total.mean, 2)} 分（{format_number(figures.scale_max)} 分制）"
    if total.scored < COUNTS_LEAD_BELOW:
        lead = f"有评分的 {total.scored:,} 次回访中 {total.satisfied:,} 次满意，"
        missing = total.called - total.scored
        blank = f"另有 {missing:,} 次没有评分；" if missing else ""
        return Headline(
            lead, f"{mean}；{blank}样本不足 30，仅供参考。", "satisfaction", weight, 0, *_UNSATISFIED
        )
    lead = f"满意率 {format_share(total.csat)}，"
    return Headline(lead, f"{against}；{mean}。", "satisfaction", weight, 0, *_UNSATISFIED)


def _issues(analysis: Analysis) -> Headline | None:
    figures = analysis.issues
    if figures is None:
        return None
    if not figures.total:
        return None
    demands = analysis.demands.total if analysis.demands else 0
    asked = f"；另有客户需求 {demands:,} 条" if demands else ""
    lead = f"问题 {figures.total:,} 条，涉及 {figures.customers:,} 户，"
    unknown = f"；{figures.unclassified:,} 条未归类" if figures.unclassified else ""
    return Headline(
        lead, f"{lead_types(figures)}{unknown}{asked}。", "issues", 1, 0, "list-issues", "问题明细"
    )


def _overdue(analysis: Analysis) -> Headline | None:
    figures = analysis.follow_ups
    if not len(figures.overdue):
        return None
    kept = f"约定回访按期完成 {share_words(figures.kept, figures.due)}" if figures.due else ""
    worst = records(figures.overdue.sort_values("days_overdue", ascending=False, kind="stable"), 1)[0]
    nobody = int(figures.overdue["owner"].isna().sum())
    rest = (
        f"其中{severity_words(figures)}；{longest_words(int(worst['days_overdue']))}"
        f"（{customer_text(worst)}，{CLOCK_LABELS.get(str(worst['clock']), str(worst['clock']))}）"
    )
    rest += f"；{nobody:,} 项没有负责人" if nobody else ""
    rest += f"；{kept}" if kept else ""
    return Headline(
        f"逾期跟进 {len(figures.overdue):,} 项，", f"{rest}。", "follow-ups", 2, 0, "list-overdue", "逾期明细"
    )


def _tiers(analysis: Analysis) -> Headline | None:
    figures = analysis.tiers
    if not has_tiers(figures):
        return None
    moves = movement_counts(figures)
    unrated = f"；{figures.unrated:,} 户未定级" if figures.unrated and any(figures.counts.values()) else ""
    if not any(figures.counts.values()):
        return Headline(f"{figures.unrated:,} 户均未定级，", f"{unrated_reason(figures)}。", "tiers", 1)
    frame = figures.customers
    down = frame["movement"] == Movement.DOWN
    # Who stands lower only because no table could show the tier that is stated gives nothing to act on.
    if frame.loc[down, "stated_tier"].isin([*figures.untold]).all():
        return None
    lead = f"等级下调 {moves['下调']:,} 户、上调 {moves['上调']:,} 户，"
    return Headline(lead, f"{share_sentence(figures)}{unrated}。", "tiers", 1)


def _retention(analysis: Analysis) -> Headline | None:
    """Return how many customers show a sign of leaving; whom the drop cannot tell of, it does not count."""
    figures = analysis.retention
    if figures is None or not len(figures.at_risk):
        return None
    counts = {code: count for code, count in figures.signals.items() if count}
    signs = "、".join(f"{SIGNAL_LABELS[code]} {count:,} 户" for code, count in counts.items())
    several = "（一户可以有几项）" if len(counts) > 1 else ""
    lead = f"流失预警 {len(figures.at_risk):,} 户，"
    return Headline(lead, f"{signs}{several}。", "retention", 1, 0, AT_RISK_LIST, "流失预警名单")


def _questions(analysis: Analysis) -> Headline | None:
    if not analysis.questions:
        return None
    count = sum(question.count for question in analysis.questions)
    lead = f"待确认 {len(analysis.questions):,} 项，"
    rest = f"影响 {count:,} 处；在工作簿的工作表“待确认”里回答，再次投递时生效。"
    return Headline(lead, rest, QUESTIONS, 1, 0, QUESTIONS_LIST, "待确认")


def _branches(analysis: Analysis) -> Headline | None:
    branches = analysis.branches or {}
    silent = silent_branches(branches)
    if not silent or len(branches) < 2:
        return None
    lead = f"{len(silent):,} 个分公司/区域没有回访记录，"
    customers = sum(branches[name].customers for name in silent)
    rest = f"{join_words(silent, unit='个')}，台账上 {customers:,} 户；没有交表的请催交。"
    return Headline(lead, rest, "branches", 1, 0, LIST, "分公司")


def _accuracy(analysis: Analysis, policy: Policy) -> Headline | None:
    figures, target = analysis.quality, policy.quality.accuracy_target
    standing = judge(figures.accuracy, target, policy.targets.near_shortfall)
    weight = {BAD: 2, NEAR: 1}.get(standing)
    if weight is None or figures.accuracy is None:
        return None
    serious = sum(finding.count for finding in figures.findings if finding.severity.rank > 0)
    lead = f"数据准确率 {share_words(figures.right, figures.required)}，"
    gap = f"差 {(target - figures.accuracy) * 100:.1f} 个百分点"
    rest = f"目标 {format_share(target)}，{standing.word}，{gap}；{serious:,} 处需要更正。"
    return Headline(lead, rest, "quality", weight, 0, "list-findings", "数据问题清单")
