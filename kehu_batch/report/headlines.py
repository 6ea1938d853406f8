"""Three to five sentences computed from the data: what a reader must know, worst first."""

from __future__ import annotations

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.policy.schema import Policy
from kehu_batch.records import dataclass
from kehu_batch.report.blocks import customer_text, records
from kehu_batch.report.follow_ups import severity_words
from kehu_batch.report.issues import lead_types
from kehu_batch.report.phrases import COUNTS_LEAD_BELOW, share_words, signed
from kehu_batch.report.tiers import movement_counts, share_sentence
from kehu_batch.wording.labels import CLOCK_LABELS, UNRATED
from kehu_batch.wording.numbers import format_number, format_share
from kehu_batch.wording.target_rating import BAD, NEAR, judge

MOST = 5


@dataclass(frozen=True, slots=True)
class Headline:
    """One numbered finding.

    Args:
        lead: Its bold beginning.
        rest: The rest of the sentence.
        section: Anchor of the section that shows it.
        weight: 2 off target, 1 near or worth a look, 0 as it should be.
    """

    lead: str
    rest: str
    section: str
    weight: int


def build_headlines(analysis: Analysis, policy: Policy) -> tuple[Headline, ...]:
    """Return three to five sentences, those that need attention first."""
    found = [
        _overdue(analysis),
        _satisfaction(analysis, policy),
        _issues(analysis),
        _tiers(analysis),
        _accuracy(analysis, policy),
    ]
    kept = [headline for headline in found if headline is not None]
    return tuple(sorted(kept, key=lambda headline: -headline.weight)[:MOST])


def _satisfaction(analysis: Analysis, policy: Policy) -> Headline | None:
    figures = analysis.satisfaction
    if figures is None:
        return None
    total, target = figures.total, policy.satisfaction.target
    if not total.scored:
        return Headline("没有满意度评分，", f"{total.called:,} 次回访都未记录评分。", "satisfaction", 1)
    standing = judge(total.csat, target, policy.targets.near_shortfall)
    weight = {BAD: 2, NEAR: 1}.get(standing, 0)
    gap = (total.csat or 0.0) - target
    against = f"目标 {format_share(target)}，{standing.word}"
    if gap < 0:
        against = f"低于目标 {format_share(target)} {format_number(-gap * 100, 1)} 个百分点"
    mean = f"均分 {format_number(total.mean, 2)} 分（{format_number(figures.scale_max)} 分制）"
    if total.scored < COUNTS_LEAD_BELOW:
        lead = f"有评分的 {total.scored:,} 次回访中 {total.satisfied:,} 次满意，"
        missing = total.called - total.scored
        blank = f"另有 {missing:,} 次没有评分；" if missing else ""
        return Headline(lead, f"{mean}；{blank}样本不足 30，仅供参考。", "satisfaction", weight)
    return Headline(f"满意率 {format_share(total.csat)}，", f"{against}；{mean}。", "satisfaction", weight)


def _issues(analysis: Analysis) -> Headline | None:
    figures = analysis.issues
    if figures is None:
        return None
    demands = analysis.demands.total if analysis.demands else 0
    asked = f"；另有客户需求 {demands:,} 条" if demands else ""
    if not figures.total:
        return Headline("回访没有记录待解决问题", f"{asked}。", "issues", 0)
    lead = f"问题 {figures.total:,} 条，涉及 {figures.customers:,} 户，"
    unknown = f"；{figures.unclassified:,} 条未归类" if figures.unclassified else ""
    return Headline(lead, f"{lead_types(figures)}{unknown}{asked}。", "issues", 1)


def _overdue(analysis: Analysis) -> Headline:
    figures = analysis.follow_ups
    kept = f"约定回访按期完成 {share_words(figures.kept, figures.due)}" if figures.due else ""
    if not len(figures.overdue):
        return Headline("没有逾期跟进", f"；{kept}。" if kept else "。", "follow-ups", 0)
    worst = records(figures.overdue.sort_values("days_overdue", ascending=False, kind="stable"), 1)[0]
    nobody = int(figures.overdue["owner"].isna().sum())
    rest = (
        f"其中{severity_words(figures)}；最长 {int(worst['days_overdue']):,} 天"
        f"（{customer_text(worst)}，{CLOCK_LABELS.get(str(worst['clock']), str(worst['clock']))}）"
    )
    rest += f"；{nobody:,} 项没有负责人" if nobody else ""
    rest += f"；{kept}" if kept else ""
    return Headline(f"逾期跟进 {len(figures.overdue):,} 项，", f"{rest}。", "follow-ups", 2)


def _tiers(analysis: Analysis) -> Headline | None:
    figures = analysis.tiers
    if not len(figures.customers):
        return None
    moves = movement_counts(figures)
    unrated = f"；{figures.unrated:,} 户未定级" if figures.unrated and any(figures.counts.values()) else ""
    if not any(figures.counts.values()):
        return Headline(f"{figures.unrated:,} 户均未定级，", f"{_unrated_reason(analysis)}。", "tiers", 1)
    lead = f"等级下调 {moves['下调']:,} 户、上调 {moves['上调']:,} 户，"
    return Headline(lead, f"{share_sentence(figures)}{unrated}。", "tiers", 1 if moves["下调"] else 0)


def _unrated_reason(analysis: Analysis) -> str:
    reasons = analysis.tiers.customers["reason"].dropna().value_counts()
    return str(reasons.index[0]).removeprefix(f"{UNRATED}：") if len(reasons) else "缺少定级依据"


def _accuracy(analysis: Analysis, policy: Policy) -> Headline:
    figures, target = analysis.quality, policy.quality.accuracy_target
    serious = sum(finding.count for finding in figures.findings if finding.severity.rank > 0)
    if figures.accuracy is None:
        return Headline(f"数据问题 {serious:,} 处", "，数据准确率不可计算。", "quality", 1 if serious else 0)
    standing = judge(figures.accuracy, target, policy.targets.near_shortfall)
    gap = f"，差 {signed((figures.accuracy - target) * 100, 1)} 个百分点" if standing in {BAD, NEAR} else ""
    lead = f"数据准确率 {share_words(figures.right, figures.required)}，"
    rest = f"目标 {format_share(target)}，{standing.word}{gap}；{serious:,} 处需要更正。"
    return Headline(lead, rest, "quality", {BAD: 2, NEAR: 1}.get(standing, 0))
