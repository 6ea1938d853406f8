"""A package being changed: the archive it was read from, and the parts that will differ from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Self

from kehu_batch.ooxml.errors import NotAPackage
from kehu_batch.ooxml.opc import content_types, relationships
from kehu_batch.ooxml.opc.archive import Archive, WorkbookBytes
from kehu_batch.ooxml.opc.archive_writer import ArchiveWriter, PackedStream, pack
from kehu_batch.ooxml.opc.content_types import ContentTypes
from kehu_batch.ooxml.opc.encoding import Encoding, to_utf8
from kehu_batch.ooxml.opc.limits import DEFAULT_LIMITS
from kehu_batch.ooxml.opc.markup import forbidden
from kehu_batch.ooxml.opc.names import free_name, part_key, relationships_name, relationships_owner
from kehu_batch.ooxml.opc.relationships import Relationships
from kehu_batch.package_limits import ChangeLimits

_HEAD = 512
_PROLOG = 4096


class Package:
    """The parts of a package, with changes held back until ``save``.

    Args:
        source: A file, or the bytes of one. It is only read.
        label: Name for messages.
        limits: Bounds on what it may unpack to.

    Raises:
        NotAPackage: It has no content types.
    """

    def __init__(
        self, source: Path | WorkbookBytes | bytes, label: str, limits: ChangeLimits = DEFAULT_LIMITS
    ) -> None:
        self.label = label
        self.archive = Archive(source, label, limits)
        self._new: dict[str, PackedStream] = {}
        self._names = {member.key: member.name for member in self.archive.members}
        self._removed: set[str] = set()
        self._added: list[str] = []
        self._relationships: dict[str, Relationships] = {}
        self._spoken_for: frozenset[str] | None = None
        if not self.exists(content_types.NAME):
            self.archive.close()
            raise NotAPackage(f"{label} 不是 Excel 工作簿", action="请投递 .xlsx 或 .xlsm 文件")
        try:
            self._forbid_document_types()
            self.content_types = ContentTypes(self.read(content_types.NAME))
        except BaseException:
            self.archive.close()
            raise

    def _forbid_document_types(self) -> None:
        """Refuse document types even in parts that are never parsed here: they would be handed on."""
        for member in self.archive.members:
            if member.key.endswith((".xml", ".rels", ".vml")):
                head = self.archive.read_head(member, _PROLOG).replace(b"\x00", b"")
                if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                    raise forbidden(member.name)

    @property
    def keys(self) -> set[str]:
        """Keys of the parts that exist now."""
        return {key for key in self._names if key not in self._removed}

    def free_name(self, pattern: str) -> str:
        """Return a part name with the lowest number that is free, in place of the number before its extension.

        A name is not free either where the source speaks of a part that it lacks: a new one called so would get
        that part's content type, its relationships, or relationships to it.
        """
        if self._spoken_for is None:
            self._spoken_for = frozenset(self._missing_parts())
        return free_name(pattern, self.keys | self._spoken_for)

    def _missing_parts(self) -> Iterator[str]:
        """Yield the keys of parts that the source speaks of and lacks."""
        for key in self.content_types.stated_parts:
            if self.archive.find(key) is None:
                yield key
        for member in self.archive.members:
            owner = relationships_owner(member.key)
            if owner and self.archive.find(owner) is None:
                yield owner
        for part in ("", *self.reachable([""])):
            for entry in self.relationships(part).entries:
                if entry.part and self.archive.find(entry.part) is None:
                    yield part_key(entry.part)

    def name_of(self, part: str) -> str:
        """Return a part's name as the archive spells it."""
        return self._names.get(part_key(part), part)

    def exists(self, part: str) -> bool:
        """Return whether the part is there now."""
        key = part_key(part)
        return key in self._names and key not in self._removed

    def stream(self, part: str) -> Iterable[bytes]:
        """Yield a part's bytes as they would be saved.

        Raises:
            NotAPackage: There is no such part.
        """
        key = part_key(part)
        if key in self._new:
            return self._new[key].unpacked()
        member = self.archive.find(key)
        if member is None or key in self._removed:
            raise NotAPackage(f"{self.label} 缺少部件 {part}", action="请用 Excel 打开并另存后再投递")
        return self.archive.stream(member)

    def read_bytes(self, part: str) -> bytes:
        """Return a part's bytes."""
        member = self.archive.find(part)
        if part_key(part) not in self._new and member is not None and self.exists(part):
            return self.archive.read(member)
        return b"".join(self.stream(part))

    def read(self, part: str) -> bytes:
        """Return an XML part in UTF-8, without byte order mark."""
        return to_utf8(self.read_bytes(part), part)

    def open_markup(self, part: str) -> tuple[Encoding, Iterator[bytes]]:
        """Return an XML part's encoding, and its text piece by piece in UTF-8 without byte order mark."""
        chunks = iter(self.stream(part))
        first = next(chunks, b"")
        encoding = Encoding(first, part)
        return encoding, encoding.to_utf8(chain([first], chunks))

    def write(self, part: str, data: bytes | PackedStream) -> None:
        """Give a part new bytes; a part that is not there is added behind all others."""
        key = part_key(part)
        if key not in self._names or key in self._removed:
            self._removed.discard(key)
            self._names[key] = part
            self._added.append(key)
        old = self._new.get(key)
        if old is not None:
            old.close()
        self._new[key] = data if isinstance(data, PackedStream) else pack(data)

    def write_markup(self, part: str, data: bytes) -> None:
        """Give an XML part new text, in the encoding it has; the same text changes nothing."""
        old = self.read_bytes(part)
        encoding = Encoding(old[:_HEAD], part)
        new = encoding.mark + encoding.from_utf8(data)
        if new != old:
            self.write(part, new)

    def remove(self, part: str) -> None:
        """Take a part away with its relationships and its content type."""
        self._forget(part)
        self.content_types.remove_override(part)
        self._relationships.pop(part_key(part), None)
        own = relationships_name(part)
        if self.exists(own):
            self._forget(own)
            self.content_types.remove_override(own)

    def _forget(self, part: str) -> None:
        key = part_key(part)
        self._removed.add(key)
        stream = self._new.pop(key, None)
        if stream is not None:
            stream.close()
        if key in self._added:
            self._added.remove(key)

    def relationships(self, part: str) -> Relationships:
        """Return the relationships of a part (``""``: of the package), empty where it has none."""
        key = part_key(part)
        if key not in self._relationships:
            name = relationships_name(part)
            data = self.read(name) if self.exists(name) else relationships.EMPTY
            self._relationships[key] = Relationships(part, data, name)
        return self._relationships[key]

    def drop_empty_relationships(self, part: str) -> None:
        """Remove a part's relationships part where nothing is left in it."""
        name = relationships_name(part)
        if self.exists(name) and not self.relationships(part):
            self._forget(name)
            self.content_types.remove_override(name)
            del self._relationships[part_key(part)]

    def reachable(self, roots: Iterable[str]) -> set[str]:
        """Return the keys of all parts that relationships lead to from ``roots``, these included."""
        found: set[str] = set()
        waiting = [root for root in roots if root == "" or self.exists(root)]
        while waiting:
            part = waiting.pop()
            key = part_key(part)
            if key in found:
                continue
            found.add(key)
            if part == "" or self.exists(relationships_name(part)) or key in self._relationships:
                entries = self.relationships(part).entries
                waiting.extend(entry.part for entry in entries if entry.part and self.exists(entry.part))
        found.discard("")
        return found

    def _settle(self) -> None:
        for key, entries in sorted(self._relationships.items()):
            if entries.changed:
                name = relationships_name(self._names.get(key, key))
                data = entries.render()
                if self.exists(name):
                    self.write_markup(name, data)
                else:
                    self.write(name, data)
                    if self.content_types.type_of(name) is None:
                        self.content_types.set_override(name, relationships.CONTENT_TYPE)
        if self.content_types.changed:
            self.write_markup(content_types.NAME, self.content_types.render())

    def save(self, target: Path) -> None:
        """Write the package: members of the source in their order, then what was added."""
        self._settle()
        with target.open("wb") as file:
            writer = ArchiveWriter(file)
            for member in self.archive.members:
                if member.key in self._removed or member.key in self._added:
                    continue
                stream = self._new.get(member.key)
                if stream is None:
                    writer.copy(member, self.archive.stream_raw(member))
                else:
                    writer.add(member.stored_name, stream, utf8=bool(member.info.flag_bits & 0x800))
            for key in self._added:
                name = self._names[key]
                writer.add(name.encode("utf-8"), self._new[key], utf8=not name.isascii())
            writer.finish()

    def members_by_fate(self) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Return the names of members changed, added and removed so far."""
        source = {member.key: member.name for member in self.archive.members}
        changed = tuple(name for key, name in source.items() if key in self._new)
        added = tuple(self._names[key] for key in self._added if key not in source)
        removed = tuple(name for key, name in source.items() if key in self._removed)
        return changed, added, removed

    def close(self) -> None:
        """Let go of the source and of temporary files."""
        for stream in self._new.values():
            stream.close()
        self.archive.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def follow(package: Package, part: str, kind: str) -> Iterator[str]:
    """Yield the existing parts that a part's relationships of a kind lead to."""
    for entry in package.relationships(part).of_kind(kind):
        if package.exists(entry.part):
            yield package.name_of(entry.part)
