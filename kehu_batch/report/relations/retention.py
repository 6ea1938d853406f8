"""The section 留存、关怀与续约: rates, who may leave, why customers left, stages, and what falls due."""

from __future__ import annotations

import pandas as pd

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.figures.retention import CareFigures, LifecycleFigures, RetentionFigures
from kehu_batch.policy.describing import describe_share
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.sections.retention import RetentionPolicy
from kehu_batch.policy.sections.targets import Targets
from kehu_batch.report.blocks import (
    Block,
    Cell,
    Note,
    PageColumn,
    PageSection,
    Row,
    TableBlock,
    customer_text,
    fill_rows,
    has_value,
    person_cell,
    place_cell,
    records,
    text_of,
)
from kehu_batch.report.phrases import absent_text, in_wan, named_money, share_words
from kehu_batch.wording.labels import CARE_LABELS, SIGNAL_LABELS, TIER_ALIASED
from kehu_batch.wording.numbers import MISSING, format_number, format_share, format_wan
from kehu_batch.wording.retention import (
    POSSIBLE_REASONS,
    UNCALLED,
    lost_words,
    no_reason_words,
    nobody_at_risk,
    told_care,
    uncalled,
    untold_actions,
    untold_stages,
)

_ID, _TITLE, _NAV = "retention", "留存、关怀与续约", "留存"
#: The list of customers with a warning sign, to which the sentences on top lead.
AT_RISK_LIST = "list-at-risk"


def build_retention(analysis: Analysis, policy: Policy, *, many_files: bool, sheet: str) -> PageSection:
    """Return the section."""
    figures = analysis.retention
    if figures is None:
        reason = "没有订单、回访、投诉和台账"
        return PageSection(
            _ID, _TITLE, _NAV, absent=absent_text(analysis, "retention", reason, "未计算留存与流失预警")
        )
    blocks: list[Block] = [Note(_rates(figures, policy.targets))]
    if len(figures.at_risk):
        blocks += [_signals(figures), _at_risk(figures, many_files=many_files, sheet=sheet)]
    else:
        blocks.append(Note(nobody_at_risk(figures.signals, figures.reasons)))
    if figures.loss.counted:
        blocks.append(_loss(figures, policy.retention))
    if len(figures.unreviewed):
        months = policy.retention.review_months
        blocks.append(_unreviewed(figures, months, many_files=many_files))
    blocks += _stages(analysis, many_files=many_files)
    blocks += _care(analysis, many_files=many_files, sheet=sheet)
    total = len(figures.at_risk)
    told, blind = "at_risk" not in figures.reasons, None in figures.signals.values()
    # Nobody is no count where a signal cannot be seen.
    count = f"{total:,}" if told and (total or not blind) else ""
    return PageSection(_ID, _TITLE, _NAV, _note(figures) if told else "", fill_rows(blocks), count=count)


def _note(figures: RetentionFigures) -> str:
    owed = f"，{named_money('涉险应收', figures.at_risk_fen)}" if figures.at_risk_fen is not None else ""
    blind = sum(count is None for count in figures.signals.values())
    return f"流失预警 {len(figures.at_risk):,} 户{f'（{blind} 种信号看不出）' if blind else ''}{owed}"


def _rates(figures: RetentionFigures, targets: Targets) -> str:
    parts = [
        f"复购率 {share_words(figures.repeat, figures.buying)}（{figures.window_from} 起的成交客户）"
        if figures.repeat is not None and figures.buying
        else f"复购率不可计算：{figures.reasons.get('repurchase_rate', '')}"
    ]
    if figures.growth_rate is None:
        parts.append(f"客户增长率不可计算：{figures.reasons.get('growth_rate', '')}")
    else:
        grown = f"客户增长率 {format_share(figures.growth_rate)}"
        parts.append(f"{grown}（期初 {figures.customers_before:,} 户，截止日 {figures.customers_now:,} 户）")
    if figures.lifetime_fen is not None:
        since = f"{figures.lifetime_from} 起有记录" if figures.lifetime_from else "有记录"
        parts.append(f"{named_money('生命周期价值合计', figures.lifetime_fen)}（{since}的订单，不外推）")
    if figures.core_repurchase_growth is not None:
        target = "–".join(describe_share(end) for end in targets.core_repurchase_growth)
        grown = format_share(figures.core_repurchase_growth)
        parts.append(f"重点客户复购率比上年 {grown}（目标 {target}）")
    if figures.core_lifetime_growth is not None:
        grown, target = (
            format_share(figures.core_lifetime_growth),
            describe_share(targets.lifetime_value_growth),
        )
        parts.append(f"重点客户生命周期价值比上年 {grown}（目标 {target}）")
    return "；".join(parts) + "。"


