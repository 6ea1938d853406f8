"""The data-quality box beside the findings, and the section 数据质量."""

from __future__ import annotations

from collections.abc import Iterable

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.findings.finding import Finding, Severity
from kehu_batch.policy.schema import Policy
from kehu_batch.records import dataclass
from kehu_batch.report.blocks import (
    MAX_ROWS,
    Block,
    Cell,
    Note,
    PageColumn,
    PageSection,
    TableBlock,
    text_of,
)
from kehu_batch.report.phrases import and_money, share_words
from kehu_batch.report.tiles.findings_changed import build_changes
from kehu_batch.wording.labels import table_label
from kehu_batch.wording.numbers import format_share
from kehu_batch.wording.target_rating import judge

_TONES = {Severity.ERROR: "bad", Severity.WARNING: "near", Severity.INFO: "mut"}
_MARKS = {Severity.ERROR: "■", Severity.WARNING: "◆", Severity.INFO: "●"}

#: Kinds of defect in the box; the full list stands in its section.
_BOX_ITEMS = 4


@dataclass(frozen=True, slots=True)
class QualityItem:
    """One kind of defect, over all its cells: what, where, how it was treated and what it touches."""

    lead: str
    rest: str
    tone: str


@dataclass(frozen=True, slots=True)
class QualityBox:
    """The amber box; with no items it says 0 项.

    Args:
        title: Its head with the number of defects at warning or above.
        items: Kinds of defect, most severe first.
        none: What is said where there are none.
        excluded: Rows that do not count with their money, by table: no defects of their own.
        more: What is not shown here; empty where all is.
        banners: Errors: what keeps a figure from being right.
    """

    title: str
    items: tuple[QualityItem, ...]
    none: str
    excluded: tuple[QualityItem, ...]
    more: str
    banners: tuple[str, ...]


def build_quality_box(analysis: Analysis, *, many_files: bool) -> QualityBox:
    """Return the box: the period's defects at warning or above by kind, then excluded rows with their money."""
    every = [finding for finding in analysis.quality.findings if finding.severity is not Severity.INFO]
    own = analysis.quality.findings if analysis.quality.of_period is None else analysis.quality.of_period
    serious = [finding for finding in own if finding.severity is not Severity.INFO]
    others = sum(finding.count for finding in every) - sum(finding.count for finding in serious)
    items = [_item(group, many_files=many_files) for group in _by_code(serious)]
    rest = len(items) - _BOX_ITEMS
    errors = [finding for finding in serious if finding.severity is Severity.ERROR]
    return QualityBox(
        title=f"数据质量提示（{sum(finding.count for finding in serious):,} 项）",
        items=tuple(items[:_BOX_ITEMS]),
        none=f"0 项：{'本期的行里' if others else ''}没有影响结果的数据问题。",
        excluded=tuple(_exclusions(analysis)),
        more="；".join(
            filter(
                None,
                [
                    f"另有 {rest:,} 类" if rest > 0 else "",
                    f"另有 {others:,} 项在其他期间的行里" if others else "",
                ],
            )
        ),
        banners=tuple(_banner(finding) for finding in errors[:3]),
    )


def _banner(finding: Finding) -> str:
    """Return what keeps a figure from being right: where, what, what became of it, and what to do."""
    where = f"{finding.location}：" if finding.location is not None else ""
    told = _sentence(finding.message) + _sentence(finding.effect)
    return f"{where}{told}处理办法：{_sentence(finding.action)}"


