"""What the command line prints, in the users' language."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import click

from kehu_batch.batch.drops import Drop
from kehu_batch.batch.run import DropResult
from kehu_batch.errors import KehuError
from kehu_batch.model.findings.finding import FindingKind, Severity
from kehu_batch.model.outcome import Outcome
from kehu_batch.summary.check_page import (
    Line,
    describe_findings,
    describe_questions,
    describe_rows,
    describe_tables,
    wrap,
)
from kehu_batch.summary.totals import total_of
from kehu_batch.wording.numbers import MISSING, format_number, format_share

_COLOURS: Mapping[str, str] = {"error": "red", "warning": "yellow", "info": "blue"}


def choose_utf8() -> None:
    """Make the standard streams take Chinese whatever the console's code page is."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and (stream.encoding or "").lower().replace("-", "") not in {
            "utf8",
            "gb18030",
        }:
            # A console keeps its own code page; what it cannot show is replaced, never an error.
            reconfigure(errors="replace") if stream.isatty() else reconfigure(encoding="utf-8")


@contextmanager
def show_progress(drop: Drop) -> Iterator[None]:
    """Show on a terminal that a drop is being worked on; nothing when piped."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    console = Console(stderr=True)
    names = "、".join(path.name for path in drop.files[:3]) + ("…" if len(drop.files) > 3 else "")
    with console.status(f"正在处理 {names}（共 {len(drop.files)} 个文件）"):
        yield


def print_error(error: KehuError) -> None:
    """Print why the work ended, and what to do."""
    click.secho(f"错误：{error.message}", fg="red", err=True)
    if error.action:
        click.echo(f"处理办法：{error.action}", err=True)


def explain_usage(error: click.ClickException) -> None:
    """Print a mistake in the call in Chinese, with the command to get help."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "kehu-batch"
    click.secho(f"错误：{_usage_text(error)}", fg="red", err=True)
    click.echo(f"处理办法：用 {command} --help 查看用法", err=True)


def _usage_text(error: click.ClickException) -> str:
    if isinstance(error, click.MissingParameter):
        name = error.param.human_readable_name if error.param is not None else ""
        return f"缺少参数 {name}"
    if isinstance(error, click.NoSuchOption):
        return f"没有选项 {error.option_name}"
    if isinstance(error, click.BadParameter):
        name = error.param.human_readable_name if error.param is not None else ""
        return f"参数 {name} 的取值不对"
    if isinstance(error, click.UsageError) and error.message.startswith("No such command"):
        return f"没有命令 {error.message.split(chr(39))[1]}"
    return f"命令写法不对（{error.format_message()}）"


def print_report(result: DropResult) -> None:
    """Print one drop's key figures and where its outputs are; its error where it has one."""
    outcome = _begin(result)
    if outcome is None:
        return
    for line in _figure_lines(outcome.summary):
        click.echo(f"  {line}")
    _print_lines(describe_rows(outcome.summary["tables"], outcome.understanding))
    for notice in outcome.notices:
        click.echo(f"  说明：{notice}")
    click.echo(f"  输出文件夹：{result.folder}")
    for name in outcome.outputs.files:
        click.echo(f"    {name}")


def _begin(result: DropResult) -> Outcome | None:
    """Print what drop it is, and its error where it has one; return what came of it."""
    _print_title(result.drop)
    if result.error is not None:
        print_error(result.error)
        return None
    return result.outcome


def print_check(result: DropResult) -> None:
    """Print what was understood of one drop, then each finding with its cell and how to mend it."""
    outcome = _begin(result)
    if outcome is None:
        return
    summary = outcome.summary
    _print_lines(describe_tables(outcome.understanding))
    click.secho("行数与主要数字", bold=True)
    _print_lines(describe_rows(summary["tables"], outcome.understanding))
    for line in _figure_lines(summary):
        _print_lines(wrap(line))
    for notice in outcome.notices:
        click.echo(f"  说明：{notice}")
    _print_lines(describe_questions(summary["questions"]))
    _print_lines(describe_findings(summary["data_quality"]))


def _print_lines(lines: Iterable[Line]) -> None:
    for line in lines:
        click.secho(line.text, fg=_COLOURS.get(line.style), bold=line.style == "title")


