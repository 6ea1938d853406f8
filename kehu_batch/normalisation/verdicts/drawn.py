"""Scores that are drawn: ``★★★½☆``, ``●●●○○``, ``❤️❤️🤍``, ``⭐×5``, and digits on keycaps."""

from __future__ import annotations

import re

from kehu_batch.normalisation.verdicts.numbers import STARS_FULL, USUAL_MARKS

STARS, HOLLOW_STARS = "★⭐🌟", "☆"
#: Signs that show a mood; how many stand in a row means nothing unless it is said of how many.
MOODS = frozenset("😀🙂😊👍")
_HEARTS, _EMPTY_HEARTS = "❤♥💖💗💙💚💛🧡", "🤍♡🖤"
#: Signs of which a row alone says nothing, as nobody knows of how many they are.
NEED_MARK = MOODS | frozenset(_HEARTS)
#: Filled signs with the empty ones that complete them; a circle is empty in every width.
_PAIRS = (
    (_HEARTS, _EMPTY_HEARTS),
    ("●⚫🔴🟢🟡🔵🟠", "○〇⚪"),
    ("■◼⬛🟩🟨🟥🟦", "□◻⬜"),
    ("◆", "◇"),
    ("▰▮", "▱▯"),
)
_SHOWN = "\ufe0f?"
_TIMES = r"\s?[×x*✕✖]\s?"
_ROWS = "|".join(rf"(?:[{full}]{_SHOWN})+(?:[{empty}]{_SHOWN})+(?![{full}])" for full, empty in _PAIRS)
_ANY = "".join(full + empty for full, empty in _PAIRS)
#: Any of these may be a drawn score, for use inside a character class.
DRAWN = STARS + "".join(sorted(MOODS)) + "".join(full for full, _ in _PAIRS)
#: Pictures of any kind, likewise.
PICTURES = "\u2600-\u27bf\U0001f300-\U0001faff"
#: A part of a pattern; ``count_signs`` reads its groups.
SIGNS = (
    rf"(?<![{STARS}]\ufe0f)(?<![{STARS}{HOLLOW_STARS}])(?![{STARS}]{_SHOWN}(?:\s?|{_TIMES})[0-9])"
    rf"(?![{''.join(sorted(NEED_MARK))}]{_SHOWN}{_TIMES}[0-9])"
    rf"(?P<filled>(?:[{STARS}{''.join(sorted(NEED_MARK))}]{_SHOWN})++)(?P<half_mark>½)?"
    rf"(?P<hollow>(?:[{HOLLOW_STARS}]{_SHOWN})*+)(?![{_EMPTY_HEARTS}])"
    rf"|[{STARS}]{_SHOWN}{_TIMES}(?P<times>[0-5](?:\.5)?)(?=\s{{0,3}}(?:[,。;!?]|$))"
    rf"|(?<![0-9.])(?P<times_before>[0-5](?:\.5)?){_TIMES}[{STARS}](?![{STARS}])"
    rf"|[{''.join(sorted(NEED_MARK))}]{_SHOWN}{_TIMES}(?P<times_drawn>[0-9]{{1,2}})(?=\s{{0,3}}(?:[,。;!?(\x00]|$))"
    rf"|(?P<row>(?<![{_ANY}])(?:{_ROWS}))"
)
_KEYCAPS = re.compile("(?:[0-9]\ufe0f?\u20e3)+")
#: Of one filled sign in a row of these nobody knows whether it counts or marks a place.
_PLACES = frozenset(_PAIRS[1][0] + _PAIRS[2][0] + _PAIRS[3][0])


def count_signs(match: re.Match[str]) -> tuple[float | None, float | None] | None:
    """Return the number drawn and its full mark, as far as they are told; ``None`` where nothing is drawn."""
    if match["times"] or match["times_before"]:
        return float(match["times"] or match["times_before"]), STARS_FULL
    if match["times_drawn"]:
        return float(match["times_drawn"]), None
    if match["row"]:
        row = match["row"].replace("\ufe0f", "")
        filled = sum(any(sign in full for full, _ in _PAIRS) for sign in row)
        is_told = len(row) in USUAL_MARKS and not (filled == 1 and row[0] in _PLACES)
        return (float(filled), float(len(row))) if is_told else (None, None)
    if not match["filled"]:
        return None
    half = 0.5 if match["half_mark"] else 0.0
    value = len(match["filled"].replace("\ufe0f", "")) + half
    whole = value + half + len(match["hollow"].replace("\ufe0f", ""))
    return value, whole if match["hollow"] and whole in USUAL_MARKS else None


_NAMED_STARS = re.compile(
    r"(?<![一-龥a-z])(?:star\srating|(?:客户|用户|顾客)?(?:服务|综合|总体|整体|满意度?|评价)?(?:星级(?:评[价分定])?|评星|星评|星数))[:=\s]{1,3}"
    r"(?P<number>[0-5](?:\.[0-9])?|[一二三四五])(?=\s?星?(?:$|[,。;!(]))"
)


def stars_behind(text: str) -> str:
    """Return a text with the number behind what names stars as stars, as long as it was: ``星级:4`` as ``  4星``.

    Example:
        >>> stars_behind("星级:4"), stars_behind("酒店星级:5")
        ('  4星', '酒店星级:5')
    """
    if "星" not in text and "star " not in text:
        return text
    return _NAMED_STARS.sub(lambda match: f"{match['number']}星".rjust(len(match[0])), text)


def digits_of_keycaps(text: str) -> str:
    """Return a text with its keycaps as digits, as long as it was: ``4️⃣分`` as ``  4分``."""
    if "\u20e3" not in text:
        return text
    return _KEYCAPS.sub(lambda match: re.sub(r"[^0-9]", "", match[0]).rjust(len(match[0])), text)
