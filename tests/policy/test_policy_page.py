"""A policy as a page and as a comparison: Chinese names, origins, no code words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kehu_batch.model.findings.catalogue import FINDING_KINDS
from kehu_batch.policy.describing import find_settings, list_settings
from kehu_batch.policy.loading import list_presets, load_policy
from kehu_batch.policy.page import (
    check_policy,
    compare_policies,
    policy_to_json,
    show_differences,
    show_policy,
)
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.sections.base import Section
from kehu_batch.policy.shape import Path as Key
from kehu_batch.policy.shape import choice_labels, fields_of, label_of
from kehu_batch.wording.results import low_tier_words

PRESETS = [name for name, _ in list_presets()]

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _keys(model: type[Section] = Policy, path: Key = ()) -> Iterator[tuple[Key, type[Section]]]:
    for name, shape in fields_of(model).items():
        yield (*path, name), model
        inner = shape.model or (shape.item.model if shape.item is not None else None)
        if inner is not None:
            yield from _keys(inner, (*path, name))


def test_every_key_has_a_chinese_name() -> None:
    assert [".".join(path) for path, model in _keys() if not _CHINESE.search(label_of(path, model))] == []


def test_every_code_that_a_key_may_hold_has_a_chinese_name() -> None:
    lacking = []
    for path, model in _keys():
        shape = fields_of(model)[path[-1]]
        choices = shape.choices or (shape.item.choices if shape.item is not None else ())
        labels = choice_labels(path)
        lacking += [
            (".".join(path), one) for one in choices if not _CHINESE.search(one) and one not in labels
        ]
    assert lacking == []


def test_shares_of_one_sentence_are_all_told_in_percent() -> None:
    """Parts of 1 that may be more than 1 (use of a credit limit) are told like those that may not."""
    told = dict(
        find_settings(load_policy("annual-spend").policy, ("receivables.grades", "receivables.provision"))
    )
    grades = next(text for label, text in told.items() if "风险等级" in label)
    assert (
        "逾期占未收不低于 20%，信用额度使用率高于 80%，争议占未收不低于 10%，逾期比期初增长不低于 30%"
        in grades
    )
    rates = next(text for text in told.values() if "3-4年" in text)
    assert "≤1年 5%、1-2年 10%、2-3年 30%、3-4年 50%" in rates
    assert "即" not in grades + rates
    # What is written into a policy says how it is written.
    assert label_of(("receivables", "grades", "credit_use_over")) == "信用额度使用率高于（1 即 100%）"


@pytest.mark.parametrize("name", PRESETS)
def test_no_code_word_reaches_a_reader(name: str) -> None:
    words = re.findall(r"[a-z]+(?:_[a-z]+)+", "\n".join(show_policy(load_policy(name))))
    assert words == []


def test_no_code_word_stands_in_what_a_finding_says() -> None:
    told = {kind.code: kind.cause + kind.effect + kind.action for kind in FINDING_KINDS}
    found = {code: re.findall(r"[a-z]+(?:[._][a-z]+)+", text) for code, text in told.items()}
    assert {code: words for code, words in found.items() if words} == {}


def test_a_check_says_no_code_word_either(tmp_path: Path) -> None:
    own = tmp_path / "华东.toml"
    own.write_text("[follow_ups.severity]\nhigh_over = 3\nmedium_over = 14\n", encoding="utf-8")
    lines = list(check_policy(load_policy(str(own))))
    assert "  提醒：逾期多于 14 天为中、多于 3 天为高，“中”永远不会出现" in lines
    assert any(line.startswith("  已说明：“重要”（每 2 周）比更高的“核心”") for line in lines)
    assert "  回款风险与对账 › 回款风险等级（从重到轻，达到任一项即是）：〔默认值,请部门设定〕" in lines
    assert "  投诉时限 › 工作时间从：09:00:00  〔默认值,请部门设定〕" in lines
    assert re.findall(r"[a-z]+(?:_[a-z]+)+", "\n".join(lines)) == []


@pytest.mark.parametrize("name", PRESETS)
def test_no_two_unset_defaults_are_told_by_one_name(name: str) -> None:
    policy = load_policy(name).policy
    told = [label for label, _ in find_settings(policy, policy.unset_defaults)]
    assert len(set(told)) == len(told)
    weights = [label for label in told if label.endswith("各项权重")]
    assert weights == ["健康分 › 各项权重", "负责人绩效表 › 各项权重"]


def test_departments_in_force_are_shown_whoever_gives_them(tmp_path: Path) -> None:
    own = tmp_path / "华东.toml"
    own.write_text("[issues.departments]\n'产品质量' = '品控中心'\n", encoding="utf-8")
    page = list(show_policy(load_policy(str(own))))
    at = next(place for place, line in enumerate(page) if line.startswith("  问题类型对应的部门"))
    assert page[at + 1] == "    产品质量→品控中心"
    assert page[at + 2].startswith("    其余按出厂的问题类型表：服务响应→客服部、服务态度→客服部、")
    shipped = "\n".join(show_policy(load_policy()))
    assert "    按出厂的问题类型表：产品质量→质量部、服务响应→客服部、" in shipped


def test_numbers_stand_where_the_name_of_a_setting_asks_for_them() -> None:
    page = list(show_policy(load_policy("growth")))
    assert "    VIP：每 1 个月一次，每月最多 2 次" in page
    assert "    问题：负责的岗位 客服+技术，3 天内再联系，24 小时内答复" in page
    assert "    1-24-48：1 小时内响应，24 小时内给出方案，48 小时内解决，解决后 3 天内回访确认" in page
    assert any("新客户：从首次成交算起，7 天内" in line for line in page)
    assert any("最长逾期达到 31 天，书面催款，约定付款日期" in line for line in page)
    value = list(show_policy(load_policy("value-potential")))
    assert any(
        "当前价值：有一项成立才算高，" in line and "窗口内消费不低于 100,000 元" in line for line in value
    )
    assert any("行业地位至少为“高”、扩展需求至少为“高”" in line for line in value)
    told = dict(find_settings(load_policy().policy, ["follow_ups.severity"]))
    assert list(told.values()) == ["逾期多于 14 天为高；逾期多于 3 天为中"]


def test_a_side_of_a_comparison_with_nothing_further_is_not_told_as_unset() -> None:
    lines = list(show_differences(load_policy("worksheet"), load_policy("growth")))
    assert "  各等级的联系频次：甲 没有另外的  →  乙 成长型：每 2 个月一次" in lines


@pytest.mark.parametrize("name", PRESETS)
def test_tiers_answered_within_hours_are_those_of_the_preset(name: str) -> None:
    rules = load_policy(name).policy.follow_ups.results
    assert rules.low_tiers == (("基础",) if name == "annual-spend" else ())
    said = low_tier_words(rules)
    assert said == ("基础客户的需求 48 小时内答复" if name == "annual-spend" else "")


@pytest.mark.parametrize("name", PRESETS)
def test_every_setting_in_force_is_shown_with_its_origin(name: str) -> None:
    loaded = load_policy(name)
    page = list(show_policy(loaded))
    for setting in list_settings(loaded.policy):
        if setting.path != ("acknowledged",):
            line = next(line for line in page if line.startswith(f"  {setting.label}"))
            assert "〔" in line
            assert all(any(one in shown for shown in page) for one in setting.lines)
    assert loaded.sha256 in page[1]


def test_the_page_tells_what_a_file_changed(tmp_path: Path) -> None:
    own = tmp_path / "华东.toml"
    own.write_text(
        "[follow_ups.severity]\nhigh_over = 30\n[satisfaction.words]\n'还行' = 0.6\n"
        "[[receivables.grades]]\nname = '高'\ndays_overdue_over = 90\noverdue_share_from = 0.5\n",
        encoding="utf-8",
    )
    page = list(show_policy(load_policy(str(own))))
    assert "  逾期多于几天为高：30  〔策略文件 华东.toml〕" in page
    assert "  逾期多于几天为中：3  〔各预设共用的值〕〔默认值,请部门设定〕" not in page  # the section was set
    assert "  逾期多于几天为中：3  〔各预设共用的值〕" in page
    assert "  满意度用语折算（占满分）  〔策略文件 华东.toml，其余 各预设共用的值〕" in page
    assert (
        "  回款风险等级（从重到轻，达到任一项即是）：高：最长逾期多于 90 天，逾期占未收不低于 50%  〔策略文件 华东.toml〕"
        in page
    )
    keyed = list(show_policy(load_policy(str(own)), keys=True))
    assert "  逾期多于几天为高：30  〔策略文件 华东.toml〕〔follow_ups.severity.high_over〕" in keyed


def test_json_tells_the_same_with_keys() -> None:
    written = policy_to_json(load_policy())
    assert written["tiers"]["tiers"][0]["min_amount"] == "100000"
    assert (written["name"], written["base"], len(written["sha256"])) == ("annual-spend", "annual-spend", 64)
    [method] = [one for one in written["settings"] if one["key"] == "tiers.method"]
    assert method == {
        "key": "tiers.method",
        "group": "客户分级",
        "label": "定级方法",
        "value": "bands",
        "text": "按数值分档",
        "origin": "预设 annual-spend",
        "unset_default": False,
    }
    assert [(one["rule"], one["tier"]) for one in written["contradictions"]] == [
        ("lower_tier_more_often", "重要")
    ]


def test_a_comparison_lists_only_what_differs(tmp_path: Path) -> None:
    own = tmp_path / "华东.toml"
    own.write_text("[satisfaction]\ntarget = 0.95\n[satisfaction.words]\n'还行' = 0.6\n", encoding="utf-8")
    found = compare_policies(load_policy(), load_policy(str(own)))
    assert [(one["key"], one["first"], one["second"]) for one in found] == [
        ("satisfaction.target", ["90%"], ["95%"]),
        ("satisfaction.words", ["没有另外的"], ["还行 60%"]),
    ]
    lines = list(show_differences(load_policy(), load_policy(str(own))))
    assert "  满意率目标：甲 90%  →  乙 95%" in lines
    assert list(show_differences(load_policy(), load_policy()))[-1] == "两个策略的取值完全相同。"


@pytest.mark.parametrize("name", PRESETS[1:])
def test_presets_differ_in_scheme_and_cadence_only(name: str) -> None:
    keys = {one["key"].partition(".")[0] for one in compare_policies(load_policy(), load_policy(name))}
    assert keys <= {"tiers", "follow_ups", "acknowledged"}
