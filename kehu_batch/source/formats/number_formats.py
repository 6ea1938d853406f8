"""Number formats that make an id of a number: what a cell shows where its value lost zeros and letters."""

from __future__ import annotations

import re
from functools import cache

from kehu_batch.currencies import name_pattern
from kehu_batch.records import dataclass

#: Texts that belong to ids. A format with any other text (0"元") says something of a quantity, not of an id.
_ID_TEXT = re.compile(r"[A-Za-z0-9 ._/#()-]*")
#: Words in front of at least two places (``"客户"0000``) belong to ids as well, unless they are of money or measure.
_ID_WORDS = re.compile(r"[\w ._/#()-]*")
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<place>[0#])|(?P<plain>[-/() ])'
    # A colour or a language says nothing of the digits.
    r"|(?P<mute>\[(?:black|blue|cyan|green|magenta|red|white|yellow|color ?[0-9]{1,2}|[黑蓝青绿红白黄]色?"
    r"|颜色[0-9]{1,2}|洋红|\$-[0-9a-f,]+)\])|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
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
        if match["mute"]:
            continue
        parts.append(match["place"] or "=" + (match["quoted"] or match["escaped"] or match["plain"] or ""))
    texts = "".join(part[1:] for part in parts if part.startswith("="))
    zeros = parts.count("0")
    if not zeros or not (_ID_TEXT.fullmatch(texts) or _is_worded_id(parts, texts)):
        return None
    return IdFormat(tuple(parts)) if zeros > 1 or any(map(str.isalpha, texts)) else None


def _is_worded_id(parts: list[str], texts: str) -> bool:
    """Whether words stand before the first of at least two digit places that are always shown, and mean no quantity."""
    return (
        parts[0].startswith("=")
        and parts[0] != "="
        and parts.count("0") > 1
        and "#" not in parts
        and is_id_wording(texts)
    )


@cache
def _no_id_word() -> re.Pattern[str]:
    """Return an expression for words of money and measure."""
    currencies = f"(?<![a-z])(?:{name_pattern()})(?![a-z])"
    return re.compile(f"[元币幣钱分角约共计計]|{currencies}", re.IGNORECASE)


def is_id_wording(texts: str) -> bool:
    """Whether words round digits may belong to an id, and name neither money nor measure.

    Example:
        >>> is_id_wording("客户"), is_id_wording("人民币")
        (True, False)
    """
    return _ID_WORDS.fullmatch(texts) is not None and _no_id_word().search(texts) is None
