"""What the commands about a workspace print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from kehu_batch.batch.history.records import Record, Status
from kehu_batch.errors import KehuError
from kehu_batch.terminal import print_error

if TYPE_CHECKING:
    from kehu_batch.batch.workspace.tally import Tally

_COLOURS: Mapping[str, str | None] = {Status.DONE: "green", Status.REJECTED: "red"}


def print_record(record: Record) -> None:
    """Print what became of one drop."""
    click.secho(f"{record.status}  ", fg=_COLOURS.get(record.status), nl=False)
    period = f"（{record.period}）" if record.period else ""
    revision = f"，第 {record.revision} 版" if record.revision and record.revision > 1 else ""
    click.echo(f"{record.name}{period}{revision}")
    if record.message:
        click.echo(f"  {record.message}")
    if record.action:
        click.echo(f"  处理办法：{record.action}")
    for line in (record.changes or "").splitlines():
        click.echo(f"  {line}")
    if record.ledger:
        click.echo(f"  并入台账：{record.ledger}")
    click.echo(f"  位置：{record.result_folder or record.archive_folder}")


def print_round(
    records: Sequence[Record],
    errors: Sequence[tuple[str, KehuError]],
    waiting: Sequence[tuple[str, str]],
    *,
    quiet: bool,
) -> None:
    """Print what was not brought to its end, and how many were."""
    for name, error in errors:
        click.echo(f"未完成  {name}：已放回收件箱", err=True)
        print_error(error)
    if quiet:
        return
    for name, reason in waiting:
        click.echo(f"未取走  {name}：{reason}")
    if records:
        counts = [(status, sum(record.status == status for record in records)) for status in Status]
        click.echo("本次：" + "，".join(f"{status} {count}" for status, count in counts if count))
    elif not waiting and not errors:
        click.echo("收件箱里没有要处理的文件。")


def print_watched(tally: Tally) -> None:
    """Print what a round of watching could not do; what it did was printed as it was settled."""
    for note in tally.notes:
        click.secho(note, fg="red", err=True)
    if tally.errors:
        print_round([], tally.errors, [], quiet=True)


def print_history(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print drops, newest first."""
    if not rows:
        click.echo("还没有处理过投递。")
    for row in rows:
        at = row["finished_at"][:19].replace("T", " ")
        revision = f" 第{row['revision']}版" if row["revision"] and row["revision"] > 1 else ""
        click.echo(
            f"{at}  {row['status']}  {row['period'] or '—'}{revision}  {row['name']}  {row['seconds']:.1f} 秒"
        )
        for item in row["inputs"]:
            click.echo(f"    来自 {item['file']}  {item['sha256'][:12]}")
        if row["message"]:
            click.echo(f"    {row['message']}")
        click.echo(f"    结果 {row['result_folder'] or '无'}；原文件 {row['archive_folder']}")
