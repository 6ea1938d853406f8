"""Texts in the records of .xls: byte strings of a code page up to Excel 95, compressed or wide Unicode since."""

from __future__ import annotations

import codecs
import struct
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from kehu_batch.source.struck_runs import with_struck_runs

_WIDE, _PHONETIC, _RICH = 0x01, 0x04, 0x08
#: Code pages whose Python name is not ``cp`` and the number.
_CODECS = {
    367: "ascii",
    10000: "mac_roman",
    10001: "shift_jis",
    10002: "big5",
    10003: "euc_kr",
    10006: "mac_greek",
    10007: "mac_cyrillic",
    10008: "gb2312",
    10029: "mac_latin2",
    10079: "mac_iceland",
    10081: "mac_turkish",
    936: "gb18030",
    1200: "utf-16-le",
    1361: "johab",
    32768: "mac_roman",
    32769: "cp1252",
}
#: Files of before Excel 97 that do not state theirs come from programs that wrote in the system's: ours is Chinese.
DEFAULT_CODEC = "gb18030"


def codec_of(code_page: int) -> str:
    """Return the codec of a code page that a file states.

    Raises:
        LookupError: There is none.
    """
    return codecs.lookup(_CODECS.get(code_page, f"cp{code_page}")).name


def read_byte_text(data: bytes, start: int, length_bytes: int, codec: str) -> str:
    """Return a text that begins with its length in bytes."""
    length = int.from_bytes(data[start : start + length_bytes], "little")
    start += length_bytes
    return data[start : start + length].decode(codec, "replace")


def read_unicode_text(data: bytes, start: int, length_bytes: int) -> str:
    """Return a text that begins with its length in characters; one that is cut comes as long as it is."""
    length = int.from_bytes(data[start : start + length_bytes], "little")
    return TextPieces((data[start + length_bytes :],)).take_text(length)


class TextPieces:
    """Texts that lie one after the other in a record and in those that continue it.

    Args:
        pieces: Content of the records. Where a text goes on in the next, that begins with flags of its own.
        start: Where the first one begins.
        striking: Fonts that strike out: runs of these are marked.
    """

    def __init__(
        self, pieces: Sequence[bytes], start: int = 0, striking: AbstractSet[int] = frozenset()
    ) -> None:
        self._pieces = pieces
        self._striking = striking
        self._number = 0
        self._at = start

    def take_texts(self, count: int) -> list[str]:
        """Return as many texts as there are, each with its length before it, up to ``count``."""
        texts: list[str] = []
        while len(texts) < count and self._more():
            (length,) = struct.unpack_from("<H", self._pieces[self._number], self._at)
            self._at += 2
            texts.append(self.take_text(length))
        return texts

    def take_text(self, length: int) -> str:
        """Return a text of so many characters, which begins with its flags; how it is read aloud is passed."""
        piece = self._pieces[self._number]
        flags = piece[self._at]
        self._at += 1
        passed = rich = 0
        if flags & _RICH:
            rich = 4 * struct.unpack_from("<H", piece, self._at)[0]
            self._at += 2
        if flags & _PHONETIC:
            passed += struct.unpack_from("<I", piece, self._at)[0]
            self._at += 4
        text = self._characters(length, flags)
        if rich:
            runs = [*struct.iter_unpack("<HH", self._take(rich))]
            text = with_struck_runs(text, runs, self._striking)
        if passed:
            self._take(passed)
        return text

    def _characters(self, length: int, flags: int) -> str:
        wide = b""
        while True:
            piece = self._pieces[self._number]
            width = 2 if flags & _WIDE else 1
            here = min(length, (len(piece) - self._at) // width)
            raw = piece[self._at : self._at + here * width]
            self._at += here * width
            length -= here
            if not length and not wide:
                return raw.decode("utf-16-le" if flags & _WIDE else "latin-1", "replace")
            # Half of a character beyond the first plane may stand in either piece: they are decoded as one.
            wide += raw if flags & _WIDE else raw.decode("latin-1").encode("utf-16-le")
            if not length or self._number + 1 == len(self._pieces):
                return wide.decode("utf-16-le", "replace")
            self._number += 1
            flags = self._pieces[self._number][0]
            self._at = 1

    def _take(self, count: int) -> bytes:
        """Return what comes next, which may go on in the next piece; in whole fours where it ends before."""
        taken = b""
        while len(taken) < count and self._more():
            piece = self._pieces[self._number][self._at : self._at + count - len(taken)]
            self._at += len(piece)
            taken += piece
        return taken[: len(taken) // 4 * 4]

    def _more(self) -> bool:
        """Whether anything is left; goes on to the next piece at the end of one."""
        while self._at >= len(self._pieces[self._number]):
            if self._number + 1 == len(self._pieces):
                return False
            self._number += 1
            self._at = 0
        return True