def print_kinds(kinds: Iterable[FindingKind]) -> None:
    """Print entries of the catalogue of findings."""
    for kind in kinds:
        click.secho(f"{kind.code}  {kind.severity.label}  {kind.title}", fg=_COLOURS[kind.severity.value])
        click.echo(f"  原因：{kind.cause}")
        click.echo(f"  影响：{kind.effect}")
        click.echo(f"  处理：{kind.action}")


def _print_title(drop: Drop) -> None:
    click.secho(f"■ {drop.name or '、'.join(path.name for path in drop.files)}", bold=True)


def _figure_lines(summary: Mapping[str, Any]) -> Iterator[str]:
    yield f"统计期间 {summary['period']}，截止日 {summary['as_of']}，策略 {summary['policy']['name']}"
    satisfaction = summary["satisfaction"]
    if satisfaction is not None:
        mean = format_number(satisfaction["mean"], 2)
        yield (
            f"满意度：回访 {satisfaction['called']} 次，有评分 {satisfaction['scored']} 次，"
            f"均分 {mean}，满意率 {format_share(satisfaction['csat'])}"
        )
    if summary["issues"] is not None:
        types = "、".join(f"{item['type']} {item['count']}" for item in summary["issues"]["by_type"]) or "无"
        yield f"问题：{summary['issues']['total']} 条（{types}）；需求 {summary['demands']['total']} 条"
    yield _tiers_line(summary["tiers"])
    yield _follow_ups_line(summary)
    complaints = summary["complaints"]
    if complaints is not None:
        yield _complaints_line(complaints, total_of(summary, "complaints.open"))
    yield from _relation_lines(summary)
    yield _quality_line(summary["data_quality"])
    if summary["questions"]["open"]:
        yield f"待确认：{summary['questions']['open']} 项，请在批注工作簿的“待确认”表里答复后再投递"


def _tiers_line(tiers: Mapping[str, Any]) -> str:
    """Return how many customers each tier has; — where nobody has it and no table of the drop could tell who does."""
    counts = "、".join(
        f"{name} {count if count or name not in tiers['untold'] else MISSING}"
        for name, count in tiers["counts"].items()
    )
    return f"客户分级：{counts}；未定级 {tiers['unrated']}"


def _follow_ups_line(summary: Mapping[str, Any]) -> str:
    figures = summary["follow_ups"]
    if figures["overdue"] is None:
        return f"逾期跟进：{MISSING}（{figures['overdue_reason']}）"
    kept = format_share(figures["kept_rate"])
    total = total_of(summary, "follow_ups.overdue")
    return f"逾期跟进：{total} 项；未完成 {figures['open']} 项，按期回访率 {kept}"


def _complaints_line(complaints: Mapping[str, Any], still_open: int) -> str:
    missed = sum(counts["missed"] for counts in complaints["clocks"].values())
    rate = "—" if complaints["resolution_rate"] is None else format_share(complaints["resolution_rate"])
    return (
        f"投诉：收到 {complaints['received']} 件，解决率 {rate}，未结 {still_open} 件，时限未达标 {missed} 次"
    )


def _relation_lines(summary: Mapping[str, Any]) -> Iterator[str]:
    retention, care = summary["retention"], summary["care"]
    if retention is not None:
        owed = retention["money_at_risk"]
        yield (
            f"留存：复购率 {format_share(retention['repurchase_rate'])}，客户增长率 {format_share(retention['growth_rate'])}，"
            f"流失预警 {_at_risk_of(summary)}，涉险应收 {f'{Decimal(owed):,} 元' if owed else MISSING}"
        )
    if care is not None:
        told = care["renewals"] is not None
        renewals = f"{total_of(summary, 'care.renewals')} 份" if told else MISSING
        yield f"关怀续约：下月 {total_of(summary, 'care.events')} 项，快到期的合同 {renewals}"


def _at_risk_of(summary: Mapping[str, Any]) -> str:
    """Return how many customers show a signal, and how many signals nobody can see; — where none can be seen."""
    retention = summary["retention"]
    if retention["at_risk"] is None:
        return MISSING
    blind = len(retention["signal_reasons"])
    return f"{total_of(summary, 'retention.at_risk')} 户{f'（{blind} 种信号看不出）' if blind else ''}"


def _quality_line(quality: Mapping[str, Any]) -> str:
    counts = dict.fromkeys(Severity, 0)
    for item in quality["findings"]:
        counts[Severity(item["severity"])] += 1
    listed = "、".join(f"{severity.label} {counts[severity]}" for severity in reversed(Severity))
    return f"数据质量：准确率 {format_share(quality['accuracy'])}，{listed}"