def _signals(figures: RetentionFigures) -> TableBlock:
    rows = tuple(
        (SIGNAL_LABELS[code], MISSING if count is None else f"{count:,}")
        for code, count in figures.signals.items()
    )
    upset = figures.signals["upset_overdue"]
    blind = "；— 为没有相应的表，看不出" if None in figures.signals.values() else ""
    title = f"{upset:,} 户不满且逾期，最先联系" if upset else f"{len(figures.at_risk):,} 户触及预警信号"
    return TableBlock(
        title,
        (PageColumn("信号", "tag"), PageColumn("客户数", "number")),
        rows,
        f"一个客户可以有几个信号{blind}",
        total=len(rows),
        attention=bool(upset),
    )


def _at_risk(figures: RetentionFigures, *, many_files: bool, sheet: str) -> TableBlock:
    columns = (
        PageColumn("客户"),
        PageColumn("等级", "tag", phone=False, pick=True),
        PageColumn("负责人", "tag", pick=True),
        PageColumn("说明"),
        PageColumn("健康分", "number", phone=False),
        PageColumn("涉险应收（万元）", "number"),
        PageColumn("位置", "code", phone=False),
    )
    return TableBlock(
        "流失预警名单",
        columns,
        tuple(_risk_row(row, many_files=many_files) for row in records(figures.at_risk)),
        explain_at_risk(figures.at_risk, owed=figures.at_risk_fen is not None),
        total=len(figures.at_risk),
        sheet=f"{sheet}“留存预警”",
        tools=True,
        name="流失预警",
        wide=True,
        id=AT_RISK_LIST,
    )


def explain_at_risk(at_risk: pd.DataFrame, *, owed: bool) -> str:
    """Return what order the list has and what its columns say; one that it leaves out is not explained.

    Args:
        at_risk: See ``RetentionFigures``.
        owed: Whether it is known who is upset and overdue.
    """
    first = "不满且逾期的在最前，按涉险应收；" if owed else ""
    # A single row keeps its columns, whatever they lack.
    scored = len(at_risk) == 1 or at_risk["health"].notna().any()
    return f"{first}{'健康分 0–100，— 为数据不足；' if scored else ''}{TIER_ALIASED}"


def _risk_row(row: Row, *, many_files: bool) -> tuple[Cell | str, ...]:
    fen, health = int(row["at_risk_fen"]) if has_value(row["at_risk_fen"]) else 0, row["health"]
    return (
        customer_text(row),
        text_of(row["tier"]),
        person_cell(row["owner"]),
        in_wan(text_of(row["reason"])),
        MISSING if health != health else format_number(float(health)),  # noqa: PLR0124 - NaN
        Cell(format_wan(fen) if fen else MISSING, sort=str(fen), tone="bad" if fen else ""),
        place_cell(row, many_files=many_files),
    )


def _loss(figures: RetentionFigures, policy: RetentionPolicy) -> TableBlock:
    loss, basis = figures.loss, lost_words(policy)
    rows = [
        *((name, "台账写明", f"{count:,}") for name, count in loss.stated.items()),
        *((name, "可能原因", f"{count:,}") for name, count in loss.possible.items()),
    ]
    if loss.unknown:
        rows.append((no_reason_words(figures.reasons), "未知", f"{loss.unknown:,}"))
    return TableBlock(
        f"流失或沉默 {loss.counted:,} 户的原因",
        (PageColumn("原因"), PageColumn("来源", "tag"), PageColumn("客户数", "number")),
        tuple(rows),
        basis if "loss.possible" in figures.reasons else f"{basis}；{POSSIBLE_REASONS}",
        total=len(rows),
    )


def _unreviewed(figures: RetentionFigures, months: int, *, many_files: bool) -> TableBlock:
    rows = tuple(
        (
            customer_text(row),
            text_of(row["tier"]),
            person_cell(row["owner"]),
            text_of(row["reviewed_on"]),
            place_cell(row, many_files=many_files),
        )
        for row in records(figures.unreviewed)
    )
    columns = (
        PageColumn("客户"),
        PageColumn("等级", "tag", phone=False),
        PageColumn("负责人", "tag"),
        PageColumn("最近复核", "tag"),
        PageColumn("位置", "code", phone=False),
    )
    title = f"{len(rows):,} 户重点客户超过 {months} 个月没有复核资料"
    basis = f"以资料更新时间为准，没有就以最近一次联系为准；{TIER_ALIASED}"
    return TableBlock(title, columns, rows, basis, total=len(rows))


def _stages(analysis: Analysis, *, many_files: bool) -> list[Block]:
    figures = analysis.lifecycle
    if figures is None:
        return [Note(f"客户阶段不可推算：{analysis.reasons.get('lifecycle', '')}。")]
    columns = (
        PageColumn("阶段", "tag"),
        PageColumn("现在", "number"),
        PageColumn("上期末", "number"),
        PageColumn("缺本阶段动作", "number"),
    )
    rows = tuple(_stage_row(figures, stage) for stage in figures.stages)
    moved = int((figures.customers["stage"].fillna("") != figures.customers["previous"].fillna("")).sum())
    unstaged = f"；{figures.unstaged:,} 户没有阶段" if figures.unstaged else ""
    untold = filter(None, (untold_stages(figures), untold_actions(figures.reasons)))
    subtitle = "；".join((f"写明的优先，否则按成交和联系推算{unstaged}", *untold))
    blocks: list[Block] = [TableBlock(f"{moved:,} 户的阶段有变动", columns, rows, subtitle, total=len(rows))]
    if len(figures.lacking):
        blocks.append(_lacking(figures, many_files=many_files))
    return blocks


