"""Overall scores wherever they stand in running text: ``货晚了两天但还是给了4分``, ``10分制给9分``, ``two stars of five``.

The careful reader of ``scores`` knows the common forms; this one is asked where that finds none. It looks for numbers
of points and stars, for full marks beside them (``full_marks``), and leaves out what is no verdict of now
(``standing``). Of a value and the one that takes its place (``4分改5分``) it takes the later; where nothing is
given but what was taken off (``满分10分，扣3分``), the rest of the full mark.
"""

from __future__ import annotations

import re
from itertools import pairwise

from kehu_batch.normalisation.cells.text import level_text
from kehu_batch.normalisation.verdicts.changes import find_changes, points_taken
from kehu_batch.normalisation.verdicts.drawn import NEED_MARK, digits_of_keycaps
from kehu_batch.normalisation.verdicts.forms import HINT, SCORE, counts_stars, is_whole, needs_verb, value_of
from kehu_batch.normalisation.verdicts.full_marks import TURNED, FullMark, find_full_marks
from kehu_batch.normalisation.verdicts.numbers import USUAL_MARKS, halves_in_digits, read_number
from kehu_batch.normalisation.verdicts.standing import (
    HIDDEN,
    WIDEST_LEAD,
    clause_start,
    is_asked_for,
    is_given,
    is_of_else,
    is_of_now,
    is_overall,
    is_past_behind,
    lead_of,
    names_score,
    period_of,
    rank_of,
    tells_when,
)
from kehu_batch.numerals import SPOKEN_TO_TEN
from kehu_batch.records import dataclass, replace

_RECOMMENDS = re.compile(r"\s?\((?:推荐|nps)")
_CLAUSE_END = re.compile(r"[!。,;吧了\s]|好评|$")
#: One of two that stand open: 8或9分.
_CHOICE = re.compile(rf"[0-9{SPOKEN_TO_TEN}]\s?(?:[、\-~到至]|或者?|还是)\s?$")
_WORD_END = re.compile(r"[a-z]\s?$")
_TALK = re.compile(r"[\s,]*(?:吧|呢|啦|哦)?[\"”’'」)}]?")

#: Longer texts are read in their common forms only.
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class Verdict:
    """A score found in running text.

    Args:
        raw: The number given; ``None`` where the full mark itself was given (``给满分``).
        full_mark: The full mark that the text names; ``None`` where it names none.
        start: Where its expression begins, words such as ``还是给了`` with it.
        end: Where it ends.
        full_span: Where the full mark stands, if apart.
        overall: Whether the text says that it is of the whole.
        of_stars: Whether it counts stars, whose full mark is 5 where none is named.
        rank: 1 where it takes another's place, -1 for a first one that another may have replaced.
        period: The month or quarter that it stands behind, and of how many.
        in_row_only: Whether it counts only in a row of such: of ``三月4分`` alone nobody knows whether it is of now.
    """

    raw: float | None
    full_mark: float | None
    start: int
    end: int
    full_span: tuple[int, int] | None = None
    overall: bool = False
    rank: int = 0
    of_stars: bool = False
    period: tuple[int, int] | None = None
    in_row_only: bool = False

    @property
    def value(self) -> tuple[float | None, float | None]:
        """Return the number with its full mark."""
        return self.raw, self.full_mark


def find_verdicts(text: str) -> list[Verdict]:
    """Return the overall scores of a levelled text, those that differ only; usually none or one.

    Example:
        >>> [found.value for found in find_verdicts("货晚了两天但还是给了4分")]
        [(4.0, None)]
        >>> find_verdicts("价格3分,物流5分"), [found.value for found in find_verdicts("10分制给9分")]
        ([], [(9.0, 10.0)])
        >>> [found.value for found in find_verdicts("满分10分,扣3分")]
        [(7.0, 10.0)]
    """
    if len(text) > _LONGEST or HINT.search(text) is None:
        return []
    text = halves_in_digits(digits_of_keycaps(text))
    named = find_full_marks(text)
    marks = [mark for mark in named if not mark.of_part]
    values = {mark.value for mark in marks}
    if len(values) > 1 or TURNED in values:
        return []
    mark = marks[0] if marks else None
    # Full marks are hidden, so that 满分10分 alone scores nothing; what stands beside them keeps its place.
    hidden = text
    for each in named:
        hidden = hidden[: each.start] + HIDDEN * (each.end - each.start) + hidden[each.end :]
    found = _choose(_judge_all(hidden, None if mark is None else mark.value))
    if mark is not None:
        found = [_of_mark(verdict, mark) for verdict in found or _taken_off(hidden, mark)]
        found = found or _all_of(text, mark)
    return list({verdict.value: verdict for verdict in _told_once(found)}.values())


