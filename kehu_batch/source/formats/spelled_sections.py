"""Sections of number formats that show another text than the number's digits with something round them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial

#: Returns what a number shows; ``None`` where it shows its digits after all.
Spelling = Callable[[float], str | None]
#: Whole numbers up to here have all of their digits.
_EXACT = 1e15
#: A number is the fraction that it is shown as, and not merely near it, within this.
_NEAR = 1e-9
#: A denominator that a format writes out.
_FIXED = re.compile("[1-9][0-9]{0,3}")
#: Unquoted marks that Excel shows as they stand; any other letter makes a code that is not Excel's (``Standard``).
_SHOWN_BARE = frozenset(" $-+/():!^&'~{}<>=￥¥（）、，。：；年月日时分秒")


def text_instead(tokens: Sequence[re.Match[str]]) -> str | None:
    """Return the text that a section without digit places shows, outer blanks left out.

    ``None`` where the section is no code of Excel's, and says nothing.
    """
    if any((token["plain"] or "") not in _SHOWN_BARE for token in tokens if token["plain"]):
        return None
    marks = (
        token["quoted"] or token["escaped"] or token["plain"] or token["money"] or "" for token in tokens
    )
    return "".join(marks).strip()


def spelling_of(tokens: Sequence[re.Match[str]]) -> Spelling | None:
    """Return how a section with digit places spells a number; ``None`` where it shows its digits in one run.

    Fractions (``# ?/?``), words among the digits (``0000"年"00"月"00"日"``) and digits that are always shown beside a
    word (``0000"号"``) are spelled. Of the latter two a number that is not whole, or negative, shows its digits.
    """
    places = [place for place, token in enumerate(tokens) if token["digits"]]
    inside = tokens[places[0] : places[-1] + 1]
    if any(token["point"] or token["percent"] or len(token["digits"] or "0") > 1 for token in tokens):
        return None
    stroke = next((at for at in range(places[0] + 1, len(tokens)) if tokens[at]["plain"] == "/"), None)
    if stroke is not None:
        below = "".join(token["digits"] or token["plain"] or "" for token in tokens[stroke + 1 :]).strip()
        fixed = int(below) if _FIXED.fullmatch(below) else 0
        return partial(_spell_fraction, fixed=fixed)
    words = "".join(map(_text, inside))
    # Zeros that are always shown, with a word behind them: 0007号.
    padded = len(inside) > 1 and all(token["digits"] == "0" for token in inside) and len(tokens) > len(inside)
    if (padded or any(map(_parts_digits, words))) and not any(token["thousand"] for token in tokens):
        parts = tuple(token["digits"] or "=" + _text(token) for token in tokens)
        return lambda number: _spell_places(number, parts)
    return None


def _parts_digits(mark: str) -> bool:
    """Whether a mark among digits makes parts of them that are no thousands: 2023年11月, 2023-11."""
    return mark.isalpha() or mark in "-/:："


def _text(token: re.Match[str]) -> str:
    return token["quoted"] or token["escaped"] or token["plain"] or ""


def _spell_places(number: float, parts: Sequence[str]) -> str | None:
    if not (number.is_integer() and 0 <= number < _EXACT):
        return None
    left = str(int(number)) if number else ""
    places = sum(not part.startswith("=") for part in parts)
    shown: list[str] = []
    for part in parts:
        if part.startswith("="):
            shown.append(part[1:])
            continue
        # The first place takes all that is before the others'.
        places -= 1
        taken = len(left) - places
        shown.append(left[: max(taken, 0)] or ("0" if part == "0" else ""))
        left = left[max(taken, 0) :]
    return "".join(shown).strip()


def _spell_fraction(number: float, fixed: int) -> str | None:
    """Return a number as the fraction that it is, of the denominator that its format fixes (``# ?/10``) if any."""
    part = abs(number) * fixed
    if fixed and 0 < part <= fixed and abs(part - round(part)) <= _NEAR * fixed:
        return f"{'-' if number < 0 else ''}{round(part)}/{fixed}"
    near = Fraction(abs(number)).limit_denominator(999)
    whole, rest = divmod(near.numerator, near.denominator)
    if abs(float(near) - abs(number)) > _NEAR or not rest:
        return None
    sign = "-" if number < 0 else ""
    return f"{sign}{whole} {rest}/{near.denominator}" if whole else f"{sign}{rest}/{near.denominator}"
