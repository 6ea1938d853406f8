"""The command that all others belong to."""

from __future__ import annotations

import click

from kehu_batch import __version__


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(
    __version__,
    "--version",
    prog_name="kehu-batch",
    message="%(prog)s %(version)s",
    help="显示版本 (version)",
)
def cli() -> None:
    """客户回访批处理 (customer callback batch):读入回访工作表和客户台账,写出批注工作簿和月报。"""
