"""Outputs are whole or not there at all."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import golden_drops
import pytest

from kehu_batch.batch import run as processing
from kehu_batch.batch.delivery import publish, refuse_overwriting, staging_folder
from kehu_batch.batch.drops import resolve_drops
from kehu_batch.cli import run
from kehu_batch.errors import NothingToDo, OutputError, UsageError

SAMPLE = golden_drops.worksheet_path()


def _fill(stage: Path, *names: str) -> None:
    for name in names:
        path = stage / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")


def test_a_new_folder_appears_whole(tmp_path: Path) -> None:
    output = tmp_path / "a" / "结果"
    with staging_folder(output) as stage:
        assert stage.parents[1] == output.parent
        _fill(stage, "summary.json", "清单/甲.xlsx")
        assert not output.exists()
        publish(stage, output)
    assert (output / "清单" / "甲.xlsx").read_text(encoding="utf-8") == "清单/甲.xlsx"
    assert [path.name for path in output.parent.iterdir()] == ["结果"]


@pytest.mark.parametrize(
    ("written", "left"),
    [
        (("summary.json",), ["summary.json"]),
        (("summary.json", "summary_rows.jsonl"), ["summary.json", "summary_rows.jsonl"]),
        (("登记.xlsx",), ["summary.json", "summary_rows.jsonl", "登记.xlsx"]),
    ],
)
def test_the_rows_of_an_earlier_summary_go_with_it(
    tmp_path: Path, written: tuple[str, ...], left: list[str]
) -> None:
    output = tmp_path / "结果"
    output.mkdir()
    for name in ("summary.json", "summary_rows.jsonl"):
        (output / name).write_text("以前", encoding="utf-8")
    with staging_folder(output) as stage:
        _fill(stage, *written)
        publish(stage, output)
    assert sorted(path.name for path in output.iterdir()) == left
    assert all((output / name).read_text(encoding="utf-8") == name for name in written)


def test_into_a_folder_that_exists_the_summary_comes_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "结果"
    output.mkdir()
    (output / "别的.txt").write_text("留着", encoding="utf-8")
    moved: list[str] = []
    replace = Path.replace

    def spy(self: Path, target: Path) -> Path:
        moved.append(target.name)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", spy)
    with staging_folder(output) as stage:
        _fill(stage, "a.html", "summary.json", "z.xlsx")
        publish(stage, output)
    assert moved[-1] == "summary.json"
    assert sorted(path.name for path in output.iterdir()) == ["a.html", "summary.json", "z.xlsx", "别的.txt"]


def test_what_fails_on_the_way_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail() -> None:
        with staging_folder(tmp_path / "结果") as stage:
            _fill(stage, "a.html")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_file_open_in_excel_is_told_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "结果"
    output.mkdir()

    def refuse(_self: Path, target: Path) -> Path:
        raise PermissionError(13, "locked", str(target))

    monkeypatch.setattr(Path, "replace", refuse)
    with staging_folder(output) as stage:
        _fill(stage, "甲_批注.xlsx")
        with pytest.raises(OutputError, match=r"甲_批注\.xlsx.*Excel") as caught:
            publish(stage, output)
    assert caught.value.code == "output_locked"
    assert "关闭" in caught.value.action


@pytest.mark.parametrize("name", ["甲_批注.xlsx", "客户月报_2023-11.html", "负责人清单/甲.xlsx"])
def test_an_output_that_is_an_input_is_refused(tmp_path: Path, name: str) -> None:
    stage = tmp_path / "stage"
    _fill(stage, name)
    source = tmp_path / name
    source.parent.mkdir(exist_ok=True)
    source.write_bytes(b"x")
    with pytest.raises(OutputError, match=f"{source.name}”会覆盖输入文件"):
        refuse_overwriting([source], stage, tmp_path / ".")
    refuse_overwriting([source], stage, tmp_path / "elsewhere")


def test_a_hard_link_of_an_input_is_that_input(tmp_path: Path) -> None:
    stage, output = tmp_path / "stage", tmp_path / "结果"
    _fill(stage, "summary.json")
    _fill(tmp_path, "汇总.json")
    output.mkdir()
    (output / "summary.json").hardlink_to(tmp_path / "汇总.json")
    with pytest.raises(OutputError, match="覆盖输入文件"):
        refuse_overwriting([tmp_path / "汇总.json"], stage, output)


def test_where_one_file_cannot_be_placed_all_is_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "结果"
    _fill(output, "a.html", "summary.json")
    (output / "占着.xlsx").mkdir()
    (output / "占着.xlsx" / "x").touch()
    with staging_folder(output) as stage:
        for name in ("a.html", "b.html", "占着.xlsx", "summary.json"):
            (stage / name).write_text("new", encoding="utf-8")
        replace = Path.replace

        def refuse(self: Path, target: Path) -> Path:
            if target == output / "占着.xlsx" and self.parent == stage:
                raise PermissionError(13, "locked", str(target))
            return replace(self, target)

        monkeypatch.setattr(Path, "replace", refuse)
        with pytest.raises(OutputError):
            publish(stage, output)
    assert sorted(path.name for path in output.iterdir()) == ["a.html", "summary.json", "占着.xlsx"]
    assert [(output / name).read_text(encoding="utf-8") for name in ("a.html", "summary.json")] == [
        "a.html",
        "summary.json",
    ]


def test_a_link_that_leads_nowhere_yet_is_followed(tmp_path: Path) -> None:
    link = tmp_path / "结果"
    link.symlink_to(tmp_path / "盘" / "真")
    with staging_folder(link) as stage:
        _fill(stage, "summary.json")
        publish(stage, link)
    assert link.is_symlink()
    assert (tmp_path / "盘" / "真" / "summary.json").is_file()
    assert [path.name for path in (tmp_path / "盘").iterdir()] == ["真"]


def test_what_a_killed_process_left_is_removed_by_the_next(tmp_path: Path) -> None:
    dead = tmp_path / ".kehu-dead"
    _fill(dead, "lock", "out/half.xlsx")
    _fill(tmp_path, ".kehu-index.html-dead")
    making = tmp_path / ".kehu-making"
    making.mkdir()
    with staging_folder(tmp_path / "结果") as stage:
        held = stage.parent
        with staging_folder(tmp_path / "另一个") as other:
            assert held.is_dir()
            assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
                [".kehu-making", held.name, other.parent.name]
            )


def mounted(folder: Path, size: str) -> Iterator[Path]:
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("a file system cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    yield from mounted(tmp_path / "小盘", "64k")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    yield from mounted(tmp_path / "盘", "16m")


def test_an_output_folder_may_be_a_mount_point(disk: Path) -> None:
    assert run(["report", str(SAMPLE), "-o", str(disk)]) == 0
    assert (disk / "summary.json").is_file()
    assert not list(disk.glob(".*"))


def test_a_full_disk_is_said_and_leaves_nothing(small_disk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", str(SAMPLE), "-o", str(small_disk / "结果")]) == 5
    assert "磁盘已满" in capsys.readouterr().err
    assert list(small_disk.iterdir()) == []
    assert run(["report", str(SAMPLE), "-o", str(small_disk)]) == 5
    assert list(small_disk.iterdir()) == []


def test_a_folder_that_takes_nothing_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = tmp_path / "只读"
    (parent / "结果").mkdir(parents=True)

    def refuse(prefix: str, dir: Path) -> str:  # noqa: A002 - its own name
        if dir == parent:
            raise PermissionError(13, "Permission denied", str(dir))
        return real(prefix=prefix, dir=dir)

    real = tempfile.mkdtemp
    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    assert run(["report", str(SAMPLE), "-o", str(parent / "新")]) == 5
    assert f"“{parent}”写不进去" in capsys.readouterr().err
    assert run(["report", str(SAMPLE), "-o", str(parent / "结果")]) == 0


def test_a_file_replaced_meanwhile_ends_the_drop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = Path(shutil.copy(SAMPLE, tmp_path / "表.xlsx"))
    (tmp_path / "新的.xlsx").write_bytes(b"something else")
    real = processing.compute

    def replace_then(*arguments: Any) -> Any:  # noqa: ANN401 - handed on
        outcome = real(*arguments)
        (tmp_path / "新的.xlsx").replace(source)
        return outcome

    monkeypatch.setattr(processing, "compute", replace_then)
    assert run(["report", str(source), "-o", str(tmp_path / "结果")]) == 4
    assert "表.xlsx 在处理过程中被修改" in capsys.readouterr().err
    assert not (tmp_path / "结果").exists()


def test_files_are_one_drop_and_each_folder_its_own(tmp_path: Path) -> None:
    for folder in ("a", "b/财务", "b/更深"):
        (tmp_path / folder).mkdir(parents=True)
    for name in (
        "x.xlsx",
        "a/1.xlsx",
        "a/~$1.xlsx",
        "a/说明.docx",
        "b/2.xls",
        "b/财务/3.csv",
        "b/更深/4.xlsx",
    ):
        (tmp_path / name).write_bytes(b"x")
    drops = resolve_drops([tmp_path / "x.xlsx", tmp_path / "a", tmp_path / "b"])
    assert [(drop.name, [path.name for path in drop.files]) for drop in drops] == [
        ("", ["x.xlsx"]),
        ("a", ["1.xlsx"]),
        ("b", ["2.xls", "3.csv"]),
    ]
    assert [path.name for path in drops[2].finance_files] == ["3.csv"]


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"没有\.xlsx"):
        resolve_drops([tmp_path / "没有.xlsx"])
    with pytest.raises(NothingToDo):
        resolve_drops([tmp_path])
