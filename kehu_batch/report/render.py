"""Puts the page together: one HTML file without any outside reference."""

from __future__ import annotations

import base64
import hashlib
import marshal
from collections.abc import Mapping
from functools import cache

from jinja2 import Environment

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.next_month import NextMonth
from kehu_batch.model.period import Period
from kehu_batch.model.publishing import Publishing
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.numerals import numeral_text
from kehu_batch.policy.loading import LoadedPolicy
from kehu_batch.records import dataclass, field, replace
from kehu_batch.report.blocks import PageSection, drop_silent_columns, say_nobody_once
from kehu_batch.report.complaints import build_complaints
from kehu_batch.report.environment import TemplateBytecode, make_environment
from kehu_batch.report.follow_ups import build_follow_ups
from kehu_batch.report.grids.table_rows import table_rows
from kehu_batch.report.headlines import build_headlines
from kehu_batch.report.indicators import build_indicators
from kehu_batch.report.issues import build_issues
from kehu_batch.report.phrases import PERIOD_NAMES, period_title
from kehu_batch.report.quality import build_quality, build_quality_box
from kehu_batch.report.receivables import build_payment
from kehu_batch.report.relations.branches import build_branches
from kehu_batch.report.relations.next_month import build_next_month
from kehu_batch.report.relations.questions import build_questions
from kehu_batch.report.relations.retention import build_retention
from kehu_batch.report.relations.scorecard import build_scorecard
from kehu_batch.report.risks import build_risks
from kehu_batch.report.satisfaction import build_satisfaction
from kehu_batch.report.sources import build_sources
from kehu_batch.report.tiers import build_tiers
from kehu_batch.report.user_text import show
from kehu_batch.resources import templates_dir
from kehu_batch.wording.labels import ACT_FIRST
from kehu_batch.wording.untold import nothing_amiss, untold_words

_NUMERALS = tuple(map(numeral_text, range(1, 20)))


@dataclass(frozen=True, slots=True)
class ReportLinks:
    """Files beside the report that it leads to.

    Args:
        workbooks: Name of the annotated workbook by input file name.
        results: Name of the workbook that has the result sheets; empty where none is written.
        next_month: Next month's worksheet and the lists for each person; ``None`` where none is written.
    """

    workbooks: Mapping[str, str] = field(default_factory=dict)
    results: str = ""
    next_month: NextMonth | None = None


def report_name(period: Period) -> str:
    """Return the report's file name.

    Example:
        >>> from datetime import date
        >>> from kehu_batch.model.period import PeriodKind
        >>> last = date(2023, 11, 30)
        >>> report_name(Period("2023-11", PeriodKind.MONTH, date(2023, 11, 1), last, last))
        '客户月报_2023-11.html'
    """
    label = "全部" if period.label == "all" else period.label
    return f"{PERIOD_NAMES[period.kind][0]}_{label}.html"


def render_report(
    analysis: Analysis,
    dataset: Dataset,
    policy: LoadedPolicy,
    *,
    links: ReportLinks | None = None,
    publishing: Publishing | None = None,
) -> str:
    """Return the report as one HTML page, its lines ended by a line feed alone.

    The page needs no network, no script and no other file; equal inputs give equal text.

    Args:
        analysis: The figures.
        dataset: The rows behind them: customers, regions and inputs are read.
        policy: The policy in force: targets, names and its hash are shown.
        links: Workbooks written beside the page; none where they are not known.
        publishing: What the head says of the unit and of the batch.
    """
    env = _environment()
    style, script = _asset("report.css"), _asset("report.js")
    many = len(dataset.inputs) > 1
    name, untold = PERIOD_NAMES[analysis.period.kind][0], untold_words(analysis)
    sections = tuple(map(_tell_once, _sections(analysis, dataset, policy, links or ReportLinks())))
    return env.get_template("page.html").render(
        name=name,
        publishing=publishing or Publishing(),
        period_title=period_title(analysis.period),
        period=analysis.period,
        policy=policy.policy,
        inputs=dataset.inputs,
        headlines=build_headlines(analysis, policy.policy),
        act_first=(ACT_FIRST, nothing_amiss(untold)),
        untold=untold,
        box=build_quality_box(analysis, many_files=many),
        indicators=build_indicators(analysis, policy.policy),
        sections=sections,
        anchors=_anchors(sections),
        numerals=_NUMERALS,
        style=style,
        script=script,
        csp=content_policy(style, script),
    )


def content_policy(style: str, script: str) -> str:
    """Return the page's Content-Security-Policy: nothing but this style and this script."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _sections(
    analysis: Analysis, dataset: Dataset, policy: LoadedPolicy, links: ReportLinks
) -> tuple[PageSection, ...]:
    many = len(dataset.inputs) > 1
    # A file's name stands apart from the words before it: where it begins with a year it would read as one with them.
    sheet = f" {links.results} 的工作表" if links.results else "批注工作簿的工作表"
    return (
        build_satisfaction(analysis, policy.policy, many_files=many, sheet=sheet),
        build_issues(analysis, many_files=many, sheet=sheet),
        *build_complaints(analysis, policy.policy, many_files=many, sheet=sheet),
        build_tiers(analysis, policy.policy, many_files=many, sheet=sheet),
        build_follow_ups(analysis, policy.policy, many_files=many, sheet=sheet),
        build_retention(analysis, policy.policy, many_files=many, sheet=sheet),
        build_payment(analysis, sheet=sheet),
        build_risks(analysis, dataset, policy.policy),
        *build_branches(analysis, sheet=sheet),
        build_scorecard(analysis, sheet=sheet),
        *build_next_month(links.next_month),
        *build_questions(analysis, many_files=many, sheet=sheet),
        build_quality(analysis, policy.policy, many_files=many, sheet=sheet),
        build_sources(analysis, dataset, policy, links.workbooks),
    )


def _tell_once(section: PageSection) -> PageSection:
    """Return a section whose lists say once that nobody is named, or that a column has nothing."""
    blocks = tuple(
        drop_silent_columns(say_nobody_once(block)) if block.kind == "table" else block
        for block in section.blocks
    )
    return replace(section, blocks=blocks)


def _anchors(sections: tuple[PageSection, ...]) -> frozenset[str]:
    """Return the anchors of the lists that are on the page."""
    tables = (block for section in sections for block in section.blocks if block.kind == "table")
    return frozenset(table.id for table in tables if table.id)


@cache
def _asset(name: str) -> str:
    """Return a file of ``templates/report``, its lines ended by a line feed however it was checked out."""
    return (templates_dir() / "report" / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    # What is constant in a template passes through ``show`` when it is compiled.
    compiled = TemplateBytecode(marshal.dumps(show.__code__))
    environment = make_environment(_asset, keep_trailing_newline=True, bytecode_cache=compiled)
    environment.globals["table_rows"] = table_rows
    return environment
