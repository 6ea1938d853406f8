"""The relationships of one part."""

from __future__ import annotations

import re

from kehu_batch.ooxml.opc.markup import Edits, Node, parse, prefix_of, quote_attribute
from kehu_batch.ooxml.opc.names import resolve_target
from kehu_batch.records import dataclass

NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="' + NAMESPACE.encode() + b'"></Relationships>'
)
_NUMBERED = re.compile(r"rId(\d+)\Z")


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship.

    Attributes:
        id: Unique within its part, compared with case.
        type: The whole URI.
        target: As written.
        external: Whether the target lies outside the package.
        part: The part it leads to; empty for an external one.
    """

    id: str
    type: str
    target: str
    external: bool
    part: str

    @property
    def kind(self) -> str:
        """The last step of the type, equal for both dialects, e.g. ``"worksheet"``."""
        return self.type.rpartition("/")[2]


class Relationships:
    """Relationships of ``part``; changes are made to the bytes they were read from.

    Args:
        part: The part they belong to; ``""`` for the package.
        data: The relationships part in UTF-8, or ``EMPTY``.
        name: Its name, for messages.
    """

    def __init__(self, part: str, data: bytes, name: str) -> None:
        self.part = part
        self._data = data
        self._root = parse(data, name, depth=2)
        self._nodes: dict[str, Node] = {}
        self._entries: dict[str, Relationship] = {}
        self._removed: list[Node] = []
        self._added: dict[str, Relationship] = {}
        for node in self._root.named("Relationship"):
            identifier = node.attributes.get("Id", "")
            target = node.attributes.get("Target", "")
            external = node.attributes.get("TargetMode") == "External"
            where = "" if external else resolve_target(part, target)
            self._nodes[identifier] = node
            self._entries[identifier] = Relationship(
                identifier, node.attributes.get("Type", ""), target, external, where
            )

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def entries(self) -> tuple[Relationship, ...]:
        """All of them, in order."""
        return tuple(self._entries.values())

    @property
    def changed(self) -> bool:
        """Whether anything was added or removed."""
        return bool(self._removed or self._added)

    def get(self, identifier: str) -> Relationship | None:
        """Return the relationship of that id."""
        return self._entries.get(identifier)

    def of_kind(self, kind: str) -> list[Relationship]:
        """Return the internal relationships of a kind, e.g. ``"comments"``."""
        return [entry for entry in self._entries.values() if entry.kind == kind and not entry.external]

    def add(self, type_uri: str, target: str, *, external: bool = False, identifier: str = "") -> str:
        """Add a relationship and return its id: the one given, else the number after the highest."""
        if not identifier:
            numbers = [int(match[1]) for key in self._entries if (match := _NUMBERED.match(key))]
            identifier = f"rId{max(numbers, default=0) + 1}"
        where = "" if external else resolve_target(self.part, target)
        entry = Relationship(identifier, type_uri, target, external, where)
        self._entries[identifier] = self._added[identifier] = entry
        return identifier

    def remove(self, identifier: str) -> None:
        """Take a relationship away."""
        del self._entries[identifier]
        if self._added.pop(identifier, None) is None:
            self._removed.append(self._nodes.pop(identifier))

    def render(self) -> bytes:
        """Return the relationships part."""
        edits = Edits(self._data)
        for node in self._removed:
            edits.delete(node)
        if self._added:
            prefix = prefix_of(self._data, self._root)
            new = "".join(_render(prefix, entry) for entry in self._added.values())
            edits.append_children(self._root, new.encode("utf-8"))
        return edits.result()


def _render(prefix: str, entry: Relationship) -> str:
    mode = ' TargetMode="External"' if entry.external else ""
    target = quote_attribute(entry.target)
    return f'<{prefix}Relationship Id="{quote_attribute(entry.id)}" Type="{entry.type}" Target="{target}"{mode}/>'
