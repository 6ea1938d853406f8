"""Commands about rules and forms: blank worksheets, settings, findings, the schema of ``summary.json``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kehu_batch.batch.settings import describe_settings, load_settings
from kehu_batch.cli.group import cli
from kehu_batch.errors import ExitCode, UsageError
from kehu_batch.terminal import print_kinds


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


@cli.command()
def schema() -> ExitCode:
    """输出 summary.json 的 JSON Schema (the JSON Schema of summary.json)。"""
    from kehu_batch.model.schema.printing import summary_schema

    click.echo(json.dumps(summary_schema(), ensure_ascii=False, indent=2))
    return ExitCode.DONE
