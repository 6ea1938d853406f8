"""Split a cell into the statements it holds, keeping their wording."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from kehu_batch.numerals import ONE_TO_TEN

#: Decides whether a comma between two parts separates two statements.
Separates = Callable[[str, str], bool]

_HARD = re.compile(r"[\r\n\v\f\x85\u2028\u2029;；]+")
#: A comma, slash, plus or full stop outside numbers; a bar, arrow or long dash, and a space as people type it for a
#: comma, not between single words (``系统 卡顿``) nor within one (``送错货导 致对账不平``); and before a word that turns to
#: the contrary (``质量好但价格贵``).
_SOFT = re.compile(
    r"[。！!？?]|…+"
    r"|(?<=[\u4e00-\u9fff])[+＋&＆](?=[A-Za-z\u4e00-\u9fff])"
    r"|(?<=[\u4e00-\u9fff])(?:[｜|→]+|—{2,}|[ \u3000]{1,3}[｜|→]+[ \u3000]*)(?=[ \u3000]?[\u4e00-\u9fff])"
    r"|(?<=[\u4e00-\u9fff]{3})(?<![导導造致弄搞])[ \u3000]+(?=[\u4e00-\u9fff]{3})"
    r"|(?<=[\u4e00-\u9fff])(?=(?:(?<![不非])但(?![愿凡])|可是|然而))"
    r"|(?<![0-9０-９])[，,/／]|[，,/／](?![0-9０-９])|(?<![0-9A-Za-z])\.|\.(?![0-9A-Za-z])"
)
#: What any of these has.
_MAYBE_SOFT = re.compile("[。！!？?，,/／.…+＋&＆但可然 \u3000｜|→—]")
#: Before a word within a clause that may add another matter: ``少发一盒还多开了票``.
_ADDITION = re.compile(
    r"(?<=[\u4e00-\u9fff]{3})"
    r"(?=(?:还(?![没未不是在要有得原可行好款给价需能])|又(?!是)|而且|并且|同时(?!间)|另外|外加)[\u4e00-\u9fff]{2})"
)
#: With what such a word begins.
_MAYBE_ADDITION = re.compile("[还又而并同另外]")
#: Tells but when the rest was: ``一开机又冒烟``.
_WHEN = re.compile(r"一[^\W]{1,4}")
_ENUMERATION = re.compile(r"(?<![0-9０-９])[、､﹑]|[、､﹑](?![0-9０-９])")
_BRACKETED = re.compile(r"[(（\[【〔][^()（）\[\]【】〔〕]*[)）\]】〕]")

#: What tells but how long something took, and what says that it took long.
_HOW_LONG = re.compile(
    r"(?:都|已经?|足足|整整|一直|又|还)*(?:等|拖|排|耗|花|用|晚|迟|延迟|延误|超|耽误)了?(?:足足|整整|将近|近|快|差不多|大概|约)?"
    r"[数几半一二两三四五六七八九十0-9]{1,4}[多来余]?个?半?多?(?:年|月|周|星期|礼拜|[天日](?!数)|小时|钟头|分钟?|刻钟)"
    r"(?:多|左右|以上)?(?:了|才[来到有弄修发送接处给]{1,2}|[都还]没[来到弄修发送接给]{1,2})?"
)
#: What tells but how often somebody was told of it.
_HOW_OFTEN = re.compile(
    r"(?:已经?|都|前后|一共|多次)*(?:反映|反馈|投诉|催|问|说|报修?|打|找)[过了]?(?:不下)?[数几一二两三四五六七八九十好多0-9]+(?:来|多)?(?:次|遍|回|趟)(?:了|都没用)?"
)
_SLOW = re.compile("[慢久迟晚拖等延]|不及时|不准时|超时|时间长|没[来到发送修]")

#: All white space of Unicode, and the invisible characters that pasting brings along.
_SPACES = " \t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\u200b\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_SEPARATORS = _SPACES + "，,。.．；;、､！!/／"
_BULLETS = _SEPARATORS + "-–—•·*●■◆▪►>#○□☆★√"

_CIRCLED = re.compile("[①-⑳⑴-⒇⒈-⒛❶-❿⓵-⓾]")
_ARABIC = re.compile(
    r"(?<![0-9.．])(?:[(（]([0-9]{1,2})[)）][、.．]?|([0-9]{1,2})(?:[)）、]|[.．](?![0-9])))"
)
_CHINESE = re.compile(rf"(?<![{ONE_TO_TEN}第])(?:[(（]([{ONE_TO_TEN}])[)）][、]?|([{ONE_TO_TEN}])、)")
#: Letters count only as a list of two or more: ``A.交货期长 B.包装破``.
_LETTERED = re.compile(r"(?<![A-Za-z0-9])([A-Da-d])[.．)）、](?=\s?[\u4e00-\u9fff])")
_MAYBE_NUMBER = re.compile(f"[①-⒛❶-❿⓵-⓾]|[0-9{ONE_TO_TEN}A-Da-d][)）、.．]")
_LINE_START = "\n\r;；。:：\v\f\u2028\u2029"
#: A text of more parts is not tried by halves.
_MOST_HALVED = 12
#: Nor is it asked of more commas whether each separates.
_MOST_ASKED = 200


def hard_pieces(text: str) -> list[str]:
    """Split at line breaks, semicolons and numbering; pieces are trimmed, empty ones left out."""
    return _trimmed(_HARD.split(_without_numbering(text)))


def soft_pieces(piece: str, separates: Separates) -> list[str]:
    """Split at those commas, slashes and full stops between which ``separates`` sees two statements.

    A comma inside brackets or a number never separates. Where there are very many all do: what stands before each
    would be looked at again and again.
    """
    # Most pieces have none of the characters, which is seen at a fifth of the cost.
    found = _outside_brackets(_SOFT, piece) if _MAYBE_SOFT.search(piece) else ()
    boundaries = [*found, (len(piece), len(piece))]
    if len(boundaries) == 1:
        return _trimmed([piece])
    parts: list[str] = []
    start = 0
    for index, (end, after) in enumerate(boundaries[:-1]):
        left, right = trim(piece[start:end]), trim(piece[after : boundaries[index + 1][0]])
        if left and right and (len(boundaries) > _MOST_ASKED or separates(left, right)):
            parts.append(left)
            start = after
    return _trimmed([*parts, piece[start:]])


def enumerated_pieces(piece: str, kept: frozenset[int]) -> list[str]:
    """Split at enumeration commas, but not inside brackets, between digits or at the places in ``kept``."""
    parts: list[str] = []
    start = 0
    for end, after in _outside_brackets(_ENUMERATION, piece):
        if end not in kept:
            parts.append(piece[start:end])
            start = after
    parts.append(piece[start:])
    return _trimmed(parts)


@lru_cache(maxsize=64)
def soft_parts(piece: str) -> tuple[str, ...]:
    """Split at every comma, slash and full stop outside brackets and numbers."""
    # The steps of reading one clause ask for its parts one after the other.
    return tuple(soft_pieces(piece, lambda _left, _right: True))


def tells_how_long(left: str, right: str) -> bool:
    """Whether the second of two parts tells but how long the first took, which is slow, or how often it was told.

    Example:
        ``送货慢，拖了半个月``, ``系统卡，反映过三次``
    """
    told = trim(right)
    if _HOW_OFTEN.fullmatch(told) is not None:
        return True
    return _HOW_LONG.fullmatch(told) is not None and _SLOW.search(left) is not None


def added_parts(clause: str) -> tuple[str, str] | None:
    """Return what stands before and after the first word of a clause that may add another matter, if there is one."""
    found = _ADDITION.search(clause) if _MAYBE_ADDITION.search(clause) else None
    if found is None or _WHEN.fullmatch(clause, 0, found.start()):
        return None
    return clause[: found.start()], clause[found.start() :]


def candidate_clauses(text: str) -> Iterator[str]:
    """Yield the texts that splitting a cell asks about: its parts alone, with the one before, and by halves."""
    for part in hard_pieces(text):
        yield part
        clauses = soft_parts(part)
        if len(clauses) > 1:
            yield from clauses
            yield from (f"{left}，{right}" for left, right in pairwise(clauses))
            if len(clauses) > 2:
                yield from (half for halves in halves_of(clauses) for half in halves)
        if _ENUMERATION.search(part):
            yield from _trimmed(_ENUMERATION.split(part))


def halves_of(parts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what stands before and after each border between parts; nothing of a text of very many parts.

    All halves of a text are as long as its length times its parts: of a cell full of commas, gigabytes.
    """
    if len(parts) > _MOST_HALVED:
        return
    for place in range(1, len(parts)):
        yield "，".join(parts[:place]), "，".join(parts[place:])


