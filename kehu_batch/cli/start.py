"""Runs the command line; whatever happens becomes an exit code."""

from __future__ import annotations

import contextlib
import errno
import sys
from collections.abc import Sequence

import click

from kehu_batch.batch.child import internal_error
from kehu_batch.batch.disk import is_full, output_full
from kehu_batch.cli import (
    answer_commands,
    commands,
    handover_command,
    letters_command,
    policy_commands,
    rule_commands,
    workspace_commands,
)
from kehu_batch.cli.group import cli
from kehu_batch.errors import ExitCode, KehuError
from kehu_batch.interruption import end_at_once, raise_interrupts
from kehu_batch.terminal import choose_utf8, explain_usage, print_error

__all__ = [
    "answer_commands",
    "commands",
    "handover_command",
    "letters_command",
    "policy_commands",
    "rule_commands",
    "workspace_commands",
]  # imported for the commands that they add to the group


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    try:
        raise_interrupts()
        code = run(arguments)
    except KeyboardInterrupt:
        code = int(ExitCode.INTERRUPTED)
    end_at_once()
    sys.exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; nothing that a user can cause shows a stack trace."""
    choose_utf8()
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中断。", err=True)
        return int(ExitCode.INTERRUPTED)
    except OSError as error:
        return _printing_failed(error)
    except Exception as error:  # noqa: BLE001 - the boundary
        print_error(internal_error(error))
        return int(ExitCode.INTERNAL)
    return code


def _run(arguments: Sequence[str] | None) -> int:
    try:
        return int(cli.main(args=arguments, prog_name="kehu-batch", standalone_mode=False) or 0)
    except KehuError as error:
        print_error(error)
        return int(error.exit_code)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        explain_usage(error)
        return int(ExitCode.USAGE)


def _printing_failed(error: OSError) -> int:
    """Return the code where the output's reader went away, or its disk is full."""
    if error.errno != errno.EPIPE:
        print_error(output_full("标准输出所写的文件") if is_full(error) else internal_error(error))
    # What is still held back would be tried again at the end, and show a trace.
    with contextlib.suppress(OSError):
        sys.stdout.close()
    return int(ExitCode.OUTPUT if is_full(error) or error.errno == errno.EPIPE else ExitCode.INTERNAL)
