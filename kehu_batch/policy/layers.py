"""Where a policy's values come from: files laid over one another, the last one winning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kehu_batch.records import dataclass

#: Said of a value that no file gives: the program's own default.
BUILT_IN = "程序默认"


@dataclass(frozen=True, slots=True)
class Layer:
    """The values of one file.

    Args:
        label: What the file is, in Chinese, e.g. ``预设 annual-spend``.
        values: Its values.
    """

    label: str
    values: Mapping[str, Any]


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return values laid over others: tables key by key, lists whole."""
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        merged[key] = merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def merge_layers(layers: Sequence[Layer]) -> dict[str, Any]:
    """Return the values in force.

    ``unset_defaults`` and ``acknowledged`` of all files count together, the former less the keys that a later file
    gives. A file with tiers of its own does not inherit what names a tier that it has not: aliases, cadence,
    further contacts, tiers answered within hours, acknowledged contradictions. An interval of contact takes the
    place of an inherited one, in whatever unit.
    """
    values: dict[str, Any] = {}
    for layer in layers:
        unset = [key for key in values.get("unset_defaults", ()) if not has_key(layer.values, key)]
        inherited = _without_intervals(_without_lost_tiers(values, layer.values), layer.values)
        values = merge(inherited, layer.values)
        values["unset_defaults"] = _together(unset, layer.values.get("unset_defaults", []))
        values["acknowledged"] = _together(
            layer.values.get("acknowledged", []), inherited.get("acknowledged", [])
        )
    return values


def _together(first: Any, second: Any) -> Any:  # noqa: ANN401 - whatever a file holds
    """Return two lists as one; what is no list stays, to be refused."""
    for one in (first, second):
        if not isinstance(one, list):
            return one
    return [*first, *second]


def _without_lost_tiers(values: dict[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    tiers = over.get("tiers", {}).get("tiers") if isinstance(over.get("tiers"), dict) else None
    if not isinstance(tiers, list):
        return values
    names = {tier.get("name") for tier in tiers if isinstance(tier, dict)}
    kept = dict(values)
    if "aliases" in kept.get("tiers", {}):
        aliases = {label: tier for label, tier in kept["tiers"]["aliases"].items() if tier in names}
        kept["tiers"] = {**kept["tiers"], "aliases": aliases}
    held = kept.get("follow_ups", {})
    if "cadence" in held:
        cadence = {tier: one for tier, one in held["cadence"].items() if tier in names}
        held = kept["follow_ups"] = {**held, "cadence": cadence}
    if "further" in held:
        further = {name: one for name, one in held["further"].items() if names.issuperset(one["tiers"])}
        held = kept["follow_ups"] = {**held, "further": further}
    if "low_tiers" in held.get("results", {}):
        low = [tier for tier in held["results"]["low_tiers"] if tier in names]
        kept["follow_ups"] = {**held, "results": {**held["results"], "low_tiers": low}}
    kept["acknowledged"] = [
        one for one in kept.get("acknowledged", ()) if one.get("tier") in {"", None, *names}
    ]
    return kept


_INTERVALS = frozenset({"months", "weeks", "days"})


def _without_intervals(values: dict[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    follow_ups = over.get("follow_ups")
    for part in ("cadence", "further"):
        own = follow_ups.get(part) if isinstance(follow_ups, Mapping) else None
        held = values.get("follow_ups", {}).get(part)
        if isinstance(own, Mapping) and held:
            kept = {name: _without_interval(entry, own.get(name)) for name, entry in held.items()}
            values = {**values, "follow_ups": {**values["follow_ups"], part: kept}}
    return values


def _without_interval(entry: dict[str, Any], own: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a file holds
    timed = isinstance(own, Mapping) and _INTERVALS & set(own)
    return {key: one for key, one in entry.items() if key not in _INTERVALS} if timed else entry


def has_key(values: Mapping[str, Any], dotted: str) -> bool:
    """Return whether values hold a dotted key."""
    here: Any = values
    for part in dotted.split("."):
        if not isinstance(here, Mapping) or part not in here:
            return False
        here = here[part]
    return True


def origins_of(layers: Sequence[Layer], path: Sequence[str]) -> tuple[str, ...]:
    """Return which files a setting comes from, the last one first; of a map each may give some entries."""
    found: list[str] = []
    taken: set[str] = set()
    for layer in reversed(layers):
        here: Any = layer.values
        for part in path:
            here = here.get(part) if isinstance(here, Mapping) else None
        if here is None:
            continue
        entries = set(here) if isinstance(here, Mapping) else {""}
        if entries - taken:
            found.append(layer.label)
        taken |= entries
        if not isinstance(here, Mapping):
            break
    return tuple(found) or (BUILT_IN,)


def differing(values: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of values that differs from others, tables key by key."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        old = base.get(key)
        if isinstance(value, Mapping) and isinstance(old, Mapping):
            inner = differing(value, old)
            if inner:
                found[key] = inner
        elif value != old:
            found[key] = value
    return found


def walk(values: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Return the path of every table and value."""
    for key, value in values.items():
        yield (*path, key)
        if isinstance(value, Mapping):
            yield from walk(value, (*path, key))
