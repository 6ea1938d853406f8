"""What is said of a sheet outside its cells: in the headers and footers of its pages, and in text boxes."""

from __future__ import annotations

import re
from html import unescape

from kehu_batch.ooxml.opc.zip_members import Member
from kehu_batch.source.formats.header_codes import header_parts
from kehu_batch.source.package.input_package import InputPackage
from kehu_batch.source.package.relations import read_relations

_PAGE = re.compile(rb"<(?:[\w.-]+:)?(?:odd|even|first)(?:Header|Footer)[^<>]*>([^<]+)<")
_SHAPE, _SHAPE_END = re.compile(rb"<(?:[\w.-]+:)?sp\b"), re.compile(rb"</(?:[\w.-]+:)?sp>")
_RUN = re.compile(rb"<(?:[\w.-]+:)?t(?:\s[^<>]*)?>([^<]*)</|</(?:[\w.-]+:)?p>")
_MOST = 100


def page_texts(content: bytes) -> list[str]:
    r"""Return the texts of headers and footers that stand in a piece of a sheet's markup.

    Example:
        >>> page_texts(b"<oddHeader>&amp;L\xe5\x8d\x95\xe4\xbd\x8d&amp;R&amp;P/&amp;N</oddHeader>")
        ['单位', '/']
    """
    # They stand behind the rows, which need not be searched.
    behind = content[max(0, content.rfind(b"row>")) :]
    if b"Header" not in behind and b"Footer" not in behind:
        return []
    found = (unescape(match.decode("utf-8", "replace")) for match in _PAGE.findall(behind))
    return [text for one in found for text in header_parts(one)]


def read_text_boxes(package: InputPackage, part: Member) -> list[str]:
    """Return the texts of a sheet's text boxes.

    Args:
        package: The open package.
        part: Member of the sheet.
    """
    relations = read_relations(package, part.name).values()
    texts: list[str] = []
    for drawing in (one.part for one in relations if one.kind == "drawing" and one.part):
        # Cut at their ends first: a drawing of beginnings without ends would be searched to its end from each.
        for piece in _SHAPE_END.split(package.read(drawing), _MOST)[:-1]:
            begun = _SHAPE.search(piece)
            shape = piece[begun.end() :] if begun else b""
            runs = [run.decode("utf-8", "replace") or "\n" for run in _RUN.findall(shape)]
            texts.append(unescape("".join(runs)).strip())
    return [text for text in texts if text]
