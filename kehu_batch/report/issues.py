"""The section 问题分析."""

from __future__ import annotations

from collections.abc import Sequence

from kehu_batch.model.figures.analysis import Analysis, DemandFigures, IssueFigures
from kehu_batch.model.figures.issue_details import IssueDetails
from kehu_batch.model.figures.states import UNCLASSIFIED, RemarkKind
from kehu_batch.model.period import Period, PeriodKind
from kehu_batch.report.blocks import (
    Block,
    Figure,
    Note,
    PageColumn,
    PageSection,
    TableBlock,
    customer_text,
    fill_rows,
    has_value,
    place_cell,
    records,
    text_of,
)
from kehu_batch.report.charts import Slot, draw_columns
from kehu_batch.report.months import (
    issue_months,
    last_known,
    month_range,
    month_slots,
    months_until,
    trend_months,
)
from kehu_batch.report.phrases import (
    COUNTS_LEAD_BELOW,
    PERIOD_NAMES,
    absent_text,
    money_in,
    money_unit,
    share_words,
)
from kehu_batch.report.relations.returning import list_clusters, list_repeats, newest_first
from kehu_batch.wording.joining import join_words
from kehu_batch.wording.numbers import MISSING, format_number, format_share

#: Bars of the Pareto chart; more types are gathered in the last, so that each stays legible on a phone.
_MAX_BARS = 10
#: Fewer than these are a sentence.
_LEAST_BARS = 3

_ITEM_COLUMNS = (
    PageColumn("客户"),
    PageColumn("回访日", "tag"),
    PageColumn("问题"),
    PageColumn("类型", "tag", pick=True),
    PageColumn("命中词", "tag", phone=False),
    PageColumn("建议转交", "tag", pick=True, phone=False),
    PageColumn("位置", "code", phone=False),
)


def build_issues(analysis: Analysis, *, many_files: bool, sheet: str) -> PageSection:
    """Return the section; without callbacks it says why it is empty."""
    figures = analysis.issues
    if figures is None:
        absent = absent_text(analysis, "issues", "没有回访工作表", "未统计问题")
        return PageSection("issues", "问题分析", "问题", absent=absent)
    called = analysis.satisfaction is None or analysis.satisfaction.total.called > 0
    blocks: list[Block] = []
    if figures.total:
        blocks += [
            _few_types(figures) if _says_little(figures) else _pareto(figures),
            *_months(analysis, figures),
            _types(figures),
        ]
        blocks.append(_items(figures, many_files=many_files, sheet=sheet))
    else:
        blocks.append(Note("本期回访没有记录待解决问题。" if called else "本期没有回访，看不出问题。"))
    if analysis.demands is not None:
        blocks.append(_demands(analysis.demands, called=called, many_files=many_files, sheet=sheet))
    if figures.details is not None:
        known = "resolution_rate" not in figures.reasons
        blocks += _details(figures.details, solved_known=known, many_files=many_files, sheet=sheet)
    blocks.append(Note(_complaints_note(analysis)))
    note = f"问题 {figures.total:,} 条，涉及 {figures.customers:,} 户"
    return PageSection("issues", "问题分析", "问题", note, fill_rows(blocks), count=f"{figures.total:,}")


def lead_types(figures: IssueFigures) -> str:
    """Return which types make up most of the issues, in words.

    The fewest types that reach 80 % of all; all of them where each stands alone.
    """
    rows = records(figures.by_type)
    if not rows:
        return "没有问题"
    if len(rows) == 1 or int(rows[0]["count"]) == int(rows[-1]["count"]):
        each = "" if len(rows) == 1 else "各"
        return f"{join_words([str(row['type']) for row in rows], 3)}{each} {int(rows[0]['count']):,} 条"
    needed = next((place for place, row in enumerate(rows, 1) if float(row["cumulative"]) >= 0.8), len(rows))
    if needed > 3:
        most = int(rows[0]["count"])
        first = [str(row["type"]) for row in rows if int(row["count"]) == most]
        return f"{join_words(first, 3, '类')}最多（{'各 ' if len(first) > 1 else ''}{most:,} 条）"
    names = "、".join(str(row["type"]) for row in rows[:needed])
    count = sum(int(row["count"]) for row in rows[:needed])
    return f"{names}占 {share_words(count, figures.total)}"


