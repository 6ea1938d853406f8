"""Loads a policy: a preset by name, or a department's own file (TOML or workbook) that starts from one."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from kehu_batch.checked_values import trusted
from kehu_batch.errors import PolicyError
from kehu_batch.policy.headers.own_headers import extend_vocabulary
from kehu_batch.policy.layers import Layer, differing, merge_layers
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.toml_values import tell_syntax
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.records import dataclass, replace
from kehu_batch.shipped_tables import list_tables, read_table

DEFAULT_PRESET = "annual-spend"

#: Folders of the policy's data.
_PRESETS, _BASE = "presets", "base"

#: A policy as a workbook.
WORKBOOK_SUFFIXES = frozenset({".xlsx"})


@dataclass(frozen=True, slots=True)
class LoadedPolicy:
    """A policy with the hash of its effective values.

    Args:
        policy: The values in force.
        sha256: Hash of their canonical JSON; equal values give equal hashes however they were written.
        layers: The files that they come from, the last one winning.
        base: The preset that it is, or starts from.
        notices: What of its file was not read.
    """

    policy: Policy
    sha256: str
    layers: tuple[Layer, ...] = ()
    base: str = DEFAULT_PRESET
    notices: tuple[str, ...] = ()

    @property
    def stamp(self) -> str:
        """Return the line that says by which rules an output was made."""
        return f"策略 {self.policy.name}，策略指纹 {self.sha256}"


def list_presets() -> tuple[tuple[str, str], ...]:
    """Return name and Chinese title of every preset, the default first."""
    names = sorted(list_tables(_PRESETS), key=lambda name: (name != DEFAULT_PRESET, name))
    return tuple((name, str(read_table(_PRESETS, name)["title"])) for name in names)


def load_policy(name_or_path: str = DEFAULT_PRESET) -> LoadedPolicy:
    """Load a preset by its name, or a policy file by its path.

    A TOML file may name the preset that it starts from (``extends = "annual-spend"``, the default) and overrides
    single keys of it. A workbook, as ``policy edit`` writes it, holds every value.

    Raises:
        PolicyError: No such preset or file, no valid TOML or workbook, or a value that the schema refuses.
    """
    if name_or_path in list_tables(_PRESETS):
        return _load_preset(name_or_path)
    path = Path(name_or_path)
    if path.suffix.lower() in WORKBOOK_SUFFIXES:
        return _load_workbook(path)
    if path.suffix.lower() != ".toml" and not path.is_file():
        known = "、".join(name for name, _ in list_presets())
        raise PolicyError(
            f"没有名为“{name_or_path}”的策略",
            action=f"可用的预设有：{known}；也可以给出一个 .toml 或 .xlsx 策略文件的路径",
            code="unknown_policy",
        )
    return _load_toml(path)


def _preset_layers(name: str) -> tuple[Layer, ...]:
    return (
        *(Layer("各预设共用的值", read_table(_BASE, part)) for part in list_tables(_BASE)),
        Layer(f"预设 {name}", read_table(_PRESETS, name)),
    )


def _load_toml(path: Path) -> LoadedPolicy:
    try:
        own = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise PolicyError(
            f"策略文件 {path.name} 打不开",
            action="请检查路径是否正确、文件是否存在",
            code="policy_unreadable",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyError(
            f"策略文件 {path.name} 不是有效的 TOML：{tell_syntax(error)}",
            action="文字要放在英文双引号里，一行一项，方括号要成对；并存为 UTF-8 编码",
            code="policy_syntax",
        ) from error
    from kehu_batch.policy.problems import EXTENDS  # only here, as in _build

    base = str(own.pop(EXTENDS, DEFAULT_PRESET))
    _require_preset(base, path)
    own.setdefault("name", path.stem)
    own.setdefault("title", f"{path.stem}（以 {base} 为基础）")
    return _build((*_preset_layers(base), Layer(f"策略文件 {path.name}", own)), f"策略文件 {path.name}", base)


def _require_preset(name: str, path: Path) -> None:
    if name not in list_tables(_PRESETS):
        known = "、".join(one for one, _ in list_presets())
        raise PolicyError(
            f"策略文件 {path.name} 的 extends 指向不存在的预设“{name}”",
            action=f"可用的预设有：{known}",
            code="unknown_policy",
        )


def _load_workbook(path: Path) -> LoadedPolicy:
    # Only here, as it brings in a whole package for workbooks.
    from pydantic import ValidationError

    from kehu_batch.policy.workbook.reading import read_policy_workbook

    read = read_policy_workbook(path)
    _require_preset(read.base, path)
    before = _preset_layers(read.base)
    shipped = _load_preset(read.base).policy.model_dump(mode="json")
    try:
        policy = Policy.model_validate(read.values)
    except ValidationError as error:
        raise _invalid(f"策略工作簿 {path.name}", read.describe(error)) from error
    own = differing(policy.model_dump(mode="json", exclude={"unset_defaults"}), shipped)
    unset = _still_unset(shipped["unset_defaults"], {**own, "unset_defaults": []})
    policy = policy.model_copy(update={"unset_defaults": tuple(unset)})
    loaded = _loaded(policy, (*before, Layer(f"策略工作簿 {path.name}", own)), read.base)
    if not read.unread:
        return loaded
    told = f"策略工作簿 {path.name} 里的 {'、'.join(read.unread)} 不是设置，没有读入；要留作说明可以不动"
    return replace(loaded, notices=(told,))


def _still_unset(keys: Sequence[str], own: dict[str, Any]) -> list[str]:
    layers = (Layer("", {"unset_defaults": list(keys)}), Layer("", own))
    unset: list[str] = merge_layers(layers)["unset_defaults"]
    return unset


@cache
def _load_preset(name: str) -> LoadedPolicy:
    """Load what we ship, which is checked by tests and not at every start; once for all drops of a worker."""
    layers = _preset_layers(name)
    return _loaded(trusted(Policy, merge_layers(layers)), layers, name)


def _build(layers: tuple[Layer, ...], what: str, base: str) -> LoadedPolicy:
    # Only here, as what we ship needs no checking.
    from pydantic import ValidationError

    from kehu_batch.policy.problems import describe_errors, find_renamed

    renamed = find_renamed(layers[-1].values)
    if renamed:
        raise _invalid(what, "；".join(renamed))
    try:
        policy = Policy.model_validate(merge_layers(layers))
    except ValidationError as error:
        raise _invalid(what, describe_errors(error)) from error
    return _loaded(policy, layers, base)


def _loaded(policy: Policy, layers: tuple[Layer, ...], base: str) -> LoadedPolicy:
    # Its own headers are checked here, so that `policy check` tells of a wrong table or field.
    if policy.headers:
        extend_vocabulary(load_vocabulary(), policy.headers)
    return LoadedPolicy(policy, hashlib.sha256(policy.model_dump_json().encode()).hexdigest(), layers, base)


def _invalid(what: str, problems: str) -> PolicyError:
    return PolicyError(
        f"{what} 有错误：{problems}",
        action="请修改后用 kehu-batch policy check 再检查一次",
        code="policy_invalid",
    )
