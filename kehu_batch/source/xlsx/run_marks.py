"""Parts of a cell's text that its look takes back or sets apart: struck out, or raised behind a number.

The reader joins all runs of a text. They are marked in the copy that it is given, and the marks are taken out of what
it gives (``source.struck_runs``).
"""

from __future__ import annotations

import re

from kehu_batch.source.struck_runs import CLOSE, CLOSE_PLAIN, OPEN, OPEN_PLAIN
from kehu_batch.source.xlsx.symbol_fonts import show_symbols, symbol_font

_RUN = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)r>((?:(?!</\1r>).)*+)</\1r>", re.DOTALL)
_TEXT = re.compile(rb"(<(?:[A-Za-z_][\w.-]*:)?t\b[^>]*(?<!/)>)([^<]*)(</)")
_STRIKE = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?strike(?:\s+val=[\"'](?:1|true|on)[\"'])?\s*/?>")
_RAISED = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?vertAlign\s+val=[\"']superscript[\"']")
_FONT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?rFont\s+val=[\"']([^\"']*)[\"']")
#: The element with the looks of a run; few sheets have any.
_LOOKS = b"rPr"
_SIGNS = (b"strike", b"superscript", b"ingdings", b"ebdings")


def has_marked_runs(markup: bytes) -> bool:
    """Whether a piece of markup may hold a run that is struck out or raised, or in a font of pictures."""
    # Each sign has this letter, which most sheets lack, and one byte is searched for ten times as fast as more.
    return b"i" in markup and _LOOKS in markup and any(sign in markup for sign in _SIGNS)


def has_runs(markup: bytes) -> bool:
    """Whether a piece of markup may hold runs with looks: beside them, one without has that of its cell."""
    return _LOOKS in markup


def mark_runs(content: bytes) -> bytes:
    """Return a part in which struck runs stand between marks, and what is raised behind a digit behind ``^``.

    What is raised behind a letter (the 2 of m²) stays as it is.
    Ticks and boxes of fonts of pictures are put in, and runs without a look of their own are marked as such.
    """
    done: list[bytes] = []
    place, last = 0, b""
    for run in _RUN.finditer(content):
        if run.start() != place:
            last = b""
        done.append(content[place : run.start()])
        place = run.end()
        text = b"".join(found[2] for found in _TEXT.finditer(run[2]))
        done.append(_marked(run[0], run[2], raised_on=last))
        last = text[-1:] or last
    return b"".join((*done, content[place:]))


def _marked(run: bytes, body: bytes, *, raised_on: bytes) -> bytes:
    named = _FONT.search(body)
    font = symbol_font(named[1].decode("utf-8", "replace")) if named else None
    if font is not None:
        run = _TEXT.sub(
            lambda text: text[1] + show_symbols(text[2].decode("utf-8", "replace"), font).encode() + text[3],
            run,
        )
    if _STRIKE.search(body):
        opened, closed = OPEN.encode(), CLOSE.encode()
    elif raised_on.isdigit() and _RAISED.search(body):
        opened, closed = b"^", b""
    elif _LOOKS not in body:
        opened, closed = OPEN_PLAIN.encode(), CLOSE_PLAIN.encode()
    else:
        return run
    return _TEXT.sub(lambda text: text[1] + opened + text[2] + closed + text[3], run)
