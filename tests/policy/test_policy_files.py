"""What policy files are told: mistakes with file, key, value and what is allowed; rules that contradict each other."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from kehu_batch.errors import PolicyError
from kehu_batch.policy.contradictions import find_contradictions
from kehu_batch.policy.loading import list_presets, load_policy

FOLDER = Path(__file__).parents[1] / "cases"


def _cases(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))["case"]
    return cases


def _write(folder: Path, text: str) -> str:
    file = folder / "本部门.toml"
    file.write_text(text, encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("case", _cases("policy_errors.toml"), ids=lambda case: case["name"])
def test_a_mistake_is_told_with_what_is_allowed(case: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as caught:
        load_policy(_write(tmp_path, case["toml"]))
    told = caught.value.message + caught.value.action
    for words in case["says"]:
        assert words in told
    assert "Input should" not in told
    assert "Value error" not in told


def test_one_mistake_is_told_once(tmp_path: Path) -> None:
    own = _write(
        tmp_path,
        '[[tiers.tiers]]\nname = "甲"\nmin_amount = 1\nconditions = [{ field = "charm", at_least = "高" }]',
    )
    with pytest.raises(PolicyError) as caught:
        load_policy(own)
    assert "charm" in caught.value.message
    assert "至少要有" not in caught.value.message


@pytest.mark.parametrize("case", _cases("policy_contradictions.toml"), ids=lambda case: case["name"])
def test_rules_that_contradict_each_other(case: dict[str, Any], tmp_path: Path) -> None:
    policy = load_policy(_write(tmp_path, case["toml"])).policy
    found = [one for one in find_contradictions(policy) if not one.source]
    assert [one.rule for one in found] == case["rules"]
    for words in case.get("says", ()):
        assert words in found[0].message


@pytest.mark.parametrize("name", [name for name, _ in list_presets()])
def test_a_preset_has_no_contradiction_that_it_does_not_acknowledge(name: str) -> None:
    found = find_contradictions(load_policy(name).policy)
    assert [one.message for one in found if not one.source] == []
    acknowledged = {"annual-spend": ["重要"], "value-potential": ["C"]}.get(name, [])
    assert [one.tier for one in found if one.source] == acknowledged


def test_a_file_with_tiers_of_its_own_inherits_nothing_that_names_others(tmp_path: Path) -> None:
    text = '[[tiers.tiers]]\nname = "核心"\nmin_amount = 5\n[[tiers.tiers]]\nname = "其他"\nmin_amount = 1\n'
    policy = load_policy(_write(tmp_path, text)).policy
    assert policy.tiers.aliases == {"核心": "核心", "VIP": "核心", "战略": "核心", "A": "核心"}
    assert list(policy.follow_ups.cadence) == ["核心"]
    assert policy.acknowledged == ()


def test_equal_values_have_one_hash_however_they_are_written(tmp_path: Path) -> None:
    first = load_policy(
        _write(tmp_path, 'name = "甲"\ntitle = "甲"\n[receivables]\namount_tolerance = "1.00"')
    )
    second = load_policy(_write(tmp_path, 'name = "甲"\ntitle = "甲"\n[receivables]\namount_tolerance = 1'))
    third = load_policy(_write(tmp_path, 'name = "甲"\ntitle = "甲"\n[receivables]\namount_tolerance = 2'))
    assert first.sha256 == second.sha256
    assert first.sha256 != third.sha256
