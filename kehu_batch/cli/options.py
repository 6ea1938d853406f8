"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kehu_batch.errors import UsageError


class InputPath(click.Path):
    """A path of an input. An empty one, which a script's unset variable gives, is not the current folder."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401
        """Return the path.

        Raises:
            UsageError: It is empty.
        """
        if value == "":
            raise UsageError(
                "有一个文件或文件夹的路径是空的",
                action="请写出路径；当前文件夹写作 .",
                code="missing_file",
            )
        return super().convert(value, param, ctx)


FILES = click.argument("paths", nargs=-1, required=True, type=InputPath(), metavar="FILE|DIR...")
JSON = click.option(
    "--json", "as_json", is_flag=True, help="把 summary.json 的内容输出到标准输出 (print the summary)"
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="输出为 JSON (as JSON)")
FINANCE = click.option(
    "--finance",
    multiple=True,
    type=InputPath(),
    metavar="FILE",
    help="财务提供的工作簿，可多次给出 (finance's files)",
)
PERIOD = click.option(
    "--period", metavar="YYYY-MM|YYYYQn|YYYY|all", help="统计期间；默认取最近有数据的月份 (period)"
)
AS_OF = click.option("--as-of", metavar="YYYY-MM-DD", help="截止日；默认期间最后一天 (as-of date)")
POLICY = click.option(
    "--policy",
    default="annual-spend",
    show_default=True,
    metavar="NAME|FILE",
    help="策略预设名，或 .toml、.xlsx 策略文件 (policy)",
)
ANSWERS = click.option(
    "--answers",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="答复文件（答复.toml），可多次给出；与工作簿放在一起的会自动采用 (answers)",
)
SETTINGS = click.option(
    "--settings",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="运行设置文件：大小、时间和内存的上限 (limits)",
)
OUTPUT = click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="输出文件夹 (output folder)",
)