def _says_little(figures: IssueFigures) -> bool:
    """Return whether a chart of the types would say no more than a sentence: few bars, or none above another."""
    return len(figures.by_type) < _LEAST_BARS or int(figures.by_type["count"].max()) == 1


def _few_types(figures: IssueFigures) -> Note:
    """Return what a chart of few bars, or of bars of one, would say."""
    each = [f"{row['type']} {int(row['count']):,} 条" for row in records(figures.by_type)]
    if len(each) >= _LEAST_BARS:
        return Note(f"本期 {figures.total:,} 条问题各属一类。")
    return Note(f"本期的问题只有{'一' if len(each) == 1 else '两'}类：{'，'.join(each)}。")


def _pareto(figures: IssueFigures) -> Figure:
    labels, counts, cumulative = _gather(figures)
    # The types that make up the first 80 % stand out; the rest is grey.
    before = [0.0, *cumulative[:-1]]
    marks = ["s1" if share < 0.8 else "mut" for share in before]
    data = [
        (label, f"{count:,}", format_share(share))
        for label, count, share in zip(labels, counts, cumulative, strict=True)
    ]
    slots = [
        Slot(_fold_label(label), (label, f"{count} 条", f"累计 {share}")) for label, count, share in data
    ]
    return Figure(
        lead_types(figures),
        "问题条数（柱）与累计占比（线），按主类型"
        + ("；不足 30 条，以条数为准" if figures.total < COUNTS_LEAD_BELOW else ""),
        draw_columns(slots, counts, marks, cumulative=cumulative),
        "问题类型帕累托图：" + "，".join(f"{label} {count} 条" for label, count, _ in data),
        ("类型", "条数", "累计占比"),
        tuple(data),
        attention=True,
    )


def _gather(figures: IssueFigures) -> tuple[list[str], list[int], list[float]]:
    """Return labels, numbers and cumulative shares of the bars: the last one for all further types."""
    rows = records(figures.by_type)
    shown = rows if len(rows) <= _MAX_BARS else rows[: _MAX_BARS - 1]
    labels = [str(row["type"]) for row in shown]
    counts = [int(row["count"]) for row in shown]
    cumulative = [float(row["cumulative"]) for row in shown]
    if len(shown) < len(rows):
        labels.append(f"其余{len(rows) - len(shown)}类")
        counts.append(figures.total - sum(counts))
        cumulative.append(1.0)
    return labels, counts, cumulative


def _fold_label(label: str) -> tuple[str, ...]:
    """Return a label in lines of two characters, as many as fit under a bar on a phone."""
    shown = label if len(label) <= 6 else f"{label[:5]}…"
    return tuple(shown[start : start + 2] for start in range(0, len(shown), 2))


def _months(analysis: Analysis, figures: IssueFigures) -> list[Figure]:
    counts = issue_months(figures)
    if len(counts) < 2:
        return []
    known = list(analysis.satisfaction.by_month) if analysis.satisfaction else list(counts)
    months = trend_months(months_until(known, analysis.period))
    if len(months) < 2:
        return []
    called = analysis.satisfaction.by_month if analysis.satisfaction else {}
    # A month without a callback is a gap: nobody was asked.
    values = [counts.get(m, 0) if m not in called or called[m].called else None for m in months]
    if all(value is None for value in values):
        return []
    texts = [MISSING if value is None else f"{value:,}" for value in values]
    tips = [
        (month, "没有回访" if text == MISSING else f"{text} 条")
        for month, text in zip(months, texts, strict=True)
    ]
    unfinished = "" if analysis.period.complete else "，末月未满"
    told = _told_month(analysis.period, values)
    tones = ["s1" if number == told else "mut" for number in range(len(values))]
    return [
        Figure(
            _trend_title(analysis.period, figures.total, months, values),
            f"每月问题条数，{months[0]} 至 {months[-1]}{unfinished}",
            draw_columns(month_slots(months, tips), values, tones),
            f"{months[0]} 至 {months[-1]} 的每月问题条数柱状图。",
            ("月份", "条数"),
            tuple(zip(months, texts, strict=True)),
        )
    ]


