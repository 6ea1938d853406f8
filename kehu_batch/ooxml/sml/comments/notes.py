"""The notes of a sheet (its legacy comments part): ours marked, those of others kept.

A note of ours starts with the line ``【mark】``. Where a cell has a note of someone else's, ours follows it below
the line ``――【mark】――``; taking ours off cuts there, and what stood below goes with it.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from kehu_batch.cells import parse_ref
from kehu_batch.ooxml.opc.markup import Edits, Node, parse, prefix_of
from kehu_batch.ooxml.sml.text import clean, escape, text_element, unescape
from kehu_batch.ooxml.sml.vocabulary import SPREADSHEET, SPREADSHEET_STRICT, XML_DECLARATION
from kehu_batch.records import dataclass

_THREADED = "tc="


def empty_notes(*, strict: bool) -> bytes:
    """Return a comments part without comments."""
    uri = SPREADSHEET_STRICT if strict else SPREADSHEET
    return (
        f'{XML_DECLARATION}<comments xmlns="{uri}"><authors></authors><commentList></commentList></comments>'
    ).encode()


@dataclass(frozen=True, slots=True)
class NoteMark:
    """How our notes are told from others.

    Attributes:
        marker: The mark.
    """

    marker: str

    @property
    def opening(self) -> str:
        """First line of a note that is all ours."""
        return f"【{self.marker}】"

    @property
    def divider(self) -> str:
        """Line between someone else's note and ours."""
        return f"――【{self.marker}】――"

    def is_whole(self, text: str) -> bool:
        """Return whether all of a note is ours."""
        return text.lstrip().startswith(self.opening)

    def cut(self, text: str) -> int | None:
        """Return how many characters of someone else's note precede ours; ``None`` where ours is not in it.

        Of the white space before ours only the one line break is ours, too: Excel often ends a note with one.
        """
        found = re.search(r"\n?" + re.escape(self.divider), text)
        return None if found is None else found.start()


def _shown(node: Node) -> str:
    return unescape(node.text).replace("\r\n", "\n").replace("\r", "\n")


def _text_nodes(comment: Node) -> list[Node]:
    """Return the elements that hold a note's text, phonetic hints left out."""
    text = comment.child("text")
    if text is None:
        return []
    nodes: list[Node] = []
    for child in text.children:
        if child.local == "t":
            nodes.append(child)
        elif child.local == "r":
            nodes.extend(child.named("t"))
    return nodes


