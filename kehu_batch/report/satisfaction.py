"""The section 满意度."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kehu_batch.model.figures.analysis import Analysis, SatisfactionFigures, SatisfactionGroup
from kehu_batch.model.period import Period, PeriodKind
from kehu_batch.policy.schema import Policy
from kehu_batch.report.blocks import (
    Block,
    Cell,
    Figure,
    Note,
    PageColumn,
    PageSection,
    TableBlock,
    customer_text,
    fill_rows,
    person_cell,
    place_cell,
    records,
    text_of,
)
from kehu_batch.report.charts import ChartSeries, Plot, draw_bullet, draw_lines, draw_stack
from kehu_batch.report.months import last_known, month_range, month_slots, months_until, trend_months
from kehu_batch.report.phrases import COUNTS_LEAD_BELOW, PERIOD_NAMES, absent_text, most_words, share_words
from kehu_batch.report.scales import nice_ticks, tick_texts
from kehu_batch.wording.joining import join_words
from kehu_batch.wording.numbers import MISSING, format_number, format_share
from kehu_batch.wording.satisfaction import why_unscored
from kehu_batch.wording.target_rating import BAD, judge
from kehu_batch.wording.tier_groups import describe_groups

#: Anchor of the callbacks that do not satisfy.
UNSATISFIED_LIST = "list-unsatisfied"
#: Groups with too few scores to be ranked that stand open; more of them fold into one line.
_MOST_UNRANKED = 5

_GROUP_COLUMNS = (
    PageColumn("", "text"),
    PageColumn("回访", "number", phone=False),
    PageColumn("有评分", "number"),
    PageColumn("均分", "number"),
    PageColumn("", "bar", phone=False),
    PageColumn("满意率", "number"),
)


def build_satisfaction(analysis: Analysis, policy: Policy, *, many_files: bool, sheet: str) -> PageSection:
    """Return the section; without callbacks it says why it is empty."""
    figures = analysis.satisfaction
    if figures is None:
        absent = absent_text(analysis, "satisfaction", "没有回访工作表", "未计算满意度")
        return PageSection("satisfaction", "满意度", "满意度", absent=absent)
    total = figures.total
    blocks: list[Block] = [*_trends(figures, analysis.period, policy), _distribution(figures)]
    cuts = (
        ("客户等级", describe_groups(figures.by_tier, analysis.tiers), figures.by_tier),
        ("回访人", "按回访人", figures.by_owner),
        ("回访方式", "按回访方式", figures.by_method),
        ("行业", "按所属行业", figures.by_industry),
    )
    blocks += [_group_table(name, how, groups, figures, policy) for name, how, groups in cuts if groups]
    if len(figures.unsatisfied):
        blocks.append(_unsatisfied(figures, policy, many_files=many_files, sheet=sheet))
    return PageSection("satisfaction", "满意度", "满意度", _note(total), fill_rows(blocks))


def _unsatisfied(figures: SatisfactionFigures, policy: Policy, *, many_files: bool, sheet: str) -> TableBlock:
    """Return whom the rate leaves out: the scored callbacks that do not satisfy, the lowest first."""
    rows = tuple(
        (
            customer_text(row),
            text_of(row["called_on"]),
            format_number(row["score"], 1),
            text_of(row["text"]),
            person_cell(row["called_by"]),
            place_cell(row, many_files=many_files),
        )
        for row in records(figures.unsatisfied)
    )
    full = format_number(figures.scale_max)
    line = format_number(policy.satisfaction.csat_threshold * figures.scale_max, 1)
    return TableBlock(
        f"{len(figures.unsatisfied):,} 次回访不满意",
        (
            PageColumn("客户"),
            PageColumn("回访日", "tag"),
            PageColumn("评分", "number"),
            PageColumn("客户反馈"),
            PageColumn("回访人", "tag", phone=False, pick=True),
            PageColumn("位置", "code", phone=False),
        ),
        rows,
        subtitle=f"评分不到 {line} 分（{full} 分制）；低的在前，同分的按回访日",
        total=len(figures.unsatisfied),
        sheet=f"{sheet}“满意度”",
        tools=len(figures.unsatisfied) > 10,
        name="不满意的回访",
        wide=True,
        id=UNSATISFIED_LIST,
    )


def _note(total: SatisfactionGroup) -> str:
    rate = share_words(total.scored, total.called)
    return f"回访 {total.called:,} 次，有评分 {rate}"


def _trends(figures: SatisfactionFigures, period: Period, policy: Policy) -> list[Figure]:
    months = trend_months(months_until(figures.by_month, period))
    if len(months) < 2:
        return []
    groups = [figures.by_month.get(month) for month in months]
    means = [group.mean if group else None for group in groups]
    rates = [group.csat if group else None for group in groups]
    if not any(group and group.scored for group in groups):
        return []
    # Of a month without a score there is no point that could be hollow.
    unfinished = f"，末月未满{'（空心点）' if means[-1] is not None else ''}"
    span = f"{months[0]} 至 {months[-1]}" + ("" if period.complete else unfinished)
    heads = ("月份", "回访", "有评分", "均分", "满意率")
    rows = tuple(_month_row(month, group) for month, group in zip(months, groups, strict=True))
    target = policy.satisfaction.target
    few = any(group and 0 < group.scored < COUNTS_LEAD_BELOW for group in groups)
    small = "；部分月份评分不足 30 个" if few else ""
    return [
        Figure(
            _trend_title("满意度均分", months, means, period, figures.total.mean, _score_words),
            f"月均分（{format_number(figures.scale_max)} 分制），{span}",
            _mean_chart(months, means, period, figures.scale_max),
            f"{months[0]} 至 {months[-1]} 的满意度月均分折线图。",
            heads,
            rows,
        ),
        Figure(
            _trend_title("满意率", months, rates, period, figures.total.csat, format_share),
            f"满意率（%），虚线为目标 {format_share(target)}，{span}{small}",
            _rate_chart(months, rates, period, target),
            f"{months[0]} 至 {months[-1]} 的满意率折线图，目标 {format_share(target)}。",
            heads,
            rows,
            attention=judge(figures.total.csat, target, policy.targets.near_shortfall) is BAD,
        ),
    ]


def _month_row(month: str, group: SatisfactionGroup | None) -> tuple[str, ...]:
    if group is None or not group.called:
        return (month, "0", "0", MISSING, MISSING)
    share = share_words(group.satisfied, group.scored)
    return (month, f"{group.called:,}", f"{group.scored:,}", format_number(group.mean, 2), share)


def _score_words(score: float) -> str:
    return f"{format_number(score, 2)} 分"


def _trend_title(
    name: str,
    months: Sequence[str],
    values: Sequence[float | None],
    period: Period,
    whole: float | None,
    write: Callable[[float], str],
) -> str:
    """Say what the last months did; of a period of more than one, its own figure leads.

    Args:
        name: The measure.
        months: ``YYYY-MM``, oldest first.
        values: Of each month; missing where nobody scored.
        period: The report's.
        whole: The measure over the period.
        write: How a value is written.
    """
    if period.kind is PeriodKind.MONTH:
        return _movement(name, values, write)
    last = last_known(values)
    silent = month_range(months[last + 1 :])
    lead = f"{PERIOD_NAMES[period.kind][1]}{name} {MISSING if whole is None else write(whole)}"
    rest = f"，{silent}没有评分" if silent else ""
    return f"{lead}；{_movement(month_range(months[last : last + 1]), values[: last + 1], write)}{rest}"


def _movement(name: str, values: Sequence[float | None], write: Callable[[float], str]) -> str:
    """Say how long the values rose or fell up to the last one; a month without a score ends the run.

    A change counts from what is shown of it, as on the tile: one of 0.08 percentage points is 0.1, one of 0.004 none.

    Example:
        >>> [_movement("满意率", rates, format_share) for rates in ([0.9, 0.8, 0.75], [0.75004, 0.75])]
        ['满意率连续 2 个月下降，为 75.0%', '满意率较前一月持平，为 75.0%']
        >>> _movement("满意率", [0.8024, 0.8016], format_share)
        '满意率较前一月下降，为 80.2%'
    """
    last = values[-1]
    if last is None:
        return f"{name}：本月没有评分"
    signs: list[int] = []
    for earlier, later in zip(values[-2::-1], values[:0:-1], strict=False):
        if earlier is None or later is None:
            break
        unchanged = write(abs(later - earlier)) == write(0.0)
        signs.append(0 if unchanged else 1 if later > earlier else -1)
    if not signs:
        return f"{name} {write(last)}{'，前一月没有评分' if len(values) > 1 else ''}"
    run = next((place for place, sign in enumerate(signs) if sign != signs[0]), len(signs))
    verb = {1: "上升", -1: "下降", 0: "持平"}[signs[0]]
    return f"{name}{f'连续 {run} 个月{verb}' if run > 1 else f'较前一月{verb}'}，为 {write(last)}"


def _mean_chart(months: list[str], means: list[float | None], period: Period, scale_max: float) -> Plot:
    known = [value for value in means if value is not None]
    ticks = nice_ticks(min(known) - 0.05, min(max(known) + 0.05, scale_max), most=4)
    texts = tick_texts(ticks, 1)
    tips = [(month, f"均分 {format_number(value, 2)}") for month, value in zip(months, means, strict=True)]
    last = format_number(known[-1], 2)
    line = ChartSeries(last, tuple(means), "s1", key=True, unfinished=not period.complete)
    return draw_lines(month_slots(months, tips), [line], ticks=ticks, texts=texts)


def _rate_chart(months: list[str], rates: list[float | None], period: Period, target: float) -> Plot:
    known = [value for value in rates if value is not None]
    ticks = nice_ticks(max(min([*known, target]) - 0.02, 0.0), min(max([*known, target]) + 0.02, 1.0), most=4)
    texts = tick_texts([tick * 100 for tick in ticks])
    tips = [(month, f"满意率 {format_share(value)}") for month, value in zip(months, rates, strict=True)]
    line = ChartSeries(format_share(known[-1]), tuple(rates), "s2", key=True, unfinished=not period.complete)
    return draw_lines(
        month_slots(months, tips),
        [line],
        ticks=ticks,
        texts=texts,
        target=target,
        target_text=f"目标 {format_number(target * 100)}",
    )


def _distribution(figures: SatisfactionFigures) -> Figure | Note:
    counts = list(figures.distribution.items())
    total = sum(count for _, count in counts)
    if not total:  # A bar of nothing would be an empty axis.
        return Note(f"{why_unscored(figures.total) or '没有评分'}，没有评分的分布可列。")
    marks = _step_marks(len(counts))
    parts = [(mark, count, f"{count:,}") for mark, (_, count) in zip(marks, counts, strict=True)]
    few = total < COUNTS_LEAD_BELOW
    words = [
        f"{score} 分 {count:,} 次" if few else f"{score} 分 {format_share(count / total)}（{count:,}）"
        for score, count in counts
    ]
    top, most = max(counts, key=lambda item: item[1])
    if most == total:
        return Note(f"{total:,} 个评分都是 {top} 分。")
    named = [(f"{score} 分", count) for score, count in counts]
    return Figure(
        most_words(named, lambda count: share_words(count, total), "档", mark="，"),
        f"各分数的回访次数，折算到满分制{'；样本不足 30，以次数为准' if few else ''}",
        draw_stack(parts, height=26),
        "满意度评分分布：" + "，".join(words),
        ("评分", "回访数", "占比"),
        tuple((f"{score} 分", f"{count:,}", format_share(count / total)) for score, count in counts),
        legend=tuple(zip(marks, words, strict=True)),
    )


def _step_marks(count: int) -> list[str]:
    """Return colour classes for score steps, high to low; a finer scale shares the five colours."""
    return [f"v{5 - min(position * 5 // max(count, 1), 4)}" for position in range(count)]


def _ranked_title(name: str, means: Sequence[tuple[str, str]]) -> str:
    """Return who stands highest and lowest; those that share a place, as their means are shown, are all told."""
    highest, lowest = means[0][1], means[-1][1]
    if highest == lowest:
        return f"{name}中 {len(means):,} 组均分相同（{highest}）"
    first, last = (
        join_words([label for label, mean in means if mean == at], 3, "组") for at in (highest, lowest)
    )
    return f"{name}中{first}最高（{highest}），{last}最低（{lowest}）"


def _group_table(
    name: str, how: str, groups: Mapping[str, SatisfactionGroup], figures: SatisfactionFigures, policy: Policy
) -> TableBlock:
    least = figures.unranked_below
    ranked = sorted(
        (
            (label, group)
            for label, group in groups.items()
            if group.scored >= least and group.mean is not None
        ),
        key=lambda item: (-(item[1].mean or 0.0), -item[1].scored, item[0]),
    )
    rest = sorted(
        ((label, group) for label, group in groups.items() if group.scored < least),
        key=lambda item: (-item[1].scored, -item[1].called, item[0]),
    )
    title = f"按{name}：各组评分都不足 {least} 个，不排名"
    if len(ranked) > 1:
        title = _ranked_title(name, [(label, format_number(group.mean, 2)) for label, group in ranked])
    elif ranked:
        title = f"按{name}：{ranked[0][0]} {format_number(ranked[0][1].mean, 2)} 分"
    rows = [_group_row(label, group, figures.scale_max, policy) for label, group in ranked]
    few = [_group_row(label, group, figures.scale_max, policy, unranked=True) for label, group in rest]
    folded = few if len(few) > _MOST_UNRANKED else []
    rows += few[len(folded) :]
    note = f"；评分不足 {least} 个的列在后面、不排名（灰色）" if rest and ranked else ""
    return TableBlock(
        title,
        (PageColumn(name), *_GROUP_COLUMNS[1:]),
        tuple(rows),
        subtitle=f"{how}{note}",
        total=len(rows),
        empty="" if folded else "没有需要列出的内容。",
        tail=tuple(folded),
        tail_title=f"评分不足 {least} 个的 {len(folded):,} 组",
    )


def _group_row(
    label: str, group: SatisfactionGroup, scale_max: float, policy: Policy, *, unranked: bool = False
) -> tuple[Cell | str, ...]:
    tone = "mut" if unranked else ""
    standing = judge(group.csat, policy.satisfaction.target, policy.targets.near_shortfall)
    judged = group.scored >= COUNTS_LEAD_BELOW and not unranked
    rate = share_words(group.satisfied, group.scored)
    bullet = None if group.mean is None else draw_bullet(group.mean, scale_max, "mut" if unranked else "s1")
    return (
        Cell(label, tone=tone),
        f"{group.called:,}",
        f"{group.scored:,}",
        Cell(format_number(group.mean, 2), tone=tone),
        Cell("", bullet=bullet),
        Cell(f"{standing.mark} {rate}", tone=standing.tone) if judged else Cell(rate, tone=tone),
    )
