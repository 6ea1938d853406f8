"""README says what the code does: its exit codes are the enum's, its test command is the one that CI runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kehu_batch.cli.group import cli
from kehu_batch.errors import ExitCode

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands(shell: str) -> list[str]:
    """Return the blocks of a shell, each of which is one line."""
    return re.findall(rf"```{shell}\n(.*?)\n```", README, flags=re.DOTALL)


def test_the_exit_codes_are_those_of_the_program() -> None:
    rows = re.findall(r"^\| (\d+) \| \S", README, flags=re.MULTILINE)
    assert [int(code) for code in rows] == sorted(int(code) for code in ExitCode)


def test_the_commands_are_those_of_the_program() -> None:
    rows = re.findall(r"^\| `kehu-batch ([a-z]+)", README, flags=re.MULTILINE)
    assert sorted(rows) == sorted(cli.commands)


def test_every_option_named_beside_a_command_is_one_that_it_has() -> None:
    for command, row in re.findall(r"^\| (?=`kehu-batch ([a-z]+))(.*)$", README, flags=re.MULTILINE):
        own = {name for option in cli.commands[command].params for name in option.opts}
        assert set(re.findall(r"--[a-z-]+", row)) - own - {"--settings"} == set(), command


@pytest.mark.parametrize("shell", ["bash", "powershell"])
def test_each_shell_has_the_two_commands_of_one_line_each(shell: str) -> None:
    first, second = commands(shell)
    assert "\n" not in first + second
    assert "-m venv .venv" in first
    assert "kehu-batch report" in first
    assert "-m venv .venv-test" in second
    assert ".[dev]" in second
    assert "pytest" in second


def test_powershell_5_can_read_its_commands() -> None:
    assert not any("&&" in command or "||" in command for command in commands("powershell"))


def test_ci_runs_the_second_command() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert commands("bash")[1] in lines


def test_the_pictures_are_there() -> None:
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)|<img [^>]*src=\"([^\"]+)\"", README)
    missing = [path for pair in pictures for path in pair if path and not (ROOT / path).is_file()]
    assert missing == []
