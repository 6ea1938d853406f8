"""Fold a text so that each folded character keeps its place in the original wording."""

from __future__ import annotations

from kehu_batch.folding import fold_text


class _FoldTable(dict[int, str]):
    """Folds one character at a time, for ``str.translate``; each character is worked out once.

    ``uneven`` collects the characters that do not fold to exactly one.
    """

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = self[code] = fold_text(character)
        if len(folded) != 1:
            self.uneven.add(character)
        return folded


_FOLD_TABLE = _FoldTable()


def fold_with_places(text: str) -> tuple[str, tuple[int, ...] | None]:
    """Fold character by character, so that every folded one has a place in the original."""
    folded = text.translate(_FOLD_TABLE)
    if _FOLD_TABLE.uneven.isdisjoint(text):
        return folded, None
    return folded, tuple(place for place, char in enumerate(text) for _ in _FOLD_TABLE[ord(char)])