def _by_code(findings: Iterable[Finding]) -> list[list[Finding]]:
    groups: dict[tuple[int, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((-finding.severity.rank, finding.code), []).append(finding)
    order = sorted(groups, key=lambda key: (key[0], -sum(item.count for item in groups[key]), key[1]))
    return [groups[key] for key in order]


def _item(group: list[Finding], *, many_files: bool) -> QualityItem:
    count = sum(finding.count for finding in group)
    where = _places(group, many_files=many_files)
    return QualityItem(
        f"{group[0].kind.title} {count:,} 处",
        f"{where}。{_sentence(group[0].effect)}",
        _TONES[group[0].severity],
    )


def _sentence(text: str) -> str:
    return f"{text.rstrip('。')}。" if text else ""


def _places(group: list[Finding], *, many_files: bool) -> str:
    """Return the first places of a kind of defect, sheet and file named once: ``：回访!I3、I4``."""
    found = [finding.location for finding in group if finding.location is not None]
    if not found:
        return ""
    first = found[0]
    same = [
        place.ref for place in found if place.ref and (place.file, place.sheet) == (first.file, first.sheet)
    ]
    if not same:
        return f"：{first}" if many_files else f"：{first.sheet}"
    head = f"{first.file} {first.sheet}" if many_files else first.sheet
    more = f" 等 {len(found):,} 处" if len(found) > 3 or len(found) > len(same) else ""
    return f"：{head}!{'、'.join(same[:3])}{more}"


def _exclusions(analysis: Analysis) -> list[QualityItem]:
    items = []
    for code, account in analysis.accounts.items():
        if account.excluded:
            why = "、".join(f"{reason} {count:,}" for reason, count in account.reasons.items())
            lead = f"{table_label(code)}排除 {account.excluded:,} 行"
            items.append(QualityItem(lead, f"（{why}）{and_money([account])}，不计入各项数字。", "near"))
    return items


def build_quality(analysis: Analysis, policy: Policy, *, many_files: bool, sheet: str) -> PageSection:
    """Return the section: accuracy, and every finding with its cell and what to do."""
    figures = analysis.quality
    findings = figures.findings
    counts = [
        f"{level.label} {sum(finding.severity is level for finding in findings):,}"
        for level in (Severity.ERROR, Severity.WARNING, Severity.INFO)
    ]
    blocks: list[Block] = [Note(_accuracy(analysis, policy)), *build_changes(figures.changes)]
    blocks.append(
        TableBlock(
            "数据问题清单",
            (
                PageColumn("级别", "tag", phone=False, pick=True),
                PageColumn("代码", "tag", phone=False, pick=True),
                PageColumn("位置", "code"),
                PageColumn("看到的值", phone=False),
                PageColumn("问题"),
                PageColumn("处理办法"),
            ),
            tuple(_row(finding, many_files=many_files) for finding in findings[:MAX_ROWS]),
            subtitle="先严重、再按位置；位置为原表单元格",
            total=len(findings),
            sheet=f"{sheet}“数据质量”",
            tools=len(findings) > 1,
            name="数据问题",
            empty="0 项：没有发现数据问题。",
            wide=True,
            id="list-findings",
        )
    )
    serious = sum(finding.severity is not Severity.INFO for finding in findings)
    return PageSection(
        "quality", "数据质量", "数据质量", "，".join(counts), tuple(blocks), count=f"{serious:,}"
    )


def _accuracy(analysis: Analysis, policy: Policy) -> str:
    figures = analysis.quality
    if figures.accuracy is None:
        return "没有必填单元格，数据准确率不可计算。"
    target = policy.quality.accuracy_target
    standing = judge(figures.accuracy, target, policy.targets.near_shortfall)
    return (
        f"数据准确率 {share_words(figures.right, figures.required)}，目标 ≥ {format_share(target)}，"
        f"{standing.mark} {standing.word}。"
    )


def _row(finding: Finding, *, many_files: bool) -> tuple[Cell | str, ...]:
    level = finding.severity
    # What stands for several places says how many, unless its own words do.
    untold = finding.count > 1 and f" {finding.count:,} " not in finding.message
    places = f"（共 {finding.count:,} 处）" if untold else ""
    return (
        Cell(f"{_MARKS[level]} {level.label}", tone=_TONES[level], sort=str(level.rank)),
        finding.code,
        _place(finding, many_files=many_files),
        text_of(finding.value),
        text_of(f"{finding.message}{places}"),
        finding.action,
    )


def _place(finding: Finding, *, many_files: bool) -> Cell | str:
    location = finding.location
    if location is None:
        return "整次投递"
    if location.row <= 0:
        return str(location)
    place = location.cell or f"{location.sheet} 第{location.row}行"
    return Cell(place, aside=location.file) if many_files else place
