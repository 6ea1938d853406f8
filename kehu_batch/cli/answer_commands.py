"""The commands ``answers list|forget|export|words``: what has been answered, in a file that anyone can read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from kehu_batch.cli.group import cli
from kehu_batch.errors import ExitCode, UsageError
from kehu_batch.model.findings.question import Answer, Origin, QuestionKind

_SOURCE = click.argument("source", type=click.Path(path_type=Path), metavar="答复.toml|summary.json")


@cli.group()
def answers() -> None:
    """查看、撤回、导出待确认的答复 (answers to questions)。"""


@answers.command("list")
@_SOURCE
def list_answers(source: Path) -> ExitCode:
    """列出答复 (list answers)。"""
    found = _read(source)
    for answer in found:
        click.echo(f"{answer.kind.label}  {answer.question or answer.key}")
        click.echo(f"  答复：{answer.text}    标识：{answer.key}")
    click.echo(f"共 {len(found)} 条")
    return ExitCode.DONE


@answers.command("export")
@_SOURCE
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE", help="输出文件 (output)"
)
def export_answers(source: Path, output: Path) -> ExitCode:
    """把一次运行采用的答复导出为 答复.toml (export)。"""
    from kehu_batch.policy.answers import dump_answers
    from kehu_batch.worksheets.template import write_new

    found = _read(source)
    write_new(output, dump_answers(found).encode("utf-8"))
    click.echo(f"已导出 {len(found)} 条答复：{output}")
    return ExitCode.DONE


@answers.command("words")
@_SOURCE
def propose_words(source: Path) -> ExitCode:
    """列出值得加进分类表的词，供审批；不会自己加进去 (words worth adding to the taxonomy)。"""
    from kehu_batch.analysis.issues.new_words import propose_words
    from kehu_batch.policy.taxonomy import load_taxonomy

    given = {one.key: one.text for one in _read(source) if one.kind is QuestionKind.ISSUE_TYPE}
    found = propose_words(given, load_taxonomy())
    for one in found:
        click.echo(f"{one.type}  {one.word}")
        click.echo(f"  {len(one.texts)} 条答复都这样归类：{'；'.join(one.texts)}")
    click.echo(f"共 {len(found)} 个词；只供审批，程序不会自己改分类表，也不会重新训练")
    return ExitCode.DONE


@answers.command("forget")
@click.argument("file", type=click.Path(path_type=Path), metavar="答复.toml")
@click.argument("keys", nargs=-1, required=True, metavar="标识...")
def forget_answers(file: Path, keys: tuple[str, ...]) -> ExitCode:
    """从答复文件里撤回几条答复，下次运行会重新提问 (forget)。"""
    from kehu_batch.policy.answers import dump_answers

    found = _read(file)
    unknown = [key for key in keys if all(answer.key != key for answer in found)]
    if unknown:
        raise UsageError(
            f"答复文件里没有“{'”“'.join(unknown)}”", action="先用 kehu-batch answers list 查看标识"
        )
    kept = [answer for answer in found if answer.key not in keys]
    draft = file.with_name(f"{file.name}.tmp")
    draft.write_text(dump_answers(kept), encoding="utf-8")
    draft.replace(file)
    click.echo(f"已撤回 {len(found) - len(kept)} 条，还有 {len(kept)} 条")
    return ExitCode.DONE


def _read(source: Path) -> tuple[Answer, ...]:
    from kehu_batch.policy.answers import load_answers

    if not source.is_file():
        raise UsageError(f"找不到文件：{source}", action="请检查路径是否写对", code="missing_file")
    if source.suffix.lower() != ".json":
        return load_answers(source)
    try:
        entries = json.loads(source.read_text(encoding="utf-8"))["questions"]["answers"]
        return tuple(_parse(one) for one in entries if one.get("used", True))
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"“{source.name}”不是本程序的 summary.json",
            action="请给出 答复.toml 或结果文件夹里的 summary.json",
        ) from error


def _parse(entry: Mapping[str, Any]) -> Answer:
    """Return an answer of a summary, with where it was asked."""
    texts = {name: entry.get(name) or "" for name in ("key", "answer", "question", "file", "cell", "period")}
    origin = Origin(texts["file"], texts["cell"], texts["period"]) if texts["file"] else None
    return Answer(
        QuestionKind(entry["kind"] or ""),
        texts["key"],
        texts["answer"],
        texts["question"],
        origin,
        choices=tuple(entry.get("choices", ())),
    )
