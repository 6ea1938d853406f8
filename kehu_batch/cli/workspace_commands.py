"""The commands about a workspace: ``init``, ``run``, ``watch``, ``history`` and ``notify``."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kehu_batch.batch.settings import Settings
from kehu_batch.cli.group import cli
from kehu_batch.cli.options import AS_JSON
from kehu_batch.cli.workspace_words import print_history, print_record, print_round, print_watched
from kehu_batch.errors import ExitCode, KehuError, worst_exit_code
from kehu_batch.records import replace

if TYPE_CHECKING:
    from kehu_batch.batch.clock import Clock
    from kehu_batch.batch.workspace.keeper import Keeper
from kehu_batch.batch.workspace.tally import Tally

# What a workspace needs is imported by its commands: the others do not pay for it.

_DIR = click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
_JOBS = click.option("--jobs", type=click.IntRange(1), metavar="N", help="同时处理几次投递 (drops at a time)")
_EXECUTOR = click.option(
    "--executor",
    type=click.Choice(["serial", "process", "dask"]),
    help="执行方式；dask 需另装 kehu-batch[dask] (who computes)",
)
_SCHEDULER = click.option("--scheduler", metavar="ADDRESS", help="Dask 调度器地址 (scheduler's address)")


@cli.command()
@_DIR
def init(folder: Path) -> ExitCode:
    """建立工作文件夹:收件箱、台账、结果、归档、退回和 kehu.toml (make a workspace)。"""
    from kehu_batch.batch.workspace.setup import init_workspace

    written = init_workspace(folder)
    click.echo(f"工作文件夹已就绪：{folder}")
    for path in written:
        click.echo(f"  {path.relative_to(folder)}")
    click.echo("下一步：把工作簿放进“收件箱”，然后运行 kehu-batch run " + str(folder))
    return ExitCode.DONE


@cli.command("run")
@_DIR
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option("--open", "opening", is_flag=True, help="完成后打开 结果/index.html (open the index page)")
@_JOBS
@_EXECUTOR
@_SCHEDULER
@AS_JSON
def run_once(
    folder: Path,
    files: tuple[Path, ...],
    opening: bool,
    jobs: int | None,
    executor: str | None,
    scheduler: str | None,
    as_json: bool,
) -> ExitCode:
    """处理收件箱里现有的投递,然后结束;给出 FILE 时先复制进收件箱 (process what is there, then stop)。"""
    from kehu_batch.batch.workspace.adding import add_to_inbox
    from kehu_batch.batch.workspace.layout import open_workspace

    workspace = open_workspace(folder)
    add_to_inbox(workspace, files)
    with _keeping(folder, jobs, executor, scheduler, quiet=as_json) as (keeper, settings, clock):
        ready = keeper.look()
        if not ready and keeper.has_entries:
            clock.sleep(settings.folder.still_seconds)
            ready = keeper.look()
        tally = keeper.work(ready)
        keeper.write_index()
    if as_json:
        click.echo(json.dumps([record.to_json() for record in tally.records], ensure_ascii=False, indent=2))
    print_round(tally.records, tally.errors, tally.waiting, quiet=as_json)
    if opening:
        click.launch(str(workspace.index_page))
    return _round_code([error for _, error in tally.errors], tally)


@cli.command()
@_DIR
@_JOBS
@_EXECUTOR
@_SCHEDULER
def watch(folder: Path, jobs: int | None, executor: str | None, scheduler: str | None) -> ExitCode:
    """一直看守收件箱,放进来就处理;Ctrl-C 结束 (keep processing what is dropped)。"""
    from kehu_batch.batch.workspace.layout import Workspace
    from kehu_batch.batch.workspace.watching import open_alarm
    from kehu_batch.batch.workspace.watching import watch as keep_watching

    with _keeping(folder, jobs, executor, scheduler) as (keeper, settings, clock):
        click.echo(f"正在看守 {folder}，把工作簿放进“收件箱”即可；按 Ctrl-C 结束。")
        alarm = open_alarm(Workspace(folder).inbox, settings.folder, clock)
        keep_watching(keeper, settings.folder, alarm, print_watched)
    return ExitCode.DONE


@cli.command()
@_DIR
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="最多列出几次 (at most)")
@AS_JSON
def history(folder: Path, limit: int, as_json: bool) -> ExitCode:
    """列出处理过什么、何时、由哪些文件、得到什么 (what was processed)。"""
    from kehu_batch.batch.history.database import History
    from kehu_batch.batch.workspace.layout import open_workspace

    with History(open_workspace(folder).history_file) as recorded:
        rows = [
            {
                **row,
                "inputs": recorded.inputs_of(row["id"]),
                "outputs": recorded.outputs_of(row["id"]),
                "figures": recorded.figures_of(row["id"]),
            }
            for row in recorded.latest(limit)
        ]
        if as_json:
            for row in rows:
                row["tiers"] = recorded.tiers_of(row["id"])
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        print_history(rows)
    return ExitCode.DONE if rows else ExitCode.NOTHING_TO_DO


@cli.command()
@_DIR
@click.option("--send", "really", is_flag=True, help="真的发送；不加只显示会发什么 (send, not only show)")
def notify(folder: Path, really: bool) -> ExitCode:
    """显示最近一次投递的通知会怎么发;加 --send 试发一次 (dry run of the notification)。"""
    from kehu_batch.batch.clock import SystemClock
    from kehu_batch.batch.notices.latest import latest_message
    from kehu_batch.batch.notices.sending import NotSent, describe, send
    from kehu_batch.batch.workspace.layout import open_workspace

    workspace = open_workspace(folder)
    settings = workspace.settings().notify
    text = latest_message(workspace, settings)
    click.echo(describe(settings, text))
    if really:
        try:
            send(settings, text, int(SystemClock().now().timestamp()))
        except NotSent as error:
            click.secho(f"没有发出：{error}", fg="red", err=True)
            return ExitCode.OUTPUT
        click.echo("已发出。")
    return ExitCode.DONE


@contextlib.contextmanager
def _keeping(
    folder: Path, jobs: int | None, executor: str | None, scheduler: str | None, *, quiet: bool = False
) -> Iterator[tuple[Keeper, Settings, Clock]]:
    """Open a workspace with its history and workers."""
    from kehu_batch.batch.clock import SystemClock
    from kehu_batch.batch.executors import open_executor
    from kehu_batch.batch.history.database import History
    from kehu_batch.batch.workspace.keeper import Keeper
    from kehu_batch.batch.workspace.layout import open_workspace

    workspace = open_workspace(folder)
    settings = workspace.settings()
    workers = replace(
        settings.workers,
        jobs=settings.workers.jobs if jobs is None else jobs,
        executor=executor or settings.workers.executor,
        scheduler=scheduler or settings.workers.scheduler,
    )
    settings = replace(settings, workers=workers)
    clock = SystemClock()
    tell: Callable[..., None] = (lambda _record: None) if quiet else print_record
    with History(workspace.history_file) as recorded, open_executor(workers) as computing:
        yield Keeper(workspace, settings, recorded, computing, clock, tell), settings, clock


def _round_code(errors: Sequence[KehuError], tally: Tally) -> ExitCode:
    codes = [error.exit_code for error in errors]
    codes += [ExitCode.INTERNAL for record in tally.records if record.error_code == "internal"]
    codes += [ExitCode.INPUT for record in tally.records if record.error_code]
    if not tally.records and not errors:
        codes.append(ExitCode.NOTHING_TO_DO)
    return worst_exit_code(codes)
