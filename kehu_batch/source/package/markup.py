"""Small parts of markup, element by element."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kehu_batch.ooxml.opc.parsers import make_parser
from kehu_batch.ooxml.opc.zip_members import Member
from kehu_batch.source import refusals
from kehu_batch.source.package.input_package import InputPackage
from kehu_batch.xml_feeding import NotWellFormed, OverlongToken, feed_whole

Attributes = dict[str, str]


def visit_elements(package: InputPackage, part: Member, visit: Callable[[str, Attributes], None]) -> None:
    """Call ``visit`` with the local name and attributes of each element of a small part.

    Raises:
        InputRejected: ``not_a_spreadsheet``: it declares entities; ``too_large``: it is too deep; ``damaged``.
    """
    file, nesting = package.file, package.limits.nesting
    depth = 0

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > nesting:
            raise refusals.too_deep(file, nesting)
        visit(tag.rsplit(":", 1)[-1], {key.rsplit(":", 1)[-1]: value for key, value in attributes.items()})

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    content = package.read(part)
    parser = make_parser(partial(refusals.declares_entities, file))
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        feed_whole(parser, content)
    except (NotWellFormed, OverlongToken, LookupError, ValueError) as error:
        # The latter two for encodings that are none, or that the parser has not got.
        raise refusals.damaged(file, "XML 不完整") from error
