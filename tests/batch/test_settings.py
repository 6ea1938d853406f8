"""Settings: each has a default that is stated, each can be changed, and a wrong one is told by name."""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path

import pytest
from support.tools import ROOT

from kehu_batch import cli
from kehu_batch.batch.drops import Drop
from kehu_batch.batch.run import process
from kehu_batch.batch.settings import Settings, describe_settings, load_settings
from kehu_batch.errors import ExitCode, UsageError
from kehu_batch.model.limits import MEBIBYTE, DropLimits, ReadLimits

SAMPLE = ROOT / "sample_workbooks" / "worksheet"


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "kehu.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_without_a_file_the_defaults_stand() -> None:
    assert load_settings(None) == Settings(ReadLimits(), DropLimits())


def test_what_is_shown_is_a_file_with_every_setting(tmp_path: Path) -> None:
    shown = describe_settings(Settings())
    values = tomllib.loads(shown)
    assert len(values["reading"]) == len(dataclasses.fields(ReadLimits))
    assert len(values["drop"]) == len(dataclasses.fields(DropLimits))
    assert values["reading"]["rows"] == 1_048_576
    assert values["drop"]["seconds"] == 30
    assert load_settings(written(tmp_path, shown)) == Settings()


def test_a_file_changes_what_it_names(tmp_path: Path) -> None:
    path = written(
        tmp_path, "[reading]\nrows = 5000\nfile_mb = 1.5\n[drop]\nseconds = 2.5\nmemory_mb = 300\n"
    )
    settings = load_settings(path)
    assert settings.reading == ReadLimits(rows=5000, file_bytes=1_572_864)
    assert settings.drop == DropLimits(seconds=2.5, memory_bytes=300 * MEBIBYTE)
    line = next(line for line in describe_settings(settings).splitlines() if line.startswith("rows"))
    assert line.split("#")[0].strip() == "rows = 5000"
    assert line.endswith("默认 1048576")


def test_a_file_that_powershell_wrote_is_read(tmp_path: Path) -> None:
    text = describe_settings(Settings()).replace("rows = 1048576", "rows = 7").encode("utf-16")
    assert load_settings(written(tmp_path, text)).reading.rows == 7


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("[reading]\nrow = 5\n", "没有设置项“row”"),
        ("[limits]\nrows = 5\n", "没有名为“limits”的部分"),
        ("rows = 5\n", "没有名为“rows”的部分"),
        ("[reading]\nrows = 0\n", "reading.rows 写的是 0"),
        ("[reading]\nrows = -1\n", "reading.rows 写的是 -1"),
        ("[drop]\nseconds = true\n", "drop.seconds 写的是 True"),
        ('[drop]\nseconds = "30"\n', "drop.seconds 写的是 '30'"),
        ("[drop]\nseconds = nan\n", "drop.seconds 写的是 nan"),
        ("[drop]\nseconds = inf\n", "drop.seconds 写的是 inf"),
        ("[drop\n", "不是有效的 TOML：第 1 行第 6 列写法不对"),
        ("[folder]\npolicy = “本部门.toml”", "不是有效的 TOML：第 2 行第 10 列写法不对"),
        ("[folder]\npolicy = [", "不是有效的 TOML：文件末尾写法不对"),
        (b"\x81\x82", "不是有效的 TOML"),
    ],
)
def test_a_wrong_file_is_told_by_name(tmp_path: Path, text: str | bytes, seen: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_settings(written(tmp_path, text))
    assert "kehu.toml" in caught.value.message
    assert seen in caught.value.message
    assert "kehu-batch settings" in caught.value.action


def test_a_missing_file_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "没有.toml"
    assert cli.run(["check", str(SAMPLE), "--settings", str(missing)]) == ExitCode.USAGE
    assert "没有.toml 打不开" in capsys.readouterr().err


def test_the_command_line_shows_and_applies_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["settings"]) == ExitCode.DONE
    assert capsys.readouterr().out == describe_settings(Settings())
    path = written(tmp_path, "[reading]\nrows = 3\n")
    assert cli.run(["check", str(SAMPLE), "--settings", str(path)]) == ExitCode.INPUT
    error = capsys.readouterr().err
    assert "4 行，上限 3" in error
    assert "--settings" in error


def test_what_is_allowed_grows_with_what_is_given() -> None:
    limits = DropLimits(seconds=30, seconds_per_mebibyte=10, memory_bytes=1000, memory_per_byte=100)
    assert limits.allowed_seconds(2, 3 * MEBIBYTE) == 90
    assert limits.allowed_seconds(0, 0) == 30
    assert limits.allowed_memory(50) == 6000


def test_a_drop_that_takes_too_long_is_given_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, "[drop]\nseconds = 0.01\nseconds_per_mb = 0.01\n")
    assert cli.run(["check", str(SAMPLE), "--settings", str(path)]) == ExitCode.INPUT
    assert "已停止" in capsys.readouterr().err


def test_the_sample_needs_little_of_what_is_allowed() -> None:
    """A tenth of the default memory is enough: what the program itself takes is not counted."""
    from datetime import date

    from kehu_batch.model.outcome import DropRequest

    files = tuple(sorted(SAMPLE.iterdir()))
    result = process(
        Drop("", files),
        DropRequest(files=files, today=date(2026, 11, 22)),
        None,
        DropLimits(memory_bytes=100 * MEBIBYTE, memory_per_byte=1),
    )
    assert result.error is None