def _told_month(period: Period, values: Sequence[int | None]) -> int:
    """Return the number of the month that the title tells: the last one, of a longer period the last with callbacks."""
    return len(values) - 1 if period.kind is PeriodKind.MONTH else last_known(values)


def _trend_title(period: Period, total: int, months: Sequence[str], values: Sequence[int | None]) -> str:
    """Say what the last two months (``YYYY-MM``) say; of a period of more than one month, its own number leads."""
    last = _told_month(period, values)
    said = _month_title(months[: last + 1], values[: last + 1])
    if period.kind is PeriodKind.MONTH:
        return said
    silent = month_range(months[last + 1 :])
    lead = f"{PERIOD_NAMES[period.kind][1]}问题 {total:,} 条"
    return f"{lead}；{said}{f'，{silent}没有回访' if silent else ''}"


def _month_title(months: Sequence[str], values: Sequence[int | None]) -> str:
    """Compare the last month with the one before it; without a callback in one there is nothing to compare."""
    *_, earlier, name = ("", *(f"{int(month[5:7])} 月" for month in months))
    last, before = values[-1], values[-2] if len(values) > 1 else None
    if last is None:
        return f"{name}没有回访"
    if before is None or before == last:
        return f"{name}问题 {last:,} 条" + ("" if before is None else f"，与 {earlier}持平")
    return f"{name}问题 {last:,} 条，比 {earlier}{'多' if last > before else '少'} {abs(last - before):,} 条"


def _types(figures: IssueFigures) -> TableBlock:
    types = records(figures.by_type)
    spend = [int(row["spend_fen"]) if has_value(row.get("spend_fen")) else None for row in types]
    unit = money_unit(spend)
    rows = tuple(
        (
            str(row["type"]),
            f"{int(row['count']):,}",
            format_share(float(row["share"])),
            f"{int(row['customers']):,}",
            money_in(fen, unit),
            text_of(row.get("department"), "未指定"),
        )
        for row, fen in zip(types, spend, strict=True)
    )
    columns = (
        PageColumn("类型", "tag"),
        PageColumn("条数", "number"),
        PageColumn("占比", "number"),
        PageColumn("客户", "number"),
        PageColumn(f"涉及消费（{unit}）", "number", phone=False),
        PageColumn("建议转交"),
    )
    missing = f"{UNCLASSIFIED} {figures.unclassified:,} 条{'，请补充归类词' if figures.unclassified else ''}"
    return TableBlock(
        "各类问题与建议转交的部门", columns, rows, subtitle=f"按条数排列；{missing}", total=len(rows)
    )


def _unclassified(perhaps: Sequence[str]) -> str:
    return f"{UNCLASSIFIED}（可能是{'或'.join(perhaps)}）" if perhaps else UNCLASSIFIED


def _items(figures: IssueFigures, *, many_files: bool, sheet: str) -> TableBlock:
    rows = tuple(
        (
            customer_text(row),
            text_of(row["called_on"]),
            text_of(row["text"]),
            join_words(row["types"]) or _unclassified(row["perhaps"]),
            join_words(row["matched"]) or MISSING,
            text_of(row.get("department"), "未指定"),
            place_cell(row, many_files=many_files),
        )
        for row in records(newest_first(figures.items))
    )
    return TableBlock(
        "问题明细",
        _ITEM_COLUMNS,
        rows,
        subtitle="新的在前；一格多个问题分别列出；类型由命中词或模型得出，拿不准的列出可能的类型",
        total=len(figures.items),
        sheet=f"{sheet}“问题分析”",
        tools=True,
        name="问题明细",
        wide=True,
        id="list-issues",
    )


