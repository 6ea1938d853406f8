"""File names made from what a customer's sheet says: safe on every system, and each once."""

from __future__ import annotations

import re
import unicodedata

_UNNAMED = "未命名"
_FORBIDDEN = re.compile(
    r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]'
)
#: Names that Windows keeps for devices, whatever suffix follows.
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE
)
_EDGES = " .\u3000"
#: Leaves room for a number and a suffix below the 255 bytes that a name may have.
_MOST_BYTES = 180


def safe_stem(text: str) -> str:
    """Return a text as a file name without its suffix; never empty, never a path.

    Example:
        >>> safe_stem("../王敏"), safe_stem("CON"), safe_stem(" . ")
        ('_王敏', 'CON_', '未命名')
    """
    stem = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", text)).strip(_EDGES)
    stem = stem.encode("utf-8")[:_MOST_BYTES].decode("utf-8", "ignore").strip(_EDGES)
    if not stem:
        return _UNNAMED
    return f"{stem}_" if _RESERVED.fullmatch(stem) else stem


class UniqueNames:
    """Gives each text a name of its own in one folder, also where case does not count."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, text: str) -> str:
        """Return a stem that no earlier text was given; a number in brackets tells equal ones apart."""
        stem = safe_stem(text)
        name, number = stem, 1
        while self._fold(name) in self._taken:
            number += 1
            name = f"{stem}({number})"
        self._taken.add(self._fold(name))
        return name

    @staticmethod
    def _fold(name: str) -> str:
        return unicodedata.normalize("NFKC", name).casefold()
