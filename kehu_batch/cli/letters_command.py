"""The command ``letters``: statements, confirmations and reminders to customers."""

from __future__ import annotations

from pathlib import Path

import click

from kehu_batch.cli.commands import Reading, ask_for_one
from kehu_batch.cli.group import cli
from kehu_batch.cli.options import AS_OF, FINANCE, OUTPUT, PERIOD, POLICY, SETTINGS
from kehu_batch.errors import ExitCode, OutputError
from kehu_batch.records import replace
from kehu_batch.terminal import show_progress

_REGISTER = "函件登记.xlsx"


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--kind",
    required=True,
    type=click.Choice(["statement", "confirmation", "dunning"]),
    help="函件：对账单、询证函、催款函 (kind of letter)",
)
@click.option(
    "--customer", "customers", multiple=True, metavar="ID|NAME", help="只写这些客户，可多次给出 (customers)"
)
@click.option("--sender", default="（我方名称）", metavar="NAME", help="我方名称，印在函件上 (our name)")
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="自己的函件模板，文本文件 (letter template)",
)
@OUTPUT
@FINANCE
@PERIOD
@AS_OF
@POLICY
@SETTINGS
def letters(
    folder: Path,
    kind: str,
    customers: tuple[str, ...],
    sender: str,
    template: Path | None,
    output: Path,
    finance: tuple[Path, ...],
    period: str | None,
    as_of: str | None,
    policy: str,
    settings: Path | None,
) -> ExitCode:
    """写给客户的对账单、询证函或催款函,并登记寄出与回函 (letters to customers)。"""
    from kehu_batch.batch.on_request import make_letters
    from kehu_batch.worksheets.letters.kinds import LetterKind
    from kehu_batch.worksheets.letters.render import LetterRequest

    asked = ask_for_one(Reading((folder,), finance, period, as_of, policy, settings))
    files = tuple(path for path in asked.request.files if path.name != _REGISTER)
    request = replace(asked.request, files=files)
    registers = tuple(dict.fromkeys(place.resolve() / _REGISTER for place in (folder, output)))
    wanted = LetterRequest(LetterKind(kind), customers, sender, template, registers)
    with show_progress(asked.drop):
        made = make_letters(asked.drop, request, wanted, asked.limits)
    for name, content in made.items():
        _write(output / name, content)
        click.echo(f"已生成：{output / name}")
    return ExitCode.DONE


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        OutputError: It cannot be written; it may be open in Excel.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutputError(
            f"“{path.name}”写不进去", action="请关闭打开它的程序，并确认输出文件夹可写"
        ) from error
