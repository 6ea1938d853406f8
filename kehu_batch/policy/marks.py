"""Marks that go with policy values wherever they are shown."""

from __future__ import annotations

#: Shown wherever a value that no guide gives decides something.
UNSET_DEFAULT = "默认值,请部门设定"
