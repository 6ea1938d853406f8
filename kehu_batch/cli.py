"""The command line: options in, exit code out. Keeps clear of pandas, so that ``--help`` is quick."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from kehu_batch import __version__
from kehu_batch.batch.drops import resolve_drops
from kehu_batch.batch.run import DropResult, process
from kehu_batch.batch.settings import describe_settings, load_settings
from kehu_batch.errors import ExitCode, KehuError, UsageError, worst_exit_code
from kehu_batch.model.outcome import DropRequest
from kehu_batch.terminal import (
    choose_utf8,
    explain_usage,
    print_check,
    print_error,
    print_kinds,
    print_report,
    show_progress,
)

_FILES = click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE|DIR..."
)
_JSON = click.option(
    "--json", "as_json", is_flag=True, help="把 summary.json 的内容输出到标准输出 (print the summary)"
)
_FINANCE = click.option(
    "--finance",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="财务提供的工作簿，可多次给出 (finance's files)",
)
_PERIOD = click.option(
    "--period", metavar="YYYY-MM|YYYYQn|YYYY|all", help="统计期间；默认取最近有数据的月份 (period)"
)
_AS_OF = click.option("--as-of", metavar="YYYY-MM-DD", help="截止日；默认期间最后一天 (as-of date)")
_POLICY = click.option(
    "--policy",
    default="annual-spend",
    show_default=True,
    metavar="NAME|FILE",
    help="策略预设名或 .toml 文件 (policy)",
)
_SETTINGS = click.option(
    "--settings",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="运行设置文件：大小、时间和内存的上限 (limits)",
)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Options that say what is read and how."""

    paths: tuple[Path, ...]
    finance: tuple[Path, ...]
    period: str | None
    as_of: str | None
    policy: str
    settings: Path | None


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(
    __version__,
    "--version",
    prog_name="kehu-batch",
    message="%(prog)s %(version)s",
    help="显示版本 (version)",
)
def cli() -> None:
    """客户回访批处理 (customer callback batch):读入回访工作表和客户台账,写出批注工作簿和月报。"""


@cli.command()
@_FILES
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="输出文件夹 (output folder)",
)
@_FINANCE
@_PERIOD
@_AS_OF
@_POLICY
@_SETTINGS
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="never",
    show_default=True,
    help="有该级别及以上的数据问题时以退出码 1 结束 (exit 1 on findings)",
)
@_JSON
def report(
    paths: tuple[Path, ...],
    output: Path,
    finance: tuple[Path, ...],
    period: str | None,
    as_of: str | None,
    policy: str,
    settings: Path | None,
    fail_on: str,
    as_json: bool,
) -> ExitCode:
    """处理工作簿,写出批注工作簿、月报和 summary.json (annotate and report)。"""
    reading = _Reading(paths, finance, period, as_of, policy, settings)
    results = _process(reading, output)
    if as_json:
        _print_json(results)
    else:
        for result in results:
            print_report(result)
    return _exit_code(results, fail_on)


@cli.command()
@_FILES
@_FINANCE
@_PERIOD
@_AS_OF
@_POLICY
@_SETTINGS
@_JSON
def check(
    paths: tuple[Path, ...],
    finance: tuple[Path, ...],
    period: str | None,
    as_of: str | None,
    policy: str,
    settings: Path | None,
    as_json: bool,
) -> ExitCode:
    """只读入并检查,显示看懂了什么、哪些单元格要改;不写任何文件 (read and check only)。"""
    results = _process(_Reading(paths, finance, period, as_of, policy, settings), None)
    if as_json:
        _print_json(results, understanding=True)
    else:
        for result in results:
            print_check(result)
    return _exit_code(results, "never")


@cli.command()
@click.argument("table", required=False, metavar="[TABLE]")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="输出文件 (output file)",
)
def template(table: str | None, output: Path) -> ExitCode:
    """生成带下拉选项的空白表；默认是回访工作表 (a blank worksheet)。"""
    from kehu_batch.policy.loading import load_policy
    from kehu_batch.policy.taxonomy import load_taxonomy
    from kehu_batch.policy.vocabulary import load_vocabulary
    from kehu_batch.worksheets.template import write_template

    write_template(table, output, load_vocabulary(), load_policy().policy, load_taxonomy())
    click.echo(f"已生成空白表：{output}")
    return ExitCode.DONE


