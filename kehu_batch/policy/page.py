"""A policy as a page: every value in force with its Chinese name and where it comes from, and what differs in two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kehu_batch.policy.contradictions import find_contradictions
from kehu_batch.policy.describing import NOT_SET, Setting, find_settings, list_settings
from kehu_batch.policy.layers import origins_of
from kehu_batch.policy.loading import LoadedPolicy
from kehu_batch.policy.marks import UNSET_DEFAULT
from kehu_batch.policy.shape import Path

Json = dict[str, Any]

#: Characters of a value that stand on the line of its name.
_SHORT = 60
#: Said of a list or a map that has no entries beside those that both policies share.
_NONE_FURTHER = "没有另外的"


def show_policy(loaded: LoadedPolicy, *, keys: bool = False) -> Iterator[str]:
    """Return the lines of the page; with the key that a policy file writes for each setting where asked for."""
    policy = loaded.policy
    yield f"策略 {policy.name}：{policy.title}"
    yield f"策略指纹 {loaded.sha256}"
    group = ""
    for setting in list_settings(policy):
        if setting.path == ("acknowledged",):
            continue
        if setting.group != group:
            group = setting.group
            yield ""
            yield f"■ {group or '其他'}"
        yield from _entry(setting, loaded, keys=keys)
    accepted = [one for one in find_contradictions(policy) if one.source]
    if accepted:
        yield ""
        yield "■ 已知并接受的矛盾"
        for one in accepted:
            yield f"  {one.message}（{one.source}）"


def _entry(setting: Setting, loaded: LoadedPolicy, *, keys: bool) -> Iterator[str]:
    marks = f"〔{origin_of_path(setting.path, loaded)}〕" + (f"〔{setting.key}〕" if keys else "")
    if is_unset_path(setting.path, loaded):
        marks += f"〔{UNSET_DEFAULT}〕"
    if len(setting.lines) == 1 and len(setting.lines[0]) <= _SHORT:
        yield f"  {setting.label}：{setting.lines[0]}  {marks}"
        return
    yield f"  {setting.label}  {marks}"
    for line in setting.lines:
        yield f"    {line}"


def origin_of_path(path: Path, loaded: LoadedPolicy) -> str:
    """Return where a setting comes from; of a map, all files that give entries of it."""
    return "，其余 ".join(origins_of(loaded.layers, path))


def is_unset_path(path: Path, loaded: LoadedPolicy) -> bool:
    """Return whether a setting is a shipped default that no guide gives and no department has set."""
    return any(
        path[: len(key)] == key or key[: len(path)] == path
        for key in (tuple(one.split(".")) for one in loaded.policy.unset_defaults)
    )


def policy_to_json(loaded: LoadedPolicy) -> Json:
    """Return the same as plain data: the values as a policy file has them, with hash, settings and contradictions."""
    policy = loaded.policy
    return {
        **policy.model_dump(mode="json"),
        "sha256": loaded.sha256,
        "base": loaded.base,
        "settings": [
            {
                "key": one.key,
                "group": one.group,
                "label": one.label,
                "value": one.value,
                "text": "；".join(one.lines),
                "origin": origin_of_path(one.path, loaded),
                "unset_default": is_unset_path(one.path, loaded),
            }
            for one in list_settings(policy)
        ],
        "contradictions": [
            {"rule": one.rule, "tier": one.tier or None, "message": one.message, "source": one.source or None}
            for one in find_contradictions(policy)
        ],
    }


def check_policy(loaded: LoadedPolicy) -> Iterator[str]:
    """Return the lines that tell that a policy is valid, what contradicts in it, and what nobody has set yet."""
    policy = loaded.policy
    yield f"策略 {policy.name} 有效：{policy.title}"
    yield f"策略指纹 {loaded.sha256}"
    found = find_contradictions(policy)
    for one in found:
        yield f"  已说明：{one.message}（来源：{one.source}）" if one.source else f"  提醒：{one.message}"
    if any(not one.source for one in found):
        yield "  有意如此的，请在策略的“已知并接受的矛盾”里写明来源，以后就不再提醒。"
    for label, value in find_settings(policy, policy.unset_defaults):
        told = f"{value}  " if len(value) <= _SHORT else ""
        yield f"  {label}：{told}〔{UNSET_DEFAULT}〕"
    yield from (f"  {notice}" for notice in loaded.notices)


def compare_policies(first: LoadedPolicy, second: LoadedPolicy) -> tuple[Json, ...]:
    """Return the settings that differ, each with its value in either policy, in Chinese."""
    left = {one.key: one for one in list_settings(first.policy)}
    right = {one.key: one for one in list_settings(second.policy)}
    return tuple(
        {
            "key": key,
            "group": right[key].group,
            "label": right[key].label,
            "first": _differing(left[key], right[key]),
            "second": _differing(right[key], left[key]),
        }
        for key in right
        if left[key].value != right[key].value
    )


def _differing(mine: Setting, other: Setting) -> list[str]:
    """Return what of a setting the other has not: of a list of words or a map, only those; of a table, its lines."""
    own = [entry for entry in mine.entries if entry not in other.entries]
    if len(mine.lines) == 1 and len(mine.entries) > 1:
        own = ["、".join(own)] if own else []
    return own or [_NONE_FURTHER if mine.value else NOT_SET]


def show_differences(first: LoadedPolicy, second: LoadedPolicy) -> Iterator[str]:
    """Return the lines that tell what differs between two policies."""
    yield f"甲：{first.policy.name}（{first.policy.title}）"
    yield f"乙：{second.policy.name}（{second.policy.title}）"
    found = compare_policies(first, second)
    if not found:
        yield "两个策略的取值完全相同。"
        return
    yield f"有 {len(found)} 项不同："
    group = ""
    for item in found:
        if item["group"] != group:
            group = item["group"]
            yield ""
            yield f"■ {group or '其他'}"
        short = all(len(item[side]) == 1 and len(item[side][0]) <= 40 for side in ("first", "second"))
        if short:
            yield f"  {item['label']}：甲 {item['first'][0]}  →  乙 {item['second'][0]}"
            continue
        yield f"  {item['label']}："
        for side, name in (("first", "甲"), ("second", "乙")):
            for line in item[side]:
                yield f"    {name} {line}"
