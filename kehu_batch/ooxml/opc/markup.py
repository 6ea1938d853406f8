"""XML parts as a tree of places in their bytes, so that a part can be edited and all else kept as it is.

The parser is expat, which refuses documents that are not well-formed. Document types and entities are refused
outright: no office program writes them, and they are how small files become large.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain

from kehu_batch.ooxml.errors import ForbiddenMarkup, MalformedPart
from kehu_batch.ooxml.opc.encoding import Encoding
from kehu_batch.ooxml.opc.parsers import make_parser
from kehu_batch.records import dataclass, field
from kehu_batch.xml_feeding import NotWellFormed, OverlongToken, feed, feed_whole

_TAG = re.compile(rb"""<([^\s/>]+)(?:[^"'>]|"[^"]*"|'[^']*')*>""")
_SEPARATOR = " "
_NO_END = "有一个标记过长或没有结束"
_INTEGER = re.compile(r"-?[0-9]{1,10}")
_DECIMAL = re.compile(r"[0-9]{1,10}(?:\.[0-9]{0,30})?")


@dataclass(slots=True)
class Node:
    """An element.

    Attributes:
        uri: Its namespace, ``""`` for none.
        local: Its name without prefix.
        attributes: By local name, or ``"uri local"`` where they have a namespace.
        start: Offset of its ``<``.
        inner_start: Offset after its start tag.
        inner_end: Offset of its end tag; equal to ``end`` for a self-closed element.
        end: Offset after it.
        text: The character data directly in it.
        children: Elements directly in it, down to the depth asked for.
    """

    uri: str
    local: str
    attributes: dict[str, str]
    start: int
    inner_start: int = 0
    inner_end: int = 0
    end: int = 0
    text: str = ""
    children: list[Node] = field(default_factory=list)

    @property
    def self_closed(self) -> bool:
        """Whether it is written ``<a/>``."""
        return self.inner_start == self.end

    def child(self, local: str) -> Node | None:
        """Return its first child of that name, in whatever namespace."""
        return next((node for node in self.children if node.local == local), None)

    def named(self, local: str) -> list[Node]:
        """Return its children of that name."""
        return [node for node in self.children if node.local == local]

    def descendants(self, local: str) -> list[Node]:
        """Return all elements of that name below it, in document order."""
        # Without recursion: a hostile part may be nested as deep as it is long.
        found: list[Node] = []
        waiting = self.children[::-1]
        while waiting:
            node = waiting.pop()
            if node.local == local:
                found.append(node)
            waiting.extend(reversed(node.children))
        return found

    def number(self, name: str, default: int = 0) -> int:
        """Return an attribute as an integer; ``default`` where it is missing or is none."""
        text = self.attributes.get(name, "").strip()
        return int(text) if _INTEGER.fullmatch(text) else default

    def decimal(self, name: str, default: float) -> float:
        """Return an attribute as a number that is not negative; ``default`` where it is missing or is none."""
        text = self.attributes.get(name, "").strip()
        return float(text) if _DECIMAL.fullmatch(text) else default

    def attribute(self, name: str) -> str | None:
        """Return an attribute by local name, whatever its namespace; one without a namespace wins."""
        if name in self.attributes:
            return self.attributes[name]
        suffix = _SEPARATOR + name
        return next((value for key, value in self.attributes.items() if key.endswith(suffix)), None)


def _tag_at(data: bytes, node: Node) -> re.Match[bytes]:
    match = _TAG.match(data, node.start)
    if match is None:
        raise ValueError(f"no element at offset {node.start}")
    return match


class _Builder:
    def __init__(self, data: bytes, part: str, depth: int) -> None:
        self._data = data
        self._depth = depth
        self._path: list[Node] = []
        self._level = 0
        self.root: Node | None = None
        self.parser = make_parser(partial(forbidden, part), encoding="utf-8", separator=_SEPARATOR)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._level += 1
        if self._level > self._depth:
            return
        uri, _, local = name.rpartition(_SEPARATOR)
        node = Node(uri, local, attributes, self.parser.CurrentByteIndex)
        node.inner_start = _tag_at(self._data, node).end()
        if self._path:
            self._path[-1].children.append(node)
        else:
            self.root = node
        self._path.append(node)

    def _end(self, _name: str) -> None:
        self._level -= 1
        if self._level >= self._depth:
            return
        node = self._path.pop()
        if self._data[node.inner_start - 2 : node.inner_start] == b"/>":
            node.inner_end = node.end = node.inner_start
        else:
            node.inner_end = self.parser.CurrentByteIndex
            node.end = self._data.index(b">", node.inner_end) + 1

    def _characters(self, text: str) -> None:
        if self._level == len(self._path) and self._path:
            self._path[-1].text += text


def forbidden(part: str) -> ForbiddenMarkup:
    """Return the error for a part with a document type or entities."""
    return ForbiddenMarkup(f"部件 {part} 含有不允许的文档类型声明(DTD)", action="请用 Excel 另存后再投递")


def malformed(part: str, why: str) -> MalformedPart:
    """Return the error for a part that is not as its format demands."""
    return MalformedPart(f"部件 {part} 已损坏({why})", action="请用 Excel 打开并另存后再投递")


def parse(data: bytes, part: str, depth: int = 1_000) -> Node:
    """Return the root element of a part.

    Args:
        data: The part in UTF-8, without byte order mark.
        part: Its name, for messages.
        depth: Levels of elements to keep; 1 is the root alone.

    Raises:
        MalformedPart: Not well-formed.
        ForbiddenMarkup: A document type or entities.
    """
    builder = _Builder(data, part, depth)
    try:
        feed_whole(builder.parser, data)
    except NotWellFormed as error:
        raise malformed(part, f"XML 第 {error.line} 行") from error
    except OverlongToken as error:
        raise malformed(part, _NO_END) from error
    finally:
        del builder.parser  # it knows the builder, and the part would stay in memory with both
    if builder.root is None:  # expat demands a root
        raise malformed(part, "没有内容")
    return builder.root


def check_well_formed(chunks: Iterable[bytes], part: str) -> None:
    """Read a part through, and raise what ``parse`` would; for parts too large to hold."""
    pieces = iter(chunks)
    first = next(pieces, b"")
    for _ in well_formed(Encoding(first, part).to_utf8(chain([first], pieces)), part):
        pass


def well_formed(chunks: Iterable[bytes], part: str) -> Iterator[bytes]:
    """Hand a part on piece by piece, raising what ``parse`` would once all of it was asked for.

    Args:
        chunks: The part in UTF-8, without byte order mark.
        part: Its name, for messages.
    """
    parser = make_parser(partial(forbidden, part), encoding="utf-8")
    try:
        yield from feed(parser, chunks)
    except NotWellFormed as error:
        raise malformed(part, f"XML 第 {error.line} 行") from error
    except OverlongToken as error:
        raise malformed(part, _NO_END) from error


def tag_name(data: bytes, node: Node) -> str:
    """Return an element's name as written, prefix included."""
    return _tag_at(data, node)[1].decode("utf-8")


def prefix_of(data: bytes, node: Node) -> str:
    """Return an element's prefix with its colon, or ``""``.

    Example:
        >>> data = b'<x:row xmlns:x="urn:x"/>'
        >>> prefix_of(data, parse(data, "part"))
        'x:'
    """
    prefix, colon, _ = tag_name(data, node).rpartition(":")
    return prefix + colon


def prefix_for(data: bytes, root: Node, uri: str, wanted: str) -> tuple[str, str]:
    """Return a prefix for a namespace, with its colon, and the declaration that its first use needs.

    Example:
        >>> data = b'<a xmlns:rel="urn:r"/>'
        >>> prefix_for(data, parse(data, "part"), "urn:r", "r"), prefix_for(data, parse(data, "part"), "urn:s", "s")
        (('rel:', ''), ('s:', ' xmlns:s="urn:s"'))
    """
    tag = data[root.start : root.inner_start].decode("utf-8")
    bound = re.search(rf"""\sxmlns:([^\s=]+)\s*=\s*["']{re.escape(uri)}["']""", tag)
    return (f"{bound[1]}:", "") if bound else (f"{wanted}:", f' xmlns:{wanted}="{uri}"')


_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_ESCAPED = re.compile('[&<>"\n\r\t]')


def quote_attribute(value: str) -> str:
    """Return ``value`` as it stands between double quotes."""
    return _ESCAPED.sub(lambda match: _ESCAPES[match[0]], value)


class Edits:
    """Changes to a part, by offsets in its original bytes; overlapping ones are a mistake of the caller's."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._edits: list[tuple[int, int, int, bytes]] = []
        self._tags: dict[int, tuple[Node, bytes]] = {}
        self._opened: dict[int, list[bytes]] = {}

    def __bool__(self) -> bool:
        return bool(self._edits or self._tags)

    def replace(self, start: int, end: int, new: bytes) -> None:
        """Put ``new`` in place of the bytes from ``start`` to ``end``."""
        self._edits.append((start, end, len(self._edits), new))

    def insert(self, at: int, new: bytes) -> None:
        """Put ``new`` before the byte at ``at``, after what was inserted there before."""
        self.replace(at, at, new)

    def delete(self, node: Node) -> None:
        """Take an element out."""
        self.replace(node.start, node.end, b"")

    def insert_child(self, parent: Node, at: int, new: bytes) -> None:
        """Put ``new`` at an offset inside an element; in a self-closed one, after what was put there before."""
        if not parent.self_closed:
            self.insert(at, new)
            return
        self._tags.setdefault(parent.start, (parent, self._tag(parent)))
        self._opened.setdefault(parent.start, []).append(new)

    def append_children(self, node: Node, new: bytes) -> None:
        """Put ``new`` at the end of an element."""
        self.insert_child(node, node.inner_end, new)

    def _tag(self, node: Node) -> bytes:
        return self.data[node.start : node.inner_start]

    def set_attributes(self, node: Node, changes: dict[str, str | None]) -> None:
        """Set attributes of an element by the names they are written with; ``None`` takes one away."""
        _, tag = self._tags.get(node.start, (node, self._tag(node)))
        for name, value in changes.items():
            tag = with_attribute(tag, name, value)
        self._tags[node.start] = (node, tag)

    def _changed_tags(self) -> Iterator[tuple[int, int, int, bytes]]:
        """Yield start tags that changed, those that were self-closed with what now stands in their element."""
        for start, (node, tag) in self._tags.items():
            inner = self._opened.get(start)
            if inner is None:
                yield start, node.inner_start, -1, tag
                continue
            name = tag_name(self.data, node).encode("utf-8")
            whole = tag[:-2].rstrip() + b">" + b"".join(inner) + b"</" + name + b">"
            yield start, node.inner_start, -1, whole

    def result(self) -> bytes:
        """Return the part with all changes made."""
        pieces: list[bytes] = []
        position = 0
        # An insertion at a tag's offset has the same start, but ends there: it stays before the tag.
        for start, end, _, new in sorted([*self._edits, *self._changed_tags()]):
            if start < position:
                raise ValueError("overlapping edits")
            pieces.append(self.data[position:start])
            pieces.append(new)
            position = end
        pieces.append(self.data[position:])
        return b"".join(pieces)


def with_attribute(tag: bytes, name: str, value: str | None) -> bytes:
    """Return a start tag with an attribute set, or taken away where ``value`` is ``None``.

    Example:
        >>> with_attribute(b'<c r="A1" s="3"/>', "s", "7"), with_attribute(b'<c r="A1">', "r", None)
        (b'<c r="A1" s="7"/>', b'<c>')
    """
    pattern = rb"""\s+%s\s*=\s*(?:"[^"]*"|'[^']*')""" % re.escape(name).encode("utf-8")
    new = b"" if value is None else f' {name}="{quote_attribute(value)}"'.encode()
    changed, count = re.subn(pattern, lambda _: new, tag, count=1)
    if count or not new:
        return changed
    stop = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:stop].rstrip() + new + tag[stop:]
