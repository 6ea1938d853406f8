"""The codes in headers and footers of pages: where their parts begin, and what is put in."""

from __future__ import annotations

import re

#: Codes of a header: where its parts begin, and what is put in or how it looks.
_PART = re.compile(r"&[LCR]")
_CODE = re.compile(r'&(?:"[^"]*"|[0-9]{1,3}|K[0-9A-Fa-f+-]{5,8}|[A-Za-z])')


def header_parts(text: str) -> list[str]:
    """Return the parts of a page's header, left, middle and right, without codes."""
    parts = (_CODE.sub("", part).replace("&&", "&").strip() for part in _PART.split(text))
    return [part for part in parts if part]
