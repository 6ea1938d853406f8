"""Words in a row, those beyond the first few counted."""

from __future__ import annotations

from collections.abc import Iterable


def join_words(words: Iterable[str], most: int = 4, unit: str = "项") -> str:
    """Return words with 、 between them; those beyond ``most`` as 等N项, or another measure word.

    Example:
        >>> join_words(["甲", "乙", "丙"], 2), join_words(["甲"])
        ('甲、乙等3项', '甲')
    """
    found = list(words)
    text = "、".join(found[:most])
    return f"{text}等{len(found)}{unit}" if len(found) > most else text
