"""Loads a policy: a preset by name, or a department's TOML file that starts from one."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kehu_batch.errors import PolicyError
from kehu_batch.policy.own_headers import extend_vocabulary
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.vocabulary import load_vocabulary

DEFAULT_PRESET = "annual-spend"

#: What pydantic calls an error, in words for the person who wrote the file.
_REASONS: Mapping[str, str] = {
    "missing": "缺少该项",
    "extra_forbidden": "没有这个设置项，请检查拼写",
    "greater_than": "数值太小",
    "greater_than_equal": "数值太小",
    "less_than_equal": "数值太大",
    "literal_error": "不是可用的取值",
}


@dataclass(frozen=True, slots=True)
class LoadedPolicy:
    """A policy with the hash of its effective values.

    Args:
        policy: The values in force.
        sha256: Hash of their canonical JSON; equal values give equal hashes however they were written.
    """

    policy: Policy
    sha256: str


def list_presets() -> tuple[tuple[str, str], ...]:
    """Return name and Chinese title of every preset, the default first."""
    names = sorted(_preset_names(), key=lambda name: (name != DEFAULT_PRESET, name))
    return tuple((name, str(_read_preset(name)["title"])) for name in names)


def load_policy(name_or_path: str = DEFAULT_PRESET) -> LoadedPolicy:
    """Load a preset by its name, or a policy file by its path.

    A file may name the preset that it starts from (``extends = "annual-spend"``, the default) and overrides
    single keys of it.

    Raises:
        PolicyError: No such preset or file, no valid TOML, or a value that the schema refuses.
    """
    if name_or_path in _preset_names():
        values = _read_preset(name_or_path)
        return _build(values, f"预设策略 {name_or_path}")
    path = Path(name_or_path)
    if path.suffix.lower() != ".toml" and not path.is_file():
        known = "、".join(name for name, _ in list_presets())
        raise PolicyError(
            f"没有名为“{name_or_path}”的策略",
            action=f"可用的预设有：{known}；也可以给出一个 .toml 策略文件的路径",
            code="unknown_policy",
        )
    return _build(_read_file(path), f"策略文件 {path.name}")


def _preset_names() -> frozenset[str]:
    folder = resources.files("kehu_batch.policy") / "data" / "presets"
    return frozenset(
        item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml")
    )


def _read_data(*parts: str) -> dict[str, Any]:
    text = resources.files("kehu_batch.policy").joinpath("data", *parts).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _read_preset(name: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    folder = resources.files("kehu_batch.policy") / "data" / "base"
    parts = sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml"))
    for part in (*(("base", part) for part in parts), ("presets", f"{name}.toml")):
        read = _read_data(*part)
        # Each file names the shipped defaults among its own keys.
        unset = [*values.get("unset_defaults", ()), *read.get("unset_defaults", ())]
        values = _merge(values, read) | {"unset_defaults": unset}
    return values


def _read_file(path: Path) -> dict[str, Any]:
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
            f"策略文件 {path.name} 不是有效的 TOML: {error}",
            action="请按提示的行列修改后重试",
            code="policy_syntax",
        ) from error
    base = str(own.pop("extends", DEFAULT_PRESET))
    if base not in _preset_names():
        raise PolicyError(
            f"策略文件 {path.name} 的 extends 指向不存在的预设“{base}”",
            action="请用 kehu-batch policy list 查看可用的预设",
            code="unknown_policy",
        )
    own.setdefault("name", path.stem)
    own.setdefault("title", f"{path.stem}（以 {base} 为基础）")
    values = _merge(_read_preset(base), own)
    values["unset_defaults"] = [key for key in values["unset_defaults"] if not _has_key(own, key)]
    return values


def _has_key(values: Mapping[str, Any], dotted: str) -> bool:
    here: Any = values
    for part in dotted.split("."):
        if not isinstance(here, Mapping) or part not in here:
            return False
        here = here[part]
    return True


def _merge(base: dict[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        merged[key] = _merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def _build(values: dict[str, Any], what: str) -> LoadedPolicy:
    try:
        policy = Policy.model_validate(values)
    except ValidationError as error:
        raise PolicyError(
            f"{what} 有错误：{_describe(error)}",
            action="请修改后用 kehu-batch policy check 再检查一次",
            code="policy_invalid",
        ) from error
    # Its own headers are checked here, so that `policy check` tells of a wrong table or field.
    if policy.headers:
        extend_vocabulary(load_vocabulary(), policy.headers)
    return LoadedPolicy(policy, hashlib.sha256(policy.model_dump_json().encode()).hexdigest())


def _describe(error: ValidationError) -> str:
    lines = []
    for item in error.errors(include_url=False):
        place = ".".join(str(part) for part in item["loc"]) or "整体"
        reason = _REASONS.get(item["type"], str(item["msg"]).removeprefix("Value error, "))
        lines.append(
            f"{place}: {reason}(写的是 {item['input']!r})"
            if item["type"] != "missing"
            else f"{place}: {reason}"
        )
    return ";".join(lines)
