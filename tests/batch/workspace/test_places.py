"""Workspaces on mounts, on disks that are full, and where nothing may be written."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import golden_drops
import pytest
from batch.workspace.fake_work import Desk

from kehu_batch.batch.history.records import Status
from kehu_batch.batch.workspace.settling import move_folder
from kehu_batch.cli import run

Mount = Callable[[Path, str], Path]


@pytest.fixture
def mount() -> Iterator[Mount]:
    """Mount a small file system in memory; root may, others skip by name."""
    mounted: list[Path] = []

    def on(folder: Path, size: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        if sys.platform == "win32" or shutil.which("mount") is None:
            pytest.skip("a file system cannot be mounted here")
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("a file system cannot be mounted here")
        mounted.append(folder)
        return folder

    yield on
    for folder in reversed(mounted):
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("name", ["收件箱", "结果", "归档"])
def test_any_folder_of_a_workspace_may_be_a_mount_point(tmp_path: Path, mount: Mount, name: str) -> None:
    mount(tmp_path / "工作区" / name, "4m")
    desk = Desk(tmp_path / "工作区")
    desk.drop("一.csv", "2023-11 a")
    desk.drop("二.csv", "bad")
    assert [record.status for record in desk.run().records] == [Status.DONE, Status.REJECTED]
    assert desk.files(desk.workspace.archive) == ["2023-11/一/一.csv"]
    assert desk.files(desk.workspace.rejected) == ["二/二.csv", "二/退回原因.html"]
    assert desk.inbox() == []
    assert desk.is_tidy()


def test_results_on_a_full_disk_send_the_drop_back_and_say_so(
    tmp_path: Path, mount: Mount, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "工作区"
    results = mount(root / "结果", "64k")
    assert run(["init", str(root)]) == 0
    shutil.copy(golden_drops.worksheet_path(), root / "收件箱" / "回访.xlsx")
    assert run(["run", str(root)]) == 5
    assert "磁盘已满" in capsys.readouterr().err
    assert (root / "收件箱" / "回访.xlsx").is_file()
    assert not list(results.rglob("summary.json"))
    assert not list(results.glob(".kehu-*"))
    subprocess.run(["mount", "-o", "remount,size=16m", str(results)], check=True)
    assert run(["run", str(root)]) == 0


def test_a_history_that_cannot_be_written_is_said(
    tmp_path: Path, mount: Mount, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "工作区"
    state = mount(root / ".kehu", "64k")
    (state / "filler").write_bytes(b"x" * 60_000)
    assert run(["init", str(root)]) == 0
    shutil.copy(golden_drops.worksheet_path(), root / "收件箱" / "回访.xlsx")
    assert run(["run", str(root)]) == 5
    said = capsys.readouterr().err
    assert "磁盘已满" in said
    assert (root / "收件箱" / "回访.xlsx").is_file()


def test_a_read_only_folder_is_named(
    tmp_path: Path, mount: Mount, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "工作区"
    results = mount(root / "结果", "4m")
    assert run(["init", str(root)]) == 0
    shutil.copy(golden_drops.worksheet_path(), root / "收件箱" / "回访.xlsx")
    subprocess.run(["mount", "-o", "remount,ro", str(results)], check=True)
    assert run(["run", str(root)]) == 5
    assert "结果" in capsys.readouterr().err
    assert (root / "收件箱" / "回访.xlsx").is_file()


def test_a_move_across_file_systems_that_was_cut_off_is_finished(
    tmp_path: Path, mount: Mount, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "files"
    source.mkdir()
    (source / "回访.csv").write_text("a", encoding="utf-8")
    target = mount(tmp_path / "归档", "1m") / "2023-11" / "回访"

    def die(_path: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", lambda path, **_: die(path) if path == source else None)
        with pytest.raises(KeyboardInterrupt):
            move_folder(source, target)
    assert (source / "回访.csv").is_file()
    assert (target / "回访.csv").is_file()
    assert move_folder(source, target) == target
    assert not source.exists()
    assert [path.name for path in target.parent.iterdir()] == ["回访"]
