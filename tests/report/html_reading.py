"""Reads a page as a strict reader would: every tag closed in order, every attribute seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "hr", "img", "input", "wbr"}


@dataclass(slots=True)
class Element:
    """One element with its attributes, its place in the tree and the text right inside it."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def find(self, tag: str, **attributes: str) -> list[Element]:
        """Return the elements below this one with a tag and attributes (``class_`` for class)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            item
            for item in self.walk()
            if item.tag == tag and all(item.attributes.get(name) == value for name, value in wanted.items())
        ]

    def walk(self) -> Iterator[Element]:
        for child in self.children:
            yield child
            yield from child.walk()

    def all_text(self) -> str:
        """Return the text of this element and all below it, in no particular order of nesting."""
        return " ".join(
            [self.text, *(item.text for item in self.walk() if item.tag not in {"style", "script"})]
        )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {}, None)
        self.here = self.root
        self.errors: list[str] = []
        self.unbroken = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(set(names)) != len(names):
            self.errors.append(f"attribute twice in <{tag}> at {self.getpos()}")
        if (dict(attrs).get("class") or "").startswith("whole"):
            self.unbroken = True  # a date or a number in a text, which it stays a part of
            return
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.unbroken:
            self.unbroken = False
            return
        if self.here.tag != tag or self.here.parent is None:
            self.errors.append(f"</{tag}> closes <{self.here.tag}> at {self.getpos()}")
            return
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.pieces.append(data)


def read_page(page: str) -> Element:
    """Return the page's tree.

    Raises:
        AssertionError: A tag is closed out of order or not at all, or an attribute stands twice.
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert reader.errors == []
    assert reader.here is reader.root, f"<{reader.here.tag}> is not closed"
    return reader.root