@cli.group()
def policy() -> None:
    """查看和检查策略 (policies)。"""


@policy.command("list")
def policy_list() -> ExitCode:
    """列出预设策略 (list the presets)。"""
    from kehu_batch.policy.loading import list_presets

    for name, title in list_presets():
        click.echo(f"{name}\t{title}")
    return ExitCode.DONE


@policy.command("show")
@click.argument("name", default="annual-spend", metavar="[NAME|FILE]")
def policy_show(name: str) -> ExitCode:
    """显示一个策略生效的全部取值 (show the values in force)。"""
    from kehu_batch.policy.loading import load_policy

    loaded = load_policy(name)
    click.echo(loaded.policy.model_dump_json(indent=2))
    return ExitCode.DONE


@policy.command("check")
@click.argument("name", metavar="NAME|FILE")
def policy_check(name: str) -> ExitCode:
    """检查一个策略文件有没有错误 (validate a policy file)。"""
    from kehu_batch.policy.loading import load_policy
    from kehu_batch.wording.labels import UNSET_DEFAULT

    loaded = load_policy(name)
    click.echo(f"策略 {loaded.policy.name} 有效：{loaded.policy.title}")
    for key in loaded.policy.unset_defaults:
        click.echo(f"  {key}:{UNSET_DEFAULT}")
    return ExitCode.DONE


@cli.command("settings")
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
def show_settings(file: Path | None) -> ExitCode:
    """显示生效的运行设置和默认值,可另存为设置文件 (limits on size, time and memory)。"""
    click.echo(describe_settings(load_settings(file)), nl=False)
    return ExitCode.DONE


@cli.command()
@click.argument("code", required=False)
def findings(code: str | None) -> ExitCode:
    """列出数据问题的目录,或解释一个代码 (the catalogue of findings)。"""
    from kehu_batch.model.findings.catalogue import FINDING_KINDS

    kinds = [kind for kind in FINDING_KINDS if code is None or kind.code == code.upper()]
    if not kinds:
        raise UsageError(f"没有代码为“{code}”的数据问题", action="用 kehu-batch findings 查看全部代码")
    print_kinds(kinds)
    return ExitCode.DONE


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; nothing that a user can cause shows a stack trace."""
    choose_utf8()
    try:
        code = cli.main(args=arguments, prog_name="kehu-batch", standalone_mode=False)
    except KehuError as error:
        print_error(error)
        return int(error.exit_code)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        explain_usage(error)
        return int(ExitCode.USAGE)
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中断。", err=True)
        return int(ExitCode.INTERRUPTED)
    return int(code or 0)


def _process(reading: _Reading, output: Path | None) -> list[DropResult]:
    settings = load_settings(reading.settings)
    drops = resolve_drops(reading.paths, reading.finance)
    results = []
    for drop in drops:
        request = DropRequest(
            files=drop.files,
            today=date.today(),  # noqa: DTZ011  # the user's own calendar day is what is meant
            finance_files=drop.finance_files,
            period=reading.period,
            as_of=_parse_day(reading.as_of),
            policy=reading.policy,
            limits=settings.reading,
        )
        folder = output / drop.name if output is not None and len(drops) > 1 and drop.name else output
        with show_progress(drop):
            results.append(process(drop, request, folder, settings.drop))
    return results


def _parse_day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--as-of 写的“{text}”不是日期", action="请写成 2023-11-30 这样的格式") from error


def _print_json(results: Sequence[DropResult], *, understanding: bool = False) -> None:
    for result in results:
        if result.error is not None:
            print_error(result.error)
    outcomes = [result.outcome for result in results if result.outcome is not None]
    summaries = [
        {**outcome.summary, "understanding": outcome.understanding} if understanding else outcome.summary
        for outcome in outcomes
    ]
    content = summaries[0] if len(results) == 1 and summaries else summaries
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))


def _exit_code(results: Sequence[DropResult], fail_on: str) -> ExitCode:
    return worst_exit_code([_drop_code(result, fail_on) for result in results])


def _drop_code(result: DropResult, fail_on: str) -> ExitCode:
    if result.error is not None:
        return result.error.exit_code
    levels = {"error": ("error",), "warning": ("error", "warning"), "never": ()}[fail_on]
    summary = result.outcome.summary if result.outcome else {}
    found = any(item["severity"] in levels for item in summary["data_quality"]["findings"])
    return ExitCode.FINDINGS if found else ExitCode.DONE
