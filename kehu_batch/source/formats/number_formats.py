"""Number formats that make an id of a number: what a cell shows where its value lost zeros and letters."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Texts that belong to ids. A format with any other text (0"元") says something of a quantity, not of an id.
_ID_TEXT = re.compile(r"[A-Za-z0-9 ._/#()-]*")
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<place>[0#])|(?P<plain>[-/() ])|(?P<other>.)', re.DOTALL
)


@dataclass(frozen=True, slots=True)
class IdFormat:
    """A format of digit places and fixed texts, such as ``000000`` or ``"KH"0000``.

    Args:
        parts: ``"0"`` for a digit, ``"#"`` for one that may be absent, anything longer or else a text to show,
            marked by a leading ``=``.
    """

    parts: tuple[str, ...]

    def show(self, digits: str) -> str:
        """Return what Excel shows for a whole number, given its digits.

        Example:
            >>> parse_id_format("000-0000").show("1234567"), parse_id_format('"KH"0000').show("7")
            ('123-4567', 'KH0007')
        """
        places = sum(part in {"0", "#"} for part in self.parts)
        left = digits if digits != "0" else ""
        shown: list[str] = []
        for part in self.parts:
            if part.startswith("="):
                shown.append(part[1:])
                continue
            # The first place takes all that is before the others'.
            taken = len(left) - (places - 1)
            places -= 1
            if taken > 0:
                shown.append(left[:taken])
                left = left[taken:]
            elif part == "0":
                shown.append("0")
        return "".join(shown)


def parse_id_format(code: str) -> IdFormat | None:
    """Return the format of an id, ``None`` for any other: of quantities, dates, or a plain ``0``.

    Args:
        code: A format code; its first section counts.

    Example:
        >>> parse_id_format("0.00") is None, parse_id_format('0"元"') is None, parse_id_format("0") is None
        (True, True, True)
    """
    parts: list[str] = []
    for match in _TOKEN.finditer(code):
        if match["other"] == ";":
            break
        if match["other"] is not None:
            return None
        parts.append(match["place"] or "=" + (match["quoted"] or match["escaped"] or match["plain"] or ""))
    texts = "".join(part[1:] for part in parts if part.startswith("="))
    zeros = parts.count("0")
    if not _ID_TEXT.fullmatch(texts) or not zeros:
        return None
    return IdFormat(tuple(parts)) if zeros > 1 or any(map(str.isalpha, texts)) else None
