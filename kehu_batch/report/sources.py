"""The section 口径与来源."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.figures.measures import MEASURES, Direction
from kehu_batch.model.figures.recorded import RecordedMonth
from kehu_batch.model.findings.question import QuestionKind
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.policy.describing import find_settings
from kehu_batch.policy.loading import LoadedPolicy
from kehu_batch.policy.marks import UNSET_DEFAULT
from kehu_batch.report.blocks import Block, Cell, PageColumn, PageSection, PageTerms, TableBlock
from kehu_batch.report.phrases import COUNTS_LEAD_BELOW, excluded_money
from kehu_batch.report.tiles.changes import tabulate_months
from kehu_batch.report.tiles.values import collect_values
from kehu_batch.wording.labels import table_label
from kehu_batch.wording.numbers import MISSING

_DIRECTIONS = {Direction.UP_GOOD: "升为有利", Direction.DOWN_GOOD: "降为有利", Direction.NEUTRAL: "不判好坏"}

#: Terms that stand open; the others are folded.
_FIRST = 8

_ACCOUNT_COLUMNS = (
    PageColumn("表", "tag"),
    PageColumn("读取", "number"),
    PageColumn("计入", "number"),
    PageColumn("排除", "number"),
    PageColumn("排除金额", "number", phone=False),
    PageColumn("排除原因"),
    PageColumn("所在工作表", phone=False),
)


def build_sources(
    analysis: Analysis, dataset: Dataset, policy: LoadedPolicy, workbooks: Mapping[str, str]
) -> PageSection:
    """Return the section 口径与来源; ``workbooks`` gives the annotated workbook of each input."""
    months = tabulate_months(
        tuple(value.code for value in collect_values(analysis, policy.policy)), analysis.trend
    )
    blocks: list[Block] = [
        *(() if months is None else (months,)),
        _accounts(analysis, dataset),
        _inputs(dataset, workbooks, analysis.recorded),
        _policy(policy),
        _conventions(analysis),
        _glossary(),
    ]
    note = f"输入 {len(dataset.inputs):,} 个文件，{len(analysis.accounts):,} 张表"
    return PageSection("sources", "口径与来源", "口径来源", note, tuple(blocks))


def _accounts(analysis: Analysis, dataset: Dataset) -> TableBlock:
    places: dict[str, list[str]] = {}
    many = len(dataset.inputs) > 1
    for region in dataset.regions:
        places.setdefault(region.table, []).append(f"{region.file} {region.sheet}" if many else region.sheet)
    rows = tuple(
        (
            table_label(code),
            f"{account.read:,}",
            f"{account.used:,}",
            f"{account.excluded:,}",
            excluded_money([account]) or MISSING,
            "、".join(f"{reason} {count:,}" for reason, count in account.reasons.items()) or MISSING,
            "、".join(dict.fromkeys(places.get(code, []))) or MISSING,
        )
        for code, account in analysis.accounts.items()
    )
    return TableBlock(
        "行数核对：读取＝计入＋排除",
        _ACCOUNT_COLUMNS,
        rows,
        "各表的数据行；标题、合计、空行不算数据行",
        total=len(rows),
        wide=True,
    )


def _inputs(dataset: Dataset, workbooks: Mapping[str, str], recorded: Sequence[RecordedMonth]) -> TableBlock:
    """Return the files, and the months of the history: what is compared with them comes from there."""
    rows = tuple(
        (
            item.file,
            Cell(workbooks[item.file], href=f"./{quote(workbooks[item.file])}")
            if item.file in workbooks
            else MISSING,
            Cell(item.content_sha256, tone="mut"),
        )
        for item in dataset.inputs
    )
    rows += tuple(
        (f"历史 {month.month}：{month.source}", MISSING, Cell(month.sha256, tone="mut"))
        for month in recorded
        if not month.refused
    )
    columns = (
        PageColumn("输入文件"),
        PageColumn("批注后的工作簿"),
        PageColumn("内容 SHA-256", "code", phone=False),
    )
    return TableBlock("输入", columns, rows, "内容指纹不含本程序写入的标记", total=len(rows), wide=True)


def _policy(policy: LoadedPolicy) -> PageTerms:
    items = [
        ("策略", f"{policy.policy.name}：{policy.policy.title}", ""),
        ("策略指纹", policy.sha256, ""),
    ]
    unset = find_settings(policy.policy, policy.policy.unset_defaults)
    items += [(*setting, UNSET_DEFAULT) for setting in unset]
    shown, tail = items[:_FIRST], items[_FIRST:]
    return PageTerms(
        "策略与待设定的默认值",
        tuple(shown),
        tail=tuple(tail),
        tail_title=f"其余 {len(tail):,} 项待设定的默认值",
    )


def _answered(analysis: Analysis) -> tuple[tuple[str, str, str], ...]:
    """Return what is computed by answers of 待确认, by what they are about; nothing where there are none."""
    counts = Counter(kind for kind, _ in analysis.answered)
    named = "、".join(f"{kind.label} {counts[kind]:,} 项" for kind in QuestionKind if counts[kind])
    return (("按答复", f"{named}，按“待确认”的答复计算", ""),) if named else ()


def _conventions(analysis: Analysis) -> PageTerms:
    period = analysis.period
    return PageTerms(
        "读法",
        (
            *_answered(analysis),
            (
                "期间",
                f"{period.first:%Y-%m-%d} 至 {period.last:%Y-%m-%d}，数据截至 {period.as_of:%Y-%m-%d}",
                "",
            ),
            ("环比与同比", "环比与上一期比，同比与上年同期比；由本次输入重新计算，缺则写明", ""),
            ("▲ ▼", "只表示升降；有利或不利看颜色与文字", ""),
            ("● ◆ ■", "达标、接近、未达标；没有目标的写未设目标", ""),
            ("少量样本", f"不足 {COUNTS_LEAD_BELOW} 时以次数为主，百分比仅供参考", ""),
            ("※", "该数字受数据问题影响，见数据质量", ""),
            ("金额", "万元，一位小数；自 1 亿起用亿元；元与分见工作簿", ""),
            ("—", "没有或不可计算，不是 0", ""),
        ),
    )


def _glossary() -> TableBlock:
    rows = tuple(
        (measure.name, measure.definition, measure.unit or MISSING, _DIRECTIONS[measure.direction])
        for measure in MEASURES
    )
    columns = (
        PageColumn("指标", "tag"),
        PageColumn("定义"),
        PageColumn("单位", "tag", phone=False),
        PageColumn("方向", "tag", phone=False),
    )
    return TableBlock(
        "指标定义",
        columns,
        rows[:_FIRST],
        "与 summary.json、工作簿说明同一份定义",
        total=_FIRST,
        wide=True,
        id="list-measures",
        tail=rows[_FIRST:],
        tail_title=f"其余 {len(rows) - _FIRST:,} 个指标",
    )