def _demands(figures: DemandFigures, *, called: bool, many_files: bool, sheet: str) -> TableBlock:
    rows = tuple(
        (
            customer_text(row),
            text_of(row["called_on"]),
            text_of(row["text"]),
            place_cell(row, many_files=many_files),
        )
        for row in records(newest_first(figures.items))
    )
    reason = figures.reasons.get("conversion", "")
    rate = (
        ""
        if figures.conversion is None
        else f"；转化率 {share_words(figures.followed, figures.passed)}，只看转化期已过的需求，不限本期"
    )
    return TableBlock(
        f"客户提出需求 {figures.total:,} 条",
        (
            PageColumn("客户"),
            PageColumn("回访日", "tag"),
            PageColumn("需求"),
            PageColumn("位置", "code", phone=False),
        ),
        rows,
        subtitle=f"新的在前；来自客户反馈中明确提出的要求{rate or (f'；转化率不可计算：{reason}' if reason else '')}",
        total=figures.total,
        sheet=f"{sheet}“问题分析”",
        tools=figures.total > 10,
        name="客户需求",
        empty="本期回访没有记录明确的需求。" if called else "本期没有回访，看不出需求。",
        wide=True,
    )


def _details(details: IssueDetails, *, solved_known: bool, many_files: bool, sheet: str) -> list[Block]:
    """Return whom the issues go to, their rates, what comes back, and praise; nothing of what there is none."""
    blocks: list[Block] = []
    if len(details.departments):
        blocks += [_departments(details), _rates(details)]
    if len(details.repeats):
        blocks.append(list_repeats(details, many_files=many_files, sheet=sheet))
    if len(details.clusters):
        blocks.append(list_clusters(details, many_files=many_files, sheet=sheet))
    kinds = details.remarks["kind"].value_counts()
    praise, latent = (int(kinds.get(kind, 0)) for kind in (RemarkKind.PRAISE, RemarkKind.LATENT))
    unconfirmed = len(details.unconfirmed)
    # Where nothing says what was solved, nobody can tell what was not confirmed.
    told = f"已解决但没有回访确认的问题 {unconfirmed:,} 条，" if solved_known else ""
    if praise or latent or unconfirmed:
        kinds_told = f"表扬 {praise:,} 条、潜在需求 {latent:,} 条，不计入问题和需求"
        blocks.append(Note(f"{kinds_told}；{told}见{sheet}“问题分析”。"))
    return blocks


def _departments(details: IssueDetails) -> TableBlock:
    rows = tuple(
        (
            str(row["department"]),
            f"{int(row['count']):,}",
            f"{int(row['customers']):,}",
            join_words(row["types"]),
            join_words([str(cell) for _, cell in row["cells"]], 3),
        )
        for row in records(details.departments)
    )
    columns = (
        PageColumn("部门", "tag"),
        PageColumn("问题", "number"),
        PageColumn("客户", "number"),
        PageColumn("类型", "tag", phone=False),
        PageColumn("依据", "code", phone=False),
    )
    return TableBlock("建议转交的部门", columns, rows, subtitle="按策略里类型与部门的对应", total=len(rows))


def _rates(details: IssueDetails) -> TableBlock:
    rows = tuple(
        (
            str(row["month"]),
            f"{int(row['count']):,}",
            f"{int(row['called']):,}",
            format_number(float(row["per_100"]), 1) if row["called"] else MISSING,
        )
        for row in records(details.by_month)
    )
    columns = (
        PageColumn("月份", "tag"),
        PageColumn("问题", "number"),
        PageColumn("回访", "number"),
        PageColumn("每百次", "number"),
    )
    rate = MISSING if details.per_100 is None else format_number(details.per_100, 1)
    return TableBlock(
        f"每百次回访 {rate} 条问题",
        columns,
        rows,
        subtitle="问题数 ÷ 回访数 × 100：回访多的月份不因此显得更差",
        total=len(rows),
    )


def _complaints_note(analysis: Analysis) -> str:
    if analysis.complaints is None:
        return "本次没有投诉登记表，未计算投诉时限与投诉解决率；以上问题均来自回访。"
    return "投诉与回访问题分开统计，见“投诉”一节；以上问题均来自回访。"
