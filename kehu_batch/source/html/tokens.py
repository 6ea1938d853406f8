"""Split a web page into tags, texts and comments, as a browser does.

The standard library's parser takes several times as long, and on some markup that never ends the square of its
length. Here each character is looked at a bounded number of times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from html import unescape

#: A tag up to its end or that of the page; in an attribute's value after ``=`` a quoted ``>`` does not end it.
_TAG = re.compile(
    r"<(?:(/?[A-Za-z][^\s/>]*+)((?:[^>\"'=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?|[\"'])*+)(>?)|(!--)|[!?/])"
)
_ATTRIBUTE = re.compile(r"([^\s/=>\"'][^\s/=>]*+)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]*+)))?")
#: What most cells are: text, and the end of the cell.
_PLAIN_CELL = re.compile(r"([^<]*+)</t[dh]\s*+>", re.IGNORECASE)
_CELLS = frozenset({"td", "th"})
#: Elements whose content is no markup.
_RAW = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xml", "xmp", "iframe", "noembed", "noframes")
}


class Token(Enum):
    """What a piece of a page is."""

    START = "start"
    END = "end"
    TEXT = "text"
    #: A cell with nothing but text in it, from its start tag to its end tag.
    CELL = "cell"
    #: The content of an element of its own kind, such as a style sheet; its name comes with it.
    RAW = "raw"
    #: The page ends inside a tag or a comment.
    CUT = "cut"


def tokens(page: str) -> Iterator[tuple[Token, str, str, str]]:
    """Yield the pieces of a page in order: what it is, an element's name in lower case, its attributes, its text.

    Attributes are as written, see ``attributes``. Entities in texts are decoded, but not in those of ``RAW``.

    Example:
        >>> [(kind.value, *rest) for kind, *rest in tokens("<P a=1>x &lt; y<TD>z</td>")]
        [('start', 'p', ' a=1', ''), ('text', '', '', 'x < y'), ('cell', 'td', '', 'z')]
    """
    at = 0
    while tag := _TAG.search(page, at):
        if tag.start() > at:
            yield Token.TEXT, "", "", decoded(page[at : tag.start()])
        name = tag[1]
        if name is None:
            at = _end_of_comment(page, tag)
        elif not tag[3]:
            at = -1
        elif name[0] == "/":
            at = tag.end()
            yield Token.END, name[1:].lower(), "", ""
        else:
            name, at = name.lower(), tag.end()
            cell = _PLAIN_CELL.match(page, at) if name in _CELLS else None
            if cell:
                at = cell.end()
                yield Token.CELL, name, tag[2], decoded(cell[1])
                continue
            yield Token.START, name, tag[2], ""
            if name in _RAW and not tag[2].endswith("/"):
                closing = _RAW[name].search(page, at)
                yield Token.RAW, name, "", page[at : closing.start() if closing else None]
                at = closing.start() if closing else -1
        if at < 0:
            yield Token.CUT, "", "", ""
            return
    if at < len(page):
        yield Token.TEXT, "", "", decoded(page[at:])


def _end_of_comment(page: str, opening: re.Match[str]) -> int:
    """Return where a comment ends, or anything else that is passed over like one; -1 where it does not."""
    if opening[4]:
        # "<!-->" is a whole comment.
        end = page.find("-->", opening.end() - 2)
        return end + 3 if end >= 0 else -1
    return page.find(">", opening.end()) + 1 or -1


def attributes(text: str) -> dict[str, str]:
    """Return the attributes of a start tag by their names in lower case; the first of two counts, as in a browser."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        found.setdefault(match[1].lower(), decoded(match[2] or match[3] or match[4] or ""))
    return found


def decoded(text: str) -> str:
    """Return a text with its character references replaced; one that stands for no character stays as it is."""
    if "&" not in text:
        return text
    try:
        return unescape(text)
    except ValueError:
        # More digits than an integer may have.
        return text