def _lacking(figures: LifecycleFigures, *, many_files: bool) -> TableBlock:
    rows = tuple(
        (
            customer_text(row),
            text_of(row["stage"]),
            person_cell(row["owner"]),
            text_of(row["lacking"]),
            place_cell(row, many_files=many_files),
        )
        for row in records(figures.lacking)
    )
    columns = (
        PageColumn("客户"),
        PageColumn("阶段", "tag"),
        PageColumn("负责人", "tag"),
        PageColumn("缺什么"),
        PageColumn("位置", "code", phone=False),
    )
    title = f"{len(figures.lacking):,} 户缺本阶段的动作"
    tools = len(rows) > 10
    return TableBlock(title, columns, rows, total=len(figures.lacking), tools=tools, name="缺阶段动作")


def _stage_row(figures: LifecycleFigures, stage: str) -> tuple[Cell | str, ...]:
    before = int((figures.customers["previous"] == stage).sum())
    lacking = int((figures.lacking["stage"] == stage).sum())
    count = figures.count(stage)
    untold = count is None or f"lacking.{stage}" in figures.reasons
    return (
        stage,
        MISSING if count is None else f"{count:,}",
        MISSING if count is None and not before else f"{before:,}",
        Cell(MISSING if untold else f"{lacking:,}", tone="bad" if lacking else "mut"),
    )


def _care(analysis: Analysis, *, many_files: bool, sheet: str) -> list[Block]:
    figures = analysis.care
    if figures is None:
        return [Note(f"没有关怀与续约名单：{analysis.reasons.get('care', '')}。")]
    blocks: list[Block] = []
    if len(figures.renewals):
        blocks.append(_renewals(figures, many_files=many_files, sheet=sheet))
    if len(figures.events):
        blocks.append(_events(figures, many_files=many_files, sheet=sheet))
    if not blocks:
        blocks.append(Note(f"{figures.first} 至 {figures.last} 没有{told_care(figures.reasons)}。"))
    if untold := figures.reasons.get("renewals"):
        blocks.append(Note(f"{untold}，看不出快到期的合同。"))
    return blocks


def _renewals(figures: CareFigures, *, many_files: bool, sheet: str) -> TableBlock:
    rows = tuple(
        (
            customer_text(row),
            person_cell(row["owner"]),
            text_of(row["contract_end_on"]),
            f"{int(row['days_left']):,}",
            MISSING if row["score"] != row["score"] else format_number(float(row["score"]), 1),
            f"{int(row['open_issues']):,}" if has_value(row["open_issues"]) else MISSING,
            MISSING if text_of(row["overdue_fen"], "") == "" else format_wan(int(row["overdue_fen"])),
            place_cell(row, many_files=many_files),
        )
        for row in records(figures.renewals)
    )
    columns = (
        PageColumn("客户"),
        PageColumn("负责人", "tag", pick=True),
        PageColumn("到期日", "tag"),
        PageColumn("剩余天数", "number"),
        PageColumn("最近评分", "number", phone=False),
        PageColumn("未解决问题", "number", phone=False),
        PageColumn("逾期（万元）", "number", phone=False),
        PageColumn("位置", "code", phone=False),
    )
    within = "，".join(f"{days} 天内 {count:,} 份" for days, count in figures.within.items())
    return TableBlock(
        f"{len(rows):,} 份合同快到期",
        columns,
        rows,
        within + UNCALLED if len(rows) > 1 and uncalled(figures) else within,
        total=len(figures.renewals),
        sheet=f"{sheet}“关怀续约”",
        tools=len(rows) > 10,
        name="续约",
        wide=True,
    )


def _events(figures: CareFigures, *, many_files: bool, sheet: str) -> TableBlock:
    rows = tuple(
        (
            person_cell(row["owner"]),
            customer_text(row),
            CARE_LABELS[str(row["event"])],
            text_of(row["on"]),
            text_of(row["years"]),
            text_of(row["preferences"]),
            place_cell(row, many_files=many_files),
        )
        for row in records(figures.events)
    )
    columns = (
        PageColumn("负责人", "tag", pick=True),
        PageColumn("客户"),
        PageColumn("事项", "tag", pick=True),
        PageColumn("日期", "tag"),
        PageColumn("周年/岁", "number", phone=False),
        PageColumn("沟通偏好", phone=False),
        PageColumn("位置", "code", phone=False),
    )
    return TableBlock(
        f"下月关怀 {len(rows):,} 项",
        columns,
        rows,
        f"{figures.first} 至 {figures.last}",
        total=len(figures.events),
        sheet=f"{sheet}“关怀续约”",
        tools=len(rows) > 10,
        name="关怀",
        wide=True,
    )
