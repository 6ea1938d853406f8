"""数据质量: accuracy, each finding with its cell and what to do, and what became of every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from kehu_batch.annotation.donor.formulas import Equals, count_formula
from kehu_batch.annotation.donor.layout import (
    LIST_LIMIT,
    Cell,
    Column,
    Formula,
    Kind,
    Part,
    ResultTable,
    Tone,
)
from kehu_batch.annotation.drop import shown_file
from kehu_batch.annotation.sheets.context import Context
from kehu_batch.annotation.sheets.marks import MARK_TONES, mark_formula
from kehu_batch.model.figures.analysis import ExcludedRow, QualityFigures
from kehu_batch.model.findings.finding import Finding, Severity
from kehu_batch.sheet_writing.long_rows import Link
from kehu_batch.wording.labels import table_label
from kehu_batch.wording.numbers import format_share

_SEVERITY_TONES = {Severity.ERROR.label: Tone.BAD, Severity.WARNING.label: Tone.NEAR}


def parts(context: Context) -> tuple[Part, ...]:
    """Return the parts of the sheet: what people work with before the proof that every row is accounted for."""
    figures = context.drop.analysis.quality
    shown = figures.findings[:LIST_LIMIT]
    left_out = len(figures.findings) - len(shown)
    cut = f"共 {len(figures.findings):,} 条，此处列出前 {LIST_LIMIT:,} 条。" if left_out else ""
    return (
        _accuracy(context, figures),
        _kinds(figures.findings, live=not left_out and bool(shown)),
        _findings(context, shown, cut),
        *_excluded(context),
        _accounts(context),
    )


def _accuracy(context: Context, figures: QualityFigures) -> ResultTable:
    policy = context.drop.policy.policy
    target, near = policy.quality.accuracy_target, policy.targets.near_shortfall
    value = figures.accuracy
    rate: Cell = None if value is None else Formula("B{row}/A{row}", figures.right / figures.required)
    return ResultTable(
        "accuracy",
        "数据准确率",
        (
            Column("required", "必填单元格", [figures.required], Kind.COUNT, tight=True),
            Column("right", "填写正确", [figures.right], Kind.COUNT, tight=True),
            Column("rate", "准确率", [rate], Kind.SHARE),
            Column("target", "目标", [target], Kind.SHARE),
            Column("mark", "达标", [mark_formula("C{row}", "D{row}", value, target, near)], tones=MARK_TONES),
        ),
        note=f"准确率 = 填写正确的必填单元格 ÷ 必填单元格，目标 {format_share(target, 0)}；两个单元格数为值，准确率为公式。",
    )


def _accounts(context: Context) -> ResultTable:
    accounts = context.drop.analysis.accounts
    each = list(accounts.values())
    checks: list[Cell] = [
        Formula(
            'IF(B{row}=C{row}+D{row},"平","不平")', "平" if one.read == one.used + one.excluded else "不平"
        )
        for one in each
    ]
    reasons: list[Cell] = [
        "、".join(f"{reason} {n:,} 行{_carried(one.money_of(reason))}" for reason, n in one.reasons.items())
        or None
        for one in each
    ]
    return ResultTable(
        "accounts",
        "行数核对（读取 = 计入 + 排除）",
        (
            Column("table", "表", [table_label(code) for code in accounts]),
            Column("read", "读取", [one.read for one in each], Kind.COUNT),
            Column("used", "计入", [one.used for one in each], Kind.COUNT),
            Column("excluded", "排除", [one.excluded for one in each], Kind.COUNT),
            Column("check", "核对", checks, tones={"不平": Tone.BAD}),
            Column("amount", "排除金额（元）", [one.excluded_fen / 100 for one in each], Kind.MONEY),
            Column("reasons", "排除原因", reasons),
        ),
        note="行数与金额为值，核对为公式。",
    )


def _carried(sums: Mapping[str, int]) -> str:
    """Return the money of a reason, each currency apart; empty where there is none."""
    parts = [f"{fen / 100:,.2f} {currency or '元'}" for currency, fen in sums.items()]
    return f"（{'、'.join(parts)}）" if parts else ""


def _excluded(context: Context) -> tuple[Part, ...]:
    """Return the list of rows that do not count; nothing where all do.

    Reasons of few rows come first: what must be corrected is rare, and rows after ``as_of`` may be hundreds.
    """
    accounts = context.drop.analysis.accounts
    every = [(code, row) for code, account in accounts.items() for row in account.listed]
    often = Counter(row.reason for _, row in every)
    rows = sorted(every, key=lambda one: (often[one[1].reason], one[1].reason))[:LIST_LIMIT]
    if not rows:
        return ()
    currencies = _other_currencies([row for _, row in rows])
    return (
        ResultTable(
            "excluded",
            "不计入的行",
            (
                Column("table", "表", [table_label(code) for code, _ in rows]),
                Column("reason", "原因", [row.reason for _, row in rows]),
                Column("place", "位置", [_cell(context, row.file, row.cell) for _, row in rows], widest=18),
                Column("rows", "行数", [row.rows for _, row in rows], Kind.COUNT),
                Column(
                    "amount",
                    "金额" if currencies else "金额（元）",
                    [None if row.fen is None else row.fen / 100 for _, row in rows],
                    Kind.MONEY,
                ),
                *currencies,
                Column("seen", "格内写着", [row.seen or None for _, row in rows], widest=24),
                Column("file", "文件", [shown_file(row.file) for _, row in rows], widest=20),
            ),
            note="处数少的原因在前。"
            + (f"共 {len(every):,} 处，此处列出前 {LIST_LIMIT:,} 处。" if len(every) > len(rows) else ""),
            filtered=True,
        ),
    )


def _other_currencies(rows: Sequence[ExcludedRow]) -> tuple[Column, ...]:
    """Return the column of currencies; none where all money is in the policy's own."""
    if not any(row.currency for row in rows):
        return ()
    return (Column("currency", "币种", [row.currency or None for row in rows]),)


