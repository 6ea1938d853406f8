"""The commands ``policy list|show|check|diff|edit``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from kehu_batch.cli.group import cli
from kehu_batch.cli.options import AS_JSON
from kehu_batch.errors import ExitCode, UsageError


@cli.group()
def policy() -> None:
    """查看、检查、比较和编辑策略 (policies)。"""


@policy.command("list")
@AS_JSON
def policy_list(*, as_json: bool) -> ExitCode:
    """列出预设策略 (list the presets)。"""
    from kehu_batch.policy.loading import list_presets

    presets = list_presets()
    if as_json:
        _print_json([{"name": name, "title": title} for name, title in presets])
    else:
        _print(f"{name}\t{title}" for name, title in presets)
    return ExitCode.DONE


@policy.command("show")
@click.argument("name", default="annual-spend", metavar="[NAME|FILE]")
@click.option("--keys", is_flag=True, help="同时显示策略文件里写的键 (show the keys of a policy file)")
@AS_JSON
def policy_show(name: str, *, keys: bool, as_json: bool) -> ExitCode:
    """显示一个策略生效的全部取值和来源 (show the values in force and where they come from)。"""
    from kehu_batch.policy.loading import load_policy
    from kehu_batch.policy.page import policy_to_json, show_policy

    loaded = load_policy(name)
    if as_json:
        _print_json(policy_to_json(loaded))
    else:
        _print(show_policy(loaded, keys=keys))
    return ExitCode.DONE


@policy.command("check")
@click.argument("name", metavar="NAME|FILE")
@AS_JSON
def policy_check(name: str, *, as_json: bool) -> ExitCode:
    """检查一个策略有没有错误、规则之间有没有矛盾 (validate a policy)。"""
    from kehu_batch.policy.loading import load_policy
    from kehu_batch.policy.page import check_policy, policy_to_json

    loaded = load_policy(name)
    if as_json:
        found = policy_to_json(loaded)
        _print_json({key: found[key] for key in ("name", "title", "sha256", "contradictions")})
    else:
        _print(check_policy(loaded))
    return ExitCode.DONE


@policy.command("diff")
@click.argument("first", metavar="NAME|FILE")
@click.argument("second", metavar="NAME|FILE")
@AS_JSON
def policy_diff(first: str, second: str, *, as_json: bool) -> ExitCode:
    """比较两个策略，只列不同的取值 (compare two policies)。"""
    from kehu_batch.policy.loading import load_policy
    from kehu_batch.policy.page import compare_policies, show_differences

    left, right = load_policy(first), load_policy(second)
    if as_json:
        _print_json(list(compare_policies(left, right)))
    else:
        _print(show_differences(left, right))
    return ExitCode.DONE


@policy.command("edit")
@click.argument("name", default="annual-spend", metavar="[NAME|FILE]")
@click.option(
    "--xlsx",
    "output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="写到这个工作簿 (the workbook to write)",
)
def policy_edit(name: str, output: Path) -> ExitCode:
    """把策略写成可填写的工作簿，改好后用 --policy 使用 (write a policy as a workbook to edit)。"""
    from kehu_batch.policy.loading import load_policy
    from kehu_batch.policy.workbook.writing import write_policy_workbook

    if output.suffix.lower() != ".xlsx":
        raise UsageError(f"“{output.name}”不是 .xlsx 文件名", action="请给出以 .xlsx 结尾的文件名")
    if output.exists():
        raise UsageError(f"{output.name} 已经存在，不覆盖", action="请换一个文件名，或先移走原来的文件")
    write_policy_workbook(load_policy(name), output)
    click.echo(f"已写出策略工作簿：{output}")
    click.echo(f"改好后检查：kehu-batch policy check {output}")
    return ExitCode.DONE


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _print_json(content: Any) -> None:  # noqa: ANN401 - plain data
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))
