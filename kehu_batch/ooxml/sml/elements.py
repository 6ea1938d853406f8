"""Small elements as values, so that two can be compared however they were written."""

from __future__ import annotations

from kehu_batch.ooxml.opc.markup import Node, quote_attribute
from kehu_batch.ooxml.sml.text import escape
from kehu_batch.records import dataclass

_TOO_LONG = 10


def whole_number(text: str | None) -> int:
    """Return an attribute's text as an integer, 0 where there is none, or one too long to be meant."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < _TOO_LONG else 0


@dataclass(frozen=True, slots=True)
class Element:
    """An element without its namespace: equal when name, attributes, text and children are.

    Attributes that have a namespace of their own are left out; in styles they only say which
    program last touched the element.
    """

    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Element, ...] = ()
    text: str = ""

    def get(self, attribute: str, default: str = "") -> str:
        """Return an attribute."""
        return next((value for key, value in self.attributes if key == attribute), default)

    def number(self, attribute: str) -> int:
        """Return an attribute as an integer, 0 where it is missing or is none."""
        return whole_number(self.get(attribute))

    def child(self, name: str) -> Element | None:
        """Return the first child of that name."""
        return next((child for child in self.children if child.name == name), None)

    def having(self, **changes: str | None) -> Element:
        """Return the element with attributes set, or taken away where ``None``."""
        attributes = dict(self.attributes)
        for key, value in changes.items():
            if value is None:
                attributes.pop(key, None)
            else:
                attributes[key] = value
        return Element(self.name, tuple(sorted(attributes.items())), self.children, self.text)

    def render(self, prefix: str) -> str:
        """Return the element as XML, every name with ``prefix``."""
        attributes = "".join(f' {key}="{quote_attribute(value)}"' for key, value in self.attributes)
        if not self.children and not self.text:
            return f"<{prefix}{self.name}{attributes}/>"
        inner = "".join(child.render(prefix) for child in self.children)
        return f"<{prefix}{self.name}{attributes}>{escape(self.text)}{inner}</{prefix}{self.name}>"


def element(name: str, *children: Element, **attributes: str) -> Element:
    """Return a new element.

    Example:
        >>> element("fill", element("patternFill", patternType="none")).render("x:")
        '<x:fill><x:patternFill patternType="none"/></x:fill>'
    """
    return Element(name, tuple(sorted(attributes.items())), children)


def element_of(node: Node) -> Element:
    """Return a parsed element as a value."""
    attributes = tuple(sorted((key, value) for key, value in node.attributes.items() if " " not in key))
    children = tuple(element_of(child) for child in node.children)
    return Element(node.local, attributes, children, node.text.strip())
