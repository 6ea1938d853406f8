"""``[Content_Types].xml``: what each part is, by its extension or by its name."""

from __future__ import annotations

from kehu_batch.ooxml.opc.markup import Edits, Node, parse, prefix_of, quote_attribute
from kehu_batch.ooxml.opc.names import part_key

NAME = "[Content_Types].xml"


class ContentTypes:
    """The content types of a package; changes are made to the bytes they were read from.

    Args:
        data: The part in UTF-8.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._root = parse(data, NAME, depth=2)
        self._defaults: dict[str, str] = {}
        self._overrides: dict[str, str] = {}
        self._nodes: dict[str, Node] = {}
        self._removed: list[Node] = []
        self._new_defaults: list[tuple[str, str]] = []
        self._new_overrides: dict[str, str] = {}
        for node in self._root.children:
            kind = node.attributes.get("ContentType", "")
            if node.local == "Default":
                self._defaults[node.attributes.get("Extension", "").lower()] = kind
            elif node.local == "Override":
                key = part_key(node.attributes.get("PartName", ""))
                self._overrides[key] = kind
                self._nodes[key] = node

    @property
    def stated_parts(self) -> frozenset[str]:
        """Keys of the parts whose type is stated by name, whether they exist or not."""
        return frozenset(self._overrides)

    @property
    def changed(self) -> bool:
        """Whether anything was added or removed."""
        return bool(self._removed or self._new_defaults or self._new_overrides)

    def type_of(self, part: str) -> str | None:
        """Return a part's content type, or ``None`` where nothing states it."""
        key = part_key(part)
        return self._overrides.get(key) or self._defaults.get(key.rpartition(".")[2])

    def state_by_extension(self, part: str, content_type: str) -> None:
        """State the type of a new part for its whole extension, or by name where that stands for another type."""
        extension = part.rpartition(".")[2].lower()
        if extension not in self._defaults:
            self._defaults[extension] = content_type
            self._new_defaults.append((extension, content_type))
        elif self._defaults[extension] != content_type:
            self.set_override(part, content_type)

    def set_override(self, part: str, content_type: str) -> None:
        """State the type of a new part, in place of one that was stated before."""
        self.remove_override(part)
        self._overrides[part_key(part)] = content_type
        self._new_overrides[part] = content_type

    def remove_override(self, part: str) -> None:
        """Forget a part that is removed; one without an override is passed over."""
        key = part_key(part)
        self._overrides.pop(key, None)
        node = self._nodes.pop(key, None)
        if node is not None:
            self._removed.append(node)
        for name in [name for name in self._new_overrides if part_key(name) == key]:
            del self._new_overrides[name]

    def render(self) -> bytes:
        """Return the part. Defaults go after the last default, so that one more run leaves them in their place."""
        prefix = prefix_of(self._data, self._root)
        edits = Edits(self._data)
        for node in self._removed:
            edits.delete(node)
        defaults = "".join(
            f'<{prefix}Default Extension="{quote_attribute(extension)}" ContentType="{kind}"/>'
            for extension, kind in self._new_defaults
        )
        existing = self._root.named("Default")
        if defaults:
            edits.insert(existing[-1].end if existing else self._root.inner_start, defaults.encode("utf-8"))
        overrides = "".join(
            f'<{prefix}Override PartName="/{quote_attribute(part)}" ContentType="{kind}"/>'
            for part, kind in self._new_overrides.items()
        )
        if overrides:
            edits.append_children(self._root, overrides.encode("utf-8"))
        return edits.result()