def trim(piece: str) -> str:
    """Return a piece without bullets before it and separators around it."""
    return piece.lstrip(_BULLETS).rstrip(_SEPARATORS)


def is_heading(piece: str) -> bool:
    """Whether a piece only announces what follows: ``建议：``."""
    return piece.endswith((":", "："))


def _trimmed(pieces: list[str]) -> list[str]:
    return [trimmed for piece in pieces if (trimmed := trim(piece))]


def _outside_brackets(pattern: re.Pattern[str], piece: str) -> Iterator[tuple[int, int]]:
    separators = list(pattern.finditer(piece))
    inside = [match.span() for match in _BRACKETED.finditer(piece)] if separators else []
    for match in separators:
        if not any(start < match.start() < end for start, end in inside):
            yield match.span()


def _without_numbering(text: str) -> str:
    """Put a line break in the place of each number of a list."""
    if not _MAYBE_NUMBER.search(text):
        return text
    spans = [match.span() for match in _CIRCLED.finditer(text)]
    spans += _numbers(text, _ARABIC, int, "0123456789")
    spans += _numbers(text, _CHINESE, lambda digit: ONE_TO_TEN.index(digit) + 1, ONE_TO_TEN)
    letters = list(_LETTERED.finditer(text))
    if len(letters) > 1 and [match[1].lower() for match in letters] == list("abcd")[: len(letters)]:
        spans += [match.span() for match in letters]
    if not spans:
        return text
    parts = []
    place = 0
    for start, end in sorted(spans):
        parts.append(text[place:start])
        place = max(place, end)
    parts.append(text[place:])
    return "\n".join(parts)


def _numbers(
    text: str, pattern: re.Pattern[str], value: Callable[[str], int], digits: str
) -> list[tuple[int, int]]:
    """Return the places of list numbers.

    A series 1, 2, … with words between is a list wherever it stands. A single number is one only at the start of
    a line and before something other than a digit: ``3、4月份发票`` are two months.
    """
    found = [(value(match[1] or match[2]), match.start(), match.end()) for match in pattern.finditer(text)]
    if not found:
        return []
    series: list[tuple[int, int]] = []
    for number, start, end in found:
        if number == len(series) + 1 and (
            not series or text[series[-1][1] : start].strip(_SEPARATORS + digits)
        ):
            series.append((start, end))
    accepted = series if len(series) > 1 else []
    single = [
        (start, end)
        for _, start, end in found
        if (start, end) not in accepted
        and _starts_line(text, start)
        and text[end : end + 1] not in tuple(digits)
    ]
    return accepted + single


def _starts_line(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \t\u3000")
    return not before or before[-1] in _LINE_START