class Notes:
    """The comments part of one sheet.

    Args:
        data: The part in UTF-8.
        part: Its name, for messages.
        mark: Ours.
    """

    def __init__(self, data: bytes, part: str, mark: NoteMark) -> None:
        self._data = data
        self._mark = mark
        root = parse(data, part)
        self._root = root
        self._prefix = prefix_of(data, root)
        authors = root.child("authors")
        self._authors_node = authors
        self._authors = [author.text for author in authors.children] if authors else []
        listed = root.child("commentList")
        self._list_node = listed
        self._comments = {
            node.attributes.get("ref", "").replace("$", "").upper(): node
            for node in (listed.named("comment") if listed else [])
        }

    @property
    def cells(self) -> frozenset[str]:
        """Cells that bear a note."""
        return frozenset(self._comments)

    def threaded(self) -> frozenset[str]:
        """Cells whose note only stands for a threaded comment."""
        threaded = {index for index, author in enumerate(self._authors) if author.startswith(_THREADED)}
        return frozenset(
            cell for cell, node in self._comments.items() if node.number("authorId", -1) in threaded
        )

    def text_of(self, cell: str) -> str:
        """Return what a cell's note says."""
        return "".join(_shown(node) for node in _text_nodes(self._comments[cell]))

    def stripped(self) -> tuple[bytes, frozenset[str]]:
        """Return the part without our notes, and the cells that have none left."""
        edits = Edits(self._data)
        gone: set[str] = set()
        for cell, node in self._comments.items():
            text = self.text_of(cell)
            keep = self._mark.cut(text)
            if self._mark.is_whole(text):
                edits.delete(node)
                gone.add(cell)
            elif keep is not None:
                self._cut(edits, node, keep)
        self._drop_author(edits, gone)
        return edits.result(), frozenset(gone)

    def _drop_author(self, edits: Edits, gone: Collection[str]) -> None:
        """Take our name off the authors where it is the last and nothing is by us: no number changes."""
        last = len(self._authors) - 1
        kept = (node for cell, node in self._comments.items() if cell not in gone)
        if self._authors_node is None or last < 0 or self._authors[last] != self._mark.marker:
            return
        if all(node.attributes.get("authorId") != str(last) for node in kept):
            edits.delete(self._authors_node.children[last])

    def _cut(self, edits: Edits, comment: Node, keep: int) -> None:
        text = comment.child("text")
        for child in text.children if text else []:
            holder = child if child.local == "t" else child.child("t") if child.local == "r" else None
            if holder is None:
                continue
            shown = _shown(holder)
            if keep >= len(shown):
                keep -= len(shown)
            elif keep <= 0:
                edits.delete(child)
            else:
                edits.replace(holder.start, holder.end, text_element(shown[:keep], self._prefix).encode())
                keep = 0

    def with_notes(self, notes: dict[str, str]) -> tuple[bytes, dict[str, str]]:
        """Return the part with notes of ours added.

        Args:
            notes: Cell to text. The part must bear none of ours.

        Returns:
            The part, and for each of these cells the text that its note now has.
        """
        edits = Edits(self._data)
        author = self._author(edits)
        added: list[str] = []
        texts: dict[str, str] = {}
        for cell in sorted(notes, key=parse_ref):
            note = clean(notes[cell]).strip()
            existing = self._comments.get(cell)
            if existing is None:
                texts[cell] = f"{self._mark.opening}\n{note}"
                added.append(self._comment(cell, author, texts[cell]))
            else:
                below = f"\n{self._mark.divider}\n{note}"
                texts[cell] = self.text_of(cell) + below
                self._append(edits, existing, below)
        if self._list_node is None:
            name = f"{self._prefix}commentList"
            edits.append_children(self._root, f"<{name}>{''.join(added)}</{name}>".encode())
        elif added:
            edits.append_children(self._list_node, "".join(added).encode("utf-8"))
        return edits.result(), texts

    def _author(self, edits: Edits) -> int:
        """Return our number among the authors."""
        if self._mark.marker in self._authors:
            return self._authors.index(self._mark.marker)
        new = f"<{self._prefix}author>{escape(self._mark.marker)}</{self._prefix}author>"
        if self._authors_node is None:
            new = f"<{self._prefix}authors>{new}</{self._prefix}authors>"
            edits.insert_child(self._root, self._root.inner_start, new.encode("utf-8"))
        else:
            edits.append_children(self._authors_node, new.encode("utf-8"))
        return len(self._authors)

    def _run(self, text: str) -> str:
        prefix = self._prefix
        look = f'<{prefix}rPr><{prefix}sz val="9"/><{prefix}color indexed="81"/></{prefix}rPr>'
        return f"<{prefix}r>{look}{text_element(text, prefix)}</{prefix}r>"

    def _comment(self, cell: str, author: int, text: str) -> str:
        prefix = self._prefix
        inner = f"<{prefix}text>{self._run(text)}</{prefix}text>"
        return f'<{prefix}comment ref="{cell}" authorId="{author}">{inner}</{prefix}comment>'

    def _append(self, edits: Edits, comment: Node, below: str) -> None:
        """Append a run to someone else's note; plain text becomes a run first, for readers take only one kind."""
        text = comment.child("text")
        run = self._run(below).encode("utf-8")
        if text is None:
            holder = f"{self._prefix}text"
            edits.append_children(comment, f"<{holder}>".encode() + run + f"</{holder}>".encode())
            return
        if text.self_closed:
            edits.append_children(text, run)
            return
        name = f"{self._prefix}r".encode()
        end = text.inner_start
        for child in text.children:
            if child.local == "t":
                edits.insert(child.start, b"<" + name + b">")
                edits.insert(child.end, b"</" + name + b">")
            if child.local in {"t", "r"}:
                end = child.end
        edits.insert(end, run)
