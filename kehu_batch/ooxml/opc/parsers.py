"""The one set-up of the XML parser: whatever comes from outside is read without document types and entities."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat


def make_parser(
    error: Callable[[], Exception], *, encoding: str | None = None, separator: str | None = None
) -> expat.XMLParserType:
    """Return a parser that refuses document types, and with them entities of any kind.

    Args:
        error: Makes what is raised at one.
        encoding: What the text is in, whatever it declares; as it declares where ``None``.
        separator: Stands between a namespace and a name; names come with their prefix where ``None``.
    """
    parser = expat.ParserCreate(encoding, separator)

    def refuse(*_: object) -> None:
        raise error()

    parser.StartDoctypeDeclHandler = refuse
    return parser