def _told_once(found: list[Verdict]) -> list[Verdict]:
    """Leave out what another tells more fully: ``full marks, 10/10``, ``★★★★（4/5）``."""
    full = {verdict.raw for verdict in found if verdict.full_mark is not None}
    full |= {None for verdict in found if verdict.raw is not None and verdict.raw == verdict.full_mark}
    return [verdict for verdict in found if verdict.full_mark is not None or verdict.raw not in full]


def _judge_all(text: str, mark: float | None) -> list[Verdict]:
    changes = find_changes(text)
    judged = (_judge(text, match, changes, mark) for match in SCORE.finditer(text))
    return [verdict for verdict in judged if verdict is not None]


def _choose(found: list[Verdict]) -> list[Verdict]:
    """Leave out values that others replaced, and those beside one that is said to be of the whole."""
    latest = max((verdict.rank for verdict in found), default=0)
    found = _last_of_row([verdict for verdict in found if verdict.rank == latest])
    return [verdict for verdict in found if verdict.overall] or found


def _last_of_row(found: list[Verdict]) -> list[Verdict]:
    """Return the last of verdicts of months or quarters in a row; else those that count by themselves."""
    if len(found) > 1 and all(_follows(first, second) for first, second in pairwise(found)):
        return found[-1:]
    return [verdict for verdict in found if not verdict.in_row_only]


def _follows(first: Verdict, second: Verdict) -> bool:
    if first.period is None or second.period is None or first.period[1] != second.period[1]:
        return False
    return (second.period[0] - first.period[0]) % second.period[1] == 1


def _of_mark(verdict: Verdict, mark: FullMark) -> Verdict:
    span = (mark.start, mark.end)
    if verdict.of_stars and mark.counts_stars and (verdict.raw or 0) <= mark.value:
        return replace(verdict, full_mark=mark.value, full_span=span)
    if verdict.full_mark is not None:
        return replace(verdict, full_span=span) if verdict.full_mark == mark.value else verdict
    raw = mark.value if verdict.raw is None else verdict.raw
    return replace(verdict, full_mark=mark.value, raw=raw, full_span=span)


def _taken_off(text: str, mark: FullMark) -> list[Verdict]:
    """Return what is left of a full mark off which points were taken once."""
    taken = points_taken(text)
    if taken is None:
        return []
    points, start, end = taken
    return [Verdict(mark.value - points, mark.value, start, end)]


def _all_of(text: str, mark: FullMark) -> list[Verdict]:
    """Return the full mark where that itself was given: ``打满分5分``."""
    given = text[: mark.start].endswith(("给", "打", "拿", "得")) and text.startswith("满分", mark.start)
    if not given or not is_of_now(text, text[clause_start(text, mark.start) : mark.start], mark.start):
        return []
    return [Verdict(mark.value, mark.value, mark.start - 1, mark.end)]


def _judge(
    text: str, match: re.Match[str], changes: list[tuple[int, int]], mark: float | None
) -> Verdict | None:
    """Tell whether a number of points is the verdict of the whole, now."""
    clause = clause_start(text, match.start())
    before = text[max(clause, match.start() - WIDEST_LEAD) : match.start()]
    change = next(((start, end) for start, end in changes if start <= match.start() <= end), None)
    if change is not None:
        # What it rose from is not the verdict.
        return _judge_changed(text, match, change[0], mark) if change[1] == match.start() else None
    if _CHOICE.search(text, max(0, match.start() - 4), match.start()) or not is_of_now(
        text, before, match.start()
    ):
        return None
    if is_past_behind(text, match.end()):
        return None
    period = period_of(before)
    verdict = _judge_lead(text, match, before, mark)
    if period is None:
        return verdict
    # 二月3分: read without its month it counts where the next month's follows.
    behind = verdict or _judge_lead(text, match, before[period[2] :], mark)
    return replace(behind, period=period[:2], in_row_only=verdict is None) if behind is not None else None


