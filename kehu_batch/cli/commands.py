"""The commands that process workbooks: ``report`` and ``check``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import click

from kehu_batch.batch.drops import Drop, resolve_drops
from kehu_batch.batch.isolation import Worker
from kehu_batch.batch.printing import print_page
from kehu_batch.batch.run import PIPELINE, DropResult, process
from kehu_batch.batch.settings import Settings, load_settings, publishing_of
from kehu_batch.cli.group import cli
from kehu_batch.cli.options import ANSWERS, AS_OF, FILES, FINANCE, JSON, OUTPUT, PERIOD, POLICY, SETTINGS
from kehu_batch.errors import ExitCode, KehuError, UsageError, worst_exit_code
from kehu_batch.model.limits import DropLimits
from kehu_batch.model.outcome import DropRequest
from kehu_batch.records import dataclass, replace
from kehu_batch.terminal import print_check, print_error, print_report, show_progress

#: Beyond this an amount is no balance of anybody's.
_MOST_FEN = 10**17


@dataclass(frozen=True, slots=True)
class Reading:
    """Options that say what is read and how."""

    paths: tuple[Path, ...]
    finance: tuple[Path, ...]
    period: str | None
    as_of: str | None
    policy: str
    settings: Path | None
    answers: tuple[Path, ...] = ()
    ledger_balance: str | None = None
    json_rows: bool = False


@cli.command()
@FILES
@OUTPUT
@FINANCE
@PERIOD
@AS_OF
@POLICY
@ANSWERS
@SETTINGS
@click.option(
    "--gl",
    "ledger_balance",
    metavar="AMOUNT",
    help="总账应收账款余额(元)，与未收余额核对 (general ledger balance)",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="never",
    show_default=True,
    help="有该级别及以上的数据问题时以退出码 1 结束 (exit 1 on findings)",
)
@click.option("--pdf", "as_pdf", is_flag=True, help="另用已安装的浏览器把月报打印成 PDF (print as PDF)")
@click.option(
    "--json-rows",
    is_flag=True,
    help="另写 summary_rows.jsonl：summary.json 各清单的每一条，一行一条 (all list records as JSON Lines)",
)
@click.option("--digest", is_flag=True, help="只输出不超过 20 行的摘要，可贴到群里 (a text for a chat group)")
@JSON
def report(
    paths: tuple[Path, ...],
    output: Path,
    finance: tuple[Path, ...],
    period: str | None,
    as_of: str | None,
    policy: str,
    answers: tuple[Path, ...],
    settings: Path | None,
    ledger_balance: str | None,
    fail_on: str,
    as_pdf: bool,
    json_rows: bool,
    digest: bool,
    as_json: bool,
) -> ExitCode:
    """处理工作簿,写出批注工作簿、月报和 summary.json (annotate and report)。"""
    reading = Reading(paths, finance, period, as_of, policy, settings, answers, ledger_balance, json_rows)
    if digest and as_json:
        raise UsageError("--digest 和 --json 不能同时使用", action="请只用其中一个")
    results = _process(reading, output)
    if as_json:
        _print_json(results)
    for result in () if as_json else results:
        _print_digest(result) if digest else print_report(result)
    printed = _print_pages(results) if as_pdf else ExitCode.DONE
    return worst_exit_code([printed, _exit_code(results, fail_on)])


@cli.command()
@FILES
@FINANCE
@PERIOD
@AS_OF
@POLICY
@ANSWERS
@SETTINGS
@JSON
def check(
    paths: tuple[Path, ...],
    finance: tuple[Path, ...],
    period: str | None,
    as_of: str | None,
    policy: str,
    answers: tuple[Path, ...],
    settings: Path | None,
    as_json: bool,
) -> ExitCode:
    """只读入并检查,显示看懂了什么、哪些单元格要改;不写任何文件 (read and check only)。"""
    results = _process(Reading(paths, finance, period, as_of, policy, settings, answers), None)
    if as_json:
        _print_json(results, understanding=True)
    else:
        for result in results:
            print_check(result)
    return _exit_code(results, "never")


def parse_yuan(text: str | None) -> int | None:
    """Return an amount of the command line in fen; ``None`` where none is given.

    Raises:
        UsageError: It is no amount of yuan with at most two decimals.
    """
    if text is None:
        return None
    try:
        fen = Decimal(text.replace(",", "").strip()) * 100
    except InvalidOperation:
        fen = Decimal("NaN")
    if not fen.is_finite() or fen != int(fen) or abs(fen) >= _MOST_FEN:
        raise UsageError(f"“{text}”不是金额", action="请写成 128400.00 这样的元，至多两位小数")
    return int(fen)


@dataclass(frozen=True, slots=True)
class OneDrop:
    """A drop with what is asked of it.

    Args:
        drop: The files.
        request: How they are read.
        limits: Time and memory that it may take.
    """

    drop: Drop
    request: DropRequest
    limits: DropLimits


def ask_for_one(reading: Reading) -> OneDrop:
    """Return the one drop of a folder, as the commands ask for it that make papers of it.

    Raises:
        UsageError: The folder, the day or a setting is none.
    """
    settings = load_settings(reading.settings)
    (drop,) = resolve_drops(reading.paths, reading.finance)
    return OneDrop(drop, _request(reading, drop, settings), settings.drop)


def _request(reading: Reading, drop: Drop, settings: Settings) -> DropRequest:
    return DropRequest(
        files=drop.files,
        today=date.today(),  # noqa: DTZ011  # the user's own calendar day is what is meant
        finance_files=drop.finance_files,
        period=reading.period,
        as_of=parse_day(reading.as_of),
        policy=reading.policy,
        limits=settings.reading,
        publishing=publishing_of(settings, drop.name),
    )


def _process(reading: Reading, output: Path | None) -> list[DropResult]:
    settings = load_settings(reading.settings)
    drops = resolve_drops(reading.paths, reading.finance)
    protected = _protected(reading, drops)
    results = []
    with Worker(PIPELINE) as worker:
        worker.start()  # before the thread that shows progress
        for drop in drops:
            request = replace(
                _request(reading, drop, settings),
                answers=(*reading.answers, *drop.answers),
                closings=drop.closings,
                ledger_balance_fen=parse_yuan(reading.ledger_balance),
                json_rows=reading.json_rows,
                notices=(drop.unread,) if drop.unread else (),
            )
            folder = output / drop.name if output is not None and len(drops) > 1 and drop.name else output
            with show_progress(drop):
                done = process(drop, request, folder, settings.drop, protected=protected, worker=worker)
            results.append(done)
    return results


def _protected(reading: Reading, drops: Sequence[Drop]) -> tuple[Path, ...]:
    """Return all files that the call reads: no output of any of its drops may take the place of one."""
    rules = [path for path in (Path(reading.policy), reading.settings) if path is not None and path.is_file()]
    return (*(path for drop in drops for path in (*drop.files, *drop.closings)), *rules)


def parse_day(text: str | None) -> date | None:
    """Return the day that an option names; ``None`` where it is not given.

    Raises:
        UsageError: It is no date.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--as-of 写的“{text}”不是日期", action="请写成 2023-11-30 这样的格式") from error


def _print_digest(result: DropResult) -> None:
    if result.error is not None:
        print_error(result.error)
    if result.outcome is not None:
        click.echo("\n".join(result.outcome.digest))


def _print_pages(results: Sequence[DropResult]) -> ExitCode:
    """Print the report of each drop as PDF; a page that cannot be printed leaves the other outputs as they are."""
    codes = [ExitCode.DONE]
    for result in results:
        if result.outcome is None or result.folder is None or result.outcome.outputs.report is None:
            continue
        try:
            print_page(result.folder / result.outcome.outputs.report)
        except KehuError as error:
            print_error(error)
            codes.append(error.exit_code)
    return worst_exit_code(codes)


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