def _kinds(findings: Sequence[Finding], *, live: bool) -> ResultTable:
    counts = Counter(finding.code for finding in findings)
    firsts: dict[str, Finding] = {}
    for finding in findings:
        firsts.setdefault(finding.code, finding)
    cells: list[Cell] = [
        Formula(count_formula(Equals("{findings.code}", "$B{row}", code)), counts[code])
        if live
        else counts[code]
        for code in firsts
    ]
    return ResultTable(
        "kinds",
        "按问题种类",
        (
            Column(
                "severity",
                "级别",
                [one.severity.label for one in firsts.values()],
                tones=_SEVERITY_TONES,
                tight=True,
            ),
            Column("code", "代码", list(firsts), tight=True),
            Column("count", "处数", cells, Kind.COUNT),
            Column("title", "问题种类", [one.kind.title for one in firsts.values()]),
        ),
        empty="没有发现数据问题",
    )


def _findings(context: Context, findings: Sequence[Finding], cut: str) -> ResultTable:
    locations = [finding.location for finding in findings]
    files: list[Cell] = [None if at is None else shown_file(at.file) for at in locations]
    severities = [one.severity.label for one in findings]
    # A page is as wide as they are together, and so its print as small.
    return ResultTable(
        "findings",
        "问题清单",
        (
            Column("severity", "级别", severities, tones=_SEVERITY_TONES, tight=True),
            Column("code", "代码", [one.code for one in findings], tight=True),
            Column("place", "位置", [_place(context, one) for one in findings], widest=14, tight=True),
            Column("title", "问题种类", [one.kind.title for one in findings], widest=18, tight=True),
            Column("customer", "客户", [one.customer or None for one in findings], widest=14, tight=True),
            Column("seen", "看到的", [one.message for one in findings], Kind.LONG, widest=36),
            Column("action", "处理办法", [one.action or None for one in findings], Kind.LONG, widest=30),
            Column("effect", "影响", [one.effect or None for one in findings], Kind.LONG, widest=26),
            Column("file", "文件", files, widest=14, tight=True),
        ),
        note=cut,
        empty="没有发现数据问题",
        filtered=True,
    )


def _place(context: Context, finding: Finding) -> Cell:
    place = finding.location
    if place is None:
        return "整次投递"
    if place.cell is None:
        return f"{place.sheet} 第{place.row}行" if place.row > 0 else place.sheet or None
    return _cell(context, place.file, place.cell)


def _cell(context: Context, file: str, cell: str) -> Cell:
    """Return where a cell is, with a way to it in this workbook; its file has a column of its own."""
    found = context.place(file, cell)
    return found if isinstance(found, Link) else cell
