"""Tables of the program are kept as read, and read anew wherever they, or what is kept, are not as they were."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

from kehu_batch import shipped_tables
from kehu_batch.shipped_tables import list_tables, read_table, shipped_file

TEXT = '["甲"]\nwords = ["慢", "坏"]\nshare = 0.5\n'
TABLE = {"甲": {"words": ["慢", "坏"], "share": 0.5}}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    monkeypatch.setattr(shipped_tables, "_DATA", tmp_path / "data")
    (tmp_path / "data" / "presets").mkdir(parents=True)
    (tmp_path / "data" / "presets" / "甲.toml").write_text(TEXT, encoding="utf-8")
    return tmp_path / "data"


def kept_files(data: Path) -> list[Path]:
    return [path for path in (data.parent / "kept").rglob("*") if path.is_file()]


def refuse(*_: object, **__: object) -> None:
    raise AssertionError


def test_a_table_is_kept_and_used_again(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_table("presets", "甲") == TABLE
    (data / "words.toml").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(tomllib, "loads", refuse)
    again = read_table("presets", "甲")
    assert again == TABLE
    again.clear()
    assert read_table("presets", "甲") == TABLE
    with pytest.raises(AssertionError):  # the same text elsewhere is another table
        read_table("words")


def test_a_changed_table_takes_the_place_of_the_kept_one(data: Path) -> None:
    read_table("presets", "甲")
    (data / "presets" / "甲.toml").write_text(TEXT.replace("0.5", "0.6"), encoding="utf-8")
    assert read_table("presets", "甲") == {"甲": {"words": ["慢", "坏"], "share": 0.6}}
    assert len(kept_files(data)) == 1


@pytest.mark.parametrize("damage", ["empty", "cut", "turned", "other"])
def test_what_is_kept_and_damaged_is_made_anew(data: Path, damage: str) -> None:
    read_table("presets", "甲")
    (kept,) = kept_files(data)
    whole = kept.read_bytes()
    damaged = {
        "empty": b"",
        "cut": whole[:-1],
        "turned": whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:],
        "other": b"x" * 200,
    }
    kept.write_bytes(damaged[damage])
    assert read_table("presets", "甲") == TABLE
    assert kept.read_bytes() == whole


def test_a_folder_that_cannot_be_written_stops_nothing(data: Path) -> None:
    (data.parent / "kept").touch()  # a file where the folder would be
    assert read_table("presets", "甲") == TABLE


def test_every_shipped_table_comes_back_as_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    tables = [
        (*folder, name) for folder in ((), ("base",), ("presets",)) for name in list_tables("/".join(folder))
    ]
    assert {("vocabulary",), ("taxonomy",), ("presets", "annual-spend")} <= set(tables)
    for parts in tables:
        written = tomllib.loads(shipped_file(*parts[:-1], f"{parts[-1]}.toml").read_text(encoding="utf-8"))
        assert read_table(*parts) == written  # as read
        assert read_table(*parts) == written  # as kept
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == len(tables)
