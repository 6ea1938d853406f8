"""Compiled patterns are kept and come back as they were; a file that is not whole is passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kehu_batch import pipeline
from kehu_batch.batch import kept_patterns
from kehu_batch.batch.kept_patterns import keep_patterns, recall_patterns

PATTERNS: list[tuple[str | bytes, int]] = [
    (r"(?P<year>[0-9]{4})年(?P<month>1[0-2]|0?[1-9])月", re.ASCII),
    ("(?:客户|用户)[一-龥]{1,3}", 0),
    (r"(a+)|(?P<rest>b)(?<=b)\1?", re.IGNORECASE),
    (rb"[\x80-\xff]+|\r?\n", 0),
    ("^ . $", re.VERBOSE | re.MULTILINE | re.DOTALL),
    *((f"第{number}种", 0) for number in range(8)),
]
TEXTS = ("2026年11月29日", "用户张三丰", "AAAb", "x", "第3种")

Cache = dict[Any, re.Pattern[Any]]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "__pycache__" / "patterns.pyc"
    monkeypatch.setattr(kept_patterns, "_place", lambda: place)
    return place


def compiled() -> Cache:
    return {(type(pattern), pattern, flags): re.compile(pattern, flags) for pattern, flags in PATTERNS}


def keep(monkeypatch: pytest.MonkeyPatch, cache: Cache) -> list[str]:
    told: list[str] = []

    def more() -> Iterator[None]:
        told.append("more")
        yield

    monkeypatch.setattr(kept_patterns, "_cache", lambda: cache)
    keep_patterns(frozenset(), more)
    return told


def recall(monkeypatch: pytest.MonkeyPatch) -> Cache:
    cache: Cache = {}
    monkeypatch.setattr(kept_patterns, "_cache", lambda: cache)
    assert recall_patterns() == frozenset(cache)
    return cache


def test_patterns_come_back_as_they_were(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert recall(monkeypatch) == {}
    before = compiled()
    assert keep(monkeypatch, before) == ["more"]
    after = recall(monkeypatch)
    assert after == before
    assert [path.name for path in place.parent.iterdir()] == [place.name]
    for key, pattern in before.items():
        again = after[key]
        assert (again.flags, again.groups, again.groupindex) == (
            pattern.flags,
            pattern.groups,
            pattern.groupindex,
        )
        for text in TEXTS:
            given: Any = text.encode("utf-8") if isinstance(key[1], bytes) else text
            found, wanted = again.search(given), pattern.search(given)
            assert (found and (found.span(), found.groupdict(), found.lastgroup)) == (
                wanted and (wanted.span(), wanted.groupdict(), wanted.lastgroup)
            )


def test_new_patterns_join_those_that_are_kept(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(monkeypatch, compiled())
    more: Cache = {(str, text, 0): re.compile(text) for text in (f"另{number}" for number in range(9))}
    keep(monkeypatch, more)
    assert recall(monkeypatch) == compiled() | more
    assert place.exists()


def test_each_step_counts_as_the_cache_drops_its_oldest(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = compiled()

    def more() -> Iterator[None]:
        for text in ("甲", "乙"):
            cache.clear()
            cache[str, text, 0] = re.compile(text)
            yield

    monkeypatch.setattr(kept_patterns, "_cache", lambda: cache)
    keep_patterns(frozenset(), more)
    kept = recall(monkeypatch)
    assert kept == {**compiled(), (str, "甲", 0): re.compile("甲"), (str, "乙", 0): re.compile("乙")}
    assert place.exists()


def test_a_few_new_patterns_are_not_worth_a_file(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = dict(list(compiled().items())[:8])
    assert keep(monkeypatch, few) == []
    assert not place.exists()


@pytest.mark.parametrize("damage", ["cut", "turned", "empty", "other"])
def test_a_file_that_is_not_whole_is_passed_over(
    place: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    keep(monkeypatch, compiled())
    content = place.read_bytes()
    damaged = {
        "cut": content[:-1],
        "turned": content[:-9] + bytes([content[-9] ^ 1]) + content[-8:],
        "empty": b"",
        "other": b"x" * 500,
    }[damage]
    place.write_bytes(damaged)
    assert recall(monkeypatch) == {}
    keep(monkeypatch, compiled())
    assert recall(monkeypatch) == compiled()


def test_a_folder_that_cannot_be_written_costs_time_only(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "__pycache__").write_text("a file where the folder would be", encoding="ascii")
    assert keep(monkeypatch, compiled()) == []
    assert recall(monkeypatch) == {}
    assert not place.exists()


def test_a_pattern_that_does_not_come_back_equal_is_not_kept() -> None:
    assert kept_patterns._hand("a", 0, re.compile("a")) is not None
    assert kept_patterns._hand("a", 0, re.compile("b")) is None


def test_there_is_room_for_all_patterns() -> None:
    # Beyond the most, what was kept is thrown away and each process compiles a part of them anew: two rows had cost
    # twice their time.
    found = set(kept_patterns._cache())
    for _ in pipeline.compile_patterns():
        found |= set(kept_patterns._cache())
    assert len(found) < 0.8 * kept_patterns._MOST
