"""The section 投诉."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from kehu_batch.model.figures.analysis import Analysis, TierFigures
from kehu_batch.model.figures.complaints import ComplaintFigures
from kehu_batch.model.figures.states import ClockVerdict
from kehu_batch.policy.schema import Policy
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
    person_cell,
    place_cell,
    records,
    text_of,
)
from kehu_batch.report.phrases import most_words, share_words
from kehu_batch.wording.complaints import (
    CLOCK_RESULTS,
    STAGE_LABELS,
    UNDECIDED,
    clock_label,
    hour_unit,
    show_moment,
    working_words,
)
from kehu_batch.wording.labels import SOLVED, UNRATED, UNSOLVED
from kehu_batch.wording.numbers import MISSING, format_number, format_share
from kehu_batch.wording.tier_groups import describe_groups

_TONES: Mapping[str, str] = {
    ClockVerdict.MISSED: "bad",
    ClockVerdict.UNDETERMINABLE: "near",
    ClockVerdict.PENDING: "mut",
}


def build_complaints(
    analysis: Analysis, policy: Policy, *, many_files: bool, sheet: str
) -> tuple[PageSection, ...]:
    """Return the section; nothing without a register of complaints, which 问题分析 says."""
    figures = analysis.complaints
    if figures is None:
        return ()
    lists = _Lists(many_files=many_files, sheet=f"{sheet}“投诉”")
    target = policy.targets.complaint_resolution
    blocks: list[Block] = [Note(_summary(figures, target))]
    if figures.received:
        blocks += [_clocks(figures), _stages(figures), _types(figures), _owners(figures)]
        blocks += _tiers(figures, analysis.tiers)
        blocks += [_customers(figures)] if (figures.by_customer["count"] > 1).any() else []
    blocks.append(lists.open(figures))
    if figures.received:
        blocks.append(lists.items(figures))
    blocks += lists.related(figures)
    note = f"收到 {figures.received:,} 件，未结 {len(figures.open):,} 件"
    return (
        PageSection("complaints", "投诉", "投诉", note, fill_rows(blocks), count=f"{figures.received:,}"),
    )


def _summary(figures: ComplaintFigures, target: float) -> str:
    solved = (
        f"本期收到 {figures.received:,} 件，已解决 {share_words(figures.resolved, figures.received)}，"
        f"目标 {format_share(target, 0)}"
        if figures.received
        else "本期没有收到投诉，解决率不可计算"
    )
    oldest = f"，最久的已 {int(figures.open['age_days'].max()):,} 天" if len(figures.open) else ""
    return (
        f"{solved}；截止日未结 {len(figures.open):,} 件（含以前月份）{oldest}。"
        f"投诉与回访中的问题分开统计；{UNDECIDED}"
    )


def _clocks(figures: ComplaintFigures) -> TableBlock:
    rows = []
    for clock, limit in figures.limits.items():
        counts = figures.clocks[clock]
        judged = counts.met + counts.missed
        rows.append(
            (
                clock_label(clock, limit, figures.working),
                f"{counts.met:,}",
                Cell(f"{counts.missed:,}", tone="bad" if counts.missed else "mut"),
                f"{counts.pending:,}",
                f"{counts.undeterminable:,}",
                format_share(counts.met / judged) if judged else MISSING,
            )
        )
    missed = sum(figures.clocks[clock].missed for clock in figures.limits)
    columns = (
        PageColumn("环节与时限", "tag"),
        PageColumn("达标", "number"),
        PageColumn("未达标", "number"),
        PageColumn("未到期", "number", phone=False),
        PageColumn("无法判定", "number", phone=False),
        PageColumn("达标率", "number"),
    )
    return TableBlock(
        _clocks_title(figures),
        columns,
        tuple(rows),
        subtitle="；".join(
            filter(
                None,
                (
                    f"本期收到的投诉，时限 {figures.clock_set}",
                    working_words(figures.working),
                    "达标率 = 达标 ÷（达标 + 未达标）",
                ),
            )
        ),
        total=len(rows),
        attention=bool(missed),
        empty="策略没有启用投诉时限。",
    )


def _clocks_title(figures: ComplaintFigures) -> str:
    counts = [figures.clocks[clock] for clock in figures.limits]
    missed, unknown = sum(one.missed for one in counts), sum(one.undeterminable for one in counts)
    if missed:
        return f"时限未达标 {missed:,} 次"
    if not unknown:
        return "时限全部达标或未到期"
    seen = any(one.met or one.pending for one in counts)
    return (
        f"看得出的时限都达标或未到期，{unknown:,} 次无法判定" if seen else f"时限都无法判定，{unknown:,} 次"
    )


def _stages(figures: ComplaintFigures) -> TableBlock:
    rows = tuple(
        (STAGE_LABELS[name], f"{one.count:,}", _hours(one.median), _hours(one.p90))
        for name, one in figures.stages.items()
    )
    columns = (
        PageColumn("环节", "tag"),
        PageColumn("件数", "number"),
        PageColumn("中位数", "number"),
        PageColumn("90%分位", "number"),
    )
    return TableBlock(
        f"各环节用时（{hour_unit(figures.working)}）",
        columns,
        rows,
        subtitle="只取两个时间都精确到分、先后合理的投诉",
        total=len(rows),
    )


def _hours(hours: float | None) -> str:
    return MISSING if hours is None else format_number(hours, 1)


def _types(figures: ComplaintFigures) -> TableBlock:
    rows = tuple(
        (
            str(row["type"]),
            f"{int(row['count']):,}",
            format_share(float(row["share"])),
            format_share(float(row["cumulative"])),
            f"{int(row['customers']):,}",
            text_of(row["department"], "未指定"),
        )
        for row in records(figures.by_type)
    )
    columns = (
        PageColumn("类型", "tag"),
        PageColumn("件数", "number"),
        PageColumn("占比", "number"),
        PageColumn("累计", "number", phone=False),
        PageColumn("客户", "number", phone=False),
        PageColumn("建议转交"),
    )
    counts = [(str(row["type"]), int(row["count"])) for row in records(figures.by_type)]
    title = most_words(counts, lambda count: share_words(count, figures.received), "类")
    return TableBlock(title, columns, rows, subtitle="按主类型，由多到少", total=len(rows))


def _owners(figures: ComplaintFigures) -> TableBlock:
    rows = tuple(
        (
            person_cell(row["owner"]),
            f"{int(row['count']):,}",
            f"{int(row['open']):,}",
        )
        for row in records(figures.by_owner)
    )
    columns = (PageColumn("负责人", "tag"), PageColumn("本期收到", "number"), PageColumn("未结", "number"))
    return TableBlock("按负责人", columns, rows, subtitle="投诉登记表所填，否则台账负责人", total=len(rows))


def _tiers(figures: ComplaintFigures, tiers: TierFigures) -> tuple[TableBlock, ...]:
    """Return complaints by tier; nothing where no customer that complained has one."""
    rows = tuple((str(row["tier"]), f"{int(row['count']):,}") for row in records(figures.by_tier))
    labels = [label for label, _ in rows]
    if labels == [UNRATED]:
        return ()
    columns = (PageColumn("客户等级", "tag"), PageColumn("本期收到", "number"))
    how = describe_groups(labels, tiers)
    return (TableBlock("按客户等级", columns, rows, subtitle=how, total=len(rows)),)


def _customers(figures: ComplaintFigures) -> TableBlock:
    several = figures.by_customer[figures.by_customer["count"] > 1]
    rows = tuple((customer_text(row), f"{int(row['count']):,}") for row in records(several))
    return TableBlock(
        f"本期投诉 2 件及以上的客户 {len(several):,} 户",
        (PageColumn("客户"), PageColumn("件数", "number")),
        rows,
        subtitle=f"共 {len(figures.by_customer):,} 户有投诉",
        total=len(several),
        empty="没有。",
    )


class _Lists:
    """The lists of the section: every one begins with the same columns."""

    def __init__(self, *, many_files: bool, sheet: str) -> None:
        self._many_files = many_files
        self._sheet = sheet

    def open(self, figures: ComplaintFigures) -> TableBlock:
        """Return what is not solved, oldest first."""
        return self._list(
            figures.open,
            f"未结 {len(figures.open):,} 件",
            (PageColumn("已过天数", "number"),),
            lambda row: (text_of(row["age_days"]),),
            empty="没有未结投诉。",
            name="open-complaints",
        )

    def items(self, figures: ComplaintFigures) -> TableBlock:
        """Return the period's complaints with the verdict of each clock."""
        clocks = tuple(figures.limits)
        heads = (
            PageColumn("状态", "tag", pick=True),
            *(
                PageColumn(clock_label(clock, figures.limits[clock], figures.working), "tag", phone=False)
                for clock in clocks
            ),
        )

        def cells(row: Row) -> tuple[Cell | str, ...]:
            verdicts = (text_of(row[clock], "") for clock in clocks)
            return (
                SOLVED if row["solved"] else UNSOLVED,
                *(Cell(CLOCK_RESULTS.get(one, MISSING), tone=_TONES.get(one, "")) for one in verdicts),
            )

        return self._list(figures.items, "本期投诉明细", heads, cells, tools=True, name="complaints")

    def related(self, figures: ComplaintFigures) -> list[Block]:
        """Return what was solved and never confirmed, repeats, and probable pairs, as far as there are any."""
        blocks: list[Block] = []
        if len(figures.unconfirmed):
            title = f"已解决但没有回访确认 {len(figures.unconfirmed):,} 件"
            blocks.append(self._list(figures.unconfirmed, title, (), lambda _: ()))
        if len(figures.repeats):
            title = f"{figures.repeat_days} 天内重复 {len(figures.repeats):,} 件"
            heads = (PageColumn("前一件", "tag"), PageColumn("相隔天数", "number"))
            blocks.append(
                self._list(
                    figures.repeats,
                    title,
                    heads,
                    lambda row: (text_of(row["earlier_id"]), text_of(row["days"])),
                )
            )
        if len(figures.pairs):
            title = f"可能与回访问题是同一件事 {len(figures.pairs):,} 对"
            called = (
                PageColumn("回访日", "tag", phone=False),
                PageColumn("回访中的问题"),
                PageColumn("回访位置", "code", phone=False),
            )
            blocks.append(self._list(figures.pairs, title, called, self._call))
        return blocks

    def _call(self, row: Row) -> tuple[Cell | str, ...]:
        call: Row = {"file": row["call_file"], "cell": row["call_cell"]}
        return (
            text_of(row["called_on"]),
            text_of(row["text"]),
            place_cell(call, many_files=self._many_files),
        )

    def _list(
        self,
        frame: pd.DataFrame,
        title: str,
        heads: tuple[PageColumn, ...],
        cells: Callable[[Row], tuple[Cell | str, ...]],
        *,
        tools: bool = False,
        empty: str = "没有。",
        name: str = "",
    ) -> TableBlock:
        columns = (
            PageColumn("投诉编号", "tag", phone=False),
            PageColumn("客户"),
            PageColumn("投诉时间", "tag"),
            PageColumn("类型", "tag", phone=False, pick=True),
            PageColumn("内容"),
            PageColumn("负责人", "tag", pick=True, phone=False),
            *heads,
            PageColumn("位置", "code", phone=False),
        )
        rows = tuple(
            (
                text_of(row["complaint_id"]),
                customer_text(row),
                show_moment(row["received_at"]),
                text_of(row["type"]),
                text_of(row["content"]),
                person_cell(row["owner"]),
                *cells(row),
                place_cell(row, many_files=self._many_files),
            )
            for row in records(frame)
        )
        return TableBlock(
            title,
            columns,
            rows,
            total=len(frame),
            sheet=self._sheet,
            tools=tools or len(frame) > 10,
            name="投诉",
            empty=empty,
            wide=True,
            id=f"list-{name}" if name else "",
        )
