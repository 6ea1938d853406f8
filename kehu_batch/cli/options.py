"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

FILES = click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE|DIR..."
)
JSON = click.option(
    "--json", "as_json", is_flag=True, help="把 summary.json 的内容输出到标准输出 (print the summary)"
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="输出为 JSON (as JSON)")
FINANCE = click.option(
    "--finance",
    multiple=True,
    type=click.Path(path_type=Path),
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
