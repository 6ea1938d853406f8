"""Compiled templates are kept where Python keeps bytecode, and made anew wherever they would not be the same."""

from __future__ import annotations

import importlib.util
import sys
import unicodedata
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from kehu_batch.report import environment
from kehu_batch.report.environment import TemplateBytecode
from kehu_batch.report.user_text import _MARKS, _MAYBE_DIRECTED, _TURNING


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    return Path(importlib.util.cache_from_source(environment.__file__)).parent


def render(text: str, seed: bytes = b"") -> str:
    env = Environment(
        loader=DictLoader({"page": text}), bytecode_cache=TemplateBytecode(seed), autoescape=True
    )
    return env.get_template("page").render(name="甲&乙")


def test_a_template_is_kept_and_used_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert render("{{ name }}!") == "甲&amp;乙!"
    assert len(list(folder.iterdir())) == 1

    def compiled_again(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Environment, "compile", compiled_again)
    assert render("{{ name }}!") == "甲&amp;乙!"
    with pytest.raises(AssertionError):
        render("{{ name }}?")
    with pytest.raises(AssertionError):
        render("{{ name }}!", b"other settings")


def test_a_changed_template_takes_the_place_of_the_kept_one(folder: Path) -> None:
    assert render("{{ name }}!") == "甲&amp;乙!"
    assert render("{{ name }}?") == "甲&amp;乙?"
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("content", [b"", b"j2", b"\x00" * 200], ids=["empty", "cut off", "of another kind"])
def test_damaged_bytecode_is_made_anew(folder: Path, content: bytes) -> None:
    render("{{ name }}!")
    (kept,) = folder.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(content)
    assert render("{{ name }}!") == "甲&amp;乙!"
    assert kept.read_bytes() == whole


def test_that_python_keeps_no_bytecode_of_modules_changes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert render("{{ name }}!") == "甲&amp;乙!"
    assert len(list(folder.iterdir())) == 1


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path, folder: Path) -> None:
    folder.parent.mkdir(parents=True)
    folder.touch()  # a file where the folder would be
    assert render("{{ name }}!") == "甲&amp;乙!"
    assert tmp_path.is_dir()


def test_every_letter_from_right_to_left_and_every_mark_stands_in_what_is_looked_at_first() -> None:
    everything = list(map(chr, range(sys.maxunicode + 1)))
    turned = [text for text in everything if unicodedata.bidirectional(text) in {"R", "AL"}]
    marks = [text for text in everything if _MARKS.match(text) or _TURNING.match(text)]
    assert len(turned) > 1000
    assert len(marks) > 10
    assert [text for text in (*turned, *marks) if _MAYBE_DIRECTED.match(text) is None] == []
