"""Parts that are not in UTF-8: worked on as UTF-8, put back as they were.

Markup is found by scanning bytes, which is only sound where ``<`` is one byte and never part of another character.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from kehu_batch.ooxml.errors import MalformedPart

_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: So much of a part tells its encoding.
_HEAD = 512
_UNMARKED: tuple[tuple[bytes, str], ...] = ((b"<\x00?\x00", "utf-16-le"), (b"\x00<\x00?", "utf-16-be"))


class Encoding:
    """How a part's bytes stand for its text: a codec, and the byte order mark before it.

    Args:
        head: The first bytes of the part, some hundred at least unless it is shorter.
        part: Its name, for messages.

    Raises:
        MalformedPart: An encoding is declared that does not exist.
    """

    def __init__(self, head: bytes, part: str) -> None:
        self.part = part
        self.mark, self.codec = next(
            ((mark, codec) for mark, codec in _MARKS if head.startswith(mark)), (b"", "")
        )
        if not self.codec:
            self.codec = next((codec for start, codec in _UNMARKED if head.startswith(start)), "")
        if not self.codec:
            declared = _DECLARED.match(head)
            self.codec = declared[1].decode("ascii") if declared else "utf-8"
            if self.codec.lower().startswith(("utf-16", "utf-32", "ucs")):
                self.codec = "utf-8"  # a declaration that can be read as ASCII cannot be true
        try:
            self.codec = codecs.lookup(self.codec).name
        except LookupError as error:
            raise self._undecodable() from error
        self.is_utf8 = self.codec in {"utf-8", "ascii"}

    def _undecodable(self) -> MalformedPart:
        return MalformedPart(
            f"部件 {self.part} 的文字编码 {self.codec} 无法识别", action="请用 Excel 另存后再投递"
        )

    def to_utf8(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the text of ``chunks`` in UTF-8, without the mark."""
        skip = len(self.mark)
        decoder = codecs.getincrementaldecoder(self.codec)()
        try:
            for whole in chunks:
                chunk, skip = whole[skip:], max(0, skip - len(whole))
                yield chunk if self.is_utf8 else decoder.decode(chunk).encode("utf-8")
            if not self.is_utf8:
                decoder.decode(b"", final=True)
        except UnicodeError as error:
            raise self._undecodable() from error

    def from_utf8(self, data: bytes) -> bytes:
        """Return ``data`` in the part's own encoding, without the mark; what it lacks as character references."""
        return data if self.is_utf8 else data.decode("utf-8").encode(self.codec, "xmlcharrefreplace")


def to_utf8(data: bytes, part: str) -> bytes:
    """Return a part that is held whole in UTF-8, without byte order mark.

    Raises:
        MalformedPart: Its encoding does not exist, or its text is not in it.
    """
    return b"".join(Encoding(data[:_HEAD], part).to_utf8([data]))
