"""Marks that go with policy values wherever they are shown."""

from __future__ import annotations

#: Shown wherever a value that no guide gives decides something.
UNSET_DEFAULT = "默认值,请部门设定"


def policy_stamp(name: str, sha256: str) -> str:
    """Return the line that says by which rules an output was made."""
    return f"策略 {name}，策略指纹 {sha256}"
