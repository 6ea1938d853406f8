"""The command ``handover``: a departing person's customers and all that is open with them."""

from __future__ import annotations

from pathlib import Path

import click

from kehu_batch.batch.on_request import make_handover
from kehu_batch.cli.commands import Reading, ask_for_one
from kehu_batch.cli.group import cli
from kehu_batch.cli.options import AS_OF, FINANCE, PERIOD, POLICY, SETTINGS
from kehu_batch.errors import ExitCode, UsageError
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
    asked = ask_for_one(Reading((folder,), finance, period, as_of, policy, settings))
    with show_progress(asked.drop):
        content = make_handover(asked.drop, asked.request, owner, asked.limits)
    write_new(output, content)
    click.echo(f"已生成交接清单：{output}")
    return ExitCode.DONE
