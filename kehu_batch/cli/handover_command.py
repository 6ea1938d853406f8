"""The command ``handover``: a departing person's customers and all that is open with them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from kehu_batch.batch.drops import resolve_drops
from kehu_batch.batch.handover import make_handover
from kehu_batch.batch.settings import load_settings
from kehu_batch.cli.commands import parse_day
from kehu_batch.cli.group import cli
from kehu_batch.cli.options import AS_OF, FINANCE, PERIOD, POLICY, SETTINGS
from kehu_batch.errors import ExitCode, UsageError
from kehu_batch.model.outcome import DropRequest
from kehu_batch.terminal import show_progress

_SUFFIX = ".xlsx"


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--from", "owner", required=True, metavar="OWNER", help="离任的负责人 (departing owner)")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="输出文件 (output file)",
)
@FINANCE
@PERIOD
@AS_OF
@POLICY
@SETTINGS
def handover(
    folder: Path,
    owner: str,
    output: Path,
    finance: tuple[Path, ...],
    period: str | None,
    as_of: str | None,
    policy: str,
    settings: Path | None,
) -> ExitCode:
    """生成某位负责人的交接清单:名下客户、约定、未解决问题、逾期款项、合同 (handover list)。"""
    from kehu_batch.worksheets.template import write_new

    if output.suffix.lower() != _SUFFIX:
        raise UsageError(
            f"交接清单是 Excel 文件，不能写成“{output.name}”", action="请让 -o 的文件名以 .xlsx 结尾"
        )
    allowed = load_settings(settings)
    (drop,) = resolve_drops([folder], finance)
    request = DropRequest(
        files=drop.files,
        today=date.today(),  # noqa: DTZ011  # the user's own calendar day is what is meant
        finance_files=drop.finance_files,
        period=period,
        as_of=parse_day(as_of),
        policy=policy,
        limits=allowed.reading,
    )
    with show_progress(drop):
        content = make_handover(drop, request, owner, allowed.drop)
    write_new(output, content)
    click.echo(f"已生成交接清单：{output}")
    return ExitCode.DONE