def _judge_lead(text: str, match: re.Match[str], before: str, mark: float | None) -> Verdict | None:
    """Tell whether the words before a number say that it is given, or leave it standing by itself."""
    lead = lead_of(before)
    asked = bool(match["bare"]) and is_asked_for(text, match.start())
    # Behind a word of its own (3 of 3 beside closed, 5 beside min=) not even a full mark makes it a score.
    named = mark is not None and not _WORD_END.search(before[: len(before) - len(lead)])
    starts_clause = before == lead or (not lead and not before.strip("\"“‘'「( "))
    given = (named and (starts_clause or not needs_verb(match))) or is_given(lead) or names_score(before)
    given |= asked
    given |= match[0] == text.strip() or (
        is_whole(match) and starts_clause and _CLAUSE_END.match(text, match.end()) is not None
    )
    if (
        not (starts_clause or given)
        or (needs_verb(match) and not given)
        or (not starts_clause and _is_other_work(match, lead))
        or _is_no_score(match, before, has_mark=mark is not None or asked)
    ):
        return None
    start, rank = match.start() - len(lead), rank_of(before, lead)
    return _verdict(match, start, mark, overall=is_overall(lead), rank=rank)


def _is_other_work(match: re.Match[str], lead: str) -> bool:
    """Whether what is done behind another word fills or mends something: 把水打满, 材料改到满分."""
    return bool(match["all"]) or (is_whole(match) and rank_of("", lead) > 0)


def _judge_changed(text: str, match: re.Match[str], start: int, mark: float | None) -> Verdict | None:
    """Tell whether a value that took another's place is the verdict: not a hotel's, nor that of a part."""
    before = text[max(clause_start(text, start), start - WIDEST_LEAD) : start]
    lead = lead_of(before)
    if not (before == lead or is_given(lead) or tells_when(before)) or is_of_else(before):
        return None
    return _verdict(match, start - len(lead), mark, rank=1)


def _is_no_score(match: re.Match[str], before: str, *, has_mark: bool) -> bool:
    """Whether a number is none of points: 24/7, a bare one or a row of faces without a full mark, 9/10(推荐度)."""
    if _RECOMMENDS.match(match.string, match.end()):
        return True
    if match["over"]:
        under, over = read_number(match["under"]), read_number(match["over"])
        return under not in USUAL_MARKS or over is None or over > under
    if match["tenths"]:
        return "满意" not in before
    if match["share"]:
        return not names_score(before)
    return not has_mark and _needs_mark(match, before)


def _needs_mark(match: re.Match[str], before: str) -> bool:
    """Whether a form says nothing without a full mark: faces, counts of no stars, a number without a name."""
    if match["count"]:
        return "星" not in match.string
    if match["bare"]:
        return not names_score(before)
    return bool(
        match["abroad"]
        or match["halved"]
        or match["times_drawn"]
        or NEED_MARK.intersection(match["filled"] or "")
    )


def _verdict(
    match: re.Match[str], start: int, mark: float | None, *, overall: bool = False, rank: int = 0
) -> Verdict | None:
    talk = _TALK.match(match.string, match.end())
    end = match.end() + (len(talk[0]) if talk and talk[0].strip(" ,") else 0)
    value, full_mark = value_of(match, mark)
    if value is None and not is_whole(match):
        return None
    return Verdict(value, full_mark, start, end, overall=overall, rank=rank, of_stars=counts_stars(match))


def cut_verdict(text: str, verdict: Verdict) -> list[str]:
    """Return what a text says before, between and after a verdict and its full mark, as written."""
    spans = sorted([(verdict.start, verdict.end), *([verdict.full_span] if verdict.full_span else [])])
    parts, done = [], 0
    for start, end in spans:
        before = text[done : max(start, done)]
        parts.append(before[: len(before) - len(lead_of(level_text(before[-WIDEST_LEAD:])))])
        done = max(done, end)
    return [*parts, text[done:]]
