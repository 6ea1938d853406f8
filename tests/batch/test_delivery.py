"""Outputs are whole or not there at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from kehu_batch.batch.delivery import publish, refuse_overwriting, staging_folder
from kehu_batch.batch.drops import resolve_drops
from kehu_batch.errors import NothingToDo, OutputError, UsageError


def _fill(stage: Path, *names: str) -> None:
    for name in names:
        path = stage / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")


def test_a_new_folder_appears_whole(tmp_path: Path) -> None:
    output = tmp_path / "a" / "结果"
    with staging_folder(output) as stage:
        assert stage.parent == output.parent
        _fill(stage, "summary.json", "清单/甲.xlsx")
        assert not output.exists()
        publish(stage, output)
    assert (output / "清单" / "甲.xlsx").read_text(encoding="utf-8") == "清单/甲.xlsx"
    assert [path.name for path in output.parent.iterdir()] == ["结果"]


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


def test_an_output_that_is_an_input_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "甲_批注.xlsx"
    source.write_bytes(b"x")
    with pytest.raises(OutputError, match="覆盖输入文件"):
        refuse_overwriting([source], [tmp_path / "." / "甲_批注.xlsx"])


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
