"""Feeding expat piece by piece, so that no input costs more than its length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.parsers.expat import ExpatError, XMLParserType

#: Bytes handed over at once: Python's expat cuts longer ones into such pieces itself.
PIECE = 1 << 20

#: Longest tag, comment or instruction. Text between tags is no token and may be of any length.
LONGEST_TOKEN = 16 * PIECE


class OverlongToken(ValueError):
    """A tag that does not end: expat reads it from its start again with each piece, which takes the square of it."""


class NotWellFormed(Exception):
    """A document that is not well-formed.

    Args:
        line: Where, from 1.
    """

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def feed(parser: XMLParserType, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Parse ``chunks`` to the end of a document, handing each on once it was parsed.

    Raises:
        NotWellFormed: It is not; once all of it was asked for.
        OverlongToken: A token is longer than ``LONGEST_TOKEN``.
    """
    try:
        fed = 0
        for chunk in chunks:
            for start in range(0, len(chunk), PIECE):
                piece = chunk[start : start + PIECE]
                parser.Parse(piece, False)
                fed += len(piece)
                if fed - parser.CurrentByteIndex > LONGEST_TOKEN:
                    raise OverlongToken
            yield chunk
        parser.Parse(b"", True)
    except ExpatError as error:
        raise NotWellFormed(error.lineno) from error


def feed_whole(parser: XMLParserType, data: bytes) -> None:
    """Parse a document that is held whole; raises as ``feed`` does."""
    for _ in feed(parser, [data]):
        pass
