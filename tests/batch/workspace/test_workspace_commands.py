"""A workspace as a clerk and a scheduler use it: real workbooks, real processes, exit codes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from unittest.mock import Mock

import golden_drops
import pytest
from openpyxl import load_workbook
from support.tools import ROOT

from kehu_batch.cli import run

SAMPLE = golden_drops.worksheet_path()


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    root = tmp_path / "工作区"
    assert run(["init", str(root)]) == 0
    settings = root / "kehu.toml"
    text = settings.read_text(encoding="utf-8").replace("still_seconds = 2 ", "still_seconds = 0.1 ")
    settings.write_text(text, encoding="utf-8")
    return root


def test_init_makes_all_that_a_clerk_needs_and_keeps_what_is_there(workspace: Path) -> None:
    for name in ("收件箱", "台账", "结果", "归档", "退回"):
        assert (workspace / name).is_dir()
    note = (workspace / "使用说明.txt").read_bytes()
    assert note.startswith(b"\xef\xbb\xbf")
    assert note.count(b"\r\n") == note.count(b"\n")
    assert os.access(workspace / "处理收件箱.command", os.X_OK)
    for name in ("处理收件箱.bat", "拖到这里处理.bat"):
        script = (workspace / name).read_bytes()
        assert b"-m kehu_batch run" in script
        assert script.isascii()
        assert script.count(b"\r\n") == script.count(b"\n")
    assert {path.name for path in (workspace / "空白表").iterdir()} == {"回访工作表.xlsx", "客户台账.xlsx"}
    (workspace / "使用说明.txt").write_text("自己的", encoding="utf-8")
    assert run(["init", str(workspace)]) == 0
    assert (workspace / "使用说明.txt").read_text(encoding="utf-8") == "自己的"


def test_the_script_to_double_click_works(workspace: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("the script for macOS and Linux")
    shutil.copy(SAMPLE, workspace / "收件箱")
    done = subprocess.run(
        [str(workspace / "处理收件箱.command")], capture_output=True, encoding="utf-8", check=False
    )
    assert "已处理" in done.stdout, done.stderr
    assert (workspace / "结果" / "index.html").is_file()


def test_scripts_call_a_program_wherever_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path may hold spaces, percent signs and quotes; in a folder that is gone the one on the path is called."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "D:\\我的 程序\\100% & 好's\\kehu-batch.exe")
    from kehu_batch.batch.workspace.setup import init_workspace

    init_workspace(tmp_path / "工作 区")
    for name, more in (("处理收件箱.bat", ""), ("拖到这里处理.bat", " -- %*")):
        lines = (tmp_path / "工作 区" / name).read_text(encoding="utf-8").splitlines()
        path = "D:\\我的 程序\\100%% & 好's\\kehu-batch.exe"
        assert f'if not exist "{path}" goto elsewhere' in lines
        assert f'"{path}" run . --open{more}' in lines
        assert f"kehu-batch run . --open{more}" in lines
        assert lines.index("chcp 65001 >nul") < lines.index(f'if not exist "{path}" goto elsewhere')
    if sys.platform != "win32":
        place = tmp_path / "别的 地方" / "$HOME 'x'"
        place.mkdir(parents=True)
        program = place / "kehu"
        program.write_text('#!/bin/sh\nprintf "%s|" "$PWD" "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(program))
        init_workspace(tmp_path / "另一个")
        called = subprocess.run(
            [str(tmp_path / "另一个" / "拖到这里处理.command"), "/a b/回访.xlsx", "-x"],
            capture_output=True, encoding="utf-8", check=True,
        )  # fmt: skip
        assert called.stdout == f"{tmp_path / '另一个'}|run|.|--|/a b/回访.xlsx|-x|"
        script = tmp_path / "另一个" / "处理收件箱.command"
        program.unlink()
        called = subprocess.run([str(script)], capture_output=True, encoding="utf-8", check=False,
                                env={"PATH": "/usr/bin:/bin"})  # fmt: skip
        assert "kehu-batch" in called.stderr
        assert called.returncode == 127


def test_files_given_to_run_are_copied_into_the_inbox(workspace: Path, tmp_path: Path) -> None:
    from kehu_batch.batch.workspace.adding import add_to_inbox
    from kehu_batch.batch.workspace.layout import Workspace
    from kehu_batch.errors import UsageError

    (tmp_path / "来的" / "财务").mkdir(parents=True)
    for name in ("甲.csv", "来的/乙.csv", "来的/财务/丙.csv"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    inbox = workspace / "收件箱"
    given = [tmp_path / "甲.csv", tmp_path / "甲.csv", tmp_path / "来的"]
    add_to_inbox(Workspace(workspace), given)
    assert sorted(path.relative_to(inbox).as_posix() for path in inbox.rglob("*.csv")) == [
        "来的/乙.csv", "来的/财务/丙.csv", "甲(2).csv", "甲.csv",
    ]  # fmt: skip
    assert not list(inbox.glob(".*.part"))
    assert (tmp_path / "甲.csv").is_file()
    for wrong in (tmp_path / "没有.csv", workspace, tmp_path, inbox):
        with pytest.raises(UsageError):
            add_to_inbox(Workspace(workspace), [tmp_path / "甲.csv", wrong])
    assert len(list(inbox.glob("甲*"))) == 2


def test_nothing_to_do_is_seven_and_no_workspace_is_two(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["run", str(workspace)]) == 7
    assert run(["history", str(workspace)]) == 7
    assert run(["run", str(tmp_path / "没有")]) == 2
    assert "kehu-batch init" in capsys.readouterr().err


def test_a_clerks_day(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drop, read the reason, mend it, drop again, correct a cell in the annotated copy, drop that."""
    inbox = workspace / "收件箱"
    shutil.copy(SAMPLE, inbox / "11月回访.xlsx")
    opened: list[str] = []
    monkeypatch.setattr("click.launch", opened.append)
    twelfth = tmp_path / "12月回访.xlsx"
    twelfth.write_text("还没有填", encoding="utf-8")
    shutil.copy(golden_drops.SAMPLES / "ledger" / "客户台账.xlsx", workspace / "台账")
    assert run(["run", str(workspace), "--open", "--", str(twelfth)]) == 4
    assert opened == [str(workspace / "结果" / "index.html")]
    said = capsys.readouterr().out
    assert "已处理  11月回访（2023-11）" in said
    assert "并入台账：客户台账.xlsx" in said
    assert "12月回访.xlsx 不是电子表格" in said
    results = workspace / "结果" / "2023-11" / "11月回访"
    summary = json.loads((results / "summary.json").read_text(encoding="utf-8"))
    assert any("已并入台账文件夹中最新的“客户台账.xlsx”" in notice for notice in summary["notices"])
    assert "不是电子表格" in (workspace / "退回" / "12月回访" / "退回原因.html").read_text(encoding="utf-8")

    copy = results / "11月回访_批注.xlsx"
    book = load_workbook(copy)
    book["回访"]["I4"] = "王敏"
    book.save(inbox / copy.name)
    shutil.copy(SAMPLE, inbox / "11月回访.xlsx")
    assert run(["run", str(workspace), "--json"]) == 0
    records = {record["status"]: record for record in json.loads(capsys.readouterr().out)}
    assert records["重复"]["result_folder"] == "结果/2023-11/11月回访"
    assert (records["已处理"]["revision"], records["已处理"]["series"]) == (2, "11月回访")
    assert (workspace / "结果" / "2023-11" / "11月回访_第2版" / "与上一版的变化.txt").is_file()

    assert run(["history", str(workspace), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["status"] for row in rows].count("已处理") == 2
    assert run(["history", str(workspace)]) == 0
    assert "来自 11月回访.xlsx" in capsys.readouterr().out
    assert run(["notify", str(workspace)]) == 0
    assert "通知没有打开" in capsys.readouterr().out


def test_settings_of_the_workspace_count(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / "kehu.toml").write_text(
        "[folder]\nstill_seconds = 0.1\npolicy = '没有的策略'\n", encoding="utf-8"
    )
    shutil.copy(SAMPLE, workspace / "收件箱")
    assert run(["run", str(workspace)]) == 3
    assert "没有的策略" in capsys.readouterr().err
    assert (workspace / "收件箱" / SAMPLE.name).is_file()
    (workspace / "kehu.toml").write_text("[folder]\nstil_seconds = 1\n", encoding="utf-8")
    assert run(["run", str(workspace)]) == 2


def test_two_workers_give_what_one_gives(workspace: Path, tmp_path: Path) -> None:
    other = tmp_path / "另一个"
    shutil.copytree(workspace, other)
    for root, jobs in ((workspace, "1"), (other, "2")):
        for name in ("甲", "乙", "丙"):
            shutil.copy(SAMPLE, root / "收件箱" / f"{name}.xlsx")
        assert run(["run", str(root), "--jobs", jobs]) == 0
    contents = [
        {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in (root / "结果").rglob("*")
            if path.is_file() and path.name != "index.html"
        }
        for root in (workspace, other)
    ]
    # Three equal workbooks at once: whichever is first is done, the others are told to be the same.
    assert len(contents[0]) > 3
    assert {name.rpartition("/")[2] for name in contents[0] if name.endswith(".json")} == {"summary.json"}


if sys.platform != "win32":

    def test_watch_processes_what_is_dropped_and_ends_in_good_order(workspace: Path) -> None:
        watching = subprocess.Popen(
            [sys.executable, "-m", "kehu_batch", "watch", str(workspace)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        with watching:
            assert watching.stdout is not None
            assert "正在看守" in watching.stdout.readline()
            part = workspace / "收件箱" / "回访.xlsx.part"
            shutil.copy(SAMPLE, part)
            part.rename(part.with_suffix(""))
            assert watching.stdout.readline() == "已处理  回访（2023-11）\n"
            watching.send_signal(signal.SIGTERM)
            assert watching.wait(20) == 130
        assert list((workspace / "收件箱" / ".处理中").iterdir()) == []
        assert not list((workspace / "结果").glob(".kehu-*"))


def test_a_watcher_listens_before_it_looks() -> None:
    """What comes between a first look and the first wait would be found half a minute later."""
    from kehu_batch.batch.settings import FolderSettings
    from kehu_batch.batch.workspace.keeper import Keeper
    from kehu_batch.batch.workspace.watching import Alarm, watch

    alarm, keeper = Mock(spec=Alarm), Mock(spec=Keeper)
    keeper.look.side_effect = KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt):
        watch(keeper, FolderSettings(), alarm, lambda _: None)
    alarm.wait.assert_called_once_with(0)


def test_a_watchers_alarm_is_the_systems_or_the_clocks(workspace: Path) -> None:
    from kehu_batch.batch.clock import SystemClock
    from kehu_batch.batch.settings import FolderSettings
    from kehu_batch.batch.workspace.watching import ChangeAlarm, ClockAlarm, open_alarm

    clock = SystemClock()
    assert isinstance(open_alarm(workspace, FolderSettings(polling="yes"), clock), ClockAlarm)
    alarm = open_alarm(workspace / "收件箱", FolderSettings(polling="no"), clock)
    assert isinstance(alarm, ChangeAlarm)
    began = time.monotonic()
    alarm.wait(0.2)  # nothing happens: the clock wakes
    (workspace / "收件箱" / "x").touch()
    alarm.wait(30)
    assert time.monotonic() - began < 20


@pytest.mark.slow
def test_two_processes_on_one_folder_do_each_drop_once(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(6):
        book = load_workbook(SAMPLE)
        book["回访"]["O3"] = f"第 {number} 份"
        book.save(workspace / "收件箱" / f"投递{number}.xlsx")
    call = [sys.executable, "-m", "kehu_batch", "run", str(workspace)]
    both = [subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for _ in range(2)]
    said = [process.communicate()[0].decode() for process in both]
    assert [process.returncode in {0, 7} for process in both] == [True, True], said
    capsys.readouterr()
    assert run(["history", str(workspace), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert sorted(row["name"] for row in rows) == [f"投递{number}" for number in range(6)]
    assert {(row["status"], row["revision"]) for row in rows} == {("已处理", 1)}
    assert len(list((workspace / "归档").rglob("*.xlsx"))) == 6
    assert list((workspace / "收件箱" / ".处理中").iterdir()) == []
